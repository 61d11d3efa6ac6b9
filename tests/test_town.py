"""Groups that reach the threshold, and in which everybody is needed."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.town import (
    MOST_GROUPS,
    MOST_MEMBERS,
    Group,
    Relation,
    find_partners,
    minimal_groups,
)

AITERN, SCHOENAU, WEMBACH = "08336004", "08336079", "08336094"
THRESHOLD = Decimal(51_000)


def group(*members: str, total: int) -> Group:
    return Group(members, Decimal(total), Decimal(total) - THRESHOLD)


def test_the_smallest_groups_come_first_then_those_with_the_least_excess() -> None:
    amounts = {
        key: Decimal(amount)
        for key, amount in {"a": 10_000, "b": 45_000, "c": 41_000, "d": 21_000, "e": 20_000}.items()
    }
    assert minimal_groups("a", amounts, amounts, THRESHOLD) == (
        group("a", "c", total=51_000),
        group("a", "b", total=55_000),
        group("a", "d", "e", total=51_000),
    )


@given(
    st.lists(st.integers(0, 60_000), min_size=1, max_size=9),
    st.integers(0, 50_999),
)
def test_exactly_the_minimal_groups_are_found(others: list[int], own: int) -> None:
    amounts = {str(number): Decimal(amount) for number, amount in enumerate(others)}
    amounts["own"] = Decimal(own)

    def is_minimal(keys: tuple[str, ...]) -> bool:
        total = sum(amounts[key] for key in keys) + own
        return total >= THRESHOLD and all(total - amounts[key] < THRESHOLD for key in keys)

    expected = [
        {"own", *keys}
        for size in range(1, MOST_MEMBERS)
        for keys in combinations(amounts.keys() - {"own"}, size)
        if is_minimal(keys)
    ]
    found = minimal_groups("own", amounts, amounts, THRESHOLD)
    assert len(found) == min(len(expected), MOST_GROUPS)
    assert all(set(one.members) in expected for one in found)
    order = [(len(one.members), one.excess_eur) for one in found]
    assert order == sorted(order)


def test_who_comes_into_question_is_said() -> None:
    amounts = {AITERN: Decimal(40_000), SCHOENAU: Decimal(11_000), WEMBACH: Decimal(5_000)}
    found = find_partners(AITERN, amounts, THRESHOLD, synthetic=False)
    assert (found.betrag_eur, found.is_needed) == (Decimal(40_000), True)
    assert found.groups == (group(AITERN, SCHOENAU, total=51_000),)
    assert found.relations[SCHOENAU] == (Relation.VERBAND, Relation.NACHBAR, Relation.KREIS)
    assert found.relations[WEMBACH] == (Relation.VERBAND, Relation.KREIS)
    assert found.association is not None
    assert (len(found.association.members), found.association.sum_eur) == (9, Decimal(56_000))


def test_nobody_is_needed_where_the_amount_is_enough_or_unknown() -> None:
    for amounts, betrag in (({AITERN: THRESHOLD}, THRESHOLD), ({}, None)):
        found = find_partners(AITERN, amounts, THRESHOLD, synthetic=False)
        assert (found.betrag_eur, found.is_needed) == (betrag, False)
        assert (found.association, found.groups) == (None, ())
