"""A witness of place: which numbers stand level with which municipality's name or key.

It knows words and where they stand, and the register; no rules, columns, rows or tables. What
layout and interpretation make of a page can so be held against it (check `lage`). Much escapes it,
a name over two lines or in a spelling of its own; what it says has to be right.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate

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
SHORT_KEY, KEY, LONG_KEY = 6, 8, 12
"""So many digits have keys without the Land, keys, and those with the association."""
NUMBER = re.compile(r"(\d[\d.'’]*)(?:,[\d–—−-]*)?[)*]*(?:€|EUR|Euro)?")
DIGITS = re.compile(r"\d+")


def numbers_beside_names(pages: Iterable[Page]) -> tuple[LevelNumbers, ...]:
    """Return the numbers level with each name and each key on the pages."""
    found = (entry for page in pages for entry in _on_page(page))
    return tuple(dict.fromkeys(found))


def _on_page(page: Page) -> Iterator[LevelNumbers]:
    """A name and a key that stand level with the same numbers are told once."""
    words = sorted(_joined(page.words), key=_middle)
    middles = [_middle(word) for word in words]

    def level_with(word: Word, tolerance: float) -> list[Word]:
        reach, middle = tolerance * _height(word), _middle(word)
        first, last = bisect_left(middles, middle - reach), bisect_right(middles, middle + reach)
        return sorted(words[first:last], key=lambda other: other.x0)

    taken: set[Word] = set()
    for word in sorted(words, key=lambda word: (word.x0, word.y0)):
        if word in taken:
            continue
        run = _run(word, level_with(word, LEVEL_WORDS))
        keys, length = _meant(run)
        if keys:
            taken.update(run[:length])
            beside = (w for w in level_with(word, LEVEL_NUMBERS) if w not in run[:length])
            yield LevelNumbers(page.number, keys, tuple(_numbers(beside)))


def _joined(pieces: Iterable[Word]) -> Iterator[Word]:
    """Put together what stands so close that it is one word, if drawn letter by letter."""
    open_words: dict[int, Word] = {}
    for piece in sorted(pieces, key=lambda piece: piece.x0):
        band = round(_middle(piece) / BAND)
        for near in (band, band - 1, band + 1):
            word = open_words.get(near)
            if word and _continues(word, piece):
                box = word._replace(
                    text=word.text + piece.text,
                    y0=min(word.y0, piece.y0),
                    x1=max(word.x1, piece.x1),
                    y1=max(word.y1, piece.y1),
                )
                open_words[near] = box
                break
        else:
            if band in open_words:
                yield open_words[band]
            open_words[band] = piece
    yield from open_words.values()


def _continues(word: Word, piece: Word) -> bool:
    height = _height(word)
    gap = piece.x0 - word.x1
    is_level = abs(_middle(word) - _middle(piece)) <= LEVEL_WORDS * height
    return is_level and -OVERLAP * height <= gap <= LETTER_GAP * height


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


def _meant(run: Sequence[Word]) -> tuple[tuple[str, ...], int]:
    """Return whom a text names in its first words, and in how many; the longest name counts."""
    digits = DIGITS.fullmatch(run[0].text) is not None
    texts = [word.text if digits else letters(plain(word.text)) for word in run]
    known, beginnings = _keys() if digits else _names()
    found: tuple[tuple[str, ...], int] = (), 0
    if not texts[0]:
        return found
    for length, text in enumerate(accumulate(texts), start=1):
        if text not in beginnings:
            break
        if text in known:
            found = known[text], length
    return found


def _numbers(words: Iterable[Word]) -> Iterator[str]:
    """Yield the whole numbers among words, as digits alone; what follows a comma is left out."""
    for word in words:
        if number := NUMBER.fullmatch(word.text):
            yield "".join(DIGITS.findall(number[1]))


_Known = tuple[Mapping[str, tuple[str, ...]], frozenset[str]]
"""Whom a text names, and every beginning of such a text."""


@cache
def _names() -> _Known:
    """The names as they are spelt officially, with and without title, letters only."""
    spelt: dict[str, tuple[str, ...]] = {}
    for gemeinde in load_register().gemeinden.values():
        name = gemeinde.gemeinde_name
        for text in {letters(plain(name)), letters(without_title(name))}:
            spelt[text] = (*spelt.get(text, ()), gemeinde.gemeinde_ags)
    return spelt, _beginnings(spelt)


@cache
def _keys() -> _Known:
    keys: dict[str, tuple[str, ...]] = {}
    for ags, gemeinde in load_register().gemeinden.items():
        keys |= {ags: (ags,), ags.removeprefix(LAND): (ags,), gemeinde.ars: (ags,)}
    return keys, _beginnings(keys)


def _beginnings(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(text[:end] for text in texts for end in range(1, len(text) + 1))


def _middle(word: Word) -> float:
    return (word.y0 + word.y1) / 2


def _height(word: Word) -> float:
    return word.y1 - word.y0
