"""Which number that fits would one slip of a hand or an eye make into the one found?

Two published amounts show the commonest slip: 31,157 for 37,157 and 122,078 for 127,078
(`schemas/reference/press_figures.csv`, marked uncertain).
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeAlias

from pipeline.check.rate import Rate, whole_euros
from pipeline.check.texts import NOTHING, Text, figure_text, joined, say

DIGITS = "0123456789"
SHIFTS = ("00", "000")
"""Cents and thousands. One place is a zero lost or inserted."""
LARGEST_EXPLAINED_EUR = 1_000_000_000
MOST_SHOWN = 6

Figure: TypeAlias = tuple[int, int]
"""An amount in EUR and its persons."""


def true_numbers(found: int) -> set[int]:
    """Every number (0 or more) that one slip turns into this one.

    One digit is another, is lost or one too many, two neighbours changed places, or the decimal
    sign was set or read at another place.
    """
    digits = str(found)
    parts = [(digits[:place], digits[place:]) for place in range(len(digits) + 1)]
    undone = (
        *(a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1),
        *(a + one + b[1:] for a, b in parts if b for one in DIGITS),
        *(a + b[1:] for a, b in parts if b),
        *(a + one + b for a, b in parts for one in DIGITS),
        *(digits + zeros for zeros in SHIFTS),
        *(digits.removesuffix(zeros) for zeros in SHIFTS),
    )
    return {int(true) for true in undone if true and str(int(true)) == true} - {found}


def is_one_slip(true_eur: Decimal | int, found_eur: Decimal | int) -> bool:
    """Return True if one slip turns a true amount into the one found."""
    true, found = whole_euros(true_eur), whole_euros(found_eur)
    return true is not None and found is not None and true in true_numbers(found)


def slip_between(true_eur: Decimal | int, found_eur: Decimal | int) -> Text:
    """What explains an amount, as the end of a statement; nothing where no slip does."""
    return say("common.one_slip") if is_one_slip(true_eur, found_eur) else NOTHING


def expectation(amount_eur: int | None, persons: int | None, rate: Rate) -> Text:
    """What was expected of a row that does not follow its rate, and which slips explain it.

    The amount is None where it is negative or not a whole number of euros.
    """
    if persons is not None and persons >= 0:
        amounts = rate.amounts(persons)
        several = say("expectation.to", last=amounts[-1]) if len(amounts) > 1 else NOTHING
        expected = say("expectation.share", first=amounts[0], several=several, persons=persons)
    elif amount_eur is None:
        return say("expectation.whole")
    else:
        persons = None
        shares = joined(_in_words(nearest(amount_eur, rate)), say("common.and"))
        expected = say("expectation.nearest", shares=shares)
    if amount_eur is None:
        return expected
    found = joined(_in_words(explanations(amount_eur, rate, persons)), most=MOST_SHOWN)
    if not found:
        return expected + say("expectation.unexplained")
    return expected + say("expectation.explained", figures=found)


def _in_words(figures: Iterable[Figure]) -> list[Text]:
    return [figure_text(amount, persons) for amount, persons in figures]


def nearest(amount_eur: int, rate: Rate) -> list[Figure]:
    """The fitting amounts next to an amount (0 or more), below and above, the nearer first."""
    around = rate.head_counts(amount_eur).start
    shares = [
        (amount, persons)
        for persons in range(max(0, around - 2), around + 3)
        for amount in rate.amounts(persons)
    ]
    below = [share for share in shares if share[0] < amount_eur][-1:]
    above = [share for share in shares if share[0] > amount_eur][:1]
    return sorted(below + above, key=lambda share: abs(share[0] - amount_eur))


def explanations(amount_eur: int, rate: Rate, persons: int | None = None) -> list[Figure]:
    """What one slip turns into this row (0 or more) and follows the rate, the nearer first.

    Where persons are printed (0 or more), the slip is in the amount, or in them.
    """
    if max(amount_eur, persons or 0) > LARGEST_EXPLAINED_EUR:
        return []
    found = [
        (amount, counted)
        for amount in true_numbers(amount_eur)
        for counted in rate.head_counts(amount)
        if persons in (None, counted)
    ]
    true_persons = set() if persons is None else true_numbers(persons)
    found += (
        (amount_eur, count) for count in rate.head_counts(amount_eur) if count in true_persons
    )
    return sorted(found, key=lambda one: (abs(one[0] - amount_eur), one))
