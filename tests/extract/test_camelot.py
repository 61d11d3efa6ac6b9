"""camelot's reading of small documents, each drawn here, and of the matrix and the samples.

Importing camelot takes seconds, so what needs it is kept in this one module.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import BrokenPdfError, CopyingForbiddenError, UnreadableDocumentError
from pipeline.extract.camelot_engine import CamelotEngine
from pipeline.extract.sandbox import read
from pipeline.interpret.notation import parse_betrag
from pipeline.interpret.stage import interpret
from pipeline.model import Reading
from tests.builders.drawn import (
    BETRAG_RIGHT,
    HEADER,
    LEFT,
    PERSONEN_RIGHT,
    PITCH,
    ROWS,
    TOP,
    Draw,
    dark_box,
    draw_pages,
    draw_rows,
    open_table,
    tables_of,
)
from tests.builders.matrix.cases import CASES, Case
from tests.builders.rows import edition_rows
from tests.paths import MATRIX, SAMPLES

PDFS = MATRIX / "pdf"

NOT_EXACT = {
    "tables side by side, which are one to camelot": (
        "chromium_three_side_by_side",
        "fpdf2_three_panels",
        "fpdf2_three_panels_full",
        "latex_two_tabulars",
        "plaintext_a2ps_two_columns",
        "typst_two_columns",
        "typst_two_columns_full",
    ),
    "texts of two columns that are one line, or whose columns overlap": (
        "canvas_amount_beside_key",
        "chromium_narrow_grid",
        "fop_grid",
        "groff_tbl_box",
        "groff_tbl_box_full",
        "groff_tbl_plain",
        "libreoffice_writer_tab_stops_askew",
        "libreoffice_xlsx_accounting",
        "plaintext_enscript_list",
        "rewritten_contents_as_form",
        "typst_dot_leaders",
        "typst_split_key",
    ),
    "rows of several lines that no rules part": ("chromium_wrapped_middle",),
    "rows whose texts differ in height": (
        "canvas_lowered_amounts",
        "canvas_stamped",
        "canvas_uneven_baselines",
        "chromium_watermark",
        "fpdf2_slightly_turned",
    ),
    "a footer that is a row to camelot": (
        "canvas_column_by_column",
        "canvas_sticky_notes",
        "reportlab_lone_last_row",
        "weasyprint_ligatures",
    ),
    "letters out of order, or printed twice": ("canvas_bold_twice", "canvas_letters_shuffled"),
    "letters that their font gives a wrong meaning": ("rewritten_gs_old_version",),
    "the owner's ban on taking text, which camelot keeps": ("rewritten_qpdf_owner_password",),
}
"""What hinders camelot, and of what it then gives less than is printed, or nothing."""


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., Reading]:
    """Reads a document of the given pages, each drawn on an A4 canvas in Helvetica 9."""

    def read_drawn(*pages: Draw) -> Reading:
        path = tmp_path / "drawn.pdf"
        draw_pages(path, pages)
        return CamelotEngine().read(path)

    return read_drawn


def grid(canvas: Canvas, rows: int) -> None:
    heights = [TOP + PITCH - 4 - index * PITCH for index in range(rows + 1)]
    canvas.grid([LEFT - 4, 200, PERSONEN_RIGHT + 4, BETRAG_RIGHT + 4], heights)


# Tables without rules


def test_an_open_table_is_one_table_with_its_header(drawn: Callable[..., Reading]) -> None:
    reading = drawn(open_table)
    assert (tables_of(reading), reading.outside, reading.notes) == ([[HEADER, *ROWS]], (), ())


def test_the_columns_of_one_page_hold_for_all(drawn: Callable[..., Reading]) -> None:
    """On the second page alone nothing shows where the names end."""

    def short(canvas: Canvas) -> None:
        draw_rows(canvas, [("Au", "–", "–"), ("Zell", "", "0"), ("Aach", "4", "3.184")])

    reading = drawn(open_table, short)
    assert tables_of(reading)[1] == [("Au", "–", "–"), ("Zell", "", "0"), ("Aach", "4", "3.184")]
    assert [table.model for table in reading.tables] == [1, 1]


def test_a_wide_letter_does_not_reach_for_the_key_before_it(
    drawn: Callable[..., Reading],
) -> None:
    rows = [("08437118", "Wald", "27.170"), ("08437124", "Aach", "3.184")] * 3

    def page(canvas: Canvas) -> None:
        for index, (key, name, amount) in enumerate(rows):
            canvas.drawRightString(LEFT + 40, TOP - index * PITCH, key)
            canvas.drawString(LEFT + 48, TOP - index * PITCH, name)
            canvas.drawRightString(BETRAG_RIGHT, TOP - index * PITCH, amount)

    assert tables_of(drawn(page)) == [rows]


def test_titles_set_left_over_figures_set_right_are_those_of_their_columns(
    drawn: Callable[..., Reading],
) -> None:
    titles = ("Gemeinde", "Anteil in %", "Betrag in Euro je Jahr")

    def page(canvas: Canvas) -> None:
        for x, title in zip((LEFT, 200, PERSONEN_RIGHT + 4), titles, strict=True):
            canvas.drawString(x, TOP + PITCH, title)
        draw_rows(canvas, ROWS)

    assert tables_of(drawn(page)) == [[titles, *ROWS]]


def test_running_lines_stay_outside(drawn: Callable[..., Reading]) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 800, "Planungsrahmen 2018")
        open_table(canvas)
        canvas.drawString(LEFT, 40, "Integration und Zusammenhalt in den Gemeinden des Landes")

    reading = drawn(page)
    assert tables_of(reading) == [[HEADER, *ROWS]]
    assert [(row.number, row.text) for row in reading.outside] == [
        (1, "Planungsrahmen 2018"),
        (9, "Integration und Zusammenhalt in den Gemeinden des Landes"),
    ]


def test_figures_of_one_digit_drawn_column_by_column_are_rows(
    drawn: Callable[..., Reading],
) -> None:
    """Below each other they look like a line that runs down the page."""
    rows = [(name, str(index), str(index + 1)) for index, (name, _, _) in enumerate(ROWS)]

    def page(canvas: Canvas) -> None:
        for column, right in ((1, PERSONEN_RIGHT), (2, BETRAG_RIGHT)):
            for index, row in enumerate(rows):
                canvas.drawRightString(right, TOP - index * 9, row[column])
        for index, row in enumerate(rows):
            canvas.drawString(LEFT, TOP - index * 9, row[0])

    assert tables_of(drawn(page)) == [rows]


# Ruled tables


def test_a_ruled_grid_is_read_to_the_last_cell(drawn: Callable[..., Reading]) -> None:
    def page(canvas: Canvas) -> None:
        open_table(canvas)
        grid(canvas, len(ROWS) + 1)

    assert tables_of(drawn(page)) == [[HEADER, *ROWS]]


def test_rules_around_all_rows_part_columns_only(drawn: Callable[..., Reading]) -> None:
    def page(canvas: Canvas) -> None:
        open_table(canvas)
        heights = [TOP + PITCH - 4, TOP - len(ROWS) * PITCH - 4]
        canvas.grid([LEFT - 4, 200, PERSONEN_RIGHT + 4, BETRAG_RIGHT + 4], heights)

    assert tables_of(drawn(page)) == [[HEADER, *ROWS]]


def test_text_flowing_over_a_rule_is_not_cut(drawn: Callable[..., Reading]) -> None:
    long = ("Verwaltungsgemeinschaft der Gemeinden", "31", "24.678")

    def page(canvas: Canvas) -> None:
        draw_rows(canvas, [HEADER, long, *ROWS])
        grid(canvas, len(ROWS) + 2)

    assert tables_of(drawn(page)) == [[HEADER, long, *ROWS]]


# Single characters


def amount_of_aach(drawn: Callable[..., Reading], draw: Draw) -> str:
    """What is read as the amount in the table's first row, with something drawn at it."""

    def page(canvas: Canvas) -> None:
        open_table(canvas)
        draw(canvas)

    name, _, amount = tables_of(drawn(page))[0][1]
    assert name == "Aach"
    return amount


