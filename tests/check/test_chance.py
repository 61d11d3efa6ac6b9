"""The bound on chance: against counting, and in its extremes."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.chance import chance_of_amounts, chance_of_pairs, power_of_ten
from pipeline.check.rate import Rate


def fit_one_rate(pair: tuple[int, int], low: Fraction) -> bool:
    """Whether one rate from `low` on gives both: then one does that begins a stretch."""
    begins = [
        Fraction(2 * amount - 1, 2 * persons)
        for amount in pair
        for persons in range(1, int(amount / low) + 2)
    ]
    return any(
        all(Rate(rate, rate).head_counts(amount) for amount in pair)
        for rate in [low, *begins]
        if rate >= low
    )


@pytest.mark.parametrize("low", [Fraction(12), Fraction(41, 2), Fraction(35)])
def test_chance_is_no_likelier_than_the_bound(low: Fraction) -> None:
    pairs = list(combinations(range(10, 100), 2))
    fitting = sum(fit_one_rate(pair, low) for pair in pairs)
    assert Fraction(fitting, len(pairs)) <= chance_of_amounts((10, 11), 2, Rate(low, low))


def test_one_amount_of_three_digits_fits_a_rate_once_in_900() -> None:
    rate = Rate(Fraction(796), Fraction(797))
    # Two amounts, one beginning each (1 person), then one number of 900: twice 1/900.
    assert chance_of_amounts((796, 797), 2, rate) == Fraction(2, 900)


def test_nothing_that_fits_is_no_proof() -> None:
    rate = Rate(Fraction(796), Fraction(797))
    assert chance_of_amounts((500, 600), 0, rate) == 1
    assert chance_of_amounts((500, 796), 1, rate) == 1
    assert chance_of_pairs([(1, 796)], 0) == 1


def test_an_amount_that_stands_twice_is_no_second_witness() -> None:
    rate = Rate(Fraction(796), Fraction(797))
    assert chance_of_amounts((796, 796, 1_592), 2, rate) == chance_of_amounts((796, 1_592), 2, rate)


def test_a_pair_fits_with_one_amount_only() -> None:
    assert chance_of_pairs([(1, 796), (2, 1_592), (2, 1_592)], 2) == Fraction(2, 900)


@given(power=st.integers(0, 400), digit=st.integers(1, 9))
def test_the_power_of_ten_never_says_too_much(power: int, digit: int) -> None:
    chance = Fraction(digit, 10 ** (power + 1))
    told = power_of_ten(chance)
    assert chance <= Fraction(1, 10**told)
    assert told >= power - 1
