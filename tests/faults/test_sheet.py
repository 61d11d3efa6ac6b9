"""Readings and tables as sheets of texts, and back."""

from __future__ import annotations

from pipeline.interpret.stage import interpret
from pipeline.model import Reading, RowClass
from pipeline.values import replace
from tests.builders.gridrows import KEYED, keyed, members, sum_row
from tests.builders.readings import NEW_PAGE, reading, side_by_side
from tests.faults.papers import KINDS, PART, write_paper
from tests.faults.sheet import (
    BETRAG,
    KEY,
    NAME,
    PERSONEN,
    Sheet,
    reading_to_sheet,
    sheet_to_reading,
    sheet_to_table,
)

ROWS = members("08336", limit=6)
DOCUMENT = reading(
    "Planungsrahmen",
    KEYED,
    ("Landkreis Lörrach", "", "", ""),
    *map(keyed, ROWS[:3]),
    NEW_PAGE,
    KEYED,
    *map(keyed, ROWS[3:]),
    sum_row("Summe", ROWS, ("",)),
)


def sheet_of(document: Reading) -> Sheet:
    return reading_to_sheet(document, interpret(document))


def texts(document: Reading) -> list[tuple[int, int, str]]:
    return [(row.page, row.number, row.text) for table in document.tables for row in table.rows]


def test_a_sheet_without_a_fault_is_the_reading_it_came_from() -> None:
    panels = side_by_side(reading(KEYED, *map(keyed, ROWS)), reading(KEYED, *map(keyed, ROWS[:2])))
    assert sheet_to_reading(sheet_of(DOCUMENT), DOCUMENT) == DOCUMENT
    again = sheet_to_reading(sheet_of(panels), panels)
    assert [text for *_, text in sorted(texts(again))] == [t for *_, t in sorted(texts(panels))]


def test_a_sheet_knows_rows_and_columns() -> None:
    row = sheet_of(DOCUMENT)[2]
    assert (row.kind, row.page, row.roles) == (
        RowClass.FIGURE,
        1,
        {KEY: 0, NAME: 1, PERSONEN: 2, BETRAG: 3},
    )
    assert [row.kind.value for row in sheet_of(DOCUMENT)] == [
        "header", "heading", "figure", "figure", "figure",
        "header", "figure", "figure", "figure", "total", "outside",
    ]  # fmt: skip


def test_a_row_that_is_left_out_closes_up() -> None:
    sheet = sheet_of(DOCUMENT)
    shorter = sheet_to_reading((*sheet[:2], *sheet[3:]), DOCUMENT)
    page = [(number, text[:8]) for page, number, text in texts(shorter) if page == 1]
    assert page == [(2, "AGS | Ge"), (3, "Landkrei"), (4, "08336006"), (5, "08336008")]


def test_a_row_printed_again_stands_below_the_first() -> None:
    sheet = sheet_of(DOCUMENT)
    twice = (*sheet[:3], replace(sheet[2], below=sheet[2].origin), *sheet[3:])
    rows = sheet_to_reading(twice, DOCUMENT).tables[0].rows
    first, again, after = rows[2:5]
    assert (first.number, again.number, after.number) == (4, 5, 6)
    assert again.text == first.text
    assert first.bbox[1] < again.bbox[1] < after.bbox[1]


def test_a_table_without_a_fault_stays_what_it_is() -> None:
    for kind in KINDS:
        paper = write_paper(kind, *PART)
        assert sheet_to_table(paper.sheet, paper.table) == paper.table
