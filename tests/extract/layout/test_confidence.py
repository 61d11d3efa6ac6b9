"""What speaks against a table lowers its confidence, and is told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.extract.layout.confidence import confidence
from pipeline.model import Cell, RawRow, RawTable, Span
from pipeline.values import replace

Place = tuple[float, str]
"""Where a text of a row begins, and what it is; nothing is printed where it is empty."""
LEADING, HEIGHT, WIDTH = 12.0, 10.0, 5.0
BODY: list[list[Place]] = [[(0.0, "Aach"), (100.0, "12"), (200.0, "34")]] * 12


def table(rows: Sequence[Sequence[Place]], *spans: Span) -> RawTable:
    """A table of letters of equal width."""
    found = []
    for number, texts in enumerate(rows, start=1):
        top = number * LEADING
        cells = tuple(
            Cell(text, (x, top, x + WIDTH * len(text), top + HEIGHT)) if text else Cell("")
            for x, text in texts
        )
        found.append(RawRow(1, number, cells, (0.0, top, 300.0, top + HEIGHT), "pdfium"))
    return RawTable(1, 1, 1, tuple(found), spans)


def filled(text: str, row: Sequence[Place]) -> list[Place]:
    """The row with nothing but a text in its first column."""
    return [(row[0][0], text), *((x, "") for x, _ in row[1:])]


CERTAIN, _ = confidence(table(BODY))


def test_a_table_that_gives_no_cause_for_doubt_has_the_highest() -> None:
    assert confidence(table(BODY)) == (CERTAIN, ())
    assert 0.8 < CERTAIN < 1


@pytest.mark.parametrize(
    ("rows", "doubt"),
    [
        ([filled("Kreis Calw", BODY[0])] * 6 + BODY[:6], "50% of the rows have a text in one"),
        ([[(0.0, "Aach"), (100.0, ""), (200.0, "34")]] * 12, "33% of the cells are empty"),
        ([filled("Table 1", BODY[0]), *BODY], "the first or the last row has a text in one"),
        ([[(0.0, "Aach"), (22.0, "12"), (200.0, "34")]] * 12, "50% of the columns are no farther"),
        (
            [[(7.0 * n, "Aach"), (100.0 + 3 * n, "12"), (200.0, "34")] for n in range(10)],
            "60% of the texts keep to no edge of their column",
        ),
        ([[(0.0, "Aach lies in a" * 5), *BODY[0][1:]]] * 12, "33% of the texts are sentences"),
        (BODY[:1], "it has few rows"),
    ],
)
def test_a_doubt_lowers_it_and_is_told(rows: Sequence[Sequence[Place]], doubt: str) -> None:
    share, doubts = confidence(table(rows))
    assert share < CERTAIN
    assert [told for told in doubts if told.startswith(doubt)]


def test_the_weightiest_doubt_comes_first() -> None:
    rows = [filled("Kreis Calw", BODY[0])] * 6 + BODY[:2]
    assert [told.split(" of ")[0] for told in confidence(table(rows))[1][:2]] == ["75%", "50%"]


def test_what_a_title_covers_is_not_empty() -> None:
    title = [[(0.0, ""), (140.0, "Persons"), (200.0, "")], *BODY]
    plain, covering = table(title), table(title, Span(0, 1, 1, 2))
    assert confidence(plain)[0] < confidence(covering)[0]
    assert replace(plain, spans=covering.spans) == covering
