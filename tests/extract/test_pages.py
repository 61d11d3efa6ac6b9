"""Pages that pdfium cannot decode: how they are known, and that pdfplumber is their source."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import BrokenPdfError
from pipeline.extract.glyphs.pdfium import is_in_trouble
from pipeline.extract.glyphs.pdfplumber import Document, DrawnPage, Glyph, glyphs_to_words
from pipeline.extract.own import OwnEngine, PdfiumEngine, PdfplumberEngine
from pipeline.model import RawRow, Reading
from tests.builders.drawn import HEADER, ROWS, draw_pages, tables_of
from tests.builders.slow import slow
from tests.paths import MATRIX

PDFS = MATRIX / "pdf"


def read_pdf(stem: str) -> Reading:
    return PdfiumEngine().read(PDFS / f"{stem}.pdf")


def rows_of(reading: Reading) -> list[RawRow]:
    return [*(row for table in reading.tables for row in table.rows), *reading.outside]


def engines_of(reading: Reading) -> set[str]:
    return {row.engine for row in rows_of(reading)}


# Signs of trouble. What has no meaning is a small letter in `codes`, U+FFFD in the text.


@pytest.mark.parametrize(
    ("codes", "text", "expected"),
    [
        ("Aach 12 3.184", "Aach 12 3.184", False),
        ("Aach 1x 3.184", "Aach 1� 3.184", True),
        ("Aach 12 xx.xxx", "Aach 12 ��.���", True),
        ("Aaxh 12 3.184", "Aa�h 12 3.184", True),
        ("x Legende", "� Legende", False),
        ("x eins x zwei x drei x vier", "� eins � zwei � drei � vier", False),
        ("xxxxx", "�����", False),
        ("x eins y zwei z drei", "� eins � zwei � drei", True),
        ("\uf0b7 Legende", "\uf0b7 Legende", False),
        ("\uf0280711 1234", "\uf0280711 1234", False),
        ("2\uf031 2\uf032 2\uf033", "2\uf031 2\uf032 2\uf033", True),
        ("", "", False),
    ],
    ids=[
        "nothing",
        "one digit",
        "digits",
        "a letter",
        "a bullet",
        "bullets",
        "an ornament",
        "single digits",
        "a private bullet",
        "a private pictogram",
        "private digits",
        "an empty page",
    ],
)
def test_unreadable_text_is_trouble_and_a_bullet_is_not(
    codes: str, text: str, expected: bool
) -> None:
    assert is_in_trouble(codes, text) is expected


# Whole documents


def test_fonts_without_a_map_are_read_by_pdfplumber_and_the_rows_say_so() -> None:
    reading = read_pdf("rewritten_no_unicode_maps")
    assert (reading.engine, {row.page: row.engine for row in rows_of(reading)}) == (
        "pdfium",
        {1: "pdfium", 2: "pdfplumber", 3: "pdfplumber"},
    )
    assert reading.notes == (
        "page 2 was read by pdfplumber: 2,917 of 2,979 characters had no meaning for pdfium",
        "page 3 was read by pdfplumber: 138 of 200 characters had no meaning for pdfium",
    )


def test_digits_that_nobody_can_decode_are_marked_and_noted() -> None:
    reading = read_pdf("rewritten_digits_unmapped")
    assert engines_of(reading) == {"pdfium"}
    assert reading.notes[-1] == (
        "page 2: 1 of 522 characters have no meaning for pdfium, 1 for pdfplumber: "
        "neither could decode them"
    )
    assert "Efringen-Kirchen | Landkreis Lörrach | 35 | 2�.863" in [
        row.text for row in rows_of(reading)
    ]


def test_a_bullet_of_private_use_is_no_reason_to_read_a_page_again() -> None:
    reading = read_pdf("rewritten_private_bullets")
    assert engines_of(reading) == {"pdfium"}
    assert reading.notes == ("8 characters without a sound meaning",)


def test_pdfplumber_is_not_even_imported_where_nothing_is_in_trouble() -> None:
    listing = (
        "import sys; from pathlib import Path;"
        "from pipeline.extract.own import PdfiumEngine;"
        "PdfiumEngine().read(Path(sys.argv[1])); print('pdfplumber' in sys.modules)"
    )
    path = PDFS / "rewritten_private_bullets.pdf"
    run = subprocess.run([sys.executable, "-c", listing, path], stdout=subprocess.PIPE, check=True)
    assert run.stdout == b"False\n"


@pytest.mark.parametrize("engine", [PdfiumEngine(), PdfplumberEngine()])
@pytest.mark.parametrize(
    ("size", "matrix"),
    [(-9.0, (-1, 0, 0, -1)), (9.0, (1, 0, 0.35, 1)), (9.0, (0.8, 0, 0.2, 0.8))],
    ids=["turned by half at a negative size", "leaning", "leaning and smaller"],
)
def test_text_on_a_level_line_is_upright_however_it_gets_there(
    tmp_path: Path, engine: OwnEngine, size: float, matrix: tuple[float, float, float, float]
) -> None:
    def draw(canvas: Canvas) -> None:
        for line, row in enumerate([HEADER, *ROWS]):
            for column, text in enumerate(row):
                x = 60.0 + 150 * column
                for word in text.split():  # As programs do that stretch lines.
                    drawn = canvas.beginText()
                    drawn.setFont("Helvetica", size)
                    drawn.setTextTransform(*matrix, x, 700 - 14 * line)
                    drawn.textOut(word)
                    canvas.drawText(drawn)
                    x += canvas.stringWidth(f"{word} ", "Helvetica", abs(size * matrix[0]))

    draw_pages(tmp_path / "level.pdf", [draw])
    assert tables_of(engine.read(tmp_path / "level.pdf")) == [[HEADER, *ROWS]]


@pytest.mark.parametrize("turn", [90, slow(180), slow(270)])
def test_a_turned_page_is_read_again_like_an_upright_one(tmp_path: Path, turn: int) -> None:
    path = tmp_path / "turned.pdf"
    with pypdfium2.PdfDocument(PDFS / "rewritten_no_unicode_maps.pdf") as document:
        for page in document:
            page.set_rotation(turn)
        document.save(path)
    upright, turned = read_pdf("rewritten_no_unicode_maps"), PdfiumEngine().read(path)
    assert engines_of(turned) == {"pdfium", "pdfplumber"}
    assert [row.text for row in rows_of(turned)] == [row.text for row in rows_of(upright)]


# Where pdfium's reading stays


def glyphs(text: str, string: int = 1) -> list[Glyph]:
    """Letters of 1 point beside each other."""
    return [
        Glyph(letter, (x, 698.0, x + 1.0, 708.0), x, 700.0, 0, x, x + 1.0, 10.0, string)
        for x, letter in enumerate(text)
    ]


def drawing(monkeypatch: pytest.MonkeyPatch, found: Sequence[Glyph] | None) -> None:
    """Make pdfplumber see these glyphs on every page, or fail on it."""

    def draw(_: Document, number: int) -> DrawnPage:
        if found is None:
            raise BrokenPdfError("made-up.pdf", f"pdfplumber fails on page {number}: no reason")
        return DrawnPage(found, ())

    monkeypatch.setattr(Document, "draw", draw)


STAYS = "page 2: 2,917 of 2,979 characters have no meaning for pdfium"


@pytest.mark.parametrize(
    ("found", "note"),
    [
        (None, f"{STAYS}; pdfplumber fails on page 2: no reason"),
        (glyphs("�" * 3000), f"{STAYS}, 3,000 for pdfplumber: neither could decode them"),
        (glyphs("Aach 12 3.184"), f"{STAYS}; pdfplumber sees less of the page"),
    ],
    ids=["it fails", "it knows no more", "it loses words"],
)
def test_pdfiums_words_stay_where_pdfplumber_is_no_better(
    monkeypatch: pytest.MonkeyPatch, found: Sequence[Glyph] | None, note: str
) -> None:
    drawing(monkeypatch, found)
    reading = read_pdf("rewritten_no_unicode_maps")
    assert (engines_of(reading), reading.notes[0]) == ({"pdfium"}, note)


# Words of pdfplumber's glyphs


def test_a_blank_a_gap_and_another_text_part_words() -> None:
    apart = [glyph._replace(start=glyph.start + 9, end=glyph.end + 9) for glyph in glyphs("cd")]
    found = [*glyphs("Bad ab"), *apart, *glyphs("X-Y", 2)]
    assert [word.text for word in glyphs_to_words(found, {})] == ["Bad", "ab", "cd", "X-Y"]


def test_what_is_not_seen_parts_words_and_what_is_cut_off_ends_one() -> None:
    found = glyphs("Baden Aach")
    words = glyphs_to_words(found, {2: "\0", 7: "\ufffd", 8: "\1", 9: "\1"})
    assert [(word.text, word.is_cut) for word in words] == [
        ("Ba", False),
        ("en", False),
        ("A�", True),
    ]


def test_whatever_pdfplumber_stumbles_over_is_a_broken_document(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing else")
    with pytest.raises(BrokenPdfError, match=r"pdfplumber fails opening it: \w+"):
        Document(path)
