"""What must hold of a file before an engine's rows from it mean anything.

It begins as a PDF, ends as one, opens without a password, has a sane number of pages; and, once
an engine has read it, that engine saw as many pages as pdfium does and found text on one of them.
Readers repair what is damaged and stay silent about what they lost: so the marks by which a
cut file is known are looked for here, in the bytes.
"""

import re
from pathlib import Path

import pypdfium2
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDF_ERR_PASSWORD

from pipeline.errors import (
    BrokenPdfError,
    EngineLimitError,
    HiddenTextError,
    NotAPdfError,
    NoTextLayerError,
    PasswordRequiredError,
)
from pipeline.model import OmissionKind, RawRow, Reading

SIGNATURE = b"%PDF-"
# Viewers accept this much before the signature (PDF 1.7 reference, appendix H, note 13).
HEAD_BYTES = 1024
# Note 18 there allows the end mark within the last 1024 bytes; some servers append a little more.
TAIL_BYTES = 2048
# Some copies are filled up to a full block.
PADDING_BYTES = 64 * 1024
PADDING = b"\0 \t\r\n\x1a"
# Writers that miscount line ends put the cross-reference a few bytes beside where they say.
XREF_SLACK_BYTES = 64

END_OF_PDF = re.compile(rb"startxref\s+(\d{1,15})\s+%%EOF")
XREF_TABLE_OR_STREAM = re.compile(rb"xref|\d+\s+\d+\s+obj")
LINEARIZED_LENGTH = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d{1,15})\b", re.DOTALL)


def check_first_bytes(path: Path) -> int:
    """Return where the PDF's own bytes begin: 0, or after a few bytes of something else.

    Raises:
        NotAPdfError: no PDF signature near the start.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    start = head.find(SIGNATURE)
    if start < 0:
        raise NotAPdfError(path.name, head)
    return start


def inspect_pdf(path: Path, engine: str, page_limit: int) -> int:
    """Return how many pages pdfium sees in the file.

    Raises:
        NotAPdfError, BrokenPdfError, PasswordRequiredError: as their names say.
        EngineLimitError: more pages than `page_limit`.
    """
    start = check_first_bytes(path)
    check_not_cut_short(path, start)
    pages = _count_pages(path)
    if pages == 0:
        raise BrokenPdfError(path.name, "it has no pages")
    if pages > page_limit:
        raise EngineLimitError(path.name, engine, f"it has {pages} pages, allowed {page_limit}")
    return pages


def check_not_cut_short(path: Path, start: int) -> None:
    """Look for the marks that a complete file bears at its end.

    Raises:
        BrokenPdfError: no end mark, or the end does not lead to a cross-reference.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(max(0, size - TAIL_BYTES - PADDING_BYTES))
        ends = END_OF_PDF.findall(file.read().rstrip(PADDING)[-TAIL_BYTES:])
        if not ends:
            raise BrokenPdfError(
                path.name, f"no 'startxref ... %%EOF' in its last {TAIL_BYTES} bytes"
            )
        linearized = LINEARIZED_LENGTH.search(head)
        if linearized and int(linearized[1]) > size - start:
            reason = f"it has {size} bytes and says of itself that it has {int(linearized[1])}"
            raise BrokenPdfError(path.name, reason)
        xref = start + int(ends[-1])
        file.seek(max(0, xref - XREF_SLACK_BYTES))
        if xref >= size or not XREF_TABLE_OR_STREAM.search(file.read(2 * XREF_SLACK_BYTES)):
            raise BrokenPdfError(path.name, f"no cross-reference where its end points, byte {xref}")


def _count_pages(path: Path) -> int:
    document = _open(path)
    try:
        return len(document)
    finally:
        document.close()


def _open(path: Path) -> PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == FPDF_ERR_PASSWORD:
            raise PasswordRequiredError(path.name) from error
        raise BrokenPdfError(path.name, f"pdfium says: {error}") from error


def check_reading(reading: Reading, path: Path, pages: int) -> None:
    """Hold an engine's reading against what pdfium knows of the document.

    Raises:
        BrokenPdfError: the engine saw another number of pages, or none of the text: loss that
            it did not notice.
        HiddenTextError: no reader of its pages sees any of its text.
        NoTextLayerError: there is no text on any page.
    """
    if reading.page_count != pages:
        reason = f"{reading.engine} sees {reading.page_count} pages in it, pdfium {pages}"
        raise BrokenPdfError(path.name, reason)
    tabled = (row for table in reading.tables for row in table.rows)
    if any(_has_text(row) for rows in (tabled, reading.outside) for row in rows):
        return
    hidden = sum(
        len(omission.text.split())
        for omission in reading.omissions
        if omission.kind is OmissionKind.HIDDEN
    )
    if hidden:
        raise HiddenTextError(path.name, pages, hidden)
    page = _first_page_with_text(path)
    if page is None:
        raise NoTextLayerError(path.name, pages)
    reason = f"{reading.engine} finds no text in it, pdfium finds some on page {page}"
    raise BrokenPdfError(path.name, reason)


def _has_text(row: RawRow) -> bool:
    return any(cell.text.strip() for cell in row.cells)


def _first_page_with_text(path: Path) -> int | None:
    document = _open(path)
    try:
        for number in range(len(document)):
            try:
                text = document[number].get_textpage().get_text_range()
            except pypdfium2.PdfiumError:
                # A page that cannot be loaded shows nothing that could have been lost.
                continue
            if text.strip():
                return number + 1
        return None
    finally:
        document.close()
