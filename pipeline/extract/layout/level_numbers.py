"""A witness of place: which numbers stand level with which municipality's name or key.

It knows words and where they stand, and the register; no rules, columns, rows or tables. What
layout and interpretation make of a page can so be held against it (check `lage`). Much escapes it,
a name over two lines or in a spelling of its own; what it says has to be right.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from math import ceil, floor
from operator import attrgetter
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.extract.layout.geometry import Page, Word
from pipeline.model import LevelNumbers
from schemas.names import letters, plain, without_title
from schemas.register import load_register

LEVEL_WORDS = 0.25
"""Of a word's height: so far apart are at most the middles of two words of one name."""
LEVEL_NUMBERS = 0.45
"""The same for a name and a number beside it, which may be set lower or on a slant."""
WORD_GAP = 0.8
"""Of a word's height: what is at most between two words of one name or key."""
LETTER_GAP, OVERLAP = 0.12, 0.3
"""The same for two letters of one word, and how far one may reach into the other."""
BAND = 2.0
"""Points within which words are looked for that go on."""
LAND = "08"
"""What the first digits of a key are, which some documents leave out."""
NUMBER = re.compile(r"(\d[\d.'’]*)(?:,[\d–—−-]*)?[)*]*(?:€|EUR|Euro)?")
DIGITS = re.compile(r"\d+")


class _Mention(NamedTuple):
    """Where a name or key of a municipality stands on the page."""

    gemeinde_ags: tuple[str, ...]
    words: tuple[Word, ...]


_Neighbour = tuple[_Mention | None, str]
"""What a word is a part of, and else what it is as a number, "" if it is not one."""


def numbers_beside_names(pages: Iterable[Page]) -> tuple[LevelNumbers, ...]:
    """Return the numbers level with each name and each key on the pages."""
    return tuple(dict.fromkeys(found for page in pages for found in _on_page(page)))


def _on_page(page: Page) -> Iterator[LevelNumbers]:
    words = sorted(_joined(page.words), key=_middle)
    middles = list(map(_middle, words))

    def level_with(word: Word, tolerance: float) -> tuple[int, int]:
        reach, middle = tolerance * _height(word), _middle(word)
        return bisect_left(middles, middle - reach), bisect_right(middles, middle + reach)

    @cache  # A key and a name in one row have the same words beside them.
    def from_left(first: int, last: int) -> list[Word]:
        return sorted(words[first:last], key=attrgetter("x0"))

    names: list[_Mention] = []
    meant: dict[int, _Mention] = {}
    beginnings = _beginnings()
    for word in sorted(words, key=attrgetter("x0")):
        if _spelt(word.text) not in beginnings or id(word) in meant:
            continue
        if found := _name(word, from_left(*level_with(word, LEVEL_WORDS))):
            names.append(found)
            meant |= {id(part): found for part in found.words}

    @cache
    def beside(first: int, last: int) -> list[_Neighbour]:
        level = ((meant.get(id(word)), word.text) for word in from_left(first, last))
        return [(owner, "" if owner else _whole_number(text)) for owner, text in level]

    for name in names:
        if numbers := _numbers_of(name, beside(*level_with(name.words[0], LEVEL_NUMBERS))):
            span = floor(name.words[0].x0), ceil(name.words[-1].x1)
            yield LevelNumbers(page.number, name.gemeinde_ags, span, numbers)


def _numbers_of(name: _Mention, beside: Sequence[_Neighbour]) -> tuple[str, ...]:
    """Return the numbers up to the next municipality's name or key, on the left and on the right.

    `beside` has each word that is level with the name, from left to right.
    """
    is_own = [not owner or owner.gemeinde_ags == name.gemeinde_ags for owner, _ in beside]
    start = end = next(place for place, (owner, _) in enumerate(beside) if owner is name)
    while start and is_own[start - 1]:
        start -= 1
    while end < len(beside) and is_own[end]:
        end += 1
    return tuple(number for _, number in beside[start:end] if number)


def _joined(pieces: Iterable[Word]) -> Iterator[Word]:
    """Put together what stands so close that it is one word, if drawn letter by letter."""
    open_runs: dict[int, list[Word]] = {}
    for piece in sorted(pieces, key=attrgetter("x0")):
        band = round(_middle(piece) / BAND)
        for near in (band, band - 1, band + 1):
            run = open_runs.get(near)
            if run and _continues(run[-1], piece):
                run.append(piece)
                break
        else:
            if band in open_runs:
                yield _as_one(open_runs[band])
            open_runs[band] = [piece]
    yield from map(_as_one, open_runs.values())


def _continues(word: Word, piece: Word) -> bool:
    height, gap = _height(word), piece.x0 - word.x1
    is_level = abs(_middle(word) - _middle(piece)) <= LEVEL_WORDS * height
    return is_level and -OVERLAP * height <= gap <= LETTER_GAP * height


def _as_one(run: Sequence[Word]) -> Word:
    if len(run) == 1:
        return run[0]
    text = "".join([piece.text for piece in run])
    y0, y1 = min([piece.y0 for piece in run]), max([piece.y1 for piece in run])
    return replace(run[0], text=text, y0=y0, x1=run[-1].x1, y1=y1)


def _name(first: Word, level: Iterable[Word]) -> _Mention | None:
    """Return whom a text names that begins with a word; the longest name counts."""
    known, beginnings, gap = _known(), _beginnings(), WORD_GAP * _height(first)
    run, text = [first], _spelt(first.text)
    found = _Mention(known[text], (first,)) if text in known else None
    for word in level:
        if word.x0 <= run[-1].x0 or word.x0 - run[-1].x1 < -gap:
            continue
        text += _spelt(word.text)
        if word.x0 - run[-1].x1 > gap or text not in beginnings:
            break
        run.append(word)
        if text in known:
            found = _Mention(known[text], tuple(run))
    return found


@lru_cache(4096)
def _spelt(text: str) -> str:
    """Return a key as it is, and of any other text the letters."""
    return text if DIGITS.fullmatch(text) else letters(plain(text))


@lru_cache(4096)
def _whole_number(text: str) -> str:
    """Return a whole number as digits alone, without what follows a comma; "" if it is not one."""
    number = NUMBER.fullmatch(text)
    return "".join(DIGITS.findall(number[1])) if number else ""


@cache
def _known() -> Mapping[str, tuple[str, ...]]:
    """Return whom a text names: a key, or a name with or without title, letters only.

    A name that is a Kreis's too may stand beside all rows of the Kreis, and says nothing.
    """
    register = load_register()
    areas = {kreis.kreis_name for kreis in register.kreise.values()}
    areas |= {kreis.regierungsbezirk_name for kreis in register.kreise.values()}
    of_areas = {letters(plain(area)) for area in areas}
    known: dict[str, tuple[str, ...]] = {}
    for ags, gemeinde in register.gemeinden.items():
        name = gemeinde.gemeinde_name
        for text in {letters(plain(name)), letters(without_title(name))} - of_areas:
            known[text] = (*known.get(text, ()), ags)
        known |= {ags: (ags,), ags.removeprefix(LAND): (ags,), gemeinde.ars: (ags,)}
    return known


@cache
def _beginnings() -> frozenset[str]:
    """Return every beginning of a text that names a municipality."""
    return frozenset(text[:end] for text in _known() for end in range(1, len(text) + 1))


def _middle(word: Word) -> float:
    return (word.y0 + word.y1) / 2


def _height(word: Word) -> float:
    return word.y1 - word.y0
