"""The pictures of glyphs: pages painted with nothing but their text, in black, and cut up.

pdfium paints a glyph of one font and size from one picture, at whole pixels. So all glyphs of a
kind give the very same picture, unless something else reaches into it.
"""

import ctypes
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.objects import TEXT, page_objects
from pipeline.extract.painted.canvas import PagePlaces, switched_off
from pipeline.extract.shapes.glyphs import Glyph, Sheet, page_glyphs
from pipeline.model import Bbox

Picture: TypeAlias = tuple[int, int, bytes]
"""Height, width, and the ink of each pixel (0 to 255), row by row, upright, without blank edges."""
Levels: TypeAlias = NDArray[np.uint8]
"""The light of each pixel: 255 where nothing is painted."""

WANTED_EM = 32.0
"""Pixels of a text's size. Its digits have two thirds of it; so large, those of any font differ.
From about 50 on, pdfium draws each glyph anew instead of copying one picture."""
LEAST_EM = 15.0
SMALL_SHARE = 0.25
"""The scale is that for the smallest digits, but for so many of them."""
MOST_SCALE = 10.0
MOST_PIXELS = 25_000_000
FAINT = 16
"""Ink up to this is the edge of something else."""
WHOLE = 0.8
"""The share of its outline's height and width that the ink of a whole glyph has at least."""
PAD = 1
"""Pixels around a box that its glyph may reach into by rounding."""
EDGE = PAD + 2
"""So many pixels from the end of a window a glyph may end, or its neighbour begin."""
BLACK = (0, 0, 0, 255)
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


@dataclass(frozen=True, slots=True)
class Painted:
    """A glyph, what it looks like, and where it stands on the page as shown."""

    glyph: Glyph
    shown: Bbox
    """In points from the top left corner of the visible page, y downwards."""
    picture: Picture | None
    """None where there is no ink."""
    height: float
    """Of its outline, in pixels; of its ink for nameless fonts, which do not say their outlines."""
    width: float
    em: float
    """Size of its text, in pixels."""

    @property
    def is_whole(self) -> bool:
        """Return True if the ink fills the outline; what is cut off may look like anything."""
        if self.picture is None:
            return False
        height, width, _ = self.picture
        return height > WHOLE * self.height - PAD and width > WHOLE * self.width - PAD


def choose_scale(glyphs: Sequence[Glyph]) -> float:
    """Return the pixels per point at which almost all digits are large enough to be told."""
    sizes = [glyph.em for glyph in glyphs if glyph.is_digit and glyph.em > 0]
    small = float(np.quantile(sizes, SMALL_SHARE)) if sizes else WANTED_EM
    return min(MOST_SCALE, WANTED_EM / small)


def paint_glyphs(page: pypdfium2.PdfPage, sheet: Sheet, scale: float) -> list[Painted]:
    """Return the pictures of a page's glyphs, painted without its hidden texts."""
    width, height = page.get_size()
    scale = min(scale, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    levels = _paint_text(page, scale, sheet.hidden.texts)
    turned, points = page.get_rotation() // 90, levels.shape[1] / width
    places = PagePlaces(page)
    return [_painted(g, places.box(g.box), levels, turned, points) for g in sheet.glyphs]


def _paint_text(page: pypdfium2.PdfPage, scale: float, hidden: Container[int]) -> Levels:
    """Paint the text of a page, whatever its colour, upon nothing."""
    objects = enumerate(page_objects(native.handle_of(page.raw)))
    with switched_off(f for place, f in objects if f.kind != TEXT or place in hidden):
        bitmap = page.render(
            scale=scale,
            grayscale=True,
            may_draw_forms=False,
            draw_annots=False,
            color_scheme=pypdfium2.PdfColorScheme(BLACK, BLACK, BLACK, BLACK),
        )
    levels: Levels = bitmap.to_numpy()
    return levels[..., 0] if levels.ndim > 2 else levels


def _painted(glyph: Glyph, shown: Bbox, levels: Levels, turned: int, points: float) -> Painted:
    left, top, right, bottom = (side * points for side in shown)
    turns = (glyph.manner.turns or 0) - turned
    window = levels[
        max(0, int(top) - PAD) : max(0, int(bottom) + 1 + PAD),
        max(0, int(left) - PAD) : max(0, int(right) + 1 + PAD),
    ]
    picture = _trimmed(window.tobytes(), *window.shape, turns % 4)
    outline = (bottom - top, right - left)
    if turns % 2:
        outline = (outline[1], outline[0])
    if picture and not glyph.manner.font:
        outline = (float(picture[0]), float(picture[1]))
    return Painted(
        glyph=glyph,
        shown=shown,
        picture=picture,
        height=outline[0],
        width=outline[1],
        em=glyph.em * points,
    )


@lru_cache(maxsize=4096)
def _trimmed(levels: bytes, height: int, width: int, turns: int) -> Picture | None:
    """Return what a window shows, upright and no more of it; None where it is blank.

    Nearly all windows of a document are alike.
    """
    window = 255 - np.rot90(np.frombuffer(levels, np.uint8).reshape(height, width), -turns)
    inked = window > FAINT
    part = window[_reach(np.logical_or.reduce(inked, 1)), _reach(np.logical_or.reduce(inked, 0))]
    return (*part.shape, part.tobytes()) if part.any() else None


def _reach(inked: NDArray[np.bool_]) -> slice:
    """Return how far a glyph reaches: what lies behind a gap at the edge is of its neighbour."""
    edge = min(EDGE, (len(inked) - 1) // 2)
    start, stop = edge, len(inked) - edge
    while start > 0 and inked[start - 1]:
        start -= 1
    while stop < len(inked) and inked[stop]:
        stop += 1
    inside = np.flatnonzero(inked[start:stop])
    return slice(start + inside[0], start + inside[-1] + 1) if inside.size else slice(0)


def usual_pictures() -> list[tuple[str, Picture]]:
    """Return what letters, digits and signs look like in the standard fonts of pdfium."""
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
        text = raw.FPDFPageObj_CreateTextObj(document.raw, font, USUAL_EM)
        written = (ctypes.c_ushort * 2)(ord(character), 0)
        raw.FPDFText_SetText(text, written)
        raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, APART * (place + 0.5), y)
        raw.FPDFPage_InsertObject(page.raw, text)
