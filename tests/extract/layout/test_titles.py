"""Which lines above and below the rows of a table are titles, captions and notes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path

import typst

from pipeline.extract.layout.blocks import outline_of
from pipeline.extract.layout.columns import blocks_to_columns
from pipeline.extract.layout.corridors import Corridor
from pipeline.extract.layout.geometry import Segment
from pipeline.extract.layout.rows import SortedTable
from pipeline.extract.layout.tables import Table
from pipeline.extract.own import PdfiumEngine
from tests.builders.lines import LEADING, Text, block, page

TOP = 100.0
COLUMNS = tuple(Corridor(x - 10, x, ruled=False) for x in (100.0, 200.0, 300.0))
BODY: list[list[Text]] = [[(0.0, "Aach"), (100.0, "12"), (200.0, "34"), (300.0, "56")]] * 3
READ = [("Aach", "12", "34", "56")] * 3
TITLES: list[Text] = [(0.0, "Town"), (100.0, "Persons"), (200.0, "Amount"), (300.0, "Share")]
CAPTION: list[Text] = [(0.0, "Table 1. What the municipalities of the county have asked for")]
NOTE: list[Text] = [(0.0, "Source: the county, which has rounded all of its figures")]

Rows = list[tuple[str, ...]]


def read(
    printed: Sequence[Sequence[Text]], rules: Sequence[Segment] = ()
) -> tuple[Rows, list[tuple[int, int, int, int]], list[str]]:
    """Rows of a table of three columns, what covers several cells, and the lines left out."""
    parts = block(printed, page(rules), top=TOP)
    blocks = [outline_of(parts)]
    table = Table(blocks, blocks_to_columns(blocks, COLUMNS))
    rows, around = SortedTable(table, count(), set()).rows(parts)
    texts = [tuple(text for text, _ in row.texts) for row in rows]
    spans = [(s.row, s.column, s.rows, s.columns) for row in rows for s in row.spans]
    return texts, spans, [line.text for line in around]


def below(line: int) -> float:
    """The height of a rule below a line."""
    return TOP + line * LEADING + 1


def test_a_text_above_a_title_that_begins_where_it_does_is_a_line_of_it() -> None:
    above: list[Text] = [(100.0, "Counted"), (200.0, "First")]
    texts, spans, _ = read([above, TITLES, *BODY])
    assert texts == [("Town", "Counted\nPersons", "First\nAmount", "Share"), *READ]
    assert spans == []


def test_a_title_with_its_middle_over_two_columns_covers_them() -> None:
    above: list[Text] = [(245.0, "Granted")]
    texts, spans, _ = read([above, TITLES, *BODY])
    assert texts == [("", "", "Granted", ""), ("Town", "Persons", "Amount", "Share"), *READ]
    assert spans == [(0, 0, 2, 1), (0, 1, 2, 1), (0, 2, 1, 2)]


def test_a_title_covers_what_a_rule_below_it_underlines() -> None:
    above: list[Text] = [(200.0, "Granted")]
    underlined = [Segment(below(0), 200.0, 330.0)]
    assert read([above, TITLES, *BODY], underlined)[1] == [(0, 0, 2, 1), (0, 1, 2, 1), (0, 2, 1, 2)]


def test_a_title_stands_over_two_though_most_titles_stand_beside_it() -> None:
    wide: list[Text] = [(0.0, "Town"), (130.0, "Persons"), (300.0, "Share")]
    texts, spans, _ = read([wide, [(100.0, "all"), (200.0, "new")], *BODY])
    assert texts == [("", "Persons", "", ""), ("Town", "all", "new", "Share"), *READ]
    assert spans == [(0, 0, 2, 1), (0, 1, 1, 2), (0, 3, 2, 1)]


def test_a_unit_below_its_title_is_a_line_of_it() -> None:
    texts, spans, _ = read([TITLES, [(200.0, "in Euro")], *BODY])
    assert texts == [("Town", "Persons", "Amount\nin Euro", "Share"), *READ]
    assert spans == []


def test_a_title_that_begins_between_two_columns_is_that_of_the_second() -> None:
    beside: list[Text] = [(0.0, "Town"), (100.0, "Persons"), (300.0, "Share")]
    texts, _, _ = read([beside, [(192.0, "Amount granted")], *BODY])
    assert [row for row in texts if row not in READ] == [
        ("Town", "Persons", "Amount granted", "Share")
    ]


def test_a_rule_between_two_titles_parts_them() -> None:
    above: list[Text] = [(100.0, "Counted"), (200.0, "First")]
    texts, _, _ = read([above, TITLES, *BODY], [Segment(below(0), 0.0, 330.0)])
    assert texts == [("", "Counted", "First", ""), ("Town", "Persons", "Amount", "Share"), *READ]


def test_a_heading_above_titles_or_rows_is_a_row() -> None:
    heading: list[Text] = [(0.0, "Kreis Calw")]
    for printed in ([heading, TITLES, *BODY], [TITLES, heading, *BODY], [heading, heading, *BODY]):
        texts, spans, around = read(printed)
        assert len(texts) + len(around) == len(printed)
        assert spans == []


def test_a_number_is_no_title_nor_has_it_one() -> None:
    above: list[Text] = [(100.0, "12"), (200.0, "34")]
    texts, spans, _ = read([above, *BODY])
    assert texts == [("", "12", "34", ""), *READ]
    assert spans == []


def test_captions_and_notes_that_run_over_the_columns_are_left_out() -> None:
    texts, _, around = read([CAPTION, TITLES, *BODY, NOTE])
    assert texts == [("Town", "Persons", "Amount", "Share"), *READ]
    assert around == [CAPTION[0][1], NOTE[0][1]]


def test_what_stands_above_a_caption_is_left_out_with_it() -> None:
    above: list[Text] = [(0.0, "County"), (300.0, "Page: 7")]
    texts, _, around = read([above, CAPTION, TITLES, *BODY])
    assert texts == [("Town", "Persons", "Amount", "Share"), *READ]
    assert around == ["County Page: 7", CAPTION[0][1]]


def test_long_titles_over_some_columns_stay() -> None:
    long: list[Text] = [(100.0, "What they asked for and got"), (290.0, "What is left for us all")]
    texts, _, around = read([long, TITLES, *BODY])
    assert (len(texts), texts[2:], around) == (5, READ, [])


def test_a_short_last_line_of_a_caption_goes_with_it() -> None:
    goes_on: list[Text] = [(45.0, "in the year 2017")]
    texts, _, around = read([CAPTION, goes_on, TITLES, *BODY])
    assert texts == [("Town", "Persons", "Amount", "Share"), *READ]
    assert around == [CAPTION[0][1], goes_on[0][1]]


CENTRED = """
#set page(width: 400pt, height: 300pt, margin: 30pt, footer: [Synthetische Liste])
#set text(size: 9pt)
#let titles = ([Gemeinde-\\ nummer], [Kommune], [Personen\\ nach § 29d\\ FAG], [Betrag])
#set table(columns: (70pt, 90pt, 80pt, 60pt), stroke: none, inset: 3pt,
  align: (left + horizon, left + horizon, right + horizon, right + horizon))
