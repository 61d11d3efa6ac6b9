"""Numbers wrapped at their spaces: neither half is a figure."""

from __future__ import annotations

import pytest

from pipeline.interpret.stage import interpret
from tests.builders.gridrows import KEYED, expected, keyed, members
from tests.builders.readings import NEW_PAGE, Item, errors, figures, reading

ROWS = members("08336")
THREE_DIGITS = [row for row in members("08335") if row.personen > 100]
FREIBURG: list[list[Item]] = [
    [
        ("", "Stadtkreis Freiburg", "1455", "1 947"),
        ("08311000", "Freiburg", "1455", ""),
        ("", "", "", "212"),
    ],
    [("08311000", "Freiburg", "1455", "1 947"), ("", "", "", "212")],
    [("08311000", "Freiburg", "1455", "1 947"), NEW_PAGE, KEYED, ("", "", "", "212")],
    [("", "", "", "1 947"), ("08311000", "Freiburg", "1455", "212")],
]


@pytest.mark.parametrize("lines", FREIBURG)
def test_a_number_on_two_lines(lines: list[Item]) -> None:
    read = interpret(reading(KEYED, *map(keyed, ROWS), *lines))

    assert figures(read) == expected(ROWS)
    assert {code for code, *_ in errors(read)} >= {"amount_unreadable"}


def test_a_running_line_with_the_number_of_its_page_goes_on_in_no_row() -> None:
    pages = [
        [("", f"Planungsrahmen, Seite {page}", str(page), ""), KEYED, *map(keyed, rows)]
        for page, rows in enumerate((THREE_DIGITS[:2], THREE_DIGITS[2:]), start=1)
    ]

    read = interpret(reading(*pages[0], NEW_PAGE, *pages[1]))

    assert (figures(read), errors(read)) == (expected(THREE_DIGITS), [])
