"""A table's grid turned into printed rows (step 7: rows)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.boxes import union_box
from pipeline.extract.layout.agreement import Agreed
from pipeline.extract.layout.bands import (
    PanelTable,
    Pieces,
    lift_merged_cells,
    panel_bands,
    sets_numbers_first,
)
from pipeline.extract.layout.blocks import Block, Group
from pipeline.extract.layout.columns import ColumnModel, group_to_model
from pipeline.extract.layout.geometry import Page
from pipeline.extract.layout.grid import (
    SINGLE_ROW_BANDS,
    PageGrid,
    block_to_grid,
    numeric_columns,
)
from pipeline.extract.layout.lines import Line, Phrase
from pipeline.extract.layout.panels import Panel, find_panels
from pipeline.extract.layout.sections import find_sections
from pipeline.model import Bbox, Cell

BLANK = Cell("")


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
    sections: tuple[tuple[int, float], ...]
    """Page and height where a section over all panels begins."""


def group_to_rows(agreed: Agreed, pages: Sequence[Page]) -> TableRows:
    """Read all rows of blocks of the same columns; `pages` are in order, from page 1."""
    group = agreed.group
    model = group_to_model(group, agreed.corridors)
    grids, leftover = _grids(group, pages, model)
    numeric = numeric_columns(grids, model.width)
    panels = find_panels(model, grids, numeric)
    width = _width(group)
    tables = [PanelTable(grid, panel, model, numeric, width) for grid in grids for panel in panels]
    ruled = _bands_are_rows(tables)
    numbers_first = ruled and sets_numbers_first(tables)
    rows = [row for table in tables for row in _panel_rows(table, ruled, numbers_first)]
    sections = find_sections(grids, panels, numeric) if len(panels) > 1 else []
    return TableRows(model, tuple(panels), ruled, tuple(rows), tuple(leftover), tuple(sections))


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


def _bands_are_rows(tables: Iterable[PanelTable]) -> bool:
    """Say whether horizontal rules part single rows, seen over the whole table."""
    bands = [(table, band) for table in tables for band in table.bands]
    lines = sum(len(band) for _, band in bands)
    single = sum(table.rows_in(band) <= 1 for table, band in bands)
    return 3 * len(bands) > lines / 3 and single >= SINGLE_ROW_BANDS * len(bands)


def _panel_rows(table: PanelTable, ruled: bool, numbers_first: bool) -> Iterator[PrintedRow]:
    """Yield the rows of one panel: bands where rules part rows, else lines."""
    if not ruled:
        for index in range(len(table.grid.lines)):
            yield from _printed_row(table, table.cells_of([index]))
        return
    bands = panel_bands(table, numbers_first=numbers_first)
    contents = [table.cells_of(band) for band in bands]
    lift_merged_cells(table, bands, contents)
    for cells in contents:
        yield from _printed_row(table, cells)


def _printed_row(table: PanelTable, contents: dict[int, Pieces]) -> Iterator[PrintedRow]:
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
