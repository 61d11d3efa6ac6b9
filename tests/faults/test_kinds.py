"""What the kinds of faults do to texts and to what is understood."""

from __future__ import annotations

import random
from functools import cache

import pytest

from tests.builders.interpretations import interpretation, printed_sums, zeilen
from tests.faults.all_readings import TEXT_FAULTS, TRIES
from tests.faults.cells import in_place, number, regrouped
from tests.faults.every_slip import slips
from tests.faults.mistaken import MEANING_FAULTS
from tests.faults.papers import KINDS, PART, Paper, write_paper

BOTH = next(kind for kind in KINDS if kind.name == "persons and totals")
UNDERSTOOD = interpretation(summen=printed_sums(zeilen()))
WITHOUT_PLACE = {name for name in TEXT_FAULTS if name.endswith(", part")}
WITHOUT_PARTS = {name for name in MEANING_FAULTS if name.startswith("another amount")}


@cache
def paper() -> Paper:
    return write_paper(BOTH, *PART)


@pytest.mark.parametrize("name", sorted(set(TEXT_FAULTS) - WITHOUT_PLACE))
def test_a_fault_in_texts_changes_them_and_the_same_seed_does_the_same(name: str) -> None:
    made = [
        next(
            sheet
            for rng in [random.Random(seed)]
            for _ in range(TRIES)
            if (sheet := TEXT_FAULTS[name](paper().sheet, rng)) is not None
        )
        for seed in (1, 1)
    ]
    assert made[0] == made[1] != paper().sheet


@pytest.mark.parametrize("name", sorted(WITHOUT_PLACE))
def test_a_fault_without_a_place_is_none(name: str) -> None:
    assert TEXT_FAULTS[name](paper().sheet, random.Random(1)) is None


@pytest.mark.parametrize("name", sorted(set(MEANING_FAULTS) - WITHOUT_PARTS))
def test_a_fault_of_understanding_changes_figures_or_sums(name: str) -> None:
    rng = random.Random(1)
    made = next(
        changed
        for _ in range(TRIES)
        if (changed := MEANING_FAULTS[name](UNDERSTOOD, rng)) is not None
    )
    assert (made.zeilen, made.summen) != (UNDERSTOOD.zeilen, UNDERSTOOD.summen)


@pytest.mark.parametrize("name", sorted(WITHOUT_PARTS))
def test_without_parts_no_part_is_taken_for_the_figure(name: str) -> None:
    assert MEANING_FAULTS[name](UNDERSTOOD, random.Random(1)) is None


@pytest.mark.parametrize(
    ("text", "digits", "grouped", "left"),
    [
        ("218.922 €", "21922", "21.922 €", "219.22 €"),
        ("218.922 €", "2189220", "2.189.220 €", "218.9220 €"),
        ("9661", "96610", "96610", "96610"),
        ("218 922,00", "218929", "218 929,00", "218 929,00"),
    ],
)
def test_digits_are_put_into_a_text_regrouped_or_in_place(
    text: str, digits: str, grouped: str, left: str
) -> None:
    assert number(text) == "".join(filter(str.isdigit, text.partition(",")[0]))
    assert (
        regrouped(text, digits).strip(" €") if not digits else regrouped(text, digits)
    ) == grouped
    assert in_place(text, digits) == left


def test_every_slip_of_an_amount_is_tried_once() -> None:
    assert slips(796, "digit dropped, amount") == {96, 76, 79}
    assert slips(796, "digits swapped, amount") == {976, 769}
    assert len(slips(796, "digit changed, amount")) == 8 + 9 + 9
    assert (
        len(slips(796, "digit inserted, amount")) == 40 - 3 - 1
    )  # a digit beside itself, a zero in front
    assert slips(1592, "decimal sign shifted") == {15920, 159200, 1592000, 159, 15, 1}
