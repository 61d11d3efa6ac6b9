"""Which error of a hand or an eye turns one whole number into another.

Two published amounts show the commonest: 31,157 for 37,157 and 122,078 for 127,078
(`schemas/reference/press_figures.csv`, marked uncertain).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from pipeline.check.rate import whole_euros
from pipeline.check.texts import NOTHING, Text, joined, say

DIGITS = "0123456789"
SHIFTS = (2, 3)
"""Places: cents and thousands. One place is a zero lost or inserted."""


class DigitError(StrEnum):
    """What happened to the digits of a true number; the fewer numbers it can make, the likelier."""

    SWAPPED = "swapped"
    """Two neighbours changed places."""
    SHIFTED = "shifted"
    """The decimal sign was set or read at another place."""
    CHANGED = "changed"
    """One digit is another."""
    INSERTED = "inserted"
    """One digit too many."""
    LOST = "lost"
    """One digit is missing."""


def true_numbers(found: int) -> Mapping[int, tuple[DigitError, ...]]:
    """Every number (0 or more) that one error turns into this one, with the errors that do so."""
    errors: dict[int, tuple[DigitError, ...]] = {}
    for error, undo in _UNDO.items():
        for digits in set(undo(str(found))):
            if digits and str(number := int(digits)) == digits != str(found):
                errors[number] = (*errors.get(number, ()), error)
    return MappingProxyType(errors)


def errors_between(true: int, found: int) -> tuple[DigitError, ...]:
    """The errors that turn the true number (0 or more) into the one found; maybe none."""
    return true_numbers(found).get(true, ())


def amount_errors(true_eur: Decimal | int, found_eur: Decimal | int) -> list[Text]:
    """What happened to the digits of a true amount to make it the one found, in words."""
    true, found = whole_euros(true_eur), whole_euros(found_eur)
    return in_words(errors_between(true, found)) if true is not None and found is not None else []


def in_words(errors: Iterable[DigitError]) -> list[Text]:
    """The errors in words."""
    return [say(f"digit_error.{error}") for error in errors]


def explained(errors: Iterable[Text]) -> Text:
    """Errors as the end of a statement; nothing where there are none."""
    what = joined(errors, say("common.or"))
    return say("common.explained", errors=what) if what else NOTHING


def _unswapped(found: str) -> Iterator[str]:
    for place in range(len(found) - 1):
        yield found[:place] + found[place + 1] + found[place] + found[place + 2 :]


def _unshifted(found: str) -> Iterator[str]:
    for places in SHIFTS:
        zeros = "0" * places
        yield found + zeros
        if found.endswith(zeros):
            yield found[:-places]


def _unchanged(found: str) -> Iterator[str]:
    for place in range(len(found)):
        for digit in DIGITS:
            yield found[:place] + digit + found[place + 1 :]


def _without_inserted(found: str) -> Iterator[str]:
    for place in range(len(found)):
        yield found[:place] + found[place + 1 :]


def _with_lost(found: str) -> Iterator[str]:
    for place in range(len(found) + 1):
        for digit in DIGITS:
            yield found[:place] + digit + found[place:]


_UNDO: Mapping[DigitError, Callable[[str], Iterator[str]]] = MappingProxyType(
    {
        DigitError.SWAPPED: _unswapped,
        DigitError.SHIFTED: _unshifted,
        DigitError.CHANGED: _unchanged,
        DigitError.INSERTED: _without_inserted,
        DigitError.LOST: _with_lost,
    }
)
