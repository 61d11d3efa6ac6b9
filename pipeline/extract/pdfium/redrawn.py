"""Words made of pdfplumber's characters, with what pdfium knows of the texts they were drawn in.

pdfium knows where the line of a text object is and when it is drawn. Both walk
through the same content, so a character finds its text object by where that begins.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import atan2
from typing import NamedTuple

from pipeline.extract.layout.settings import SETTINGS
from pipeline.extract.painted.places import UnseenRun, seen_texts
from pipeline.extract.pdfium.characters import MENDED, RawWord, quarter_turns
from pipeline.extract.pdfium.objects import TEXT, PageObject, matrix_of, moved
from pipeline.extract.pdfplumber_characters import DrawnCharacter

HYPHENS = MENDED | str.maketrans({"\xad": "-", "\u2010": "-", "\u2011": "-"})
"""A font's table does not say which of the characters that look like a hyphen is meant."""
SAME_PLACE = 0.1
"""Points between places that are the same."""
RAISED = 0.75
"""Font sizes by which a text object may stand above or below where pdfplumber has it."""


class _Text(NamedTuple):
    """A text object and where it begins."""

    handle: int
    order: int
    x: float
    y: float


class _Glyph(NamedTuple):
    """A character and the text object that it belongs to."""

    character: DrawnCharacter
    text: _Text | None


def seen_words(
    characters: Sequence[DrawnCharacter],
    unseen: Iterable[UnseenRun],
    objects: Iterable[PageObject],
    undecoded: Iterable[RawWord],
) -> tuple[RawWord, ...]:
    """Return the words that a reader of the page sees.

    `unseen` are the characters that one does not see, in PDF space; `undecoded` are pdfium's
    words, of which only the height of their text is used.
    """
    known = {word.order[0]: word for word in undecoded}
    seen = _seen(characters, unseen)
    return tuple(
        _as_high(_word(glyphs, number), known.get(glyphs[0].text.order) if glyphs[0].text else None)
        for number, glyphs in enumerate(_words(_placed(seen, _texts(objects))))
    )


def _seen(
    characters: Sequence[DrawnCharacter], unseen: Iterable[UnseenRun]
) -> Iterator[DrawnCharacter]:
    """Yield the characters that are seen; what is hidden is a blank, which parts words."""
    placed = [(character.text, character.box) for character in characters]
    for character, text in zip(characters, seen_texts(placed, unseen), strict=True):
        yield character._replace(text=" " if text is None else text)


def _texts(objects: Iterable[PageObject]) -> list[_Text]:
    found = []
    for order, item in enumerate(objects):
        if item.kind == TEXT:
            *_, e, f = matrix_of(item.handle)
            found.append(_Text(item.handle, order, *moved((e, f), item.transform)))
    return found


def _placed(characters: Iterable[DrawnCharacter], texts: Sequence[_Text]) -> Iterator[_Glyph]:
    """Give each character its text object.

    The next text begins where a character stands at its place. Only a character apart from the
    one before may begin a later one: then there are texts without characters in between.
    """
    starts: dict[tuple[int, int], list[int]] = {}
    for index, text in enumerate(texts):
        starts.setdefault((round(text.x), round(text.y)), []).append(index)
    current = -1
    previous: DrawnCharacter | None = None
    for character in characters:
        if current + 1 < len(texts) and _begins(texts[current + 1], character, RAISED):
            current += 1
        elif previous is None or not _follows(previous, character):
            x, y = round(character.x), round(character.y)
            near = (starts.get((x + dx, y + dy), ()) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
            later = (index for indexes in near for index in indexes if index > current)
            current = min((i for i in later if _begins(texts[i], character)), default=current)
        yield _Glyph(character, texts[current] if current >= 0 else None)
        previous = character


def _begins(text: _Text, character: DrawnCharacter, raised: float = 0.0) -> bool:
    """Say whether a text object begins with a character, raised by so many font sizes at most."""
    along, across = _offset((text.x, text.y), character)
    return abs(along) <= SAME_PLACE and abs(across) <= SAME_PLACE + raised * character.size


def _offset(point: tuple[float, float], character: DrawnCharacter) -> tuple[float, float]:
    """Return how far from a character a point is, along its line and across."""
    dx, dy = point[0] - character.x, point[1] - character.y
    cos, sin = character.cos, character.sin
    return dx * cos + dy * sin, dy * cos - dx * sin


def _follows(before: DrawnCharacter, character: DrawnCharacter) -> bool:
    """Say whether a character continues the one before without a gap."""
    if (before.cos, before.sin) != (character.cos, character.sin):
        return False
    across = _offset((before.x, before.y), character)[1]
    return abs(_gap(before, character)) <= SAME_PLACE and abs(across) <= SAME_PLACE


def _gap(before: DrawnCharacter, character: DrawnCharacter) -> float:
    return character.stretch[0] - before.stretch[1]


def _words(glyphs: Iterable[_Glyph]) -> Iterator[list[_Glyph]]:
    """Gather the characters of one text object without a blank or a gap between them."""
    word: list[_Glyph] = []
    for glyph in glyphs:
        blank = glyph.character.text.isspace()
        if word and (blank or _starts_word(word[-1], glyph)):
            yield word
            word = []
        if not blank:
            word.append(glyph)
    if word:
        yield word


def _starts_word(before: _Glyph, glyph: _Glyph) -> bool:
    gap = abs(_gap(before.character, glyph.character))
    return before.text is not glyph.text or gap > SETTINGS.within_word * glyph.character.size


def _word(glyphs: Sequence[_Glyph], number: int) -> RawWord:
    first, text = glyphs[0]
    # Where the text is raised, only its object says so; a raised digit is a footnote mark.
    raised = _offset((text.x, text.y), first)[1] if text else 0.0
    lefts, bottoms, rights, tops = zip(*(g.character.box for g in glyphs), strict=True)
    return RawWord(
        "".join(glyph.character.text for glyph in glyphs).translate(HYPHENS),
        min(lefts),
        min(bottoms),
        max(rights),
        max(tops),
        first.x - raised * first.sin,
        first.y + raised * first.cos,
        quarter_turns(atan2(first.sin, first.cos)),
        (text.order if text else 0, number),
    )


def _as_high(word: RawWord, other: RawWord | None) -> RawWord:
    """Return a word with the height that pdfium gives the text it is part of."""
    if other is None or word.quarter_turns is None or word.quarter_turns != other.quarter_turns:
        return word
    if word.quarter_turns % 2:
        return word._replace(left=other.left, right=other.right)
    return word._replace(bottom=other.bottom, top=other.top)
