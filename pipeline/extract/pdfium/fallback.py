"""A page that pdfium could not decode, read again from pdfplumber's characters.

Only the words are pdfplumber's: rules, areas and the columns of the table stay what they are.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import BrokenPdfError
from pipeline.extract.painted.places import UnseenRun
from pipeline.extract.pdfium.characters import RawWord
from pipeline.extract.pdfium.objects import PageObject
from pipeline.extract.pdfium.redrawn import seen_words
from pipeline.extract.pdfium.signs import UNSOUND, Signs

if TYPE_CHECKING:
    from pipeline.extract.pdfplumber_characters import DrawnCharacter
    from pipeline.extract.pdfplumber_engine import PageCharacters

NAME = "pdfplumber"
NEAR = 4.0
"""Points; where pdfium has a word, a character of pdfplumber's begins about as near as this."""


class SecondReader(AbstractContextManager["SecondReader"]):
    """pdfplumber's characters of single pages; imported and opened when the first is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack = ExitStack()
        self._pages: PageCharacters | None = None

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def characters(self, number: int) -> "list[DrawnCharacter]":
        """Return the characters of a page in drawing order.

        Raises:
            BrokenPdfError: pdfplumber fails on the file or on this page.
        """
        if self._pages is None:
            from pipeline.extract.pdfplumber_engine import PageCharacters

            self._pages = self._stack.enter_context(PageCharacters(self._path))
        return self._pages.of(number)


class Undecoded(NamedTuple):
    """A page that pdfium could not decode, or not wholly."""

    number: int
    words: Sequence[RawWord]
    """All that it has, seen or not."""
    signs: Signs


class Again(NamedTuple):
    """What came of reading a page again."""

    words: Sequence[RawWord]
    engine: str | None
    """Whose words they are now; None where pdfium's stay."""
    note: str


def read_again(
    page: Undecoded,
    unseen: Iterable[UnseenRun],
    objects: Sequence[PageObject],
    second: SecondReader,
) -> Again:
    """Take a page's words from pdfplumber's characters, if these show fewer signs of trouble.

    `unseen` are the characters that its readers do not see, in PDF space.
    """
    words, signs = page.words, page.signs
    count = f"{signs.unsound:,} of {signs.characters:,} characters"
    stays = f"page {page.number}: {count} have no meaning for pdfium"
    try:
        characters = second.characters(page.number)
    except BrokenPdfError as error:
        return Again(words, None, f"{stays}; {error.reason}")
    unsound = sum(UNSOUND.search(character.text) is not None for character in characters)
    if unsound >= signs.unsound:
        return Again(words, None, f"{stays}, {unsound:,} for {NAME}: neither could decode them")
    if not _sees_all(characters, words):
        return Again(words, None, f"{stays}; {NAME} sees less of the page")
    again = seen_words(characters, unseen, objects, words)
    note = f"page {page.number} was read by {NAME}: {count} had no meaning for pdfium"
    left = f", {unsound:,} have none for {NAME}" if unsound else ""
    return Again(again, NAME, note + left)


def _sees_all(characters: Iterable["DrawnCharacter"], words: Iterable[RawWord]) -> bool:
    """Say whether a character of pdfplumber's begins wherever pdfium has a word."""
    seen = {(round(c.x / NEAR), round(c.y / NEAR)) for c in characters}
    steps = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    places = ((round(w.origin_x / NEAR), round(w.origin_y / NEAR)) for w in words)
    return all(any((x + dx, y + dy) in seen for dx, dy in steps) for x, y in places)
