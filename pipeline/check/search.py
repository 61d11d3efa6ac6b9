"""The rate that the amounts of a table follow, found from the amounts alone.

Half the rate fits whatever the rate fits, and a very small one fits everything, so not the most
fitting rows decide but how surprising they are: of n rows k fit a rate of r EUR by chance in about
C(n, k)/r^k of cases. The rate where this is least is sought from the largest down; of equals the
larger stays. (Where nearly all head counts are even, twice the rate is the less likely by chance.)

Stretches of rates that too many rows do not fit at all are dropped whole, the others are halved
until the rows have few head counts in them, and these are swept. So every rate is looked at, in a
few hundred steps.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb, floor
from typing import NamedTuple

from pipeline.check.rate import Common, Share, common_rate

LEAST_RATE_EUR = 20
"""Below it more than one amount in 20 fits by chance."""
MOST_TYPICAL_PERSONS = 500
"""Half of the rows have no more. In the known editions it is some 30; several thousand inhabitants
live in the median municipality, so what goes by inhabitant is not taken for it."""
PERCENT = 100
FINEST = 1 << 20
"""Stretches begin and end at multiples of 1/FINEST EUR."""
SEVERAL = 10
"""A stretch is swept where no more than about one row in so many has a second head count in it."""


class _Row(NamedTuple):
    """An amount's stretch for one person, both ends times 2 * FINEST, and how many rows have it."""

    begins: int
    ends: int
    rows: int


def likeliest_rate(counts: Mapping[int, int], percent: int) -> Common | None:
    """The rate that amounts (EUR, above 0; each in so many rows) follow least likely by chance.

    None where no rate of LEAST_RATE_EUR or more gives at least this percentage of the rows.
    """
    search = _Search(counts, percent)
    stack = [(_least_rate(counts) * FINEST, (max(counts, default=0) + 1) * FINEST)]
    while stack:
        low, high = stack.pop()
        search.require(high)
        if not search.may_fit(low, high):
            continue
        if search.is_narrow(low, high):
            search.sweep(low, high)
            continue
        middle = (low + high) // 2
        stack += [(low, middle), (middle, high)]
    return search.best


def _least_rate(counts: Mapping[int, int]) -> int:
    amounts = sorted(amount for amount, rows in counts.items() for _ in range(rows))
    median = amounts[len(amounts) // 2] if amounts else 0
    return max(LEAST_RATE_EUR, -(-median // MOST_TYPICAL_PERSONS))


@dataclass(frozen=True, slots=True)
class _Surprise:
    """What is compared: C(n, k)/r^k, as two whole numbers; the rate is rounded."""

    ways: int
    against: int

    def exceeds(self, other: "_Surprise") -> bool:
        return self.ways * other.against < other.ways * self.against


class _Search:
    """The amounts, the best rate so far, and how many rows a smaller one needs to be better."""

    def __init__(self, counts: Mapping[int, int], percent: int) -> None:
        # Growing: small amounts have few head counts, so they tell soonest that a rate is wrong.
        self.rows = [
            _Row((2 * amount - 1) * FINEST, (2 * amount + 1) * FINEST, rows)
            for amount, rows in sorted(counts.items())
        ]
        self.total = sum(counts.values())
        self.total_eur = sum(counts)
        self.least = -(-percent * self.total // PERCENT)
        self.best: Common | None = None
        self.surprise = _Surprise(1, 1)

    def require(self, high: int) -> None:
        """Raise the number of rows that a rate below `high` needs to be better than the best."""
        while self.best and self.least <= self.total:
            if self.surprise_of(self.least, -(-high // FINEST)).exceeds(self.surprise):
                break
            self.least += 1

    def surprise_of(self, rows: int, rate_eur: int) -> _Surprise:
        return _Surprise(comb(self.total, rows), rate_eur**rows)

    def may_fit(self, low: int, high: int) -> bool:
        """Whether enough rows have a head count in between; stops at one failure too many."""
        allowed = self.total - self.least
        if allowed < 0:
            return False
        low, high = 2 * low, 2 * high
        for begins, ends, rows in self.rows:
            # The least head count whose stretch begins below `high`: does it end above `low`?
            if (begins // high + 1) * low >= ends:
                allowed -= rows
                if allowed < 0:
                    return False
        return True

    def is_narrow(self, low: int, high: int) -> bool:
        """Whether few rows have several head counts between: an amount a has a/low - a/high."""
        several = SEVERAL * self.total_eur * FINEST * (high - low)
        return high - low == 1 or several <= len(self.rows) * low * high

    def sweep(self, low: int, high: int) -> None:
        """Keep the rate that most rows have in common here, if it is better than the best."""
        found = common_rate([share for row in self.rows for share in _shares(row, low, high)])
        if found is None or found.rows < self.least:
            return
        surprise = self.surprise_of(found.rows, floor(found.rate.low))
        if self.best is None or surprise.exceeds(self.surprise):
            self.best, self.surprise = found, surprise


def _shares(row: _Row, low: int, high: int) -> list[Share]:
    amount = row.ends // (2 * FINEST)
    first = row.begins // (2 * high) + 1
    last = -(-row.ends // (2 * low)) - 1
    return [Share(persons, amount, row.rows) for persons in range(first, last + 1)]
