"""What the text of a cell can be: a name, a key, a Kreis, a number, words of a sum.

Each question is asked once of each distinct text, and only where something depends on the answer:
what stands among amounts is no name, whatever the register has.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.interpret.notation import (
    CURRENCY,
    DASH,
    PERSONS,
    UP_TO,
    parse_anzahl,
    parse_betrag,
    parse_gemeinde_ags,
    parse_signed,
)
from pipeline.interpret.once import once
from schemas.names import KREIS_WORDS, NONE, Candidates, load_gazetteer, plain
from schemas.register import LAND, Kreis

FIGURE = re.compile(
    rf"{DASH}|(?:{CURRENCY}\s*)?[^A-Za-z]*\d[\d.,'’\s]*[^A-Za-z]*"
    rf"(?:{CURRENCY}|{PERSONS})?[^A-Za-z]*"
)
NO_QUANTITY = re.compile(
    r"\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{2}|\d{4})?|\d{4}-\d\d-\d\d|\d{1,2}[:/]\d\d(?: Uhr)?"
    r"|[-–\u2212+]?\d[\d.,\s]*(?:%|‰|v\. ?H\.)"
)
"""Dates, times and shares: numbers, but neither counts nor amounts."""
YEAR = re.compile(rf"(?:{CURRENCY} )?(?:19|20)\d\d(?: {CURRENCY})?")
UNITS = re.compile(rf"(?<![^\W\d_])(?:{CURRENCY}|{PERSONS}|{UP_TO})(?![^\W\d_])")
UNIT_INITIALS = "EePKBbHhMm"
LETTER = re.compile(r"[^\W\d_]")
COUNTED = re.compile(r"(\d{1,4})\.?\s+(?=[^\W\d_])")
KEY_BEHIND = re.compile(
    r"(?s)(?P<name>.*[^\W\d_].*?)\s*"
    r"(?:[(\[](?:AGS:?\s*)?(?P<key>[\d\s./-]+)[)\]]|\s(?P<bare>08\d{6}))"
)
KEY_TOUCHING = re.compile(r"^(\d{6}|\d{8}|\d{12})(?=[^\W\d_])")
BRACKETED = re.compile(r"(?s)(?P<name>.+?)\s*\((?P<beside>[^()]+)\)")
IS_OF_KREIS = re.compile(rf"kreis\b|{KREIS_WORDS.pattern}")
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


class NameText(NamedTuple):
    """What a text says as the name of a municipality."""

    text: str
    key: str | None
    """The key of a municipality that stands in the cell with its name."""
    name: str
    """The text without that key, and without a Kreis that stands with the name."""
    named: Candidates = NONE
    """The municipalities that the name could mean."""
    beside: tuple[Kreis, ...] = ()
    """The Kreis that stands in the cell with the name."""

    @property
    def is_name(self) -> bool:
        """Whether some municipality of the register could be meant."""
        return self.named != NONE


@dataclass(frozen=True)
class CellText:
    """A text and what it can be; `classify` gives the one of each text."""

    text: str

    @once
    def has_letters(self) -> bool:
        """Whether it is more than digits, signs and units."""
        if self.text[:1].isalpha() and self.text[0] not in UNIT_INITIALS:
            return True  # As nearly all names: what follows takes longer.
        return bool(LETTER.search(self.text) and LETTER.search(UNITS.sub("", self.text)))

    @once
    def _as_a_whole(self) -> NameText:
        """What it says if nothing but a key stands with the name."""
        if not self.has_letters:
            return NameText(self.text, None, self.text)
        key, name = split_key(self.text)
        return NameText(self.text, key, name, load_gazetteer().find_gemeinden(name))

    @once
    def as_name(self) -> NameText:
        """What it says as the name of a municipality."""
        whole = self._as_a_whole
        return _with_more_beside(whole) if self.has_letters and not whole.named.whole else whole

    @once
    def is_name(self) -> bool:
        """Whether some municipality of the register could be meant."""
        return self.as_name.named != NONE

    @once
    def kreise(self) -> tuple[Kreis, ...]:
        """The Kreise that the text as a whole names."""
        if not self.has_letters:
            return ()
        found = load_gazetteer().find_kreise(self.text)
        if found or self._as_a_whole.named.all:
            return found
        # An edge of its cell may cut off the end.
        begun = load_gazetteer().kreise_begun_by(self.text, CUT_LETTERS)
        return begun if len(begun) == 1 else ()

    @once
    def speaks_of_sum(self) -> bool:
        """Whether it has a word that sums or larger areas are labelled with."""
        return self.has_letters and SPEAKS_OF_SUM.search(plain(self.text)) is not None

    @once
    def may_be_number(self) -> bool:
        """Whether it has digits, or nothing but signs."""
        return bool(self.text) and (not self.has_letters or any(map(str.isdigit, self.text)))

    @once
    def number(self) -> Decimal | None:
        """The amount it is."""
        return parse_betrag(self.text) if self.may_be_number else None

    @once
    def signed(self) -> Decimal | None:
        """The same, or with a sign before it: a part may be taken off."""
        has_sign = self.number is None and self.may_be_number
        return parse_signed(self.text) if has_sign else self.number

    @once
    def count(self) -> int | None:
        """The count of persons it is."""
        return parse_anzahl(self.text) if self.may_be_number else None

    @once
    def is_numeric(self) -> bool:
        """Whether it is an amount or count, or would be but for its notation."""
        if self.number is not None:
            return True
        bare = self.text.strip()
        is_figure = self.may_be_number and FIGURE.fullmatch(bare)
        return bool(is_figure) and not NO_QUANTITY.fullmatch(bare)

    @once
    def value(self) -> Decimal | None:
        """The amount or count it is, with its sign and whatever its unit."""
        return self.signed if self.signed is not None or self.count is None else Decimal(self.count)

    @once
    def is_figure(self) -> bool:
        """Whether it is a number other than a year, as titles have them."""
        return self.number is not None and not YEAR.fullmatch(self.text)

    @once
    def is_unit(self) -> bool:
        """Whether it is a unit without a number."""
        may_be = bool(self.text) and not self.text[0].isdecimal()
        return may_be and not UNITS.sub("", self.text).strip()

    @once
    def in_one_line(self) -> "CellText":
        """The number that it is if its line breaks are spaces between thousands; else itself."""
        if self.value is not None or "\n" not in self.text:
            return self
        joined = classify(" ".join(self.text.split()))
        return joined if joined.value is not None else self

    @once
    def kreis_of_key(self) -> tuple[Kreis, ...]:
        """The Kreis whose key it is, printed as 5 or 3 digits."""
        digits = self.text.strip()
        kreise = load_gazetteer().register.kreise if digits.isdecimal() else {}
        found = kreise.get(digits) or kreise.get(f"{LAND}{digits}")
        return (found,) if found else ()


classify = lru_cache(KNOWN_TEXTS)(CellText)


def _with_more_beside(said: NameText) -> NameText:
    """Split a name from the key and the Kreis that stand behind it or below it.

    Nothing else may stand there: it would be lost.
    """
    for name, rest in _names_and_rests(said.name):
        named, beside = load_gazetteer().find_gemeinden(name), _read_beside(rest)
        if named != NONE and beside is not None:
            key, kreise = beside
            return NameText(said.text, said.key or key, name, named, kreise)
    return said


def _names_and_rests(text: str) -> Iterator[tuple[str, str]]:
    if match := BRACKETED.fullmatch(text):
        yield match["name"], match["beside"]
    lines = text.split("\n")
    for count in range(len(lines) - 1, 0, -1):
        yield "\n".join(lines[:count]), "\n".join(lines[count:])
    words = text.split() if IS_OF_KREIS.search(plain(text)) else []
    for count in range(1, len(words)):
        yield " ".join(words[:count]), " ".join(words[count:])


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


def are_numbered(texts: Sequence[str]) -> bool:
    """Return True if texts begin with numbers that count them ("1 Achstetten", "2 Aichtal")."""
    return count_up([int(match[1]) for text in texts if (match := COUNTED.match(text))], 2)


def count_up(numbers: Sequence[int | Decimal], most: int) -> bool:
    """Return True if nearly each number exceeds the one before it, by no more than `most`."""
    steps = [b - a for a, b in pairwise(numbers)]
    return len(steps) > 3 and sum(s in range(1, most + 1) for s in steps) >= 0.95 * len(steps)


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
