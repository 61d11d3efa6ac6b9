"""Which slip of a hand or an eye turns one whole number into another.

Two published amounts show the commonest: 31,157 for 37,157 and 122,078 for 127,078
(`schemas/reference/press_figures.csv`, marked uncertain).
"""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

DIGITS = "0123456789"
SHIFTS = (2, 3)
"""Places: cents and thousands. One place is a zero lost or inserted."""


class Slip(StrEnum):
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


def true_numbers(found: int) -> Mapping[int, tuple[Slip, ...]]:
    """Every number (0 or more) that one slip turns into this one, with the slips that do so."""
    slips: dict[int, tuple[Slip, ...]] = {}
    for slip, undo in _UNDO.items():
        for digits in set(undo(str(found))):
            if digits and str(number := int(digits)) == digits != str(found):
                slips[number] = (*slips.get(number, ()), slip)
    return MappingProxyType(slips)


def slips_between(true: int, found: int) -> tuple[Slip, ...]:
    """The slips that turn the true number (0 or more) into the one found; maybe none."""
    return true_numbers(found).get(true, ())


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


_UNDO: Mapping[Slip, Callable[[str], Iterator[str]]] = MappingProxyType(
    {
        Slip.SWAPPED: _unswapped,
        Slip.SHIFTED: _unshifted,
        Slip.CHANGED: _unchanged,
        Slip.INSERTED: _without_inserted,
        Slip.LOST: _with_lost,
    }
)
