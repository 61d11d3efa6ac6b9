"""A witness of place: which numbers stand level with which municipality's name or key.

It knows words and where they stand, and the register; no rules, columns, rows or tables. What
layout and interpretation make of a page can so be held against it (check `lage`). Much escapes it,
a name over two lines or in a spelling of its own; what it says has to be right.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

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


class _Known(NamedTuple):
    """Whom a text names, and every beginning of such a text."""

    keys: Mapping[str, tuple[str, ...]]
    beginnings: frozenset[str]


def numbers_beside_names(pages: Iterable[Page]) -> tuple[LevelNumbers, ...]:
    """Return the numbers level with each name and each key on the pages."""
    found = (entry for page in pages for entry in _on_page(page))
    return tuple(dict.fromkeys(found))


def _on_page(page: Page) -> Iterator[LevelNumbers]:
    words = sorted(_joined(page.words), key=_middle)
    middles = [_middle(word) for word in words]

    def level_with(word: Word, tolerance: float) -> list[Word]:
        reach, middle = tolerance * _height(word), _middle(word)
        first, last = bisect_left(middles, middle - reach), bisect_right(middles, middle + reach)
        return sorted(words[first:last], key=lambda other: other.x0)

    taken: set[int] = set()
    for word in sorted(words, key=lambda word: word.x0):
        known = _known(word.text)
        if id(word) in taken or _spelt(word.text) not in known.beginnings:
            continue
        run = _run(word, level_with(word, LEVEL_WORDS))
        keys, length = _meant(run, known)
        if keys:
            own = {id(part) for part in run[:length]}
            taken |= own
            beside = (other for other in level_with(word, LEVEL_NUMBERS) if id(other) not in own)
            if numbers := tuple(_numbers(beside)):
                yield LevelNumbers(page.number, keys, numbers)


def _joined(pieces: Iterable[Word]) -> Iterator[Word]:
    """Put together what stands so close that it is one word, if drawn letter by letter."""
    open_runs: dict[int, list[Word]] = {}
    for piece in sorted(pieces, key=lambda piece: piece.x0):
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
    height = _height(word)
    gap = piece.x0 - word.x1
    is_level = abs(_middle(word) - _middle(piece)) <= LEVEL_WORDS * height
    return is_level and -OVERLAP * height <= gap <= LETTER_GAP * height


def _as_one(run: Sequence[Word]) -> Word:
    if len(run) == 1:
        return run[0]
    text = "".join([piece.text for piece in run])
    y0, y1 = min([piece.y0 for piece in run]), max([piece.y1 for piece in run])
    return run[0]._replace(text=text, y0=y0, x1=run[-1].x1, y1=y1)


def _run(first: Word, level: Sequence[Word]) -> list[Word]:
    """Return the words that follow each other from this one on, as those of one text do."""
    run = [first]
    for word in level:
        gap = word.x0 - run[-1].x1
        if word.x0 > run[-1].x0 and gap >= -WORD_GAP * _height(first):
            if gap > WORD_GAP * _height(first):
                break
            run.append(word)
    return run


def _meant(run: Sequence[Word], known: _Known) -> tuple[tuple[str, ...], int]:
    """Return whom a text names in its first words, and in how many; the longest name counts."""
    found: tuple[tuple[str, ...], int] = (), 0
    for length, text in enumerate(accumulate(_spelt(word.text) for word in run), start=1):
        if text not in known.beginnings:
            break
        if text in known.keys:
            found = known.keys[text], length
    return found


@lru_cache(4096)
def _spelt(text: str) -> str:
    """Return a key as it is, and of any other text the letters."""
    return text if DIGITS.fullmatch(text) else letters(plain(text))


def _known(text: str) -> _Known:
    return _known_keys() if DIGITS.fullmatch(text) else _known_names()


def _numbers(words: Iterable[Word]) -> Iterator[str]:
    """Yield the whole numbers among words, as digits alone; what follows a comma is left out."""
    for word in words:
        if number := NUMBER.fullmatch(word.text):
            yield "".join(DIGITS.findall(number[1]))


@cache
def _known_names() -> _Known:
    """The names as they are spelt officially, with and without title, letters only."""
    spelt: dict[str, tuple[str, ...]] = {}
    for gemeinde in load_register().gemeinden.values():
        name = gemeinde.gemeinde_name
        for text in {letters(plain(name)), letters(without_title(name))}:
            spelt[text] = (*spelt.get(text, ()), gemeinde.gemeinde_ags)
    return _with_beginnings(spelt)


@cache
def _known_keys() -> _Known:
    keys: dict[str, tuple[str, ...]] = {}
    for ags, gemeinde in load_register().gemeinden.items():
        keys |= {ags: (ags,), ags.removeprefix(LAND): (ags,), gemeinde.ars: (ags,)}
    return _with_beginnings(keys)


def _with_beginnings(keys: Mapping[str, tuple[str, ...]]) -> _Known:
    return _Known(keys, frozenset(text[:end] for text in keys for end in range(1, len(text) + 1)))


def _middle(word: Word) -> float:
    return (word.y0 + word.y1) / 2


def _height(word: Word) -> float:
    return word.y1 - word.y0
