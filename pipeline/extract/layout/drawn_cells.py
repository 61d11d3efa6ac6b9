"""Words that stand in drawn cells, and what belongs to these tables beside them.

A word is of the cell that its middle lies in. Where the texts of most bands go on beside the
rules, as labels of rows do, they are a column without rules. Lines next above or below with a text
in several columns, as titles and sums, are rows without rules. What a cell covers is what its rules
say.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from pipeline.extract.layout.blocks import Block
from pipeline.extract.layout.columns import Columns, SortedLine
from pipeline.extract.layout.geometry import Page, Word
from pipeline.extract.layout.lines import (
    Line,
    Phrase,
    line_of,
    phrase_of,
    without_oversized,
    words_to_lines,
)
from pipeline.extract.layout.rasters import Raster, Slot, page_to_rasters
from pipeline.extract.layout.settings import SETTINGS
from pipeline.extract.layout.titles import Extent, covers
from pipeline.model import Bbox, Span
from pipeline.values import replace

OUTSIDE = 1_000_000
"""Farther from the first and the last band than any page has lines."""
Texts = Sequence[tuple[str, Bbox | None]]
"""What stands in each column of a row, and the box around it."""


def page_to_drawn(page: Page) -> tuple[list[Block], list[Word]]:
    """Return the tables of a page whose cells are drawn, and the words that stand in none."""
    rasters = page_to_rasters(page)
    if not rasters:
        return [], list(page.words)
    inside: dict[Raster, list[Word]] = {raster: [] for raster in rasters}
    others: list[Word] = []
    for word in page.words:
        x, y = word.middle, (word.y0 + word.y1) / 2
        for raster in rasters:
            if raster.holds(x, y):
                inside[raster].append(word)
                break
        else:
            others.append(word)
    rules = replace(page, words=(), turned=())
    found: list[Block] = []
    for raster, in_cells in inside.items():
        words, oversized = without_oversized(in_cells)
        others += oversized
        left = _labels(raster, words, [w for w in others if w.x1 <= raster.xs[0] + 1])
        right = _labels(raster, words, [w for w in others if w.x0 >= raster.xs[-1] - 1])
        is_part = (raster.is_open and (left or right)) or _have_columns(page, left, right)
        if is_part or _is_chart(raster, words):
            others += words
            continue
        wider = raster.with_sides(0.0 if left else None, page.width if right else None)
        taken = {*map(id, left), *map(id, right)}
        others = [word for word in others if id(word) not in taken]
        lines = words_to_lines(page.number, [*words, *left, *right])
        found.append(Block(rules, tuple(lines), wider, tuple(_turned_texts(page, wider))))
    return found, others


def _is_chart(raster: Raster, words: Iterable[Word]) -> bool:
    """Return True if there are labels, but no two in one band."""
    labels: dict[int, int] = {}
    for word in words:
        slot = raster.band_at((word.y0 + word.y1) / 2), raster.column_at(word.middle)
        band, column = raster.first_slot(slot)
        if labels.setdefault(band, column) != column:
            return False
    return True


def _have_columns(page: Page, *sides: Iterable[Word]) -> bool:
    """Return True if texts beside drawn cells stand in columns: rules frame a part of a table."""
    lines = [line for words in sides for line in words_to_lines(page.number, words)]
    return sum(len(line.phrases) > 1 for line in lines) > SETTINGS.mostly * len(lines)


def _labels(raster: Raster, inside: Iterable[Word], beside: Iterable[Word]) -> list[Word]:
    """Return the words beside a table that stand level with its texts if they do so in most bands.

    Lines of another text beside the table are hardly ever level with it.
    """
    beside = [word for word in beside if raster.ys[0] <= word.baseline <= raster.ys[-1]]
    if not beside:
        return []
    heights = {round(word.baseline) + step for word in inside for step in (-1, 0, 1)}
    level = [word for word in beside if round(word.baseline) in heights]
    bands = {raster.band_at(word.baseline) for word in inside}
    labelled = {raster.band_at(word.baseline) for word in level}
    enough = len(labelled) >= SETTINGS.half * len(bands)
    return beside if enough and len(level) >= SETTINGS.nearly_all * len(beside) else []


def _turned_texts(page: Page, raster: Raster) -> Iterator[Line]:
    """Yield what stands turned in each cell, as drawn: titles of narrow columns."""
    cells: dict[Slot, list[Word]] = {}
    for word in page.turned:
        x, y = word.middle, (word.y0 + word.y1) / 2
        if raster.holds(x, y):
            cells.setdefault((raster.band_at(y), raster.column_at(x)), []).append(word)
    for words in cells.values():
        yield line_of(page.number, (words[0].y0 + words[0].y1) / 2, (phrase_of(tuple(words)),))


def with_rows_around(block: Block, lines: list[Line]) -> tuple[Block, list[Line]]:
    """Take the lines next above and below that are rows into a drawn table; return the others."""
    raster = block.raster
    if raster is None:
        return block, lines
    above = [line for line in reversed(lines) if line.baseline < raster.ys[0]]
    below = [line for line in lines if line.baseline > raster.ys[-1]]
    taken = [
        *_rows_next_to(raster, raster.ys[0], above),
        *_rows_next_to(raster, raster.ys[-1], below),
    ]
    if not taken:
        return block, lines
    all_lines = sorted([*block.lines, *taken], key=attrgetter("baseline"))
    return replace(block, lines=tuple(all_lines)), [line for line in lines if line not in taken]


def _rows_next_to(raster: Raster, edge: float, lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines that follow each other from an edge on, as far as they are rows."""
    for line in lines:
        is_near = abs(line.baseline - edge) <= SETTINGS.text_spacing * line.size
        if not is_near or not _is_row(line, raster):
            return
        yield line
        edge = line.baseline


