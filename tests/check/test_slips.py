"""Slips, there and back."""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.check.slips import Slip, slips_between, true_numbers
from tests.builders.rates import FAULTS, is_another_number


@pytest.mark.parametrize(
    ("true", "found", "expected"),
    [
        (37_157, 31_157, (Slip.CHANGED,)),
        (127_078, 122_078, (Slip.CHANGED,)),
        (37_157, 31_757, (Slip.SWAPPED,)),
        (37_157, 3_757, (Slip.LOST,)),
        (37_157, 371_157, (Slip.INSERTED,)),
        (218_922, 21_892_200, (Slip.SHIFTED,)),
        (218_000, 218, (Slip.SHIFTED,)),
        (7_961, 796, (Slip.LOST,)),
        (10, 1, (Slip.LOST,)),
        (12, 21, (Slip.SWAPPED,)),
        (37_157, 37_157, ()),
        (37_157, 73_175, ()),
        (37_157, 0, ()),
    ],
)
def test_what_happened_to_a_number(true: int, found: int, expected: tuple[Slip, ...]) -> None:
    assert slips_between(true, found) == expected


@given(true=st.integers(1, 10**7), kind=st.sampled_from(sorted(FAULTS)), seed=st.integers(0, 2**32))
def test_a_slip_of_any_kind_is_told(true: int, kind: str, seed: int) -> None:
    digits = FAULTS[kind](str(true), random.Random(seed))
    assume(is_another_number(digits, true))
    assert Slip(kind) in slips_between(true, int(digits))


@given(found=st.integers(0, 10**7))
def test_true_numbers_are_never_the_one_found(found: int) -> None:
    numbers = true_numbers(found)
    assert found not in numbers
    assert all(number >= 0 and slips for number, slips in numbers.items())


def test_all_that_one_digit_may_have_been() -> None:
    changed = {number for number, slips in true_numbers(5).items() if Slip.CHANGED in slips}
    assert changed == {0, 1, 2, 3, 4, 6, 7, 8, 9}
