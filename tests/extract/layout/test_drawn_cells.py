"""Where rules close cells, a cell is what they enclose, whatever the rest of the page does.

Each table is printed by typst or ReportLab; all texts are invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import typst
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.platypus import SimpleDocTemplate, Spacer, Table

from pipeline.extract.layout.geometry import Page, Segment
from pipeline.extract.layout.rasters import page_to_rasters
from pipeline.extract.own import PdfiumEngine
from pipeline.model import Reading
from tests.builders.content import write_page
from tests.paths import CASES

Rows = list[tuple[str, ...]]

PAGE = """
#set page(width: 500pt, height: 400pt, margin: 30pt, footer: [Synthetische Liste])
#set text(size: 9pt)
"""
PROSE = "#lorem(60)"


@pytest.fixture
def printed(tmp_path: Path) -> Path:
    """Where a test prints its document."""
    return tmp_path / "printed.pdf"


def read(path: Path) -> Reading:
    return PdfiumEngine().read(path)


def tables(reading: Reading) -> list[Rows]:
    """The texts of all tables, lines of one cell parted by a stroke."""
    return [
        [tuple(cell.text.replace("\n", "/") for cell in row.cells) for row in table.rows]
        for table in reading.tables
    ]


def by_typst(source: str, path: Path) -> list[Rows]:
    template = path.with_suffix(".typ")
    template.write_text(PAGE + source, encoding="utf-8")
    typst.compile(template, output=path)
    return tables(read(path))


def by_reportlab(
    cells: Sequence[Sequence[str]], style: Sequence[tuple[object, ...]], path: Path
) -> list[Rows]:
    table = Table(cells, style=list(style))
    SimpleDocTemplate(str(path), pagesize=A4).build([table, Spacer(1, 12)])
    return tables(read(path))


def test_a_column_that_is_empty_in_all_rows_is_one(printed: Path) -> None:
    rows = "".join(f"[Firma {n}], [20{n}], [], [{n}00,00]," for n in range(10, 18))
    assert by_typst(
        f"#table(columns: 4, [Name], [Jahr], [Bewilligt], [Gezahlt], {rows})", printed
    ) == [
        [
            ("Name", "Jahr", "Bewilligt", "Gezahlt"),
            *((f"Firma {n}", f"20{n}", "", f"{n}00,00") for n in range(10, 18)),
        ]
    ]


def test_a_header_in_the_grid_stands_on_every_page(printed: Path) -> None:
    rows = "".join(f"[Ort {n}], [{n},50]," for n in range(30))
    found = by_typst(
        f"#table(columns: (150pt, 290pt), table.header([Ort], [Betrag]), {rows})", printed
    )
    assert [table[0] for table in found] == [("Ort", "Betrag")] * 2
    assert sum(map(len, found)) == 32


def test_a_number_wrapped_in_a_closed_cell_is_of_one_row(printed: Path) -> None:
    keys = (f"083360{n}" for n in range(10, 18))
    cells = [(f"{key[:6]}\n{key[6:]}", "Ort", f"{key}00") for key in keys]
    found = by_reportlab(cells, [("GRID", (0, 0), (-1, -1), 0.5, colors.black)], printed)
    assert found == [[(key.replace("\n", "/"), name, amount) for key, name, amount in cells]]


def test_a_row_of_whole_rows_is_one(printed: Path) -> None:
    rows = "".join(
        f"[Verein zur Förderung {n}], [Umbau eines Hauses mit Hof und Garten {n}], [{n}.000],"
        for n in range(1, 6)
    )
    found = by_typst(f"#table(columns: (70pt, 80pt, 60pt), {rows})", printed)
    assert [[cell.replace("/", " ") for cell in row] for row in found[0]] == [
        [f"Verein zur Förderung {n}", f"Umbau eines Hauses mit Hof und Garten {n}", f"{n}.000"]
        for n in range(1, 6)
    ]


def test_a_cell_over_several_rows_or_columns_is_of_the_first(printed: Path) -> None:
    source = """#table(columns: 3, align: horizon + center,
        [Art], table.cell(colspan: 2)[Plätze],
        table.cell(rowspan: 3)[Schule], [Nord], [10], [Mitte], [20], [Süd], [30],
        table.cell(colspan: 2)[Summe], [60])"""
    assert by_typst(source, printed) == [
        [
            ("Art", "Plätze", ""),
            ("Schule", "Nord", "10"),
            ("", "Mitte", "20"),
            ("", "Süd", "30"),
            ("Summe", "", "60"),
        ]
    ]


def test_a_text_alone_in_a_cell_over_several_columns_is_not_parted(printed: Path) -> None:
    numbers = "".join(f"[{n}]," for n in range(10, 22))
    source = f"""#table(columns: (20pt,) * 12, align: center,
        table.cell(colspan: 6)[Zahl der Orte], table.cell(colspan: 6)[Zahl der Plätze],
        {numbers})"""
    [[titles, below]] = by_typst(source, printed)
    assert titles == ("Zahl der Orte", *[""] * 5, "Zahl der Plätze", *[""] * 5)
    assert below == tuple(f"{n}" for n in range(10, 22))


def test_a_number_for_several_rows_is_of_none_of_them(printed: Path) -> None:
    rows = "".join(f"[Ort {n}], [{n}00]," for n in range(1, 6))
    joint = "[Aach], table.cell(rowspan: 2, align: horizon)[999], [Boll],"
    assert by_typst(f"#table(columns: 2, {rows} {joint})", printed)[0][5:] == [
        ("Aach", ""),
        ("", "999"),
        ("Boll", ""),
    ]


def test_titles_turned_by_quarters_are_read(printed: Path) -> None:
    source = """#table(columns: 3, align: bottom, [Ort],
        rotate(-90deg, reflow: true)[Zahl der Plätze], rotate(-90deg, reflow: true)[belegt],
        [Aach], [10], [7], [Boll], [20], [18])"""
    assert by_typst(source, printed) == [
        [("Ort", "Zahl der Plätze", "belegt"), ("Aach", "10", "7"), ("Boll", "20", "18")]
    ]
    assert read(printed).omissions == ()


def test_turned_text_outside_cells_is_left_out_and_said_to_be(printed: Path) -> None:
    source = "#table(columns: 2, [Ort], [Zahl], [Aach], [10])#rotate(-90deg, reflow: true)[Entwurf]"
    assert by_typst(source, printed) == [[("Ort", "Zahl"), ("Aach", "10")]]
    assert [omission.text for omission in read(printed).omissions] == ["Entwurf"]


def test_lines_in_a_frame_without_rules_between_rows_are_rows(printed: Path) -> None:
    lines = [
        ("Ort", "Art", "Zahl"),
        ("Aach", "Hof", "1"),
        ("Boll", "Haus", "2"),
        ("Calw", "Bau", "3"),
    ]
    style = [
        ("BOX", (0, 0), (-1, -1), 1, colors.black),
        ("LINEBEFORE", (1, 0), (-1, -1), 1, colors.black),
    ]
    assert by_reportlab(lines, style, printed) == [lines]
    texts = [tuple(f"{text}-x" for text in line) for line in lines]
    under_titles = [*style, ("LINEBELOW", (0, 0), (-1, 0), 1, colors.black)]
    assert by_reportlab(texts, under_titles, printed) == [texts]


def test_rules_after_every_fifth_row_close_cells_of_five_rows(printed: Path) -> None:
    rows = [("Ort", "Zahl"), *((f"Ort {n}", f"{n}") for n in range(1, 21))]
    style = [
        ("BOX", (0, 0), (-1, -1), 1, colors.black),
        ("LINEBEFORE", (1, 0), (1, -1), 1, colors.black),
        *(("LINEBELOW", (0, n), (-1, n), 1, colors.black) for n in range(0, 21, 5)),
    ]
    assert by_reportlab(rows, style, printed) == [rows]


def test_shading_is_no_rule(printed: Path) -> None:
    rows = [("Ort", "Zahl"), *((f"Bad\nOrt {n}", f"{n}") for n in range(1, 9))]
    style = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("ROWBACKGROUNDS", (0, 0), (-1, -1), [colors.white, colors.lightgrey]),
    ]
    assert by_reportlab(rows, style, printed) == [
        [tuple(text.replace("\n", "/") for text in row) for row in rows]
    ]


def test_small_tables_on_a_page_of_prose_have_columns_of_their_own(printed: Path) -> None:
    source = f"""{PROSE}
        #table(columns: (60pt, 90pt), [Ort], [Zahl], [Aach], [10])
        {PROSE}
        #table(columns: (40pt, 70pt, 50pt), [a], [b], [c], [d], [], [f])"""
    assert by_typst(source, printed) == [
        [("Ort", "Zahl"), ("Aach", "10")],
        [("a", "b", "c"), ("d", "", "f")],
    ]


