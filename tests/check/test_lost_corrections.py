"""A correction that a snapshot has is missed when its document is read again without it."""

from __future__ import annotations

from dataclasses import replace

from pipeline.check import Checked, hold_lost_corrections
from pipeline.model import CheckResult
from schemas.corrections import Column, Correction
from tests.builders.frames import LOERRACH, check_result

ENTRY = Correction(
    edition="endgueltig-2018-01",
    document=None,
    gemeinde_ags=LOERRACH,
    column=Column.BETRAG_EUR,
    printed=218_292,
    corrected=218_922,
    reason="Zahlendreher",
    source="Schreiben",
    added="2018-02-14",
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
    assert hold_lost_corrections(today, [ENTRY]) is today
    assert hold_lost_corrections(today, []) is today


def test_a_correction_that_is_not_applied_any_more_holds() -> None:
    passed = check_result("korrekturen")
    held = hold_lost_corrections(checked(passed, replace(ENTRY, column=Column.PERSONEN)), [ENTRY])
    assert held.held
    lost = replace(passed, passed=False, message=MESSAGE, meldung=MELDUNG)
    assert held.results == (OTHER, lost)


def test_what_the_check_says_by_itself_stays() -> None:
    stale = check_result("korrekturen", passed=False, message="stale", meldung="veraltet")
    held = hold_lost_corrections(checked(stale), [ENTRY])
    both = replace(stale, message=f"stale\n{MESSAGE}", meldung=f"veraltet\n{MELDUNG}")
    assert held.results == (OTHER, both)