@pytest.mark.parametrize("beside", [0.3, -3, 12, 21])
def test_figures_too_near_to_each_other_are_no_figure(
    drawn: Callable[..., Reading], beside: float
) -> None:
    def again(canvas: Canvas) -> None:
        canvas.drawRightString(BETRAG_RIGHT + beside, TOP - PITCH, "3.184")

    amount = amount_of_aach(drawn, again)
    assert parse_betrag(amount) is None


@pytest.mark.parametrize(("rise", "read"), [(3, "4.776¹"), (0, "4.776\ufffd")])
def test_a_smaller_digit_is_a_footnote_mark_where_it_is_raised(
    drawn: Callable[..., Reading], rise: float, read: str
) -> None:
    def page(canvas: Canvas) -> None:
        draw_rows(canvas, [HEADER, ("Zell", "6", ""), *ROWS])
        text = canvas.beginText(BETRAG_RIGHT - 25, TOP - PITCH)
        text.textOut("4.776")
        text.setFont("Helvetica", 6)
        text.setRise(rise)
        text.textOut("1")
        canvas.drawText(text)

    assert tables_of(drawn(page)) == [[HEADER, ("Zell", "6", read), *ROWS]]


def test_invisible_text_is_left_out_and_counted(drawn: Callable[..., Reading]) -> None:
    def page(canvas: Canvas) -> None:
        open_table(canvas)
        text = canvas.beginText(LEFT, 400)
        text.setTextRenderMode(3)
        text.textOut("geheim")
        canvas.drawText(text)

    reading = drawn(page)
    assert (tables_of(reading), reading.outside) == ([[HEADER, *ROWS]], ())
    assert reading.notes == ("1 invisible words left out (page 1)",)


