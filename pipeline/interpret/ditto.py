"""Marks that stand for the text above them: a blank says the same."""

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.interpret.flow import FlowRow
from pipeline.model import Cell

DITTO = re.compile(r"[„“”\"″〃]{1,2}|''|,,|dto\.?|ditto|desgl\.?", re.IGNORECASE)


def without_ditto_marks(flow: Iterable[FlowRow]) -> list[FlowRow]:
    """Return the rows with blanks in place of marks for what stands above."""
    return [_blanked(row) if any(map(_is_ditto, row.row.cells)) else row for row in flow]


def _blanked(row: FlowRow) -> FlowRow:
    cells = tuple(Cell("") if _is_ditto(cell) else cell for cell in row.row.cells)
    return replace(row, row=replace(row.row, cells=cells))


def _is_ditto(cell: Cell) -> bool:
    return DITTO.fullmatch(cell.text.strip()) is not None
