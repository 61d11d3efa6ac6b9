"""Errors of digits, there and back, and what a row off its rate may have been."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.check.mistakes import (
    DigitError,
    Explanation,
    error_between,
    expectation,
    explanations,
    nearest,
    true_numbers,
)
from pipeline.check.rate import RateInterval, edition_rate
from schemas.source import load_source
from tests.builders.rates import FAULTS, is_another_number

LIKELIER = list(DigitError)


@pytest.mark.parametrize(
    ("true", "found", "expected"),
    [
        (37_157, 31_157, DigitError.CHANGED),
        (127_078, 122_078, DigitError.CHANGED),
        (37_157, 31_757, DigitError.SWAPPED),
        (37_157, 3_757, DigitError.LOST),
        (37_157, 371_157, DigitError.INSERTED),
        (218_922, 21_892_200, DigitError.SHIFTED),
        (218_000, 218, DigitError.SHIFTED),
        (7_961, 796, DigitError.LOST),
        (10, 1, DigitError.LOST),
        (12, 21, DigitError.SWAPPED),
        (37_157, 37_157, None),
        (37_157, 73_175, None),
        (37_157, 0, None),
    ],
)
def test_what_happened_to_a_number(true: int, found: int, expected: DigitError | None) -> None:
    assert error_between(true, found) == expected


@given(true=st.integers(1, 10**7), kind=st.sampled_from(sorted(FAULTS)), seed=st.integers(0, 2**32))
def test_a_slip_of_any_kind_is_told(true: int, kind: str, seed: int) -> None:
    digits = FAULTS[kind](str(true), random.Random(seed))
    assume(is_another_number(digits, true))
    told = error_between(true, int(digits))
    assert told is not None
    assert LIKELIER.index(told) <= LIKELIER.index(DigitError(kind))


@given(found=st.integers(0, 10**7))
def test_true_numbers_are_never_the_one_found(found: int) -> None:
    numbers = true_numbers(found)
    assert found not in numbers
    assert all(number >= 0 for number in numbers)


def test_all_that_one_digit_may_have_been() -> None:
    changed = {number for number, slip in true_numbers(5).items() if slip is DigitError.CHANGED}
    assert changed == {0, 1, 2, 3, 4, 6, 7, 8, 9}


FINAL = edition_rate(load_source().editions[1])
LOW = RateInterval(Fraction(25), Fraction(25))


def test_every_explanation_is_listed_the_likelier_slip_first() -> None:
    assert all(LOW.gives(one.persons, one.amount_eur) for one in explanations(1_010, LOW))
    kinds = [one.error for one in explanations(1_010, LOW) if one.error]
    assert kinds == sorted(kinds, key=LIKELIER.index)
    assert len(set(kinds)) > 2


def test_one_amount_may_have_slipped_in_two_ways() -> None:
    assert Explanation(100, 4, DigitError.CHANGED) in explanations(101, LOW)
    assert Explanation(1_000, 40, DigitError.LOST) in explanations(100, LOW)


@given(amount=st.integers(0, 10**8))
def test_the_nearest_amounts_enclose_the_one_found(amount: int) -> None:
    shares = nearest(amount, FINAL)
    assert all(FINAL.gives(share.persons, share.amount_eur) for share in shares)
    below = [share for share in shares if share.amount_eur < amount]
    above = [share for share in shares if share.amount_eur > amount]
    assert (len(below), len(above)) == (min(amount, 1), 1)
    assert above[0].amount_eur - amount <= 797


def test_with_persons_either_number_may_have_slipped() -> None:
    assert explanations(108_257, FINAL, 136) == [Explanation(108_267, 136, DigitError.CHANGED)]
    assert explanations(108_267, FINAL, 163) == [Explanation(108_267, 136, DigitError.SWAPPED)]
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
    text = expectation(500, 10, RateInterval(Fraction(796), Fraction(7_963, 10)))
    assert text.message.startswith("expected 7,960 to 7,963 EUR for the 10 persons printed")
    assert text.meldung.startswith("erwartet: 7.960 bis 7.963 Euro für die gedruckten 10 Personen")


def test_not_all_of_many_explanations_are_told() -> None:
    found = explanations(1_010, LOW)
    assert expectation(1_010, None, LOW).message.endswith(f" and {len(found) - 6} more")
