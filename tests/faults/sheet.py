"""A table as rows of texts, whether an engine read it or it is still to be printed.

Faults are made in this form (`cells`, `rows`), so that the same fault can be put into a reading and
into a document. A sheet knows of each row what it is and what its columns mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pipeline.model import Bbox, Cell, Interpretation, RawRow, RawTable, Reading, RowClass
from pipeline.values import replace
from tests.builders.matrix.content import Kind, Line, Table

KEY, NAME, KREIS = "gemeinde_ags", "gemeinde_name", "kreis"
PERSONEN, BETRAG, TEIL = "personen", "betrag", "teilbetrag"
IN_PIECES = -1
SUMS = (RowClass.SUBTOTAL, RowClass.TOTAL)
LINES_ON_PAGE = 40
"""A table that is not printed yet is thought to have so many lines on a page."""
KINDS = {
    Kind.ROW: RowClass.FIGURE,
    Kind.HEADING: RowClass.HEADING,
    Kind.SUBTOTAL: RowClass.SUBTOTAL,
    Kind.TOTAL: RowClass.TOTAL,
}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row, and where it comes from."""

    kind: RowClass
    page: int
    texts: tuple[str, ...]
    roles: Mapping[str, int]
    """Which of its columns holds what."""
    origin: int
    """Which row of the reading or table it is or was made from."""
    below: int | None = None
    """The row it stands right below, where that is not its own place."""

    def text(self, role: str) -> str:
        """Its text in a column; empty where it has no such column."""
        column = self.roles.get(role)
        return "" if column is None or column >= len(self.texts) else self.texts[column]

    def with_text(self, role: str, text: str) -> SheetRow:
        """The row with another text in one column."""
        column = self.roles[role]
        return replace(self, texts=(*self.texts[:column], text, *self.texts[column + 1 :]))


Sheet: TypeAlias = tuple[SheetRow, ...]


def table_to_sheet(table: Table, roles: Sequence[str]) -> Sheet:
    """A table to be printed; `roles` says what each column holds."""
    columns = {role: column for column, role in enumerate(roles)}
    return tuple(
        SheetRow(KINDS[line.kind], 1 + number // LINES_ON_PAGE, line.cells, columns, number)
        for number, line in enumerate(table.lines)
    )


def sheet_to_table(sheet: Sheet, table: Table) -> Table:
    """The table with these rows instead of its own."""
    kinds = {kind: line for line, kind in KINDS.items()}
    return replace(table, lines=tuple(Line(kinds[row.kind], row.texts) for row in sheet))


def reading_to_sheet(reading: Reading, understood: Interpretation) -> Sheet:
    """A reading; what its rows and columns are was understood before a fault was made."""
    roles: dict[int, dict[str, int]] = defaultdict(dict)
    for column in understood.columns:
        # A key printed in several columns is none that a single text could change.
        in_pieces = column.role == KEY and KEY in roles[column.model]
        roles[column.model].setdefault(column.role, column.column)
        if in_pieces:
            roles[column.model][KEY] = IN_PIECES
    return tuple(
        SheetRow(
            understood.row_classes[row.place],
            row.page,
            tuple(cell.text for cell in row.cells),
            _single(roles[model]) if model is not None else {},
            origin,
        )
        for origin, (row, model) in enumerate(_rows_of(reading))
    )


def _single(roles: Mapping[str, int]) -> Mapping[str, int]:
    return {role: column for role, column in roles.items() if column != IN_PIECES}


def _rows_of(reading: Reading) -> list[tuple[RawRow, int | None]]:
    in_tables = [(row, table.model) for table in reading.tables for row in table.rows]
    return [*in_tables, *((row, None) for row in reading.outside)]


def sheet_to_reading(sheet: Sheet, reading: Reading) -> Reading:
    """The reading with these rows instead of its own, numbered anew from top to bottom."""
    rows = [row for row, _ in _rows_of(reading)]
    homes = [n for n, table in enumerate(reading.tables) for _ in table.rows]
    homes += [-1] * len(reading.outside)
    placed: dict[int, list[RawRow]] = defaultdict(list)
    for row, number in _numbered(sheet, rows):
        home = homes[row.origin if row.below is None else row.below]
        placed[home].append(_raw_row(row, number, rows))
    tables = [
        RawTable(table.page, table.number, table.model, tuple(placed[number]))
        for number, table in enumerate(reading.tables)
        if placed[number]
    ]
    return replace(reading, tables=tuple(tables), outside=tuple(placed[-1]))


def _numbered(sheet: Sheet, rows: Sequence[RawRow]) -> list[tuple[SheetRow, int]]:
    """Each row with its number on its page: in the order of the rows whose places they have."""

    def order(row: SheetRow) -> tuple[int, int, bool]:
        place = rows[row.origin if row.below is None else row.below]
        return place.page, place.number, row.below is not None

    numbers: dict[int, int] = defaultdict(int)
    numbered = []
    for row in sorted(sheet, key=order):
        page = order(row)[0]
        numbers[page] += 1
        numbered.append((row, numbers[page]))
    return numbered


def _raw_row(row: SheetRow, number: int, rows: Sequence[RawRow]) -> RawRow:
    origin = rows[row.origin]
    place = origin if row.below is None else rows[row.below]
    height = place.bbox[3] - place.bbox[1]
    down = 0.0 if row.below is None else place.bbox[1] + height / 2 - origin.bbox[1]
    cells = tuple(
        Cell(text, _lowered(cell.bbox or origin.bbox, down)) if text else Cell("")
        for cell, text in zip(origin.cells, row.texts, strict=True)
    )
    return RawRow(place.page, number, cells, _lowered(origin.bbox, down), origin.engine)


def _lowered(box: Bbox, points: float) -> Bbox:
    return (box[0], box[1] + points, box[2], box[3] + points)
