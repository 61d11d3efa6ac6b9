"""The arithmetic of an edition: exact, half up, and reversible."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.apportionment import (
    amount_for,
    common_step,
    fitting_persons,
    nearest_persons,
    whole_euros,
)
from schemas.source import SourceEdition, load_source

FIRST, FINAL = load_source().editions
EDITIONS = st.sampled_from([FIRST, FINAL])
PERSONS = st.integers(min_value=0, max_value=100_000)


def edition(budget_eur: int, personen_gesamt: int) -> SourceEdition:
    return SourceEdition("id", "l", "z", "2018", budget_eur, personen_gesamt, True, ("sign",))


def half_up(persons: int, of: SourceEdition) -> int:
    """The same by the decimal module, with more digits than any of these fractions can need."""
    with localcontext(prec=60):
        share = Decimal(persons) * of.budget_eur / of.personen_gesamt
        return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@given(persons=PERSONS, of=EDITIONS)
def test_an_amount_is_the_share_rounded_half_up(persons: int, of: SourceEdition) -> None:
    assert amount_for(persons, of) == half_up(persons, of)


@pytest.mark.parametrize(("persons", "expected"), [(0, 0), (1, 3), (2, 5), (3, 8), (5, 13)])
def test_half_a_euro_is_rounded_up(persons: int, expected: int) -> None:
    assert amount_for(persons, edition(budget_eur=5, personen_gesamt=2)) == expected


@pytest.mark.parametrize(
    ("of", "persons", "betrag_eur"),
    [(FINAL, 64, 50_949), (FINAL, 65, 51_745), (FINAL, 166, 132_149), (FIRST, 50, 37_157)],
)
def test_known_amounts(of: SourceEdition, persons: int, betrag_eur: int) -> None:
    assert amount_for(persons, of) == betrag_eur


@given(persons=PERSONS, budget=st.integers(2, 10**9), total=st.integers(1, 10**6))
def test_an_amount_tells_its_persons(persons: int, budget: int, total: int) -> None:
    of = edition(max(budget, 2 * total), total)
    assert fitting_persons(Decimal(amount_for(persons, of)), of) == persons


@given(amount=st.integers(0, 10**8), of=EDITIONS)
def test_the_nearest_number_of_persons_is_the_nearest(amount: int, of: SourceEdition) -> None:
    rate = Fraction(of.budget_eur, of.personen_gesamt)
    nearest = nearest_persons(amount, of)
    distance = abs(amount - nearest * rate)
    assert all(distance <= abs(amount - (nearest + step) * rate) for step in (-1, 1))


@given(amount=st.integers(0, 10**7), of=EDITIONS)
def test_what_fits_is_exactly_what_some_number_of_persons_gets(
    amount: int, of: SourceEdition
) -> None:
    around = range(max(0, amount * of.personen_gesamt // of.budget_eur - 2), amount // 700 + 3)
    found = [persons for persons in around if half_up(persons, of) == amount]
    assert fitting_persons(Decimal(amount), of) == (found[0] if found else None)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0", 0), ("-1", None), ("0.5", None), ("796", 796), ("796.00", 796), ("-0", 0)],
)
def test_whole_euros(amount: str, expected: int | None) -> None:
    assert whole_euros(Decimal(amount)) == expected


def test_no_number_of_persons_fits_a_fraction() -> None:
    assert fitting_persons(Decimal("796.50"), FINAL) is None


@pytest.mark.parametrize(
    ("persons", "expected"),
    [([], 1), ([1, 2, 3], 1), ([2, 4, 6, 10], 2), ([3, 9, 12], 3), ([5, 10, 35], 5)],
)
def test_a_common_step(persons: list[int], expected: int) -> None:
    assert common_step(persons) == expected


def test_a_misread_row_does_not_hide_a_step() -> None:
    assert common_step([*range(2, 100, 2), 7]) == 2
