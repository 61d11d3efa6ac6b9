"""The document's tables and loose lines, each row numbered, continued tables known as such."""

from collections.abc import Sequence

from pipeline.extract.pdfplumber_open import OpenLayout, find_layout, open_tables
from pipeline.extract.pdfplumber_page import Sheet
from pipeline.extract.pdfplumber_text import Draft, DraftTable, loose_row
from pipeline.model import RawRow, RawTable

SAME_WIDTHS = 6.0
"""In points: how far the columns of a continued table may be from those before."""
SAME_PLACES = 60.0
"""The same where a table has rules on one page and none on the next: borders lie in the white."""


def sheets_to_rows(
    sheets: Sequence[Sheet], engine: str
) -> tuple[tuple[RawTable, ...], tuple[RawRow, ...]]:
    """The tables and the rows outside them, page by page."""
    layout = find_layout([sheet.open for sheet in sheets if sheet.may_have_open_table])
    tables: list[RawTable] = []
    outside: list[RawRow] = []
    models = _Models()
    for sheet in sheets:
        drafts, loose = _page_rows(sheet, layout)
        numbers = _numbered([*(row for table in drafts for row in table.rows), *loose])
        for ordinal, table in enumerate(drafts, start=1):
            rows = tuple(_raw_row(sheet.page, numbers, row, engine) for row in table.rows)
            tables.append(RawTable(sheet.page, ordinal, models.number_of(table), rows))
        outside += sorted(
            (_raw_row(sheet.page, numbers, row, engine) for row in loose),
            key=lambda row: row.number,
        )
    return tuple(tables), tuple(outside)


def _page_rows(sheet: Sheet, layout: OpenLayout) -> tuple[list[DraftTable], list[Draft]]:
    if sheet.may_have_open_table:
        tables, lines = open_tables(sheet.open, layout)
    else:
        tables, lines = list(sheet.ruled), list(sheet.open.lines)
    return tables, [loose_row(line) for line in (*lines, *sheet.loose)]


def _numbered(rows: Sequence[Draft]) -> dict[int, int]:
    """Ordinals from top to bottom, of rows side by side from left to right, by identity."""
    ordered = sorted(rows, key=lambda row: (round(row.bbox[1]), row.bbox[0]))
    return {id(row): number for number, row in enumerate(ordered, start=1)}


def _raw_row(page: int, numbers: dict[int, int], row: Draft, engine: str) -> RawRow:
    return RawRow(page, numbers[id(row)], row.cells, row.bbox, engine)


class _Models:
    """Numbers for column models, given out in the order in which they appear."""

    def __init__(self) -> None:
        self._known: list[tuple[float, ...]] = []

    def number_of(self, table: DraftTable) -> int:
        """The number of the table's columns; the same again where they return."""
        for number, lefts in enumerate(self._known, start=1):
            if _same_columns(lefts, table.lefts):
                return number
        self._known.append(table.lefts)
        return len(self._known)


def _same_columns(here: tuple[float, ...], there: tuple[float, ...]) -> bool:
    """The same widths anywhere (facing pages and panels are shifted), or about the same places."""
    if len(here) != len(there):
        return False
    shift = there[0] - here[0]
    off_widths = [abs(b - a - shift) for a, b in zip(here[1:], there[1:], strict=True)]
    off_places = [abs(b - a) for a, b in zip(here[1:], there[1:], strict=True)]
    return max(off_widths, default=0.0) <= SAME_WIDTHS or max(off_places) <= SAME_PLACES
