"""Digits that do not look like what the file says: named one by one, and never without cause."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pypdfium2
import pytest
import typst
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas

from pipeline.boxes import overlaps
from pipeline.errors import EngineLimitError, NotAPdfError
from pipeline.extract.sandbox import look_at_digits, read
from pipeline.extract.shapes.digits import look_at_digits as look_here
from pipeline.model import Abstention, DigitShapes
from tests.builders.lying import Place, print_lying
from tests.builders.rows import edition_rows
from tests.builders.ruled import Cells, ruled_cells
from tests.builders.slow import slow
from tests.builders.type3 import Type3Font, print_type3
from tests.paths import ROOT

FIXTURES = sorted(
    [*(ROOT / "tests/matrix/pdf").glob("*.pdf"), *(ROOT / "raw/sample").glob("*.pdf")]
)
ONE_EACH = {
    path.stem.partition("_")[0]: path for path in reversed(FIXTURES) if path.parent.name == "pdf"
}.values()
"""The first of each producer."""
COLLECTED = ROOT.parent / "shared"
REAL = sorted([*COLLECTED.glob("corpora/*/*.pdf"), *COLLECTED.glob("cases/*.pdf")])

HEADER, *ROWS, TOTAL = ruled_cells(edition_rows("endgueltig-2018-01"))
CELLS: Cells = [HEADER, *ROWS[:150], TOTAL]
BOLD_ROW = ("", "Summe", "", "72.517", "12.107.110 €")
"""A last row, which is bold, without the digits that are exchanged."""
AMOUNT = 4
FEW = [(row, AMOUNT) for row in range(60, 80)]
WHOLE_ROWS = [(row, column) for row in range(60, 80) for column in (0, 3, 4)]
SINGLE = next(
    (row, AMOUNT) for row in range(60, 150) if [CELLS[row][AMOUNT].count(d) for d in "38"] == [1, 0]
)
EXCHANGED = {"3": "8", "8": "3"}
RING = {"3": "8", "8": "6", "6": "3"}


def said(places: list[Place], digits: str) -> Counter[str]:
    """How often each of these digits stands in these cells."""
    return Counter(d for row, column in places for d in CELLS[row][column] if d in digits)


def found(shapes: DigitShapes) -> Counter[tuple[str, str]]:
    """What is said and what is seen instead, counted."""
    return Counter((digit.says, digit.looks_like) for digit in shapes.contradictions)


@pytest.mark.slow
def test_a_second_subset_that_does_not_lie_is_believed(tmp_path: Path) -> None:
    shapes = look_at_digits(print_lying(CELLS, tmp_path / "true.pdf", FEW, {}))
    assert (shapes.contradictions, shapes.failure) == ((), "")
    assert shapes.compared > 0.98 * shapes.digits > 2000


@pytest.mark.parametrize("face", ["VeraBd", slow("VeraIt")])
def test_two_different_fonts_of_one_name_are_believed(tmp_path: Path, face: str) -> None:
    shapes = look_here(print_lying(CELLS, tmp_path / "true.pdf", FEW, {}, face))
    assert shapes.contradictions == ()


@pytest.mark.parametrize(
    ("places", "lies", "looks_like"),
    [
        (FEW, {"–": "3"}, {"3": ""}),
        slow(FEW, {"-": "3"}, {"3": ""}),
        slow([SINGLE], {"–": "3"}, {"3": ""}),
        (FEW, {"x": "3"}, {"3": "x"}),
        slow([SINGLE], {"k": "3"}, {"3": "k"}),
        slow(FEW, EXCHANGED, EXCHANGED),
        slow(WHOLE_ROWS, EXCHANGED, EXCHANGED),
        slow(FEW, {"6": "9", "9": "6"}, {"6": "9", "9": "6"}),
        slow([SINGLE], {"s": "3"}, {"3": "s"}),
        ([SINGLE], {"8": "3"}, {"3": "8"}),
    ],
    ids=[
        "a dash says 3",
        "a hyphen says 3",
        "one dash says 3",
        "a letter says 3",
        "one letter says 3",
        "exchanged in a few cells",
        "exchanged in whole rows",
        "exchanged 6 and 9",
        "one letter much like a 3",
        "one digit lies",
    ],
)
def test_every_digit_that_lies_is_found_and_no_other(
    tmp_path: Path, places: list[Place], lies: Mapping[str, str], looks_like: Mapping[str, str]
) -> None:
    shapes = look_here(print_lying(CELLS, tmp_path / "lying.pdf", places, lies))
    expected = said(places, "".join(looks_like))
    assert expected
    assert found(shapes) == {(d, looks_like[d]): count for d, count in expected.items()}


@pytest.mark.parametrize(("lies", "looks_like"), [({}, {}), ({"8": "3"}, {"3": "8"})])
def test_a_font_of_one_cell_is_held_against_the_others(
    tmp_path: Path, lies: Mapping[str, str], looks_like: Mapping[str, str]
) -> None:
    path = print_lying(CELLS, tmp_path / "one.pdf", [SINGLE], lies, "VeraBd", own_name=True)
    assert found(look_here(path)) == dict.fromkeys(looks_like.items(), 1)


@pytest.mark.parametrize(
    "lies", [slow({}), slow(EXCHANGED), RING], ids=["true", "exchanged", "in a ring"]
)
@pytest.mark.parametrize("face", ["VeraBd", slow("VeraIt")])
def test_a_typeface_of_its_own_shows_usual_digits(
    tmp_path: Path, lies: Mapping[str, str], face: str
) -> None:
    """It has one picture of each digit, which no other font of the document has."""
    places = [(row, column) for row in range(60, 80) for column in (0, 3, 4)]
    path = print_lying(
        [*CELLS[:-1], BOLD_ROW], tmp_path / "own.pdf", places, lies, face, own_name=True
    )
    instead = {says: shown for shown, says in lies.items()}
    expected = {(d, instead[d]): count for d, count in said(places, "".join(lies)).items()}
    shapes = look_here(path)
    assert (found(shapes), shapes.abstained.get(Abstention.UNLIKE, 0)) == (expected, 0)


@pytest.mark.slow
def test_unseen_text_covers_no_digit(tmp_path: Path) -> None:
    path = tmp_path / "lying.pdf"
    shapes = look_here(print_lying(CELLS, path, FEW, EXCHANGED, under=colors.white))
    assert found(shapes) == {(d, EXCHANGED[d]): count for d, count in said(FEW, "38").items()}
    assert shapes.compared > 0.98 * shapes.digits > 2000


@pytest.mark.slow
def test_text_that_is_seen_covers_digits(tmp_path: Path) -> None:
    path = tmp_path / "lying.pdf"
    shapes = look_here(print_lying(CELLS, path, FEW, EXCHANGED, under=colors.silver))
    assert shapes.contradictions == ()
    assert shapes.abstained[Abstention.COVERED] > 0.9 * shapes.digits > 2000


def test_unseen_digits_are_not_judged(tmp_path: Path) -> None:
    white = [("TEXTCOLOR", colors.white)]
    shapes = look_here(print_lying(CELLS, tmp_path / "lying.pdf", FEW, EXCHANGED, style=white))
    assert shapes.contradictions == ()
    assert shapes.abstained[Abstention.UNSEEN] == said(FEW, "0123456789").total()


@pytest.mark.slow
def test_where_neither_is_clearly_rarer_both_are_named(tmp_path: Path) -> None:
    half = [(row, column) for row in range(1, 76) for column in range(5)]
    shapes = look_here(print_lying(CELLS, tmp_path / "lying.pdf", half, EXCHANGED))
    everywhere = [(row, column) for row in range(1, 151) for column in range(5)]
    assert found(shapes).total() > 0.9 * said(everywhere, "38").total()


def changed_page(path: Path, turns: int, crop: tuple[float, float, float, float]) -> Path:
    """The document with its pages turned and cropped."""
    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.set_rotation(90 * turns)
        page.set_cropbox(*crop)
    changed = path.with_name("changed.pdf")
    document.save(changed)
    document.close()
    return changed


@pytest.mark.parametrize("turns", [slow(0), 1, slow(2), slow(3)])
def test_a_digit_is_found_where_the_reading_has_it(tmp_path: Path, turns: int) -> None:
    lying = print_lying(CELLS, tmp_path / "lying.pdf", [SINGLE], {"8": "3"})
    path = changed_page(lying, turns, (30.0, 20.0, 580.0, 830.0))
    (digit,) = look_here(path).contradictions
    cells = [
        cell.text
        for table in read(path, "pdfium").tables
        for row in table.rows
        for cell in row.cells
        if row.page == digit.page and cell.bbox and overlaps(cell.bbox, digit.bbox)
    ]
    assert cells == [CELLS[SINGLE[0]][AMOUNT]]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=[] if path in ONE_EACH else [pytest.mark.slow])
        for path in FIXTURES
    ],
)
def test_no_fixture_contradicts_itself(path: Path) -> None:
    assert look_here(path).contradictions == ()


@pytest.mark.slow
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_no_document_at_hand_contradicts_itself(path: Path) -> None:
    assert look_here(path).contradictions == ()


def numbers(count: int) -> str:
    """Numbers with all digits, the same ones every time, ten to a line."""
    chance = random.Random(count)
    drawn = [str(chance.randint(1, 999_999)) for _ in range(count)]
    return "\n".join(" ".join(drawn[start : start + 10]) for start in range(0, count, 10))


@pytest.mark.parametrize("size", [5, slow(7), slow(9.5)])
def test_other_forms_of_a_digit_are_no_contradiction(tmp_path: Path, size: float) -> None:
    """One font has lining and old-style figures, a slashed zero, a 1 for tables, small ones."""
    source = tmp_path / "forms.typ"
    source.write_text(
        f"""#set text(font: "Libertinus Serif", size: {size}pt)
        #text(number-type: "old-style")[{numbers(40)}] #text(slashed-zero: true)[{numbers(30)}]
        #text(number-width: "tabular")[{numbers(90)}] #text(fractions: true)[1/2 17/38]
        #text(weight: "bold")[{numbers(31)}] #text(style: "italic")[{numbers(32)}]
        #super[{numbers(20)}] #text(tracking: -0.5pt)[{numbers(33)}] #strike[{numbers(34)}]
        #rotate(90deg, reflow: true)[{numbers(21)}] #rect(fill: black, text(fill: white)[123])"""
    )
    typst.compile(source, output=tmp_path / "forms.pdf")
    shapes = look_here(tmp_path / "forms.pdf")
    assert shapes.contradictions == ()
    # What is struck out is not looked at.
    struck = sum(map(str.isdigit, numbers(34)))
    assert shapes.compared > 0.9 * (shapes.digits - struck) > 1500


