"""One document whose digits are looked at, page by page."""

import ctypes
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import numpy as np
import pypdfium2
from pypdfium2 import raw

from pipeline.errors import EngineLimitError
from pipeline.extract.budget import end_page
from pipeline.extract.glyphs.objects import TEXT
from pipeline.extract.glyphs.page_parts import PageParts
from pipeline.extract.painted.canvas import Painter, PaintingError
from pipeline.extract.shapes.contradictions import find_contradictions
from pipeline.extract.shapes.glyphs import Glyph, Kind, Picture, manners_of, page_glyphs
from pipeline.model import DigitShapes

PASSES = 2
"""Over all pages: one finds the scale, the other paints at it."""
WANTED_EM = 32.0
"""Pixels of a text's size. Its digits have two thirds of it; so large, those of any font differ.
From about 50 on, pdfium draws each glyph anew instead of copying one picture."""
SMALL_SHARE = 0.25
"""The scale is that for the smallest texts, but for so many of them."""
MOST_SCALE = 10.0
FONTS = (
    "Helvetica",
    "Helvetica-Bold",
    "Times-Roman",
    "Times-Bold",
    "Courier",
    "Courier-Bold",
)
CHARACTERS = (
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÄÖÜäöüß.,:;-/()*+=%&?!§€"
)
USUAL_EM = 10.0
APART = 2 * USUAL_EM
"""How usual characters are painted, to know what they look like."""


def look_at_digits(path: Path) -> DigitShapes:
    """Look at the shapes of all digits of a document.

    All pages are painted at one scale, so that glyphs of one kind give one picture everywhere.

    Raises:
        EngineLimitError: pdfium cannot load or paint one of its pages.
    """
    with pypdfium2.PdfDocument(path) as document:
        painter, scale = Painter(document), _scale(document, path)
        pages: dict[int, tuple[list[Glyph], Counter[Kind]]] = {}

        def judge(numbers: Iterable[int], *, closely: bool) -> DigitShapes:
            for number in numbers:
                with _page(document, number, path) as parts:
                    pages[number] = page_glyphs(painter, parts, scale, closely=closely)
            glyphs, kinds = zip(*pages.values(), strict=True)
            printed_counts: Counter[Kind] = sum(kinds, Counter())
            return find_contradictions(list(chain(*glyphs)), printed_counts, _usual_pictures)

        shapes = judge(range(1, len(document) + 1), closely=False)
        # What nobody sees is no contradiction.
        contradicted = {digit.page for digit in shapes.contradictions}
        return judge(contradicted, closely=True) if contradicted else shapes


def _scale(document: pypdfium2.PdfDocument, path: Path) -> float:
    """Return the pixels per point at which almost all texts are large enough to be told."""
    sizes: list[float] = []
    for number in range(1, len(document) + 1):
        with _page(document, number, path) as parts:
            texts = [found for found in parts.objects if found.kind == TEXT]
            sizes.extend(manner.size for manner in manners_of(texts))
    sizes = [size for size in sizes if size > 0]
    small = float(np.quantile(sizes, SMALL_SHARE)) if sizes else WANTED_EM
    return min(MOST_SCALE, WANTED_EM / small)


@contextmanager
def _page(document: pypdfium2.PdfDocument, number: int, path: Path) -> Iterator[PageParts]:
    """Load a page, and name it where pdfium cannot load or paint it."""
    try:
        page = document[number - 1]
        try:
            yield PageParts(page, number)
        finally:
            page.close()
            end_page()
    except (pypdfium2.PdfiumError, PaintingError) as error:
        raise EngineLimitError(path.name, "pdfium", f"page {number}: {error}") from error


def _usual_pictures() -> list[tuple[str, Picture]]:
    """Return what letters, digits and signs look like in the standard fonts of pdfium."""
    document = pypdfium2.PdfDocument.new()
    try:
        painter = Painter(document)
        page = document.new_page(APART * (len(CHARACTERS) + 1), APART * (len(FONTS) + 1))
        for line, font in enumerate(FONTS, start=1):
            _print_characters(document, page, font, line * APART)
        scale = WANTED_EM / USUAL_EM
        glyphs, _ = page_glyphs(painter, PageParts(page, 1), scale, closely=False)
        return [(glyph.character, glyph.picture) for glyph in glyphs if glyph.picture]
    finally:
        document.close()


def _print_characters(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, name: str, y: float
) -> None:
    font = raw.FPDFText_LoadStandardFont(document.raw, name.encode())
    for place, character in enumerate(CHARACTERS):
        text = raw.FPDFPageObj_CreateTextObj(document.raw, font, USUAL_EM)
        written = (ctypes.c_ushort * 2)(ord(character), 0)
        raw.FPDFText_SetText(text, written)
        raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, APART * (place + 0.5), y)
        raw.FPDFPage_InsertObject(page.raw, text)
