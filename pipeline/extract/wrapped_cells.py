"""Tables without rules whose cells have several lines: printed lines put together to rows.

No rule says where a row ends. What does: a number stands once in a row, texts above and below it
belong to it as the document's cells are aligned (at the top, in the middle, at the bottom), and
lines of one text follow each other more closely than rows. The way to cut a page's lines that
fits all of it best is found by dynamic programming, and the alignment that fits best is that of
the whole document.

For tables of any kind; municipalities are put together by those who know their names.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from statistics import median

from pipeline.boxes import union_box
from pipeline.extract.table_lines import TableLines, table_lines, with_loose_lines
from pipeline.model import Cell, RawRow, RawTable, Reading

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
    whole = [with_loose_lines(table, outside) for table in tables]
    pages = table_lines(whole)
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
    """Say whether lines of one text stand closer together than rows of one line each.

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
    """Say whether numbers stand level with the middle between two lines of text."""
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