#set block(spacing: 4pt)
#let row(n) = ([0811500#calc.rem(n, 10)], [Ort], [#(n + 3)], [#(n + 1).000])
#table(..titles, ..range(12).map(row).flatten())
#table(..titles, [08116001], [Ort], [7], [5.573], [08116002], [Ort], [8], [6.369])
"""


def test_titles_centred_beside_higher_ones_are_one_row_wherever_they_are_printed(
    tmp_path: Path,
) -> None:
    template, path = tmp_path / "titles.typ", tmp_path / "titles.pdf"
    template.write_text(CENTRED, encoding="utf-8")
    typst.compile(template, output=path)
    rows = [[c.text for c in r.cells] for t in PdfiumEngine().read(path).tables for r in t.rows]
    titles = ["Gemeinde-\nnummer", "Kommune", "Personen\nnach § 29d\nFAG", "Betrag"]
    assert [row for row in rows if not row[0].isdigit()] == [titles, titles]
    assert len(rows) == 16


def test_a_year_over_titles_is_one() -> None:
    texts, spans, _ = read([[(155.0, "2018")], TITLES, *BODY])
    assert texts == [("", "2018", "", ""), ("Town", "Persons", "Amount", "Share"), *READ]
    assert spans == [(0, 0, 2, 1), (0, 1, 1, 2), (0, 3, 2, 1)]