def _is_row(line: Line, raster: Raster) -> bool:
    """Return True if a line has texts in several columns, one in each."""
    phrases = line.phrases
    columns = [raster.column_at(phrase.x0 + 1) for phrase in phrases]
    return (
        len(phrases) > 1
        and raster.xs[0] - 1 <= phrases[0].x0
        and phrases[-1].x1 <= raster.xs[-1] + 1
        and columns == [raster.column_at(phrase.x1 - 1) for phrase in phrases]
        and len(set(columns)) == len(columns)
    )


class _Text(NamedTuple):
    """What of one line stands in one column."""

    band: int
    cell: Slot
    """The first slot of its cell."""
    line: Line
    column: int
    phrases: list[Phrase]

    @property
    def is_number(self) -> bool:
        return all(phrase.is_number for phrase in self.phrases)


def drawn_bands(block: Block, raster: Raster, columns: Columns) -> list[list[SortedLine]]:
    """Return the lines of each band, sorted into columns.

    What stands in a cell over several bands or columns is of its first.
    """
    extents = (columns.extent(column, raster.ends) for column in range(columns.width))
    drawn = [raster.column_at((left + right) / 2) for left, right in extents]
    texts = [*_texts(block, raster, columns, drawn), *_turned(block, raster, drawn)]
    joint = set(map(id, _joint_numbers(texts, raster)))
    bands: dict[float, dict[int, SortedLine]] = {}
    for text in texts:
        lines = bands.setdefault(text.cell[0] + (0.5 if id(text) in joint else 0.0), {})
        line = lines.setdefault(id(text.line), SortedLine(text.line, {}))
        line.cells.setdefault(text.column, []).extend(text.phrases)
    return [list(bands[number].values()) for number in sorted(bands)]


def _texts(block: Block, raster: Raster, columns: Columns, drawn: Sequence[int]) -> Iterator[_Text]:
    """Yield the texts of a table; `drawn` are the columns of the raster, by column of the model.

    A text alone in a cell over several columns stands in the first of them. Several texts have
    columns that no rule parts there.
    """
    for index, line in enumerate(block.lines):
        band = _band_of(line, index, raster)
        alone = _alone_in_wide_cells(line, band, raster) if raster.merged else {}
        rest = line
        if alone:
            rest = replace(line, phrases=tuple([p for p in line.phrases if p not in alone]))
        texts = columns.sort_line(rest, block.rules).cells
        texts |= {drawn.index(column): [phrase] for phrase, (_, column) in alone.items()}
        cells = [raster.first_slot((band, drawn[column])) for column in texts]
        for cell, (column, phrases) in zip(cells, texts.items(), strict=True):
            is_wide = raster.merged.get((cell[0], cell[1] + 1)) == cell
            if is_wide and cells.count(cell) == 1:
                column = drawn.index(cell[1])
            yield _Text(band, cell, line, column, phrases)


