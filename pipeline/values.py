"""How single values stand in text: the same in query results, exported files and reports.

This module is a leaf: it knows no stage.
"""

import dataclasses
import json
import math
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from msgspec import Struct, structs

Value = TypeVar("Value")

_FORMULA_SIGNS = frozenset(
    "=+-@\t\r\uff1d\uff0b\uff0d\uff20"
)  # the last four: the same, full width

_NOT_PLAIN = re.compile(r"[^\n\t -~]")
_DRAWN_AS_NOTHING = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
"""Letters and marks that nobody sees; of all others, Unicode itself says that they are none."""

_GERMAN_MARKS = str.maketrans(",.", ".,")


def replace(value: Value, **changes: Any) -> Value:
    """Return a frozen value with other fields, as `copy.replace` does from Python 3.13 on."""
    made_anew: Any = structs.replace if isinstance(value, Struct) else dataclasses.replace
    changed: Value = made_anew(value, **changes)
    return changed


def facts_of(value: Struct, kind: type[Struct]) -> dict[str, Any]:
    """Return, by their names, those fields of a value that a kind has too."""
    return {field.name: getattr(value, field.name) for field in structs.fields(kind)}


def format_value(value: object) -> str:
    """Write a value as text: whole amounts without zeros, dates as ISO, nothing for NULL."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            whole = value.is_finite() and value == value.to_integral_value()
            return f"{value.to_integral_value() if whole else value:f}"
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case list() | tuple() | dict():
            return json.dumps(json_value(value), ensure_ascii=False)
        case _:
            return str(value)


def json_value(value: object) -> Any:
    """A value as `json` writes it: exact numbers as numbers, all that has no JSON form as text."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal() if value == value.to_integral_value():
            return int(value)
        case Decimal():
            return float(value) if Decimal(repr(float(value))) == value else format_value(value)
        case float():
            return value if math.isfinite(value) else str(value)
        case list() | tuple():
            return [json_value(item) for item in value]
        case dict():
            return {format_value(key): json_value(item) for key, item in value.items()}
    return format_value(value)


def german_number(number: int | Decimal) -> str:
    """A number as German readers have it: points between thousands, a comma before decimals."""
    return f"{number:,}".translate(_GERMAN_MARKS)


def german_amount(amount: int | Decimal) -> str:
    """An amount as German readers have it: cents only where there are any."""
    return german_number(Decimal(format_value(amount)))


def grouped_key(gemeinde_ags: str) -> str:
    """A municipality's key as official lists print it: 08 3 36 050, which is no number."""
    return " ".join((gemeinde_ags[:2], gemeinde_ags[2:3], gemeinde_ags[3:5], gemeinde_ags[5:]))


def guard_formula(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula (CWE-1236).

    A sign alone, like the dash some documents print for nothing, is no formula and stays as it is.
    """
    return f"'{text}" if len(text) > 1 and text.lstrip(" ")[:1] in _FORMULA_SIGNS else text


def is_text(text: str) -> bool:
    """Whether it can be written as UTF-8: names from the system may hold bytes of other codes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def visible(text: str) -> str:
    """Text for eyes: what moves a cursor, turns a line or is not seen stands as JSON escapes it.

    Line breaks and tabs stay. What is visible already stays as it is, and JSON stays JSON.
    """
    return _NOT_PLAIN.sub(_seen, text)


def _seen(found: re.Match[str]) -> str:
    sign = found[0]
    is_seen = sign.isprintable() or unicodedata.category(sign) == "Zs"
    return sign if is_seen and not _DRAWN_AS_NOTHING.match(sign) else json.dumps(sign)[1:-1]


def one_line(text: str) -> str:
    """Printed text as one visible line, for messages and reports: line breaks become spaces."""
    return visible(" ".join(text.split()))
