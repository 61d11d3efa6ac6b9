"""What amounts say about the rate they were made by: exact, half up, and reversible."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.rate import (
    LARGEST_EUR,
    Common,
    RateInterval,
    Share,
    common_rate,
    common_step,
    edition_rate,
    whole_euros,
)
from schemas.source import SourceEdition, load_source
from tests.builders.rates import half_up

FIRST, FINAL = load_source().editions
RATES = st.fractions(min_value=2, max_value=5_000, max_denominator=100_000)
PERSONS = st.integers(1, 100_000)


def exactly(rate: Fraction) -> RateInterval:
    return RateInterval(rate, rate)


def stretch(persons: int, amount_eur: int) -> RateInterval:
    return RateInterval(
        Fraction(2 * amount_eur - 1, 2 * persons), Fraction(2 * amount_eur + 1, 2 * persons)
    )


def test_a_known_edition_has_one_rate() -> None:
    rate = edition_rate(FINAL)
    assert rate.low == rate.high == Fraction(58_000_000, 72_857)
    assert rate.amounts(166) == range(132_149, 132_150)
    assert rate.head_counts(132_149) == range(166, 167)
    assert not rate.head_counts(132_150)


@given(rate=RATES, persons=st.integers(0, 100_000))
def test_an_exact_rate_gives_one_amount_that_tells_its_persons(
    rate: Fraction, persons: int
) -> None:
    amount = half_up(persons, rate)
    assert list(exactly(rate).amounts(persons)) == [amount]
    assert list(exactly(rate).head_counts(amount)) == [persons]


@given(persons=PERSONS, amount=st.integers(1, 10**7))
def test_a_stretch_is_all_rates_that_give_the_amount(persons: int, amount: int) -> None:
    rate = stretch(persons, amount)
    assert rate.gives(persons, amount)
    assert half_up(persons, rate.low) == amount
    assert half_up(persons, rate.high) == amount + 1
    assert list(rate.amounts(persons)) == [amount]


@given(
    low=RATES,
    width=st.fractions(min_value=0, max_value=2, max_denominator=1_000),
    amount=st.integers(0, 300),
)
def test_head_counts_are_exactly_those_whose_amounts_hold_it(
    low: Fraction, width: Fraction, amount: int
) -> None:
    rate = RateInterval(low, low + width)
    expected = [persons for persons in range(310) if amount in rate.amounts(persons)]
    assert list(rate.head_counts(amount)) == expected


def test_half_a_euro_is_rounded_up_and_a_stretch_ends_below_its_end() -> None:
    assert list(RateInterval(Fraction(3, 2), Fraction(5, 2)).amounts(1)) == [2]
    assert list(exactly(Fraction(3, 2)).amounts(1)) == [2]
    assert list(exactly(Fraction(5, 2)).amounts(1)) == [3]


@pytest.mark.parametrize(("persons", "amount", "expected"), [(0, 0, True), (0, 1, False)])
def test_nobody_gets_nothing(persons: int, amount: int, expected: bool) -> None:
    assert edition_rate(FINAL).gives(persons, amount) is expected
    assert not edition_rate(FINAL).gives(-1, -796)


def test_which_rates_a_stretch_contains() -> None:
    rate = RateInterval(Fraction(700), Fraction(701))
    assert rate.contains(Fraction(700))
    assert not rate.contains(Fraction(701))
    assert edition_rate(FIRST).contains(edition_rate(FIRST).low)
    assert not edition_rate(FIRST).contains(edition_rate(FINAL).low)


@given(persons=st.lists(st.integers(1, 2_000), min_size=1, max_size=40), rate=RATES)
def test_rows_of_one_rate_have_it_in_common(persons: list[int], rate: Fraction) -> None:
    rows = [Share(number, half_up(number, rate)) for number in persons]
    common = common_rate(rows)
    assert common is not None
    assert common.rows == len(rows)
    assert common.rate.contains(rate)
    assert all(common.rate.gives(row.persons, row.amount_eur) for row in rows)


@given(
    rows=st.lists(
        st.builds(Share, st.integers(1, 12), st.integers(0, 60), st.integers(1, 3)),
        min_size=1,
        max_size=12,
    )
)
def test_no_rate_gives_more_rows_than_the_common_one(rows: list[Share]) -> None:
    common = common_rate(rows)
    assert common is not None
    counts = {
        begin: sum(row.rows for row in rows if exactly(begin).gives(*row[:2]))
        for begin in (stretch(row.persons, row.amount_eur).low for row in rows)
        if begin > 0
    }
    most = max(counts.values(), default=0)
    assert common.rows >= most
    if common.rate.low > 0:
        assert (common.rows, common.rate.low) == max(
            (count, begin) for begin, count in counts.items()
        )


def test_a_stray_row_has_not_the_common_rate() -> None:
    rows = [Share(number, half_up(number, edition_rate(FINAL).low)) for number in range(1, 50)]
    common = common_rate([*rows, Share(10, 7_971)])
    assert common == common_rate(rows)
    assert common is not None
    assert not common.rate.gives(10, 7_971)


def test_of_rates_with_as_many_rows_the_largest_is_taken() -> None:
    # 1 person, 2 EUR: from 1.5 to below 2.5; 1 person, 3 EUR: from 2.5 on.
    rate = RateInterval(Fraction(5, 2), Fraction(7, 2))
    assert common_rate([Share(1, 2), Share(1, 3)]) == Common(rate, rows=1)


def test_a_row_that_stands_for_several_counts_as_often() -> None:
    rate = RateInterval(Fraction(3, 2), Fraction(5, 2))
    assert common_rate([Share(1, 2, rows=2), Share(1, 3)]) == Common(rate, rows=2)


def test_without_shares_there_is_no_rate() -> None:
    assert common_rate([]) is None


EDITIONS = st.sampled_from([FIRST, FINAL])
HEAD_COUNTS = st.integers(min_value=0, max_value=100_000)


def edition(budget_eur: int, personen_gesamt: int) -> SourceEdition:
    return SourceEdition("id", "l", "z", "2018", budget_eur, personen_gesamt, True, ("sign",))


def amount_for(persons: int, of: SourceEdition) -> int:
    [amount] = edition_rate(of).amounts(persons)
    return amount


def share(persons: int, of: SourceEdition) -> int:
    """The same by the decimal module, with more digits than any of these fractions can need."""
    with localcontext(prec=60):
        share = Decimal(persons) * of.budget_eur / of.personen_gesamt
        return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@given(persons=HEAD_COUNTS, of=EDITIONS)
def test_an_amount_is_the_share_rounded_half_up(persons: int, of: SourceEdition) -> None:
    assert amount_for(persons, of) == share(persons, of)


@pytest.mark.parametrize(("persons", "expected"), [(0, 0), (1, 3), (2, 5), (3, 8), (5, 13)])
def test_half_a_euro_is_rounded_up(persons: int, expected: int) -> None:
    assert amount_for(persons, edition(budget_eur=5, personen_gesamt=2)) == expected


@pytest.mark.parametrize(
    ("of", "persons", "betrag_eur"),
    [(FINAL, 64, 50_949), (FINAL, 65, 51_745), (FINAL, 166, 132_149), (FIRST, 50, 37_157)],
)
def test_known_amounts(of: SourceEdition, persons: int, betrag_eur: int) -> None:
    assert amount_for(persons, of) == betrag_eur


@given(persons=HEAD_COUNTS, budget=st.integers(2, 10**9), total=st.integers(1, 10**6))
def test_an_amount_tells_its_persons(persons: int, budget: int, total: int) -> None:
    of = edition(max(budget, 2 * total), total)
    amount = amount_for(persons, of)
    assert edition_rate(of).persons(amount) == (persons if amount <= LARGEST_EUR else None)


@given(amount=st.integers(0, 10**7), of=EDITIONS)
def test_what_fits_is_exactly_what_some_number_of_persons_gets(
    amount: int, of: SourceEdition
) -> None:
    around = range(max(0, amount * of.personen_gesamt // of.budget_eur - 2), amount // 700 + 3)
    found = [persons for persons in around if share(persons, of) == amount]
    assert edition_rate(of).persons(Decimal(amount)) == (found[0] if found else None)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0", 0), ("-1", None), ("0.5", None), ("796", 796), ("796.00", 796), ("-0", 0)],
)
def test_whole_euros(amount: str, expected: int | None) -> None:
    assert whole_euros(Decimal(amount)) == expected


def test_no_number_of_persons_fits_a_fraction() -> None:
    assert edition_rate(FINAL).persons(Decimal("796.50")) is None


@pytest.mark.parametrize(
    ("persons", "expected"),
    [([], 1), ([1, 2, 3], 1), ([2, 4, 6, 10], 2), ([3, 9, 12], 3), ([5, 10, 35], 5)],
)
def test_a_common_step(persons: list[int], expected: int) -> None:
    assert common_step(persons) == expected


def test_a_misread_row_does_not_hide_a_step() -> None:
    assert common_step([*range(2, 100, 2), 7]) == 2
