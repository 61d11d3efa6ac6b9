"""What the texts of a column look like: the evidence for its role."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

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
    r"(?P<name>.*[^\W\d_].*?)\s*[(\[](?:AGS:?\s*)?(?P<key>[\d\s./-]+)[)\]]", re.DOTALL
)
YEAR = re.compile(rf"(?:{CURRENCY} )?(?:19|20)\d\d(?: {CURRENCY})?")


@dataclass(frozen=True)
class ColumnEvidence:
    """Counts over the rows that hold at least one number."""

    column: int
    header: str
    texts: tuple[str, ...]
    """Per row what is printed, empty where nothing is."""
    filled: int
    names: int
    """Texts that a municipality of the register could be meant by."""
    distinct_names: int
    gemeinden: tuple[frozenset[str], ...]
    """Per row the Kreise of the municipalities that its text could name."""
    kreise: int
    kreis_keys: int
    kreis_ags: tuple[frozenset[str], ...]
    """Per row the Kreise that its text could name."""
    landkreise: int
    """Texts that name a Landkreis: no town bears the name of its own Kreis so often."""
    figures: int
    """Texts that are amounts or counts, or would be but for their notation."""
    values: tuple[Decimal | None, ...]
    """Per row the number printed, None where there is none."""

    @property
    def readable(self) -> int:
        """How many texts are amounts or counts."""
        return sum(value is not None for value in self.values)

    def share(self, count: int) -> float:
        """Return a count as a share of the filled cells."""
        return count / self.filled if self.filled else 0.0

    def kreise_agreeing(self, names: "ColumnEvidence") -> int:
        """Return in how many rows a Kreis named here is one that the name may lie in."""
        pairs = zip(self.kreis_ags, names.gemeinden, strict=True)
        return sum(not kreise.isdisjoint(gemeinden) for kreise, gemeinden in pairs)

    def is_kreis_of(self, names: "ColumnEvidence") -> bool:
        """Say whether most names lie in the Kreis beside them, as in no Regierungsbezirk."""
        pairs = zip(self.kreis_ags, names.gemeinden, strict=True)
        both = sum(bool(kreise) and bool(gemeinden) for kreise, gemeinden in pairs)
        return 2 * self.kreise_agreeing(names) > both

    @property
    def is_numbered(self) -> bool:
        """Whether the texts begin with numbers that count the rows."""
        return are_numbered(self.texts)

    @property
    def is_filled(self) -> bool:
        """Whether enough rows have a text in this column."""
        return self.filled >= SPARSE * len(self.texts)

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
    filled = [text for text in texts if text]
    bare = [without_number(text) for text in texts] if are_numbered(texts) else texts
    gemeinden = tuple(_kreise_of_name(text, names) for text in bare)
    kreise = tuple(_kreise_of_text(text, names, register) for text in texts)
    named = [text for text, found in zip(texts, gemeinden, strict=True) if found]
    return ColumnEvidence(
        column,
        header,
        tuple(texts),
        len(filled),
        len(named),
        len(set(named)),
        gemeinden,
        sum(bool(names.find_kreise(text)) for text in filled),
        sum(kreis_of_key(text) in register.kreise for text in filled),
        kreise,
        sum(any(k.kreis_art == "Landkreis" for k in names.find_kreise(text)) for text in filled),
        sum(map(has_shape_of_figure, filled)),
        tuple(map(value_in, texts)),
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


def _kreise_of_text(text: str, names: NameIndex, register: Register) -> frozenset[str]:
    by_key = kreis_of_key(text)
    if by_key is not None and by_key in register.kreise:
        return frozenset([by_key])
    return frozenset(kreis.kreis_ags for kreis in names.find_kreise(text)) if text else frozenset()


def split_key(text: str) -> tuple[str | None, str]:
    """Part a key from the name after it or before it in brackets; None where there is none.

    "08336050 Lörrach", "Lörrach (336050)".
    """
    bracketed = KEY_BEHIND.fullmatch(text.strip())
    if bracketed and (key := parse_gemeinde_ags(bracketed["key"])):
        return key, bracketed["name"]
    words = text.split()
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
