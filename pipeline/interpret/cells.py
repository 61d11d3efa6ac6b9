"""What the text of a cell can be: a name, a key, a Kreis, a number, words of a sum.

Each distinct text is classified once, whatever it turns out to be in its column and row; every
later step asks the same answer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import TypedDict

from pipeline.interpret.notation import (
    CURRENCY,
    LAND,
    PERSONS,
    parse_anzahl,
    parse_betrag,
    parse_differenz,
    parse_gemeinde_ags,
)
from schemas.names import NONE, Candidates, load_gazetteer, plain
from schemas.register import Kreis

FIGURE = re.compile(
    rf"[-–\u2212]|(?:{CURRENCY}\s*)?[^A-Za-z]*\d[\d.,'\s]*[^A-Za-z]*"
    rf"(?:{CURRENCY}|{PERSONS})?[^A-Za-z]*"
)
NO_QUANTITY = re.compile(
    r"\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{2}|\d{4})?|\d{4}-\d\d-\d\d|\d{1,2}[:/]\d\d(?: Uhr)?"
    r"|[-–\u2212+]?\d[\d.,\s]*(?:%|‰|v\. ?H\.)"
)
"""Dates, times and shares: numbers, but neither counts nor amounts."""
YEAR = re.compile(rf"(?:{CURRENCY} )?(?:19|20)\d\d(?: {CURRENCY})?")
UNITS = re.compile(rf"(?<![^\W\d_])(?:{CURRENCY}|{PERSONS})(?![^\W\d_])")
LETTER = re.compile(r"[^\W\d_]")
COUNTED = re.compile(r"(\d{1,4})\.?\s+(?=[^\W\d_])")
KEY_BEHIND = re.compile(
    r"(?s)(?P<name>.*[^\W\d_].*?)\s*"
    r"(?:[(\[](?:AGS:?\s*)?(?P<key>[\d\s./-]+)[)\]]|\s(?P<bare>08\d{6}))"
)
KEY_TOUCHING = re.compile(r"^(\d{6}|\d{8}|\d{12})(?=[^\W\d_])")
BRACKETED = re.compile(r"(?s)(?P<name>.+?)\s*\((?P<beside>[^()]+)\)")
PIECES = re.compile(r"[\n·|/;,•]|\s[-–]\s")
LABEL = re.compile(r"^\s*(?:AGS\b|[A-Za-zÄÖÜäöüß]+\.?:)\s*")
"""A word before what is said: "Kreis: Esslingen", "AGS 08116019"."""
SUM_WORDS = (
    r"zwischensumme|gesamtsumme|kreissumme|landessumme|teilsumme|endsumme|summen?|gesamt"
    r"|insgesamt|zusammen|total|gesamtergebnis|ergebnis"
)
SPEAKS_OF_SUM = re.compile(
    rf"\b(?:{SUM_WORDS}|uebertrag|seitensumme|regierungsbezirk|rp|rb|reg)\b|\bb ?a ?d ?e ?n"
)
CUT_LETTERS = 5
"""Letters by which a name that is cut off must at least be known."""
KNOWN_TEXTS = 1 << 16


@dataclass(frozen=True, slots=True)
class CellText:
    """A text and what it can be."""

    text: str
    has_letters: bool = False
    """Whether it is more than digits, signs and units."""
    key: str | None = None
    """The key of a municipality that stands in the cell with its name."""
    name: str = ""
    """The text without that key, and without a Kreis that stands with the name."""
    named: Candidates = NONE
    """The municipalities that the name could mean."""
    beside: tuple[Kreis, ...] = ()
    """The Kreis that stands in the cell with the name."""
    kreise: tuple[Kreis, ...] = ()
    """The Kreise that the text as a whole names."""
    number: Decimal | None = None
    """The amount it is."""
    signed: Decimal | None = None
    """The same, or with a sign before it."""
    count: int | None = None
    """The count of persons it is."""
    is_numeric: bool = False
    """Whether it is an amount or count, or would be but for its notation."""
    speaks_of_sum: bool = False
    """Whether it has a word that sums or larger areas are labelled with."""

    @property
    def value(self) -> Decimal | None:
        """The amount or count it is, with its sign and whatever its unit."""
        return self.signed if self.signed is not None or self.count is None else Decimal(self.count)

    @property
    def is_figure(self) -> bool:
        """Whether it is a number other than a year, as titles have them."""
        return self.number is not None and not YEAR.fullmatch(self.text)

    @property
    def is_unit(self) -> bool:
        """Whether it is a unit without a number."""
        may_be = bool(self.text) and not self.text[0].isdecimal()
        return may_be and not UNITS.sub("", self.text).strip()

    @property
    def is_name(self) -> bool:
        """Whether some municipality of the register could be meant."""
        return self.named != NONE

    @property
    def in_one_line(self) -> "CellText":
        """The number that it is if its line breaks are spaces between thousands; else itself."""
        if self.value is not None or "\n" not in self.text:
            return self
        joined = classify(" ".join(self.text.split()))
        return joined if joined.value is not None else self

    @property
    def kreis_of_key(self) -> tuple[Kreis, ...]:
        """The Kreis whose key it is, printed as 5 or 3 digits."""
        digits = self.text.strip()
        kreise = load_gazetteer().register.kreise if digits.isdecimal() else {}
        found = kreise.get(digits) or kreise.get(f"{LAND}{digits}")
        return (found,) if found else ()


class _Number(TypedDict):
    """What a text is as a number, as `CellText` has it."""

    number: Decimal | None
    signed: Decimal | None
    count: int | None
    is_numeric: bool


@lru_cache(KNOWN_TEXTS)
def classify(text: str) -> CellText:
    """Return what a text can be."""
    if not text:
        return CellText("")
    if not has_letters(text):
        return CellText(text, name=text, **_as_number(text))
    cell = _classify_words(text)
    return replace(cell, **_as_number(text)) if any(map(str.isdigit, text)) else cell


def _as_number(text: str) -> _Number:
    number, bare = parse_betrag(text), text.strip()
    return {
        "number": number,
        "signed": parse_differenz(text) if number is None else number,
        "count": parse_anzahl(text),
        "is_numeric": bool(FIGURE.fullmatch(bare)) and not NO_QUANTITY.fullmatch(bare),
    }


def _classify_words(text: str) -> CellText:
    gazetteer = load_gazetteer()
    key, name = split_key(text)
    named = gazetteer.find_gemeinden(name)
    cell = CellText(
        text,
        has_letters=True,
        key=key,
        name=name,
        named=named,
        kreise=gazetteer.find_kreise(text) or (() if named.all else _kreis_cut_off(text)),
        speaks_of_sum=SPEAKS_OF_SUM.search(plain(text)) is not None,
    )
    return cell if cell.named.whole else _with_more_beside(cell)


def _kreis_cut_off(text: str) -> tuple[Kreis, ...]:
    """Return the Kreis whose name a text begins, cut off by the edge of its cell."""
    begun = load_gazetteer().kreise_begun_by(text, CUT_LETTERS)
    return begun if len(begun) == 1 else ()


def _with_more_beside(cell: CellText) -> CellText:
    """Split a name from the key and the Kreis that stand behind it or on lines below it.

    Nothing else may stand there: it would be lost.
    """
    for name, rest in _names_and_rests(cell.name):
        named, said = load_gazetteer().find_gemeinden(name), _read_beside(rest)
        if named != NONE and said is not None:
            key, kreise = said
            return replace(cell, key=cell.key or key, name=name, named=named, beside=kreise)
    return cell


def _names_and_rests(text: str) -> Iterator[tuple[str, str]]:
    if match := BRACKETED.fullmatch(text):
        yield match["name"], match["beside"]
    lines = text.split("\n")
    for count in range(len(lines) - 1, 0, -1):
        yield "\n".join(lines[:count]), "\n".join(lines[count:])


def _read_beside(text: str) -> tuple[str | None, tuple[Kreis, ...]] | None:
    """Return the key and the Kreis that a text consists of; None where it says anything else."""
    key: str | None = None
    kreise: tuple[Kreis, ...] = ()
    for piece in filter(None, (LABEL.sub("", piece).strip() for piece in PIECES.split(text))):
        found = load_gazetteer().find_kreise(piece)
        printed = parse_gemeinde_ags(piece)
        if (kreise and found) or (key and printed) or not (found or printed):
            return None
        key, kreise = printed or key, found or kreise
    return key, kreise


@lru_cache(KNOWN_TEXTS)
def has_letters(text: str) -> bool:
    """Return True if a text is more than digits, signs and units."""
    if not LETTER.search(text):
        return False
    return LETTER.search(UNITS.sub("", text)) is not None


def are_numbered(texts: Sequence[str]) -> bool:
    """Return True if texts begin with numbers that count them ("1 Achstetten", "2 Aichtal")."""
    numbers = [int(match[1]) for text in texts if (match := COUNTED.match(text))]
    steps = [b - a for a, b in pairwise(numbers)]
    return len(steps) > 3 and sum(0 < step <= 2 for step in steps) >= 0.95 * len(steps)


def without_number(text: str) -> str:
    """Return a text without the number that counts its row."""
    return COUNTED.sub("", text, count=1)


def split_key(text: str) -> tuple[str | None, str]:
    """Split a key from the name beside it: "336050 Lörrach", "336050Lörrach", "Lörrach (336050)".

    Without brackets only "Lörrach 08336050" with all digits: other numbers may stand there.
    """
    if not any(map(str.isdigit, text)):
        return None, text
    behind = KEY_BEHIND.fullmatch(text.strip())
    if behind and (key := parse_gemeinde_ags(behind["key"] or behind["bare"])):
        return key, behind["name"]
    words = KEY_TOUCHING.sub(r"\1 ", text.strip()).split()
    for count in range(min(len(words) - 1, 4), 0, -1):
        key = parse_gemeinde_ags(" ".join(words[:count]))
        if key is not None:
            return key, " ".join(words[count:])
    return None, text
