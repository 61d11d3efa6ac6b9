"""What must hold of a file before an engine's rows from it mean anything.

It begins as a PDF, opens without a password, has a sane number of pages, and all its parts are
where it says that they are (`structure`); and, once an engine has read it, that engine saw as many
pages as pdfium does and found text on one of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NoReturn

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
from pipeline.extract.structure import Structure
from pipeline.model import OmissionKind, Reading

SIGNATURE = b"%PDF-"
# Viewers accept this much before the signature (PDF 1.7 reference, appendix H, note 13).
HEAD_BYTES = 1024


def inspect_pdf(path: Path, engine: str, page_limit: int) -> int:
    """Return how many pages pdfium sees in the file.

    Raises:
        BrokenPdfError, PasswordRequiredError: as their names say.
        EngineLimitError: more pages than `page_limit`.
    """
    pages = count_pages(path)
    if pages == 0:
        raise BrokenPdfError(path.name, "it has no pages")
    if pages > page_limit:
        raise EngineLimitError(path.name, engine, f"it has {pages} pages, allowed {page_limit}")
    return pages


def check_structure(path: Path) -> None:
    """Raise NotAPdfError or BrokenPdfError unless all parts of a file are where it says."""
    with structure_of(path) as structure:
        if doubt := structure.doubt():
            raise BrokenPdfError(path.name, doubt)


@contextmanager
def structure_of(path: Path) -> Iterator[Structure]:
    """Give the parts of a file while it is open; raise NotAPdfError where it is no PDF."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        start = head.find(SIGNATURE)
        if start < 0:
            raise NotAPdfError(path.name, head)
        with mmap(file.fileno(), 0, access=ACCESS_READ) as content:
            yield Structure(content, start)


def count_pages(path: Path) -> int:
    """Return how many pages pdfium sees; it reads what its cross-reference says, or guesses."""
    with _open(path) as document:
        return len(document)


def _open(path: Path) -> PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == FPDF_ERR_PASSWORD:
            raise PasswordRequiredError(path.name) from error
        raise BrokenPdfError(path.name, f"pdfium says: {error}") from error


def checked_parts(parts: Iterable[Reading], path: Path, pages: int) -> Iterator[Reading]:
    """Yield a reading's parts, held against what pdfium knows of the document.

    Those before the first with text are held back until then.

    Raises:
        BrokenPdfError: the engine saw another number of pages, or none of the text: loss that
            it did not notice.
        HiddenTextError: no reader of its pages sees any of its text.
        NoTextLayerError: there is no text on any page.
    """
    textless: list[Reading] = []
    parts = iter(parts)
    for part in parts:
        if part.page_count != pages:
            reason = f"{part.engine} sees {part.page_count} pages in it, pdfium {pages}"
            raise BrokenPdfError(path.name, reason)
        if _has_text(part):
            yield from (*textless, part)
            yield from parts
            return
        textless.append(part)
    _raise_without_text(textless, path, pages)


def _raise_without_text(parts: Sequence[Reading], path: Path, pages: int) -> NoReturn:
    hidden = sum(
        len(omission.text.split())
        for part in parts
        for omission in part.omissions
        if omission.kind is OmissionKind.HIDDEN
    )
    if hidden:
        raise HiddenTextError(path.name, pages, hidden)
    page = _first_page_with_text(path)
    if page is None:
        raise NoTextLayerError(path.name, pages)
    reason = f"{parts[0].engine} finds no text in it, pdfium finds some on page {page}"
    raise BrokenPdfError(path.name, reason)


def _has_text(reading: Reading) -> bool:
    tabled = (row for table in reading.tables for row in table.rows)
    rows = chain(tabled, reading.outside)
    return any(cell.text.strip() for row in rows for cell in row.cells)


def _first_page_with_text(path: Path) -> int | None:
    with _open(path) as document:
        for index in range(len(document)):
            # A page that cannot be loaded shows nothing that could have been lost.
            with suppress(pypdfium2.PdfiumError):
                if document[index].get_textpage().get_text_range().strip():
                    return index + 1
    return None