def test_rows_of_three_rules_are_lines(printed: Path) -> None:
    rows = "".join(f"[Ort {n}], [{n},5], [{n * 7}]," for n in range(1, 9))
    source = f"""#table(columns: (90pt, 60pt, 60pt), stroke: none, table.hline(),
        [Ort], [Anteil], [Zahl], table.hline(), {rows} table.hline())"""
    assert by_typst(source, printed) == [
        [("Ort", "Anteil", "Zahl"), *((f"Ort {n}", f"{n},5", f"{n * 7}") for n in range(1, 9))]
    ]


def test_labels_beside_a_grid_and_sums_below_it_are_of_its_rows(printed: Path) -> None:
    source = """#table(columns: (60pt, 50pt, 50pt),
        stroke: (x, y) => if x > 0 and y < 4 { 1pt } else { none },
        [], [Nord], [Süd], [Aach], [1], [2], [Boll], [3], [4], [Calw], [5], [6],
        [Summe], [9], [12])"""
    assert by_typst(source, printed) == [
        [
            ("", "Nord", "Süd"),
            ("Aach", "1", "2"),
            ("Boll", "3", "4"),
            ("Calw", "5", "6"),
            ("Summe", "9", "12"),
        ]
    ]


def test_a_chart_is_no_table(printed: Path) -> None:
    source = """#box(width: 300pt, height: 120pt, {
        for n in range(6) { place(dx: 30pt, dy: n * 20pt, line(length: 200pt)) }
        for n in range(6) { place(dx: 30pt + n * 40pt, line(length: 100pt, angle: 90deg)) }
        for n in range(6) { place(dx: 32pt, dy: n * 20pt + 5pt)[#(n * 10)] }
    })"""
    assert by_typst(source, printed) == []