def test_turned_letters_are_no_part_of_what_they_cross(drawn: Callable[..., Reading]) -> None:
    def page(canvas: Canvas) -> None:
        open_table(canvas)
        canvas.translate(150, 640)
        canvas.rotate(45)
        canvas.drawString(0, 0, "ENTWURF")

    printed = "\n".join("\t".join(row) for row in [HEADER, *ROWS])
    found = "\n".join("\t".join(row) for row in tables_of(drawn(page))[0])
    assert found.replace("\ufffd", "").replace("\n\t", "\t") == printed


# Where text stands on the page as shown


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("turned", [0, 90, 270])
def test_boxes_are_on_the_page_as_shown(tmp_path: Path, rotation: int, turned: int) -> None:
    path = tmp_path / "turned.pdf"
    canvas = Canvas(str(path), pagesize=(400, 600), invariant=1)
    canvas.setCropBox((30, 50, 380, 520))
    canvas.setPageRotation(rotation)
    canvas.translate(200, 300)
    canvas.rotate(rotation + turned)
    canvas.setFont("Helvetica", 20)
    canvas.drawString(0, 0, "HHHH")
    canvas.save()
    (row,) = CamelotEngine().read(path).outside
    assert row.cells[0].text == "HHHH"
    ink = dark_box(path)
    # The box holds the ink, and is larger by what letters may have above and below an H.
    assert row.bbox[0] - 1 <= ink[0] < ink[2] <= row.bbox[2] + 1
    assert row.bbox[1] - 1 <= ink[1] < ink[3] <= row.bbox[3] + 1
    sides = sorted((row.bbox[2] - row.bbox[0], row.bbox[3] - row.bbox[1]))
    assert sides == pytest.approx([20, 57.8], abs=0.1)


# The document as a whole


def test_the_document_says_who_made_it(tmp_path: Path) -> None:
    path = tmp_path / "titled.pdf"
    canvas = Canvas(str(path), invariant=1)
    canvas.setTitle("Planungsrahmen für alle")
    canvas.drawString(50, 700, "Text")
    canvas.save()
    reading = CamelotEngine().read(path)
    assert reading.metadata["Title"] == "Planungsrahmen für alle"
    assert (reading.engine, reading.page_count, reading.tables) == ("camelot", 1, ())


def test_whatever_camelot_stumbles_over_is_a_broken_document(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing else")
    with pytest.raises(BrokenPdfError, match=r"camelot fails on it: \w+"):
        CamelotEngine().read(path)


def test_a_ban_on_taking_text_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "banned.pdf"
    canvas = Canvas(str(path), encrypt=StandardEncryption("", "owner", canCopy=0, strength=128))
    canvas.drawString(50, 700, "Text")
    canvas.save()
    with pytest.raises(CopyingForbiddenError, match="its owner forbids taking text from it"):
        CamelotEngine().read(path)


def test_digits_without_a_meaning_are_never_taken_for_others() -> None:
    name = "rewritten_digits_unmapped"
    assert wrong_figures(next(case for case in CASES if case.stem == name)) == ([], True)


# The matrix: exact, or less, but never wrong


def wrong_figures(case: Case) -> tuple[list[str], bool]:
    """The municipalities whose figure is not the printed one, and whether the rest is exact."""
    truth = {
        row.gemeinde_ags: (row.personen if case.personen else None, Decimal(row.betrag_eur))
        for row in case.rows
    }
    try:
        result = interpret(CamelotEngine().read(PDFS / case.file_name), case.file_name)
    except UnreadableDocumentError:
        return [], bool(case.refused_whole)
    found = [(row.gemeinde_ags, (row.personen, row.betrag_eur)) for row in result.zeilen]
    wrong = [ags for ags, figure in found if truth.get(ags) != figure]
    expected = [ags for ags in truth if ags not in case.refused]
    complete = sorted(ags for ags, _ in found) == sorted(expected)
    exact = complete and bool(result.errors) == bool(case.refused)
    return wrong, exact or (bool(case.refused_whole) and not found)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_no_figure_of_the_matrix_is_read_wrongly(case: Case) -> None:
    hindered = case.stem in chain.from_iterable(NOT_EXACT.values())
    assert wrong_figures(case) == ([], not hindered)


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["vorlaeufig-2017-07", "endgueltig-2018-01"])
def test_the_samples_are_read_within_the_limits(edition: str) -> None:
    path = SAMPLES / f"{edition}_synthetic.pdf"
    result = interpret(read(path, "camelot"), path.name)
    expected = [(row.gemeinde_ags, Decimal(row.betrag_eur)) for row in edition_rows(edition)]
    assert sorted((row.gemeinde_ags, row.betrag_eur) for row in result.zeilen) == sorted(expected)
    assert result.errors == ()
