"""What readers see of amounts, moments, parts and findings: the filters of the templates."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from pipeline.publish.town_text import UNKNOWN
from pipeline.values import german_amount, german_number, grouped_key, one_line

BERLIN = ZoneInfo("Europe/Berlin")
SPACE = "\N{NO-BREAK SPACE}"
WITHOUT_DOTS = {0x308: None}
MINUS = "\N{MINUS SIGN}"


def euros(amount: Decimal | int | None) -> str:
    """Return 218.922 €, cents only where there are any."""
    return UNKNOWN if amount is None else f"{number(amount)}{SPACE}€"


def number(value: Decimal | int | float | None) -> str:
    """Return 218.922, with a minus sign that is as wide as a plus."""
    if value is None:
        return UNKNOWN
    exact = value if isinstance(value, int) else Decimal(str(value))
    return german_amount(exact).replace("-", MINUS)


def change(value: Decimal | int | None) -> str:
    """Return a difference with its sign."""
    if value is None:
        return ""
    return f"+{number(value)}" if value > 0 else number(value)


def day(value: date | datetime | str | None) -> str:
    """Return 29.11.2026, or 11/2026 for a month alone; moments as days in Berlin."""
    match value:
        case None:
            return UNKNOWN
        case datetime():
            moment = value if value.tzinfo else value.replace(tzinfo=UTC)
            return f"{moment.astimezone(BERLIN):%d.%m.%Y}"
        case date():
            return f"{value:%d.%m.%Y}"
        case _:
            return ".".join(reversed(value.split("-")))


def alphabetical(name: str) -> str:
    """Return what names are sorted by: umlauts as their vowels (DIN 5007-1), no capitals."""
    return unicodedata.normalize("NFD", name.casefold()).translate(WITHOUT_DOTS)


def percent(part: int | Decimal, whole: int | Decimal) -> str:
    """Return what part of a whole something is: 42,3 %."""
    share = Decimal(part) * 100 / Decimal(whole) if whole else Decimal(0)
    return f"{german_number(round(share, 1))}{SPACE}%"


FILTERS: Mapping[str, Callable[..., object]] = {
    "euro": euros,
    "zahl": number,
    "differenz": change,
    "tag": day,
    "moment": "{:%Y-%m-%dT%H:%M:%SZ}".format,
    "schluessel": grouped_key,
    "zeile": one_line,
}


ADVICE = re.compile(r"; bitte [^;„“(]*(?=$| \()")
"""What somebody at the pipeline is asked to do; never within what is quoted from a document."""


def lines_of(meldung: str) -> list[str]:
    """Return the findings of a check, each a line, without what is asked of others than readers."""
    return [ADVICE.sub("", line) for line in meldung.split("\n")]
