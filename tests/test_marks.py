"""What is drawn on a page: its columns, rows and cells, as they were understood."""

from __future__ import annotations

from pipeline.marks import Mark, page_marks
from pipeline.model import ColumnRole, RowClass
from pipeline.values import replace
from tests.builders.interpretations import interpretation
from tests.builders.readings import NEW_PAGE, reading

DOCUMENT = reading(
    "Planungsrahmen",
    ("Gemeinde", "Betrag"),
    ("Aichwald", "11.890"),
    NEW_PAGE,
    ("Altbach", "13.377"),
)
UNDERSTOOD = replace(
    interpretation(),
    columns=(ColumnRole(1, 0, "gemeinde_name", "", ""), ColumnRole(1, 1, "betrag", "", "")),
    row_classes={
        (1, 1): RowClass.OUTSIDE,
        (1, 2): RowClass.HEADER,
        (1, 3): RowClass.FIGURE,
        (2, 1): RowClass.FIGURE,
    },
)


def test_a_page_shows_what_each_column_and_row_was_taken_for() -> None:
    assert page_marks(DOCUMENT, 1, UNDERSTOOD) == (
        Mark("column", (50.0, 64.0, 130.0, 86.0), "0 gemeinde_name", "even"),
        Mark("column", (140.0, 64.0, 220.0, 86.0), "1 betrag", "odd"),
        Mark("row", (50.0, 64.0, 220.0, 74.0), "2 header", "header"),
        Mark("row", (50.0, 76.0, 220.0, 86.0), "3 figure", "figure"),
        Mark("row", (50.0, 52.0, 130.0, 62.0), "1 outside", "outside"),
        Mark("cell", (50.0, 64.0, 130.0, 74.0)),
        Mark("cell", (140.0, 64.0, 220.0, 74.0)),
        Mark("cell", (50.0, 76.0, 130.0, 86.0)),
        Mark("cell", (140.0, 76.0, 220.0, 86.0)),
        Mark("cell", (50.0, 52.0, 130.0, 62.0)),
    )


def test_a_layout_that_is_not_understood_is_shown_without_meanings() -> None:
    columns_and_rows = [mark for mark in page_marks(DOCUMENT, 2) if mark.kind != "cell"]

    assert columns_and_rows == [
        Mark("column", (50.0, 52.0, 130.0, 62.0), "0", "even"),
        Mark("column", (140.0, 52.0, 220.0, 62.0), "1", "odd"),
        Mark("row", (50.0, 52.0, 220.0, 62.0), "1 unknown", "unknown"),
    ]
