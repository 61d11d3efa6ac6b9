"""Columns with no more than a space between them (step 5a: corridors).

A gap as wide as a space, at one place in nearly all rows, is a space within one text
("08 3 36 050") or all that is left between two columns. It is the latter where the texts on its
right begin at that place, and those on its left fill their column to a varying degree, or are
keys before names.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from pipeline.extract.pdfium.geometry import Word
from pipeline.extract.pdfium.lines import Line

LEAST_ROWS = 12
"""Rows with a word on either side that the gap between two columns needs."""
NEARLY_ALL = 0.9
"""Share of these rows that must agree."""
ONE_PLACE = 0.75
"""Points within which texts begin at one place."""
VARYING = 0.1
"""Share of the rows that begin or end elsewhere where texts do so at varying places."""
DISTINCT = 0.3
"""Share of the texts after the gap that differ from each other: a unit is always the same."""
KEY = re.compile(r"\d{5,}")
DIGIT = re.compile(r"\d")


class Strip(Protocol):
    """A vertical strip."""

    @property
    def x0(self) -> float:
        """Its left edge."""

    @property
    def x1(self) -> float:
        """Its right edge."""


def parts_tightly(strip: Strip, lines: Sequence[Line]) -> bool:
    """Say whether a strip that is no wider than a space parts two columns all the same."""
    pairs = list(_beside(strip, lines))
    if len(pairs) < LEAST_ROWS:
        return False
    close = [(before, after) for before, after in pairs if after.x0 - strip.x1 <= ONE_PLACE]
    return (
        len(close) >= NEARLY_ALL * len(pairs)
        and len({after.text for _, after in pairs}) >= DISTINCT * len(pairs)
        and _is_column_before(pairs)
        and not any(_may_be_one_number(before.text, after.text) for before, after in close)
    )


def _is_column_before(pairs: Sequence[tuple[Word, Word]]) -> bool:
    """Say whether the words on the left begin or end at varying places, or are keys of names."""
    return (
        _vary([before.x0 for before, _ in pairs])
        or _vary([before.x1 for before, _ in pairs])
        or sum(_is_key_before_name(*pair) for pair in pairs) >= NEARLY_ALL * len(pairs)
    )


def _beside(strip: Strip, lines: Iterable[Line]) -> Iterator[tuple[Word, Word]]:
    """Yield the words next to a strip, of each line with words on both its sides."""
    for line in lines:
        words = [word for phrase in line.phrases for word in phrase.words]
        for before, after in pairwise(words):
            if before.x1 <= strip.x0 + 0.5 and after.x0 >= strip.x1 - 0.5:
                yield before, after
                break


def _vary(edges: Sequence[float]) -> bool:
    """Say whether enough of some edges are elsewhere than most."""
    counts = Counter(map(round, edges))
    usual, _ = counts.most_common(1)[0]
    elsewhere = sum(count for edge, count in counts.items() if abs(edge - usual) > 1)
    return elsewhere >= VARYING * len(edges)


def _is_key_before_name(before: Word, after: Word) -> bool:
    return bool(KEY.fullmatch(before.text)) and after.text[0].isalpha()


def _may_be_one_number(before: str, after: str) -> bool:
    """Say whether two words could be the parts of one number; a key is none of them."""
    both = DIGIT.match(before[-1]) and DIGIT.match(after)
    return bool(both) and not KEY.fullmatch(after)
