"""Which single mistake of a hand or an eye explains a number that does not fit?

Two published amounts show the commonest: 31,157 for 37,157 and 122,078 for 127,078
(`schemas/reference/press_figures.csv`, marked uncertain).
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from pipeline.check.rate import RateInterval, whole_euros
from pipeline.texts import Text, figure_text, joined, say

DIGITS = "0123456789"
SHIFTS = ("00", "000")
"""Cents and thousands. One place is a zero lost or inserted."""
LARGEST_EXPLAINED_EUR = 1_000_000_000
MOST_SHOWN = 6


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


def true_numbers(found: int) -> Mapping[int, DigitError]:
    """Every number (0 or more) that one error turns into this one, with the likeliest that does."""
    errors: dict[int, DigitError] = {}
    for error, digits in _undone(str(found)):
        if digits and str(number := int(digits)) == digits and number != found:
            errors.setdefault(number, error)
    return errors


def _undone(found: str) -> Iterator[tuple[DigitError, str]]:
    """What the digits were before each error, leading zeros and nothing at all included."""
    parts = [(found[:place], found[place:]) for place in range(len(found) + 1)]
    yield from ((DigitError.SWAPPED, a + b[1] + b[0] + b[2:]) for a, b in parts if len(b) > 1)
    for zeros in SHIFTS:
        yield DigitError.SHIFTED, found + zeros
        if found.endswith(zeros):
            yield DigitError.SHIFTED, found.removesuffix(zeros)
    yield from ((DigitError.CHANGED, a + one + b[1:]) for a, b in parts if b for one in DIGITS)
    yield from ((DigitError.INSERTED, a + b[1:]) for a, b in parts if b)
    yield from ((DigitError.LOST, a + one + b) for a, b in parts for one in DIGITS)


def error_between(true_eur: Decimal | int, found_eur: Decimal | int) -> DigitError | None:
    """What turns a true amount into the one found, if one error does."""
    true, found = whole_euros(true_eur), whole_euros(found_eur)
    return None if true is None or found is None else true_numbers(found).get(true)


def explained(error: DigitError | None) -> Text:
    """What explains a number, as the end of a statement; nothing where nothing does."""
    return say("common.explained", error=say(f"digit_error.{error}")) if error else Text()


class Explanation(Struct, frozen=True):
    """What a row may truly say, and what happened to it."""

    amount_eur: int
    persons: int
    error: DigitError | None = None
    """None for an amount that is only near."""

    @property
    def text(self) -> Text:
        """Amount, persons and error in words."""
        return figure_text(self.amount_eur, self.persons) + explained(self.error)


def expectation(amount_eur: int | None, persons: int | None, rate: RateInterval) -> Text:
    """What was expected of a row that does not follow its rate, and which errors explain it.

    The amount is None where it is negative or not a whole number of euros.
    """
    if persons is not None and persons >= 0:
        amounts = rate.amounts(persons)
        several = say("expectation.to", last=amounts[-1]) if len(amounts) > 1 else Text()
        expected = say("expectation.share", first=amounts[0], several=several, persons=persons)
    elif amount_eur is None:
        return say("expectation.whole")
    else:
        persons = None
        shares = joined([one.text for one in nearest(amount_eur, rate)], say("common.and"))
        expected = say("expectation.nearest", shares=shares)
    if amount_eur is None:
        return expected
    found = [one.text for one in explanations(amount_eur, rate, persons)]
    if not found:
        return expected + say("expectation.unexplained")
    return expected + say("expectation.explained", errors=joined(found, most=MOST_SHOWN))


def nearest(amount_eur: int, rate: RateInterval) -> tuple[Explanation, ...]:
    """The fitting amounts next to an amount (0 or more), below and above, the nearer first."""
    around = rate.head_counts(amount_eur).start
    shares = [
        Explanation(amount, persons)
        for persons in range(max(0, around - 2), around + 3)
        for amount in rate.amounts(persons)
    ]
    below = [share for share in shares if share.amount_eur < amount_eur][-1:]
    above = [share for share in shares if share.amount_eur > amount_eur][:1]
    return tuple(sorted(below + above, key=lambda share: abs(share.amount_eur - amount_eur)))


def explanations(
    amount_eur: int, rate: RateInterval, persons: int | None = None
) -> list[Explanation]:
    """What one error turns into this row (0 or more) and follows the rate, the likelier first.

    Where persons are printed (0 or more), the error is in the amount, or in them.
    """
    if max(amount_eur, persons or 0) > LARGEST_EXPLAINED_EUR:
        return []
    found = [
        Explanation(amount, counted, error)
        for amount, error in true_numbers(amount_eur).items()
        for counted in rate.head_counts(amount)
        if persons in (None, counted)
    ]
    true_persons = {} if persons is None else true_numbers(persons)
    found += (
        Explanation(amount_eur, counted, true_persons[counted])
        for counted in rate.head_counts(amount_eur)
        if counted in true_persons
    )
    likelier = [*DigitError, None]
    return sorted(
        found,
        key=lambda one: (likelier.index(one.error), abs(one.amount_eur - amount_eur), one.persons),
    )
