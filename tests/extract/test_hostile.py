"""Damaged and hostile files: each ends as a reading or a typed error, none hangs or crashes us.

The files drawn here show each kind once. Where a folder of collected hostile files is at hand
(`HOSTILE_PDFS`, or `shared/hostile` beside the checkout), a sample of them is read too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from pipeline.errors import (
    BrokenPdfError,
    EngineLimitError,
    NotAPdfError,
    NoTextLayerError,
    PasswordRequiredError,
    UnreadableDocumentError,
)
from pipeline.extract.budget import TimeBudget
from pipeline.extract.sandbox import Limits, read
from pipeline.model import Reading
from tests.builders.hostile import (
    MEBIBYTE,
    form_in_itself,
    forms_without_end,
    good_pdf,
    many_pages,
    packed,
)
from tests.paths import HOSTILE

LIMITS = Limits(TimeBudget(total=10), memory_bytes=1024 * MEBIBYTE)
GRACE_SECONDS = 1.0
ENGINE = "pdfplumber"
EVERY = 24
"""Of the collected files one in so many is read; all with `make test-all`."""


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return good_pdf(tmp_path / "list.pdf")


def change(path: Path, how: Callable[[bytes], bytes]) -> Path:
    path.write_bytes(how(path.read_bytes()))
    return path


def texts_of(reading: Reading) -> list[str]:
    return [row.text for row in reading.outside]


ALL_TEXT = [f"Tettnang 132.149, Seite {page}" for page in (1, 2, 3)]


# What is no PDF


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Planungsrahmen;Betrag\nTettnang;132149\n",
        b"<html><body>Die Seite wurde nicht gefunden</body></html>",
        b"PK\x03\x04 a spreadsheet",
        b" " * 1024 + b"%PDF-1.4",
    ],
    ids=["empty", "text", "html", "zip", "too late"],
)
def test_what_does_not_begin_as_a_pdf_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.pdf"
    path.write_bytes(content)
    with pytest.raises(NotAPdfError) as caught:
        read(path, ENGINE, LIMITS)
    assert caught.value.first_bytes == content[:1024]


# What is cut or damaged


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_anywhere_is_refused(pdf: Path, share: float) -> None:
    change(pdf, lambda content: content[: int(len(content) * share)])
    with pytest.raises(BrokenPdfError, match=r"no 'startxref \.\.\. %%EOF'"):
        read(pdf, ENGINE, LIMITS)


def test_random_bytes_behind_a_header_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    with pytest.raises(BrokenPdfError):
        read(path, ENGINE, LIMITS)


def test_a_file_that_lost_its_middle_is_refused(pdf: Path) -> None:
    change(pdf, lambda content: content[:300] + content[600:])
    with pytest.raises(BrokenPdfError):
        read(pdf, ENGINE, LIMITS)


def test_a_few_bytes_around_the_pdf_do_not_hinder(pdf: Path) -> None:
    change(pdf, lambda content: b"\r\n\r\n" + content + b"\n\0\0\0\0" + b"\n" * 3000)
    assert texts_of(read(pdf, ENGINE, LIMITS)) == ALL_TEXT


# What needs a password


def test_a_password_to_open_is_asked_for(tmp_path: Path) -> None:
    path = good_pdf(tmp_path / "list.pdf", encrypt=StandardEncryption("open", "owner"))
    with pytest.raises(PasswordRequiredError, match="qpdf --decrypt"):
        read(path, ENGINE, LIMITS)


def test_an_owner_password_alone_does_not_hinder(tmp_path: Path) -> None:
    encryption = StandardEncryption("", "owner", canPrint=0, canCopy=0, strength=128)
    path = good_pdf(tmp_path / "list.pdf", encrypt=encryption)
    assert texts_of(read(path, ENGINE, LIMITS)) == ALL_TEXT


# What is made to do harm


def test_forms_that_draw_each_other_without_end_are_stopped(tmp_path: Path) -> None:
    path = tmp_path / "forms.pdf"
    path.write_bytes(forms_without_end())
    limits = Limits(TimeBudget(total=1), memory_bytes=1024 * MEBIBYTE)
    started = time.monotonic()
    with pytest.raises(EngineLimitError, match=r"no result within 1 s|crashed by signal 6"):
        read(path, ENGINE, limits)
    assert time.monotonic() - started < limits.time.total + GRACE_SECONDS


def test_a_form_that_draws_itself_ends(tmp_path: Path) -> None:
    path = tmp_path / "loop.pdf"
    path.write_bytes(form_in_itself())
    with pytest.raises(NoTextLayerError):
        read(path, ENGINE, LIMITS)


def test_a_stream_that_unpacks_without_end_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(packed())
    limits = Limits(TimeBudget(total=4), memory_bytes=512 * MEBIBYTE)
    started = time.monotonic()
    with pytest.raises(EngineLimitError):
        read(path, ENGINE, limits)
    assert time.monotonic() - started < limits.time.total + GRACE_SECONDS


def test_more_pages_than_anyone_prints_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "pages.pdf"
    path.write_bytes(many_pages(5_001))
    with pytest.raises(EngineLimitError, match="it has 5001 pages, allowed 5000"):
        read(path, ENGINE, LIMITS)


# What others have collected


def collected(every: int) -> list[Path]:
    return sorted(HOSTILE.glob("*.pdf"))[::every]


def outcome_in_time(path: Path, engine: str, limits: Limits) -> str:
    """The kind of outcome; fails where there is none of the promised kinds or it comes late."""
    started = time.monotonic()
    try:
        outcome = type(read(path, engine, limits)).__name__
    except UnreadableDocumentError as error:
        outcome = type(error).__name__
    assert time.monotonic() - started < limits.time.total + GRACE_SECONDS
    return outcome


needs_collection = pytest.mark.skipif(
    not HOSTILE.is_dir(), reason="no collection of hostile files at hand"
)


@needs_collection
@pytest.mark.parametrize("path", collected(EVERY), ids=lambda path: path.name)
def test_a_sample_of_collected_files_ends_as_promised(path: Path) -> None:
    limits = Limits(TimeBudget(total=3), memory_bytes=1024 * MEBIBYTE)
    assert outcome_in_time(path, ENGINE, limits)


@needs_collection
@pytest.mark.slow
@pytest.mark.parametrize("engine", ["pdfium", "pdfplumber", "camelot"])
@pytest.mark.parametrize("path", collected(1), ids=lambda path: path.name)
def test_every_collected_file_ends_as_promised(path: Path, engine: str) -> None:
    assert outcome_in_time(path, engine, Limits(TimeBudget(total=20)))
