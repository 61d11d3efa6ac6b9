"""The way through the layout: a document's pages in, all its rows in reading order out.

words, rules -> drawn cells, and elsewhere lines -> blocks -> tables of columns -> rows

Of a long document most pages are packed until all are seen, and made again for whoever asks: once
for the outlines of their blocks, and two or three times for their rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain, count
from operator import attrgetter
from typing import NamedTuple

from pipeline.extract.layout.blocks import Block, Outline, outline_of, page_to_blocks
from pipeline.extract.layout.drawn_cells import page_to_drawn, with_rows_around
from pipeline.extract.layout.geometry import Page
from pipeline.extract.layout.lines import Line, words_to_lines
from pipeline.extract.layout.rows import PlacedRow, SortedTable, line_to_row
from pipeline.extract.layout.tables import (
    Table,
    blocks_to_tables,
    drawn_blocks_to_tables,
    have_same_rules,
)
from pipeline.extract.layout.texts_around import count_running, last_lines
from pipeline.extract.packed import PageStore


class _Content(NamedTuple):
    """What stands on a page: its rules, its lines, and those in drawn cells."""

    page: Page
    lines: list[Line]
    drawn: list[Block]


def pages_to_rows(pages: Iterable[Page]) -> Iterator[list[PlacedRow]]:
    """Take in a document, whose pages are in order, from page 1; return page by page what it has.

    That is every row, and every line outside of tables, in reading order.
    """
    contents = PageStore(_Content)
    ends = []
    for page in pages:
        drawn, words = page_to_drawn(page)
        lines = words_to_lines(page.number, words)
        contents.add(_Content(replace(page, words=(), turned=()), lines, drawn))
        ends.append(last_lines(lines))
    running = count_running(ends)

    @lru_cache(1)  # Whoever asks goes through a page block by block.
    def parted(place: int) -> tuple[list[Line], list[Block]]:
        return _parted(contents[place], running[place])

    def block_on(place: int, number: int) -> Block:
        return parted(place)[1][number]

    loose: list[list[PlacedRow]] = []
    outlines: list[list[Outline]] = []
    for place in range(len(contents)):
        lines, blocks = parted(place)
        loose.append([line_to_row(line) for line in lines])
        is_packed = contents.is_packed(place)
        outlines.append(
            [
                outline_of(block, partial(block_on, place, n) if is_packed else None)
                for n, block in enumerate(blocks)
            ]
        )
    tables = _tables(list(chain.from_iterable(outlines)))
    return (_page_rows(*page, tables) for page in zip(loose, outlines, strict=True))


def _parted(content: _Content, running: int) -> tuple[list[Line], list[Block]]:
    """Return the running lines of a page, and its blocks, those in drawn cells first.

    `running` says how many lines are at the foot, or all that are not in drawn cells: then those
    above these are running lines only if they are no titles of the cells.
    """
    end = len(content.lines) - running
    bottom = max([block.raster.ys[-1] for block in content.drawn if block.raster], default=0.0)
    repeated = content.lines[end:]
    foot = [line for line in repeated if line.baseline > bottom]
    lines = content.lines[: len(content.lines) - len(foot)]
    blocks: list[Block] = []
    for drawn in content.drawn:
        block, lines = with_rows_around(drawn, lines)
        blocks.append(block)
    again = {*map(id, repeated)}
    heads = [line for line in lines if id(line) in again]
    others = [line for line in lines if id(line) not in again]
    return [*heads, *foot], [*blocks, *page_to_blocks(content.page, others)]


def _tables(outlines: Sequence[Outline]) -> Mapping[Outline, SortedTable]:
    """Return the tables of a document, by the blocks that they are of."""
    tables = [
        *blocks_to_tables([outline for outline in outlines if not outline.drawn]),
        *drawn_blocks_to_tables([outline for outline in outlines if outline.drawn]),
    ]
    models = count()
    numbered: list[tuple[Table, int]] = []
    known: set[int] = set()
    found: dict[Outline, SortedTable] = {}
    for table in sorted(tables, key=lambda table: table.blocks[0].page):
        alike = (number for other, number in numbered if have_same_rules(table, other))
        number = next(chain(alike, models))
        numbered.append((table, number))
        rows = SortedTable(table, chain([number], models), known)
        if not rows.is_text:
            found |= dict.fromkeys(table.blocks, rows)
    return found


def _page_rows(
    running: Iterable[PlacedRow], outlines: Iterable[Outline], tables: Mapping[Outline, SortedTable]
) -> list[PlacedRow]:
    rows = [*running]
    for outline in outlines:
        block = outline.block()
        found, around = tables[outline].rows(block) if outline in tables else ([], block.lines)
        rows += [*map(line_to_row, around), *found]
    return sorted(rows, key=attrgetter("order"))
