"""What is kept of camelot's text elements of one page: phrases that tables may hold, and others."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

from pipeline.extract.camelot_elements import Glyph, Letter, element_phrases
from pipeline.extract.camelot_place import Place, Turn
from pipeline.extract.camelot_text import UNREADABLE, Line, Phrase, Word, union
from pipeline.extract.painted.places import UnseenRun, seen_texts

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
    """Turned or oversized text: never part of a table."""
    notes: tuple[str, ...]

    @property
    def height(self) -> float:
        """Height of the frame of reading."""
        return self.place.sheet[0 if self.turn else 1]

    @property
    def size(self) -> float:
        """The usual size of its text."""
        return median([phrase.size for phrase in self.phrases] or [0.0])


def read_sheet(
    page: int,
    place: Place,
    turn: Turn,
    elements: list[list[Letter]],
    unseen: Iterable[UnseenRun],
) -> Sheet:
    """Part the text elements of a page, as far as one sees them, into phrases and loose lines."""
    seen = _seen(elements, place, turn, unseen)
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
    unread = sum(phrase.text.count(UNREADABLE) for phrase in phrases)
    counts = {
        "characters have no known meaning, or cover each other": unread,
        "texts are turned or oversized and were not read as a table": len(loose),
    }
    notes = tuple(f"page {page}: {count} {what}" for what, count in counts.items() if count)
    return Sheet(page, place, turn, tuple(phrases), tuple(loose), notes)


def _seen(
    elements: list[list[Letter]], place: Place, turn: Turn, unseen: Iterable[UnseenRun]
) -> list[list[Letter]]:
    """The letters of each element that a reader of the page sees."""
    letters = [letter for element in elements for letter in element]
    placed = [(letter.glyph.text, place.shown(letter.glyph.bbox, turn)) for letter in letters]
    texts = iter(seen_texts(placed, unseen))
    return [
        [
            replace(letter, glyph=replace(letter.glyph, text=text))
            for letter, text in zip(element, texts, strict=False)
            if text is not None
        ]
        for element in elements
    ]


def _loose(glyphs: list[Glyph]) -> list[Line]:
    """The text of one element as it was drawn."""
    text = " ".join("".join(glyph.text for glyph in glyphs).split())
    if not text:
        return []
    box = union((glyph.x0, glyph.y0, glyph.x1, glyph.y1) for glyph in glyphs)
    return [Line((Phrase((Word(text, box),)),))]
