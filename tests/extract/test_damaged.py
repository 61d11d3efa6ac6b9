"""PDFs damaged in many ways: what is read of them is all that was there, or nothing at all."""

from __future__ import annotations

import re
import tempfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest

from pipeline.errors import BrokenPdfError, UnreadableDocumentError
from pipeline.extract.budget import TimeBudget
from pipeline.extract.own import PdfiumEngine
from pipeline.extract.preflight import check_structure
from pipeline.extract.rewrite import write_anew
from pipeline.extract.sandbox import Limits, draw, look_at_digits, read
from pipeline.marks import Drawing
from pipeline.model import Reading
from tests.builders.damaged import (
    DAMAGES,
    LEADING_NOWHERE,
    encrypted,
    linearized,
    packed,
    updated,
    without_any,
    without_offsets,
    without_table,
)
from tests.builders.hostile import CATALOG, FONT, LINE, MEBIBYTE, PAGES, raw_pdf
from tests.builders.slow import slow
from tests.paths import MATRIX

LIMITS = Limits(TimeBudget(total=20))
CANVAS = (MATRIX / "pdf" / "canvas_cells_shuffled.pdf").read_bytes()
Way = Callable[[bytes], bytes]
WAYS: tuple[Way, ...] = (bytes, linearized, packed, updated)
STEMS = ("canvas_cells_shuffled", "fop_report", "weasyprint_blank_amounts", "chromium_narrow_auto")
BLIND = {"bytes_overwritten", "stream_overwritten"}
"""Text without a checksum does not show that it was overwritten."""
SEEDS = 1000

