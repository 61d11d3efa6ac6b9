"""Amounts, moments and parts as German readers have them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pipeline.publish.site.figures import change, day, euros, number, percent


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("218922.00"), "218.922\xa0€"),
        (Decimal("0.50"), "0,50\xa0€"),
        (0, "0\xa0€"),
        (None, "unbekannt"),
    ],
)
def test_amounts(value: Decimal | int | None, shown: str) -> None:
    assert euros(value) == shown


def test_numbers_have_a_sign_as_wide_as_a_plus() -> None:
    assert [number(-1234), change(-1234), change(1234), change(0), change(None)] == [
        "\u22121.234",
        "\u22121.234",
        "+1.234",
        "0",
        "",
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (date(2018, 1, 7), "07.01.2018"),
        (datetime(2024, 6, 30, 22, 30), "01.07.2024"),  # noqa: DTZ001  # of the database: UTC
        (datetime(2024, 6, 30, 22, 30, tzinfo=UTC), "01.07.2024"),
        ("2018-01", "01.2018"),
        ("2018-01-17", "17.01.2018"),
        (None, "unbekannt"),
    ],
)
def test_days_are_those_of_berlin(value: date | datetime | str | None, shown: str) -> None:
    assert day(value) == shown


def test_parts_of_a_whole() -> None:
    assert [percent(1, 3), percent(5, 0)] == ["33,3\xa0%", "0,0\xa0%"]
