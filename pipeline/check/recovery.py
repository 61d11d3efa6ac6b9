"""The apportionment recovered: which rate the rows follow, without knowing the edition.

Printed persons tell the rate by themselves. Amounts alone tell it where they are many enough that
chance cannot make so many fit; what is made otherwise has no such rate, and that is said. Budget
and total of persons stay unknown: only their quotient shows in the amounts.

Half the rate fits whatever the rate fits, and a very small one fits everything, so not the most
fitting rows decide but how surprising they are: of n rows k fit a rate of r EUR by chance in about
C(n, k)/r^k of cases. The rate where this is least is sought from the largest down; of equals the
larger stays. (Where nearly all head counts are even, twice the rate is the less likely by chance.)
Stretches of rates that too many rows do not fit at all are dropped whole, the others are halved
until the rows have few head counts in them, and these are swept. So every rate is looked at, in a
few hundred steps.

How likely chance alone would make so many amounts fit has an upper bound, in fractions. Chance
means: each of m different amounts is any number of as many digits, none twice. Of the L numbers of
d digits a rate gives at most L/low + 1, so one of them fits with probability p, at most 1/low +
1/L. Any k of the amounts may be those that fit, and the rate may be any from `low` on. The stretch
of rates that k amounts allow begins where that of one of them begins, for some number of persons;
so only c such beginnings count, at most 10^d/low for each amount, and the other k - 1 then fit by
chance:

    P <= c * C(m - 1, k - 1) * p^(k - 1)
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from math import comb, floor, gcd
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from pipeline.check.rate import (
    LARGEST_EUR,
    PERCENT,
    Common,
    RateInterval,
    Share,
    common_rate,
    whole_euros,
)
from pipeline.model import Zeile
from schemas.source import Source

ROUND_STEPS = (10, 20, 25, 50)
"""Amounts rounded to these, or to ten, a hundred ... times them, are multiples of a rate too."""
LEAST_RATE_EUR = 20
"""Below it more than one amount in 20 fits by chance."""
MOST_TYPICAL_PERSONS = 500
"""Half of the rows have no more. In the known editions it is some 30; several thousand inhabitants
live in the median municipality, so what goes by inhabitant is not taken for it."""
FINEST = 1 << 20
"""Stretches begin and end at multiples of 1/FINEST EUR."""
SEVERAL = 10
"""A stretch is swept where about one row in ten, or fewer, has a second head count in it."""
PROVEN = Fraction(1, 1_000_000)
"""What chance does less often than this is not chance."""


class Unrecovered(StrEnum):
    """Why no rate is recovered: the arithmetic does not apply."""

    NO_RATE = "no_rate"
    """No rate gives enough of the rows."""
    CHANCE = "chance"
    """So few different amounts fit that chance could do it."""
    ROUNDED = "rounded"
    """They are multiples of a round number, as amounts that were rounded are."""


class Recovered(Struct, frozen=True):
    """The rate that the rows follow, and how strong the proof is."""

    rate: RateInterval
    """All rates that give every fitting row."""
    tested: int
    """Rows above zero."""
    fitting: int
    """How many of them the rate gives."""
    chance: Fraction
    """An upper bound of the probability that chance makes that many fit."""


def rate_of_rows(zeilen: Sequence[Zeile], source: Source) -> Recovered | Unrecovered:
    """The rate of printed persons where most rows have them, else that of the amounts alone."""
    percent = source.expectations.recognition_percent
    rows = [(zeile.personen, whole_euros(zeile.betrag_eur)) for zeile in zeilen]
    amounts = [(persons, amount) for persons, amount in rows if amount is not None]
    pairs = [(persons, amount) for persons, amount in amounts if persons is not None]
    if PERCENT * len(pairs) >= percent * len(rows):
        return recover_with_persons(pairs, percent)
    return recover([amount for _, amount in amounts], percent)


def recover(amounts: Sequence[int], percent: int) -> Recovered | Unrecovered:
    """The rate of amounts in EUR; at least this percentage of those above zero must follow it."""
    positive = [amount for amount in amounts if amount > 0]
    counts = Counter(amount for amount in positive if amount <= LARGEST_EUR)
    found = likeliest_rate(counts, percent)
    if found is None or PERCENT * found.rows < percent * len(positive):
        return Unrecovered.NO_RATE
    fitting = [amount for amount in counts if found.rate.head_counts(amount)]
    chance = chance_of_amounts(counts, len(fitting), found.rate)
    if chance > PROVEN:
        return Unrecovered.CHANCE
    common = gcd(*fitting)
    steps = (step * 10**zeros for zeros in range(len(str(common))) for step in ROUND_STEPS)
    if any(common % step == 0 and found.rate.contains(Fraction(step)) for step in steps):
        return Unrecovered.ROUNDED
    return Recovered(found.rate, len(positive), found.rows, chance)


def recover_with_persons(pairs: Sequence[tuple[int, int]], percent: int) -> Recovered | Unrecovered:
    """The same from pairs of printed persons and EUR, each of which tells the rate by itself."""
    counted = [Share(persons, amount) for persons, amount in pairs if persons > 0]
    found = common_rate(counted)
    if found is None or PERCENT * found.rows < percent * len(counted):
        return Unrecovered.NO_RATE
    different = {(persons, amount) for persons, amount, _ in counted}
    fitting = sum(found.rate.gives(*pair) for pair in different)
    chance = chance_of_pairs(different, fitting)
    if chance > PROVEN:
        return Unrecovered.CHANCE
    return Recovered(found.rate, len(counted), found.rows, chance)


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
    amounts = sorted(Counter(counts).elements())
    median = amounts[len(amounts) // 2] if amounts else 0
    least = max(LEAST_RATE_EUR, -(-median // MOST_TYPICAL_PERSONS))
    stack = [(least * FINEST, (max(counts, default=0) + 1) * FINEST)]
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


_Surprise: TypeAlias = tuple[int, int]
"""What is compared: C(n, k) and r^k, of which the first is divided by the second; r is rounded."""


def _is_less_likely(one: _Surprise, other: _Surprise) -> bool:
    return one[0] * other[1] < other[0] * one[1]


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
        self.surprise = (1, 1)

    def require(self, high: int) -> None:
        """Raise the number of rows that a rate below `high` needs to be better than the best."""
        while self.best and self.least <= self.total:
            if _is_less_likely(self.surprise_of(self.least, -(-high // FINEST)), self.surprise):
                break
            self.least += 1

    def surprise_of(self, rows: int, rate_eur: int) -> _Surprise:
        return comb(self.total, rows), rate_eur**rows

    def may_fit(self, low: int, high: int) -> bool:
        """Return True if enough rows have a head count between; stops at one failure too many."""
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
        """Return True if few rows have several head counts between: a has a/low - a/high."""
        several = SEVERAL * self.total_eur * FINEST * (high - low)
        return high - low == 1 or several <= len(self.rows) * low * high

    def sweep(self, low: int, high: int) -> None:
        """Keep the rate that most rows have in common here, if it is better than the best."""
        found = common_rate([share for row in self.rows for share in _shares(row, low, high)])
        if found is None or found.rows < self.least:
            return
        surprise = self.surprise_of(found.rows, floor(found.rate.low))
        if self.best is None or _is_less_likely(surprise, self.surprise):
            self.best, self.surprise = found, surprise


def _shares(row: _Row, low: int, high: int) -> list[Share]:
    amount = row.ends // (2 * FINEST)
    first = row.begins // (2 * high) + 1
    last = -(-row.ends // (2 * low)) - 1
    return [Share(persons, amount, row.rows) for persons in range(first, last + 1)]


def chance_of_amounts(amounts: Iterable[int], fitting: int, rate: RateInterval) -> Fraction:
    """How likely so many of these different amounts (EUR, above 0) fit one rate, or a larger one.

    Rows that repeat an amount say nothing new and are not counted again.
    """
    digits = [len(str(amount)) for amount in set(amounts)]
    beginnings = sum(10**length for length in digits) / rate.low
    share = 1 / rate.low + Fraction(1, _numbers(min(digits)))
    return _bound(beginnings, len(digits), fitting, share)


def chance_of_pairs(pairs: Iterable[tuple[int, int]], fitting: int) -> Fraction:
    """The same where persons are printed: a rate gives one amount to each, and begins at a pair."""
    digits = [len(str(amount)) for _, amount in set(pairs)]
    share = Fraction(1, _numbers(min(digits)))
    return _bound(Fraction(len(digits)), len(digits), fitting, share)


def _bound(beginnings: Fraction, different: int, fitting: int, share: Fraction) -> Fraction:
    if fitting == 0:
        return Fraction(1)
    ways = beginnings * comb(different - 1, fitting - 1)
    return min(Fraction(1), ways * share ** (fitting - 1))


def _numbers(digits: int) -> int:
    """How many numbers above 0 have this number of digits."""
    numbers: int = 9 * 10 ** (digits - 1)
    return numbers


def power_of_ten(chance: Fraction) -> int:
    """The largest x this proves by its length in bits: the chance is at most 1 in 10^x."""
    bits = (chance.denominator // chance.numerator).bit_length() - 1
    # The common logarithm of 2 is 0.30102999...
    return bits * 30_102 // 100_000
