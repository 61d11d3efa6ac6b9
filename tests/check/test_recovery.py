"""The rate of rows whose edition nobody knows, and how likely chance would make it."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.check.mistakes import explanations
from pipeline.check.rate import LARGEST_EUR, RateInterval, edition_rate
from pipeline.check.recovery import (
    Recovered,
    Unrecovered,
    chance_of_amounts,
    chance_of_pairs,
    power_of_ten,
    recover,
    recover_with_persons,
)
from schemas.source import SourceEdition, load_source
from tests.builders.interpretations import FINAL, FIRST, zeilen
from tests.builders.rates import FAULTS, faulty, half_up, published_amounts
from tests.builders.search import examples

EDITIONS = load_source().editions
FIRST_EDITION, FINAL_EDITION = EDITIONS
PERCENT = load_source().expectations.recognition_percent
RATES = st.fractions(min_value=100, max_value=5_000, max_denominator=100_000)
TABLES = st.lists(st.integers(1, 400), min_size=12, max_size=60, unique=True)


def amounts_of(edition: str) -> list[int]:
    return [int(row.betrag_eur) for row in zeilen(edition) if row.betrag_eur > 0]


def editions(found: Recovered) -> tuple[SourceEdition, ...]:
    """The known editions whose rate is such a rate."""
    return tuple(one for one in EDITIONS if found.rate.contains(edition_rate(one).low))


def recovered(amounts: list[int]) -> Recovered:
    found = recover(amounts, PERCENT)
    assert isinstance(found, Recovered)
    return found


@pytest.mark.parametrize(
    ("edition", "low", "high", "rows"),
    [
        (FIRST_EDITION, Fraction(251_183, 338), Fraction(46_075, 62), 121),
        (FINAL_EDITION, Fraction(1_536_433, 1_930), Fraction(585_915, 736), 33),
    ],
)
def test_published_figures_tell_their_budget(
    edition: object, low: Fraction, high: Fraction, rows: int
) -> None:
    of = next(known for known in EDITIONS if known == edition)
    found = recovered(published_amounts(of.id))
    assert (found.rate.low, found.rate.high) == (low, high)
    assert (found.fitting, found.tested) == (rows, rows)
    assert editions(found) == (of,)
    assert found.chance < Fraction(1, 10**75)


@pytest.mark.parametrize(
    ("misprint", "true", "persons"), [(31_157, 37_157, 50), (122_078, 127_078, 171)]
)
def test_misprints_in_newspapers_are_found_with_what_was_meant(
    misprint: int, true: int, persons: int
) -> None:
    found = recovered([*published_amounts(FIRST), misprint])
    assert (found.fitting, found.tested) == (121, 122)
    assert found.rate.persons(misprint) is None
    assert [(one.amount_eur, one.persons) for one in explanations(misprint, found.rate)] == [
        (true, persons)
    ]


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_a_whole_edition_tells_its_rate_and_every_head_count(edition: object) -> None:
    of = next(known for known in EDITIONS if known == edition)
    found = recovered(amounts_of(of.id))
    assert editions(found) == (of,)
    assert found.fitting == found.tested
    rows = zeilen(of.id)
    persons = [found.rate.persons(row.betrag_eur) for row in rows]
    assert persons == [row.personen for row in rows]


@pytest.mark.parametrize("percent", [5, 20, 35])
def test_wrong_rows_among_right_ones_change_nothing(percent: int) -> None:
    rng = random.Random(percent)
    right = amounts_of(FINAL)
    rows = [rng.randrange(700, 300_000) if rng.randrange(100) < percent else a for a in right]
    found = recovered(rows)
    assert editions(found) == (FINAL_EDITION,)
    wrong = [row for row, amount in zip(rows, right, strict=True) if row != amount]
    missed = [row for row in wrong if edition_rate(FINAL_EDITION).head_counts(row)]
    assert len(rows) - found.fitting == len(wrong) - len(missed)


def mostly_multiples(persons: list[int], step: int) -> bool:
    return 100 * sum(number % step == 0 for number in persons) >= PERCENT * len(persons)


@pytest.mark.slow
@examples(30)
@given(rate=RATES, persons=TABLES)
def test_the_true_rate_is_within_and_every_amount_fits(rate: Fraction, persons: list[int]) -> None:
    amounts = [half_up(number, rate) for number in persons]
    # Where most head counts are multiples, the rate of as many persons at once is likelier.
    assume(not any(mostly_multiples(persons, step) for step in range(2, 400)))
    found = recover(amounts, PERCENT)
    assume(found is not Unrecovered.ROUNDED)
    assert isinstance(found, Recovered)
    assert found.rate.contains(rate)
    assert found.fitting == found.tested == len(amounts)


def is_part(rate: RateInterval, of: RateInterval) -> bool:
    """Whether all rates of the first interval are a half, a third ... of some of the second."""
    return any(
        of.low <= parts * rate.low and parts * rate.high <= of.high for parts in range(2, 400)
    )


@examples(30)
@given(
    rate=RATES,
    persons=TABLES,
    kind=st.sampled_from(sorted(FAULTS)),
    seed=st.integers(0, 2**32),
)
def test_a_faulty_row_is_found_with_the_true_amount(
    rate: Fraction, persons: list[int], kind: str, seed: int
) -> None:
    amounts = [half_up(number, rate) for number in [1, *persons]]
    assume(not any(mostly_multiples(persons, step) for step in range(2, 400)))
    wrong = faulty(amounts[-1], kind, random.Random(seed))
    others = recover(amounts[:-1], PERCENT)
    assume(isinstance(others, Recovered))
    assert isinstance(others, Recovered)
    assume(others.rate.contains(rate))
    assume(wrong is not None)
    assert wrong is not None
    assume(not others.rate.head_counts(wrong))
    found = recovered([*amounts[:-1], wrong])
    # The other rows fit half of their rate as well, a third and so on; where the wrong amount
    # happens to be a multiple of such a part, amounts alone cannot show that it is wrong.
    assume(not is_part(found.rate, others.rate))
    assert found.fitting == found.tested - 1
    # Else it is at odds with one other row only, and which of the two is wrong cannot be told.
    assume(found.rate.contains(rate))
    assert found.rate == others.rate
    assert amounts[-1] in {one.amount_eur for one in explanations(wrong, found.rate)}


@examples(30)
@given(rate=RATES, persons=TABLES, wrong=st.integers(0, 11), by=st.integers(2, 10**6))
def test_with_persons_every_wrong_row_is_found(
    rate: Fraction, persons: list[int], wrong: int, by: int
) -> None:
    pairs = [(number, half_up(number, rate)) for number in persons]
    number, amount = pairs[wrong]
    pairs[wrong] = (number, amount + by * number)
    found = recover_with_persons(pairs, PERCENT)
    assert isinstance(found, Recovered)
    assert found.rate.contains(rate)
    assert [pair for pair in pairs if not found.rate.gives(*pair)] == [pairs[wrong]]


def random_amounts(seed: int) -> list[int]:
    rng = random.Random(seed)
    return [int(10 ** rng.uniform(3, 6)) for _ in range(1_101)]


def by_inhabitant(eur: Fraction) -> list[int]:
    rng = random.Random(11)
    return [half_up(int(10 ** rng.uniform(2.7, 5)), eur) for _ in range(1_101)]


@pytest.mark.parametrize(
    ("amounts", "why"),
    [
        (random_amounts(1), Unrecovered.NO_RATE),
        (by_inhabitant(Fraction(317, 100)), Unrecovered.NO_RATE),
        (by_inhabitant(Fraction(2_517, 100)), Unrecovered.NO_RATE),
        ([amount // 100 * 100 for amount in amounts_of(FINAL)], Unrecovered.ROUNDED),
        ([5_000] * 1_101, Unrecovered.CHANCE),
        ([5_000] * 800 + random_amounts(2)[:301], Unrecovered.CHANCE),
        ([796, 1_592, 2_388], Unrecovered.CHANCE),
        ([0] * 50, Unrecovered.NO_RATE),
        ([LARGEST_EUR + 1] * 50, Unrecovered.NO_RATE),
        ([], Unrecovered.NO_RATE),
    ],
    ids=[
        "random", "by inhabitant", "much by inhabitant", "rounded to hundreds", "the same for all",
        "mostly the same", "three rows", "nothing", "too large", "no rows",
    ],
)  # fmt: skip
def test_amounts_made_otherwise_have_no_rate(amounts: list[int], why: Unrecovered) -> None:
    assert recover(amounts, PERCENT) is why


def test_pairs_without_a_common_rate_have_none() -> None:
    pairs = list(enumerate(random_amounts(3), start=1))
    assert recover_with_persons(pairs, PERCENT) is Unrecovered.NO_RATE
    assert recover_with_persons([(0, 0)] * 30, PERCENT) is Unrecovered.NO_RATE
    assert recover_with_persons([(2, 1_592)] * 30, PERCENT) is Unrecovered.CHANCE


def test_not_half_a_rate_though_it_fits_some_more() -> None:
    # Half of the rate gives 398 EUR too; one more row does not make it likelier.
    found = recovered([*amounts_of(FINAL), 398, 1_194])
    assert editions(found) == (FINAL_EDITION,)
    assert found.tested - found.fitting == 2


def test_half_a_rate_where_many_rows_need_it() -> None:
    rate = edition_rate(FINAL_EDITION).low / 2
    found = recovered([half_up(number, rate) for number in range(2, 90)])
    assert found.rate.contains(rate)
    assert found.fitting == found.tested


def fit_one_rate(pair: tuple[int, int], low: Fraction) -> bool:
    """Whether one rate from `low` on gives both: then one does that begins a stretch."""
    begins = [
        Fraction(2 * amount - 1, 2 * persons)
        for amount in pair
        for persons in range(1, int(amount / low) + 2)
    ]
    return any(
        all(RateInterval(rate, rate).head_counts(amount) for amount in pair)
        for rate in [low, *begins]
        if rate >= low
    )


@pytest.mark.parametrize("low", [Fraction(12), Fraction(41, 2), Fraction(35)])
def test_chance_is_no_likelier_than_the_bound(low: Fraction) -> None:
    pairs = list(combinations(range(10, 100), 2))
    fitting = sum(fit_one_rate(pair, low) for pair in pairs)
    assert Fraction(fitting, len(pairs)) <= chance_of_amounts((10, 11), 2, RateInterval(low, low))


def test_the_bound_of_two_amounts() -> None:
    rate = RateInterval(Fraction(796), Fraction(797))
    # No more than 1,000/796 beginnings of each of the two, then one number of 796 or of 900.
    share = Fraction(1, 796) + Fraction(1, 900)
    assert chance_of_amounts((796, 797), 2, rate) == Fraction(2_000, 796) * share


def test_nothing_that_fits_is_no_proof() -> None:
    rate = RateInterval(Fraction(796), Fraction(797))
    assert chance_of_amounts((500, 600), 0, rate) == 1
    assert chance_of_amounts((500, 796), 1, rate) == 1
    assert chance_of_pairs([(1, 796)], 0) == 1


def test_an_amount_that_stands_twice_is_no_second_witness() -> None:
    rate = RateInterval(Fraction(796), Fraction(797))
    assert chance_of_amounts((796, 796, 1_592), 2, rate) == chance_of_amounts((796, 1_592), 2, rate)


def test_a_pair_fits_with_one_amount_only() -> None:
    assert chance_of_pairs([(1, 796), (2, 1_592), (2, 1_592)], 2) == Fraction(2, 900)


@given(power=st.integers(0, 400), digit=st.integers(1, 9))
def test_the_power_of_ten_never_says_too_much(power: int, digit: int) -> None:
    chance = Fraction(digit, 10 ** (power + 1))
    told = power_of_ten(chance)
    assert chance <= Fraction(1, 10**told)
    assert told >= power - 1
