"""Headings with other text: counts and sums behind the Kreis."""

from __future__ import annotations

import pytest

from pipeline.interpret.stage import interpret
from tests.builders.gridrows import NAMED, expected, members, named
from tests.builders.readings import errors, figures, reading, sums


@pytest.mark.parametrize(
    "heading",
    [
        "Landkreis Böblingen, 26 Gemeinden, 1.089 Personen, 866.931 €",
        "Landkreis Böblingen (1.089 Pers., 866.931,00 EUR)",
        "LK Böblingen: 1089 Personen / 866.931 Euro",
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_what_is_counted_behind_a_kreis_does_not_hide_that_it_is_a_heading(
    heading: str, inside: bool
) -> None:
    rows = members("08115")

    read = interpret(reading((heading, "", "") if inside else heading, NAMED, *map(named, rows)))

    assert (figures(read), errors(read)) == (expected(rows), [])


@pytest.mark.parametrize("behind", [", 26 Gemeinden", ", 26 Gemeinden, 1.089 Personen,"])
def test_counts_in_a_heading_are_no_sum(behind: str) -> None:
    rows = members("08115")

    read = interpret(reading(NAMED, (f"Landkreis Böblingen{behind}", "", ""), *map(named, rows)))

    assert (figures(read), errors(read), sums(read)) == (expected(rows), [], [])
