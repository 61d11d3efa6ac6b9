"""The rate of an apportionment, in EUR a person, as closely as whole amounts fix it.

An amount a for n persons, rounded half up, allows the rates from (2a - 1)/2n up to below
(2a + 1)/2n. A rate is therefore a stretch of rates, in fractions: no float decides anything.
That amounts are made so is inferred from published figures (`schemas/reference/press_figures.csv`;
the comments of `schemas/sources/igm_vwv_planungsrahmen.toml`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from schemas.source import SourceEdition


@dataclass(frozen=True, slots=True)
class Rate:
    """Any rate from `low` on, up to below `high`; exactly this one where both are equal."""

    low: Fraction
    """EUR a person, above 0."""
    high: Fraction

    def amounts(self, persons: int) -> range:
        """The amounts in EUR that some of these rates give for so many persons (0 or more)."""
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
        """Whether some of these rates give this amount for so many persons."""
        return persons >= 0 and amount_eur in self.amounts(persons)

    def contains(self, rate: Fraction) -> bool:
        """Whether this rate is one of them."""
        return self.low <= rate < self.high or self.low == rate == self.high


def _up(numerator: int, denominator: int) -> int:
    """Half of a fraction, rounded up."""
    return -(-numerator // (2 * denominator))


def edition_rate(edition: SourceEdition) -> Rate:
    """The one rate of a known edition."""
    rate = Fraction(edition.budget_eur, edition.personen_gesamt)
    return Rate(rate, rate)


class Share(NamedTuple):
    """An amount taken as that of so many persons (1 or more), in so many rows."""

    persons: int
    amount_eur: int
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Common:
    """The rate that the most rows have in common."""

    rate: Rate
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
    return Common(Rate(low, high), most)


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
