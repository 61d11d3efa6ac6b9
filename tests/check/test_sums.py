"""Printed sums against their rows, and what is likely wrong where they differ."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from pipeline.check.distribution import Followed, rate_followed
from pipeline.check.editions import Recognition, count_persons, fit_editions
from pipeline.check.sums import sums_recomputed
from pipeline.check.texts import graded
from pipeline.model import CheckResult, Ebene, Severity, Summe, Zeile
from pipeline.values import replace
from schemas.register import load_register
from schemas.source import load_source
from tests.builders.interpretations import (
    changed,
    herkunft,
    printed_sums,
    row_of,
    with_amount,
    zeilen,
)

SOURCE = load_source()
REGISTER = load_register()
FINAL_EDITION = SOURCE.editions[1]
ROWS = count_persons(zeilen(), FINAL_EDITION)
LOERRACH = tuple(row for row in ROWS if row.gemeinde_ags.startswith("08336"))
LOERRACH_EUR = sum((row.betrag_eur for row in LOERRACH), Decimal(0))


def summe(**overrides: Any) -> Summe:
    valid = Summe(Ebene.KREIS, "08336", None, LOERRACH_EUR, herkunft(40, 12))
    return replace(valid, **overrides)


def recompute(*summen: Summe, rows: tuple[Zeile, ...] = ROWS) -> dict[str, CheckResult]:
    followed = Followed(None, False)
    results = graded(sums_recomputed(summen, rows, REGISTER, FINAL_EDITION, followed), SOURCE)
    return {result.name: result for result in results}


def failed(results: dict[str, CheckResult]) -> list[str]:
    return [name for name, result in results.items() if not result.passed]


def test_true_sums_agree() -> None:
    results = recompute(*printed_sums(zeilen()))
    assert failed(results) == []
    assert results["summe_kreis"].message == (
        "printed subtotals of Kreise: 44, agreeing with the rows"
    )


def test_where_no_sum_is_printed_that_is_said() -> None:
    results = recompute()
    assert {name: result.message for name, result in results.items()} == {
        "summe_kreis": "no subtotals of Kreise are printed",
        "summe_regierungsbezirk": "no subtotals of Regierungsbezirke are printed",
        "summe_land": "no totals of the state are printed",
        "summe_ist_budget": "no printed total is a budget instead of a sum",
    }
    assert failed(results) == []


def test_a_difference_names_place_kreis_and_both_amounts() -> None:
    result = recompute(summe(betrag_eur=LOERRACH_EUR - 1_000))["summe_kreis"]
    printed, total = f"{LOERRACH_EUR - 1_000:,}", f"{LOERRACH_EUR:,}"
    assert result.holds
    assert result.rows == (herkunft(40, 12),)
    assert result.message == (
        f"page 40, row 12: the printed sum of Landkreis Lörrach (08336) is {printed} EUR; "
        f"expected {total}, the sum of its {len(LOERRACH)} rows (difference -1,000); "
        "one slip would explain it: the printed sum is wrong (one digit changed)"
    )
    assert "Seite 40, Zeile 12: Die gedruckte Summe für Landkreis Lörrach (08336)" in result.meldung
    assert printed.replace(",", ".") in result.meldung


def test_persons_and_amount_are_two_findings() -> None:
    result = recompute(summe(personen=1, betrag_eur=Decimal(1)))["summe_kreis"]
    assert [line.split(";")[0].split()[-1] for line in result.message.splitlines()] == [
        "EUR",
        "persons",
    ]


def test_computed_persons_are_held_against_a_printed_sum() -> None:
    rows = count_persons(zeilen(persons=False), FINAL_EDITION)
    persons = sum(row.personen or 0 for row in LOERRACH)
    assert failed(recompute(summe(personen=persons), rows=rows)) == []
    assert failed(recompute(summe(personen=persons + 1), rows=rows)) == ["summe_kreis"]


def test_unknown_persons_are_not_added_up() -> None:
    rows = count_persons(zeilen(persons=False), None)
    assert failed(recompute(summe(personen=1), rows=rows)) == []


def test_a_sum_of_nothing_printed_is_no_difference() -> None:
    assert failed(recompute(summe(betrag_eur=None))) == []


def test_a_sum_of_an_unknown_kreis_is_a_difference() -> None:
    result = recompute(summe(schluessel="08999"))["summe_kreis"]
    assert "the printed sum of 08999" in result.message
    assert "the sum of its 0 rows" in result.message


def test_the_other_levels_are_named() -> None:
    results = recompute(
        summe(ebene=Ebene.REGIERUNGSBEZIRK, schluessel="083"),
        summe(ebene=Ebene.LAND, schluessel="08"),
    )
    assert "sum of Regierungsbezirk Freiburg (083)" in results["summe_regierungsbezirk"].message
    assert "sum of Baden-Württemberg" in results["summe_land"].message


def test_the_same_figure_twice_counts_once() -> None:
    assert failed(recompute(summe(), rows=(*ROWS, *LOERRACH))) == []


def land(**overrides: Any) -> Summe:
    return summe(ebene=Ebene.LAND, schluessel="08", **overrides)


def test_a_total_that_is_the_budget_is_a_warning() -> None:
    results = recompute(land(betrag_eur=Decimal(58_000_000), personen=72_857))
    assert failed(results) == ["summe_ist_budget"]
    result = results["summe_ist_budget"]
    assert result.severity is Severity.WARNING
    assert result.message == (
        "page 40, row 12: the printed total 58,000,000 EUR is the budget; the rounded rows add "
        "up to 58,000,008 EUR; use the rows"
    )


def test_a_budget_that_the_rows_miss_by_more_than_rounding_is_an_error() -> None:
    budget = land(betrag_eur=Decimal(58_000_000))
    assert failed(recompute(budget, rows=ROWS[1:])) == ["summe_land"]


def test_a_budget_beside_wrong_persons_is_an_error() -> None:
    budget = land(betrag_eur=Decimal(58_000_000), personen=72_858)
    assert failed(recompute(budget)) == ["summe_land"]


AALEN, ESSINGEN, OSTALBKREIS = "08136088", "08136021", "08136"
KREIS, LAND = Ebene.KREIS, Ebene.LAND
TRUE = printed_sums(zeilen())


def causes(
    rows: Iterable[Zeile], off: int = 0, key: str = OSTALBKREIS, rate: bool = True
) -> CheckResult:
    """What is said of the sum with this key, which is off by so much."""
    rows = tuple(rows)
    edition = FINAL_EDITION if rate else None
    followed = rate_followed(rows, SOURCE, Recognition(fit_editions(rows, SOURCE), edition, None))
    if not rate:
        followed = replace(followed, rate=None)
    true = next(one for one in TRUE if one.schluessel == key)
    wrong = replace(true, betrag_eur=(true.betrag_eur or Decimal(0)) + off)
    counted = count_persons(rows, edition)
    results = sums_recomputed([wrong], counted, REGISTER, edition, followed)
    [differing] = [result for result in results if not result.passed]
    return differing


def said(result: CheckResult) -> tuple[str, str]:
    """What follows the difference of the first finding, in both languages."""
    message, meldung = result.message.splitlines()[0], result.meldung.splitlines()[0]
    return message.partition("); ")[2].strip(), meldung.partition("); ")[2].strip()


@pytest.mark.parametrize("persons", [True, False])
@pytest.mark.parametrize("key", [OSTALBKREIS, "08"])
def test_the_row_off_the_rate_that_mends_the_sum(persons: bool, key: str) -> None:
    rows = changed(zeilen(persons=persons), AALEN, change=lambda row: with_amount(row, 108_257))
    found = causes(rows, key=key)
    assert row_of(rows, AALEN).herkunft in found.rows
    message, meldung = found.message, found.meldung
    assert (
        "one slip would explain it: page 6, row 42: Aalen, Stadt (08136088), with 108,267 EUR for "
        "108,257 row and sum would agree (one digit changed)"
    ) in message
    assert (
        "durch ein Versehen zu erklären: Seite 6, Zeile 42: Aalen, Stadt (08136088), mit 108.267 "
        "statt 108.257 Euro stimmten Zeile und Summe (eine Ziffer geändert)"
    ) in meldung


def test_a_row_whose_amount_is_that_of_other_persons() -> None:
    small = next(row for row in zeilen() if row.personen == 10)
    key = small.gemeinde_ags
    rows = changed(zeilen(persons=False), key, change=lambda row: with_amount(row, 796))
    found = causes(rows, key=key[:5])
    assert small.herkunft in found.rows
    assert f"{key}), with 7,961 EUR for 796 row and sum would agree (one digit lost)" in (
        found.message
    )


def test_with_persons_printed_a_row_that_follows_the_rate_is_right() -> None:
    found = causes(zeilen(), 7_165)
    assert len(found.rows) == 1
    assert said(found)[0] == "check its rows and the printed sum"


def test_a_digit_of_the_sum_itself() -> None:
    assert said(causes(zeilen(), 1_000)) == (
        "one slip would explain it: the printed sum is wrong (one digit changed)",
        "durch ein Versehen zu erklären: die gedruckte Summe ist falsch (eine Ziffer geändert)",
    )


def test_the_amount_of_a_missing_row() -> None:
    rows = [row for row in zeilen() if row.gemeinde_ags != AALEN]
    assert said(causes(rows)) == (
        "one slip would explain it: the row of Aalen, Stadt (08136088) is missing: 108,267 EUR "
        "would be its amount",
        "durch ein Versehen zu erklären: die Zeile von Aalen, Stadt (08136088) fehlt: 108.267 Euro "
        "wären ihr Betrag",
    )


def test_a_gap_that_cannot_be_the_missing_amount() -> None:
    rows = [row for row in zeilen() if row.gemeinde_ags != AALEN]
    assert "is missing" not in causes(rows, -200_000).message


def test_without_a_rate_nobody_knows_which_row() -> None:
    found = causes(zeilen(persons=False), 23, rate=False)
    assert said(found) == (
        "check its rows and the printed sum",
        "bitte die Zeilen und die gedruckte Summe prüfen",
    )
