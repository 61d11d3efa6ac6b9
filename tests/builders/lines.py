"""Words, lines and pages as our own reader thinks of them, from a few numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.extract.layout.blocks import Block
from pipeline.extract.layout.geometry import Page, Segment, Word
from pipeline.extract.layout.lines import Line, words_to_lines

SIZE = 10.0
WIDTH = 5.0
"""Points per letter."""
LEADING = 12.0

Text = tuple[float, str]
"""Where a text begins, and what it is."""


def word(text: str, x0: float, y: float = 100.0, place: int = 0) -> Word:
    """Return a word of letters of equal width."""
    return Word(text, x0, x0 + WIDTH * len(text), y - 8, y + 2, y, SIZE, (place, 0))


def words(y: float, texts: Iterable[Text]) -> list[Word]:
    """Return the words of one baseline; a space is as wide as a letter."""
    found: list[Word] = []
    for x0, text in texts:
        x = x0
        for part in text.split(" "):
            found.append(word(part, x, y, len(found)))
            x += WIDTH * (len(part) + 1)
    return found


def right(x1: float, text: str) -> Text:
    """Return a text that ends at a place."""
    return x1 - WIDTH * len(text), text


def lines(rows: Iterable[Sequence[Text]], *, top: float = 100.0) -> list[Line]:
    """Return lines, one below the other."""
    found = [w for i, row in enumerate(rows) for w in words(top + i * LEADING, row)]
    return words_to_lines(1, found)


def page(horizontal: Iterable[Segment] = (), number: int = 1) -> Page:
    """Return a page of which only the horizontal rules matter."""
    return Page(number, 595, (), tuple(horizontal), ())


def block(rows: Iterable[Sequence[Text]], on: Page | None = None, *, top: float = 100.0) -> Block:
    """Return rows as a block of one page without vertical rules."""
    return Block(on or page(), tuple(lines(rows, top=top)))
