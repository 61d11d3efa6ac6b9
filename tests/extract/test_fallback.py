"""Pages that pdfium cannot decode: how they are known, and how pdfplumber's characters are read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from pipeline.errors import BrokenPdfError
from pipeline.extract.pdfium.characters import RawWord
from pipeline.extract.pdfium.engine import PdfiumEngine
from pipeline.extract.pdfium.fallback import SecondReader, Undecoded, read_again
from pipeline.extract.pdfium.signs import Signs, find_signs
from pipeline.extract.pdfplumber_characters import DrawnCharacter
from pipeline.model import RawRow, Reading
from tests.builders.matrix.cases import CASES, Case
from tests.extract.test_layout_matrix import difference, figures, printed, read
from tests.paths import MATRIX

PDFS = MATRIX / "pdf"
ALL_TROUBLE = Signs(10**6, 10**6, True)


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
        ("Aach 12 3.184", "Aach 12 3.184", Signs(11, 0, False)),
        ("Aach 1x 3.184", "Aach 1� 3.184", Signs(11, 1, True)),
        ("Aach 12 xx.xxx", "Aach 12 ��.���", Signs(12, 5, True)),
        ("Aaxh 12 3.184", "Aa�h 12 3.184", Signs(11, 1, True)),
        ("x Legende", "� Legende", Signs(8, 1, False)),
        ("x eins x zwei x drei x vier", "� eins � zwei � drei � vier", Signs(20, 4, False)),
        ("xxxxx", "�����", Signs(5, 5, False)),
        ("x eins y zwei z drei", "� eins � zwei � drei", Signs(15, 3, True)),
        ("\uf0b7 Legende", "\uf0b7 Legende", Signs(8, 1, False)),
        ("\uf0280711 1234", "\uf0280711 1234", Signs(9, 1, False)),
        ("2\uf031 2\uf032 2\uf033", "2\uf031 2\uf032 2\uf033", Signs(6, 3, True)),
        ("", "", Signs(0, 0, False)),
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
    codes: str, text: str, expected: Signs
) -> None:
    assert find_signs(codes, text) == expected


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
        "from pipeline.extract.pdfium.engine import PdfiumEngine;"
        "PdfiumEngine().read(Path(sys.argv[1])); print('pdfplumber' in sys.modules)"
    )
    path = PDFS / "rewritten_private_bullets.pdf"
    run = subprocess.run([sys.executable, "-c", listing, path], stdout=subprocess.PIPE, check=True)
    assert run.stdout == b"False\n"


# Words from pdfplumber's characters: as good as pdfium's wherever the text stands

HARD = (
    "canvas_bold_twice",
    "canvas_covered_text",
    "canvas_form_objects",
    "canvas_invisible_text",
    "canvas_letters_one_by_one",
    "canvas_white_text",
    "chromium_turned_titles",
    "latex_footnote_marks",
    "libreoffice_calc_overflow",
    "plaintext_enscript_list",
    "rewritten_crop_box",
    "rewritten_gs_old_version",
    "rewritten_rotated_270",
    "rewritten_rotated_90",
    "rewritten_shifted_origin",
    "rewritten_upside_down",
    "rewritten_user_unit",
    "weasyprint_ligatures",
    "wkhtmltopdf_grid",
)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.stem in HARD], ids=lambda case: case.stem
)
def test_every_figure_is_read_from_pdfplumbers_characters(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "pipeline.extract.pdfium.characters.find_signs", lambda codes, text: ALL_TROUBLE
    )
    result = read(case)
    assert {row.herkunft.engine for row in result.zeilen} == {"pdfplumber"}
    assert figures(result) == printed(case), difference(printed(case), figures(result), result)


@pytest.mark.parametrize("turn", [90, 180, 270])
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


class Second(SecondReader):
    """Gives characters that were made up, or fails."""

    def __init__(self, *characters: DrawnCharacter, fails: bool = False) -> None:
        super().__init__(Path("made-up.pdf"))
        self._characters, self._fails = list(characters), fails

    def characters(self, number: int) -> list[DrawnCharacter]:
        if self._fails:
            raise BrokenPdfError("made-up.pdf", f"pdfplumber fails on page {number}: no reason")
        return self._characters


def drawn(text: str, x: float = 50.0) -> Iterator[DrawnCharacter]:
    for index, letter in enumerate(text):
        left = x + 5 * index
        yield DrawnCharacter(letter, (left, 698.0, left + 5, 708.0), left, 700.0, 1.0, 0.0)


def undecoded(*words: str) -> Undecoded:
    """Page 7 with words of pdfium's, 50 points apart."""
    text = " ".join(words)
    raw = [
        RawWord(word, x, 698.0, x + 5 * len(word), 708.0, x, 700.0, 0, (0, 0))
        for x, word in zip(range(50, 1000, 50), words, strict=False)
    ]
    return Undecoded(7, raw, find_signs(text, text))


STAYS = "page 7: 1 of 4 characters have no meaning for pdfium"


@pytest.mark.parametrize(
    ("second", "note"),
    [
        (Second(fails=True), f"{STAYS}; pdfplumber fails on page 7: no reason"),
        (
            Second(*drawn("1�"), *drawn("34", 100)),
            f"{STAYS}, 1 for pdfplumber: neither could decode them",
        ),
        (Second(*drawn("12")), f"{STAYS}; pdfplumber sees less of the page"),
    ],
    ids=["it fails", "it knows no more", "it loses a word"],
)
def test_pdfiums_words_stay_where_pdfplumber_is_no_better(second: SecondReader, note: str) -> None:
    page = undecoded("1�", "34")
    assert read_again(page, [], [], second) == (page.words, None, note)


def test_a_gap_and_a_blank_part_words_and_hyphens_are_one_sign() -> None:
    second = Second(*drawn("Bad 12"), *drawn("X\xadY", 100))
    again = read_again(undecoded("B�d", "XY"), [], [], second)
    assert [word.text for word in again.words] == ["Bad", "12", "X-Y"]
    assert (
        again.note == "page 7 was read by pdfplumber: 1 of 5 characters had no meaning for pdfium"
    )
