"""The rows against figures that others published, single ones and sums of several."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pipeline.check.editions import count_persons
from schemas.press import PressFigure, load_press
from schemas.source import SourceEdition, load_source
from tests.builders.interpretations import FIRST, changed, with_amount, zeilen
from tests.builders.published import ROWS, compare, figure

SOURCE = load_source()
FIRST_EDITION, FINAL_EDITION = SOURCE.editions


def test_an_exact_figure_that_agrees() -> None:
    result = compare(figure())
    assert result.passed
    assert result.message == "1 of 1 exact published figures agree with their rows"
    assert result.meldung == (
        "Von 1 genauen veröffentlichten Beträgen stimmen 1 mit ihren Zeilen überein"
    )


def test_an_exact_figure_that_differs_holds_the_document() -> None:
    result = compare(figure(betrag_eur=132_159, personen=None))
    assert result.holds
    assert result.rows == (next(row for row in ROWS if row.gemeinde_ags == "08435057").herkunft,)
    assert result.message == (
        "0 of 1 exact published figures agree with their rows\n"
        "page 18, row 14: Tettnang (08435057): 132,149 EUR for 166 persons read; expected "
        "132,159 EUR as published in Schwäbische Zeitung 2018-01-17 (one digit changed); check the "
        "printed row"
    )
    assert result.meldung == (
        "Von 1 genauen veröffentlichten Beträgen stimmen 0 mit ihren Zeilen überein\n"
        "Seite 18, Zeile 14: Tettnang (08435057): 132.149 Euro für 166 Personen gelesen; "
        "erwartet: 132.159 Euro, wie veröffentlicht in Schwäbische Zeitung 2018-01-17 (eine Ziffer "
        "geändert); bitte die gedruckte Zeile prüfen"
    )


def test_published_persons_count_too() -> None:
    assert compare(figure(personen=167)).holds


def test_persons_that_are_not_known_contradict_nothing() -> None:
    assert compare(figure(), rows=count_persons(zeilen(persons=False), None)).passed


@pytest.mark.parametrize(
    ("betrag_eur", "agreeing"),
    [(132_000, 1), (133_000, 1), (131_000, 0), (132_100, 1), (130_000, 1)],
)
def test_rounded_figures_only_inform(betrag_eur: int, agreeing: int) -> None:
    result = compare(figure(betrag_eur=betrag_eur, personen=None, precision="rounded"))
    assert result.passed
    assert f"; {agreeing} of 1 rounded ones agree" in result.message


def test_a_rounded_figure_that_differs_is_named() -> None:
    result = compare(figure(betrag_eur=131_000, personen=None, precision="rounded"))
    assert result.message.endswith("agree: Tettnang 131,000 EUR published, 132,149 EUR read")
    assert result.meldung.endswith("Tettnang 131.000 Euro veröffentlicht, 132.149 Euro gelesen")


def test_a_misprint_of_a_paper_is_shown_with_its_slip() -> None:
    result = compare(figure(betrag_eur=138_149, personen=None, precision="uncertain"))
    assert result.passed
    assert result.message.endswith(
        "; 0 of 1 taken for misprints of papers agree: Tettnang 138,149 EUR published, "
        "132,149 EUR read (one digit changed)"
    )
    assert result.meldung.endswith(
        "; von 1 mutmaßlichen Druckfehlern in Zeitungen 0: Tettnang 138.149 Euro "
        "veröffentlicht, 132.149 Euro gelesen (eine Ziffer geändert)"
    )


def test_a_digit_lost_in_a_paper_is_not_one_inserted() -> None:
    result = compare(figure(betrag_eur=13_249, personen=None, precision="uncertain"))
    assert result.message.endswith("132,149 EUR read (one digit lost)")


def test_a_figure_taken_for_a_misprint_may_be_right() -> None:
    result = compare(figure(precision="uncertain"))
    assert result.message.endswith("; 1 of 1 taken for misprints of papers agree")


def test_other_editions_are_left_out() -> None:
    other = figure(edition="vorlaeufig-2017-07", betrag_eur=1)
    assert compare(other).message.startswith("0 of 0 exact published figures")


def test_a_place_without_a_row_is_named() -> None:
    result = compare(figure(place="Atlantis", keys=()))
    assert result.passed
    assert result.message.endswith(
        "0 of 1 exact published figures agree with their rows; 1 without a row of each: Atlantis"
    )
    assert result.meldung.endswith(
        "stimmen 0 mit ihren Zeilen überein; 1 ohne alle ihre Zeilen: Atlantis"
    )


def test_without_an_edition_there_is_nothing_to_compare() -> None:
    result = compare(figure(betrag_eur=1), edition=None)
    assert result.passed
    assert result.message.startswith("not applicable")


@pytest.mark.parametrize("betrag_eur", [132_149, 132_150])
def test_a_synthetic_document_proves_only_the_reading(betrag_eur: int) -> None:
    result = compare(figure(betrag_eur=betrag_eur), synthetic=True)
    assert result.message.endswith(
        " (synthetic document: a test of the reading, no evidence for the figures)"
    )
    assert result.meldung.endswith(
        " (synthetisches Dokument: prüft das Lesen, kein Beleg für die Beträge)"
    )


@pytest.mark.parametrize(
    ("edition", "exact"), [(FIRST_EDITION, 121), (FINAL_EDITION, 33)], ids=["first", "final"]
)
def test_every_published_place_has_its_row(edition: SourceEdition, exact: int) -> None:
    rows = count_persons(zeilen(edition.id), edition)
    result = compare(*load_press(), rows=rows, edition=edition)
    assert result.passed
    assert f"{exact} of {exact} exact" in result.message
    assert "without a row" not in result.message


def test_all_that_was_published_about_the_first_edition() -> None:
    rows = count_persons(zeilen(FIRST), FIRST_EDITION)
    assert compare(*load_press(), rows=rows, edition=FIRST_EDITION).message == (
        "121 of 121 exact published figures agree with their rows; 5 of 5 rounded ones agree; 0 of "
        "2 taken for misprints of papers agree: Schwanau 31,157 EUR published, 37,157 EUR read "
        "(one digit changed); Ettlingen 122,078 EUR published, 127,078 EUR read (one digit "
        "changed); 2 of 2 sums of groups agree; 2 not comparable, as the members are not known for "
        "certain: Wahlkreis Bietigheim-Bissingen, total; Wahlkreis Kirchheim, total, approx."
    )


def test_two_rows_of_one_place_are_both_compared() -> None:
    rows = changed(zeilen(), "08435057", change=lambda row: with_amount(row, 1))
    doubled = (*ROWS, *count_persons(rows, FINAL_EDITION))
    assert len(compare(figure(), rows=doubled).rows) == 2


def test_the_first_edition_has_its_own_figures() -> None:
    rows = count_persons(zeilen(FIRST), FIRST_EDITION)
    assert compare(figure(), rows=rows, edition=FIRST_EDITION).message.startswith("0 of 0")


def test_persons_that_differ_alone_are_no_slip_of_the_amount() -> None:
    assert "(" not in compare(figure(personen=167)).message.partition("expected")[2]


TUEBINGEN_EUR = int(sum(row.betrag_eur for row in ROWS if row.gemeinde_ags[:5] == "08416"))


def group(place: str, ort: str, betrag_eur: int, **overrides: Any) -> PressFigure:
    return figure(
        place=place, ort=ort, betrag_eur=betrag_eur, personen=None, kind="group", **overrides
    )


def tuebingen(betrag_eur: int, **overrides: Any) -> PressFigure:
    names = ("Landkreis Tübingen, total", "Landkreis Tübingen, Summe")
    return group(*names, betrag_eur, keys=("08416",), **overrides)


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (0, "1 of 1 sums of groups agree"),
        (7, "1 of 1 sums of groups agree"),
        (-7, "1 of 1 sums of groups agree"),
    ],
)
def test_a_sum_agrees_but_for_half_a_euro_a_row(off: int, said: str) -> None:
    result = compare(tuebingen(TUEBINGEN_EUR + off))
    assert result.passed
    assert result.message.endswith(said)


def test_an_exact_sum_that_differs_holds_the_document() -> None:
    member = next(row for row in ROWS if row.gemeinde_ags == "08416041")
    result = compare(tuebingen(TUEBINGEN_EUR - int(member.betrag_eur)))
    assert result.holds
    assert len(result.rows) == 15
    assert "Landkreis Tübingen, total (15 rows from here): " in result.message


def test_a_digit_of_a_sum() -> None:
    assert "(one digit changed)" in compare(tuebingen(TUEBINGEN_EUR + 100_000)).message


def test_a_rounded_sum_that_differs_informs() -> None:
    result = compare(tuebingen(9_000_000, precision="rounded"))
    assert result.passed
    assert "0 of 1 sums of groups agree" in result.message
    assert "Landkreis Tübingen, total 9,000,000 EUR published" in result.message


def test_a_group_that_lacks_a_row_is_not_compared() -> None:
    rows = tuple(row for row in ROWS if row.gemeinde_ags != "08416041")
    result = compare(tuebingen(TUEBINGEN_EUR), rows=rows)
    assert result.passed
    assert result.message.endswith("; 1 without a row of each: Landkreis Tübingen, total")
    assert result.meldung.endswith("; 1 ohne alle ihre Zeilen: Landkreis Tübingen, Summe")


def test_a_group_nobody_knows_is_named_and_not_compared() -> None:
    result = compare(
        group("südlicher Ortenaukreis, total", "südlicher Ortenaukreis, Summe", 1, keys=())
    )
    assert result.passed
    assert result.message.endswith(
        "; 1 not comparable, as the members are not known for certain: südlicher Ortenaukreis, "
        "total"
    )


def test_the_rows_are_those_of_the_synthetic_edition() -> None:
    assert sum((row.betrag_eur for row in zeilen()), Decimal(0)) == 58_000_008
