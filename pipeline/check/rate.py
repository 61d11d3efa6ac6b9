"""The arithmetic of an edition, exactly: amount = persons x budget / all persons, rounded half up.

An amount a for n persons allows the rates from (2a - 1)/2n up to below (2a + 1)/2n, in EUR a
person. A rate is therefore a stretch of rates, in fractions: no float decides anything. A rate of
two euros or more (the source file is held to that) gives every number of persons an amount of its
own, so an amount that fits tells its persons. That amounts are made so is inferred from published
figures (`schemas/reference/press_figures.csv`; `schemas/sources/igm_vwv_planungsrahmen.toml`).
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from pipeline.model import Zeile
from schemas.source import SourceEdition

PERCENT = 100
STEPS = (2, 3, 5)
NEARLY_ALL_PERCENT = 95
"""Of true numbers of persons about half are even; a few misread ones must not hide that all are."""
LARGEST_EUR = 100_000_000
"""Larger amounts are no municipality's; they are tested by no rate and tell no persons."""


class RateInterval(Struct, frozen=True):
    """Any rate from `low` on, up to below `high`; exactly this one where both are equal."""

    low: Fraction
    """EUR a person, above 0."""
    high: Fraction

    def amounts(self, persons: int) -> range:
        """The amounts in EUR that some of these rates give for a number of persons (0 or more)."""
        low, high = self.low, self.high
        least = (2 * persons * low.numerator + low.denominator) // (2 * low.denominator)
        if low == high:
            return range(least, least + 1)
        return range(least, _up(2 * persons * high.numerator + high.denominator, high.denominator))

    def head_counts(self, amount_eur: int) -> range:
        """The numbers of persons for whom some of these rates give this amount (0 or more)."""
        low, high = self.low, self.high
        if low == high:
            least = -(-(2 * amount_eur - 1) * high.denominator // (2 * high.numerator))
        else:
            least = (2 * amount_eur - 1) * high.denominator // (2 * high.numerator) + 1
        return range(least, _up((2 * amount_eur + 1) * low.denominator, low.numerator))

    def gives(self, persons: int, amount_eur: int) -> bool:
        """Return True if some of these rates give this amount for this number of persons."""
        return persons >= 0 and amount_eur in self.amounts(persons)

    def persons(self, amount_eur: Decimal | int) -> int | None:
        """The number of persons that an amount implies; None where it does not fit, or several."""
        amount = whole_euros(amount_eur)
        if amount is None or amount > LARGEST_EUR:
            return None
        counts = self.head_counts(amount)
        return counts.start if len(counts) == 1 else None

    def follows(self, betrag_eur: Decimal, personen: int | None) -> bool:
        """Return True if it is the amount of its persons; of any number where none are known."""
        amount = whole_euros(betrag_eur)
        if amount is None:
            return False
        return bool(self.head_counts(amount)) if personen is None else self.gives(personen, amount)

    def contains(self, rate: Fraction) -> bool:
        """Return True if this rate is one of them."""
        return self.low <= rate < self.high or self.low == rate == self.high


def _up(numerator: int, denominator: int) -> int:
    """Half of a fraction, rounded up."""
    return -(-numerator // (2 * denominator))


@lru_cache
def edition_rate(edition: SourceEdition) -> RateInterval:
    """The one rate of a known edition."""
    rate = Fraction(edition.budget_eur, edition.personen_gesamt)
    return RateInterval(rate, rate)


class Share(NamedTuple):
    """An amount taken as that of a number of persons (1 or more), and how many rows have it."""

    persons: int
    amount_eur: int
    rows: int = 1


class Common(Struct, frozen=True):
    """The rate that the most rows have in common."""

    rate: RateInterval
    rows: int
    """How many."""


def common_rate(shares: Sequence[Share]) -> Common | None:
    """The rate that most rows have in common, of several the largest; None without shares.

    A sweep over all ends of the shares' stretches counts how many of them lie above each place. At
    the same place stretches end before others begin: their upper end does not belong to them.
    """
    events = sorted(_events(shares))
    depth, most, place = 0, 0, 0
    for position, event in enumerate(events):
        depth += event.change
        if event.change > 0 and depth >= most:
            most, place = depth, position
    if not most:
        return None
    low, high = (Fraction(event.above, event.below) for event in events[place : place + 2])
    return Common(RateInterval(low, high), most)


class _Event(NamedTuple):
    """The end of a stretch: the fraction above/below, and by how many rows it changes the depth."""

    key: int
    change: int
    above: int
    below: int


def _events(shares: Sequence[Share]) -> Iterable[_Event]:
    """Order them by whole numbers: two fractions whose denominators are at most d differ by 1/d².

    Multiplied by more than d² and rounded down, they keep their order, and equal ones stay equal.
    """
    shift = 2 * (1 + max((share.persons for share in shares), default=1).bit_length())
    for persons, amount, rows in shares:
        below, low, high = 2 * persons, 2 * amount - 1, 2 * amount + 1
        yield _Event((low << shift) // below, rows, low, below)
        yield _Event((high << shift) // below, -rows, high, below)


def total_eur(rows: Iterable[Zeile]) -> Decimal:
    """What the amounts of rows add up to."""
    return sum((row.betrag_eur for row in rows), Decimal(0))


def total_persons(rows: Sequence[Zeile]) -> int | None:
    """What their persons add up to; None unless all rows have theirs."""
    persons = [row.personen for row in rows if row.personen is not None]
    return sum(persons) if len(persons) == len(rows) else None


def distinct_rows(rows: Sequence[Zeile]) -> tuple[Zeile, ...]:
    """The rows without those that print the same figure of one municipality once more."""
    first = {(row.gemeinde_ags, row.personen, row.betrag_eur): row for row in reversed(rows)}
    return tuple(first.values())[::-1]


def whole_euros(amount_eur: Decimal | int) -> int | None:
    """The amount as an integer; None where it is negative or not a whole number of euros."""
    amount = int(amount_eur)
    return amount if amount_eur >= 0 and amount == amount_eur else None


def common_step(persons: Sequence[int]) -> int:
    """2, 3 or 5 where nearly all of these numbers are multiples of it; else 1.

    Amounts for two years fit the rate of one as well, only with twice the persons.
    """
    for step in STEPS:
        multiples = sum(number % step == 0 for number in persons)
        if persons and PERCENT * multiples >= NEARLY_ALL_PERCENT * len(persons):
            return step
    return 1
