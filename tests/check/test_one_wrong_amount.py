"""One amount that all readings have wrong: what the document itself says against it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.check.readings import compare
from pipeline.values import replace
from tests.builders.interpretations import changed, with_amount
from tests.builders.rates import half_up
from tests.builders.search import examples
from tests.faults.papers import KINDS, PART, Paper, write_paper
from tests.faults.verdict import holding

ROWS = 70
few_examples = examples(12)
any_row = st.integers(0, ROWS - 1)
any_amount = st.integers(0, 1_000_000).map(Decimal)


@cache
def paper(kind: str) -> Paper:
    """Two Kreise as a Land of their own, with an edition of their own."""
    return write_paper(next(one for one in KINDS if one.name == kind), *PART)


def held_with(kind: str, row: int, amount: Decimal) -> frozenset[str]:
    """The checks that hold where a document prints another amount in one row."""
    right = paper(kind).understood
    key, true = right.zeilen[row].gemeinde_ags, right.zeilen[row].betrag_eur
    assume(amount != true)
    rows = changed(right.zeilen, key, change=lambda zeile: with_amount(zeile, amount))
    # Whoever looks at its place sees that amount too.
    printed = replace(right, zeilen=rows, reading=replace(right.reading, level=()))
    return holding(compare([printed]), paper(kind).references)


@few_examples
@given(row=any_row, amount=any_amount)
def test_printed_persons_say_which_amount_is_wrong(row: int, amount: Decimal) -> None:
    assert "verteilung" in held_with("persons", row, amount)


@few_examples
@given(row=any_row, amount=any_amount)
def test_printed_sums_show_any_wrong_amount(row: int, amount: Decimal) -> None:
    assert {"summe_kreis", "summe_land"} <= held_with("totals", row, amount)


@few_examples
@given(row=any_row, persons=st.integers(0, 1_000))
def test_the_sum_of_persons_shows_an_amount_of_other_persons(row: int, persons: int) -> None:
    rate = paper("amounts alone").references.source.editions[-1]
    share = Fraction(persons * rate.budget_eur, rate.personen_gesamt)
    amount = Decimal(half_up(1, share))
    assert held_with("amounts alone", row, amount) == {"beweis"}


@few_examples
@given(row=any_row, amount=any_amount)
def test_a_complete_table_of_amounts_alone_shows_any_wrong_one(row: int, amount: Decimal) -> None:
    assert held_with("amounts alone", row, amount) & {"verteilung", "beweis"}


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_nothing_but_the_missing_proof_holds_a_right_document(kind: str) -> None:
    without_proof = {"beweis"} if kind.endswith("new edition") else set()
    assert paper(kind).held_by == without_proof
