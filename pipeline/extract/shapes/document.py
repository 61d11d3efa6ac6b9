"""One document whose digits are looked at, page by page."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2

from pipeline.errors import EngineLimitError
from pipeline.extract.shapes.contradictions import find_contradictions
from pipeline.extract.shapes.glyphs import Kinds, page_glyphs
from pipeline.extract.shapes.painting import choose_scale, paint_glyphs
from pipeline.extract.shapes.reference import usual_pictures
from pipeline.model import DigitShapes


def look_at_digits(path: Path) -> DigitShapes:
    """Look at the shapes of all digits of a document.

    All pages are painted at one scale, so that glyphs of one kind give one picture everywhere.

    Raises:
        EngineLimitError: pdfium cannot load or paint one of its pages.
    """
    totals: Kinds = Counter()
    document = pypdfium2.PdfDocument(path)
    try:
        pages = []
        for number in range(len(document)):
            with _page(document, number, path) as page:
                pages.append(page_glyphs(page, number, totals))
        scale = choose_scale([glyph for glyphs in pages for glyph in glyphs])
        painted = []
        for number, glyphs in enumerate(pages):
            if glyphs:
                with _page(document, number, path) as page:
                    painted.extend(paint_glyphs(page, glyphs, scale))
        return find_contradictions(painted, totals, usual_pictures)
    finally:
        document.close()


@contextmanager
def _page(document: pypdfium2.PdfDocument, number: int, path: Path) -> Iterator[pypdfium2.PdfPage]:
    """Load a page, and name it where pdfium cannot."""
    try:
        page = document[number]
        try:
            yield page
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise EngineLimitError(path.name, "pdfium", f"page {number + 1}: {error}") from error
