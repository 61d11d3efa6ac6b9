"""What the texts of a column look like: the evidence for its role."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from pipeline.interpret.notation import (
    CURRENCY,
    PERSONS,
    NotationError,
    parse_anzahl,
    parse_betrag,
    parse_differenz,
    parse_gemeinde_ags,
)
from schemas.names import NameIndex
from schemas.register import Register

SPARSE = 0.1
"""A column filled in fewer rows decides nothing."""
FIGURE = re.compile(
    rf"[-–\u2212]|(?:{CURRENCY}\s*)?[^A-Za-z]*\d[\d.,'\s]*[^A-Za-z]*"
    rf"(?:{CURRENCY}|{PERSONS})?[^A-Za-z]*"
)
NO_QUANTITY = re.compile(
    r"\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{2}|\d{4})?|\d{4}-\d\d-\d\d|\d{1,2}[:/]\d\d(?: Uhr)?"
    r"|[-–\u2212+]?\d[\d.,\s]*(?:%|‰|v\. ?H\.)"
)
"""Dates, times and shares: numbers, but neither counts nor amounts."""
COUNTED = re.compile(r"(\d{1,4})\.?\s+(?=[^\W\d_])")
KEY_BEHIND = re.compile(
    r"(?s)(?P<name>.*[^\W\d_].*?)\s*"
    r"(?:[(\[](?:AGS:?\s*)?(?P<key>[\d\s./-]+)[)\]]|\s(?P<bare>08\d{6}))"
)
KEY_TOUCHING = re.compile(r"^(\d{6}|\d{8}|\d{12})(?=[^\W\d_])")
YEAR = re.compile(rf"(?:{CURRENCY} )?(?:19|20)\d\d(?: {CURRENCY})?")


class CellEvidence(NamedTuple):
    """What the text of one cell looks like; an empty one like nothing."""

    text: str
    gemeinden: frozenset[str]
    """The Kreise of the municipalities that it could name."""
    kreise: frozenset[str]
    """The Kreise that it could name, or whose key it is."""
    is_kreis: bool
    """Whether it is the name of a Kreis."""
    is_landkreis: bool
    is_kreis_key: bool
    is_figure: bool
    """Whether it is an amount or count, or would be but for its notation."""
    value: Decimal | None
    """The number it is."""


@dataclass(frozen=True)
class ColumnEvidence:
    """What the cells of a column look like, row by row and all together."""

    column: int
    header: str
    cells: tuple[CellEvidence, ...]

    def of_rows(self, rows: Sequence[int], header: str) -> "ColumnEvidence":
        """Return the same of some of the rows, under a title."""
        return ColumnEvidence(self.column, header, tuple(self.cells[row] for row in rows))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Per row what is printed, empty where nothing is."""
        return tuple(cell.text for cell in self.cells)

    @cached_property
    def values(self) -> tuple[Decimal | None, ...]:
        """Per row the number printed, None where there is none."""
        return tuple(cell.value for cell in self.cells)

    @cached_property
    def filled(self) -> int:
        """How many cells hold text."""
        return sum(bool(cell.text) for cell in self.cells)

    @cached_property
    def names(self) -> int:
        """How many texts a municipality of the register could be meant by."""
        return sum(bool(cell.gemeinden) for cell in self.cells)

    @cached_property
    def distinct_names(self) -> int:
        """How many different ones of these there are."""
        return len({cell.text for cell in self.cells if cell.gemeinden})

    @cached_property
    def kreise(self) -> int:
        """How many texts are names of Kreise."""
        return sum(cell.is_kreis for cell in self.cells)

    @cached_property
    def kreis_keys(self) -> int:
        """How many texts are keys of Kreise."""
        return sum(cell.is_kreis_key for cell in self.cells)

    @cached_property
    def landkreise(self) -> int:
        """How many texts name a Landkreis: no town bears the name of its own Kreis so often."""
        return sum(cell.is_landkreis for cell in self.cells)

    @cached_property
    def figures(self) -> int:
        """How many texts are amounts or counts, or would be but for their notation."""
        return sum(cell.is_figure for cell in self.cells)

    @cached_property
    def readable(self) -> int:
        """How many texts are amounts or counts."""
        return sum(cell.value is not None for cell in self.cells)

    def share(self, count: int) -> float:
        """Return a count as a share of the filled cells."""
        return count / self.filled if self.filled else 0.0

    def kreise_agreeing(self, names: "ColumnEvidence") -> int:
        """Return in how many rows a Kreis named here is one that the name may lie in."""
        pairs = zip(self.cells, names.cells, strict=True)
        return sum(not here.kreise.isdisjoint(there.gemeinden) for here, there in pairs)

    def is_kreis_of(self, names: "ColumnEvidence") -> bool:
        """Say whether most names lie in the Kreis beside them, as in no Regierungsbezirk."""
        pairs = zip(self.cells, names.cells, strict=True)
        both = sum(bool(here.kreise) and bool(there.gemeinden) for here, there in pairs)
        return 2 * self.kreise_agreeing(names) > both

    @property
    def is_numbered(self) -> bool:
        """Whether the texts begin with numbers that count the rows."""
        return are_numbered(self.texts)

    @property
    def is_filled(self) -> bool:
        """Whether enough rows have a text in this column."""
        return self.filled >= SPARSE * len(self.cells)

    @property
    def is_running_number(self) -> bool:
        """Whether the column merely counts the rows."""
        numbers = [value for value in self.values if value is not None]
        steps = [b - a for a, b in pairwise(numbers)]
        return len(steps) > 3 and sum(step == 1 for step in steps) >= 0.95 * len(steps)


