"""What our own reader makes of small documents, each drawn here, from either source of glyphs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Table

from pipeline.extract.own import OwnEngine, PdfiumEngine, PdfplumberEngine
from pipeline.model import OmissionKind, Reading
from tests.builders.drawn import (
    BETRAG_RIGHT,
    HEADER,
    LEFT,
    PERSONEN_RIGHT,
    PITCH,
    ROWS,
    TOP,
    Draw,
    Printed,
    dark_box,
    draw_pages,
    draw_row,
    draw_rows,
    open_table,
    tables_of,
)
from tests.builders.notation import dotted, euro_sign
from tests.builders.register import kreise
from tests.builders.rows import Rows, by_kreis, edition_rows, of_kreise, total_eur, total_personen
from tests.builders.ruled import print_ruled
from tests.builders.synthetic import NOTICE
from tests.builders.unruled import print_unruled


@pytest.fixture(params=[PdfiumEngine, PdfplumberEngine], ids=lambda engine: str(engine.name))
def engine(request: pytest.FixtureRequest) -> OwnEngine:
    made: OwnEngine = request.param()
    return made


@pytest.fixture
def drawn(tmp_path: Path, engine: OwnEngine) -> Callable[..., Reading]:
    """Reads a document of the given pages, each drawn on an A4 canvas in Helvetica 9."""

    def read(*pages: Draw) -> Reading:
        path = tmp_path / "drawn.pdf"
        draw_pages(path, pages)
        return engine.read(path)

    return read


# Whole documents


def ruled_lines(rows: Rows) -> Printed:
    return [
        (
            row.gemeinde_ags,
            row.gemeinde_name,
            kreise()[row.kreis_ags].label,
            dotted(row.personen),
            euro_sign(row.betrag_eur),
        )
        for row in rows
    ]


def test_a_ruled_grid_is_read_to_the_last_cell(tmp_path: Path, engine: OwnEngine) -> None:
    rows = of_kreise(edition_rows("endgueltig-2018-01"), "08111", "08115", "08116")
    print_ruled(rows, tmp_path / "ruled.pdf")
    reading = engine.read(tmp_path / "ruled.pdf")
    header = ("Schlüssel", "Gemeinde", "Stadt-/Landkreis", "Personen", "Planungsrahmen")
    total = ("", "Summe", "", dotted(total_personen(rows)), euro_sign(total_eur(rows)))
    found = [row for table in tables_of(reading) for row in table]
    assert [row for row in found if row != header] == [*ruled_lines(rows), total]
    assert found.count(header) == len(reading.tables) == reading.page_count
    assert {table.model for table in reading.tables} == {0}
    footers = [row.text for row in reading.outside if row.number > 4]
    assert footers == [f"{NOTICE} Seite {page}" for page in range(1, reading.page_count + 1)]


def open_lines(rows: Rows) -> Printed:
    def number(value: int) -> str:
        return dotted(value) if value else "–"

    lines: Printed = []
    for kreis_ags, part in by_kreis(rows).items():
        label = kreise()[kreis_ags].label
        lines.append((label, "", ""))
        lines += [
            (row.gemeinde_name.partition(",")[0], number(row.personen), number(row.betrag_eur))
            for row in part
        ]
        sums = number(total_personen(part)), number(total_eur(part))
        lines.append((f"Summe {label}", *sums))
    return lines


def test_columns_without_a_line_are_read_to_the_last_cell(
    tmp_path: Path, engine: OwnEngine
) -> None:
    rows = of_kreise(edition_rows("vorlaeufig-2017-07"), "08111", "08115", "08116", "08117")
    print_unruled(rows, tmp_path / "open.pdf")
    reading = engine.read(tmp_path / "open.pdf")
    found = [row for table in tables_of(reading) for row in table]
    start = found.index(("Gemeinde", "Personen", "Betrag in Euro")) + 1
    assert found[start : start + len(open_lines(rows))] == open_lines(rows)
    assert {table.model for table in reading.tables} == {0}


# Tables without vertical rules


def test_an_open_table_is_one_table_with_its_header(drawn: Callable[..., Reading]) -> None:
    reading = drawn(open_table)
    assert tables_of(reading) == [[HEADER, *ROWS]]
    assert reading.outside == ()


def test_a_word_of_the_header_close_to_its_neighbour_stays_in_its_column(
    drawn: Callable[..., Reading],
) -> None:
    header = ("Gemeinde", "Personen", "Planungsrahmen")

    def page(canvas: Canvas) -> None:
        draw_rows(canvas, [header, *ROWS])

    assert tables_of(drawn(page)) == [[header, *ROWS]]


def test_headings_and_wrapped_names_are_rows_of_their_own(drawn: Callable[..., Reading]) -> None:
    rows = [*ROWS, ("Landkreis Konstanz", "", ""), *ROWS, ("Bodman-", "31", "24.678")]
    rows.append(("Ludwigshafen", "", ""))
    assert tables_of(drawn(lambda canvas: draw_rows(canvas, rows))) == [rows]


def turned(number: int) -> Printed:
    """The rows, beginning with another one on each page."""
    return [*ROWS[number:], *ROWS[:number]]


def test_running_lines_stay_outside(drawn: Callable[..., Reading]) -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(LEFT, 800, "Planungsrahmen 2018")
            canvas.drawRightString(BETRAG_RIGHT, 800, "5.1.2018")
            draw_rows(canvas, [HEADER, *turned(number)])
            canvas.drawString(LEFT, 40, "Integration")
            canvas.drawRightString(BETRAG_RIGHT, 40, str(number))

        return draw

    reading = drawn(page(1), page(2), page(3))
    assert tables_of(reading) == [[HEADER, *turned(page)] for page in (1, 2, 3)]
    assert [(row.page, row.number, row.text) for row in reading.outside] == [
        line
        for page in (1, 2, 3)
        for line in (
            (page, 1, "Planungsrahmen 2018 5.1.2018"),
            (page, 9, f"Integration {page}"),
        )
    ]


def test_rows_of_a_page_are_numbered_downwards(drawn: Callable[..., Reading]) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 800, "Titel")
        open_table(canvas)

    reading = drawn(page)
    assert [row.number for row in reading.outside] == [1]
    assert [row.number for row in reading.tables[0].rows] == [2, 3, 4, 5, 6, 7, 8]


def test_rules_below_each_row_hold_a_wrapped_name_together(drawn: Callable[..., Reading]) -> None:
    def page(canvas: Canvas) -> None:
        open_table(canvas)
        last = TOP - len(ROWS) * PITCH
        for index in range(len(ROWS) + 1):
            y = TOP - index * PITCH - 4
            canvas.line(LEFT, y, BETRAG_RIGHT, y)
        canvas.drawString(LEFT, last - PITCH, "Bodman-")
        draw_row(canvas, last - 1.5 * PITCH, ("", "31", "24.678"))
        canvas.drawString(LEFT, last - 2 * PITCH, "Ludwigshafen")
        canvas.line(LEFT, last - 2 * PITCH - 4, BETRAG_RIGHT, last - 2 * PITCH - 4)

    expected = [HEADER, *ROWS, ("Bodman-\nLudwigshafen", "31", "24.678")]
    assert tables_of(drawn(page)) == [expected]


def test_rules_around_groups_join_no_rows(drawn: Callable[..., Reading]) -> None:
    def page(canvas: Canvas) -> None:
        draw_rows(canvas, [HEADER, *ROWS, *ROWS, *ROWS])
        for index in (0, 6, 12, 18):
            y = TOP - index * PITCH - 4
            canvas.line(LEFT, y, BETRAG_RIGHT, y)

    assert tables_of(drawn(page)) == [[HEADER, *ROWS, *ROWS, *ROWS]]


def test_shading_is_no_rule(drawn: Callable[..., Reading]) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        for index in (1, 3, 5):
            y = TOP - index * PITCH - 4
            canvas.rect(LEFT, y, BETRAG_RIGHT - LEFT, PITCH, stroke=0, fill=1)
        canvas.setFillGray(0)
        open_table(canvas)
        canvas.rect(LEFT - 4, TOP - 6 * PITCH - 8, BETRAG_RIGHT - LEFT + 8, 7 * PITCH + 8)

    assert tables_of(drawn(page)) == [[HEADER, *ROWS]]


def test_panels_side_by_side_share_their_columns(drawn: Callable[..., Reading]) -> None:
    def page(canvas: Canvas) -> None:
        draw_rows(canvas, [HEADER, *ROWS], left=10)
        draw_rows(canvas, [HEADER, *ROWS[:3]], left=310)

    reading = drawn(page)
    assert tables_of(reading) == [[HEADER, *ROWS], [HEADER, *ROWS[:3]]]
    assert [(table.number, table.model) for table in reading.tables] == [(1, 0), (2, 0)]
    assert [row.number for row in reading.tables[1].rows] == [8, 9, 10, 11]


def test_columns_of_numbers_under_other_titles_are_no_second_panel(
    drawn: Callable[..., Reading],
) -> None:
    other = ("Stadt-/Landkreis", "Lfd. Nr.", "GKZ")
    keys = [("Kreis " + name, str(n), f"11{n}001") for n, (name, *_) in enumerate(ROWS, start=5)]

    def page(canvas: Canvas) -> None:
        draw_rows(canvas, [HEADER, *ROWS], left=10)
        draw_rows(canvas, [other, *keys], left=310)

    rows = [(*left, *right) for left, right in zip(ROWS, keys, strict=True)]
    assert tables_of(drawn(page)) == [[(*HEADER, *other), *rows]]


def test_a_table_ruled_on_one_page_only_is_read_on_both(drawn: Callable[..., Reading]) -> None:
    def ruled(canvas: Canvas) -> None:
        draw_rows(canvas, [HEADER, *turned(2)])
        heights = [TOP + PITCH - 4 - index * PITCH for index in range(len(ROWS) + 2)]
        canvas.grid([LEFT - 4, 200, PERSONEN_RIGHT + 4, BETRAG_RIGHT + 4], heights)

    reading = drawn(open_table, ruled)
    assert tables_of(reading) == [[HEADER, *ROWS], [HEADER, *turned(2)]]


# Ruled tables


def build_table(
    engine: OwnEngine, path: Path, rows: Sequence[Sequence[str]], *style: tuple[object, ...]
) -> Reading:
    table = Table(rows, colWidths=(150, 60, 80), style=[("FONTSIZE", (0, 0), (-1, -1), 9), *style])
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1).build([table])
    return engine.read(path)


GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)


def test_lines_within_a_ruled_cell_stay_in_it(tmp_path: Path, engine: OwnEngine) -> None:
    rows = [HEADER, ("Bodman-\nLudwigshafen", "31", "24.678"), *ROWS]
    assert tables_of(build_table(engine, tmp_path / "t.pdf", rows, GRID)) == [rows]


def test_an_empty_cell_has_no_box(tmp_path: Path, engine: OwnEngine) -> None:
    rows = [HEADER, ("Aach", "", "3.184"), *ROWS[1:]]
    reading = build_table(engine, tmp_path / "t.pdf", rows, GRID)
    assert [cell.bbox is None for cell in reading.tables[0].rows[1].cells] == [False, True, False]


def test_a_cell_over_all_columns_leaves_the_others_empty(tmp_path: Path, engine: OwnEngine) -> None:
    rows = [HEADER, ("Landkreis Konstanz und weitere", "", ""), *ROWS]
    reading = build_table(engine, tmp_path / "t.pdf", rows, GRID, ("SPAN", (0, 1), (-1, 1)))
    assert tables_of(reading) == [rows]


def test_vertical_rules_alone_part_columns_not_rows(tmp_path: Path, engine: OwnEngine) -> None:
    style = (
        ("BOX", (0, 0), (-1, -1), 0.5, colors.black),
        ("LINEAFTER", (0, 0), (-1, -1), 0.5, colors.black),
    )
    assert tables_of(build_table(engine, tmp_path / "t.pdf", [HEADER, *ROWS], *style)) == [
        [HEADER, *ROWS]
    ]


def test_text_flowing_into_the_next_cell_is_not_mixed_with_it(
    tmp_path: Path, engine: OwnEngine
) -> None:
    long = "Verwaltungsgemeinschaft der Gemeinden am Oberrhein"
    rows = [HEADER, (long, "31", "24.678"), *ROWS]
    reading = build_table(
        engine, tmp_path / "t.pdf", rows, GRID, ("ALIGN", (1, 0), (-1, -1), "RIGHT")
    )
    assert tables_of(reading) == [rows]


# Single characters


def test_a_figure_printed_twice_for_boldness_is_read_once(drawn: Callable[..., Reading]) -> None:
    def page(canvas: Canvas) -> None:
        open_table(canvas)
        canvas.drawRightString(BETRAG_RIGHT + 0.3, TOP - PITCH, "3.184")

    reading = drawn(page)
    assert tables_of(reading) == [[HEADER, *ROWS]]
    assert reading.notes == ("1 words printed twice at one place, read once (page 1)",)


def test_a_footnote_mark_is_no_digit_of_its_figure(drawn: Callable[..., Reading]) -> None:
    def page(canvas: Canvas) -> None:
        open_table(canvas)
        canvas.setFont("Helvetica", 5)
        canvas.drawString(BETRAG_RIGHT, TOP - PITCH + 3, "1")

    assert tables_of(drawn(page))[0][1] == ("Aach", "4", "3.184 ¹")


def test_a_watermark_across_the_table_is_kept_out_of_it(drawn: Callable[..., Reading]) -> None:
    def page(canvas: Canvas) -> None:
        open_table(canvas)
        canvas.translate(150, 640)
        canvas.rotate(45)
        canvas.drawString(0, 0, "ENT WURF")

    reading = drawn(page)
    assert tables_of(reading) == [[HEADER, *ROWS]]
    assert reading.outside == ()
    assert OmissionKind.SLANTED in {omission.kind for omission in reading.omissions}


def test_text_off_the_page_is_left_out_and_counted(drawn: Callable[..., Reading]) -> None:
    def page(canvas: Canvas) -> None:
        open_table(canvas)
        canvas.drawString(LEFT, -40, "geheim")

    reading = drawn(page)
    assert (tables_of(reading), reading.outside) == ([[HEADER, *ROWS]], ())
    assert reading.notes == ("1 invisible words left out (page 1)",)


def test_a_figure_cut_by_the_edge_of_the_page_is_not_read(drawn: Callable[..., Reading]) -> None:
    left = A4[0] - BETRAG_RIGHT + LEFT + 3
    reading = drawn(lambda canvas: draw_rows(canvas, [HEADER, *ROWS], left))
    cut = [(*row[:2], row[2][:-1] + "\ufffd") for row in ROWS if row[2] not in ("–", "0")]
    (rows,) = tables_of(reading)
    assert [row for row in rows if row[0] in {name for name, *_ in cut}] == cut


# Where text stands on the page as shown


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_are_on_the_page_as_shown(tmp_path: Path, engine: OwnEngine, rotation: int) -> None:
    path = tmp_path / "turned.pdf"
    canvas = Canvas(str(path), pagesize=(400, 600), invariant=1)
    canvas.setCropBox((30, 50, 380, 520))
    canvas.setPageRotation(rotation)
    canvas.translate(200, 300)
    canvas.rotate(rotation)
    canvas.setFont("Helvetica", 20)
    canvas.drawString(0, 0, "HHHH")
    canvas.save()
    (row,) = engine.read(path).outside
    ink = dark_box(path)
    assert row.cells[0].text == "HHHH"
    # The box holds the ink, and is higher by what letters may have above and below an H.
    assert (row.bbox[0], row.bbox[2]) == pytest.approx((ink[0], ink[2]), abs=2)
    assert row.bbox[1] - 1 <= ink[1] < ink[3] <= row.bbox[3] + 1
    assert row.bbox[3] - row.bbox[1] == pytest.approx(23, abs=0.5)


# The document as a whole


def test_the_document_says_who_made_it(tmp_path: Path, engine: OwnEngine) -> None:
    path = tmp_path / "titled.pdf"
    canvas = Canvas(str(path), invariant=1)
    canvas.setTitle("Planungsrahmen")
    canvas.drawString(50, 700, "Text")
    canvas.save()
    reading = engine.read(path)
    assert reading.metadata["Title"] == "Planungsrahmen"
    assert (reading.engine, reading.page_count, reading.tables) == (engine.name, 1, ())
