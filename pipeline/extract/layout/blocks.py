"""Lines gathered into blocks: stretches of lines of one page without a large vertical gap.

Columns are those of all pages, and many questions lead to them: where the texts of rows begin and
end. A page's lines take too much room to be kept for that: its blocks leave an outline each, and
are made again when their turn comes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from msgspec import convert

from pipeline.extract.layout.geometry import Page, Segment
from pipeline.extract.layout.lines import Line, Phrase, RowLine, has_digits, share_edge
from pipeline.extract.layout.rasters import Raster
from pipeline.extract.layout.settings import SETTINGS
from pipeline.extract.packed import pack, unpacker

_unpack = unpacker(tuple[RowLine, ...])


@dataclass(frozen=True, eq=False)
class Block:
    """Consecutive lines of one page."""

    page: Page
    lines: tuple[Line, ...]
    raster: Raster | None = None
    """The cells that rules close, where they do."""
    turned: tuple[Line, ...] = ()
    """The texts in such cells that run in another direction, one a cell."""

    @cached_property
    def rules(self) -> tuple[Segment, ...]:
        """The vertical rules that pass at least one of the lines, within the cells if drawn."""
        rules: Sequence[Segment] = self.page.vertical
        if self.raster:
            left, right = self.raster.ends
            rules = [rule for rule in rules if left - 1 <= rule.at <= right + 1]
        return tuple(rule for rule in rules if any(passes(rule, line) for line in self.lines))

    @cached_property
    def row_lines(self) -> tuple[Line, ...]:
        """The lines that look like table rows: several phrases, or phrases cut by rules."""
        return tuple(line for line in self.lines if len(line.phrases) > 1 or self._is_cut(line))

    def _is_cut(self, line: Line) -> bool:
        """Return True if a vertical rule passes between two words of the line."""
        words = line.words
        left, right = min(word.x0 for word in words), max(word.x1 for word in words)
        return any(left < rule.at < right for rule in self.rules if passes(rule, line))


def passes(rule: Segment, line: Line) -> bool:
    """Return True if a vertical rule stands beside the line's text."""
    return rule.start <= line.middle <= rule.end


def page_to_blocks(page: Page, lines: Sequence[Line]) -> list[Block]:
    """Part a page's lines into blocks: at large vertical gaps, and where the columns change."""
    if not lines:
        return []
    distances = [below.baseline - above.baseline for above, below in pairwise(lines)]
    usual = median(distances) if distances else 0.0
    starts = [0]
    for index, (above, below) in enumerate(pairwise(lines), start=1):
        distance, size = distances[index - 1], min(above.size, below.size)
        if distance > max(SETTINGS.block_gap * size, SETTINGS.block_gap_relative * usual):
            starts.append(index)
    return [
        Block(page, part)
        for start, end in pairwise([*starts, len(lines)])
        for part in _split_where_numbers_move(lines[start:end])
    ]


def _split_where_numbers_move(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """Part lines where the numbers of one row stand elsewhere than those of the rows above.

    That takes two rows of each kind, or titles of the one below. The lines between two rows
    (headings, titles) go with the row below them. A dash says nothing: zeros may be set apart from
    numbers.
    """
    numbers = [[phrase for phrase in line.phrases if has_digits(phrase)] for line in lines]
    rows = [index for index, found in enumerate(numbers) if found]
    starts = [0]
    for place in range(1, len(rows)):
        above, here = rows[place - 1 : place + 1]
        if _aligned(numbers[here], numbers[above]):
            continue
        farther, below = rows[max(0, place - 2)], rows[min(place + 1, len(rows) - 1)]
        are_kinds = (
            farther < above
            and here < below
            and not _aligned(numbers[here], numbers[farther])
            and _aligned(numbers[here], numbers[below])
        )
        between = (line.phrases for line in lines[above + 1 : here])
        # Years in a row are titles of titles.
        are_rows = len(numbers[above]) > SETTINGS.half * len(numbers[here])
        are_titled = (_are_titles(texts, numbers[here]) for texts in between)
        if are_kinds or (are_rows and any(are_titled)):
            starts.append(above + 1)
    for start, end in pairwise([*starts, len(lines)]):
        yield tuple(lines[start:end])


def _are_titles(texts: Sequence[Phrase], numbers: Sequence[Phrase]) -> bool:
    """Return True if the texts of a line are the titles of all numbers of a row, and of more."""
    are_texts = not any(text.is_number for text in texts)
    return are_texts and len(texts) > len(numbers) and _aligned(texts, numbers)


def _aligned(one: Sequence[Phrase], other: Sequence[Phrase]) -> bool:
    """Return True if the numbers of the line with fewer stand where the other has numbers."""
    fewer, more = (one, other) if len(one) <= len(other) else (other, one)
    return all(any(share_edge(a.bbox, b.bbox) for b in more) for a in fewer)


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """What is kept of a block."""

    page: int
    lines: int
    """How many it has."""
    count: int
    """How many of them look like rows."""
    body: int
    """How many of these stand above the first with a number, as titles do."""
    ends: tuple[float, float]
    """Where its rows begin and end."""
    drawn: tuple[float, ...]
    """Where its columns begin, and where the last one ends, if its cells are drawn."""
    rules: tuple[tuple[float, int], ...]
    """If not, where vertical rules pass, and how many rows."""
    block: Callable[[], Block]
    """The block itself."""
    _rows: Sequence[RowLine] | bytes

    @property
    def rows(self) -> Sequence[RowLine]:
        """The lines that look like rows."""
        return _unpack(self._rows) if isinstance(self._rows, bytes) else self._rows


def outline_of(block: Block, source: Callable[[], Block] | None = None) -> Outline:
    """Return the outline of a block; of one that is kept elsewhere, where that comes from."""
    rows = block.row_lines
    numbered = (n for n, line in enumerate(rows) if any(p.is_number for p in line.phrases))
    rules = () if block.raster else block.rules
    return Outline(
        page=block.page.number,
        lines=len(block.lines),
        count=len(rows),
        body=next(numbered, len(rows)),
        ends=(
            min([line.phrases[0].x0 for line in rows], default=0.0),
            max([phrase.x1 for line in rows for phrase in line.phrases], default=0.0),
        ),
        drawn=block.raster.xs if block.raster else (),
        rules=tuple((rule.at, sum(passes(rule, line) for line in rows)) for rule in rules),
        block=source or (lambda: block),
        _rows=pack(convert(rows, tuple[RowLine, ...], from_attributes=True)) if source else rows,
    )


class Rows:
    """The rows of several blocks, to be gone through again and again."""

    def __init__(self, outlines: Sequence[Outline], *, body: bool = False) -> None:
        """Take all rows, or those from the first with a number on."""
        self._parts = [(outline, outline.body if body else 0) for outline in outlines]
        self._count = sum(outline.count - start for outline, start in self._parts)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[RowLine]:
        for outline, start in self._parts:
            yield from outline.rows[start:] if start else outline.rows

    def every(self, step: int) -> Iterator[RowLine]:
        """Yield the first of them and each that is so many behind the last one."""
        place = 0
        for outline, start in self._parts:
            if place < outline.count - start:
                yield from outline.rows[start + place :: step]
            place = (place - outline.count + start) % step
