"""Pages painted by pdfium into pictures of Pillow, and how two pictures differ.

Pages are painted as long as the time for it lasts.
"""

import ctypes
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import floor, sqrt

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image, ImageChops

from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.objects import PageObject
from pipeline.model import Bbox

PAGE_SECONDS = 5.0
"""For one picture; a page of text takes some milliseconds."""
DOCUMENT_SECONDS = 40.0
"""For all pictures of a document: a third of the time that reading it may take."""
MOST_PIXELS = 25_000_000
WHITE = (255, 255, 255, 255)
BLACK = 0xFF000000
FINE = 256
"""Parts of a point to which places are told."""
UNIT = 1000.0
"""Points between the places that are asked for."""
CONTRAST = 21
"""Least difference (of 255) that one sees: some 1.2 : 1 on white, as WCAG 2.2 counts contrast.
Differences of the three colours are added up by how bright they are, so that none cancels another
(red on green), and pale yellow on white is as little as it looks."""
INK = 64
"""From this darkness on (of 255) a pixel is ink; lighter ones are the edges of strokes."""
FULL = 255

_LEAST_SEEN = [value * CONTRAST // FULL + 1 if value >= INK else 0 for value in range(256)]
_IS_INK = [FULL if value >= INK else 0 for value in range(256)]
_ANY = [0] + [FULL] * 255

PixelBox = tuple[int, int, int, int]


class PaintingError(Exception):
    """A page could not be painted, or not in time; the message says why."""


class Painter:
    """Paints pages of one document; all its pictures together have `DOCUMENT_SECONDS`."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        """Prepare the document's form fields to be painted; before any page is loaded."""
        document.init_forms()
        self._document = document
        self._left = DOCUMENT_SECONDS
        self._bitmap: pypdfium2.PdfBitmap | None = None

    def white_bitmap(self, size: tuple[int, int]) -> pypdfium2.PdfBitmap:
        """Return a bitmap to be painted on; the same again and again, for a new one takes long."""
        if self._bitmap is None or (self._bitmap.width, self._bitmap.height) != size:
            kind = raw.FPDFBitmap_BGRx
            self._bitmap = pypdfium2.PdfBitmap.new_native(*size, kind, rev_byteorder=True)
        self._bitmap.fill_rect(WHITE, 0, 0, *size)
        return self._bitmap

    @contextmanager
    def deadline(self) -> Iterator[float]:
        """Give the moment (of `time.monotonic`) until which a picture may be painted.

        Raises:
            PaintingError: the document's time is used up.
        """
        if self._left <= 0:
            raise PaintingError(f"the {DOCUMENT_SECONDS:g} s for painting are used up")
        started = time.monotonic()
        try:
            yield started + min(PAGE_SECONDS, self._left)
        finally:
            self._left -= time.monotonic() - started

    def paint_forms(
        self, page: pypdfium2.PdfPage, bitmap: pypdfium2.PdfBitmap, place: PixelBox
    ) -> None:
        """Paint the form fields of a page over its picture, which is a part of it."""
        if self._document.formenv:
            form, flags = self._document.formenv.raw, raw.FPDF_REVERSE_BYTE_ORDER
            raw.FPDF_FFLDraw(form, bitmap.raw, page.raw, *place, 0, flags)


def largest_scale(size: tuple[float, float], wanted: float) -> float:
    """Return the wanted scale of a picture of so many points, or what its pixels allow."""
    width, height = (max(1.0, side) for side in size)
    return min(wanted, sqrt(MOST_PIXELS / (width * height)) * 0.99)


class PagePlaces:
    """Where places of PDF space lie on a page as shown, as pdfium says it.

    So pages that are turned or cropped need no thought.
    """

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        """Ask for three places."""
        width, height = page.get_size()
        self._size = (max(1, round(width)), max(1, round(height)))
        self._stretch = (width / self._size[0], height / self._size[1])
        (e, f), (ax, ay), (cx, cy) = (self._of(page, *at) for at in ((0, 0), (UNIT, 0), (0, UNIT)))
        self._affine = ((ax - e) / UNIT, (ay - f) / UNIT, (cx - e) / UNIT, (cy - f) / UNIT, e, f)

    def box(self, box: Bbox) -> Bbox:
        """Return a box (left, bottom, right, top) in points from the page's top left corner."""
        a, b, c, d, e, f = self._affine
        left, bottom, right, top = box
        x0, x1 = a * left + c * bottom + e, a * right + c * top + e
        y0, y1 = b * left + d * bottom + f, b * right + d * top + f
        return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def shown(self, box: Bbox) -> Bbox:
        """Return the same, rounded to 1/100 point."""
        x0, y0, x1, y1 = (round(value, 2) for value in self.box(box))
        return (x0, y0, x1, y1)

    def _of(self, page: pypdfium2.PdfPage, page_x: float, page_y: float) -> tuple[float, float]:
        x, y = ctypes.c_int(), ctypes.c_int()
        width, height = (side * FINE for side in self._size)
        at = (page_x, page_y, ctypes.byref(x), ctypes.byref(y))
        raw.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, *at)
        return x.value / FINE * self._stretch[0], y.value / FINE * self._stretch[1]


