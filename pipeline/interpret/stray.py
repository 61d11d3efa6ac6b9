"""Figures outside the table's columns: they must not be lost without a word."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.interpret.evidence import number_in, split_key
from pipeline.interpret.flow import FlowRow
from schemas.names import NameIndex
from schemas.register import Register

DATE = re.compile(r"(?:\d{1,2}\.\d{1,2}\.)?(?:19|20)\d\d(?:[-/]\d{1,4})*")
LONG_NUMBER = 3
"""Digits."""


@dataclass(frozen=True)
class StrayFigure:
    """A row that gives a number to a municipality, but stands in no table understood."""

    gemeinde_ags: frozenset[str]
    """All municipalities that could be meant."""
    row: FlowRow

    def is_lost(self, read: Iterable[str]) -> bool:
        """Say whether none of the municipalities has a figure elsewhere."""
        return self.gemeinde_ags.isdisjoint(read)


def stray_figure(row: FlowRow, names: NameIndex, register: Register) -> StrayFigure | None:
    """Return what a row outside the tables looks like a figure of, if anything.

    It begins with a key or a name and has digits behind it, whatever these look like.
    """
    words = " ".join(row.texts).split()
    key, rest = split_key(" ".join(words))
    words = rest.split()
    end = _first_number(words)
    if not end or not _could_be_amount(words[end:]):
        return None
    if key is not None and key in register.gemeinden:
        return StrayFigure(frozenset({key}), row)
    found = names.find_gemeinden(" ".join(words[:end]))
    meant = frozenset(gemeinde.gemeinde_ags for part in found for gemeinde in part)
    return StrayFigure(meant, row) if meant else None


def has_number(texts: Iterable[str]) -> bool:
    """Say whether any text, or the end of any, is a number."""
    return any(number_in(" ".join(text.split()[-1:])) is not None for text in texts if text)


def _could_be_amount(words: Sequence[str]) -> bool:
    """Say whether words are numbers, or hold one too long for a day, a month or a year."""
    if all(number_in(word) is not None for word in words):
        return True
    digits = (word for word in words if not DATE.fullmatch(word.strip(".,;:")))
    return any(sum(c.isdigit() for c in word) >= LONG_NUMBER for word in digits)


def _first_number(words: Sequence[str]) -> int | None:
    """Return where the first word with a digit stands."""
    digits = (any(c.isdigit() for c in word) for word in words)
    return next((index for index, has_digit in enumerate(digits) if has_digit), None)
