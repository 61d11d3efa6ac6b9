"""What the readers of a document see, page by page, for engines that do not read with pdfium."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from pipeline.errors import BrokenPdfError
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.painted.canvas import Painter
from pipeline.extract.painted.parts import page_parts
from pipeline.extract.painted.sight import PageSight, look


def page_sights(path: Path) -> list[PageSight]:
    """Return how the pages of a document are seen, in order.

    Raises:
        BrokenPdfError: pdfium cannot open the file or one of its pages.
    """
    try:
        with pypdfium2.PdfDocument(path) as document:
            return list(_sights(document))
    except pypdfium2.PdfiumError as error:
        raise BrokenPdfError(path.name, f"pdfium says: {error}") from error


def _sights(document: pypdfium2.PdfDocument) -> Iterator[PageSight]:
    painter = Painter(document)
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        try:
            parts = page_parts(page, number)
            with TextPage(parts.handle, parts.objects) as text:
                yield look(painter, parts, text, text.read())
        finally:
            page.close()
