"""The way through the layout: a document's pages in, all its rows in reading order out.

words, rules -> lines -> blocks -> corridors, columns, panels -> grid -> rows
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.boxes import union_box
from pipeline.extract.layout.agreement import same_columns
from pipeline.extract.layout.blocks import group_blocks, page_to_blocks
from pipeline.extract.layout.geometry import Page
from pipeline.extract.layout.lines import Line, words_to_lines
from pipeline.extract.layout.rows import TableRows, group_to_rows
from pipeline.extract.layout.running import part_running_lines
from pipeline.extract.layout.typed_rules import without_typed_rules
from pipeline.model import Bbox, Cell


@dataclass(frozen=True)
class PlacedRow:
    """A row in the reading frame of its page, or a line outside any table."""

    page: int
    part: tuple[int, int]
    """Section of the document, and panel."""
    top: float
    table: int | None
    """Index of its column model, None outside any table."""
    cells: tuple[Cell, ...]
    bbox: Bbox


def pages_to_rows(pages: Sequence[Page]) -> list[PlacedRow]:
    """Return every row and every line of a document, whose pages are in order, from page 1."""
    lines, running = part_running_lines([words_to_lines(p.number, p.words) for p in pages])
    blocks = [
        block
        for page, page_lines in zip(pages, lines, strict=True)
        for block in page_to_blocks(page, page_lines)
    ]
    groups, rest = group_blocks(blocks)
    tables = [group_to_rows(part, pages) for group in groups for part in same_columns(group)]
    outside = [*without_typed_rules(running), *(line for block in rest for line in block.lines)]
    return _in_reading_order(tables, outside)


def _in_reading_order(tables: Sequence[TableRows], outside: Sequence[Line]) -> list[PlacedRow]:
    sections = sorted(section for table in tables for section in table.sections)
    rows = [
        PlacedRow(
            row.page,
            (bisect_right(sections, (row.page, row.bbox[1])), row.panel),
            row.bbox[1],
            models[row.panel],
            row.cells,
            row.bbox,
        )
        for table, models in zip(tables, _model_numbers(tables), strict=True)
        for row in table.rows
    ]
    loose = [line for table in tables for line in table.leftover]
    rows.extend(_loose_row(line, sections) for line in [*loose, *outside])
    return sorted(rows, key=lambda row: (row.page, row.part, row.top))


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


def _loose_row(line: Line, sections: Sequence[tuple[int, float]]) -> PlacedRow:
    box = union_box([phrase.bbox for phrase in line.phrases])
    section = bisect_right(sections, (line.page, line.y0))
    return PlacedRow(line.page, (section, 0), line.y0, None, (Cell(line.text, box),), box)
