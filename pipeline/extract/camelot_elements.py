"""From the characters of one of camelot's text elements to its phrases.

    Glyph -> Word -> Phrase (no more than a space between its words)

Texts that overlap on the page are elements of their own, and so are never mixed letter by letter.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from pipeline.extract.camelot_text import (
    DOUBLED,
    LAP,
    SHIFT,
    SMALLER,
    SPACE,
    UNREADABLE,
    WORD_GAP,
    Phrase,
    Word,
    as_mark,
    is_mark,
    union,
)
from pipeline.model import Bbox

BLANK_SPACE = 0.8
"""The widest gap of a phrase where one blank is drawn (0.6 in a typewriter's font)."""
STEP = 0.5
"""Characters whose middles are further apart stand below each other, in one element or not."""
LEADER_DOTS = 4
"""So many dots in a row lead from a name to its number; they are no text."""
UNMAPPED = re.compile(r"\(cid:\d+\)|[\0-\x08\x0e-\x1f\x7f-\x9f]")
"""What camelot writes where a font does not say what its glyph means."""
LIGATURES = re.compile("[\ufb00-\ufb06]")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of an upright line, as drawn."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def bbox(self) -> Bbox:
        """Its box."""
        return (self.x0, self.y0, self.x1, self.y1)

    @property
    def size(self) -> float:
        """Its height: camelot gives every letter of a font the same."""
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Letter:
    """One character of a text element, in the frame of reading (y downwards)."""

    glyph: Glyph
    plain: bool
    """Upright: a table may hold it."""


def meaning(text: str) -> str:
    """What a glyph says; U+FFFD where nobody knows."""
    text = LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return UNMAPPED.sub(UNREADABLE, text) or UNREADABLE


def element_phrases(glyphs: Iterable[Glyph]) -> list[Phrase]:
    """The phrases of one text element, from left to right whatever the order of drawing."""
    phrases: list[list[list[Glyph]]] = []
    previous: Glyph | None = None
    blank = False
    for glyph in _without_leaders(sorted(glyphs, key=lambda glyph: glyph.x0)):
        if not glyph.text.strip():
            blank = blank or glyph.text != ""
            continue
        if previous is None or _parts_phrases(previous, glyph, blank):
            phrases.append([[glyph]])
        elif blank or _parts_words(previous, glyph):
            phrases[-1].append([glyph])
        elif _is_double(previous, glyph):
            continue
        else:
            phrases[-1][-1].append(glyph)
        previous, blank = glyph, False
    return [Phrase(tuple(_with_marks(words))) for words in phrases]


def _without_leaders(glyphs: Iterable[Glyph]) -> list[Glyph]:
    kept: list[Glyph] = []
    for is_dot, grouped in groupby(glyphs, key=lambda glyph: glyph.text in ("", " ", ".")):
        group = list(grouped)
        if not (is_dot and sum(glyph.text == "." for glyph in group) >= LEADER_DOTS):
            kept += group
    return kept


def _parts_phrases(left: Glyph, right: Glyph, blank: bool) -> bool:
    em = max(left.size, right.size)
    shift = abs(left.y0 + left.y1 - right.y0 - right.y1) / 2
    return right.x0 - left.x1 > (BLANK_SPACE if blank else SPACE) * em or shift > STEP * em


def _parts_words(left: Glyph, right: Glyph) -> bool:
    small, large = sorted((left.size, right.size))
    shift = abs(left.y1 - right.y1)
    return right.x0 - left.x1 > WORD_GAP * large or small < SMALLER * large or shift > SHIFT * large


def _is_double(left: Glyph, right: Glyph) -> bool:
    return left.text == right.text and right.x0 - left.x0 <= DOUBLED * left.size


def _with_marks(words: Iterable[Sequence[Glyph]]) -> Iterator[Word]:
    """The words; small raised digits behind one are a footnote mark, and look like one."""
    before: Word | None = None
    for glyphs in words:
        word = _word(glyphs)
        if before is not None and is_mark(before, word):
            yield as_mark(word)
        else:
            before = word
            yield word


def _word(glyphs: Sequence[Glyph]) -> Word:
    """The letters; where two overlap, a sign that no figure has, for their order is unknown."""
    text = glyphs[0].text
    for left, right in pairwise(glyphs):
        lap = min(LAP * left.size, 0.6 * (right.x1 - right.x0))
        text += (UNREADABLE if left.x1 - right.x0 > lap else "") + right.text
    box = union((glyph.x0, glyph.y0, glyph.x1, glyph.y1) for glyph in glyphs)
    return Word(text, box)
