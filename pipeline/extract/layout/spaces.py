"""Columns with no more than a space between them.

A gap as wide as a space, at one place in nearly all rows, is a space within one text
("08 3 36 050") or all that is left between two columns. It is the latter where the texts on its
right begin at that place, and those on its left fill their column to a varying degree, or are
keys before names.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from pipeline.extract.layout.geometry import Word
from pipeline.extract.layout.lines import Line
from pipeline.extract.layout.settings import SETTINGS

KEY = re.compile(r"\d{5,}")
DIGIT = re.compile(r"\d")
NUMBER = re.compile(r"\d|^[-–]$")
"""In a word that is a number, nothing among them."""


class Strip(Protocol):
    """A vertical strip."""

    @property
    def x0(self) -> float:
        """Its left edge."""

    @property
    def x1(self) -> float:
        """Its right edge."""


class Pair(NamedTuple):
    """The words on both sides of a strip in one line."""

    begins: float
    """Where the left word begins, or the number whose unit it is."""
    before: Word
    after: Word
    is_behind_number: bool
    """Whether the left word is a number or its unit."""


def parts_tightly(strip: Strip, lines: Sequence[Line]) -> bool:
    """Return True if a strip that is no wider than a space parts two columns all the same."""
    pairs = list(_beside(strip, lines))
    if len(pairs) < SETTINGS.enough_rows:
        return False
    close = [pair for pair in pairs if pair.after.x0 - strip.x1 <= SETTINGS.one_place]
    return (
        len(close) >= SETTINGS.nearly_all * len(pairs)
        and _are_texts(pairs)
        and _is_column_before(pairs)
        and not any(_may_be_one_number(pair.before.text, pair.after.text) for pair in close)
    )


def _are_texts(pairs: Sequence[Pair]) -> bool:
    """Return True if words behind a gap are texts of their own: they differ, or are remarks.

    Remarks behind numbers may be few and the same again and again, but they are no units.
    """
    words = {pair.after.text for pair in pairs}
    if len(words) >= SETTINGS.distinct * len(pairs):
        return True
    if _are_numbers_behind_texts(pairs):
        return True
    are_long = all(len(word) >= SETTINGS.longer_than_units for word in words)
    behind_numbers = sum(pair.is_behind_number for pair in pairs)
    return len(words) > 1 and are_long and behind_numbers >= SETTINGS.nearly_all * len(pairs)


def _are_numbers_behind_texts(pairs: Sequence[Pair]) -> bool:
    """Return True for numbers at one place behind texts that end anywhere, or are cut off there.

    A number that is part of a text ("Zone 2") stands wherever that ends.
    """
    behind = [pair for pair in pairs if not pair.is_behind_number and NUMBER.match(pair.after.text)]
    return len(behind) >= SETTINGS.nearly_all * len(pairs) and _vary(
        [pair.before.x1 for pair in behind]
    )


def _is_column_before(pairs: Sequence[Pair]) -> bool:
    """Return True if the texts on the left begin or end at varying places, or are keys of names."""
    return (
        _vary([pair.begins for pair in pairs])
        or _vary([pair.before.x1 for pair in pairs])
        or sum(_is_key_before_name(pair.before, pair.after) for pair in pairs)
        >= SETTINGS.nearly_all * len(pairs)
    )


def _beside(strip: Strip, lines: Iterable[Line]) -> Iterator[Pair]:
    """Yield the words next to a strip, of each line with words on both its sides."""
    for line in lines:
        words = [word for phrase in line.phrases for word in phrase.words]
        for index, (before, after) in enumerate(pairwise(words)):
            if before.x1 <= strip.x0 + 0.5 and after.x0 >= strip.x1 - 0.5:
                number = _number_of(words, index)
                yield Pair((number or before).x0, before, after, number is not None)
                break


def _number_of(words: Sequence[Word], index: int) -> Word | None:
    """Return a word that is a number, or the number before it whose unit it is."""
    word = words[index]
    if NUMBER.search(word.text):
        return word
    is_unit = len(word.text) < SETTINGS.longer_than_units
    before = words[index - 1] if index else None
    return before if is_unit and before and NUMBER.search(before.text[-1]) else None


def _vary(edges: Sequence[float]) -> bool:
    """Return True if enough of some edges are elsewhere than most."""
    usual, _ = Counter(map(round, edges)).most_common(1)[0]
    elsewhere = sum(abs(edge - usual) > 1 for edge in map(round, edges))
    return elsewhere >= SETTINGS.varying * len(edges)


def _is_key_before_name(before: Word, after: Word) -> bool:
    return bool(KEY.fullmatch(before.text)) and after.text[0].isalpha()


def _may_be_one_number(before: str, after: str) -> bool:
    """Return True if two words could be the parts of one number; a key is not one of them."""
    both = DIGIT.match(before[-1]) and DIGIT.match(after)
    return bool(both) and not KEY.fullmatch(after)
