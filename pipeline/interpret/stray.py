"""Figures outside the table's columns: they must not be lost without a word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.interpret.evidence import number_in, split_key
from pipeline.interpret.flow import FlowRow
from pipeline.interpret.notation import parse_gemeinde_ags
from schemas.names import NameIndex
from schemas.register import Register

DATE = re.compile(r"(?:\d{1,2}\.\d{1,2}\.)?(?:19|20)\d\d(?:[-/]\d{1,4})*")
LONG_NUMBER = 3
"""Digits."""
LONGEST_NAME = 5
"""Words."""


@dataclass(frozen=True)
class StrayFigure:
    """A row that gives a number to a municipality, but stands in no table understood."""

    meant: tuple[frozenset[str], ...]
    """For each key or name in it, all municipalities that could be meant."""
    row: FlowRow

    def is_lost(self, read: Iterable[str]) -> bool:
        """Say whether of some key or name in it no municipality has a figure elsewhere."""
        return any(gemeinden.isdisjoint(read) for gemeinden in self.meant)


def stray_figure(row: FlowRow, names: NameIndex, register: Register) -> StrayFigure | None:
    """Return what a row outside the tables looks like a figure of, if anything.

    It has a key or a name, and digits behind or before it, whatever these look like; running
    numbers, Kreise and anything else may stand there too.
    """
    words = " ".join(row.texts).split()
    key, rest = split_key(" ".join(words))
    if key is not None and key in register.gemeinden:
        is_figure = _could_be_amount(rest.split())
        return StrayFigure((frozenset({key}),), row) if is_figure else None
    meant = (*_keys(words, register), *_meant(words, names))
    return StrayFigure(meant, row) if meant else None


def _keys(words: Sequence[str], register: Register) -> Iterator[frozenset[str]]:
    """Yield the municipality of each key among words with an amount behind or before it."""
    for index, word in enumerate(words):
        key = parse_gemeinde_ags(word) if word.isdecimal() else None
        others = (words[:index], words[index + 1 :])
        if key is not None and key in register.gemeinden and any(map(_could_be_amount, others)):
            yield frozenset({key})


def _meant(words: Sequence[str], names: NameIndex) -> Iterator[frozenset[str]]:
    """Yield the municipalities of each name, the longest at its place, beside an amount."""
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + LONGEST_NAME), start, -1):
            found = _named(words[start:end], names)
            if found and any(map(_could_be_amount, (words[:start], words[end:]))):
                yield found
                start = end - 1
                break
        start += 1


def _named(words: Sequence[str], names: NameIndex) -> frozenset[str]:
    if not words[0][0].isupper() or any(any(map(str.isdigit, word)) for word in words):
        return frozenset()
    found = names.find_gemeinden(" ".join(words))
    return frozenset(gemeinde.gemeinde_ags for part in found for gemeinde in part)


def has_number(texts: Iterable[str]) -> bool:
    """Say whether any text, or the end of any, is a number."""
    return any(number_in(" ".join(text.split()[-1:])) is not None for text in texts if text)


def _could_be_amount(words: Sequence[str]) -> bool:
    """Say whether the numbers behind a name could be its figure.

    Nothing but numbers follows the first, or one is too long for a day, a month or a year.
    """
    first = next((i for i, word in enumerate(words) if any(map(str.isdigit, word))), None)
    if first is None:
        return False
    if all(number_in(word) is not None for word in words[first:]):
        return True
    digits = (word for word in words if not DATE.fullmatch(word.strip(".,;:")))
    return any(sum(c.isdigit() for c in word) >= LONG_NUMBER for word in digits)
