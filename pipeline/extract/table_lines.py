"""The printed lines of a table without rules, with what tells where its rows begin and end."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import inf

from pipeline.boxes import union_box
from pipeline.model import Bbox, Cell, RawRow, RawTable

NUMBER = re.compile(r"[-–−]?[\d.,'\s/]*\d[\d.,'\s/]*(?:€|EUR|Euro|%|,-|,–|,−)*", re.IGNORECASE)
NUMERIC_SHARE = 0.7
"""Share of a column's texts that must be numbers for it to say where a row is."""
STEP = 2
"""Steps per point in which line distances are counted."""
BESIDE = 2.0
"""Points by which a line may begin or end beside its column."""
NEXT_LINE = 1.6
"""Line heights within which a line below a table's last one may be its text."""


@dataclass(frozen=True)
class TableLines:
    """The lines of a table on one page, from top to bottom; heights in points."""

    tops: tuple[float, ...]
    bottoms: tuple[float, ...]
    anchors: tuple[int, ...]
    """The lines with a number in a column of numbers: one in each row."""
    titles: tuple[int, ...]
    """The lines with other text in such a column: they belong to no row."""
    pitch: float
    """The distance of two lines of one text."""
    distances: tuple[float, ...]
    """Per line: how far, in pitches, it is below the text above it in the same column."""
    filled: tuple[tuple[int, ...], ...]
    """Per column of texts: in how many of the lines up to each it has any, from none on."""

    def stretches(self) -> list[tuple[int, int]]:
        """Return the first line of each run of lines without titles, and the one after its last."""
        edges = [-1, *self.titles, len(self.tops)]
        return [(above + 1, below) for above, below in pairwise(edges) if above + 1 < below]

    def distance(self, line: int) -> float:
        """Return how far text from a line on is below that above it, where it is nearest."""
        return self.distances[line] if line < len(self.distances) else inf

    def cost_of_cut(self, line: int) -> float:
        """Return what speaks against a row's end above a line: 1 within a text, 0 in a gap."""
        return min(1.0, max(0.0, 2.0 - self.distance(line)))

    def columns_without_text(self, start: int, end: int) -> int:
        """Return how many columns of texts are blank in all of some lines."""
        return sum(filled[start] == filled[end] for filled in self.filled)


def with_loose_lines(table: RawTable, outside: Iterable[RawRow]) -> RawTable:
    """Return a table with the lines that stand within one of its columns, between its lines.

    A text that goes on alone, all other cells of its row having ended, is no line of a table by
    itself.
    """
    columns = [_column_box(table.rows, column) for column in range(len(table.rows[0].cells))]
    rows = list(table.rows)
    for line in sorted((r for r in outside if r.page == table.page), key=lambda r: r.number):
        within = (c for c, box in enumerate(columns) if box and _is_below(line.bbox, box))
        column = next(within, None)
        if column is None or not _goes_on(rows, line):
            continue
        cells = [Cell("")] * len(columns)
        cells[column] = Cell(line.text, line.bbox)
        rows.append(replace(line, cells=tuple(cells)))
        rows.sort(key=lambda row: row.number)
    return replace(table, rows=tuple(rows))


def _column_box(rows: Iterable[RawRow], column: int) -> Bbox | None:
    boxes = [box for row in rows if (box := row.cells[column].bbox)]
    return union_box(boxes) if boxes else None


def _is_below(line: Bbox, column: Bbox) -> bool:
    return column[0] - BESIDE <= line[0] and line[2] <= column[2] + BESIDE


def _goes_on(rows: Sequence[RawRow], line: RawRow) -> bool:
    """Say whether a line is between the lines of a table, or directly below the last one."""
    first, last = rows[0], rows[-1]
    height = line.bbox[3] - line.bbox[1]
    if line.number > last.number:
        return line.bbox[1] - last.bbox[1] <= NEXT_LINE * height
    return line.number > first.number


def table_lines(tables: Sequence[RawTable]) -> list[TableLines]:
    """Return the lines of all tables of one column model; none if nothing tells their rows."""
    numeric = _numeric_columns(tables)
    pitch = _pitch(tables, numeric)
    if not numeric or pitch is None or not all(map(_is_upright, tables)):
        return []
    return [_lines(table, numeric, pitch) for table in tables]


def _lines(table: RawTable, numeric: frozenset[int], pitch: float) -> TableLines:
    rows = table.rows
    texts = [
        [row.cells[column].bbox for row in rows]
        for column in range(len(rows[0].cells))
        if column not in numeric
    ]
    steps = zip(*map(_distances, texts), strict=True) if texts else ((inf,) for _ in rows)
    return TableLines(
        tuple(row.bbox[1] for row in rows),
        tuple(row.bbox[3] for row in rows),
        tuple(i for i, row in enumerate(rows) if _has_number(row, numeric)),
        tuple(i for i, row in enumerate(rows) if _has_title(row, numeric)),
        pitch,
        tuple(min(distances) / pitch for distances in steps),
        tuple(tuple(accumulate(map(bool, boxes), initial=0)) for boxes in texts),
    )


def _distances(column: Sequence[Bbox | None]) -> list[float]:
    """Return per line how far a column's next text, from there on, is below its last one."""
    below: list[float] = []
    top = inf
    for box in reversed(column):
        top = box[1] if box else top
        below.append(top)
    distances: list[float] = []
    top = -inf
    for box, following in zip(column, reversed(below), strict=True):
        distances.append(following - top)
        top = box[1] if box else top
    return distances


def _numeric_columns(tables: Iterable[RawTable]) -> frozenset[int]:
    texts: Counter[int] = Counter()
    numbers: Counter[int] = Counter()
    for row in (row for table in tables for row in table.rows):
        for column, cell in enumerate(row.cells):
            texts[column] += bool(cell.text)
            numbers[column] += NUMBER.fullmatch(cell.text) is not None
    return frozenset(c for c in texts if texts[c] and numbers[c] >= NUMERIC_SHARE * texts[c])


def _has_number(row: RawRow, numeric: Iterable[int]) -> bool:
    return any(NUMBER.fullmatch(row.cells[column].text) for column in numeric)


def _has_title(row: RawRow, numeric: Iterable[int]) -> bool:
    texts = [row.cells[column].text for column in numeric]
    return any(texts) and not any(NUMBER.fullmatch(text) for text in texts)


def _pitch(tables: Iterable[RawTable], numeric: frozenset[int]) -> float | None:
    """Return the commonest distance in a column of texts of lines not both with a number."""
    counts: Counter[int] = Counter(
        round(step * STEP) for table in tables for step in _text_steps(table, numeric)
    )
    commonest = max(counts, key=lambda step: (counts[step], -step), default=0)
    return commonest / STEP if commonest > 0 else None


def _text_steps(table: RawTable, numeric: frozenset[int]) -> Iterator[float]:
    for column in range(len(table.rows[0].cells)):
        if column in numeric:
            continue
        filled = [
            (box[1], _has_number(row, numeric))
            for row in table.rows
            if (box := row.cells[column].bbox)
        ]
        for (above, above_numbered), (below, below_numbered) in pairwise(filled):
            if not (above_numbered and below_numbered):
                yield below - above


def _is_upright(table: RawTable) -> bool:
    """Say whether rows follow each other downwards on the page as shown."""
    return all(a.bbox[1] <= b.bbox[1] for a, b in pairwise(table.rows))
