"""Tables without rules whose cells have several lines: printed lines put together to rows.

No rule says where a row ends. What does: a number stands once in a row, texts above and below it
belong to it as the document's cells are aligned (at the top, in the middle, at the bottom), and
lines of one text follow each other more closely than rows. The way to cut a page's lines that
fits all of it best is found by dynamic programming, and the alignment that fits best is that of
the whole document.

Only for `extract --raw`, for tables of any kind; names of municipalities are joined in
`pipeline.interpret.wrapped`.

    Reading -> the lines of its tables, by column model -> cuts between rows -> whole rows
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import inf
from statistics import median

from pipeline.boxes import union_box
from pipeline.model import Bbox, Cell, RawRow, RawTable, Reading

NUMBER = re.compile(r"[-–−]?[\d.,'\s/]*\d[\d.,'\s/]*(?:€|EUR|Euro|%|,-|,–|,−)*", re.IGNORECASE)
NUMERIC_SHARE = 0.7
"""Share of a column's texts that must be numbers for it to say where a row is."""
STEP = 2
"""Steps per point in which line distances are counted."""
BESIDE = 2.0
"""Points by which a line may begin or end beside its column."""
NEXT_LINE = 1.6
"""Line heights within which a line below a table's last one may be its text."""
MANY = 0.02
"""Share of a table's lines without a number from which on its cells may have several lines."""
PADDED = 0.93
"""Lines of one text are closer than this times the distance of rows on one line each."""
HALF_STEP = 0.75
REACH = 12
"""So many lines at most belong to a row above or below its number."""
HOLE = 1.6
"""Line distances within a cell above which its text is not one."""
HOLE_COST = 1.0
BLANK_COST = 0.5
"""A row has something in each column of texts, unless others of the document have not either."""

Cut = tuple[int, int]
"""The first line of a row, and the one after its last."""


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


Misfit = Callable[[TableLines, int, Cut], float]


def tables_with_whole_rows(reading: Reading) -> list[RawTable]:
    """Return a reading's tables with the lines of one row as one row, where that can be told.

    Lines outside the tables that stand in one of their columns, between their lines, are theirs.
    """
    models: dict[int, list[RawTable]] = {}
    for table in reading.tables:
        models.setdefault(table.model, []).append(table)
    joined = {
        (table.page, table.number): table
        for tables in models.values()
        for table in _join_model(tables, reading.outside)
    }
    return [joined[table.page, table.number] for table in reading.tables]


def _join_model(tables: Sequence[RawTable], outside: Sequence[RawRow]) -> Sequence[RawTable]:
    """Join the lines of all tables of one column model, in the alignment that fits them best."""
    if any("\n" in cell.text for table in tables for row in table.rows for cell in row.cells):
        return tables
    whole = [_with_loose_lines(table, outside) for table in tables]
    pages = _table_lines(whole)
    total = sum(len(page.tops) for page in pages)
    loose = total - sum(len(page.anchors) for page in pages)
    if not pages or loose < MANY * total:
        return tables
    fits = {name: [_best_cuts(page, misfit) for page in pages] for name, misfit in MISFITS.items()}
    best = min(fits, key=lambda name: sum(fit.cost for fit in fits[name]))
    if not _is_padded(pages) and not (best == "middle" and _is_level_between_lines(pages)):
        return tables
    return [_merged(table, fit.cuts) for table, fit in zip(whole, fits[best], strict=True)]


def _is_padded(pages: Sequence[TableLines]) -> bool:
    """Return True if lines of one text stand closer together than rows of one line each.

    Where they do not, a line of text below a row may as well be a heading.
    """
    rows = [
        page.tops[b] - page.tops[a]
        for page in pages
        for a, b in pairwise(page.anchors)
        if b == a + 1
    ]
    return not rows or min(page.pitch for page in pages) < PADDED * median(rows)


def _is_level_between_lines(pages: Sequence[TableLines]) -> bool:
    """Return True if numbers stand level with the middle between two lines of text."""
    steps = [below - above for page in pages for above, below in pairwise(page.tops)]
    return sum(step < HALF_STEP * pages[0].pitch for step in steps) > MANY * len(steps)


@dataclass(frozen=True, slots=True)
class _Fit:
    """The best way to cut a page's lines, and what it costs."""

    cost: float
    cuts: tuple[Cut, ...]


