"""A page of pdfium, taken apart as its readers need it."""

import ctypes
from collections.abc import Mapping, Sequence
from functools import cached_property

import pypdfium2
import pypdfium2.raw as raw

from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.objects import (
    PATH,
    TEXT,
    PageObject,
    Path,
    page_objects,
    painted_path,
    read_rules,
)
from pipeline.model import Bbox

FINE = 256
"""Parts of a point to which places are told."""
UNIT = 1000.0
"""Points between the places that are asked for."""


class Places:
    """Where boxes of PDF space lie on a page as shown, as pdfium says it.

    So pages that are turned or cropped need no thought.
    """

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        """Ask for three places."""
        (e, f), (ax, ay), (cx, cy) = (_shown(page, *at) for at in ((0, 0), (UNIT, 0), (0, UNIT)))
        self.affine = ((ax - e) / UNIT, (ay - f) / UNIT, (cx - e) / UNIT, (cy - f) / UNIT, e, f)
        """From PDF space to points from the page's top left corner (ISO 32000-1, sec. 8.3.3)."""

    def box(self, box: Bbox) -> Bbox:
        """Return a box (left, bottom, right, top) in points from the page's top left corner."""
        a, b, c, d, e, f = self.affine
        left, bottom, right, top = box
        x0, x1 = a * left + c * bottom + e, a * right + c * top + e
        y0, y1 = b * left + d * bottom + f, b * right + d * top + f
        return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def shown(self, box: Bbox) -> Bbox:
        """Return the same, rounded to 1/100 point."""
        x0, y0, x1, y1 = (round(value, 2) for value in self.box(box))
        return (x0, y0, x1, y1)


def _shown(page: pypdfium2.PdfPage, page_x: float, page_y: float) -> tuple[float, float]:
    width, height = page.get_size()
    across, down = max(1, round(width)), max(1, round(height))
    x, y = ctypes.c_int(), ctypes.c_int()
    at = (page_x, page_y, ctypes.byref(x), ctypes.byref(y))
    raw.FPDF_PageToDevice(page.raw, 0, 0, across * FINE, down * FINE, 0, *at)
    return x.value / FINE * width / across, y.value / FINE * height / down


class PageParts:
    """A page and what is on it beside its characters, each part taken when it is asked for."""

    def __init__(self, page: pypdfium2.PdfPage, number: int) -> None:
        """Take a page apart, which stays open meanwhile."""
        self.page, self.number = page, number
        self.handle = native.handle_of(page.raw)
        """The same page, as the functions of `native` take it."""

    @cached_property
    def objects(self) -> Sequence[PageObject]:
        """Its objects in drawing order."""
        return page_objects(self.handle)

    @cached_property
    def fonts(self) -> Mapping[int, int]:
        """The font of each text, by its place in drawing order."""
        texts = ((n, found.handle) for n, found in enumerate(self.objects) if found.kind == TEXT)
        return {place: native.get_font(handle) or 0 for place, handle in texts}

    @cached_property
    def paths(self) -> Mapping[int, Path]:
        """Its paths, by their place in drawing order."""
        objects = enumerate(self.objects)
        return {place: painted_path(found) for place, found in objects if found.kind == PATH}

    @cached_property
    def rules(self) -> Sequence[Bbox]:
        """Its ruling lines, as thin boxes."""
        return read_rules(self.paths.values())

    @cached_property
    def places(self) -> Places:
        """Where boxes of PDF space lie on the page as shown."""
        return Places(self.page)

    @cached_property
    def visible(self) -> Bbox:
        """The part of PDF space that is shown: its crop box cut to the media box."""
        rect = raw.FS_RECTF()
        if raw.FPDF_GetPageBoundingBox(self.page.raw, ctypes.byref(rect)):
            return (rect.left, rect.bottom, rect.right, rect.top)
        return (0.0, 0.0, *self.page.get_size())
