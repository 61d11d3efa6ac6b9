"""The apportionment recovered: which rate the rows follow, without knowing the edition.

Printed persons tell the rate by themselves. Amounts alone tell it where they are many enough that
chance cannot make so many fit; what is made otherwise has no such rate, and that is said. Budget
and total of persons stay unknown: only their quotient shows in the amounts.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import gcd

from pipeline.check.chance import PROVEN, chance_of_amounts, chance_of_pairs
from pipeline.check.rate import Rate, Share, common_rate, edition_rate
from pipeline.check.search import PERCENT, likeliest_rate
from schemas.source import SourceEdition

LARGEST_EUR = 100_000_000
"""Larger amounts are no municipality's; they are tested by no rate and fit none."""
ROUND_STEPS = (10, 20, 25, 50)
"""Amounts rounded to these, or to ten, a hundred ... times them, are multiples of a rate too."""


class Unrecovered(StrEnum):
    """Why no rate is told: the arithmetic does not apply."""

    NO_RATE = "no rate"
    """No rate gives enough of the rows."""
    CHANCE = "chance"
    """So few different amounts fit that chance could do it."""
    ROUNDED = "rounded"
    """They are multiples of a round number, as amounts that were rounded are."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """The rate that the rows follow, and how strong the proof is."""

    rate: Rate
    """All rates that give every fitting row."""
    tested: int
    """Rows above zero."""
    fitting: int
    """How many of them the rate gives."""
    chance: Fraction
    """At most so likely would chance make so many fit."""

    def persons(self, amount_eur: int) -> int | None:
        """The head count that an amount implies; None where it does not fit."""
        counts = self.rate.head_counts(amount_eur)
        return counts.start if len(counts) == 1 and amount_eur <= LARGEST_EUR else None

    def editions(self, known: Sequence[SourceEdition]) -> tuple[SourceEdition, ...]:
        """The known editions whose budget, divided by their persons, is such a rate."""
        return tuple(edition for edition in known if self.rate.contains(edition_rate(edition).low))


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
    if _is_round(fitting, found.rate):
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


def _is_round(fitting: Sequence[int], rate: Rate) -> bool:
    """Whether all fitting amounts are multiples of a round number that is such a rate."""
    common = gcd(*fitting)
    steps = (step * 10**zeros for zeros in range(len(str(common))) for step in ROUND_STEPS)
    return any(common % step == 0 and rate.contains(Fraction(step)) for step in steps)
