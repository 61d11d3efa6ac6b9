"""A page as a viewer shows it, with marks drawn over it; runs in the child process."""

import math
from collections.abc import Iterable, Iterator, Sequence
from ctypes import c_ushort
from io import BytesIO
from pathlib import Path
from textwrap import wrap

import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops, ImageDraw, ImageFont

from pipeline.errors import EngineLimitError
from pipeline.extract.budget import end_page
from pipeline.marks import Drawing, Mark
from pipeline.model import Bbox

Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

SCALE = 2
"""Pixels per point."""
DPI = 72
"""Points per inch."""
MAX_PIXELS = 25_000_000
"""A sheet that would have more is drawn smaller."""
PALETTE = 256
"""So many colours have room in a byte."""
LABEL_POINTS = 5.0
COLOURS = {
    "even": (255, 196, 0),
    "odd": (0, 160, 255),
    "figure": (0, 140, 60),
    "continuation": (0, 150, 150),
    "header": (30, 80, 220),
    "heading": (30, 80, 220),
    "subtotal": (150, 40, 180),
    "total": (150, 40, 180),
    "error": (220, 0, 0),
}
GREY = (120, 120, 120)
STRIP_OPACITY = 48
"""Of 255: the text under a column's strip stays readable."""
NOTE_POINTS = 7.0
NOTE_MARGIN = 6.0
LINE_HEIGHT = 1.35
LETTER_WIDTH = 0.56
"""Of the size of a font: as wide as its letters are on average, hexadecimal digits among them."""
PAD = 1.0
"""Points between a row's text and its frame."""


def draw_pages(path: Path, drawings: Iterable[Drawing]) -> Iterator[tuple[bytes, ...]]:
    """Yield for each drawing its pictures as PNG, one for each of its clips.

    Raises:
        EngineLimitError: the document has no such page, a box is not on it, or pdfium cannot draw
            it.
    """
    document = pypdfium2.PdfDocument(path)
    try:
        for drawing in drawings:
            yield tuple(_draw(document, drawing, path.name))
    finally:
        document.close()


def _draw(document: pypdfium2.PdfDocument, drawing: Drawing, name: str) -> Iterator[bytes]:
    page = drawing.page
    if not 1 <= page <= len(document):
        reason = f"it has {len(document)} pages, page {page} was asked for"
        raise EngineLimitError(name, "pdfium", reason)
    try:
        picture, scale = _render(document[page - 1])
    except pypdfium2.PdfiumError as error:
        raise EngineLimitError(name, "pdfium", f"page {page}: {error}") from error
    if drawing.marks:
        overlay = _overlay(picture.size, scale, drawing.marks)
        picture = Image.alpha_composite(picture.convert("RGBA"), overlay).convert("RGB")
    for clip in drawing.clips:
        part = _part(picture, scale, clip)
        if part is None:
            raise EngineLimitError(name, "pdfium", f"page {page}: a box is not on the page")
        yield _png(_with_note(part, drawing.note) if drawing.note else part, scale)
    end_page()


def _with_note(part: Image.Image, note: Sequence[str]) -> Image.Image:
    below = _write_note(note, part.width)
    whole = Image.new("RGB", (part.width, part.height + below.height), "white")
    whole.paste(part, (0, 0))
    whole.paste(below, (0, part.height))
    return whole