TRUE = {character: character for character in "0123456789 -k"}
TYPE3, BOLD = Type3Font(TRUE), Type3Font(TRUE, bold=2)
LINES = [(TYPE3, text) for text in numbers(400).splitlines()]


@pytest.mark.slow
def test_fonts_without_names_may_differ(tmp_path: Path) -> None:
    bold = [(BOLD, text) for _, text in LINES[20:]]
    shapes = look_here(print_type3(tmp_path / "two.pdf", [*LINES[:20], *bold]))
    assert (shapes.contradictions, shapes.abstained) == ((), {})


@pytest.mark.slow
def test_fonts_may_count_their_size_in_any_units(tmp_path: Path) -> None:
    """As fonts of pictures that old TeX documents have: their size says nothing."""
    lines = [(Type3Font(TRUE, units=1), text) for _, text in LINES[:20]]
    liar = Type3Font({**TRUE, **EXCHANGED}, units=1)
    shapes = look_here(print_type3(tmp_path / "units.pdf", [*lines, *LINES[20:], (liar, "8 11")]))
    assert (found(shapes), shapes.abstained) == ({("3", "8"): 1}, {})


@pytest.mark.parametrize(
    ("lies", "shown", "looks_like"),
    [
        (EXCHANGED, "8 11", {("3", "8"): 1}),
        slow({"-": "3"}, "1-1", {("3", ""): 1}),
        slow({"k": "3"}, "1k1", {("3", "k"): 1}),
    ],
    ids=["exchanged", "dash", "letter"],
)
def test_fonts_without_names_are_caught(
    tmp_path: Path, lies: Mapping[str, str], shown: str, looks_like: Mapping[tuple[str, str], int]
) -> None:
    liar = Type3Font({**TRUE, **lies})
    shapes = look_here(print_type3(tmp_path / "lying.pdf", [*LINES, (liar, shown)]))
    assert found(shapes) == looks_like


