"""What is kept of camelot's text elements of one page: phrases that tables may hold, and others."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from pipeline.extract.camelot_elements import Glyph, Letter, element_phrases
from pipeline.extract.camelot_place import Place, Turn
from pipeline.extract.camelot_text import UNREADABLE, Line, Phrase, Word, union

OVERSIZE = 2.5
"""Times the page's usual size: a watermark or a cover title, never a table's text."""


@dataclass(frozen=True)
class Sheet:
    """One page before its tables are known, in the frame of reading."""

    page: int
    place: Place
    turn: Turn
    phrases: tuple[Phrase, ...]
    """Upright text of usual size."""
    loose: tuple[Line, ...]
    """Turned, oversized or white text: never part of a table."""
    notes: tuple[str, ...]

    @property
    def height(self) -> float:
        """Height of the frame of reading."""
        return self.place.sheet[0 if self.turn else 1]

    @property
    def size(self) -> float:
        """The usual size of its text."""
        return median([phrase.size for phrase in self.phrases] or [0.0])


def read_sheet(page: int, place: Place, turn: Turn, elements: list[list[Letter]]) -> Sheet:
    """Part the text elements of a page into phrases, loose lines, and what nobody sees."""
    seen = [[letter for letter in element if letter.visible] for element in elements]
    largest = OVERSIZE * median(
        [letter.glyph.size for element in seen for letter in element] or [0.0]
    )
    phrases: list[Phrase] = []
    loose: list[Line] = []
    for element in seen:
        for usual, group in groupby(
            element, lambda letter: letter.plain and letter.glyph.size <= largest
        ):
            glyphs = [letter.glyph for letter in group]
            if usual:
                phrases += element_phrases(glyphs)
            else:
                loose += _loose(glyphs)
    shown = [phrase for phrase in phrases if place.shows(place.shown(phrase.bbox, turn))]
    kept = [line for line in loose if place.shows(place.shown(line.bbox, turn))]
    unread = sum(phrase.text.count(UNREADABLE) for phrase in shown)
    counts = {
        "characters are drawn invisibly and were left out": _count(elements) - _count(seen),
        "texts lie off the page and were left out": len(phrases) - len(shown),
        "characters have no known meaning, or cover each other": unread,
        "texts are turned, oversized or white and were not read as a table": len(kept),
    }
    notes = tuple(f"page {page}: {count} {what}" for what, count in counts.items() if count)
    return Sheet(page, place, turn, tuple(shown), tuple(kept), notes)


def _count(elements: Iterable[list[Letter]]) -> int:
    return sum(1 for element in elements for letter in element if letter.glyph.text.strip())


def _loose(glyphs: list[Glyph]) -> list[Line]:
    """The text of one element as it was drawn."""
    text = " ".join("".join(glyph.text for glyph in glyphs).split())
    if not text:
        return []
    box = union((glyph.x0, glyph.y0, glyph.x1, glyph.y1) for glyph in glyphs)
    return [Line((Phrase((Word(text, box),)),))]
