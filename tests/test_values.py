"""How values stand in text."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.values import format_value, guard_formula, json_value, one_line, visible


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("218922.00"), "218922"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.50"), "0.50"),
        (Decimal("NaN"), "NaN"),
        (None, ""),
        (True, "true"),
        (56.7, "56.7"),
        (date(2018, 1, 5), "2018-01-05"),
        (datetime(2024, 3, 1, 12, 0, tzinfo=UTC), "2024-03-01 12:00:00+00:00"),
        ([{"page": 7, "summe": Decimal("1.5")}], '[{"page": 7, "summe": 1.5}]'),
        ("08336050", "08336050"),
    ],
)
def test_a_value_is_written_so_that_it_can_be_read(value: object, text: str) -> None:
    assert format_value(value) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_no_decimal_changes_by_being_written(value: Decimal) -> None:
    assert Decimal(format_value(value)) == value


@pytest.mark.parametrize("text", ["=1+1", "+49 711", "-2+3", "@SUM(A1)", " =1", "\uff1d1", "\t=1"])
def test_text_that_would_run_is_guarded(text: str) -> None:
    assert guard_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-", "–", "Lörrach", "218.922", "08336050", "a=b"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guard_formula(text) == text


def test_json_holds_no_number_that_is_not_exact() -> None:
    long, inexact = Decimal("0.12345678901234567890"), float("nan")
    assert json_value({1: long, "b": [Decimal("218922.00"), Decimal("0.5"), inexact]}) == {
        "1": "0.12345678901234567890",
        "b": [218922, 0.5, "nan"],
    }


def test_printed_text_cannot_move_the_cursor_or_turn_the_line() -> None:
    assert one_line("Lör\x1b[2J\nrach\u202e 12\u00a0") == r"Lör\u001b[2J rach\u202e 12"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lörrach – „218 922\u00a0€“\n\tא", "Lörrach – „218 922\u00a0€“\n\tא"),
        ("\x00\x07\b\r\x1b\x7f\x9b", r"\u0000\u0007\b\r\u001b\u007f\u009b"),
        ("\u061c\u200e\u202e\u2066", r"\u061c\u200e\u202e\u2066"),
        ("\u00ad\u200b\u2060\ufeff\u3164\ufe0f", r"\u00ad\u200b\u2060\ufeff\u3164\ufe0f"),
        ("\u2028\u2029\ue000\udcff\U000e0041", r"\u2028\u2029\ue000\udcff\udb40\udc41"),
    ],
)
def test_what_is_not_seen_or_moves_others_is_escaped(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible(shown) == shown


@given(st.text())
def test_json_says_the_same_when_it_is_visible(text: str) -> None:
    assert json.loads(visible(json.dumps(text, ensure_ascii=False))) == text
