"""Errors of digits, there and back, and what a row off its rate may have been."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.check.mistakes import (
    expectation,
    explanations,
    is_one_slip,
    nearest,
    true_numbers,
)
from pipeline.check.rate import Rate, edition_rate
from schemas.source import load_source
from tests.builders.rates import FAULTS, is_another_number


@pytest.mark.parametrize(
    ("true", "found", "expected"),
    [
        (37_157, 31_157, True),
        (127_078, 122_078, True),
        (37_157, 31_757, True),
        (37_157, 3_757, True),
        (37_157, 371_157, True),
        (218_922, 21_892_200, True),
        (218_000, 218, True),
        (7_961, 796, True),
        (10, 1, True),
        (12, 21, True),
        (37_157, 37_157, False),
        (37_157, 73_175, False),
        (37_157, 0, False),
    ],
)
def test_what_one_slip_makes_of_a_number(true: int, found: int, expected: bool) -> None:
    assert is_one_slip(true, found) == expected


@given(true=st.integers(1, 10**7), kind=st.sampled_from(sorted(FAULTS)), seed=st.integers(0, 2**32))
def test_a_slip_of_any_kind_is_told(true: int, kind: str, seed: int) -> None:
    digits = FAULTS[kind](str(true), random.Random(seed))
    assume(is_another_number(digits, true))
    assert is_one_slip(true, int(digits))


@given(found=st.integers(0, 10**7))
def test_true_numbers_are_never_the_one_found(found: int) -> None:
    numbers = true_numbers(found)
    assert found not in numbers
    assert all(number >= 0 for number in numbers)


def test_all_that_one_digit_may_have_been() -> None:
    others = {0, 1, 2, 3, 4, 6, 7, 8, 9}
    longer = {10 * digit + 5 for digit in range(1, 10)} | {50 + digit for digit in range(10)}
    assert true_numbers(5) == others | longer | {500, 5_000}


FINAL = edition_rate(load_source().editions[1])
LOW = Rate(Fraction(25), Fraction(25))


def test_every_explanation_is_listed_the_nearer_first() -> None:
    found = explanations(1_010, LOW)
    assert all(LOW.gives(persons, amount) for amount, persons in found)
    gaps = [abs(amount - 1_010) for amount, _ in found]
    assert gaps == sorted(gaps)
    assert len(found) > 6


def test_one_amount_may_have_slipped_in_two_ways() -> None:
    assert (100, 4) in explanations(101, LOW)
    assert (1_000, 40) in explanations(100, LOW)


@given(amount=st.integers(0, 10**8))
def test_the_nearest_amounts_enclose_the_one_found(amount: int) -> None:
    shares = nearest(amount, FINAL)
    assert all(FINAL.gives(persons, share) for share, persons in shares)
    below = [share for share, _ in shares if share < amount]
    above = [share for share, _ in shares if share > amount]
    assert (len(below), len(above)) == (min(amount, 1), 1)
    assert above[0] - amount <= 797


def test_with_persons_either_number_may_have_slipped() -> None:
    assert explanations(108_257, FINAL, 136) == [(108_267, 136)]
    assert explanations(108_267, FINAL, 163) == [(108_267, 136)]
    assert explanations(108_267, FINAL, 25) == []


def test_what_is_too_large_for_any_slip_is_not_searched() -> None:
    assert explanations(10**30, FINAL) == []
    assert explanations(796, FINAL, 10**30) == []


@pytest.mark.parametrize(
    ("amount", "persons", "message", "meldung"),
    [
        (
            31_157,
            None,
            "the nearest shares are 31,047 EUR for 39 persons and 31,843 EUR for 40 persons; "
            "no single slip explains it",
            "die nächsten Anteile sind 31.047 Euro für 39 Personen und 31.843 Euro für 40 "
            "Personen; durch kein einzelnes Versehen zu erklären",
        ),
        (None, None, "expected whole euros, 0 or more", "erwartet: ganze Euro, 0 oder mehr"),
        (
            None,
            2,
            "expected 1,592 EUR for the 2 persons printed",
            "erwartet: 1.592 Euro für die gedruckten 2 Personen",
        ),
    ],
)
def test_what_is_said(amount: int | None, persons: int | None, message: str, meldung: str) -> None:
    text = expectation(amount, persons, FINAL)
    assert (text.message, text.meldung) == (message, meldung)


def test_a_rate_that_leaves_a_euro_open_says_so() -> None:
    text = expectation(500, 10, Rate(Fraction(796), Fraction(7_963, 10)))
    assert text.message.startswith("expected 7,960 to 7,963 EUR for the 10 persons printed")
    assert text.meldung.startswith("erwartet: 7.960 bis 7.963 Euro für die gedruckten 10 Personen")


def test_not_all_of_many_explanations_are_told() -> None:
    found = explanations(1_010, LOW)
    assert expectation(1_010, None, LOW).message.endswith(f" and {len(found) - 6} more")
