"""The same document as several engines read it: valid interpretations, but for what a test says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.model import Interpretation, Summe, Zeile
from pipeline.values import replace
from tests.builders.interpretations import interpretation, zeilen

ENGINES = ("pdfium", "pdfplumber", "camelot")
ROWS = zeilen()[:12]
"""Few rows, so that a property can be tried often."""


def by(engine: str, rows: Iterable[Zeile] = ROWS, **overrides: Any) -> Interpretation:
    """What an engine read: these rows, each marked as its own, no sums unless given."""
    summen = tuple(_summe(engine, summe) for summe in overrides.pop("summen", ()))
    return interpretation(
        zeilen=tuple(read_by(engine, row) for row in rows),
        summen=summen,
        engine=engine,
        engine_version="1",
        **overrides,
    )


def read_by(engine: str, row: Zeile) -> Zeile:
    """A row as another engine gives it."""
    return replace(row, herkunft=replace(row.herkunft, engine=engine))


def _summe(engine: str, summe: Summe) -> Summe:
    return replace(summe, herkunft=replace(summe.herkunft, engine=engine))
