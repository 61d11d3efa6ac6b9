"""The printed rows in the order a person reads them."""

from __future__ import annotations

from pipeline.interpret.cells import classify
from pipeline.interpret.flow import FlowRow, merge_rows, reading_to_flow
from pipeline.model import Cell, Herkunft, RawRow
from tests.builders.readings import NEW_PAGE, SPACE, Model, reading, side_by_side


def test_rows_and_loose_lines_come_in_printed_order() -> None:
    document = reading(
        "title", ("a", "1"), ("b", "2"), "footer", NEW_PAGE, "title", Model(2), ("c", "3")
    )

    flow = reading_to_flow(document)

    assert [(row.row.page, row.row.number, row.model, row.row.text) for row in flow] == [
        (1, 1, None, "title"),
        (1, 2, 1, "a | 1"),
        (1, 3, 1, "b | 2"),
        (1, 4, None, "footer"),
        (2, 1, None, "title"),
        (2, 2, 2, "c | 3"),
    ]


def test_a_loose_line_between_rows_of_a_table_stays_between_them() -> None:
    flow = reading_to_flow(reading("A", ("a", "1"), "B", ("b", "2")))

    assert [row.row.text for row in flow] == ["A", "a | 1", "B", "b | 2"]


def test_tables_side_by_side_are_read_one_after_the_other() -> None:
    document = side_by_side(reading(("a", "1"), ("b", "2")), reading(("c", "3"), ("d", "4")))

    assert [row.row.text for row in reading_to_flow(document)] == [
        "a | 1",
        "b | 2",
        "c | 3",
        "d | 4",
    ]


def test_a_table_above_and_below_another_one_is_not_beside_it() -> None:
    rows = (Model(1), ("a", "1"), SPACE, Model(2), ("b", "2"), SPACE, Model(1), ("c", "3"))
    document = reading(*rows)

    assert [len(table.rows) for table in document.tables] == [2, 1]
    assert [row.row.text for row in reading_to_flow(document)] == ["a | 1", "b | 2", "c | 3"]


def test_a_label_is_all_text_that_is_no_number() -> None:
    flow = reading_to_flow(reading(("08336050", "Lörrach,\nStadt", "166", "132.149 €", "")))[0]

    assert flow.label == "Lörrach, Stadt"
    assert flow.texts == ("08336050", "Lörrach,\nStadt", "166", "132.149 €", "")
    assert flow.herkunft == Herkunft(
        1, 1, flow.row.bbox, "08336050 | Lörrach, Stadt | 166 | 132.149 €", "grid"
    )


def test_lines_of_a_row_are_merged_cell_by_cell() -> None:
    upper, lower = reading_to_flow(reading(("Neuhausen", "", ""), ("ob Eck", "3", "2.388")))

    assert merge_rows([upper, lower], lower) == FlowRow(
        RawRow(
            1,
            2,
            (
                Cell("Neuhausen\nob Eck", (50.0, 52.0, 130.0, 74.0)),
                Cell("3", (140.0, 64.0, 220.0, 74.0)),
                Cell("2.388", (230.0, 64.0, 310.0, 74.0)),
            ),
            (50.0, 52.0, 310.0, 74.0),
            "grid",
        ),
        model=1,
        continued=((1, 1),),
    )


def test_letters_are_of_any_alphabet() -> None:
    assert [classify(text).has_letters for text in ("Öhningen", "1.234 –", "€", "")] == [
        True,
        False,
        False,
        False,
    ]