class Canvas:
    """A page or a part of it at one scale: its pictures, and where places lie in them."""

    def __init__(
        self,
        painter: Painter,
        page: pypdfium2.PdfPage,
        places: PagePlaces,
        scale: float,
        part: Bbox | None = None,
    ) -> None:
        """Measure the page, to be painted at so many pixels a point; all of it or a part (shown).

        Raises:
            PaintingError: its pictures would be too large.
        """
        width, height = page.get_size()
        x0, y0, x1, y1 = part or (0.0, 0.0, width, height)
        left, top = (max(0, int(side * scale)) for side in (x0, y0))
        right, bottom = round(min(x1, width) * scale), round(min(y1, height) * scale)
        self.size = (max(1, right - left), max(1, bottom - top))
        if self.size[0] * self.size[1] > MOST_PIXELS:
            raise PaintingError(f"a picture of {self.size[0]} x {self.size[1]} pixels is too large")
        self._painter, self._page, self._places = painter, page, places
        self._scale, self._corner = scale, (left, top)
        self._place = (-left, -top, max(1, round(width * scale)), max(1, round(height * scale)))

    def paint(self) -> Image.Image:
        """Return the page as it is shown, without the objects that are switched off (RGBX).

        Raises:
            PaintingError: it fails or takes too long; so below.
        """
        bitmap = self._painter.white_bitmap(self.size)
        flags = raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER
        with self._painter.deadline() as deadline:
            pause = ctypes.byref(_pause_at(deadline))
            to = (bitmap.raw, self._page.raw, *self._place, 0)
            self._check(raw.FPDF_RenderPageBitmap_Start(*to, flags, pause))
            self._painter.paint_forms(self._page, bitmap, self._place)
        return self._picture(bitmap).copy()

    def paint_in_black(self) -> Image.Image:
        """Return the texts that are switched on, in black on white whatever their colour (L)."""
        bitmap = self._painter.white_bitmap(self.size)
        colours = ctypes.byref(raw.FPDF_COLORSCHEME(BLACK, BLACK, BLACK, BLACK))
        with self._painter.deadline() as deadline:
            pause = ctypes.byref(_pause_at(deadline))
            to = (bitmap.raw, self._page.raw, *self._place, 0, 0)
            self._check(raw.FPDF_RenderPageBitmapWithColorScheme_Start(*to, colours, pause))
        return self._picture(bitmap).convert("L")

    def pixels(self, box: Bbox, grown: int = 0) -> PixelBox:
        """Return the pixels that a box of PDF space touches, so many more on each side.

        Some may lie beyond the picture, though no farther than it is wide and high.
        """
        x0, y0, x1, y1 = (side * self._scale for side in self._places.box(box))
        (left, top), (width, height) = self._corner, self.size
        return (
            max(-width, floor(x0) - left - grown),
            max(-height, floor(y0) - top - grown),
            min(2 * width, floor(x1) - left + 1 + grown),
            min(2 * height, floor(y1) - top + 1 + grown),
        )

    def points(self, box: PixelBox) -> Bbox:
        """Return pixels as a box on the page as shown."""
        (left, top), scale = self._corner, self._scale
        x0, y0, x1, y1 = box
        return (
            round((x0 + left) / scale, 2),
            round((y0 + top) / scale, 2),
            round((x1 + left) / scale, 2),
            round((y1 + top) / scale, 2),
        )

    def _check(self, status: int) -> None:
        raw.FPDF_RenderPage_Close(self._page.raw)
        if status == raw.FPDF_RENDER_TOBECONTINUED:
            raise PaintingError("it takes too long")
        if status != raw.FPDF_RENDER_DONE:
            raise PaintingError("pdfium fails")

    def _picture(self, bitmap: pypdfium2.PdfBitmap) -> Image.Image:
        """Return a bitmap as a picture that lasts until the next one is painted."""
        return Image.frombuffer("RGBX", self.size, bitmap.buffer, "raw", "RGBX", bitmap.stride, 1)


def _pause_at(deadline: float) -> raw.IFSDK_PAUSE:
    """Return what pdfium asks now and then whether it is to stop."""
    pause = raw.IFSDK_PAUSE(version=1)
    callback = type(pause.NeedToPauseNow)
    pause.NeedToPauseNow = callback(lambda _: int(time.monotonic() > deadline))
    return pause


@contextmanager
def switched_off(objects: Iterable[PageObject]) -> Iterator[None]:
    """Leave objects out of what is painted meanwhile; nothing is removed from the page."""
    handles = [found.handle for found in objects]
    for handle in handles:
        native.set_active(handle, 0)
    try:
        yield
    finally:
        for handle in handles:
            native.set_active(handle, 1)


def difference(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return how much two pictures in colour differ, pixel by pixel (L)."""
    return ImageChops.difference(one, other).convert("L")


def ink(alone: Image.Image) -> Image.Image:
    """Return where text painted alone, light on black, leaves ink (0 or 255)."""
    return alone.point(_IS_INK)


def hidden_ink(alone: Image.Image, seen: Image.Image) -> Image.Image:
    """Return where text leaves ink alone that the page does not show (0 or 255).

    Args:
        alone: the text painted alone, light on black.
        seen: how much the page differs from the page without that text.
    """
    return ImageChops.subtract(alone.point(_LEAST_SEEN), seen).point(_ANY)


def count(picture: Image.Image, box: PixelBox) -> int:
    """Return how many pixels within a box are not black."""
    if box[0] >= box[2] or box[1] >= box[3]:
        return 0
    return sum(picture.crop(box).histogram()[1:])


def brightest(picture: Image.Image, box: PixelBox) -> int:
    """Return the brightest pixel within a box; 0 where it is empty."""
    if box[0] >= box[2] or box[1] >= box[3]:
        return 0
    extrema = picture.crop(box).getextrema()
    return int(extrema[1])  # type: ignore[arg-type]  # one band