def column_evidence(
    column: int, header: str, texts: Sequence[str], names: NameIndex, register: Register
) -> ColumnEvidence:
    """Look at a column's texts, one per row, empty where nothing is printed."""
    numbered = are_numbered(texts)
    known = {text: _look_at(text, numbered, names, register) for text in dict.fromkeys(texts)}
    return ColumnEvidence(column, header, tuple(known[text] for text in texts))


def _look_at(text: str, numbered: bool, names: NameIndex, register: Register) -> CellEvidence:
    kreise = (names.find_kreise(text) or names.find_cut_kreise(text)) if text else ()
    key = kreis_of_key(text)
    is_key = key is not None and key in register.kreise
    return CellEvidence(
        text,
        _kreise_of_name(without_number(text) if numbered else text, names),
        frozenset([key]) if key and is_key else frozenset(kreis.kreis_ags for kreis in kreise),
        bool(kreise),
        any(kreis.kreis_art == "Landkreis" for kreis in kreise),
        is_key,
        has_shape_of_figure(text),
        value_in(text),
    )


def are_numbered(texts: Sequence[str]) -> bool:
    """Say whether texts begin with numbers that count them ("1 Achstetten", "2 Aichtal")."""
    numbers = [int(match[1]) for text in texts if (match := COUNTED.match(text))]
    steps = [b - a for a, b in pairwise(numbers)]
    return len(steps) > 3 and sum(0 < step <= 2 for step in steps) >= 0.95 * len(steps)


def without_number(text: str) -> str:
    """Return a text without the number that counts its row."""
    return COUNTED.sub("", text, count=1)


def _kreise_of_name(text: str, names: NameIndex) -> frozenset[str]:
    found = names.find_gemeinden(split_key(text)[1]) if text else ()
    return frozenset(gemeinde.kreis_ags for part in found for gemeinde in part)


def split_key(text: str) -> tuple[str | None, str]:
    """Part a key from the name beside it: "336050 Lörrach", "336050Lörrach", "Lörrach (336050)".

    Without brackets only "Lörrach 08336050" with all digits: other numbers may stand there.
    """
    behind = KEY_BEHIND.fullmatch(text.strip())
    if behind and (key := parse_gemeinde_ags(behind["key"] or behind["bare"])):
        return key, behind["name"]
    words = KEY_TOUCHING.sub(r"\1 ", text.strip()).split()
    for count in range(min(len(words) - 1, 4), 0, -1):
        key = parse_gemeinde_ags(" ".join(words[:count]))
        if key is not None:
            return key, " ".join(words[count:])
    return None, text


def kreis_of_key(text: str) -> str | None:
    """Return the 5-digit key of a Kreis printed as 5 or 3 digits; None for any other text."""
    digits = text.strip()
    if not digits.isdecimal() or len(digits) not in (3, 5):
        return None
    return digits if len(digits) == 5 else f"08{digits}"


def number_in(text: str) -> Decimal | None:
    """Return the amount a text is, or None."""
    try:
        return parse_betrag(text)
    except NotationError:
        return None


def value_in(text: str) -> Decimal | None:
    """Return the amount or count a text is, with its sign and whatever its unit; or None."""
    try:
        return parse_differenz(text)
    except NotationError:
        pass
    try:
        return Decimal(parse_anzahl(text))
    except NotationError:
        return None


def has_shape_of_figure(text: str) -> bool:
    """Say whether a text is an amount or count, or would be but for its notation."""
    bare = text.strip()
    return FIGURE.fullmatch(bare) is not None and NO_QUANTITY.fullmatch(bare) is None


def is_figure(text: str) -> bool:
    """Say whether a text is a number other than a year, as titles have them."""
    return number_in(text) is not None and not YEAR.fullmatch(text)
