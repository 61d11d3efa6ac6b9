"""What a row off its rate may have been."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.explanation import (
    Explanation,
    expectation,
    explanations,
    explanations_with_persons,
    nearest,
)
from pipeline.check.rate import Rate, edition_rate
from pipeline.check.slips import Slip
from schemas.source import load_source

FINAL = edition_rate(load_source().editions[1])
LOW = Rate(Fraction(25), Fraction(25))


def test_every_explanation_is_listed_the_likelier_slip_first() -> None:
    assert all(LOW.gives(one.persons, one.amount_eur) for one in explanations(1_010, LOW))
    kinds = [one.slips[0] for one in explanations(1_010, LOW)]
    assert kinds == sorted(kinds, key=list(Slip).index)
    assert len(set(kinds)) > 2


def test_one_amount_may_have_slipped_in_two_ways() -> None:
    assert Explanation(100, 4, (Slip.CHANGED,)) in explanations(101, LOW)
    assert Explanation(1_000, 40, (Slip.LOST,)) in explanations(100, LOW)


@given(amount=st.integers(0, 10**8))
def test_the_nearest_amounts_enclose_the_one_found(amount: int) -> None:
    shares = nearest(amount, FINAL)
    assert all(FINAL.gives(share.persons, share.amount_eur) for share in shares)
    below = [share for share in shares if share.amount_eur < amount]
    above = [share for share in shares if share.amount_eur > amount]
    assert (len(below), len(above)) == (min(amount, 1), 1)
    assert above[0].amount_eur - amount <= 797


def test_with_persons_either_number_may_have_slipped() -> None:
    assert explanations_with_persons(108_257, 136, FINAL) == (
        Explanation(108_267, 136, (Slip.CHANGED,)),
    )
    assert explanations_with_persons(108_267, 163, FINAL) == (
        Explanation(108_267, 136, (Slip.SWAPPED,)),
    )
    assert explanations_with_persons(108_267, 25, FINAL) == ()


def test_what_is_too_large_for_any_slip_is_not_searched() -> None:
    assert explanations(10**30, FINAL) == ()
    assert explanations_with_persons(796, 10**30, FINAL) == ()


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
