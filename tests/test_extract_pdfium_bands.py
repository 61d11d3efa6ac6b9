"""Between two rules stands one row, but for headings, titles and cells of several rows."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.pdfium.agreement import Agreed
from pipeline.extract.pdfium.blocks import Block, Group
from pipeline.extract.pdfium.corridors import Corridor
from pipeline.extract.pdfium.geometry import Segment
from pipeline.extract.pdfium.rows import group_to_rows
from tests.builders.lines import LEADING, Text, lines, page

COLUMNS = (Corridor(90, 100, ruled=False), Corridor(190, 200, ruled=False))
TOP = 100.0


def read(
    printed: Sequence[Sequence[Text]], under: Sequence[int], *, start: float = 0.0
) -> list[tuple[str, ...]]:
    """Rows of a table of three columns; `under` are the lines with a rule below, from `start`."""
    rules = [Segment(TOP + 4 + i * LEADING, start, 300.0) for i in under]
    group = Group((Block(1, tuple(lines(printed, top=TOP)), ()),))
    rows = group_to_rows(Agreed(group, COLUMNS), [page(rules)]).rows
    return [tuple(cell.text for cell in row.cells) for row in rows]


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


def test_titles_without_a_rule_below_are_a_row_of_their_own() -> None:
    body = [("1", "Aach", "7"), ("2", "Engen", "8"), ("3", "Calw", "9")]
    printed = [row("Nr.", "Ort", "Euro"), *(row(*texts) for texts in body)]
    assert read(printed, [-1, 1, 2, 3]) == [("Nr.", "Ort", "Euro"), *body]


def test_a_name_around_the_line_of_its_number_stays_one_row() -> None:
    printed = [row("", "Bad", ""), row("1", "", "7"), row("", "Boll", ""), row("2", "Engen", "8")]
    assert read(printed, [-1, 2, 3]) == [("1", "Bad\nBoll", "7"), ("2", "Engen", "8")]


def test_a_cell_of_several_rows_belongs_to_the_first_of_them() -> None:
    printed = [row("", "Aach", "7"), row("LK", "Engen", "8"), row("", "Calw", "9")]
    whole = [Segment(TOP + 4 + i * LEADING, 0.0, 300.0) for i in (-1, 2)]
    partly = [Segment(TOP + 4 + i * LEADING, 95.0, 300.0) for i in (0, 1)]
    group = Group((Block(1, tuple(lines(printed, top=TOP)), ()),))
    rules = sorted([*whole, *partly])
    rows = group_to_rows(Agreed(group, COLUMNS), [page(rules)]).rows
    assert [tuple(cell.text for cell in r.cells) for r in rows] == [
        ("LK", "Aach", "7"),
        ("", "Engen", "8"),
        ("", "Calw", "9"),
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
