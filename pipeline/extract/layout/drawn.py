"""Words that stand in drawn cells, and what belongs to these tables beside them.

A word is of the cell that its middle lies in. Where the texts of most bands go on beside the
rules, as labels of rows do, they are a column without rules. Lines next above or below with a text
in several columns, as titles and sums, are rows without rules.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.layout.blocks import Block, Group, passes
from pipeline.extract.layout.cells import Raster, Slot, page_to_rasters
from pipeline.extract.layout.geometry import Page, Word
from pipeline.extract.layout.lines import Line, Phrase, words_to_lines
from pipeline.extract.layout.settings import SETTINGS


@dataclass
class _Filling:
    """A raster with the words that stand in it, being gathered."""

    raster: Raster
    words: list[Word]


def page_to_drawn_blocks(page: Page) -> tuple[list[Block], list[Word]]:
    """Return the tables of a page whose cells are drawn, and the words that stand in none."""
    fillings = [_Filling(raster, []) for raster in page_to_rasters(page)]
    others = _fill(fillings, page.words)
    tables: list[_Filling] = []
    for filling in fillings:
        if _is_table(filling):
            tables.append(filling)
        else:
            others.extend(filling.words)
    blocks: list[Block] = []
    for table in tables:
        left, right = _labels_beside(table, others)
        if not (left or right):
            blocks.append(_block(page, table.raster, table.words))
        elif table.raster.is_open:
            others.extend(table.words)
        else:
            raster = table.raster.with_sides(0.0 if left else None, page.width if right else None)
            blocks.append(_block(page, raster, [*table.words, *left, *right]))
            taken = {*map(id, left), *map(id, right)}
            others = [word for word in others if id(word) not in taken]
    return blocks, others


def _fill(fillings: Sequence[_Filling], words: Iterable[Word]) -> list[Word]:
    """Put each word into the smallest raster that holds it; return those that none does."""
    if not fillings:
        return list(words)
    others: list[Word] = []
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        for filling in fillings:
            if filling.raster.holds(x, y):
                filling.words.append(word)
                break
        else:
            others.append(word)
    return others


def _is_table(filling: _Filling) -> bool:
    """Return True if rules part the texts of enough bands: a chart has labels only."""
    raster, cells = filling.raster, dict[int, set[Slot]]()
    for word in filling.words:
        slot = raster.slot_at((word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2)
        cells.setdefault(slot[0], set()).add(raster.first_slot(slot))
    parted = sum(len(found) > 1 for found in cells.values())
    return parted > 0 and parted >= SETTINGS.parted_bands * len(cells)


def _labels_beside(table: _Filling, others: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """Return the texts on the left and on the right of a table that belong to its rows."""
    left, right = table.raster.xs[0] + 1, table.raster.xs[-1] - 1
    return (
        _labels(table, [word for word in others if word.x1 <= left]),
        _labels(table, [word for word in others if word.x0 >= right]),
    )


def _labels(table: _Filling, words: Iterable[Word]) -> list[Word]:
    """Return the words that stand level with a table's texts if they do so in most bands.

    Lines of another text beside the table are hardly ever level with it.
    """
    raster = table.raster
    beside = [word for word in words if raster.ys[0] <= word.baseline <= raster.ys[-1]]
    if not beside:
        return []
    heights = {round(word.baseline) for word in table.words}
    level = [
        w
        for w in beside
        if not heights.isdisjoint(range(round(w.baseline) - 1, round(w.baseline) + 2))
    ]
    bands = {raster.band_at(word.baseline) for word in table.words}
    labelled = {raster.band_at(word.baseline) for word in level}
    enough = len(labelled) >= SETTINGS.labelled * len(bands)
    return beside if enough and len(level) >= SETTINGS.nearly_all * len(beside) else []


def _block(page: Page, raster: Raster, words: Sequence[Word]) -> Block:
    lines = tuple(words_to_lines(page.number, words))
    rules = (rule for rule in page.vertical if raster.xs[0] - 1 <= rule.at <= raster.xs[-1] + 1)
    beside = tuple(rule for rule in rules if any(passes(rule, line) for line in lines))
    return Block(page.number, lines, beside, raster, tuple(_turned_texts(page, raster)))


def _turned_texts(page: Page, raster: Raster) -> Iterator[Line]:
    """Yield what stands turned in each cell, as drawn: titles of narrow columns."""
    cells: dict[Slot, list[Word]] = {}
    for word in page.turned:
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        if raster.holds(x, y):
            cells.setdefault(raster.slot_at(x, y), []).append(word)
    for words in cells.values():
        yield Line(page.number, (words[0].y0 + words[0].y1) / 2, (Phrase(tuple(words)),))


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
    all_lines = sorted([*block.lines, *taken], key=lambda line: line.baseline)
    ids = set(map(id, taken))
    return replace(block, lines=tuple(all_lines)), [line for line in lines if id(line) not in ids]


def _rows_next_to(raster: Raster, edge: float, lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines that follow each other from an edge on, as far as they are rows."""
    for line in lines:
        if abs(line.baseline - edge) > SETTINGS.text_spacing * line.size or not _is_row(
            line, raster
        ):
            return
        yield line
        edge = line.baseline


def _is_row(line: Line, raster: Raster) -> bool:
    """Return True if a line has texts in several columns, one in each."""
    y = line.baseline
    ends = [(raster.slot_at(p.x0 + 1, y)[1], raster.slot_at(p.x1 - 1, y)[1]) for p in line.phrases]
    inside = raster.xs[0] - 1 <= line.phrases[0].x0 and line.phrases[-1].x1 <= raster.xs[-1] + 1
    columns = Counter(first for first, _ in ends)
    return (
        inside and len(columns) > 1 and all(a == b for a, b in ends) and max(columns.values()) == 1
    )


def group_drawn_blocks(blocks: Sequence[Block]) -> list[Group]:
    """Gather the drawn tables whose columns begin and end at the same places."""
    groups: list[list[Block]] = []
    for block in blocks:
        for group in groups:
            if _have_same_columns(group[0].raster, block.raster):
                group.append(block)
                break
        else:
            groups.append([block])
    return [Group(tuple(group)) for group in groups]


def _have_same_columns(one: Raster | None, other: Raster | None) -> bool:
    if not one or not other or len(one.xs) != len(other.xs):
        return False
    pairs = zip(one.xs, other.xs, strict=True)
    return all(abs(a - b) <= SETTINGS.same_cells for a, b in pairs)
