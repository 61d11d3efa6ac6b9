"""What letters, digits and signs usually look like: painted from the standard fonts of pdfium."""

import ctypes
from collections import Counter

import pypdfium2
from pypdfium2 import raw

from pipeline.extract.shapes.glyphs import page_glyphs
from pipeline.extract.shapes.painting import Picture, choose_scale, paint_glyphs

FONTS = ("Helvetica", "Helvetica-Bold", "Times-Roman", "Times-Bold", "Courier", "Courier-Bold")
CHARACTERS = (
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÄÖÜäöüß.,:;-/()*+=%&?!§€"
)
EM = 10.0
APART = 2 * EM


def usual_pictures() -> list[tuple[str, Picture]]:
    """Return pictures of usual characters, several of each."""
    document = pypdfium2.PdfDocument.new()
    try:
        page = document.new_page(APART * (len(CHARACTERS) + 1), APART * (len(FONTS) + 1))
        for line, font in enumerate(FONTS, start=1):
            _print_characters(document, page, font, line * APART)
        sheet = page_glyphs(page, 0, Counter())
        painted = paint_glyphs(page, sheet, choose_scale(sheet.glyphs))
        return [(p.glyph.character, p.picture) for p in painted if p.picture]
    finally:
        document.close()


def _print_characters(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, name: str, y: float
) -> None:
    font = raw.FPDFText_LoadStandardFont(document.raw, name.encode())
    for place, character in enumerate(CHARACTERS):
        text = raw.FPDFPageObj_CreateTextObj(document.raw, font, EM)
        written = (ctypes.c_ushort * 2)(ord(character), 0)
        raw.FPDFText_SetText(text, written)
        raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, APART * (place + 0.5), y)
        raw.FPDFPage_InsertObject(page.raw, text)
