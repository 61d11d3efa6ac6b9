"""A table's grids turned into printed rows.

A band of lines is one row, however many lines its cells have, unless several of its lines hold a
number in one column (a rule after every fifth row): then, and where there are no rules, each line
is a row. Names wrapped over such lines are joined later, in `pipeline.interpret.wrapped`, which
has the register.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.boxes import union_box
from pipeline.extract.layout.agreement import Agreed
from pipeline.extract.layout.blocks import Group
from pipeline.extract.layout.cells import Raster
from pipeline.extract.layout.columns import ColumnModel, group_to_model
from pipeline.extract.layout.geometry import Page
from pipeline.extract.layout.grids import (
    PageGrid,
    drawn_grid,
    numeric_columns,
    panel_grid,
    ruled_grid,
    table_lines,
)
from pipeline.extract.layout.lines import Line, Phrase
from pipeline.extract.layout.panels import LineCells, Panel, find_panels
from pipeline.extract.layout.settings import SETTINGS
from pipeline.model import Bbox, Cell

BLANK = Cell("")
FRAME_BANDS = 3
"""Horizontal rules of a frame with titles, and none between its rows."""

Pieces = list[tuple[Line, Phrase]]
"""What stands in one cell: phrases with the line each is on, from top to bottom."""


@dataclass(frozen=True)
class PrintedRow:
    """One row of a table in the reading frame."""

    page: int
    panel: int
    """Which of several tables side by side, from 0."""
    cells: tuple[Cell, ...]
    bbox: Bbox
    raster: Raster | None = None
    """The drawn cells it stands in."""


@dataclass(frozen=True)
class TableRows:
    """All rows of one table, and what was found of its shape."""

    panels: tuple[Panel, ...]
    rows: tuple[PrintedRow, ...]
    leftover: tuple[Line, ...]
    """Lines of its blocks above the first and below the last row."""


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
        """The lines of the panel, gathered into bands."""
        columns = self.panel.columns
        left, _ = self.model.extent(columns.start, self.table_width)
        _, right = self.model.extent(columns.stop - 1, self.table_width)
        lines = self.grid.lines
        bands = (
            [index for index in band if any(column in lines[index].cells for column in columns)]
            for band in self.grid.bands(left, right)
        )
        return [band for band in bands if band]

    @cached_property
    def numeric(self) -> tuple[int, ...]:
        """The panel's columns of numbers."""
        return tuple(column for column in self.all_numeric if column in self.panel.columns)

    def is_one_row(self, band: Sequence[int]) -> bool:
        """Return True if a band is one row: at most one of its lines has a number in one column.

        Where no rules part rows at all, each line with a text in every column is a row.
        """
        if self.rows_in(band) > 1:
            return False
        raster = self.grid.raster
        if raster is None or len(raster.ys) > FRAME_BANDS or len(band) < 2:
            return True
        lines = [self.grid.lines[index].cells for index in band]
        filled = set().union(*lines)
        full = sum(filled == set(cells) for cells in lines)
        return len(filled) < 2 or full < SETTINGS.full_lines * len(lines)

    def rows_in(self, band: Sequence[int]) -> int:
        """Return how many lines of a band hold a number in one column: the rows in it."""
        lines = [self.grid.lines[index].cells for index in band]
        counts = (
            sum(any(phrase.is_number for phrase in cells.get(column, ())) for cells in lines)
            for column in self.numeric
        )
        return max(counts, default=1)

    def cells_of(self, band: Iterable[int]) -> dict[int, Pieces]:
        """Return what stands in the panel's columns on some lines."""
        cells: dict[int, Pieces] = {}
        for index in band:
            grid_line = self.grid.lines[index]
            for column, phrases in grid_line.cells.items():
                if column in self.panel.columns:
                    cells.setdefault(column, []).extend((grid_line.line, p) for p in phrases)
        return cells


