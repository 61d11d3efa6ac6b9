"""Amounts, counts and keys as German authorities print them; strict, never a guess.

Thousands are separated by a point, a space or an apostrophe, never by a comma: that is decimal.
`0` and dashes mean nothing (DIN 55301); a blank, `.`, `x`, `/` and `…` are other statements and
are refused. So are digits of other scripts: a Bengali 4 looks like an 8.
"""

import re
from decimal import Decimal
from functools import lru_cache

from schemas.names import RAISED_MARKS
from schemas.register import LAND

BLANKS = "\u0020\u00a0\u2000-\u200a\u202f\u205f\u3000"
"""What may separate thousands: not a line break, two numbers may stand one above the other."""
SPACES = rf"{BLANKS}\n\t"
CURRENCY = rf"(?:€|¿|EUR|EURO|Euro|euro)(?:[{BLANKS}]?/[{BLANKS}]?(?:a|Jahr)(?![^\W\d_]))?"
"""Euros, also those of a year: the amounts of an edition all have one unit. LaTeX's € has
the code of ¿ (TS1 encoding, 191), which is all that readers get of fonts without a map."""
UP_TO = r"(?i:bis zu|max\.?|maximal|höchstens)"
"""The amounts are the highest that can be granted."""
GROUPED = rf"[1-9]\d{{0,2}}(?:(?P<mark>[.'’{BLANKS}])\d{{3}})(?:(?P=mark)\d{{3}}){{0,3}}"
WHOLE = r"0|[1-9]\d{0,14}"
"""At most 15 digits, as with groups: what is longer fits into no column, so it is not a number."""
DASH = "[-–—\u2212]"
AMOUNT = re.compile(
    rf"(?:{UP_TO}[{SPACES}]+)?(?:{CURRENCY}[{SPACES}]*)?"
    rf"(?:(?P<whole>{GROUPED}|{WHOLE})(?:,(?P<cents>\d{{2}})|[,.](?:--?|––?|—|\u2212))?"
    rf"|(?P<nil>{DASH}(?:,{DASH}{{1,2}})?))"
    rf"(?:[{SPACES}]*{CURRENCY})?",
    re.ASCII,
)
PERSONS = r"(?:Pers\.?|Personen|Person|Köpfe|Kopf)"
COUNT = re.compile(
    rf"(?:(?P<whole>{GROUPED}|{WHOLE})|(?P<nil>{DASH}))"
    rf"(?:[{SPACES}]*{PERSONS})?",
    re.ASCII,
)
PERSONS_IN_BRACKETS = re.compile(rf"\((.*{PERSONS})\)")
SIGN = re.compile(rf"[-–\u2212+][{SPACES}]?(?=\S)(?=.*\d)")
FOOTNOTE_MARK = re.compile(
    rf"(?:\s*(?:{RAISED_MARKS}|[*†‡]+|\(\d{{1,2}}\))|(?:\s+|(?<=€)|(?<=[^\W\d_]))\d{{1,2}}\))$"
)
"""A mark after a number that cannot be one of its digits."""
WRAPPED_NUMBER = re.compile(
    r"(?<=\d[.,])\n(?=\d)|(?<=\d)\n(?=[.,]\d)"
    r"|(?<=\d\.\d)\n(?=\d\d(?!\d|[.,]\d))|(?<=\d\.\d\d)\n(?=\d(?!\d|[.,]\d))"
)
"""A line break within a number: what stands before or behind it is no number by itself."""
GOES_ON = re.compile(rf"(?:.*[{SPACES}])?[1-9]\d{{0,2}}(?:[.{BLANKS}]\d{{3}})*", re.DOTALL)
END_OF_NUMBER = re.compile(rf"\d{{3}}(?:[{BLANKS}]\d{{3}})*(?!\d|[.{BLANKS}]\d|,\d\d\d)")
NO_DIGIT = re.compile(r"\D")
KEY = re.compile(rf"\d(?:[{SPACES}.\-/]?\d)*", re.ASCII)
KNOWN_KEYS = 1 << 12

AMOUNT_EXPECTED = "an amount like 218.922 €, 218 922 Euro, 218922, 218.922,00 or 0 or –"
COUNT_EXPECTED = "a whole number like 166 or 1.166 or 166 Personen, or 0 or –"


def parse_betrag(text: str) -> Decimal | None:
    """Return a printed amount in euros (whole or with two decimals); None where it is not one.

    `218,922` is not one, for a comma is decimal.
    """
    match = AMOUNT.fullmatch(text.strip()) or AMOUNT.fullmatch(_bare(text))
    if match is None:
        return None
    return Decimal(f"{_whole(match)}.{match['cents']}" if match["cents"] else _whole(match))


def parse_signed(text: str) -> Decimal | None:
    """Return a printed amount with a sign before it; None where it is not one."""
    sign = SIGN.match(text.strip())
    amount = parse_betrag(text.strip()[sign.end() :]) if sign else None
    return -amount if sign and amount is not None and not sign[0].startswith("+") else amount


def parse_anzahl(text: str) -> int | None:
    """Return a printed count of persons; None where it is not a whole number.

    In brackets it may be a number below zero, unless it says of what.
    """
    said = PERSONS_IN_BRACKETS.sub(r"\1", text.strip())
    match = COUNT.fullmatch(said) or COUNT.fullmatch(_bare(said))
    return int(_whole(match)) if match else None


@lru_cache(KNOWN_KEYS)
def parse_gemeinde_ags(text: str) -> str | None:
    """Return the 8-digit key in any of its printed forms, or None where the text is not such a key.

    Known are 8 digits, 7 (leading zero lost), 6 without the state, 12 (Regionalschlüssel: state,
    Regierungsbezirk, Kreis, four digits of the association, municipality), each also grouped.
    """
    if not KEY.fullmatch(text.strip()):
        return None
    digits = NO_DIGIT.sub("", text)
    if len(digits) == 12 and digits.startswith(LAND):
        return digits[:5] + digits[9:]
    if len(digits) == 8 and digits.startswith(LAND):
        return digits
    if len(digits) == 7 and digits.startswith(LAND[1]):
        return f"0{digits}"
    return LAND + digits if len(digits) == 6 and digits[0] in "1234" else None


def may_go_on(text: str) -> bool:
    """Return True if a text ends in a number that three more digits behind a space would go on."""
    return GOES_ON.fullmatch(text) is not None


def is_end_of_number(text: str) -> bool:
    """Return True if a text may be the last groups of three digits of a number begun elsewhere."""
    return END_OF_NUMBER.match(text) is not None


def may_be_one(begun: str, end: str) -> bool:
    """Return True if two texts may be one number that is split at a space between thousands."""
    may_be = may_go_on(begun) and is_end_of_number(end)
    return may_be and parse_betrag(f"{begun} {end}") is not None


def _bare(text: str) -> str:
    """Return a text without a footnote mark, and with a number that is wrapped on one line."""
    bare = text.strip()
    if "\n" in bare:
        bare = WRAPPED_NUMBER.sub("", bare)
    return bare if bare[-1:].isdecimal() else FOOTNOTE_MARK.sub("", bare)


def _whole(match: re.Match[str]) -> str:
    return NO_DIGIT.sub("", match["whole"] or "0")
