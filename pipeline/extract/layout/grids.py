"""A table's lines on one page, sorted into columns and gathered into bands.

Where cells are drawn, a band is what stands between two rules of the raster, and a cell over
several bands or columns is of the first. Elsewhere rules part bands where they cover most of the
table's width.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

from pipeline.extract.layout.blocks import Block
from pipeline.extract.layout.cells import Raster, Slot
from pipeline.extract.layout.columns import ColumnModel
from pipeline.extract.layout.geometry import Page, Segment
from pipeline.extract.layout.lines import Line, Phrase, is_number, words_to_lines
from pipeline.extract.layout.panels import GridLine
from pipeline.extract.layout.settings import SETTINGS

OUTSIDE = 1_000_000
"""Farther from the first and the last band than any page has lines."""


@dataclass(frozen=True)
class PageGrid:
    """The part of a table on one page."""

    page: Page
    lines: tuple[GridLine, ...]
    raster: Raster | None = None
    drawn_bands: tuple[tuple[int, ...], ...] = ()
    """The lines of each band where cells are drawn."""
    boundaries: tuple[tuple[Segment, ...], ...] = ()
    """Elsewhere: the rules above each line, and those below the last one."""
    rules_beside: tuple[Segment, ...] = ()
    """The vertical rules beside the lines."""

    def bands(self, left: float, right: float) -> list[list[int]]:
        """Return the indexes of the lines between two rules that cover most of a width.

        Lines above the first and below the last rule are a band each: no rule holds them together.
        """
        if self.drawn_bands:
            return list(map(list, self.drawn_bands))
        edges = [i for i, rules in enumerate(self.boundaries) if _is_covered(rules, left, right)]
        first, last = (edges[0], edges[-1]) if edges else (len(self.lines), len(self.lines))
        before, behind = range(first), range(last, len(self.lines))
        between = [list(range(a, b)) for a, b in pairwise(edges)]
        return [*([i] for i in before), *between, *([i] for i in behind)]


def numeric_columns(grids: Iterable[PageGrid], width: int) -> tuple[int, ...]:
    """Return the columns that hold mostly numbers."""
    texts, numbers = [0] * width, [0] * width
    for grid in grids:
        for grid_line in grid.lines:
            for column, phrases in grid_line.cells.items():
                texts[column] += 1
                numbers[column] += is_number(" ".join(phrase.text for phrase in phrases))
    return tuple(
        c for c in range(width) if texts[c] and numbers[c] >= SETTINGS.numeric_share * texts[c]
    )


def ruled_grid(
    lines: Sequence[Line], beside: tuple[Segment, ...], page: Page, model: ColumnModel
) -> PageGrid:
    """Return lines sorted into columns, with the horizontal rules between them."""
    heights = [segment.at for segment in page.horizontal]

    def rules_within(top: float, bottom: float) -> tuple[Segment, ...]:
        return page.horizontal[bisect_left(heights, top) : bisect_right(heights, bottom)]

    first, last = lines[0], lines[-1]
    boundaries = (
        rules_within(first.baseline - SETTINGS.border * first.size, _head(first)),
        *(rules_within(_foot(a), _head(b)) for a, b in pairwise(lines)),
        rules_within(_foot(last), last.baseline + SETTINGS.border * last.size),
    )
    grid_lines = tuple(GridLine(line, model.sort_line(line, beside)) for line in lines)
    return PageGrid(page, grid_lines, boundaries=boundaries, rules_beside=beside)


def panel_grid(grid: PageGrid, columns: range, model: ColumnModel) -> PageGrid | None:
    """Return one of several panels of a grid, its lines gathered without the words of the others.

    Lines of tables side by side may be at heights that differ by less than those of one line.
    """
    if grid.raster:
        return grid
    cells = (cells for line in grid.lines for cells in line.cells.items())
    phrases = (phrase for column, found in cells if column in columns for phrase in found)
    lines = words_to_lines(grid.page.number, [word for phrase in phrases for word in phrase.words])
    return ruled_grid(lines, grid.rules_beside, grid.page, model) if lines else None


class _Placed(NamedTuple):
    """What of one line stands in one column."""

    slot: Slot
    """Where on the raster."""
    cell: Slot
    """The first slot of its cell."""
    line: Line
    column: int
    phrases: list[Phrase]

    @property
    def is_number(self) -> bool:
        return all(phrase.is_number for phrase in self.phrases)


def drawn_grid(block: Block, raster: Raster, page: Page, model: ColumnModel) -> PageGrid:
    """Return lines sorted into drawn cells: what stands in a cell over several is of its first."""
    middles = (model.middle_of(column, raster.xs) for column in range(model.width))
    columns = [raster.slot_at(middle, raster.ys[0])[1] for middle in middles]
    placed = [*_in_slots(block, raster, model, columns), *_turned_in_slots(block, raster, columns)]
    joint = set(map(id, _joint_numbers(placed, raster)))
    lines_of: dict[float, dict[int, GridLine]] = {}
    for found in placed:
        lines = lines_of.setdefault(found.cell[0] + (0.5 if id(found) in joint else 0.0), {})
        line = lines.setdefault(id(found.line), GridLine(found.line, {}))
        line.cells.setdefault(found.column, []).extend(found.phrases)
    bands = [tuple(lines_of[number].values()) for number in sorted(lines_of)]
    ends = accumulate(map(len, bands), initial=0)
    indexes = tuple(tuple(range(start, end)) for start, end in pairwise(ends))
    return PageGrid(page, tuple(chain.from_iterable(bands)), raster, indexes)


def _in_slots(
    block: Block, raster: Raster, model: ColumnModel, columns: Sequence[int]
) -> Iterator[_Placed]:
    """Yield the texts of a table; `columns` are those of the raster, by column of the model.

    A text alone in a cell over several columns stands in the first of them. Several texts have
    columns that no rule parts there.
    """
    for index, line in enumerate(block.lines):
        band = _band_of(line, index, raster)
        cells = model.sort_line(line, block.rules)
        slots = {column: (band, columns[column]) for column in cells}
        sharing = Counter(raster.first_slot(slot) for slot in slots.values())
        for column, phrases in cells.items():
            slot = slots[column]
            cell = raster.first_slot(slot)
            if sharing[cell] == 1 and raster.is_merged(cell, (cell[0], cell[1] + 1)):
                column = columns.index(cell[1])
            yield _Placed(slot, cell, line, column, phrases)


def _turned_in_slots(block: Block, raster: Raster, columns: Sequence[int]) -> Iterator[_Placed]:
    for line in block.turned:
        phrase = line.phrases[0]
        slot = raster.slot_at((phrase.x0 + phrase.x1) / 2, line.baseline)
        cell = raster.first_slot(slot)
        yield _Placed(slot, cell, line, columns.index(cell[1]), [phrase])


def _joint_numbers(placed: Sequence[_Placed], raster: Raster) -> Iterator[_Placed]:
    """Yield the numbers that stand for several rows together: they belong to none of these.

    They stand in cells over several bands of their own texts, in columns where most numbers have
    one band; a column of numbers over several rows is a key of groups.
    """
    numbers = [found for found in placed if found.is_number]
    tall = [n for n in numbers if raster.is_merged(n.cell, (n.cell[0] + 1, n.cell[1]))]
    single = Counter(n.column for n in numbers)
    single.subtract(n.column for n in tall)
    named = {found.slot[0] for found in placed if not found.is_number}
    for number in tall:
        bands = {b for (b, c), cell in raster.merged.items() if cell == number.cell}
        others = Counter(n.column for n in tall)[number.column]
        if single[number.column] >= others and len(bands & named) > 1:
            yield number


def _band_of(line: Line, index: int, raster: Raster) -> int:
    """Return the band that a line stands in; each line above or below them all has its own."""
    middle = line.baseline - 0.25 * line.size
    if middle < raster.ys[0]:
        return index - OUTSIDE
    if middle > raster.ys[-1]:
        return index + OUTSIDE
    return raster.band_at(middle)


def table_lines(block: Block, model: ColumnModel) -> list[Line]:
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
    while last < len(block.lines) and last - inside[-1] <= SETTINGS.loose_lines:
        if not _is_close(block.lines[last - 1], block.lines[last]):
            break
        last += 1
    return list(block.lines[_begin_of_row(block.lines, first, model) : last])


def _begin_of_row(lines: Sequence[Line], first: int, model: ColumnModel) -> int:
    """Return where the row begins that has its numbers in the first of a table's lines."""
    if not any(phrase.is_number for phrase in lines[first].phrases):
        return first
    least = max(0, first - SETTINGS.loose_lines)
    begin = first
    while begin > least and _is_close(lines[begin - 1], lines[begin]):
        if not _is_in_one_column(lines[begin - 1], model):
            break
        begin -= 1
    return begin


def _is_in_one_column(line: Line, model: ColumnModel) -> bool:
    """Return True if no text of a line runs over the end of a column."""
    return all(model.column_at(p.x0 + 0.5) == model.column_at(p.x1 - 0.5) for p in line.phrases)


def _is_close(above: Line, below: Line) -> bool:
    """Return True if a line follows another as the next line of one text."""
    return below.baseline - above.baseline <= SETTINGS.text_spacing * min(above.size, below.size)


def _foot(line: Line) -> float:
    """Return from where on a rule is below a line's text rather than through it."""
    return line.baseline - 0.2 * line.size


def _head(line: Line) -> float:
    """Return up to where a rule is above a line's text."""
    return line.baseline - 0.4 * line.size


def _is_covered(rules: Iterable[Segment], left: float, right: float) -> bool:
    """Return True if the union of rules covers most of a width."""
    covered, reached = 0.0, left
    for rule in sorted(rules, key=lambda rule: rule.start):
        start, end = max(rule.start, reached), min(rule.end, right)
        if end > start:
            covered += end - start
            reached = end
    return right > left and covered >= SETTINGS.covered * (right - left)