def test_panels_in_a_grid_with_an_empty_column_between_them_are_told_by_their_titles(
    printed: Path,
) -> None:
    half = [("Ort", "Betrag"), *((f"Ort {n}", f"{n}00,00") for n in range(10, 26))]
    cells = [(*left, "", *right) for left, right in zip(half, half, strict=True)]
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    left, right = by_reportlab(cells, style, printed)
    assert ([row[:2] for row in left], right) == (half, half)


def test_dashes_of_two_cells_are_not_one_word(printed: Path) -> None:
    rows = [("Aach", "1,5", "2,5"), ("Boll", "-", "-"), ("Calw", "3,5", "4,5")]
    lines = (
        f"BT /F 9 Tf 1 0 0 1 20 {150 - 14 * n} Tm [({a}) -5000 ({b}) -3000 ({c})] TJ ET"
        for n, (a, b, c) in enumerate(rows)
    )
    (table,) = tables(read(write_page(printed, "\n".join(lines))))
    assert [tuple(filter(None, row)) for row in table] == rows


BANDS = """
#let line = (left: 0.5pt, right: 0.5pt)
#let heading(name) = table.cell(colspan: 4, stroke: line, name)
#let rows(from, to) = range(from, to).map(n => ([Ort #n], [#n], [0,#n], [#(n).000])).flatten()
#table(columns: (150pt, 80pt, 80pt, 80pt), stroke: (x, y) => if y == 0 { TITLES } else { line },
  [Gemeinde], [Personen \\ in Unter- \\ bringung], [Anteil], [Betrag],
  heading[Aach], ..rows(10, 13), heading[Boll], ..rows(13, 16), heading[Calw], ..rows(16, 40))
"""


