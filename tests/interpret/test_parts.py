"""Unnamed sums of parts that are no Kreis, and numbers below a part that are no sum."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from pipeline.interpret.stage import interpret
from pipeline.model import Interpretation
from tests.builders.gridrows import (
    KEYED,
    expected,
    expected_sum,
    keyed,
    members,
    sum_row,
)
from tests.builders.readings import Row, classes, errors, figures, reading, sums

ONE, OTHER = members("08115"), members("08116")
SPLIT = members("08115", "08116", "08315", "08425")
LARGE = tuple(row for row in SPLIT if row.betrag_eur >= 51_000)
SMALL = tuple(row for row in SPLIT if row.betrag_eur < 51_000)


def parts(small: Iterable[Row], total: Row) -> Interpretation:
    """Those that may apply alone with their sum, then the others."""
    large = [*map(keyed, LARGE), sum_row("Summe", LARGE, ("",))]
    return interpret(reading(KEYED, *large, *small, total))


def test_the_sum_of_a_part_that_is_no_area_is_proven_and_set_aside() -> None:
    read = parts(map(keyed, SMALL), sum_row("Summe", SMALL, ("",)))

    assert figures(read) == expected(LARGE + SMALL)
    assert (sums(read), errors(read)) == ([], [])
    assert read.classes == classes(header=1, figure=len(SPLIT), outside=2)


def test_the_total_under_parts_is_that_of_all() -> None:
    total = sum_row("Gesamtsumme", SPLIT, ("",))

    read = parts([*map(keyed, SMALL), sum_row("Summe", SMALL, ("",))], total)

    assert sums(read) == [expected_sum("land", "08", SPLIT)]


@pytest.mark.parametrize("column", [2, 3])
def test_a_misprint_within_a_part_is_not_explained_away(column: int) -> None:
    rows = [*map(keyed, SMALL)]
    rows[5] = tuple("1" if index == column else text for index, text in enumerate(rows[5]))

    read = parts(rows, sum_row("Summe", SMALL, ("",)))

    assert sums(read) == [expected_sum("land", "08", SMALL)]


def test_the_persons_of_a_sum_so_far_must_fit_too() -> None:
    total = ("", "Summe", "1", sum_row("Summe", LARGE)[-1])

    read = interpret(reading(KEYED, *map(keyed, LARGE), total, *map(keyed, SMALL)))

    assert [(key, persons) for _, key, persons, _ in sums(read)] == [("08", 1)]


def test_rows_that_are_nearly_a_kreis_are_no_part() -> None:
    strangers = SPLIT[-1:]

    read = interpret(
        reading(
            KEYED,
            *map(keyed, ONE),
            sum_row("Summe", ONE, ("",)),
            *map(keyed, (*strangers, *OTHER)),
            sum_row("Summe", (*strangers, *OTHER), ("",)),
            *map(keyed, members("08117")),
            sum_row("Summe", members("08117"), ("",)),
        )
    )

    assert sums(read) == [
        expected_sum("kreis", "08115", ONE),
        expected_sum("kreis", "08116", (*strangers, *OTHER)),
        expected_sum("kreis", "08117", members("08117")),
    ]


STATISTICS: list[Row] = [
    ("", "Anzahl Gemeinden: 26", "", ""),
    ("Anzahl", "", "26", ""),
    ("", "Durchschnitt:", "41,9", "33.343,50 €"),
    ("Mittelwert", "", "", "33.344"),
    ("", "Maximum", "280", "222.902"),
]


@pytest.mark.parametrize("statistic", STATISTICS)
def test_a_statistic_is_neither_a_figure_nor_a_sum(statistic: Row) -> None:
    total = sum_row("Summe Landkreis Böblingen", ONE, ("",))

    read = interpret(reading(KEYED, *map(keyed, ONE), total, statistic))

    assert (figures(read), errors(read)) == (expected(ONE), [])
    assert sums(read) == [expected_sum("kreis", "08115", ONE)]
    assert read.classes == classes(header=1, figure=len(ONE), subtotal=1, outside=1)


def test_a_sum_beside_a_count_is_one() -> None:
    total = ("Anzahl Gemeinden: 26", "Summe:", *sum_row("", ONE)[1:])

    read = interpret(reading(KEYED, *map(keyed, ONE), total))

    assert sums(read) == [expected_sum("land", "08", ONE)]


def test_a_municipality_beside_a_statistic_is_not_set_aside() -> None:
    read = interpret(reading(KEYED, *map(keyed, ONE), ("Maximum", "Weissach", "1", "2x")))

    assert errors(read) == [("key_unknown", 1, len(ONE) + 2)]
