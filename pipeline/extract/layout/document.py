"""The way through the layout: a document's pages in, all its rows in reading order out.

words, rules -> drawn cells, and elsewhere lines -> blocks -> tables of columns -> rows
"""

from collections.abc import Iterable, Iterator
from itertools import count
from operator import attrgetter

from pipeline.extract.layout.blocks import Block, page_to_blocks
from pipeline.extract.layout.drawn_cells import page_to_drawn_blocks, with_rows_around
from pipeline.extract.layout.geometry import Page
from pipeline.extract.layout.lines import Line, words_to_lines
from pipeline.extract.layout.rows import Part, PlacedRow, SortedTable, line_to_row, sort_table
from pipeline.extract.layout.running import part_feet
from pipeline.extract.layout.tables import blocks_to_tables, drawn_blocks_to_tables


def pages_to_rows(pages: Iterable[Page]) -> Iterator[list[PlacedRow]]:
    """Take in a document, whose pages are in order, from page 1; return page by page what it has.

    That is every row, and every line outside of tables, in reading order.
    """
    drawn: list[Block] = []
    lines: list[list[Line]] = []
    sheets: list[Page] = []
    for page in pages:
        blocks, words = page_to_drawn_blocks(page)
        drawn.extend(blocks)
        lines.append(words_to_lines(page.number, words))
        sheets.append(page.without_words)
    lines, outside = part_feet(lines)
    for index, block in enumerate(drawn):
        place = block.page.number - 1
        drawn[index], lines[place] = with_rows_around(block, lines[place])
    open_blocks = [
        block
        for page, page_lines in zip(sheets, lines, strict=True)
        for block in page_to_blocks(page, page_lines)
    ]
    tables, rest = blocks_to_tables(open_blocks)
    outside += [line for block in rest for line in block.lines]
    models = count()
    known: set[int] = set()
    parts: list[list[tuple[SortedTable, Part]]] = [[] for _ in sheets]
    found_tables = [*tables, *drawn_blocks_to_tables(drawn)]
    for table in sorted(found_tables, key=lambda table: table.blocks[0].page.number):
        found, leftover = sort_table(table, models, known)
        outside += leftover
        for part in found.parts:
            parts[part.block.page.number - 1].append((found, part))
    loose: list[list[Line]] = [[] for _ in sheets]
    for line in outside:
        loose[line.page - 1].append(line)
    return map(_page_rows, loose, parts)


def _page_rows(loose: Iterable[Line], parts: Iterable[tuple[SortedTable, Part]]) -> list[PlacedRow]:
    rows = [*map(line_to_row, loose)]
    for table, part in parts:
        rows += table.rows(part)
    return sorted(rows, key=attrgetter("order"))
