"""Misprints put right, corrections that no longer fit, and those that are lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.check.corrections import Corrected, correct
from pipeline.check.readings import compare
from pipeline.check.stage import Checked, References, check, hold_lost_corrections
from pipeline.model import CheckResult, Interpretation
from pipeline.values import replace
from schemas.corrections import Correctable, Correction
from schemas.press import load_press
from schemas.register import load_register
from schemas.source import SourceEdition, load_source
from tests.builders.checked import failed, with_sums
from tests.builders.frames import LOERRACH, check_result
from tests.builders.interpretations import changed, herkunft, row_of, with_amount, zeilen

SOURCE = load_source()
FIRST_EDITION, FINAL_EDITION = SOURCE.editions
AALEN = "08136088"
MISPRINTED = changed(zeilen(), AALEN, change=lambda row: with_amount(row, 108_257))


def correction(**overrides: Any) -> Correction:
    """That Aalen's amount is 108,267 EUR and not what is printed."""
    valid = Correction(
        edition="endgueltig-2018-01",
        document=None,
        gemeinde_ags=AALEN,
        column=Correctable.BETRAG_EUR,
        printed=108_257,
        corrected=108_267,
        reason="Ziffer im Druck",
        source="Schreiben vom 12. Februar 2018",
        added=date(2018, 2, 14),
    )
    return replace(valid, **overrides)


def apply(
    *corrections: Correction,
    rows: Any = MISPRINTED,
    edition: SourceEdition | None = FINAL_EDITION,
) -> Corrected:
    return correct(rows, corrections, load_register(), edition)


def run_with(document: Interpretation, *corrections: Correction) -> Checked:
    references = References(SOURCE, load_register(), load_press(), corrections)
    return check(compare([document]), references)


def test_an_amount_is_put_right() -> None:
    corrected = apply(correction())
    assert corrected.zeilen == changed(MISPRINTED, AALEN, betrag_eur=Decimal(108_267))
    assert corrected.applied == (correction(),)
    assert corrected.check.passed
    assert corrected.check.rows == (row_of(MISPRINTED, AALEN).herkunft,)
    assert corrected.check.message == (
        "page 6, row 42: Aalen, Stadt (08136088): betrag_eur 108,267 put for the 108,257 printed: "
        "Ziffer im Druck (source: Schreiben vom 12. Februar 2018; entered on 2018-02-14)"
    )
    assert corrected.check.meldung == (
        "Seite 6, Zeile 42: Aalen, Stadt (08136088): betrag_eur 108.267 statt gedruckt 108.257: "
        "Ziffer im Druck (Quelle: Schreiben vom 12. Februar 2018; eingetragen am 2018-02-14)"
    )


def test_persons_are_put_right() -> None:
    rows = changed(zeilen(), AALEN, personen=163)
    persons = correction(column=Correctable.PERSONEN, printed=163, corrected=136)
    assert apply(persons, rows=rows).zeilen == zeilen()


def test_both_figures_of_a_row() -> None:
    rows = changed(MISPRINTED, AALEN, personen=163)
    persons = correction(column=Correctable.PERSONEN, printed=163, corrected=136)
    corrected = apply(correction(), persons, rows=rows)
    assert corrected.zeilen == changed(zeilen(), AALEN, betrag_gedruckt="108.257")
    assert corrected.check.message.count("\n") == 1


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"printed": 108_258, "corrected": 1}, "found 108,257; look at the printed row"),
        (
            {"printed": 108_258, "corrected": 108_257},
            "found 108,257, which is the corrected figure; look",
        ),
        ({"column": Correctable.PERSONEN, "printed": 1}, "expects 1 persons, found 136; look"),
        (
            {"document": "ace5aec6", "edition": "vorlaeufig-2017-07"},
            "found endgueltig-2018-01 instead of vorlaeufig-2017-07; look",
        ),
    ],
)
def test_a_correction_that_finds_another_figure_holds(changes: dict[str, Any], found: str) -> None:
    corrected = apply(correction(**changes))
    assert corrected.zeilen == MISPRINTED
    assert corrected.applied == ()
    assert corrected.check.holds
    assert corrected.check.rows == (row_of(MISPRINTED, AALEN).herkunft,)
    assert corrected.check.message.startswith("Aalen, Stadt (08136088): the correction of 2018-02")
    assert found in corrected.check.message
    assert corrected.check.message.endswith(
        "then remove or update this entry in schemas/corrections.toml"
    )
    assert corrected.check.meldung.endswith(
        "den Eintrag in schemas/corrections.toml entfernen oder anpassen"
    )


def test_a_correction_whose_row_is_gone_holds() -> None:
    rows = tuple(row for row in zeilen() if row.gemeinde_ags != AALEN)
    corrected = apply(correction(), rows=rows)
    assert corrected.check.holds
    assert "expects 108,257 EUR, found no row; look" in corrected.check.message
    persons = correction(column=Correctable.PERSONEN, printed=1)
    unprinted = apply(persons, rows=zeilen(persons=False))
    assert "found none printed; look" in unprinted.check.message