@pytest.mark.parametrize(
    ("pieces", "is_whole"), [([(0, 50), (70, 100)], True), ([(0, 35), (85, 100)], False)]
)
def test_pieces_that_are_half_of_a_rule_part_cells(
    pieces: list[tuple[float, float]], is_whole: bool
) -> None:
    """The middle of the lower cells, at 60, has none."""
    across = tuple(Segment(y, 0.0, 200.0) for y in (0.0, 20.0, 100.0))
    sides = [Segment(x, 0.0, 100.0) for x in (0.0, 200.0)]
    between = [Segment(100.0, *piece) for piece in pieces]
    (raster,) = page_to_rasters(Page(1, 300, (), across, (sides[0], *between, sides[1])))
    assert raster.xs == (0.0, 100.0, 200.0)
    assert raster.merged == ({} if is_whole else {(1, 0): (1, 0), (1, 1): (1, 0)})


@pytest.mark.parametrize("around", ["0.5pt", "line + (bottom: 0.5pt)"])
def test_rules_that_headings_break_off_are_one_on_each_page(around: str, printed: Path) -> None:
    """Cells are closed on no page, but for the titles on the first."""
    found = by_typst(BANDS.replace("TITLES", around), printed)
    rows = [(f"Ort {n}", str(n), f"0,{n}", f"{n}.000") for n in range(10, 40)]
    head = [
        ("Gemeinde", "Personen/in Unter-/bringung", "Anteil", "Betrag"),
        ("Aach", "", "", ""),
    ]
    boll, calw = ("Boll", "", "", ""), ("Calw", "", "", "")
    expected = [*head, *rows[:3], boll, *rows[3:6], calw, *rows[6:]]
    assert [row for table in found for row in table] == expected
    assert len(found) > 1
    assert len({table.model for table in read(printed).tables}) == 1


def test_a_sum_without_a_key_below_the_only_row_of_its_page_is_a_row(printed: Path) -> None:
    source = """
#set table(columns: (200pt, 80pt, 80pt, 80pt),
  stroke: (x, y) => if y > 0 { (left: 1pt, right: 1pt) } else { 1pt })
#let titles = ([Gemeinde], [AGS], [Personen], [Betrag])
#let rows = range(10, 22).map(n => ([Ort], [084371#n], [#(n)0], [#(n).000])).flatten()
#table(..titles, ..rows, table.hline())
#pagebreak()
#table(..titles, [Wald], [08437118], [261], [207.777], [Land insgesamt], [], [72 857],
  [58.000.008], table.hline())
"""
    *_, last = by_typst(source, printed)
    assert last == [
        ("Gemeinde", "AGS", "Personen", "Betrag"),
        ("Wald", "08437118", "261", "207.777"),
        ("Land insgesamt", "", "72 857", "58.000.008"),
    ]


@pytest.mark.skipif(not CASES.is_dir(), reason="no collection of cases at hand")
@pytest.mark.parametrize(
    ("name", "shapes"),
    [
        ("empty_ruled_column", [(41, 5)]),
        ("repeated_header_in_grid", [(41, 5), (41, 5)]),
        ("vertical_span", [(40, 4)]),
        ("frame_without_row_rules", [(4, 3)] * 4),
        ("joined_number_columns", [(36, 11)]),
    ],
)
def test_cases_have_the_rows_and_columns_that_one_sees(
    name: str, shapes: list[tuple[int, int]]
) -> None:
    found = tables(read(CASES / f"{name}.pdf"))
    assert [(len(table), len(table[0])) for table in found] == shapes


def test_a_large_text_across_the_cells_is_in_none_of_them(printed: Path) -> None:
    stamp = """
#set page(background: align(center + top, pad(top: 60pt,
  text(size: 40pt, fill: luma(210), weight: "bold")[ENTWURF])))
#table(columns: (200pt, 200pt), [Aach], [12], [Aalen], [34], [Achern], [56], [Adelberg], [78])
"""
    rows = [("Aach", "12"), ("Aalen", "34"), ("Achern", "56"), ("Adelberg", "78")]
    assert by_typst(stamp, printed) == [rows]
    assert [row.text for row in read(printed).outside] == ["\ufffd" * 7, "Synthetische Liste"]
