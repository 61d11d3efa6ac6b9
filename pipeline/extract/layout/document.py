"""The way through the layout: a document's pages in, all its rows in reading order out.

words, rules -> drawn cells, and elsewhere lines -> blocks -> columns, panels -> rows
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.boxes import union_box
from pipeline.extract.layout.agreement import Agreed, same_columns
from pipeline.extract.layout.blocks import Block, group_blocks, page_to_blocks
from pipeline.extract.layout.corridors import find_corridors
from pipeline.extract.layout.drawn import group_drawn_blocks, page_to_drawn_blocks, with_rows_around
from pipeline.extract.layout.geometry import Page
from pipeline.extract.layout.lines import Line, words_to_lines
from pipeline.extract.layout.rows import PrintedRow, TableRows, group_to_rows
from pipeline.extract.layout.running import part_running_lines
from pipeline.model import Bbox, Cell


@dataclass(frozen=True)
class PlacedRow:
    """A row in the reading frame of its page, or a line outside any table."""

    page: int
    part: tuple[int, int]
    """Which of the drawn tables of its page, 0 elsewhere, and panel."""
    top: float
    table: int | None
    """Index of its column model, None outside any table."""
    cells: tuple[Cell, ...]
    bbox: Bbox


def pages_to_rows(pages: Sequence[Page]) -> list[PlacedRow]:
    """Return every row and every line of a document, whose pages are in order, from page 1."""
    drawn: list[Block] = []
    lines: list[list[Line]] = []
    for page in pages:
        tables, others = page_to_drawn_blocks(page)
        drawn.extend(tables)
        lines.append(words_to_lines(page.number, others))
    kept, running = part_running_lines(lines)
    for index, block in enumerate(drawn):
        place = block.page - 1
        drawn[index], kept[place] = with_rows_around(block, kept[place])
    blocks = [
        block
        for page, page_lines in zip(pages, kept, strict=True)
        for block in page_to_blocks(page, page_lines)
    ]
    groups, rest = group_blocks(blocks)
    agreed = [part for group in groups for part in same_columns(group)]
    agreed += [Agreed(group, tuple(find_corridors(group))) for group in group_drawn_blocks(drawn)]
    outside = [*running, *(line for block in rest for line in block.lines)]
    return _in_reading_order([group_to_rows(part, pages) for part in agreed], outside)


_Ordered = tuple[tuple[float, ...], PlacedRow]
"""A row with what says where it comes in the reading order."""


def _in_reading_order(tables: Sequence[TableRows], outside: Sequence[Line]) -> list[PlacedRow]:
    """Return all rows from top to bottom, each panel and each table of drawn cells as a whole."""
    loose = [line for table in tables for line in table.leftover]
    found = [_place_line(line) for line in [*loose, *outside]]
    drawn: dict[int, int] = {}
    for table, models in zip(tables, _model_numbers(tables), strict=True):
        for row in table.rows:
            number = drawn.setdefault(id(row.raster), len(drawn) + 1) if row.raster else 0
            found.append(_place_row(row, models[row.panel], number))
    return [row for _, row in sorted(found, key=lambda entry: entry[0])]


def _place_line(line: Line) -> _Ordered:
    box = union_box([phrase.bbox for phrase in line.phrases])
    row = PlacedRow(line.page, (0, 0), line.y0, None, (Cell(line.text, box),), box)
    return (line.page, 0, line.y0), row


def _place_row(row: PrintedRow, model: int, number: int) -> _Ordered:
    """Return a row in its order; `number` is that of the drawn table it stands in, 0 for none."""
    top = row.bbox[1]
    placed = PlacedRow(row.page, (number, row.panel), top, model, row.cells, row.bbox)
    if row.raster is None:
        return (row.page, row.panel, top), placed
    return (row.page, 0, row.raster.ys[0], row.raster.xs[0], row.panel, top), placed


def _model_numbers(tables: Sequence[TableRows]) -> list[list[int]]:
    """Return per table the column model of each panel: one for all, unless some lack a column."""
    numbers: list[list[int]] = []
    following = 0
    for table in tables:
        uneven = len({len(panel.columns) for panel in table.panels}) > 1
        count = len(table.panels) if uneven else 1
        numbers.append([following + panel.number % count for panel in table.panels])
        following += count
    return numbers
