"""Headings with other text: counts and sums behind the Kreis."""

from __future__ import annotations

import pytest

from pipeline.interpret.stage import interpret
from tests.builders.gridrows import NAMED, expected, members, named
from tests.builders.readings import classes, errors, figures, reading, sums


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


def test_a_kreis_or_words_among_the_amounts_are_a_heading_or_nothing() -> None:
    rows = [row[::-1] for row in map(named, members("08115"))]
    heading, foot = ("Landkreis Böblingen", "", ""), ("Ohne Gewähr, Angaben der Kommunen", "", "")

    read = interpret(reading(NAMED[::-1], heading, *rows, foot))

    assert (figures(read), errors(read)) == (expected(members("08115")), [])
    assert read.classes == classes(header=1, heading=1, figure=len(rows), outside=1)


@pytest.mark.parametrize("in_key", [True, False])
def test_a_heading_in_one_cell_with_the_key_or_name_below_it_is_that_of_the_rows(
    in_key: bool,
) -> None:
    rows, other = members("08115"), members("08116")
    printed = [[r.gemeinde_ags, *named(r)] if in_key else [*named(r)] for r in (*rows, *other)]
    printed[0][0] = f"Landkreis Böblingen\n{printed[0][0]}"
    printed[len(rows)][0] = f"Landkreis Esslingen\n{printed[len(rows)][0]}"
    titles = ("AGS", *NAMED) if in_key else NAMED

    read = interpret(reading(titles, *map(tuple, printed)))

    assert (figures(read), errors(read)) == (expected((*rows, *other)), [])