def _write_note(note: Sequence[str], pixels: int) -> Image.Image:
    """Return lines as a picture so wide, broken where they are longer.

    pdfium writes them, for it brings letters with umlauts along: Pillow does not, and whether the
    machine has any is not known.
    """
    width = pixels / SCALE
    letters = max(1, int((width - 2 * NOTE_MARGIN) / (NOTE_POINTS * LETTER_WIDTH)))
    lines = [line for text in note for line in wrap(text, letters)]
    height = NOTE_MARGIN * 2 + len(lines) * NOTE_POINTS * LINE_HEIGHT
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(width, height)
    font = pdfium_c.FPDFText_LoadStandardFont(document.raw, b"Helvetica")
    for number, line in enumerate(lines, start=1):
        text = pdfium_c.FPDFPageObj_CreateTextObj(document.raw, font, NOTE_POINTS)
        units = (line + "\0").encode("utf-16-le")
        pdfium_c.FPDFText_SetText(text, (c_ushort * (len(units) // 2)).from_buffer_copy(units))
        baseline = height - NOTE_MARGIN - number * NOTE_POINTS * LINE_HEIGHT + NOTE_POINTS / 4
        pdfium_c.FPDFPageObj_Transform(text, 1, 0, 0, 1, NOTE_MARGIN, baseline)
        pdfium_c.FPDFPage_InsertObject(page.raw, text)
    pdfium_c.FPDFPage_GenerateContent(page.raw)
    picture: Image.Image = page.render(scale=SCALE).to_pil().convert("RGB")
    document.close()
    return picture


def _part(picture: Image.Image, scale: float, clip: Bbox | None) -> Image.Image | None:
    """The part of a page within a box; None where the box is not on the page."""
    if clip is None:
        return picture
    left, top = (max(0, math.floor(value * scale)) for value in clip[:2])
    right = min(picture.width, math.ceil(clip[2] * scale))
    bottom = min(picture.height, math.ceil(clip[3] * scale))
    if left >= right or top >= bottom:
        return None
    return picture.crop((left, top, right, bottom))


def _png(picture: Image.Image, scale: float) -> bytes:
    """Return a picture as PNG that says how large it is on paper; nothing of it is lost."""
    output = BytesIO()
    _compact(picture).save(output, "PNG", dpi=(DPI * scale, DPI * scale))
    return output.getvalue()


def _compact(picture: Image.Image) -> Image.Image:
    """Return the same picture with one byte for each pixel where that is enough.

    Most pages are grey; that is a quarter of the size and quickly done.
    """
    red, *others = picture.split()
    if not any(ImageChops.difference(red, other).getbbox() for other in others):
        return red
    if picture.getcolors(PALETTE) is None:
        return picture
    return picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=PALETTE)


def _render(page: pypdfium2.PdfPage) -> tuple[Image.Image, float]:
    width, height = page.get_size()
    scale = min(SCALE, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    return page.render(scale=scale).to_pil().convert("RGB"), scale


def _overlay(size: tuple[int, int], scale: float, marks: Sequence[Mark]) -> Image.Image:
    overlay = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(overlay)
    font = ImageFont.load_default(LABEL_POINTS * scale)
    for mark in marks:
        x0, y0, x1, y1 = (value * scale for value in mark.bbox)
        colour = COLOURS.get(mark.tone, GREY)
        if mark.kind == "column":
            pen.rectangle((x0, y0, x1, y1), fill=(*colour, STRIP_OPACITY))
            _write(pen, (x0, y0 - PAD * scale), mark.label, colour, font, "lb")
        elif mark.kind == "row":
            frame = (x0 - PAD * scale, y0, x1 + PAD * scale, y1)
            pen.rectangle(frame, outline=(*colour, 255), width=max(1, round(scale / 2)))
            _write_beside(pen, frame, mark.label, colour, font)
        else:
            pen.rectangle((x0, y0, x1, y1), outline=(*colour, 160))
    return overlay


def _write_beside(
    pen: ImageDraw.ImageDraw,
    frame: tuple[float, float, float, float],
    label: str,
    colour: Colour,
    font: Font,
) -> None:
    """Write a label left of a frame, or right of it where the page ends."""
    left, top, right, bottom = frame
    middle = (top + bottom) / 2
    if pen.textlength(label, font) + 2 * PAD < left:
        _write(pen, (left - 2 * PAD, middle), label, colour, font, "rm")
    else:
        _write(pen, (right + 2 * PAD, middle), label, colour, font, "lm")


def _write(
    pen: ImageDraw.ImageDraw,
    place: tuple[float, float],
    label: str,
    colour: Colour,
    font: Font,
    anchor: str,
) -> None:
    """Write with a white edge, for labels may stand on the page's own text."""
    pen.text(
        place,
        label,
        (*colour, 255),
        font,
        anchor=anchor,
        stroke_width=1,
        stroke_fill=(255, 255, 255, 220),
    )
