"""Lines of a table sorted into a grid of columns, and parted by horizontal rules (step 6).

Where rules part the rows, all that stands between two of them is one row, however many lines its
cells have. Where they do not (no rules, or one after every fifth row), each line is a row; names
wrapped over several lines are put together later, by those who know what a name is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.layout.blocks import Block
from pipeline.extract.layout.columns import ColumnModel
from pipeline.extract.layout.geometry import Page, Segment
from pipeline.extract.layout.lines import Line, Phrase, is_number

NUMERIC_SHARE = 0.7
"""Share of a column's texts that must be numbers for it to say where a row is."""
COVERED = 0.5
"""Share of a width that rules must cover to part what is above from what is below."""
MAX_LOOSE_LINES = 2
TEXT_SPACING = 1.6
"""Line heights between the lines of one text."""
CLOSE = 12.0
"""Line heights within which a rule above or below a table's lines is its border."""
SINGLE_ROW_BANDS = 0.9
"""Share of the bands with one number per column that makes bands rows."""

LineCells = dict[int, list[Phrase]]


@dataclass(frozen=True)
class GridLine:
    """One line of a table, its phrases sorted into columns."""

    line: Line
    cells: LineCells


@dataclass(frozen=True)
class PageGrid:
    """The part of a table on one page."""

    page: Page
    lines: tuple[GridLine, ...]
    boundaries: tuple[tuple[Segment, ...], ...]
    """Between each two lines that follow each other: the rules that pass there."""
    above: tuple[Segment, ...]
    """Rules close above the first line."""
    below: tuple[Segment, ...]
    """Rules close below the last line."""


def block_to_grid(block: Block, page: Page, model: ColumnModel) -> PageGrid | None:
    """Return the table part of a block; None where it holds no row."""
    lines = _table_lines(block, model)
    if not lines:
        return None
    grid_lines = tuple(GridLine(line, model.sort_line(line, block.rules)) for line in lines)
    heights = [segment.at for segment in page.horizontal]

    def rules_within(top: float, bottom: float) -> tuple[Segment, ...]:
        return page.horizontal[bisect_left(heights, top) : bisect_right(heights, bottom)]

    return PageGrid(
        page,
        grid_lines,
        tuple(rules_within(_foot(a), _head(b)) for a, b in pairwise(lines)),
        rules_within(lines[0].baseline - CLOSE * lines[0].size, _head(lines[0])),
        rules_within(_foot(lines[-1]), lines[-1].baseline + CLOSE * lines[-1].size),
    )


def grid_to_bands(grid: PageGrid, left: float, right: float) -> list[list[int]]:
    """Part a grid's line indexes where rules cover most of the table's width.

    Lines above the first and below the last rule are a band each: no rule holds them together.
    """
    bands = [[0]]
    for index, rules in enumerate(grid.boundaries, start=1):
        if is_covered(rules, left, right):
            bands.append([])
        bands[-1].append(index)
    first, *others = bands
    opened = [first] if is_covered(grid.above, left, right) else [[index] for index in first]
    if not others:
        return opened
    *between, last = others
    closed = [last] if is_covered(grid.below, left, right) else [[index] for index in last]
    return [*opened, *between, *closed]


def is_covered(rules: Iterable[Segment], left: float, right: float) -> bool:
    """Say whether rules cover most of a width."""
    return _coverage(rules, left, right) >= COVERED


def numeric_columns(grids: Iterable[PageGrid], width: int) -> tuple[int, ...]:
    """Return the columns that hold mostly numbers."""
    texts, numbers = [0] * width, [0] * width
    for grid in grids:
        for grid_line in grid.lines:
            for column, phrases in grid_line.cells.items():
                texts[column] += 1
                numbers[column] += is_number(" ".join(phrase.text for phrase in phrases))
    return tuple(c for c in range(width) if texts[c] and numbers[c] >= NUMERIC_SHARE * texts[c])


def numbers_in_band(grid: PageGrid, band: Sequence[int], columns: Iterable[int]) -> int:
    """Return how many lines of a band hold a number in one column: the rows in it."""
    cells = [grid.lines[index].cells for index in band]
    counts = (
        sum(any(phrase.is_number for phrase in line.get(column, ())) for line in cells)
        for column in columns
    )
    return max(counts, default=1)


def _table_lines(block: Block, model: ColumnModel) -> list[Line]:
    """Return the lines from the first to the last row, and those beside vertical rules.

    The last row's name may run on below it. The first row's may begin above it, unless that
    is titles.
    """
    rows = {id(line) for line in block.row_lines}
    top = min((rule.start for rule in block.rules), default=float("inf"))
    bottom = max((rule.end for rule in block.rules), default=float("-inf"))
    inside = [
        index
        for index, line in enumerate(block.lines)
        if id(line) in rows or top <= line.baseline - 0.25 * line.size <= bottom
    ]
    if not inside:
        return []
    first, last = inside[0], inside[-1] + 1
    while last < len(block.lines) and last - inside[-1] <= MAX_LOOSE_LINES:
        if not _is_close(block.lines[last - 1], block.lines[last]):
            break
        last += 1
    return list(block.lines[_begin_of_row(block.lines, first, model) : last])


def _begin_of_row(lines: Sequence[Line], first: int, model: ColumnModel) -> int:
    """Return where the row begins that has its numbers in the first of a table's lines."""
    if not any(phrase.is_number for phrase in lines[first].phrases):
        return first
    least = max(0, first - MAX_LOOSE_LINES)
    begin = first
    while begin > least and _is_close(lines[begin - 1], lines[begin]):
        if not _is_in_one_column(lines[begin - 1], model):
            break
        begin -= 1
    return begin


def _is_in_one_column(line: Line, model: ColumnModel) -> bool:
    """Say whether no text of a line runs over the end of a column."""
    return all(model.column_at(p.x0 + 0.5) == model.column_at(p.x1 - 0.5) for p in line.phrases)


def _is_close(above: Line, below: Line) -> bool:
    """Say whether a line follows another as the next line of one text."""
    return below.baseline - above.baseline <= TEXT_SPACING * min(above.size, below.size)


def _foot(line: Line) -> float:
    """Return from where on a rule is below a line's text rather than through it."""
    return line.baseline - 0.2 * line.size


def _head(line: Line) -> float:
    """Return up to where a rule is above a line's text."""
    return line.baseline - 0.4 * line.size


def _coverage(rules: Iterable[Segment], left: float, right: float) -> float:
    """Return the share of a width that the union of the rules covers."""
    covered, reached = 0.0, left
    for rule in sorted(rules, key=lambda rule: rule.start):
        start, end = max(rule.start, reached), min(rule.end, right)
        if end > start:
            covered += end - start
            reached = end
    return covered / (right - left) if right > left else 0.0
