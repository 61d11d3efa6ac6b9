"""Small readings as the interpret stage receives them: rows of texts laid on a grid.

A reading is listed in printed order: a tuple of texts is a row of the table, a text alone is a line
outside it, `NEW_PAGE` ends a page, and `Model` says which column model the rows after it have.
Every row or line is one line further down its page; `SPACE` leaves lines empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TypeAlias

from pipeline.model import Bbox, Cell, Herkunft, Interpretation, RawRow, RawTable, Reading, RowClass
from pipeline.values import replace

ENGINE = "grid"
LEFT, TOP = 50.0, 40.0
COLUMN_WIDTH, LINE_HEIGHT, TEXT_HEIGHT = 90.0, 12.0, 10.0


@dataclass(frozen=True, slots=True)
class NewPage:
    """The end of a page."""


@dataclass(frozen=True, slots=True)
class Space:
    """Empty lines."""

    lines: int = 3


@dataclass(frozen=True, slots=True)
class Model:
    """The column model of the rows that follow."""

    number: int


NEW_PAGE = NewPage()
SPACE = Space()
Row: TypeAlias = tuple[str, ...]
Figure: TypeAlias = tuple[str, int | None, Decimal]
"""Key, persons, amount."""
Sum: TypeAlias = tuple[str, str, int | None, Decimal | None]
"""Level, key, persons, amount."""
Item: TypeAlias = Row | str | NewPage | Space | Model


def reading(*items: Item, metadata: Mapping[str, str] | None = None) -> Reading:
    """Lay rows and lines on pages, from the top of the first."""
    placed = list(_placed(items))
    return Reading(
        engine=ENGINE,
        engine_version="1",
        page_count=1 + sum(isinstance(item, NewPage) for item in items),
        tables=_tables(placed),
        outside=tuple(row for model, row in placed if model is None),
        metadata=metadata or {},
    )


def _placed(items: Iterable[Item]) -> Iterator[tuple[int | None, RawRow]]:
    """Yield each row with its column model, None for a line outside the table."""
    page, line, number, model = 1, 0, 0, 1
    for item in items:
        if isinstance(item, NewPage):
            page, line, number = page + 1, 0, 0
        elif isinstance(item, Space):
            line += item.lines
        elif isinstance(item, Model):
            model = item.number
        else:
            line, number = line + 1, number + 1
            texts = (item,) if isinstance(item, str) else item
            yield None if isinstance(item, str) else model, _raw_row(page, number, line, texts)


def _raw_row(page: int, number: int, line: int, texts: Row) -> RawRow:
    cells = tuple(
        Cell(text, _box(line, column)) if text else Cell("") for column, text in enumerate(texts)
    )
    boxes = [cell.bbox for cell in cells if cell.bbox] or [_box(line, 0)]
    box = (boxes[0][0], boxes[0][1], boxes[-1][2], boxes[0][3])
    return RawRow(page, number, cells, box, ENGINE)


def _box(line: int, column: int) -> Bbox:
    left, top = LEFT + column * COLUMN_WIDTH, TOP + line * LINE_HEIGHT
    return (left, top, left + COLUMN_WIDTH - 10, top + TEXT_HEIGHT)


def _tables(placed: Iterable[tuple[int | None, RawRow]]) -> tuple[RawTable, ...]:
    """Gather the rows of each column model on each page into one table."""
    rows = sorted(
        ((row.page, model, row) for model, row in placed if model is not None),
        key=lambda entry: entry[:2],
    )
    grouped = groupby(rows, key=lambda entry: entry[:2])
    tables: list[RawTable] = []
    for (page, model), entries in grouped:
        number = tables[-1].number + 1 if tables and tables[-1].page == page else 1
        tables.append(RawTable(page, number, model, tuple(row for _, _, row in entries)))
    return tuple(tables)


def side_by_side(left: Reading, right: Reading) -> Reading:
    """Two tables beside each other, their rows numbered across both, as by their heights."""

    def moved(table: RawTable, number: int, shift: float) -> RawTable:
        rows = tuple(
            replace(
                row,
                number=2 * row.number - 2 + number,
                bbox=(row.bbox[0] + shift, row.bbox[1], row.bbox[2] + shift, row.bbox[3]),
            )
            for row in table.rows
        )
        return replace(table, number=number, rows=rows)

    return replace(left, tables=(moved(left.tables[0], 1, 0), moved(right.tables[0], 2, 300)))


def printed_rows(document: Reading) -> int:
    """How many rows a reading has, in tables and outside."""
    return len(document.outside) + sum(len(table.rows) for table in document.tables)


def classes(**counts: int) -> dict[RowClass, int]:
    """All classes with the given counts, zero elsewhere: `classes(figure=2, header=1)`."""
    return {kind: counts.get(kind.value, 0) for kind in RowClass}


def figures(understood: Interpretation) -> list[Figure]:
    """Key, persons and amount of every figure, in order."""
    return [(z.gemeinde_ags, z.personen, z.betrag_eur) for z in understood.zeilen]


def sums(understood: Interpretation) -> list[Sum]:
    """Level, key, persons and amount of every printed sum, in order."""
    return [(s.ebene.value, s.schluessel, s.personen, s.betrag_eur) for s in understood.summen]


def errors(understood: Interpretation) -> list[tuple[str, int, int]]:
    """Code, page and row of every error, in order."""
    return [(e.code, e.herkunft.page, e.herkunft.row) for e in understood.errors]


def place_of(row: RawRow) -> Herkunft:
    """Where a row says it stands."""
    return Herkunft(row.page, row.number, row.bbox, row.text, row.engine)
