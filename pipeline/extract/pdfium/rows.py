"""A table's grid turned into printed rows (step 7: rows)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.boxes import union_box
from pipeline.extract.pdfium.agreement import Agreed
from pipeline.extract.pdfium.blocks import Block, Group
from pipeline.extract.pdfium.columns import ColumnModel, group_to_model
from pipeline.extract.pdfium.geometry import Page
from pipeline.extract.pdfium.grid import (
    SINGLE_ROW_BANDS,
    PageGrid,
    block_to_grid,
    grid_to_bands,
    is_covered,
    numbers_in_band,
    numeric_columns,
)
from pipeline.extract.pdfium.lines import Line, Phrase
from pipeline.extract.pdfium.panels import Panel, find_panels
from pipeline.model import Bbox, Cell

BLANK = Cell("")
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


@dataclass(frozen=True)
class TableRows:
    """All rows of one table, and what was found of its shape."""

    model: ColumnModel
    panels: tuple[Panel, ...]
    ruled: bool
    """Whether horizontal rules part its rows."""
    rows: tuple[PrintedRow, ...]
    leftover: tuple[Line, ...]
    """Lines of its blocks above the first and below the last row."""


def group_to_rows(agreed: Agreed, pages: Sequence[Page]) -> TableRows:
    """Read all rows of blocks of the same columns; `pages` are in order, from page 1."""
    group = agreed.group
    model = group_to_model(group, agreed.corridors)
    grids, leftover = _grids(group, pages, model)
    numeric = numeric_columns(grids, model.width)
    panels = find_panels(model, grids, numeric)
    width = _width(group)
    ruled = _bands_are_rows(grids, numeric, width)
    rows = [
        row
        for grid in grids
        for panel in panels
        for row in _panel_rows(_Table(grid, panel, model, numeric, width), ruled)
    ]
    return TableRows(model, tuple(panels), ruled, tuple(rows), tuple(leftover))


@dataclass(frozen=True)
class _Table:
    """One panel of a table on one page, with what its rows are found by."""

    grid: PageGrid
    panel: Panel
    model: ColumnModel
    numeric: tuple[int, ...]
    width: tuple[float, float]


def _grids(
    group: Group, pages: Sequence[Page], model: ColumnModel
) -> tuple[list[PageGrid], list[Line]]:
    grids: list[PageGrid] = []
    leftover: list[Line] = []
    for block in group.blocks:
        grid = block_to_grid(block, pages[block.page - 1], model)
        if grid is not None:
            grids.append(grid)
        leftover.extend(_outside_grid(block, grid))
    return grids, leftover


def _outside_grid(block: Block, grid: PageGrid | None) -> Iterator[Line]:
    inside = {id(grid_line.line) for grid_line in grid.lines} if grid else set()
    return (line for line in block.lines if id(line) not in inside)


def _width(group: Group) -> tuple[float, float]:
    phrases = [phrase for line in group.row_lines for phrase in line.phrases]
    return min(phrase.x0 for phrase in phrases), max(phrase.x1 for phrase in phrases)


def _bands_are_rows(
    grids: Iterable[PageGrid], numeric: tuple[int, ...], width: tuple[float, float]
) -> bool:
    """Say whether horizontal rules part single rows, seen over the whole table."""
    bands = [(grid, band) for grid in grids for band in grid_to_bands(grid, *width)]
    lines = sum(len(band) for _, band in bands)
    single = sum(numbers_in_band(grid, band, numeric) <= 1 for grid, band in bands)
    return 3 * len(bands) > lines / 3 and single >= SINGLE_ROW_BANDS * len(bands)


def _panel_rows(table: _Table, ruled: bool) -> Iterator[PrintedRow]:
    """Yield the rows of one panel: bands where rules part rows, else lines."""
    grid = table.grid
    bands = grid_to_bands(grid, *table.width) if ruled else [[i] for i in range(len(grid.lines))]
    numeric = [column for column in table.numeric if column in table.panel.columns]
    contents = [_band_cells(table, band) for band in bands]
    if ruled:
        _lift_merged_cells(table, bands, contents)
    for band, cells in zip(bands, contents, strict=True):
        if numbers_in_band(grid, band, numeric) > 1:
            for index in band:
                yield from _printed_row(table, _band_cells(table, [index]))
        else:
            yield from _printed_row(table, cells)


def _band_cells(table: _Table, band: Sequence[int]) -> dict[int, Pieces]:
    cells: dict[int, Pieces] = {}
    for index in band:
        grid_line = table.grid.lines[index]
        for column, phrases in grid_line.cells.items():
            if column in table.panel.columns:
                cells.setdefault(column, []).extend((grid_line.line, p) for p in phrases)
    return cells


def _lift_merged_cells(
    table: _Table, bands: Sequence[Sequence[int]], contents: Sequence[dict[int, Pieces]]
) -> None:
    """Move the text of a cell that spans several rows to the first of them.

    A number stands in its own row: numbers are never merged over rows.
    """
    for column in table.panel.columns:
        if column in table.numeric:
            continue
        for first, end in _between_rules(table, bands, column):
            rows = [cells for cells in contents[first:end] if cells]
            holders = [cells for cells in rows if column in cells]
            if len(holders) == 1 and holders[0] is not rows[0]:
                rows[0][column] = holders[0].pop(column)


def _between_rules(
    table: _Table, bands: Sequence[Sequence[int]], column: int
) -> Iterator[tuple[int, int]]:
    """Yield the stretches of bands that lie between two rules beside a column."""
    grid = table.grid
    beside = [grid.above, *(grid.boundaries[band[0] - 1] for band in bands[1:]), grid.below]
    left, right = table.model.extent(column, table.width)
    ruled = [index for index, rules in enumerate(beside) if is_covered(rules, left, right)]
    return pairwise(ruled)


def _printed_row(table: _Table, contents: dict[int, Pieces]) -> Iterator[PrintedRow]:
    if not contents:
        return
    cells = tuple(_cell(contents.get(column, [])) for column in table.panel.columns)
    boxes = [cell.bbox for cell in cells if cell.bbox]
    yield PrintedRow(table.grid.page.number, table.panel.number, cells, union_box(boxes))


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
