"""A table as texts: what every producer prints, whatever it looks like.

Columns say how a row is written; `build_table` adds headings, subtotals and totals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from pipeline.values import replace
from tests.builders.register import kreise
from tests.builders.rows import DocumentRow, Rows, by_kreis

TITLE = "Planungsrahmen VwV-Integrationsmanagement (endgültig)"
TITLE_VORLAEUFIG = "Planungsrahmen VwV-Integrationsmanagement (vorläufig)"
DATE = "Stand: Dezember 2017"


class Kind(StrEnum):
    """What a line of a table is."""

    ROW = "row"
    HEADING = "heading"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Column:
    """How one column is titled, written, aligned and summed."""

    header: str
    text: Callable[[DocumentRow], str]
    align: str = "left"
    total: Callable[[Rows], str] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table; of a heading only the first cell is filled and spans all columns."""

    kind: Kind
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The texts of a table."""

    header: tuple[str, ...]
    align: tuple[str, ...]
    """Of each column: left, center or right."""
    lines: tuple[Line, ...]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.align)


def build_table(
    rows: Rows,
    columns: Sequence[Column],
    *,
    heading: Callable[[str], str] | None = None,
    subtotal: Callable[[str], str] | None = None,
    total: str | None = None,
    label_in: int = 0,
) -> Table:
    """Write rows as a table; `heading` and `subtotal` turn a Kreis label into a line's text.

    `label_in` is the column that holds the words of subtotals and totals.
    """
    lines: list[Line] = []
    for kreis_ags, part in by_kreis(rows).items() if heading or subtotal else [("", rows)]:
        label = kreise()[kreis_ags].label if kreis_ags else ""
        if heading:
            lines.append(Line(Kind.HEADING, (heading(label), *[""] * (len(columns) - 1))))
        lines.extend(Line(Kind.ROW, tuple(c.text(row) for c in columns)) for row in part)
        if subtotal:
            lines.append(_sum_line(Kind.SUBTOTAL, part, columns, subtotal(label), label_in))
    if total:
        lines.append(_sum_line(Kind.TOTAL, rows, columns, total, label_in))
    header, align = tuple(c.header for c in columns), tuple(c.align for c in columns)
    return Table(header, align, tuple(lines))


def arranged_table(
    rows: Rows, columns: Sequence[Column], kreis: str, sums: str, kreis_title: str
) -> Table:
    """Write rows as a table in which Kreise and sums stand where they are wanted.

    `kreis` may be "heading", "first row" or "merged", `sums` "total", "total first", "subtotals" or
    "both"; whatever else they say is no matter of lines.
    """
    table = build_table(
        rows,
        columns,
        heading=str if kreis == "heading" else None,
        subtotal="Summe {}".format if sums in ("subtotals", "both") else None,
        total="Insgesamt" if sums in ("total", "total first", "both") else None,
        label_in=label_column(columns),
    )
    if kreis in ("first row", "merged"):
        table = blank_repeats(table, table.header.index(kreis_title))
    if sums == "total first":
        table = replace(table, lines=(table.lines[-1], *table.lines[:-1]))
    return table


def label_column(columns: Sequence[Column]) -> int:
    """Return the index of the first column that is not summed: what a sum is of stands there."""
    return next(n for n, column in enumerate(columns) if column.total is None)


def _sum_line(kind: Kind, rows: Rows, columns: Sequence[Column], label: str, label_in: int) -> Line:
    cells = [column.total(rows) if column.total else "" for column in columns]
    cells[label_in] = label
    return Line(kind, tuple(cells))


def blank_repeats(table: Table, column: int) -> Table:
    """Print a column's text on the first of equal rows only."""
    lines: list[Line] = []
    above = None
    for line in table.lines:
        text = line.cells[column]
        if line.kind is Kind.ROW and text == above:
            cells = (*line.cells[:column], "", *line.cells[column + 1 :])
            lines.append(replace(line, cells=cells))
        else:
            lines.append(line)
        above = text if line.kind is Kind.ROW else None
    return replace(table, lines=tuple(lines))


def add_running_numbers(table: Table, header: str = "Lfd. Nr.") -> Table:
    """Put a column of running numbers before the others."""
    count = 0
    lines = []
    for line in table.lines:
        count += line.kind is Kind.ROW
        first = str(count) if line.kind is Kind.ROW else ""
        cells = (*line.cells, "") if line.kind is Kind.HEADING else (first, *line.cells)
        lines.append(replace(line, cells=cells))
    return Table((header, *table.header), ("right", *table.align), tuple(lines))


def spans(table: Table, column: int) -> Iterator[tuple[int, int]]:
    """Yield (first line, number of lines) of each run of equal texts in a column."""
    start = 0
    for _, run in groupby(table.lines, key=lambda line: (line.kind, line.cells[column])):
        length = len(list(run))
        yield start, length
        start += length


def cut(table: Table, *lengths: int) -> list[Table]:
    """Cut a table into tables of so many lines; the last length is used again and again."""
    parts: list[Table] = []
    start = 0
    while start < len(table.lines):
        length = lengths[min(len(parts), len(lengths) - 1)]
        parts.append(replace(table, lines=table.lines[start : start + length]))
        start += length
    return parts
