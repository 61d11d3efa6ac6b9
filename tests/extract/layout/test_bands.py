"""Between two rules stands one row, but for headings and cells of several rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from pipeline.extract.layout.blocks import outline_of
from pipeline.extract.layout.columns import blocks_to_columns
from pipeline.extract.layout.corridors import Corridor
from pipeline.extract.layout.geometry import Segment
from pipeline.extract.layout.rows import SortedTable
from pipeline.extract.layout.tables import Table
from tests.builders.lines import LEADING, WIDTH, Text, block, page

COLUMNS = (Corridor(90, 100, ruled=False), Corridor(190, 200, ruled=False))
TOP = 100.0
NAMES = ("Aach", "Bondorf", "Calw", "Denzlingen", "Ehningen")


def read(
    printed: Sequence[Sequence[Text]], under: Sequence[int], *, start: float = 0.0
) -> list[tuple[str, ...]]:
    """Rows of a table of three columns; `under` are the lines with a rule below, from `start`."""
    rules = [Segment(TOP + 4 + i * LEADING, start, 300.0) for i in under]
    return texts(printed, COLUMNS, rules)


def texts(
    printed: Sequence[Sequence[Text]], corridors: Sequence[Corridor], rules: Sequence[Segment]
) -> list[tuple[str, ...]]:
    parts = block(printed, page(rules), top=TOP)
    blocks = [outline_of(parts)]
    table = Table(blocks, blocks_to_columns(blocks, corridors))
    rows, _ = SortedTable(table, count(), set()).rows(parts)
    return [tuple(text for text, _ in row.texts) for row in rows]


def row(key: str, name: str, number: str) -> list[Text]:
    return [(x, text) for x, text in ((0.0, key), (100.0, name), (250.0, number)) if text]


def test_a_heading_without_a_rule_below_is_a_row_of_its_own() -> None:
    printed = [
        row("1", "Aach", "7"),
        [(0.0, "LANDKREIS BIBERACH AN DER RISS")],
        row("2", "Engen", "8"),
        row("3", "Calw", "9"),
    ]
    assert read(printed, [-1, 0, 2, 3]) == [
        ("1", "Aach", "7"),
        ("LANDKREIS BIBERACH AN DER RISS", "", ""),
        ("2", "Engen", "8"),
        ("3", "Calw", "9"),
    ]


def test_the_line_under_a_heading_is_no_rule_of_the_table() -> None:
    heading = [(50.0, "LANDKREIS BIBERACH AN DER RISS")]
    rows = [row("1", "Aach", "7"), row("2", "Engen", "8"), row("3", "Calw", "9")]
    printed = [rows[0], heading, rows[1], heading, rows[2]]
    end = 50.0 + WIDTH * len(heading[0][1])
    rules = [Segment(TOP + 4 + i * LEADING, 50.0, end) for i in (1, 3)]

    read = [first for first, *_ in texts(printed, COLUMNS, rules)]
    assert read == ["1", heading[0][1], "2", heading[0][1], "3"]


def test_a_name_around_the_line_of_its_number_stays_one_row() -> None:
    printed = [row("", "Bad", ""), row("1", "", "7"), row("", "Boll", ""), row("2", "Engen", "8")]
    assert read(printed, [-1, 2, 3]) == [("1", "Bad\nBoll", "7"), ("2", "Engen", "8")]


def test_titles_are_no_part_of_the_sums_below_them() -> None:
    def both(first: str, *numbers: str) -> list[Text]:
        return [(x, text) for x, text in zip((0.0, 100.0, 250.0), (first, *numbers), strict=True)]

    rows = [(name, "7", "70") for name in ("Aach", "Calw", "Engen")]
    titled = [("Ort", "Zahl", "Euro"), ("Summe", "21", "210")]
    printed = [both(*texts) for texts in (*rows, *titled)]
    assert read(printed, [-1, 0, 1, 2, 4]) == [*rows, *titled]


def test_lines_too_far_apart_for_one_text_are_rows_of_their_own() -> None:
    """A sum has no rule below it, and the heading of what follows has one."""
    printed = [
        [(0.0, "Summe"), (250.0, "7")],
        [],
        [(0.0, "Landkreis")],
        row("2", "Engen", "8"),
        row("3", "Calw", "9"),
    ]
    assert read(printed, [-1, 2, 3, 4]) == [
        ("Summe", "", "7"),
        ("Landkreis", "", ""),
        ("2", "Engen", "8"),
        ("3", "Calw", "9"),
    ]


WRAPPED = [row("Bad", "", "7"), row("Boll", "", "")]
"""Two lines of one row that has its number on the first of them."""


def test_a_text_above_the_number_is_of_its_row_where_nothing_tells_that_it_is_a_heading() -> None:
    set_low = [row("Bad", "", ""), row("Boll", "", "7")]
    centred = [row("Bad", "", ""), row("", "", "7"), row("Boll", "", "")]
    whole = ("Bad\nBoll", "", "7")
    assert read([*set_low * 2, *centred, *set_low], [-1, 1, 3, 6, 8]) == [whole] * 4
    assert read([*WRAPPED * 2, *set_low], [-1, 1, 3, 5]) == [whole] * 3


def test_tables_side_by_side_are_each_parted_by_their_own_rules() -> None:
    left = [("Aach", "7"), ("Bad", "8"), ("Boll", ""), ("Calw", "9"), ("Denkingen", "6")]
    right = [
        ("Engen", "5"),
        ("Fellbach", "4"),
        ("Gaggenau", "3"),
        ("Hagnau", "2"),
        ("Ilvesheim", "1"),
    ]
    corridors = tuple(Corridor(x, x + 10, ruled=False) for x in (90, 150, 240))
    printed = [
        [(x, text) for x, text in zip((0, 140, 160, 300), (*a, *b), strict=True) if text]
        for a, b in zip(left * 4, right * 4, strict=True)
    ]
    rules = [
        Segment(TOP + 4 + i * LEADING, start, end)
        for start, end, skipped in ((0, 145, 1), (160, 305, None))
        for i in range(-1, len(printed))
        if i < 0 or i % 5 != skipped
    ]
    assert texts(printed, corridors, sorted(rules)) == [
        *[("Aach", "7"), ("Bad\nBoll", "8"), ("Calw", "9"), ("Denkingen", "6")] * 4,
        *right * 4,
    ]


def test_without_rules_a_lone_text_stays_where_it_is() -> None:
    printed = [row("", "Aach", "7"), row("LK", "Engen", "8"), row("", "Calw", "9")]
    assert read(printed, []) == [("", "Aach", "7"), ("LK", "Engen", "8"), ("", "Calw", "9")]


def test_a_number_is_never_moved_into_another_row() -> None:
    printed = [row("a", "Aach", ""), row("b", "Engen", ""), row("c", "Calw", "9")]
    assert read(printed, [-1, 0, 1, 2], start=240.0) == [
        ("a", "Aach", ""),
        ("b", "Engen", ""),
        ("c", "Calw", "9"),
    ]


def test_lines_with_a_text_in_every_column_are_rows_where_no_rule_parts_rows() -> None:
    printed = [row("Key", "Name", "Kind"), *(row(f"k{n}", NAMES[n], "town") for n in range(5))]
    assert read(printed, [0, 5]) == [
        ("Key", "Name", "Kind"),
        *((f"k{n}", NAMES[n], "town") for n in range(5)),
    ]


def test_lines_that_go_on_with_one_text_are_one_row_between_two_rules() -> None:
    printed = [
        row("Key", "Name", "Kind"),
        row("k1", "Aach", "town"),
        row("", "in Hegau", ""),
        row("", "am See", ""),
    ]
    assert read(printed, [0, 3]) == [
        ("Key", "Name", "Kind"),
        ("k1", "Aach\nin Hegau\nam See", "town"),
    ]
