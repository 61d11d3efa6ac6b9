"""The way through the layout: a document's pages in, all its rows in reading order out.

words, rules -> drawn cells, and elsewhere lines -> blocks -> tables of columns -> rows
"""

from collections.abc import Sequence
from itertools import count

from pipeline.extract.layout.blocks import Block, page_to_blocks
from pipeline.extract.layout.drawn_cells import page_to_drawn_blocks, with_rows_around
from pipeline.extract.layout.geometry import Page
from pipeline.extract.layout.lines import Line, words_to_lines
from pipeline.extract.layout.rows import PlacedRow, line_to_row, table_to_rows
from pipeline.extract.layout.running import part_feet
from pipeline.extract.layout.tables import blocks_to_tables, drawn_blocks_to_tables


def pages_to_rows(pages: Sequence[Page]) -> list[PlacedRow]:
    """Return every row and every line of a document, whose pages are in order, from page 1."""
    drawn: list[Block] = []
    lines: list[list[Line]] = []
    for page in pages:
        blocks, words = page_to_drawn_blocks(page)
        drawn.extend(blocks)
        lines.append(words_to_lines(page.number, words))
    lines, outside = part_feet(lines)
    for index, block in enumerate(drawn):
        place = block.page.number - 1
        drawn[index], lines[place] = with_rows_around(block, lines[place])
    open_blocks = [
        block
        for page, page_lines in zip(pages, lines, strict=True)
        for block in page_to_blocks(page, page_lines)
    ]
    tables, rest = blocks_to_tables(open_blocks)
    outside += [line for block in rest for line in block.lines]
    rows: list[PlacedRow] = []
    models = count()
    known: set[int] = set()
    found_tables = [*tables, *drawn_blocks_to_tables(drawn)]
    for table in sorted(found_tables, key=lambda table: table.blocks[0].page.number):
        found, leftover = table_to_rows(table, models, known)
        rows += found
        outside += leftover
    in_order = [*map(line_to_row, outside), *rows]
    return sorted(in_order, key=lambda row: (row.page, *row.order))
