"""Every row against the rate that the table follows, and what a row off it may have been."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from pipeline.check.distribution import (
    persons_add_up,
    rate_followed,
    rows_follow_rate,
    total_plausible,
)
from pipeline.check.editions import Recognition, count_persons, fit_editions, recognise
from pipeline.check.recovery import Recovered, Unrecovered
from pipeline.model import CheckResult, Severity, Zeile
from pipeline.values import replace
from schemas.source import SourceEdition, load_source
from tests.builders.interpretations import changed, row_of, with_amount, zeilen

SOURCE = load_source()
FIRST_EDITION, FINAL_EDITION = SOURCE.editions
AALEN = "08136088"


def at_rate(rate: str) -> tuple[Zeile, ...]:
    """The rows at a rate of no known edition, with persons printed."""
    shares = [Decimal(rate) * (row.personen or 0) for row in zeilen()]
    amounts = [share.quantize(Decimal(1), ROUND_HALF_UP) for share in shares]
    return tuple(with_amount(row, amount) for row, amount in zip(zeilen(), amounts, strict=True))


def follow(
    rows: tuple[Zeile, ...],
    edition: SourceEdition | None,
    own: Recovered | Unrecovered | None = None,
) -> CheckResult:
    recognition = Recognition(fit_editions(rows, SOURCE), edition, None, own)
    return rows_follow_rate(rate_followed(rows, SOURCE, recognition))


def own_rate(rows: tuple[Zeile, ...]) -> Recovered | Unrecovered | None:
    return recognise(rows, "", SOURCE).recovered


def test_a_misfit_with_printed_persons_is_told_its_share() -> None:
    rows = changed(zeilen(), AALEN, change=lambda row: with_amount(row, 108_257))
    result = follow(rows, FINAL_EDITION)
    assert result.holds
    assert result.rows == (row_of(rows, AALEN).herkunft,)
    assert result.message == (
        "page 6, row 42: Aalen, Stadt (08136088): 108,257 EUR does not follow the rate of "
        "endgueltig-2018-01; expected 108,267 EUR for the 136 persons printed; "
        "one slip would explain it: 108,267 EUR for 136 persons (one digit changed); "
        "check the printed row"
    )
    assert result.meldung == (
        "Seite 6, Zeile 42: Aalen, Stadt (08136088): 108.257 Euro entspricht nicht dem Satz der "
        "Ausgabe „endgültig“; erwartet: 108.267 Euro für die gedruckten 136 Personen; "
        "durch ein Versehen zu erklären: 108.267 Euro für 136 Personen (eine Ziffer geändert); "
        "bitte die gedruckte Zeile prüfen"
    )


def test_a_misfit_without_persons_is_told_the_nearest_share() -> None:
    rows = changed(zeilen(persons=False), AALEN, change=lambda row: with_amount(row, 108_257))
    result = follow(rows, FINAL_EDITION)
    assert result.holds
    assert result.message.endswith(
        "; the nearest shares are 108,267 EUR for 136 persons and 107,471 EUR for 135 persons; "
        "one slip would explain it: 108,267 EUR for 136 persons (one digit changed); "
        "check the printed row"
    )
    assert result.meldung.endswith(
        "; die nächsten Anteile sind 108.267 Euro für 136 Personen und 107.471 Euro für "
        "135 Personen; durch ein Versehen zu erklären: 108.267 Euro für 136 Personen "
        "(eine Ziffer geändert); bitte die gedruckte Zeile prüfen"
    )


@pytest.mark.parametrize("betrag", ["108267.50", "-108267"])
def test_what_is_no_amount_has_no_nearest_share(betrag: str) -> None:
    rows = changed(
        zeilen(persons=False), AALEN, change=lambda row: with_amount(row, Decimal(betrag))
    )
    result = follow(rows, FINAL_EDITION)
    assert result.rows == (row_of(rows, AALEN).herkunft,)
    assert "expected whole euros, 0 or more" in result.message


def test_an_unknown_edition_with_persons_has_a_rate_of_its_own() -> None:
    result = follow(at_rate("812.34"), None)
    assert result.passed
    assert result.message == "all 1,101 rows with persons follow one rate of 812.34 EUR a person"


def test_a_misfit_in_an_unknown_edition_is_named() -> None:
    rows = changed(at_rate("812.34"), AALEN, personen=137)
    result = follow(rows, None)
    assert result.holds
    assert result.rows == (row_of(rows, AALEN).herkunft,)


def test_an_amount_for_nobody_is_a_misfit_in_an_unknown_edition() -> None:
    rows = changed(at_rate("812.34"), AALEN, personen=0)
    assert follow(rows, None).rows == (row_of(rows, AALEN).herkunft,)


def test_persons_and_amounts_without_a_common_rate_hold_the_document() -> None:
    rows = tuple(with_amount(row, 1_000 + 37 * number) for number, row in enumerate(zeilen()))
    result = follow(rows, None)
    assert result.holds
    assert result.message.startswith("printed persons and amounts have no rate in common")


def test_without_edition_and_persons_there_is_nothing_to_test() -> None:
    result = follow(zeilen(persons=False), None)
    assert result.passed
    assert result.message.startswith("not applicable")


def test_amounts_alone_of_an_unknown_edition_follow_their_own_rate() -> None:
    rows = tuple(replace(row, personen=None) for row in at_rate("812.34"))
    own = own_rate(rows)
    result = follow(rows, None, own)
    assert result.passed
    assert result.message == "all 1,101 amounts follow one rate of 812.34 EUR a person"
    assert result.meldung == "Alle 1.101 Beträge folgen einem Satz von 812,34 Euro je Person."


def test_a_misfit_among_amounts_alone_is_named_with_its_slip() -> None:
    rows = tuple(replace(row, personen=None) for row in at_rate("812.34"))
    rows = changed(rows, AALEN, change=lambda row: with_amount(row, 110_748))
    result = follow(rows, None, own_rate(rows))
    assert result.holds
    assert result.rows == (row_of(rows, AALEN).herkunft,)
    assert "110,748 EUR does not follow the rate of 812.34 EUR a person" in result.message
    assert "110,478 EUR for 136 persons (two neighbouring digits swapped" in result.message
    assert "110.478 Euro für 136 Personen (zwei Nachbarziffern vertauscht" in result.meldung


def test_persons_that_do_not_add_up_are_a_warning() -> None:
    rows = changed(zeilen(), AALEN, personen=126)
    counted = count_persons(rows, FINAL_EDITION)
    result = persons_add_up(counted, True, FINAL_EDITION)
    assert (result.passed, SOURCE.severity(result.name)) == (False, Severity.WARNING)
    assert result.message.startswith(
        "the persons add up to 72,847, expected 72,857 as inferred for endgueltig-2018-01 "
        "(difference -10)"
    )


def test_an_incomplete_table_need_not_add_up() -> None:
    counted = count_persons(zeilen()[:-1], FINAL_EDITION)
    assert persons_add_up(counted, False, FINAL_EDITION).passed
    assert total_plausible(zeilen()[:3], False, SOURCE).passed


def test_persons_that_cannot_be_computed_are_not_added_up() -> None:
    rows = changed(zeilen(), AALEN, personen=None, betrag_eur=Decimal(500))
    result = persons_add_up(count_persons(rows, FINAL_EDITION), True, FINAL_EDITION)
    assert result.passed
    assert result.message.startswith("not applicable")


def test_persons_read_as_amounts_are_no_plausible_total() -> None:
    rows = tuple(with_amount(row, row.personen or 0) for row in zeilen())
    result = total_plausible(rows, True, SOURCE)
    assert result.holds
    assert result.message == (
        "all amounts add up to 72,857 EUR; expected 10,000,000 to 200,000,000; look whether the "
        "right column was read, and in which unit"
    )


def test_a_plausible_total_is_said() -> None:
    row = replace(zeilen()[0], betrag_eur=Decimal(10_000_000))
    assert total_plausible([row], True, SOURCE).meldung == (
        "Alle Beträge ergeben zusammen 10.000.000 Euro."
    )