def exchanged_everywhere(path: Path, bold: int) -> DigitShapes:
    """Look at a document whose only font has two digits exchanged."""
    liar = Type3Font({**TRUE, **EXCHANGED}, bold=bold)
    return look_here(print_type3(path, [(liar, text) for _, text in LINES]))


def test_the_only_font_lies_where_other_digits_look_as_usual(tmp_path: Path) -> None:
    both = sum(text.count("3") + text.count("8") for _, text in LINES)
    shapes = exchanged_everywhere(tmp_path / "liar.pdf", bold=0)
    assert found(shapes).keys() == {("3", "8"), ("8", "3")}
    assert found(shapes).total() == both


def test_the_only_font_is_believed_where_its_digits_look_like_no_usual_ones(
    tmp_path: Path,
) -> None:
    """Nothing in such a document says otherwise: only arithmetic can tell."""
    assert exchanged_everywhere(tmp_path / "liar.pdf", bold=4).contradictions == ()


def abstentions(path: Path) -> dict[Abstention, int]:
    """Draw many digits, and some that cannot be compared; return how many of which kind."""
    canvas = Canvas(str(path), pagesize=(600, 900), invariant=1)
    for line in range(30):
        canvas.drawString(20, 850 - 20 * line, numbers(10))
    canvas.drawString(20, 100, "77")
    canvas.drawString(20, 101, "MM")
    canvas.saveState()
    canvas.drawString(200, 100, "777", mode=3)
    canvas.restoreState()
    canvas.saveState()
    canvas.rotate(30)
    canvas.drawString(400, -150, "7777")
    canvas.restoreState()
    canvas.setFont("Helvetica", 4)
    canvas.drawString(400, 40, "77777")
    canvas.setFont("Times-Roman", 12)
    canvas.drawString(500, 100, "4")
    canvas.save()
    return dict(look_here(path).abstained)


