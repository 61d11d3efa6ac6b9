"""Municipalities that the last edition had."""

from __future__ import annotations

from pipeline.check.lost_rows import rows_still_there
from pipeline.model import CheckResult, Zeile
from schemas.source import load_source
from tests.builders.interpretations import zeilen
from tests.builders.last import ID, last_edition

AALEN = "08136088"


def check(rows: tuple[Zeile, ...], before: tuple[Zeile, ...]) -> CheckResult:
    return rows_still_there(rows, last_edition(before), load_source())


def test_all_are_there() -> None:
    result = check(zeilen(), zeilen())
    assert result.passed
    assert result.message == f"all 1,101 municipalities of {ID} have a row"
    assert result.meldung == f"Alle 1.101 Gemeinden aus {ID} haben eine Zeile"


def test_lost_rows_hold_the_document() -> None:
    rows = tuple(row for row in zeilen() if row.gemeinde_ags != AALEN)
    result = check(rows, zeilen())
    assert result.holds
    assert result.message == (
        f"municipalities of {ID} without a row: 1 of 1,101; look for their rows in the "
        "document\nAalen, Stadt (08136088): 108,267 EUR before, no row now"
    )
    assert result.meldung == (
        f"Gemeinden aus {ID} ohne Zeile: 1 von 1.101; bitte ihre Zeilen im Dokument "
        "suchen\nAalen, Stadt (08136088): zuletzt 108.267 Euro, jetzt keine Zeile"
    )


def test_gained_rows_are_told() -> None:
    before = tuple(row for row in zeilen() if row.gemeinde_ags != AALEN)
    result = check(zeilen(), before)
    assert result.passed
    assert result.message.endswith("; 1 more: Aalen, Stadt (08136088)")
    assert result.meldung.endswith("; 1 mehr: Aalen, Stadt (08136088)")


def test_without_an_edition_before() -> None:
    result = rows_still_there(zeilen(), None, load_source())
    assert (result.passed, result.message) == (
        True,
        "not applicable: no edition of the kind was published before",
    )
