"""Pages painted by pdfium into pictures of Pillow, as long as the time for it lasts."""

import ctypes
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import repeat
from math import floor, sqrt
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image, ImageChops

from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.objects import PageObject
from pipeline.extract.painted.page import PageParts
from pipeline.model import Bbox

PAGE_SECONDS = 5.0
"""For one picture; a page of text takes some milliseconds."""
BASE_SECONDS, SHARE_SECONDS = 20.0, 1.5
"""For all pictures of a document, and more for each page of which there are any: a third of the
time that reading it may take (`pipeline.extract.budget`). What is painted too late is in doubt,
but the document is read."""
MOST_PIXELS = 25_000_000
BYTES_OF_PIXEL = 4
"""At most."""
WHITE = (255, 255, 255, 255)
BLACK = 0xFF000000

PixelBox = tuple[int, int, int, int]


class PaintingError(Exception):
    """A page could not be painted, or not in time; the message says why."""


class Painting(NamedTuple):
    """How a page is painted."""

    bitmap: int
    """pdfium's kind of bitmap."""
    mode: str
    """The same for Pillow."""
    flags: int
    in_black: bool
    """Whether everything is black, and annotations and form fields are left out."""


AS_SHOWN = Painting(
    raw.FPDFBitmap_BGRx, "RGBX", raw.FPDF_REVERSE_BYTE_ORDER | raw.FPDF_ANNOT, False
)
IN_BLACK = Painting(raw.FPDFBitmap_BGRx, "RGBX", raw.FPDF_REVERSE_BYTE_ORDER, True)
COPIED = Painting(raw.FPDFBitmap_Gray, "L", raw.FPDF_GRAYSCALE, True)


class Painter:
    """Paints pages of one document, one page after the other, as long as there is time."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        """Prepare the document's form fields to be painted; before any page is loaded."""
        document.init_forms()
        self._form = document.formenv.raw if document.formenv else None
        self._left = BASE_SECONDS
        self._page: pypdfium2.PdfPage | None = None
        self._sheets: dict[tuple[int, int], ctypes.Array[ctypes.c_ubyte]] = {}

    def paint(
        self,
        page: pypdfium2.PdfPage,
        size: tuple[int, int],
        place: PixelBox,
        painting: Painting,
        sheet: int = 0,
    ) -> pypdfium2.PdfBitmap:
        """Return a bitmap of a size, on which the whole page has this place.

        It lasts until the next one is painted on the same sheet.

        Raises:
            PaintingError: it fails or takes too long.
        """
        if page is not self._page:
            self._page = page
            self._left += SHARE_SECONDS
        bitmap = self._white_bitmap(painting.bitmap, sheet, size)
        colours = raw.FPDF_COLORSCHEME(*[BLACK] * 4) if painting.in_black else None
        with self._deadline() as pause:
            to = (bitmap.raw, page.raw, *place, 0, painting.flags)
            status = raw.FPDF_RenderPageBitmapWithColorScheme_Start(*to, colours, pause)
            raw.FPDF_RenderPage_Close(page.raw)
            if status == raw.FPDF_RENDER_TOBECONTINUED:
                raise PaintingError("it takes too long")
            if status != raw.FPDF_RENDER_DONE:
                raise PaintingError("pdfium fails")
            if self._form and not painting.in_black:
                raw.FPDF_FFLDraw(self._form, *to)
        return bitmap

    def _white_bitmap(self, kind: int, sheet: int, size: tuple[int, int]) -> pypdfium2.PdfBitmap:
        """Return a bitmap to be painted on, in the same memory each time: new memory takes long."""
        needed = size[0] * size[1] * BYTES_OF_PIXEL
        room = self._sheets.get((kind, sheet))
        if room is None or len(room) < needed:
            room = self._sheets[kind, sheet] = (ctypes.c_ubyte * needed)()
        bitmap = pypdfium2.PdfBitmap.new_native(*size, kind, rev_byteorder=True, buffer=room)
        bitmap.fill_rect(WHITE, 0, 0, *size)
        return bitmap

    @contextmanager
    def _deadline(self) -> Iterator[raw.IFSDK_PAUSE]:
        """Give what pdfium asks now and then whether it is to stop painting."""
        if self._left <= 0:
            raise PaintingError("the time for painting is used up")
        started = time.monotonic()
        deadline = started + min(PAGE_SECONDS, self._left)
        pause = raw.IFSDK_PAUSE(version=1)
        callback = type(pause.NeedToPauseNow)
        pause.NeedToPauseNow = callback(lambda _: int(time.monotonic() > deadline))
        try:
            yield pause
        finally:
            self._left -= time.monotonic() - started


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

        Raises:
            PaintingError: it fails or takes too long; so below.
        """
        return self._paint(AS_SHOWN, sheet)

    def paint_ink(self) -> Image.Image:
        """Return where the objects that are switched on leave ink, whatever their colour (L)."""
        return ImageChops.invert(self._paint(IN_BLACK).convert("L"))

    def paint_copies(self) -> pypdfium2.PdfBitmap:
        """Return nearly the same, black on white, each glyph copied from one picture.

        So it lies at whole pixels. A picture of Pillow would be another copy.
        """
        return self._painter.paint(self._parts.page, self.size, self._place, COPIED)

    def _paint(self, painting: Painting, sheet: int = 0) -> Image.Image:
        page = (self._parts.page, self.size, self._place)
        bitmap = self._painter.paint(*page, painting, sheet)
        picture = ("raw", painting.mode, bitmap.stride, 1)
        return Image.frombuffer(painting.mode, self.size, bitmap.buffer, *picture)

    def pixels(self, box: Bbox, grown: int = 0) -> PixelBox:
        """Return the pixels that a box of PDF space touches, so many more on each side.

        Some may lie beyond the picture, though no farther than it is wide and high.
        """
        x0, y0, x1, y1 = self._parts.places.box(box)
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
        return (
            round((x0 + left) / scale, 2),
            round((y0 + top) / scale, 2),
            round((x1 + left) / scale, 2),
            round((y1 + top) / scale, 2),
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
