"""The way through the layout: a document's pages in, all its rows in reading order out.

words, rules -> drawn cells, and elsewhere lines -> blocks -> tables of columns -> rows
"""

from collections.abc import Iterable, Iterator
from itertools import count
from operator import attrgetter

from pipeline.extract.layout.geometry import Page
from pipeline.extract.layout.lines import Line
from pipeline.extract.layout.outlines import Outline
from pipeline.extract.layout.rows import PlacedRow, SortedTable, line_to_row
from pipeline.extract.layout.sheets import Sheets
from pipeline.extract.layout.tables import blocks_to_tables, drawn_blocks_to_tables

_Owned = tuple[Outline, SortedTable | None]
"""A block, and the table that it is of."""


def pages_to_rows(pages: Iterable[Page]) -> Iterator[list[PlacedRow]]:
    """Take in a document, whose pages are in order, from page 1; return page by page what it has.

    That is every row, and every line outside of tables, in reading order.
    """
    sheets = Sheets()
    for page in pages:
        sheets.add(page)
    sheets.part_feet()
    drawn: list[Outline] = []
    open_blocks: list[Outline] = []
    for in_cells, others in sheets.outlines():
        drawn += in_cells
        open_blocks += others
    tables, rest = blocks_to_tables(open_blocks)
    models = count()
    known: set[int] = set()
    owned: list[list[_Owned]] = [[] for _ in range(len(sheets))]
    for block in rest:
        owned[block.page - 1].append((block, None))
    found_tables = [*tables, *drawn_blocks_to_tables(drawn)]
    for table in sorted(found_tables, key=lambda table: table.blocks[0].page):
        found = SortedTable(table, models, known)
        for block in table.blocks:
            owned[block.page - 1].append((block, found))
    return (_page_rows(sheets.sheet(place).feet, blocks) for place, blocks in enumerate(owned))


def _page_rows(feet: Iterable[Line], blocks: Iterable[_Owned]) -> list[PlacedRow]:
    loose, rows = [*feet], []
    for outline, table in blocks:
        if table:
            found, around = table.rows(outline.block())
            rows += found
            loose += around
        else:
            loose += outline.block().lines
    return sorted([*map(line_to_row, loose), *rows], key=attrgetter("order"))