Write = Callable[[bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: bytes) -> Path:
        path = tmp_path / "list.pdf"
        path.write_bytes(content)
        return path

    return write


def rows_of(reading: Reading) -> list[tuple[int, list[str]]]:
    tabled = [row for table in reading.tables for row in table.rows]
    return [(row.page, [c.text for c in row.cells]) for row in [*tabled, *reading.outside]]


@cache
def rows_as_written(way: Way) -> list[tuple[int, list[str]]]:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        Path(file.name).write_bytes(way(CANVAS))
        return rows_of(read(Path(file.name), "pdfium", LIMITS))


def is_of_copy(reading: Reading) -> bool:
    return any("written anew" in note for note in reading.notes)


def rows_or_nothing(path: Path, engine: str = "pdfium") -> list[tuple[int, list[str]]] | None:
    try:
        return rows_of(read(path, engine, LIMITS))
    except UnreadableDocumentError:
        return None


def write_copy(path: Path) -> None:
    write_anew(path, path.with_name("copy.pdf"))


def far_end(content: bytes) -> bytes:
    return re.sub(rb"(?<=startxref\n)\d+", b"123456", content)


def later_offsets(content: bytes) -> bytes:
    return re.sub(rb"\d{10}(?= 00000 n)", lambda found: b"%010d" % (int(found[0]) + 9), content)


def longer_stream(content: bytes) -> bytes:
    return re.sub(rb"(?<=/Length )\d+", lambda found: b"%d" % (int(found[0]) + 9), content)


def longer_file(content: bytes) -> bytes:
    return re.sub(rb"(?<=/L )\d+", b"9999", linearized(content))


MENDED = [far_end, later_offsets, longer_stream, longer_file]


@pytest.mark.parametrize("damage", MENDED, ids=lambda damage: damage.__name__)
def test_what_is_wrong_in_numbers_only_is_read_whole_from_a_copy(
    write: Write, damage: Callable[[bytes], bytes]
) -> None:
    mended = read(write(damage(CANVAS)), "pdfium", LIMITS)
    assert rows_of(mended) == rows_as_written(bytes)
    assert is_of_copy(mended)


@pytest.mark.parametrize(
    "lead",
    [
        pytest.param(lead, id=lead.__name__, marks=[pytest.mark.slow] if number % 2 else [])
        for number, lead in enumerate(LEADING_NOWHERE)
    ],
)
def test_where_no_cross_reference_leads_to_an_object_the_objects_prove_that_all_are_there(
    write: Write, lead: Callable[[bytes], bytes]
) -> None:
    found = read(write(lead(CANVAS)), "pdfium", LIMITS)
    assert rows_of(found) == rows_as_written(bytes)
    assert is_of_copy(found)


UNPROVED = {
    "a page that is not in the list of pages": (rb"/Kids \[ 4 0 R \]", b"/Kids [ ]"),
    "a text that no page leads to": (rb"/Contents 8 0 R", b""),
    "an object that is not there": (rb"(?s)6 0 obj.*?endobj\n", b""),
    "an object that is there twice": (rb"(?s)(1 0 obj.*?endobj\n)", rb"\1\1"),
    "an object that does not end": (rb"endobj\n(?=3 0 obj)", b""),
    "a stream whose length and checksum are not said": (rb"/Filter.*/Length \d+", b""),
    "a stream that is not what was written": (rb"Gatm>9", b"Gatm>8"),
    "a key without a value": (rb"/Rotate 0", b"/Rotate"),
    "a count that is another": (rb"/Count 1", b"/Count 2"),
    "fewer objects than are said": (rb"/Size 9", b"/Size 10"),
    "no end of its edition": (rb"(?s)trailer.*?startxref", b"startxref"),
    "no end at all": (rb"%%EOF", b""),
}


@pytest.mark.parametrize("change", UNPROVED.values(), ids=UNPROVED.keys())
def test_where_neither_places_nor_objects_prove_that_all_is_there_nothing_is_read(
    write: Write, change: tuple[bytes, bytes]
) -> None:
    damaged = re.sub(*change, without_any(CANVAS))
    assert damaged != without_any(CANVAS)
    with pytest.raises(BrokenPdfError):
        write_copy(write(damaged))


@pytest.mark.parametrize(("blanks", "is_proved"), [(1, True), (8 * MEBIBYTE, False)])
def test_a_checksum_proves_a_stream_where_it_is_looked_at(
    write: Write, blanks: int, is_proved: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few bytes may unpack for hours: theirs is not, and their length is wrong."""
    monkeypatch.setattr("pipeline.extract.pdf_objects.MOST_UNPACKED_BYTES", MEBIBYTE)
    text = zlib.compress(b" " * blanks + LINE, 1)
    node = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R%s>>" % FONT
    packed_text = b"<</Length 1/Filter/FlateDecode>>stream\n%s\nendstream" % text
    damaged = write(without_any(raw_pdf([CATALOG, PAGES, node, packed_text])))
    if is_proved:
        write_copy(damaged)
        return
    with pytest.raises(BrokenPdfError, match="object 4 may lack something"):
        write_copy(damaged)


def test_a_file_that_ends_before_it_should_is_refused(write: Write) -> None:
    shorter = without_table(CANVAS).replace(b"/Rotate 0 ", b"")
    with pytest.raises(BrokenPdfError, match="it ends 10 bytes before it should"):
        write_copy(write(shorter))


def test_an_update_is_not_believed_where_no_cross_reference_is(write: Write) -> None:
    with pytest.raises(BrokenPdfError, match="it has several editions"):
        write_copy(write(without_offsets(updated(CANVAS))))


def test_a_byte_lost_from_a_text_or_added_to_it_is_noticed(write: Write) -> None:
    """The length of a stream fits again where a byte is missing: its last line's end is counted."""
    for other in (b"/F18 Tf", b"/F1  8 Tf"):
        changed = updated(CANVAS).replace(b"/F1 8 Tf", other, 1)
        with pytest.raises(BrokenPdfError, match="does not reach as far as it should"):
            write_copy(write(changed))


def test_a_stream_that_qpdf_cuts_off_in_silence_is_missed(write: Write) -> None:
    whole = linearized((MATRIX / "pdf" / "fop_report.pdf").read_bytes())
    shorter = whole.replace(b"/Length 3312", b"/Length 3282")
    assert shorter != whole
    with pytest.raises(BrokenPdfError, match="is not all of it: object 7: its checksum is wrong"):
        write_copy(write(shorter))


def test_what_follows_a_trailer_and_is_none_belongs_to_nothing(write: Write) -> None:
    """The end of an edition and the beginning of the next one are lost, up to within its text."""
    whole = updated(CANVAS)
    end = whole.index(b"startxref")
    with pytest.raises(BrokenPdfError, match="bytes that belong to nothing"):
        write_copy(write(whole[:end] + whole[end + 3_000 :]))


@pytest.mark.parametrize("engine", ["pdfium", slow("pdfplumber"), slow("camelot")])
def test_what_a_server_adds_to_a_whole_file_is_passed_over(write: Write, engine: str) -> None:
    added = CANVAS + b"\n<html>" + b"x" * 100_000 + b"</html>"
    assert rows_of(read(write(added), engine)) == rows_of(read(write(CANVAS), engine))


@pytest.mark.parametrize("engine", ["pdfplumber", slow("camelot")])
def test_each_engine_reads_the_copy(write: Write, engine: str) -> None:
    whole, mended = (read(write(c), engine, LIMITS) for c in (CANVAS, far_end(CANVAS)))
    assert rows_of(mended) == rows_of(whole)
    assert (is_of_copy(whole), is_of_copy(mended)) == (False, True)


def test_a_copy_is_the_same_each_time_and_nothing_of_it_is_left(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, room = write(far_end(CANVAS)), tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    before = path.read_bytes()
    assert read(path, "pdfium", LIMITS) == read(path, "pdfium", LIMITS)
    assert (path.read_bytes(), [*room.iterdir()]) == (before, [])


def test_pictures_and_digits_are_those_of_the_copy(write: Write) -> None:
    page = [Drawing(1)]
    whole = (draw(write(CANVAS), page, LIMITS), look_at_digits(write(CANVAS), LIMITS))
    damaged = write(far_end(CANVAS))
    assert (draw(damaged, page, LIMITS), look_at_digits(damaged, LIMITS)) == whole


@pytest.mark.slow
def test_pages_that_only_one_reader_sees_are_there_in_the_copy(write: Write) -> None:
    """A page whose type is misspelt: pdfium counts it, pdfplumber passes over it in silence."""
    misspelt = CANVAS.replace(b"/Type /Page\n", b"/Type /Pagx\n")
    reading = read(write(misspelt), "pdfplumber", LIMITS)
    assert rows_of(reading) == rows_of(read(write(CANVAS), "pdfplumber", LIMITS))
    assert is_of_copy(reading)


def test_an_update_that_is_cut_does_not_leave_what_was_there_before(write: Write) -> None:
    whole = updated(CANVAS)
    first_end = whole.index(b"%%EOF") + 6
    for cut in (first_end + 5, first_end + 400, len(whole) - 150):
        with pytest.raises(BrokenPdfError):
            read(write(whole[:cut]), "pdfium", LIMITS)


def test_an_end_that_leads_back_to_an_earlier_edition_is_refused(write: Write) -> None:
    whole = updated(CANVAS)
    earlier, later = re.findall(rb"startxref\n(\d+)", whole)
    with pytest.raises(BrokenPdfError, match="its end leads past the last cross-reference"):
        read(write(whole.replace(b"startxref\n" + later, b"startxref\n" + earlier)), "pdfium")


def test_an_encrypted_file_is_as_sound_as_any(write: Write) -> None:
    """Its cross-reference is packed, which is all of it that is not encrypted."""
    reading = read(write(encrypted(CANVAS)), "pdfium", LIMITS)
    assert (rows_of(reading), is_of_copy(reading)) == (rows_as_written(bytes), False)


def test_a_stream_that_is_not_what_was_written_is_refused(write: Write) -> None:
    """Readers would take what they can unpack of it, and say nothing."""
    content = packed(CANVAS)
    with pytest.raises(BrokenPdfError, match="its checksum is wrong"):
        read(write(DAMAGES["stream_overwritten"](content, Random(1))), "pdfium", LIMITS)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(damage, marks=[pytest.mark.slow] if number % 3 else [])
        for number, damage in enumerate(sorted(DAMAGES.keys() - BLIND))
    ],
)
def test_a_damaged_file_gives_all_of_its_rows_or_none(write: Write, damage: str) -> None:
    """The file itself is read in a child; those that say the same otherwise, here."""
    for seed, way in enumerate(WAYS):
        read_it = rows_or_nothing if way is bytes else rows_or_nothing_here
        found = read_it(write(DAMAGES[damage](way(CANVAS), Random(seed))))
        assert found in (None, rows_as_written(way))


def test_an_object_that_no_entry_leads_to_is_read_as_it_was_updated(write: Write) -> None:
    whole = updated(CANVAS)
    entry = whole.rindex(b" 00000 n")
    damaged = whole[:entry] + b" 00000 f" + whole[entry + 8 :]
    assert rows_of(read(write(damaged), "pdfium", LIMITS)) == rows_as_written(updated)


def rows_or_nothing_here(path: Path) -> list[tuple[int, list[str]]] | None:
    """As the child reads, in this process: a tenth of the time."""
    read_from = path
    try:
        try:
            check_structure(path)
        except BrokenPdfError:
            write_copy(path)
            read_from = path.with_name("copy.pdf")
        return rows_of(PdfiumEngine().read(read_from))
    except UnreadableDocumentError:
        return None


@pytest.mark.slow
@pytest.mark.parametrize("stem", STEMS)
def test_files_damaged_by_chance_give_all_of_their_rows_or_none(write: Write, stem: str) -> None:
    content = (MATRIX / "pdf" / f"{stem}.pdf").read_bytes()
    for way in WAYS:
        whole = way(content)
        rows = rows_or_nothing_here(write(whole))
        for seed in range(SEEDS // len(STEMS) // len(WAYS)):
            for damage in sorted(DAMAGES.keys() - BLIND):
                found = rows_or_nothing_here(write(DAMAGES[damage](whole, Random(seed))))
                assert found in (None, rows), f"{stem} {way.__name__} {damage} {seed}"
