"""The digits in the cell against the figure."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.evidence import amounts_as_printed, says
from schemas.source import load_source
from tests.builders.interpretations import changed, zeilen

SOURCE = load_source()


@pytest.mark.parametrize(
    ("printed", "betrag_eur"),
    [
        ("218.922 €", 218_922),
        ("218 922 Euro", 218_922),
        ("218\u202f922", 218_922),
        ("218'922", 218_922),
        ("218922", 218_922),
        ("218.922,00", 218_922),
        ("218922,00", 218_922),
        ("218.922,- EUR", 218_922),
        ("218.\n922", 218_922),
        ("218.922 1)", 218_922),
        ("2 1 8 . 9 2 2", 218_922),
        ("1.234.567", 1_234_567),
        ("9661", 9_661),
        ("0", 0),
        ("0,00", 0),
        ("–", 0),
        ("", 0),
    ],
)
def test_what_is_printed_says_the_figure(printed: str, betrag_eur: int) -> None:
    assert says(printed, Decimal(betrag_eur))


@pytest.mark.parametrize(
    ("printed", "betrag_eur"),
    [
        ("218.922", 218_912),
        ("218.922", 2_189_220),
        ("218.922", 21_892),
        ("218.922", 0),
        ("218.922,00", 0),
        ("–", 1),
        ("x", 796),
        ("0", 10),
        ("218.922 1)", 1),
    ],
)
def test_what_is_printed_says_another_figure(printed: str, betrag_eur: int) -> None:
    assert not says(printed, Decimal(betrag_eur))


@given(st.integers(0, 10**9), st.sampled_from([".", " ", "\u00a0", "'"]), st.integers(0, 10**9))
def test_exactly_the_printed_figure_is_said(printed: int, mark: str, read: int) -> None:
    text = f"{printed:,}".replace(",", mark)
    assert says(text, Decimal(printed))
    if read not in (printed, printed / 100):
        assert not says(text, Decimal(read))


def test_what_is_no_whole_amount_is_left_to_other_checks() -> None:
    assert says("x", Decimal("0.5"))


def test_a_difference_names_the_row() -> None:
    rows = changed(zeilen(), "08136088", betrag_gedruckt="108.276")
    result = amounts_as_printed(rows, SOURCE)
    assert result.holds
    assert result.message == (
        "page 6, row 42: betrag_eur 108,267 for 08136088 is not what is printed; expected the "
        "digits of '108.276'; check the printed row"
    )
