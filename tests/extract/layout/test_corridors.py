"""Columns are parted where the rows of a whole table part, however near they come."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.extract.layout.blocks import outline_of
from pipeline.extract.layout.corridors import find_corridors
from tests.builders.lines import Text, block, right

NAMES = ("Aach", "Aalen", "Abstatt", "Achern", "Altdorf", "Bondorf", "Calw", "Daisendorf", "Engen")
ROWS = [(f"08{n:06d}", NAMES[n % 9] + "abcdefg"[n // 9], str(7**n)[:5]) for n in range(1, 61)]


def boundaries(rows: Sequence[Sequence[Text]]) -> list[tuple[float, float]]:
    return [(round(c.x0), round(c.x1)) for c in find_corridors([outline_of(block(rows))])]


def test_a_strip_that_no_text_enters_parts_columns() -> None:
    rows = [[(0, key), (60, name), right(200, number)] for key, name, number in ROWS]
    assert boundaries(rows) == [(40, 60), (115, 175)]


@pytest.mark.parametrize("amount", ["1.234,00", "12,00"])
def test_numbers_set_right_before_keys_are_a_column_of_their_own(amount: str) -> None:
    rows = [
        [right(100, amount if n % 2 else "7,00"), (104, key), (200, name)]
        for n, (key, name, _) in enumerate(ROWS)
    ]
    assert boundaries(rows) == [(100, 104), (144, 200)]


def test_small_print_parts_columns_at_a_point_wherever_it_lies() -> None:
    rows = [
        [(0, key), right(100.3, str(n)), (101.3, name), right(200, number)]
        for n, (key, name, number) in enumerate(ROWS)
    ]
    assert boundaries(rows) == [(40, 90), (100, 101), (156, 175)]


def test_a_space_within_a_key_or_a_number_parts_nothing() -> None:
    rows = [
        [(0, f"08 3 {10 + n} 050"), (100, name), right(200, f"{n} 218 922 EUR")]
        for n, (_, name, _) in enumerate(ROWS)
    ]
    assert [edge for edge in boundaries(rows) if edge[1] < 100 or edge[0] > 165] == []


def test_no_number_goes_on_in_another_way_of_writing_than_it_began() -> None:
    rows = [
        [(0, name), (100, f"{100 + n if n % 5 else n + 10}.461"), (138, f"{200 + 2 * n}.923")]
        for n, (_, name, _) in enumerate(ROWS)
    ]
    assert boundaries(rows) == [(55, 100), (135, 138)]


def test_decimals_without_a_zero_before_them_are_numbers_and_no_units() -> None:
    rows = [[(0, name), right(100, "1.980"), right(140, f".{n}52")] for n, name in enumerate(NAMES)]
    assert boundaries(rows) == [(50, 75), (100, 120)]


def test_a_last_column_that_few_rows_fill_is_parted() -> None:
    rows = [
        [(0, key), right(100, number), *([(110, "Antrag gestellt")] if n in {9, 30, 50} else [])]
        for n, (key, _, number) in enumerate(ROWS)
    ]
    assert boundaries(rows) == [(40, 75), (100, 110)]


@pytest.mark.parametrize("titles", [["Zuschuss"], ["Zuschuss", "Rest"]])
def test_zeros_set_beside_the_numbers_are_a_column_only_under_a_title_of_their_own(
    titles: Sequence[str],
) -> None:
    head: list[Text] = [(0, "AGS"), right(100, titles[0]), *((101.5, t) for t in titles[1:])]
    rows = [
        [(0, key), (102, "0") if n % 4 == 2 else right(100, number)]
        for n, (key, _, number) in enumerate(ROWS)
    ]
    parts = [edge for edge in boundaries([head, *rows]) if edge[0] > 75]
    assert len(parts) == len(titles) - 1


def test_the_numbers_of_a_sum_set_askew_are_no_column() -> None:
    rows = [[(0, key), (60, name), right(300, number)] for key, name, number in ROWS]
    rows[30] = [(0, "Summe"), (150, "12345"), (200, "67890")]
    assert boundaries(rows) == [(40, 60), (225, 275)]


def test_remarks_close_behind_numbers_are_a_column_of_their_own_but_units_are_not() -> None:
    words = ("Nachmeldung", "Nachmeldung", "geplant", "geplant") * 15
    remarks = [
        [(0, key), right(100, str(7 ** (n % 6))), *([(104, word)] if n % 2 else [])]
        for n, ((key, _, _), word) in enumerate(zip(ROWS, words, strict=True))
    ]
    units = [
        [(0, key), right(100, number), (104, "EUR" if n % 3 else "Euro")]
        for n, (key, _, number) in enumerate(ROWS)
    ]
    assert (100, 104) in boundaries(remarks)
    assert (100, 104) not in boundaries(units)


def test_a_unit_is_of_the_number_that_it_is_printed_with() -> None:
    before = [
        [(0, name), right(100, str(n + 9)), (107, f"€ {1000 + n},00")]
        for n, (_, name, _) in enumerate(ROWS)
    ]
    assert boundaries(before)[-1] == (100, 107)


@pytest.mark.parametrize("kreise", [("SK Ulm", "LK Calw"), ("Calw", "Ulm"), ("08336050",) * 2])
def test_numbers_end_where_a_text_begins_though_their_unit_is_always_the_same(
    kreise: Sequence[str],
) -> None:
    rows = [
        [(0, name), right(100, f"{n * n} €" if n % 9 else "–"), (105, kreise[n % 2])]
        for n, (_, name, _) in enumerate(ROWS)
    ]
    assert boundaries(rows)[-1] == (100, 105)


@pytest.mark.parametrize("titles", [[(0, "AGS"), (39, "Bezirk")], [(0, "AGS und Bezirk")]])
def test_texts_always_the_same_close_behind_keys_are_a_column_under_a_title_of_their_own(
    titles: list[Text],
) -> None:
    rows = [
        [(0, f"08 {n % 4 + 1} {n + 10}"), (39, "Stuttgart"), (120, name)]
        for n, (_, name, _) in enumerate(ROWS)
    ]
    assert ((35, 39) in boundaries([titles, *rows])) == (len(titles) > 1)


def test_texts_that_few_rows_have_close_behind_keys_are_a_column_of_their_own() -> None:
    rows = [
        [(0, key), *([(45, f"Landkreis {name}")] if n % 4 == 0 else []), (200, name)]
        for n, (key, name, _) in enumerate(ROWS)
    ]
    assert (40, 45) in boundaries(rows)
