"""Headings with other text: the line over a page's table, counts and sums behind the Kreis."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from pipeline.interpret import interpret
from pipeline.model import Interpretation
from tests.builders.gridrows import NAMED, expected, expected_sum, members, named
from tests.builders.readings import NEW_PAGE, Item, errors, figures, reading, sums

SHEETS = {
    "LK Böblingen": members("08115"),
    "LK Esslingen": members("08116"),
    "SK Karlsruhe": members("08212"),
    "LK Karlsruhe": members("08215"),
    "Enzkreis": members("08236"),
    "Rhein-Neckar-Kreis": members("08226"),
}
ALL = tuple(row for rows in SHEETS.values() for row in rows)
Line = Callable[[str, int], str]


def pages(line: Line) -> Iterator[Item]:
    """A page for each Kreis, under a line that says what it lists."""
    for number, (kreis, rows) in enumerate(SHEETS.items(), start=1):
        if number > 1:
            yield NEW_PAGE
        yield line(kreis, number)
        yield NAMED
        yield from map(named, rows)


def read(line: Line) -> Interpretation:
    return interpret(reading(*pages(line)))


@pytest.mark.parametrize(
    "line",
    [
        lambda kreis, _: f"{kreis} Synthetische Testdaten",
        lambda kreis, page: f"Planungsrahmen 2018 {kreis} Seite {page} von 6",
        lambda kreis, _: f"Synthetische Testdaten - Blatt {kreis}",
    ],
)
def test_a_line_over_every_page_that_varies_in_the_kreis_alone_is_its_heading(line: Line) -> None:
    assert (figures(read(line)), errors(read(line))) == (expected(ALL), [])


@pytest.mark.parametrize(
    "line",
    [
        lambda kreis, page: f"{kreis} Synthetische Testdaten" if page != 4 else "Anlage",
        lambda kreis, page: f"{kreis} Anlage {'ABCDEF'[page - 1]}",
        lambda kreis, page: "LK Böblingen Synthetische Testdaten",
        lambda kreis, page: f"LK {('Böblingen', 'Esslingen')[page % 2]} Synthetische Testdaten",
    ],
)
def test_any_other_line_over_the_pages_is_none(line: Line) -> None:
    codes = {code for code, *_ in errors(read(line))}

    assert codes == {"name_ambiguous"}


@pytest.mark.parametrize(
    "heading",
    [
        "Landkreis Böblingen, 26 Gemeinden, 1.089 Personen, 866.931 €",
        "Landkreis Böblingen (1.089 Pers., 866.931,00 EUR)",
        "LK Böblingen: 1089 Personen / 866.931 Euro",
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_the_sum_in_a_heading_is_that_of_its_kreis(heading: str, inside: bool) -> None:
    rows = members("08115")

    read = interpret(reading((heading, "", "") if inside else heading, NAMED, *map(named, rows)))

    assert (figures(read), errors(read)) == (expected(rows), [])
    assert sums(read) == [expected_sum("kreis", "08115", rows)]


@pytest.mark.parametrize("behind", [", 26 Gemeinden", ", 26 Gemeinden, 1.089 Personen,"])
def test_counts_in_a_heading_are_no_sum(behind: str) -> None:
    rows = members("08115")

    read = interpret(reading(NAMED, (f"Landkreis Böblingen{behind}", "", ""), *map(named, rows)))

    assert (figures(read), errors(read), sums(read)) == (expected(rows), [], [])
