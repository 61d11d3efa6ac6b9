"""The pages of a document, kept until all of them are seen, and taken apart into blocks.

Of a long document most are packed, and made again for whoever asks: once for their outlines, and
two or three times for their rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from pipeline.extract.layout.blocks import Block, page_to_blocks
from pipeline.extract.layout.drawn_cells import Drawn, page_to_drawn, with_rows_around
from pipeline.extract.layout.geometry import Page
from pipeline.extract.layout.lines import Line, words_to_lines
from pipeline.extract.layout.outlines import Outline, outline_of
from pipeline.extract.layout.running import Foot, count_feet, foot_of
from pipeline.extract.packed import Shelf


class _Content(NamedTuple):
    """What stands on a page: its rules, its lines, and those in drawn cells."""

    page: Page
    lines: list[Line]
    drawn: list[Drawn]


@dataclass(frozen=True)
class Sheet:
    """A page taken apart."""

    feet: Sequence[Line]
    """The running lines at its foot."""
    drawn: Sequence[Block]
    """What stands in drawn cells ..."""
    open: Sequence[Block]
    """... and what does not."""


class Sheets:
    """All pages, from page 1."""

    def __init__(self) -> None:
        """Begin without any."""
        self._contents = Shelf(_Content)
        self._ends: list[Foot] = []
        self._feet: list[int] = []
        self._sheets: dict[int, Sheet] = {}
        self._last: int | None = None
        """The packed one that was asked for last, the only one of these that is kept."""

    def __len__(self) -> int:
        return len(self._contents)

    def add(self, page: Page) -> None:
        """Take in the next page."""
        drawn, words = page_to_drawn(page)
        lines = words_to_lines(page.number, words)
        self._contents.add(_Content(page.without_words, lines, drawn))
        self._ends.append(foot_of(lines))

    def part_feet(self) -> None:
        """Tell running lines apart, when all pages are there."""
        self._feet = count_feet(self._ends)
        self._ends.clear()

    def sheet(self, place: int) -> Sheet:
        """Return a page, by its place."""
        if place not in self._sheets:
            if self._last is not None:
                del self._sheets[self._last]
            self._last = place if self._contents.is_packed(place) else None
            self._sheets[place] = _taken_apart(self._contents[place], self._feet[place])
        return self._sheets[place]

    def outlines(self) -> Iterator[tuple[list[Outline], list[Outline]]]:
        """Yield the outlines of what stands in drawn cells, and of what does not, page by page."""
        for place in range(len(self)):
            sheet = self.sheet(place)
            yield (
                [self._outline(place, block, n) for n, block in enumerate(sheet.drawn)],
                [self._outline(place, block, n) for n, block in enumerate(sheet.open)],
            )

    def _outline(self, place: int, block: Block, number: int) -> Outline:
        if self._contents.is_packed(place):
            return outline_of(block, partial(self._block, place, number, bool(block.raster)))
        return outline_of(block)

    def _block(self, place: int, number: int, is_drawn: bool) -> Block:
        sheet = self.sheet(place)
        return (sheet.drawn if is_drawn else sheet.open)[number]


def _taken_apart(content: _Content, feet: int) -> Sheet:
    page, lines, found = content
    end = len(lines) - feet
    lines, running = lines[:end], lines[end:]
    drawn: list[Block] = []
    for cells in found:
        with_rows, lines = with_rows_around(cells, lines)
        drawn.append(Block(page, *with_rows))
    return Sheet(running, drawn, page_to_blocks(page, lines))