def _from_top(page: TableLines, anchor: int, cut: Cut) -> float:
    return abs(page.tops[cut[0]] - page.tops[anchor])


def _from_bottom(page: TableLines, anchor: int, cut: Cut) -> float:
    return abs(page.bottoms[cut[1] - 1] - page.bottoms[anchor])


def _from_middle(page: TableLines, anchor: int, cut: Cut) -> float:
    above = page.tops[anchor] - page.tops[cut[0]]
    below = page.bottoms[cut[1] - 1] - page.bottoms[anchor]
    return abs(above - below) / 2


MISFITS: Mapping[str, Misfit] = {
    "top": _from_top,
    "middle": _from_middle,
    "bottom": _from_bottom,
}
"""By the alignment of cells: how far, in points, a row's number is from where it should be."""


def _best_cuts(page: TableLines, misfit: Misfit) -> _Fit:
    """Find the cheapest way to cut a page's lines into one row per number; titles are no row's."""
    fits = [_best_of_stretch(page, stretch, misfit) for stretch in page.stretches()]
    return _Fit(sum(fit.cost for fit in fits), tuple(cut for fit in fits for cut in fit.cuts))


def _best_of_stretch(page: TableLines, stretch: Cut, misfit: Misfit) -> _Fit:
    """Keep, per line at which the next row may begin, the cheapest way to get there."""
    begin, end = stretch
    anchors = [line for line in page.anchors if begin <= line < end]
    if not anchors:
        return _Fit(0.0, ())
    ways = {
        start: _Fit(page.cost_of_cut(start), ())
        for start in range(max(begin, anchors[0] - REACH), anchors[0] + 1)
    }
    limits = [*anchors[1:], min(end, anchors[-1] + 1 + REACH)]
    for anchor, limit in zip(anchors, limits, strict=True):
        ways = {
            stop: min(
                (
                    _extended(page, way, anchor, (start, stop), misfit)
                    for start, way in ways.items()
                ),
                key=lambda fit: fit.cost,
            )
            for stop in range(anchor + 1, limit + 1)
        }
    return min(ways.values(), key=lambda fit: fit.cost)


def _extended(page: TableLines, way: _Fit, anchor: int, cut: Cut, misfit: Misfit) -> _Fit:
    return _Fit(way.cost + _row_cost(page, anchor, cut, misfit), (*way.cuts, cut))


def _row_cost(page: TableLines, anchor: int, cut: Cut, misfit: Misfit) -> float:
    holes = sum(HOLE < page.distance(line) < inf for line in range(cut[0] + 1, cut[1]))
    blanks = page.columns_without_text(*cut)
    amiss = misfit(page, anchor, cut) / page.pitch
    return amiss + HOLE_COST * holes + BLANK_COST * blanks + page.cost_of_cut(cut[1])


def _merged(table: RawTable, cuts: Sequence[Cut]) -> RawTable:
    begun = dict(cuts)
    rows: list[RawRow] = []
    line = 0
    while line < len(table.rows):
        end = begun.get(line, line + 1)
        rows.append(_merged_row(table.rows[line:end]))
        line = end
    return replace(table, rows=tuple(rows))


def _merged_row(lines: Sequence[RawRow]) -> RawRow:
    cells = tuple(map(_merged_cell, zip(*(line.cells for line in lines), strict=True)))
    return replace(lines[0], cells=cells, bbox=union_box([line.bbox for line in lines]))


def _merged_cell(parts: Sequence[Cell]) -> Cell:
    filled = [part for part in parts if part.bbox]
    if not filled:
        return Cell("")
    boxes = [part.bbox for part in filled if part.bbox]
    return Cell("\n".join(part.text for part in filled), union_box(boxes))


# The lines of a table


def _with_loose_lines(table: RawTable, outside: Iterable[RawRow]) -> RawTable:
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
    """Return True if a line is between the lines of a table, or directly below the last one."""
    first, last = rows[0], rows[-1]
    height = line.bbox[3] - line.bbox[1]
    if line.number > last.number:
        return line.bbox[1] - last.bbox[1] <= NEXT_LINE * height
    return line.number > first.number


def _table_lines(tables: Sequence[RawTable]) -> list[TableLines]:
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
    """Return True if rows follow each other downwards on the page as shown."""
    return all(a.bbox[1] <= b.bbox[1] for a, b in pairwise(table.rows))
