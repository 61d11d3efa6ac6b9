"""The arithmetic of an edition, exactly: amount = persons x budget / all persons, rounded half up.

Whole numbers only. A rate of two euros or more (the source file is held to that) gives
every number of persons an amount of its own, so an amount that fits tells its persons.
"""

from collections.abc import Sequence
from decimal import Decimal

from schemas.source import SourceEdition

STEPS = (2, 3, 5)
NEARLY_ALL_PERCENT = 95
"""Of true numbers of persons about half are even; a few misread ones must not hide that all are."""


def amount_for(persons: int, edition: SourceEdition) -> int:
    """The amount in EUR that an edition gives for so many persons (0 or more)."""
    budget, total = edition.budget_eur, edition.personen_gesamt
    return (2 * persons * budget + total) // (2 * total)


def nearest_persons(amount_eur: int, edition: SourceEdition) -> int:
    """The number of persons whose share is nearest to an amount (0 or more)."""
    budget, total = edition.budget_eur, edition.personen_gesamt
    return (2 * amount_eur * total + budget) // (2 * budget)


def fitting_persons(amount_eur: Decimal, edition: SourceEdition) -> int | None:
    """The persons for whom the edition gives exactly this amount; None where none do."""
    amount = whole_euros(amount_eur)
    if amount is None:
        return None
    persons = nearest_persons(amount, edition)
    return persons if amount_for(persons, edition) == amount else None


def whole_euros(amount_eur: Decimal) -> int | None:
    """The amount as an integer; None where it is negative or no whole number of euros."""
    if amount_eur < 0 or amount_eur != amount_eur.to_integral_value():
        return None
    return int(amount_eur)


def common_step(persons: Sequence[int]) -> int:
    """2, 3 or 5 where nearly all of these numbers are multiples of it; else 1.

    Amounts for two years fit the rate of one as well, only with twice the persons.
    """
    for step in STEPS:
        multiples = sum(number % step == 0 for number in persons)
        if persons and 100 * multiples >= NEARLY_ALL_PERCENT * len(persons):
            return step
    return 1
