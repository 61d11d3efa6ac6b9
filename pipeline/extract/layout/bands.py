"""The bands of one panel that are its rows where rules part them (step 7: rows).

What stands between two rules is one row, with two exceptions: no rule need stand below a heading
or below the titles. A text alone above a row's numbers is a heading where the table sets the
numbers on the first line of a row. A text beside which no rules stand belongs to all rows that it
spans.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

from pipeline.extract.layout.columns import ColumnModel
from pipeline.extract.layout.geometry import Segment
from pipeline.extract.layout.grid import (
    LineCells,
    PageGrid,
    grid_to_bands,
    is_covered,
    numbers_in_band,
)
from pipeline.extract.layout.lines import Line, Phrase
from pipeline.extract.layout.panels import Panel

ENOUGH_ROWS = 3
"""Rows of several lines that tell on which of them a table sets its numbers."""

Pieces = list[tuple[Line, Phrase]]
"""What stands in one cell: phrases with the line each is on, from top to bottom."""
Cells = dict[int, Pieces]
"""The contents of one row, by column."""


@dataclass(frozen=True)
class PanelTable:
    """One panel of a table on one page, with what its rows are found by."""

    grid: PageGrid
    panel: Panel
    model: ColumnModel
    all_numeric: tuple[int, ...]
    """Columns of numbers, also those of other panels."""
    table_width: tuple[float, float]

    @cached_property
    def bands(self) -> list[list[int]]:
        """The lines of the panel, parted where rules cover most of the panel's width."""
        columns = self.panel.columns
        left, _ = self.model.extent(columns.start, self.table_width)
        _, right = self.model.extent(columns.stop - 1, self.table_width)
        lines = self.grid.lines
        bands = (
            [index for index in band if any(column in lines[index].cells for column in columns)]
            for band in grid_to_bands(self.grid, left, right)
        )
        return [band for band in bands if band]

    @cached_property
    def numeric(self) -> tuple[int, ...]:
        """The panel's columns of numbers."""
        return tuple(column for column in self.all_numeric if column in self.panel.columns)

    def rows_in(self, band: Sequence[int]) -> int:
        """Return how many lines of a band hold a number in one column: the rows in it."""
        return numbers_in_band(self.grid, band, self.numeric)

    def has_number(self, index: int) -> bool:
        """Say whether a line has a number in one of the panel's columns of numbers."""
        cells = self.grid.lines[index].cells
        return any(phrase.is_number for c in self.numeric for phrase in cells.get(c, ()))

    def cells_of(self, band: Sequence[int]) -> Cells:
        """Return what stands in the panel's columns on some lines."""
        cells: Cells = {}
        for index in band:
            grid_line = self.grid.lines[index]
            for column, phrases in grid_line.cells.items():
                if column in self.panel.columns:
                    cells.setdefault(column, []).extend((grid_line.line, p) for p in phrases)
        return cells


def sets_numbers_first(tables: Iterable[PanelTable]) -> bool:
    """Say whether a table sets the numbers of a row on the first of its lines, its texts below."""
    first = later = 0
    for table in tables:
        for band in table.bands:
            if len(band) > 1 and table.rows_in(band) == 1 and not table.has_number(band[-1]):
                first += table.has_number(band[0])
                later += not table.has_number(band[0])
    return first >= ENOUGH_ROWS and first > later


def panel_bands(table: PanelTable, *, numbers_first: bool) -> list[list[int]]:
    """Return the lines of each row of a panel, whose rows are parted by rules.

    `numbers_first` tells whether the table sets the numbers of a row on the first of its lines.
    """
    bands: list[list[int]] = []
    for band in table.bands:
        if len(band) == 1:
            bands.append(band)
        elif table.rows_in(band) > 1:
            bands.extend([index] for index in band)
        else:
            bands.extend(_parts(table, band, numbers_first=numbers_first))
    return bands


def _parts(table: PanelTable, band: list[int], *, numbers_first: bool) -> Iterator[list[int]]:
    """Part a band with one row at most below its headings and titles."""
    start = 0
    while start < len(band) - 1 and (
        _is_heading(table, table.grid.lines[band[start]].cells)
        or (numbers_first and _is_alone_above(table, band[start:]))
    ):
        yield [band[start]]
        start += 1
    end = start + _count_titles(table, band[start:])
    yield from (part for part in (band[start:end], band[end:]) if part)


def _is_alone_above(table: PanelTable, band: Sequence[int]) -> bool:
    """Say whether the first line of a band is one text in the first column, above numbers."""
    is_alone = list(table.cells_of(band[:1])) == [table.panel.columns.start]
    return is_alone and not table.has_number(band[0]) and any(map(table.has_number, band[1:]))


def _is_heading(table: PanelTable, cells: LineCells) -> bool:
    """Say whether a line is one phrase that runs from the first column over its end."""
    columns = table.panel.columns
    phrases = [phrase for column in columns for phrase in cells.get(column, ())]
    if len(phrases) != 1 or columns.start not in cells or len(columns) < 2:
        return False
    corridor = table.model.corridors[columns.start]
    return phrases[0].x0 < corridor.x0 and corridor.x1 < phrases[0].x1


def _count_titles(table: PanelTable, band: Sequence[int]) -> int:
    """Return how many lines are titles: they have text above the numbers of a whole row."""
    cells = [table.grid.lines[index].cells for index in band]
    place = next((i for i, line in enumerate(cells) if _is_row(table, line)), 0)
    titles = [i for i in range(place) if any(column in cells[i] for column in table.numeric)]
    return titles[-1] + 1 if titles else 0


def _is_row(table: PanelTable, cells: LineCells) -> bool:
    """Say whether a line has a text, and numbers only in all its columns of numbers."""
    numbers = [phrase for column in table.numeric for phrase in cells.get(column, ())]
    has_text = any(c in cells for c in table.panel.columns if c not in table.numeric)
    return has_text and bool(numbers) and all(phrase.is_number for phrase in numbers)


def lift_merged_cells(
    table: PanelTable, bands: Sequence[Sequence[int]], contents: Sequence[Cells]
) -> None:
    """Move the text of a cell that spans several rows to the first of them.

    A number stands in its own row: numbers are never merged over rows.
    """
    for column in table.panel.columns:
        if column in table.numeric:
            continue
        for first, end in _between_rules(table, bands, column):
            rows = [i for i in range(first, end) if _has_number(table, contents[i])]
            holders = [i for i in range(first, end) if column in contents[i]]
            if len(holders) == 1 and rows and rows[0] < holders[0]:
                contents[rows[0]][column] = contents[holders[0]].pop(column)


def _has_number(table: PanelTable, cells: Cells) -> bool:
    return any(phrase.is_number for c in table.numeric for _, phrase in cells.get(c, ()))


def _between_rules(
    table: PanelTable, bands: Sequence[Sequence[int]], column: int
) -> Iterator[tuple[int, int]]:
    """Yield the stretches of bands that lie between two rules beside a column."""
    grid = table.grid
    between = (chain(*grid.boundaries[a[-1] : b[0]]) for a, b in pairwise(bands))
    beside: list[Iterable[Segment]] = [grid.above, *between, grid.below]
    left, right = table.model.extent(column, table.table_width)
    ruled = [index for index, rules in enumerate(beside) if is_covered(rules, left, right)]
    return pairwise(ruled)
