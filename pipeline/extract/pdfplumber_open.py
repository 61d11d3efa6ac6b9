"""Rows of tables that no vertical rule divides: a region of each page, cut by one column model.

Page numbers and running titles would lengthen the region; they are known by standing on the same
height on many pages, apart from the table.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from pipeline.extract.pdfplumber_columns import ColumnModel, find_columns, is_table_line
from pipeline.extract.pdfplumber_text import DraftTable, Line, Run, draft_row, union
from pipeline.model import Bbox

LONG_RULE = 0.5
"""Share of the text's width from which a horizontal rule parts rows."""
ONE_ROW_SHARE = 0.9
"""Share of bands between rules that must hold one table line for bands to be rows."""
MARGIN_LINES = 2
"""So many lines at either end of a page may be running titles and page numbers."""
MARGIN_SHARE = 0.3
"""On so many pages a running line stands on the same height; facing pages may differ."""
APART = 1.6
"""In line pitches: a running line is at least this far from the table."""
FAR_APART = 4.0
"""In line pitches: so far apart, a last or first line is none of the table even if seen once."""
ATTACHED = 2.2
"""In line pitches: headings and wrapped lines within this distance belong to the table."""


@dataclass(frozen=True)
class OpenPage:
    """The lines and the row-parting rules of one page."""

    lines: tuple[Line, ...]
    bands: tuple[float, ...]


@dataclass(frozen=True)
class OpenLayout:
    """What all pages together tell about their tables."""

    model: ColumnModel | None
    pitch: float
    running: frozenset[tuple[str, int]]
    """Running lines, by text without its digits and by height."""
    bands_are_rows: bool


def row_bands(rules: Iterable[Bbox], lines: Sequence[Line]) -> tuple[float, ...]:
    """Heights of the rules that run across most of the text, top to bottom."""
    left, _, right, _ = union([line.bbox for line in lines]) if lines else (0.0, 0.0, 0.0, 0.0)
    heights = []
    by_height = sorted(rules, key=lambda rule: rule[1])
    for _, grouped in groupby(by_height, key=lambda rule: round(rule[1])):
        group = list(grouped)
        covered = sum(max(0.0, min(rule[2], right) - max(rule[0], left)) for rule in group)
        if lines and covered >= LONG_RULE * (right - left):
            heights.append(group[0][1])
    return tuple(heights)


def find_layout(pages: Sequence[OpenPage]) -> OpenLayout:
    """One layout for all pages of the document that have no ruled table."""
    table_lines = [[line for line in page.lines if is_table_line(line)] for page in pages]
    steps = [
        below.middle - above.middle for lines in table_lines for above, below in pairwise(lines)
    ]
    pitch = median(steps) if steps else 0.0
    running = _running_lines(pages)
    model = find_columns(
        [line for page in pages for line in _without_margins(page.lines, pitch, running)]
    )
    return OpenLayout(model, pitch, running, _bands_are_rows(pages))


def open_tables(page: OpenPage, layout: OpenLayout) -> tuple[list[DraftTable], list[Line]]:
    """The table on one page, by panels, and the lines outside it."""
    if layout.model is None:
        return [], list(page.lines)
    region = _region(page.lines, layout)
    rows = _lines_to_rows(region, page.bands if layout.bands_are_rows else ())
    outside = [line for line in page.lines if line not in region]
    return _panels(rows, layout.model), outside


def _running_key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.middle / 3)


def _running_lines(pages: Sequence[OpenPage]) -> frozenset[tuple[str, int]]:
    seen = Counter(
        _running_key(line)
        for page in pages
        for line in {*page.lines[:MARGIN_LINES], *page.lines[-MARGIN_LINES:]}
    )
    enough = max(2.0, MARGIN_SHARE * len(pages))
    return frozenset(key for key, count in seen.items() if count >= enough)


def _without_margins(
    lines: Sequence[Line], pitch: float, running: frozenset[tuple[str, int]]
) -> list[Line]:
    """The lines between running titles and page numbers."""
    kept = _without_head(list(lines), pitch, running)
    kept = _without_head(kept[::-1], pitch, running)
    return kept[::-1]


def _without_head(
    lines: list[Line], pitch: float, running: frozenset[tuple[str, int]]
) -> list[Line]:
    """Drop up to `MARGIN_LINES` from the start that stand apart from what follows."""
    for count in range(min(MARGIN_LINES, len(lines) - 1), 0, -1):
        last, following = lines[count - 1], lines[count]
        distance = abs(following.middle - last.middle)
        known = all(_running_key(line) in running for line in lines[:count])
        if distance > (APART if known else FAR_APART) * pitch:
            return lines[count:]
    return lines


def _region(lines: Sequence[Line], layout: OpenLayout) -> list[Line]:
    """The lines from the first to the last table row, with what is attached to either."""
    inner = _without_margins(lines, layout.pitch, layout.running)
    rows = [index for index, line in enumerate(inner) if is_table_line(line)]
    if not rows:
        return []
    first, last = rows[0], rows[-1]
    reach = ATTACHED * layout.pitch
    while first > 0 and inner[first].middle - inner[first - 1].middle <= reach:
        first -= 1
    while last + 1 < len(inner) and inner[last + 1].middle - inner[last].middle <= reach:
        last += 1
    return inner[first : last + 1]


def _bands_are_rows(pages: Sequence[OpenPage]) -> bool:
    """Whether rules part row from row, not group from group."""
    counts = [
        sum(map(is_table_line, inside))
        for page in pages
        for band, inside in _banded(page.lines, page.bands)
        if 0 < band < len(page.bands)
    ]
    filled = [count for count in counts if count]
    return len(filled) >= 3 and filled.count(1) >= ONE_ROW_SHARE * len(filled)


def _banded(lines: Sequence[Line], bands: Sequence[float]) -> list[tuple[int, list[Line]]]:
    grouped = groupby(lines, key=lambda line: bisect_right(bands, line.middle))
    return [(band, list(inside)) for band, inside in grouped]


def _lines_to_rows(lines: Sequence[Line], bands: Sequence[float]) -> list[list[Line]]:
    """Each line a row of its own, or the lines between two rules together (a wrapped name)."""
    rows: list[list[Line]] = []
    for band, inside in _banded(lines, bands):
        together = 0 < band < len(bands) and sum(map(is_table_line, inside)) <= 1
        rows += [inside] if together else [[line] for line in inside]
    return rows


def _panels(rows: Sequence[Sequence[Line]], model: ColumnModel) -> list[DraftTable]:
    """The rows cut into columns, one table for each of the panels side by side."""
    cut = [_cut(row, model) for row in rows]
    tables = []
    for panel in range(model.panels):
        columns = slice(panel * model.columns, (panel + 1) * model.columns)
        printed = tuple(draft_row(cells[columns]) for cells in cut if any(cells[columns]))
        if printed:
            tables.append(DraftTable((0.0, *model.borders)[: model.columns], printed))
    return tables


def _cut(lines: Sequence[Line], model: ColumnModel) -> list[list[Line]]:
    """The lines of one row by column."""
    cells: list[list[Line]] = [[] for _ in range(len(model.borders) + 1)]
    for line in lines:
        by_column: dict[int, list[Run]] = {}
        for column, piece in model.place(line):
            by_column.setdefault(column, []).append(piece)
        for column, pieces in by_column.items():
            cells[column].append(Line(tuple(pieces)))
    return cells
