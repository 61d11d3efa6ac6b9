"""Pages painted by pdfium into pictures of Pillow."""

import ctypes
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import repeat
from math import floor, sqrt

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image, ImageChops

from pipeline.boxes import rounded
from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.objects import PageObject
from pipeline.extract.glyphs.page_parts import PageParts
from pipeline.model import Bbox

PAGE_SECONDS = 10.0
"""For all pictures of a page: half of what may pass until it is read (`pipeline.extract.budget`).
What is not painted by then is in doubt, but the document is read."""
MOST_PIXELS = 25_000_000
BYTES_OF_PIXEL = 4
"""At most."""
WHITE = (255, 255, 255, 255)
BLACK = 0xFF000000

PixelBox = tuple[int, int, int, int]


class PaintingError(Exception):
    """A page could not be painted, or not in time; the message says why."""


class Painter:
    """Paints pages of one document."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        """Prepare the document's form fields to be painted; before any page is loaded."""
        document.init_forms()
        self._form = document.formenv.raw if document.formenv else None
        self._page: pypdfium2.PdfPage | None = None
        self._deadline = 0.0
        self._pause = raw.IFSDK_PAUSE(version=1)
        ask = type(self._pause.NeedToPauseNow)
        self._pause.NeedToPauseNow = ask(lambda _: int(time.monotonic() > self._deadline))
        self._sheets: dict[tuple[bool, int], ctypes.Array[ctypes.c_ubyte]] = {}

    def paint(
        self,
        page: pypdfium2.PdfPage,
        size: tuple[int, int],
        place: PixelBox,
        sheet: int = 0,
        *,
        in_black: bool = False,
        grey: bool = False,
    ) -> pypdfium2.PdfBitmap:
        """Return a bitmap of a size, on which the whole page has this place.

        It lasts until the next one is painted on the same sheet. `in_black` everything is black,
        without annotations and form fields.

        Raises:
            PaintingError: it fails or takes too long; so wherever pages are painted.
        """
        if page is not self._page:
            self._page, self._deadline = page, time.monotonic() + PAGE_SECONDS
        bitmap = self._white_bitmap(size, sheet, grey)
        colours = raw.FPDF_COLORSCHEME(*[BLACK] * 4) if in_black else None
        flags = raw.FPDF_GRAYSCALE if grey else raw.FPDF_REVERSE_BYTE_ORDER
        to = (bitmap.raw, page.raw, *place, 0, flags if in_black else flags | raw.FPDF_ANNOT)
        status = raw.FPDF_RenderPageBitmapWithColorScheme_Start(*to, colours, self._pause)
        raw.FPDF_RenderPage_Close(page.raw)
        if status != raw.FPDF_RENDER_DONE:
            is_late = status == raw.FPDF_RENDER_TOBECONTINUED
            raise PaintingError("it takes too long" if is_late else "pdfium fails")
        if self._form and not in_black:
            raw.FPDF_FFLDraw(self._form, *to)
        return bitmap

    def _white_bitmap(self, size: tuple[int, int], sheet: int, grey: bool) -> pypdfium2.PdfBitmap:
        """Return a bitmap to be painted on, in the same memory each time: new memory takes long."""
        needed = size[0] * size[1] * BYTES_OF_PIXEL
        room = self._sheets.get((grey, sheet))
        if room is None or len(room) < needed:
            room = self._sheets[grey, sheet] = (ctypes.c_ubyte * needed)()
        kind = raw.FPDFBitmap_Gray if grey else raw.FPDFBitmap_BGRx
        bitmap = pypdfium2.PdfBitmap.new_native(*size, kind, rev_byteorder=True, buffer=room)
        bitmap.fill_rect(WHITE, 0, 0, *size)
        return bitmap


