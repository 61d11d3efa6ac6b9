"""Printed sums compared by their places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.check.printed_sums import ComparedSums, SumConflict, compare_sums
from pipeline.model import Ebene, Interpretation, Summe
from tests.builders.interpretations import printed_sums
from tests.builders.readers import ENGINES, ROWS, by

SUMS = printed_sums(ROWS)
FIRST, SECOND, THIRD = ENGINES


def reading(engine: str, summen: Iterable[Summe] = SUMS) -> Interpretation:
    return by(engine, summen=tuple(summen))


def with_first(**values: object) -> list[Summe]:
    """The sums, the first of them with other values."""
    return [replace(SUMS[0], **values), *SUMS[1:]]  # type: ignore[arg-type]


def test_sums_that_all_readings_give_alike_agree() -> None:
    compared = compare_sums([reading(engine) for engine in ENGINES])
    assert compared == ComparedSums(len(SUMS), (), dict.fromkeys(ENGINES, 0))


@pytest.mark.parametrize("wrong", [{"betrag_eur": Decimal(7)}, {"personen": 7}])
@pytest.mark.parametrize("number", range(3))
def test_another_number_in_one_reading_is_a_conflict(number: int, wrong: dict[str, object]) -> None:
    all_three = [
        reading(engine, with_first(**wrong) if n == number else SUMS)
        for n, engine in enumerate(ENGINES)
    ]
    said = tuple(one.summen[0] for one in all_three)
    assert compare_sums(all_three) == ComparedSums(
        len(SUMS), (SumConflict(said),), dict.fromkeys(ENGINES, 0)
    )


@settings(max_examples=40, deadline=None)
@given(lost=st.sets(st.sampled_from(range(len(SUMS)))))
def test_sums_that_a_reading_does_not_give_are_counted(lost: set[int]) -> None:
    left = [summe for number, summe in enumerate(SUMS) if number not in lost]
    compared = compare_sums([reading(FIRST, left), reading(SECOND), reading(THIRD)])
    assert compared == ComparedSums(len(SUMS), (), {FIRST: len(lost), SECOND: 0, THIRD: 0})


def test_numbers_that_a_reading_leaves_out_contradict_nothing() -> None:
    compared = compare_sums([reading(FIRST), reading(SECOND, with_first(personen=None))])
    assert compared.conflicts == ()


def test_the_same_sum_taken_for_that_of_another_area_is_still_the_same() -> None:
    other = with_first(ebene=Ebene.LAND, schluessel="08")
    assert compare_sums([reading(FIRST), reading(SECOND, other)]) == ComparedSums(
        len(SUMS), (), {FIRST: 0, SECOND: 0}
    )


def test_sums_on_different_pages_are_not_the_same() -> None:
    moved = with_first(herkunft=replace(SUMS[0].herkunft, page=1))
    assert compare_sums([reading(FIRST), reading(SECOND, moved)]) == ComparedSums(
        len(SUMS) + 1, (), {FIRST: 1, SECOND: 1}
    )