@pytest.mark.parametrize("edition", [FIRST_EDITION, None])
def test_a_correction_of_another_edition_is_left_aside(edition: SourceEdition | None) -> None:
    corrected = apply(correction(), edition=edition)
    assert (corrected.zeilen, corrected.applied) == (MISPRINTED, ())
    assert corrected.check.passed
    assert corrected.check.message == "no correction concerns this document"


def test_a_document_named_and_not_recognised_holds() -> None:
    corrected = apply(correction(document="ace5aec6"), edition=None)
    assert corrected.check.holds
    assert "found no known edition instead of endgueltig-2018-01" in corrected.check.message


def test_what_was_applied_is_told_beside_what_is_stale() -> None:
    stale = correction(gemeinde_ags="08435057", printed=1, corrected=2)
    corrected = apply(correction(), stale)
    assert corrected.applied == (correction(),)
    assert len(corrected.check.message.splitlines()) == 2
    assert corrected.check.holds


def test_a_row_that_stands_twice_is_put_right_in_both_places() -> None:
    again = replace(row_of(MISPRINTED, AALEN), herkunft=herkunft(19, 30))
    corrected = apply(correction(), rows=(*MISPRINTED, again))
    assert len(corrected.check.rows) == 2


def test_a_corrected_figure_is_what_rate_and_sums_are_tested_with() -> None:
    document = with_sums(zeilen=MISPRINTED)
    assert {"verteilung", "summe_kreis", "summe_land"} < set(failed(run_with(document)))
    checked = run_with(document, correction())
    assert failed(checked) == {}
    assert checked.corrections == (correction(),)
    assert checked.frame is not None
    row = checked.frame.set_index("gemeinde_ags").loc[AALEN]
    assert (row["betrag_eur"], row["betrag_eur_gedruckt"], row["betrag_gedruckt"]) == (
        Decimal(108_267),
        Decimal(108_257),
        "108.257",
    )
    others = checked.frame[checked.frame["gemeinde_ags"] != AALEN]
    assert others["betrag_eur"].equals(others["betrag_eur_gedruckt"])


def test_a_wrong_correction_is_noticed_by_the_arithmetic() -> None:
    checked = run_with(with_sums(zeilen=MISPRINTED), correction(corrected=108_277))
    assert {"verteilung", "summe_kreis"} < set(failed(checked))


def test_a_stale_correction_holds_a_document_that_is_right() -> None:
    checked = run_with(with_sums(), correction())
    assert set(failed(checked)) == {"korrekturen"}
    assert checked.held
    assert checked.corrections == ()


ENTRY = Correction(
    edition="endgueltig-2018-01",
    document=None,
    gemeinde_ags=LOERRACH,
    column=Correctable.BETRAG_EUR,
    printed=218_292,
    corrected=218_922,
    reason="Zahlendreher",
    source="Schreiben",
    added=date(2018, 2, 14),
)
MESSAGE = (
    "08336050: the published edition has the correction of 2018-02-14 (betrag_eur 218,922 instead "
    "of 218,292), today none is applied; put the entry back into schemas/corrections.toml, or "
    "accept the document without it"
)
MELDUNG = (
    "08336050: Die veröffentlichte Ausgabe hat eine Berichtigung (betrag_eur 218.922 statt "
    "gedruckt 218.292: Zahlendreher (Quelle: Schreiben; eingetragen am 2018-02-14)), die heute "
    "nicht mehr gilt; bitte den Eintrag in schemas/corrections.toml wiederherstellen, oder das "
    "Dokument ohne ihn annehmen"
)
OTHER = check_result("summe_land")


def checked(corrections: CheckResult, *applied: Correction) -> Checked:
    return Checked(None, (OTHER, corrections), None, corrections=applied)


def test_a_figure_that_is_still_corrected_is_not_missed() -> None:
    today = checked(check_result("korrekturen"), replace(ENTRY, corrected=218_923))
    assert hold_lost_corrections(today, [ENTRY]) == today
    assert hold_lost_corrections(today, []) == today


def test_a_correction_that_is_not_applied_any_more_holds() -> None:
    passed = check_result("korrekturen")
    held = hold_lost_corrections(
        checked(passed, replace(ENTRY, column=Correctable.PERSONEN)), [ENTRY]
    )
    assert held.held
    lost = replace(passed, passed=False, message=MESSAGE, meldung=MELDUNG)
    assert held.results == (OTHER, lost)


def test_what_the_check_says_by_itself_stays() -> None:
    stale = check_result("korrekturen", passed=False, message="stale", meldung="veraltet")
    held = hold_lost_corrections(checked(stale), [ENTRY])
    both = replace(stale, message=f"stale\n{MESSAGE}", meldung=f"veraltet\n{MELDUNG}")
    assert held.results == (OTHER, both)