def _alone_in_wide_cells(line: Line, band: int, raster: Raster) -> dict[Phrase, Slot]:
    """Return which phrases have a cell over several columns to themselves: nothing parts these."""
    cells: dict[Slot, set[Phrase]] = {}
    for phrase in line.phrases:
        for x in (phrase.x0 + 1, phrase.x1 - 1):
            slot = raster.first_slot((band, raster.column_at(x)))
            cells.setdefault(slot, set()).add(phrase)
    found = chain.from_iterable(cells.values())
    shared = {phrase for phrase, count in Counter(found).items() if count > 1}
    return {
        phrase: (first, column)
        for (first, column), (phrase, *more) in cells.items()
        if raster.merged.get((first, column + 1)) == (first, column)
        and not more
        and phrase not in shared
    }


def _turned(block: Block, raster: Raster, drawn: Sequence[int]) -> Iterator[_Text]:
    for line in block.turned:
        [phrase] = line.phrases
        band = raster.band_at(line.baseline)
        cell = raster.first_slot((band, raster.column_at((phrase.x0 + phrase.x1) / 2)))
        yield _Text(band, cell, line, drawn.index(cell[1]), [phrase])


def _joint_numbers(texts: Sequence[_Text], raster: Raster) -> Iterator[_Text]:
    """Yield the numbers that stand for several rows together: they belong to none of these.

    They stand in cells over several bands of their own texts, in columns where most numbers have
    one band; a column of numbers over several rows is a key of groups.
    """
    merged = raster.merged
    numbers = [text for text in texts if text.is_number] if merged else []
    tall = [n for n in numbers if merged.get((n.cell[0] + 1, n.cell[1])) == n.cell]
    all_in, tall_in = (Counter(n.column for n in some) for some in (numbers, tall))
    named = {text.band for text in texts if tall and not text.is_number}
    for number in tall:
        bands = {band for (band, _), cell in merged.items() if cell == number.cell}
        if all_in[number.column] >= 2 * tall_in[number.column] and len(bands & named) > 1:
            yield number


def _band_of(line: Line, index: int, raster: Raster) -> int:
    """Return the band that a line stands in; each line above or below them all has its own."""
    if line.middle < raster.ys[0]:
        return index - OUTSIDE
    if line.middle > raster.ys[-1]:
        return index + OUTSIDE
    return raster.band_at(line.middle)


def drawn_spans(rows: Sequence[Texts], raster: Raster, places: Sequence[Extent]) -> Iterator[Span]:
    """Yield what covers several cells where rules close larger ones.

    A text alone covers all that its cell does. Several in one row have columns that no rule parts
    there; each may be a title of some. `places` says where the columns of the rows are.
    """
    merged: dict[Slot, set[Slot]] = {}
    for slot, first in raster.merged.items():
        merged.setdefault(first, set()).add(slot)
    if not merged:
        return
    drawn = [raster.column_at(sum(place) / 2) for place in places]
    cells = [dict(_cells(row, raster, drawn)) for row in rows]
    bands = [next((b for b, c in row.values() if (b, c) not in merged), None) for row in cells]
    for number, row in enumerate(cells):
        for first in merged.keys() & set(row.values()):
            boxes = {c: box for c, (_, box) in enumerate(rows[number]) if box and row[c] == first}
            covered = {
                c: place for c, place in enumerate(places) if (first[0], drawn[c]) in merged[first]
            }
            if len(boxes) > 1:
                found = covers(boxes, covered, (), {}, ()).values()
                yield from (Span(number, c.start, 1, len(c)) for c in found if len(c) > 1)
                continue
            tall = {band for band, _ in merged[first]}
            height = sum(n == number or band in tall for n, band in enumerate(bands))
            if height > 1 or len(covered) > 1:
                yield Span(number, min(covered), height, len(covered))


def _cells(row: Texts, raster: Raster, drawn: Sequence[int]) -> Iterator[tuple[int, Slot]]:
    """Yield by their columns which drawn cells the texts of a row stand in."""
    for column, (_, box) in enumerate(row):
        if box:
            band = raster.band_at((box[1] + box[3]) / 2)
            yield column, raster.first_slot((band, drawn[column]))
