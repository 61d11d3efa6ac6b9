"""Figures of documents that show other than their file says: only what is seen is a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas

from pipeline.check.readings import compare
from pipeline.extract.camelot_engine import CamelotEngine
from pipeline.extract.engine import Engine
from pipeline.extract.own import PdfiumEngine, PdfplumberEngine
from pipeline.interpret.stage import interpret
from pipeline.model import Interpretation
from tests.builders.matrix.canvas_page import LEADING, Placed, draw_pages, draw_plain, plain_table
from tests.builders.rows import Rows, edition_rows
from tests.paths import CASES

ROWS: Rows = tuple(row for row in edition_rows("endgueltig-2018-01") if row.kreis_ags == "08336")
ENGINES: tuple[type[Engine], ...] = (PdfiumEngine, PdfplumberEngine, CamelotEngine)
Draw = Callable[[Canvas, Placed], None]


def amounts_among(texts: Sequence[Placed]) -> list[Placed]:
    return list(texts[9::5])


def hiding(path: Path, hide: Draw) -> tuple[Path, list[str]]:
    """Print a list with every eighth amount drawn by `hide`; return it and the keys concerned."""
    hidden: list[str] = []

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        chosen = amounts_among(texts)[::8]
        draw_plain(canvas, [placed for placed in texts if placed not in chosen])
        for placed in chosen:
            canvas.saveState()
            hide(canvas, placed)
            canvas.restoreState()
            hidden.append(texts[texts.index(placed) - 4].text)

    draw_pages(plain_table(ROWS), path, draw)
    return path, hidden


def as_printed(canvas: Canvas, placed: Placed) -> None:
    canvas.drawString(placed.x, placed.y, placed.text)


def bar(canvas: Canvas, placed: Placed, colour: colors.Color) -> None:
    canvas.setFillColor(colour)
    canvas.rect(placed.x - 2, placed.y - 2.5, 60, LEADING - 1, stroke=0, fill=1)


def invisible(canvas: Canvas, placed: Placed) -> None:
    canvas.drawString(placed.x, placed.y, placed.text, mode=3)


def white(canvas: Canvas, placed: Placed) -> None:
    canvas.setFillColor(colors.white)
    as_printed(canvas, placed)


def barred(canvas: Canvas, placed: Placed) -> None:
    as_printed(canvas, placed)
    bar(canvas, placed, colors.black)


def see_through(canvas: Canvas, placed: Placed) -> None:
    canvas.setFillAlpha(0)
    as_printed(canvas, placed)


def in_the_shade(canvas: Canvas, placed: Placed) -> None:
    bar(canvas, placed, colors.lightgrey)
    as_printed(canvas, placed)


def clipped(canvas: Canvas, placed: Placed) -> None:
    clip = canvas.beginPath()
    clip.rect(0, 0, 20, 20)
    canvas.clipPath(clip, stroke=0, fill=0)
    as_printed(canvas, placed)


def first_digit_covered(canvas: Canvas, placed: Placed) -> None:
    as_printed(canvas, placed)
    canvas.setFillColor(colors.white)
    canvas.rect(placed.x - 1, placed.y - 2.5, 5.2, LEADING - 1, stroke=0, fill=1)


HIDE: dict[str, Draw] = {
    "invisible": invisible,
    "white": white,
    "under a bar": barred,
    "see-through": see_through,
    "in the colour of its shade": in_the_shade,
    "clipped": clipped,
}


def read(engine: type[Engine], path: Path) -> Interpretation:
    return interpret(engine().read(path), path.name)


def figures(result: Interpretation) -> dict[str, tuple[int | None, Decimal]]:
    return {zeile.gemeinde_ags: (zeile.personen, zeile.betrag_eur) for zeile in result.zeilen}


def printed(without: Sequence[str] = ()) -> dict[str, tuple[int | None, Decimal]]:
    return {
        row.gemeinde_ags: (row.personen, Decimal(row.betrag_eur))
        for row in ROWS
        if row.gemeinde_ags not in without
    }


@pytest.mark.parametrize("way", HIDE)
def test_hidden_amounts_are_blanks_that_no_reading_fills(way: str, tmp_path: Path) -> None:
    path, hidden = hiding(tmp_path / "synthetic.pdf", HIDE[way])
    readings = [read(engine, path) for engine in (PdfiumEngine, PdfplumberEngine)]
    for result in readings:
        assert figures(result) == printed(without=hidden)
        assert [error.code for error in result.errors] == ["amount_missing"] * len(hidden)
    compared = compare(readings)
    assert figures(compared.interpretation) == printed(without=hidden)
    assert len(compared.interpretation.errors) == len(hidden)


def test_camelot_does_not_see_them_either(tmp_path: Path) -> None:
    path, hidden = hiding(tmp_path / "synthetic.pdf", barred)
    assert figures(read(CamelotEngine, path)) == printed(without=hidden)


def test_what_is_hidden_and_drawn_twice_is_not_seen_once(tmp_path: Path) -> None:
    """pdfium has it once, pdfplumber twice."""

    def twice(canvas: Canvas, placed: Placed) -> None:
        for _ in range(2):
            invisible(canvas, placed)

    path, hidden = hiding(tmp_path / "synthetic.pdf", twice)
    for engine in (PdfiumEngine, PdfplumberEngine):
        assert figures(read(engine, path)) == printed(without=hidden)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_number_of_which_a_digit_is_hidden_is_none(engine: type[Engine], tmp_path: Path) -> None:
    path, hidden = hiding(tmp_path / "synthetic.pdf", first_digit_covered)
    result = read(engine, path)
    assert figures(result) == printed(without=hidden)
    assert {error.code for error in result.errors} == {"amount_unreadable"}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_corrected_amount_counts_not_the_old_one_below_it(
    engine: type[Engine], tmp_path: Path
) -> None:
    other_digits = str.maketrans("0123456789", "1234567890")

    def correct(canvas: Canvas, placed: Placed) -> None:
        canvas.drawString(placed.x - 1, placed.y, placed.text.translate(other_digits))
        bar(canvas, placed, colors.white)
        canvas.setFillColor(colors.black)
        as_printed(canvas, placed)

    path, _ = hiding(tmp_path / "synthetic.pdf", correct)
    assert figures(read(engine, path)) == printed()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("way", sorted(HIDE))
def test_a_correction_at_the_very_place_of_the_old_is_read_whole_or_held(
    way: str, engine: type[Engine], tmp_path: Path
) -> None:
    """pdfium has no character for a digit that both have, and none for an amount printed again."""

    def correct(canvas: Canvas, placed: Placed) -> None:
        canvas.saveState()
        HIDE[way](canvas, replace(placed, text=placed.text.replace("1", "7")))
        if way == "under a bar":
            bar(canvas, placed, colors.white)
        canvas.restoreState()
        as_printed(canvas, placed)

    path, corrected = hiding(tmp_path / "synthetic.pdf", correct)
    found = figures(read(engine, path))
    assert all(printed()[key] == figure for key, figure in found.items())
    assert found.keys() >= printed(without=corrected).keys()
    if engine is PdfiumEngine and way == "under a bar":
        assert len(printed()) - len(found) == sum("1" in str(printed()[k][1]) for k in corrected)


def cutting(path: Path, column: int, width: float, *, with_key: bool = True) -> Path:
    """Print a list of which one column is clipped at so many points from its left end."""

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        others = [p for n, p in enumerate(texts) if n % 5 != column and (with_key or n % 5)]
        draw_plain(canvas, others)
        for placed in texts[column::5]:
            canvas.saveState()
            clip = canvas.beginPath()
            clip.rect(placed.x - 1, placed.y - 3, width, LEADING)
            canvas.clipPath(clip, stroke=0, fill=0)
            draw_plain(canvas, [placed])
            canvas.restoreState()

    draw_pages(plain_table(ROWS), path, draw)
    return path


@pytest.mark.parametrize("engine", ENGINES)
def test_names_that_are_cut_off_are_known_beside_their_keys(
    engine: type[Engine], tmp_path: Path
) -> None:
    result = read(engine, cutting(tmp_path / "synthetic.pdf", 1, 30.0))
    assert figures(result) == printed()
    assert any("[" in zeile.herkunft.text for zeile in result.zeilen)


def test_a_kreis_that_is_cut_off_is_known_by_what_is_seen_of_it(tmp_path: Path) -> None:
    assert figures(read(PdfiumEngine, cutting(tmp_path / "synthetic.pdf", 2, 45.0))) == printed()


def test_without_a_key_a_name_counts_only_if_what_is_seen_tells_it(tmp_path: Path) -> None:
    path = cutting(tmp_path / "synthetic.pdf", 1, 17.0, with_key=False)
    result = read(PdfiumEngine, path)
    found, true = figures(result), printed()
    assert all(true[key] == figure for key, figure in found.items())
    assert 0 < len(found) < len(true)
    assert {error.code for error in result.errors} == {"name_ambiguous"}


def stamped(path: Path, stamp: Draw) -> Path:
    """Print a list over something that is drawn beside the third row."""

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        canvas.saveState()
        stamp(canvas, amounts_among(texts)[2])
        canvas.restoreState()
        draw_plain(canvas, texts)

    draw_pages(plain_table(ROWS), path, draw)
    return path


def turned_number(canvas: Canvas, placed: Placed) -> None:
    canvas.translate(placed.x - 20, placed.y)
    canvas.rotate(90)
    canvas.drawString(0, 0, "12")


def pictured_number(canvas: Canvas, placed: Placed) -> None:
    canvas.acroForm.textfield(
        value="9", x=placed.x - 12, y=placed.y - 3, width=10, height=11, fontSize=8, borderWidth=0
    )


def slanted_mark(canvas: Canvas, placed: Placed) -> None:
    canvas.setFillColor(colors.lightgrey)
    canvas.translate(placed.x - 200, placed.y - 100)
    canvas.rotate(40)
    canvas.setFont("Helvetica-Bold", 60)
    canvas.drawString(0, 0, "ENTWURF 2017")


def drawn_digit(canvas: Canvas, placed: Placed) -> None:
    x, y = placed.x - 8, placed.y
    path = canvas.beginPath()
    for bottom, top in ((0, 1), (2.5, 3.5), (5, 6)):
        path.rect(x, y + bottom, 4, top - bottom)
    path.rect(x + 3, y, 1, 6)
    canvas.drawPath(path, stroke=0, fill=1)


def slanted_number(canvas: Canvas, placed: Placed) -> None:
    canvas.translate(placed.x - 8, placed.y)
    canvas.rotate(3)
    canvas.drawString(0, 0, "7")


@pytest.mark.parametrize("stamp", [turned_number, pictured_number, drawn_digit, slanted_number])
def test_what_is_seen_beside_a_row_and_not_read_holds_the_row(stamp: Draw, tmp_path: Path) -> None:
    result = read(PdfiumEngine, stamped(tmp_path / "synthetic.pdf", stamp))
    assert "print_unread" in {error.code for error in result.errors}
    assert figures(result).keys() < printed().keys()
    assert all(printed()[key] == figure for key, figure in figures(result).items())


def ring_under_a_grid(canvas: Canvas, placed: Placed) -> None:
    canvas.setStrokeColor(colors.Color(0.85, 0.85, 0.85))
    canvas.setLineWidth(14)
    canvas.circle(placed.x - 200, placed.y - 60, 90)
    canvas.setStrokeColor(colors.black)
    canvas.setLineWidth(0.4)
    for number in range(-3, 32):
        y = placed.y - 3 - number * LEADING
        canvas.line(40, y, 560, y)


def noted(canvas: Canvas, placed: Placed) -> None:
    canvas.highlightAnnotation("bitte prüfen", (40, placed.y - 3, 560, placed.y + 9))


@pytest.mark.parametrize("stamp", [slanted_mark, ring_under_a_grid, noted])
def test_watermarks_and_highlights_hold_nothing(stamp: Draw, tmp_path: Path) -> None:
    result = read(PdfiumEngine, stamped(tmp_path / "synthetic.pdf", stamp))
    assert (figures(result), result.errors) == (printed(), ())


# Documents that were made to show it; they come with the workplace, not with the project


def share(persons: int) -> int:
    return (2 * persons * 58_000_000 + 72_857) // (2 * 72_857)


SHOWN = {
    "hidden_mode3": (1045, {"amount_missing": 56}),
    "hidden_white": (1045, {"amount_missing": 56}),
    "hidden_layer_off": (1045, {"amount_missing": 56}),
    "hidden_bar": (1045, {"amount_missing": 56}),
    "hidden_many_rectangles": (1045, {"amount_missing": 56}),
    "corrected_over_old": (1101, {}),
    "hidden_same_colour": (1101, {}),
    "clipped_kreis": (1101, {}),
    "clipped_name": (1101, {}),
    "actualtext_amounts": (1101, {}),
}


@pytest.mark.slow
@pytest.mark.skipif(not CASES.is_dir(), reason="no collection of cases at hand")
@pytest.mark.parametrize("name", SHOWN)
def test_of_documents_made_to_hide_something_only_what_is_seen_is_read(name: str) -> None:
    result = read(PdfiumEngine, CASES / f"{name}.pdf")
    rows, errors = SHOWN[name]
    assert len(result.zeilen) == rows
    assert Counter(error.code for error in result.errors) == errors
    if name != "hidden_same_colour":
        assert [z for z in result.zeilen if z.betrag_eur != share(z.personen or 0)] == []


@pytest.mark.skipif(not CASES.is_dir(), reason="no collection of cases at hand")
@pytest.mark.parametrize("name", ["white_on_fill_path", "white_on_fill_alpha"])
def test_white_text_on_a_fill_is_read(name: str) -> None:
    reading = PdfiumEngine().read(CASES / f"{name}.pdf")
    rows = chain.from_iterable(table.rows for table in reading.tables)
    cells = [tuple(cell.text for cell in row.cells) for row in rows]
    assert (cells[0], cells[-1]) == (("Kreis", "Gemeinden", "Betrag"), ("Summe", "67", "320.422"))
    assert len(cells) == 4


@pytest.mark.skipif(not CASES.is_dir(), reason="no collection of cases at hand")
def test_text_that_replaces_what_is_drawn_is_one_word_with_the_rest() -> None:
    reading = PdfiumEngine().read(CASES / "actualtext.pdf")
    rows = [*chain.from_iterable(t.rows for t in reading.tables), *reading.outside]
    assert rows[0].text == "Italien | 12.345"