def group_to_rows(agreed: Agreed, pages: Sequence[Page]) -> TableRows:
    """Read all rows of blocks of the same columns; `pages` are in order, from page 1."""
    group = agreed.group
    model = group_to_model(group, agreed.corridors)
    grids, leftover = _grids(group, pages, model)
    numeric = numeric_columns(grids, model.width)
    panels = find_panels(model, [grid.lines for grid in grids], numeric)
    width = _width(group)
    tables = [
        PanelTable(part, panel, model, numeric, width)
        for grid in grids
        for panel in panels
        if (part := grid if len(panels) == 1 else panel_grid(grid, panel.columns, model))
    ]
    ruled = _bands_are_rows(tables)
    rows = [row for table in tables for row in _panel_rows(table, ruled=ruled)]
    return TableRows(tuple(panels), tuple(rows), tuple(leftover))


def _grids(
    group: Group, pages: Sequence[Page], model: ColumnModel
) -> tuple[list[PageGrid], list[Line]]:
    grids: list[PageGrid] = []
    leftover: list[Line] = []
    for block in group.blocks:
        page = pages[block.page - 1]
        lines = block.lines if block.raster else table_lines(block, model)
        inside = set(map(id, lines))
        leftover.extend(line for line in block.lines if id(line) not in inside)
        if block.raster:
            grids.append(drawn_grid(block, block.raster, page, model))
        elif lines:
            grids.append(ruled_grid(lines, block.rules, page, model))
    return grids, leftover


def _width(group: Group) -> tuple[float, float]:
    phrases = [phrase for block in group.blocks for line in block.lines for phrase in line.phrases]
    return min(phrase.x0 for phrase in phrases), max(phrase.x1 for phrase in phrases)


def _bands_are_rows(tables: Iterable[PanelTable]) -> bool:
    """Return True if rules close single rows, seen over the whole table."""
    bands = [(table, band) for table in tables for band in table.bands]
    if any(table.grid.drawn_bands for table, _ in bands):
        return True
    lines = sum(len(band) for _, band in bands)
    single = sum(table.rows_in(band) <= 1 for table, band in bands)
    return 3 * len(bands) > lines / 3 and single >= SETTINGS.single_rows * len(bands)


def _panel_rows(table: PanelTable, *, ruled: bool) -> Iterator[PrintedRow]:
    """Yield the rows of one panel: bands where rules part rows, else lines."""
    if not ruled:
        for index in range(len(table.grid.lines)):
            yield from _printed_row(table, table.cells_of([index]))
        return
    for band in table.bands:
        if len(band) > 1 and not table.is_one_row(band):
            for index in band:
                yield from _printed_row(table, table.cells_of([index]))
        else:
            for part in _parts(table, band):
                yield from _printed_row(table, table.cells_of(part))


def _parts(table: PanelTable, band: list[int]) -> Iterator[list[int]]:
    """Part a band with one row at most below its headings and titles."""
    if table.grid.drawn_bands:
        yield band
        return
    start = 0
    while start < len(band) - 1 and _is_heading(table, table.grid.lines[band[start]].cells):
        yield [band[start]]
        start += 1
    end = start + _count_titles(table, band[start:])
    yield from (part for part in (band[start:end], band[end:]) if part)


def _is_heading(table: PanelTable, cells: LineCells) -> bool:
    """Return True if a line is one phrase that runs from the first column over its end."""
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
    """Return True if a line has a text, and numbers only in all its columns of numbers."""
    numbers = [phrase for column in table.numeric for phrase in cells.get(column, ())]
    has_text = any(c in cells for c in table.panel.columns if c not in table.numeric)
    return has_text and bool(numbers) and all(phrase.is_number for phrase in numbers)


def _printed_row(table: PanelTable, contents: Mapping[int, Pieces]) -> Iterator[PrintedRow]:
    if not contents:
        return
    cells = tuple(_cell(contents.get(column, [])) for column in table.panel.columns)
    boxes = [cell.bbox for cell in cells if cell.bbox]
    grid = table.grid
    yield PrintedRow(grid.page.number, table.panel.number, cells, union_box(boxes), grid.raster)


def _cell(pieces: Pieces) -> Cell:
    if not pieces:
        return BLANK
    if len(pieces) == 1:
        _, phrase = pieces[0]
        return Cell(phrase.text, phrase.bbox)
    lines: dict[int, list[Phrase]] = {}
    for line, phrase in pieces:
        lines.setdefault(id(line), []).append(phrase)
    text = "\n".join(" ".join(phrase.text for phrase in phrases) for phrases in lines.values())
    return Cell(text, union_box([phrase.bbox for _, phrase in pieces]))