def test_what_cannot_be_compared_is_counted_by_reason(tmp_path: Path) -> None:
    assert abstentions(tmp_path / "hard.pdf") == {
        Abstention.COVERED: 2,
        Abstention.UNSEEN: 3,
        Abstention.SLANTED: 4,
        Abstention.SMALL: 5,
        Abstention.RARE: 1,
    }


def test_a_rule_through_a_digit_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "struck.pdf"
    canvas = Canvas(str(path), invariant=1)
    canvas.setFillGray(0.8)
    canvas.rect(15, 280, 300, 100, fill=1)
    canvas.setFillGray(0)
    for line in range(20):
        canvas.drawString(20, 700 - 20 * line, numbers(10))
    canvas.line(20, 704, 300, 704)
    canvas.save()
    shapes = look_here(path)
    assert (shapes.contradictions, shapes.abstained) == ((), {})
    assert shapes.digits > 1000


def test_a_document_without_digits_has_none(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "words.pdf"), invariant=1)
    canvas.drawString(20, 700, "Sehr geehrte Damen und Herren")
    canvas.save()
    assert look_at_digits(tmp_path / "words.pdf") == DigitShapes(0)


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html>")
    with pytest.raises(NotAPdfError):
        look_at_digits(page)


def test_a_page_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    path = print_type3(tmp_path / "broken.pdf", LINES)
    path.write_bytes(path.read_bytes().replace(b"/Count 1", b"/Count 2"))
    with pytest.raises(EngineLimitError, match="page 2: "):
        look_here(path)