class Canvas:
    """A page or a part of it at one scale: its pictures, and where places lie in them."""

    def __init__(
        self, painter: Painter, parts: PageParts, scale: float, part: Bbox | None = None
    ) -> None:
        """Measure the page, or a part of it as shown, to be painted at so many pixels a point.

        Where its pictures would be too large, the scale is smaller.
        """
        width, height = parts.page.get_size()
        x0, y0, x1, y1 = part or (0.0, 0.0, width, height)
        area = max(1.0, x1 - x0) * max(1.0, y1 - y0)
        self.scale = scale = min(scale, sqrt(MOST_PIXELS / area) * 0.99)
        left, top = (max(0, int(side * scale)) for side in (x0, y0))
        right, bottom = round(min(x1, width) * scale), round(min(y1, height) * scale)
        self.size = (max(1, right - left), max(1, bottom - top))
        self._corner = (left, top)
        self._place = (-left, -top, max(1, round(width * scale)), max(1, round(height * scale)))
        self._painter, self._parts = painter, parts

    def paint(self, sheet: int = 0) -> Image.Image:
        """Return the page as it is shown, without the objects that are switched off (RGBX).

        It lasts until the painter paints another so on the same sheet.
        """
        return self._paint(sheet)

    def paint_ink(self) -> Image.Image:
        """Return where the objects that are switched on leave ink, whatever their colour (L)."""
        return ImageChops.invert(self._paint(in_black=True).convert("L"))

    def paint_copies(self) -> pypdfium2.PdfBitmap:
        """Return nearly the same, black on white, each glyph copied from one picture.

        So it lies at whole pixels. A picture of Pillow would be another copy.
        """
        page = (self._parts.page, self.size, self._place)
        return self._painter.paint(*page, in_black=True, grey=True)

    def _paint(self, sheet: int = 0, *, in_black: bool = False) -> Image.Image:
        page = (self._parts.page, self.size, self._place)
        bitmap = self._painter.paint(*page, sheet, in_black=in_black)
        return Image.frombuffer("RGBX", self.size, bitmap.buffer, "raw", "RGBX", bitmap.stride, 1)

    def pixels(self, box: Bbox, grown: int = 0) -> PixelBox:
        """Return the pixels that a box of PDF space touches, so many more on each side.

        Some may lie beyond the picture, though no farther than it is wide and high.
        """
        x0, y0, x1, y1 = self._parts.shown(box)
        (left, top), (width, height), scale = self._corner, self.size, self.scale
        return (
            max(-width, floor(x0 * scale) - left - grown),
            max(-height, floor(y0 * scale) - top - grown),
            min(2 * width, floor(x1 * scale) - left + 1 + grown),
            min(2 * height, floor(y1 * scale) - top + 1 + grown),
        )

    def points(self, box: PixelBox) -> Bbox:
        """Return pixels as a box on the page as shown."""
        (left, top), scale = self._corner, self.scale
        x0, y0, x1, y1 = box
        return rounded(
            ((x0 + left) / scale, (y0 + top) / scale, (x1 + left) / scale, (y1 + top) / scale)
        )


@contextmanager
def switched_off(objects: Iterable[PageObject]) -> Iterator[None]:
    """Leave objects out of what is painted meanwhile; nothing is removed from the page."""
    handles = [found.handle for found in objects]
    list(map(native.set_active, handles, repeat(0)))
    try:
        yield
    finally:
        list(map(native.set_active, handles, repeat(1)))


def crop(picture: Image.Image, box: PixelBox) -> Image.Image | None:
    """Return what is in a box; None where it is empty."""
    return picture.crop(box) if box[0] < box[2] and box[1] < box[3] else None


def count(picture: Image.Image, box: PixelBox) -> int:
    """Return how many pixels within a box are not black."""
    inside = crop(picture, box)
    return sum(inside.histogram()[1:]) if inside else 0


def brightest(picture: Image.Image, box: PixelBox) -> int:
    """Return the brightest pixel within a box; 0 where it is empty."""
    inside = crop(picture, box)
    return int(inside.getextrema()[1]) if inside else 0  # type: ignore[arg-type]  # one band
