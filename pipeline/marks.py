"""What to draw on a picture of a page so that a person sees how it was understood.

Columns, rows and cells as boxes; each row in the colour of what it turned out to be. This module
is a leaf: it knows no stage.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from pipeline.boxes import union_box
from pipeline.model import Bbox, Cell, Interpretation, RawRow, RawTable, Reading, RowClass

UNKNOWN = "unknown"
"""The tone of rows of a document whose layout was not understood."""


class Mark(Struct, frozen=True):
    """One box to draw on a page."""

    kind: str
    """``column`` (a tinted strip), ``row`` (a frame) or ``cell`` (a thin frame)."""
    bbox: Bbox
    label: str = ""
    """Written above a column, or to the left of a row."""
    tone: str = UNKNOWN
    """What decides the colour: for rows the name of their class."""


class Drawing(Struct, frozen=True):
    """What is wanted of one page."""

    page: int
    marks: Sequence[Mark] = ()
    clips: Sequence[Bbox | None] = (None,)
    """A picture is made of what is in each box; of the whole page for None."""
    note: Sequence[str] = ()
    """Lines that stand below each picture."""


def page_marks(
    reading: Reading, page: int, interpretation: Interpretation | None = None
) -> tuple[Mark, ...]:
    """Return the columns, rows and cells of a page, columns first.

    Without an interpretation (the layout was not understood) rows have no class and columns no
    role.
    """
    tables = [table for table in reading.tables if table.page == page]
    rows = [row for table in tables for row in table.rows]
    rows.extend(row for row in reading.outside if row.page == page)
    columns = [mark for table in tables for mark in column_marks(table, interpretation)]
    cells = [Mark("cell", box) for row in rows for box in _boxes(row.cells)]
    return (*columns, *(_row(row, interpretation) for row in rows), *cells)


def column_marks(table: RawTable, interpretation: Interpretation | None = None) -> Iterator[Mark]:
    """Yield each column's texts as one strip, labelled with its number and role."""
    known = interpretation.columns if interpretation else ()
    roles = {role.column: role.role for role in known if role.model == table.model}
    for column in range(max(len(row.cells) for row in table.rows)):
        inside = [row.cells[column] for row in table.rows if column < len(row.cells)]
        if boxes := _boxes(inside):
            label = f"{column} {roles.get(column, '')}".strip()
            yield Mark("column", union_box(boxes), label, "odd" if column % 2 else "even")


def _row(row: RawRow, interpretation: Interpretation | None) -> Mark:
    kind = interpretation.row_classes.get(row.place) if interpretation else None
    tone = kind.value if isinstance(kind, RowClass) else UNKNOWN
    return Mark("row", row.bbox, f"{row.number} {tone}", tone)


def _boxes(cells: Sequence[Cell]) -> list[Bbox]:
    return [cell.bbox for cell in cells if cell.bbox]
