"""Lines of one row become one row where numbers, alignment and spacing say so, and only there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.extract import tables_with_whole_rows
from pipeline.model import Cell, RawRow, RawTable, Reading

WIDTH, HEIGHT = 90.0, 8.0

Line = tuple[float, tuple[str, ...]]
"""How far below the line before it, and its texts."""


def printed_rows(lines: Sequence[Line]) -> list[RawRow]:
    rows: list[RawRow] = []
    top = 50.0
    for number, (step, texts) in enumerate(lines, start=1):
        top += step
        cells = tuple(
            Cell(text, (100.0 * i, top, 100.0 * i + WIDTH, top + HEIGHT)) if text else Cell("")
            for i, text in enumerate(texts)
        )
        rows.append(RawRow(1, number, cells, (0.0, top, 300.0, top + HEIGHT), "grid"))
    return rows


def whole(rows: Sequence[RawRow], outside: Sequence[RawRow] = ()) -> list[tuple[str, ...]]:
    reading = Reading("grid", "1", 1, (RawTable(1, 1, 1, tuple(rows)),), tuple(outside))
    [table] = tables_with_whole_rows(reading)
    return [tuple(cell.text for cell in row.cells) for row in table.rows]


def test_texts_that_begin_beside_their_number_go_on_below_it() -> None:
    lines = [
        (0, ("Verein für", "Bau eines", "1.000,00")),
        (9, ("Bildung", "Hauses am", "")),
        (9, ("", "Hafen", "")),
        (13, ("Amt", "Umbau", "2.000,00")),
        (13, ("Hof GmbH", "Kauf von", "3.000,00")),
        (9, ("", "Holz", "")),
    ]
    assert whole(printed_rows(lines)) == [
        ("Verein für\nBildung", "Bau eines\nHauses am\nHafen", "1.000,00"),
        ("Amt", "Umbau", "2.000,00"),
        ("Hof GmbH", "Kauf von\nHolz", "3.000,00"),
    ]


def test_a_number_in_the_middle_of_its_row_has_text_above_and_below() -> None:
    lines = [
        (0, ("Verein für", "Bau eines", "")),
        (5, ("", "", "1.000,00")),
        (5, ("Bildung", "Hauses", "")),
        (10, ("Amt", "Umbau", "2.000,00")),
        (10, ("Hof", "Kauf von", "")),
        (10, ("GmbH", "Holz und", "3.000,00")),
        (10, ("", "Stein", "")),
    ]
    assert whole(printed_rows(lines)) == [
        ("Verein für\nBildung", "Bau eines\nHauses", "1.000,00"),
        ("Amt", "Umbau", "2.000,00"),
        ("Hof\nGmbH", "Kauf von\nHolz und\nStein", "3.000,00"),
    ]


def test_a_number_at_the_bottom_of_its_row_has_text_above_it() -> None:
    lines = [
        (0, ("", "Bau eines", "")),
        (9, ("Verein", "Hauses", "1.000,00")),
        (13, ("Amt", "Umbau", "2.000,00")),
        (13, ("", "Kauf von", "")),
        (9, ("", "Holz und", "")),
        (9, ("Hof", "Stein", "3.000,00")),
    ]
    assert whole(printed_rows(lines)) == [
        ("Verein", "Bau eines\nHauses", "1.000,00"),
        ("Amt", "Umbau", "2.000,00"),
        ("Hof", "Kauf von\nHolz und\nStein", "3.000,00"),
    ]


def test_titles_above_the_first_row_stay_apart() -> None:
    lines = [
        (0, ("Name", "Vorhaben", "Betrag")),
        (20, ("Verein", "Bau eines", "1.000,00")),
        (9, ("Bildung", "Hauses", "")),
        (9, ("", "am Hafen", "")),
        (13, ("Amt", "Umbau", "2.000,00")),
        (13, ("Hof", "Holz", "3.000,00")),
    ]
    assert whole(printed_rows(lines)) == [
        ("Name", "Vorhaben", "Betrag"),
        ("Verein\nBildung", "Bau eines\nHauses\nam Hafen", "1.000,00"),
        ("Amt", "Umbau", "2.000,00"),
        ("Hof", "Holz", "3.000,00"),
    ]


def test_a_heading_as_far_away_as_any_row_is_no_part_of_the_row_above() -> None:
    lines: list[Line] = [(0, ("Amt", "Umbau", "2.000,00"))]
    for place in ("Bremen", "Bremerhaven", "Vegesack"):
        lines.append((12, (place, "", "")))
        lines.extend([(12, ("Amt", "Umbau", "2.000,00"))] * 4)
    rows = printed_rows(lines)
    assert whole(rows) == [tuple(cell.text for cell in row.cells) for row in rows]


def test_a_text_that_goes_on_alone_is_taken_from_outside_the_table() -> None:
    lines = [
        (0, ("Verein", "Bau eines", "1.000,00")),
        (9, ("", "Hauses", "")),
        (9, ("", "am Hafen", "")),
        (13, ("Amt", "Umbau", "2.000,00")),
    ]
    rows = printed_rows(lines)
    loose = rows.pop(2)
    line = RawRow(1, loose.number, (loose.cells[1],), (100.0, 68.0, 190.0, 76.0), "grid")
    far = RawRow(
        1, 9, (Cell("Seite 1", (100.0, 400.0, 190.0, 408.0)),), (100, 400, 190, 408), "grid"
    )

    assert whole(rows, [line, far]) == [
        ("Verein", "Bau eines\nHauses\nam Hafen", "1.000,00"),
        ("Amt", "Umbau", "2.000,00"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [(0, ("Verein\nBau", "Haus", "1,00")), (9, ("Amt", "", "")), (13, ("Hof", "Holz", "2,00"))],
        [(0, ("Verein", "Bau", "")), (9, ("Amt", "Umbau", "")), (9, ("Hof", "Holz", ""))],
    ],
    ids=["ruled", "without numbers"],
)
def test_where_nothing_tells_rows_or_rules_have_told_them_nothing_is_joined(
    lines: list[Line],
) -> None:
    rows = printed_rows(lines)
    assert whole(rows) == [tuple(cell.text for cell in row.cells) for row in rows]
