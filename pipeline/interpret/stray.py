"""Rows outside the tables that give a number to a municipality: they must be in a table too."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, dropwhile

from pipeline.interpret.cells import classify, split_key
from pipeline.interpret.flow import FlowRow
from pipeline.interpret.notation import CURRENCY, DASH, parse_betrag, parse_gemeinde_ags
from pipeline.model import RowError, Zeile
from schemas.names import load_gazetteer

DATE = re.compile(r"(?:\d{1,2}\.\d{1,2}\.)?(?:19|20)\d\d(?:[-/]\d{1,4})*")
LONG_NUMBER = 3
"""Digits."""
LONGEST_NAME = 5
"""Words."""
LONGEST_NUMBER = 4
"""Words: three groups of digits and a unit."""


@dataclass(frozen=True)
class StrayFigure:
    """A row that gives a number to a municipality, but stands in no table understood."""

    meant: tuple[frozenset[str], ...]
    """For each key or name in it, all municipalities that could be meant."""
    row: FlowRow
    numbers: frozenset[Decimal]
    """All it could be read as; empty where it says more than a row of a table would."""

    def error(self, read: Mapping[str, Zeile]) -> RowError | None:
        """Return what is wrong where the table does not have the figure, or has another."""
        text, place = self.row.row.text, self.row.herkunft
        if any(gemeinden.isdisjoint(read) for gemeinden in self.meant):
            return RowError("row_outside_table", text, "this row within the table's columns", place)
        known = [read[ags] for part in self.meant for ags in sorted(part) if ags in read]
        printed = (_numbers_among(zeile.herkunft.text.split()) for zeile in known)
        # Small numbers may agree by chance: those of persons, while the amounts differ.
        large = {number for number in self.numbers if number >= 10 ** (LONG_NUMBER - 1)}
        if self.numbers and known and all(map((large or self.numbers).isdisjoint, printed)):
            where = f"page {known[0].herkunft.page}, row {known[0].herkunft.row}"
            expected = f"a number of {known[0].name_gedruckt} on {where}"
            return RowError("row_contradicts", text, expected, place)
        return None


def stray_figure(row: FlowRow) -> StrayFigure | None:
    """Return what a row outside the tables looks like a figure of, if anything.

    It has a key or a name, and digits behind or before it, whatever these look like; running
    numbers, Kreise and anything else may stand there too.
    """
    words = " ".join(row.texts).split()
    if not any(_has_digit(word) or re.fullmatch(DASH, word) for word in words):
        return None
    key, rest = split_key(" ".join(words))
    if key is not None and key in load_gazetteer().register.gemeinden:
        numbers, behind = _numbers_among(rest.split()), _without_currency(rest.split())
        is_figure = (behind and re.fullmatch(DASH, behind[-1])) or _could_be_amount(rest.split())
        meant = [frozenset({key})] if is_figure else []
    else:
        numbers, meant = _numbers_of_plain_row(words, row.row.page), list(_meant(words))
    # Rows of another table may be those of associations, which have the names of towns.
    is_loose = row.model is None
    return StrayFigure(tuple(meant), row, numbers if is_loose else frozenset()) if meant else None


def _numbers_among(words: Sequence[str]) -> frozenset[Decimal]:
    """Return every number that words beside each other could be; digits may stand in groups."""
    spans = combinations(range(len(words) + 1), 2)
    texts = (" ".join(words[i:j]) for i, j in spans if j - i <= LONGEST_NUMBER)
    return frozenset(number for text in texts if (number := parse_betrag(text)) is not None)


def _numbers_of_plain_row(words: Sequence[str], page: int) -> frozenset[Decimal]:
    """Return the numbers behind a name, where nothing but a Kreis stands with them.

    A Landkreis of the same name might have its sum there. Page numbers and dates do not count.
    """
    first = next(filter(lambda place: _has_digit(words[place]), range(len(words))), 0)
    label, behind = words[:first], words[first:]
    find_kreise = load_gazetteer().find_kreise
    if DATE.fullmatch(" ".join(behind)):
        return frozenset()
    if any(kreis.kreis_art == "Landkreis" for kreis in find_kreise(" ".join(label))):
        return frozenset()
    is_named = any(
        _named(label[:end]) and (end == first or find_kreise(" ".join(label[end:])))
        for end in range(1, first + 1)
    )
    if not is_named or any(parse_betrag(w) is None and classify(w).has_letters for w in behind):
        return frozenset()
    return _numbers_among(behind) - {Decimal(page)}


def _meant(words: Sequence[str]) -> Iterator[frozenset[str]]:
    """Yield the municipalities of each key or name, the longest at its place, beside an amount."""
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + LONGEST_NAME), start, -1):
            found = _named(words[start:end])
            if found and any(map(_could_be_amount, (words[:start], words[end:]))):
                yield found
                start = end - 1
                break
        start += 1


def _named(words: Sequence[str]) -> frozenset[str]:
    """Return the municipalities that a name, or a key in one word, could mean."""
    if len(words) == 1 and words[0].isdecimal():
        key = parse_gemeinde_ags(words[0])
        is_known = key in load_gazetteer().register.gemeinden
        return frozenset([key]) if key and is_known else frozenset()
    if not words[0][0].isupper() or any(map(_has_digit, words)):
        return frozenset()
    found = load_gazetteer().find_gemeinden(" ".join(words)).all
    return frozenset(gemeinde.gemeinde_ags for gemeinde in found)


def _could_be_amount(words: Sequence[str]) -> bool:
    """Return True if the numbers behind a name could be its figure.

    Nothing but numbers follows the first, or one is too long for a day, a month or a year.
    """
    behind = list(dropwhile(lambda word: not _has_digit(word), words))
    if behind and all(parse_betrag(word) is not None for word in _without_currency(behind)):
        return True
    digits = (word for word in words if not DATE.fullmatch(word.strip(".,;:")))
    return any(sum(c.isdigit() for c in word) >= LONG_NUMBER for word in digits)


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _without_currency(words: Sequence[str]) -> list[str]:
    return [word for word in words if not re.fullmatch(CURRENCY, word)]
