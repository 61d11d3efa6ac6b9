"""Columns that both models of the figures share: declared once, and the tests of single values.

A test of values returns one boolean per value. Regular expressions are Python's, applied to the
whole value, so that they mean the same whichever storage pandas chose for the strings.
"""

import math
import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pandera.pandas as pa
from pandera.typing.pandas import Series

GEMEINDE_AGS = re.compile(r"08[0-9]{6}")
KREIS_AGS = re.compile(r"08[0-9]{3}")
DECIMAL = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
WHOLE = re.compile(r"-?[0-9]{1,15}")
"""So many digits fit into 64 bits."""
NOT_BLANK = re.compile(r"(?s).*\S.*")
FARTHEST_POINT = 14_400.0
"""No PDF page is longer: 200 inches of 72 points (ISO 32000-1, annex C.2)."""

text = pa.Field
"""Text as it stands; missing is an error."""
optional: Callable[..., Any] = partial(pa.Field, nullable=True)
"""A value that a document may lack, or that cannot always be computed."""
key: Callable[..., Any] = partial(pa.Field, unique=True)
"""One row per municipality."""


def full_matches(values: Series[str], pattern: re.Pattern[str]) -> Series[bool]:
    """Whether each text as a whole fits the pattern."""
    return each(values, lambda value: pattern.fullmatch(value) is not None)


def are_coordinates(values: Series[Any]) -> Series[bool]:
    """Whether each number, also written as text, can lie on a page."""
    return each(values, _is_coordinate)


def are_whole(values: Series[Any]) -> Series[bool]:
    """Whether each decimal is a whole number."""
    return each(values, lambda value: value == value.to_integral_value())


def at_least(values: Series[Any], least: int) -> Series[bool]:
    """Whether each number is `least` or more."""
    return each(values, lambda value: bool(value >= least))


def at_most(values: Series[Any], most: int | Decimal) -> Series[bool]:
    """Whether each number is `most` or less."""
    return each(values, lambda value: bool(value <= most))


def each(values: Series[Any], holds: Callable[[Any], bool]) -> Series[bool]:
    """One boolean per value; keeps the index also where there is no value at all."""
    return Series[bool]([holds(value) for value in values], index=values.index, dtype=bool)


def _is_coordinate(value: float | str) -> bool:
    try:
        number = float(value)
    except ValueError:
        return False
    return math.isfinite(number) and abs(number) <= FARTHEST_POINT
