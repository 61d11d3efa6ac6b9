"""Errors of digits, there and back."""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.check.digit_errors import DigitError, errors_between, true_numbers
from tests.builders.rates import FAULTS, is_another_number


@pytest.mark.parametrize(
    ("true", "found", "expected"),
    [
        (37_157, 31_157, (DigitError.CHANGED,)),
        (127_078, 122_078, (DigitError.CHANGED,)),
        (37_157, 31_757, (DigitError.SWAPPED,)),
        (37_157, 3_757, (DigitError.LOST,)),
        (37_157, 371_157, (DigitError.INSERTED,)),
        (218_922, 21_892_200, (DigitError.SHIFTED,)),
        (218_000, 218, (DigitError.SHIFTED,)),
        (7_961, 796, (DigitError.LOST,)),
        (10, 1, (DigitError.LOST,)),
        (12, 21, (DigitError.SWAPPED,)),
        (37_157, 37_157, ()),
        (37_157, 73_175, ()),
        (37_157, 0, ()),
    ],
)
def test_what_happened_to_a_number(true: int, found: int, expected: tuple[DigitError, ...]) -> None:
    assert errors_between(true, found) == expected


@given(true=st.integers(1, 10**7), kind=st.sampled_from(sorted(FAULTS)), seed=st.integers(0, 2**32))
def test_a_slip_of_any_kind_is_told(true: int, kind: str, seed: int) -> None:
    digits = FAULTS[kind](str(true), random.Random(seed))
    assume(is_another_number(digits, true))
    assert DigitError(kind) in errors_between(true, int(digits))


@given(found=st.integers(0, 10**7))
def test_true_numbers_are_never_the_one_found(found: int) -> None:
    numbers = true_numbers(found)
    assert found not in numbers
    assert all(number >= 0 and slips for number, slips in numbers.items())


def test_all_that_one_digit_may_have_been() -> None:
    changed = {number for number, slips in true_numbers(5).items() if DigitError.CHANGED in slips}
    assert changed == {0, 1, 2, 3, 4, 6, 7, 8, 9}
