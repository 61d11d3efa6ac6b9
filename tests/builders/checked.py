"""Interpretations put through the check stage, and what came of it in a form to compare."""

from __future__ import annotations

from typing import Any

from pipeline.check.readings import compare
from pipeline.check.stage import Checked, References, check
from pipeline.model import Ebene, Interpretation, Zeile
from schemas.press import load_press
from schemas.register import load_register
from schemas.source import load_source
from tests.builders.interpretations import FINAL, interpretation, printed_sums, zeilen


def run(document: Interpretation) -> Checked:
    """Check a document as the pipeline does."""
    references = References(load_source(), load_register(), load_press())
    return check(compare([document]), references)


def with_sums(edition: str = FINAL, persons: bool = True, **overrides: Any) -> Interpretation:
    """A valid document that prints all sums; they stay true when a test changes the rows."""
    sums = printed_sums(zeilen(edition), persons)
    return interpretation(edition, persons, **{"summen": sums, **overrides})


def failed(checked: Checked) -> dict[str, list[tuple[int, int]]]:
    """The failed checks, each with the page and row of everything it names."""
    return {
        result.name: [(row.page, row.row) for row in result.rows]
        for result in checked.results
        if not result.passed
    }


def place(row: Zeile) -> tuple[int, int]:
    """Page and row of a figure."""
    return row.herkunft.page, row.herkunft.row


def sum_place(document: Interpretation, ebene: Ebene, key: str) -> tuple[int, int]:
    """Page and row of a printed sum."""
    found = [s for s in document.summen if (s.ebene, s.schluessel) == (ebene, key)]
    return found[0].herkunft.page, found[0].herkunft.row
