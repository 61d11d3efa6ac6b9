"""A page of pdfium, taken apart as its readers need it."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.objects import PageObject, page_objects, read_rules
from pipeline.model import Bbox


@dataclass(frozen=True, slots=True)
class PageParts:
    """What is on a page beside its characters."""

    number: int
    page: pypdfium2.PdfPage
    handle: int
    """The same page, as the functions of `native` take it."""
    objects: Sequence[PageObject]
    """In drawing order."""
    rules: Sequence[Bbox]
    """Its ruling lines, as thin boxes."""
    visible: Bbox
    """The part of PDF space that is shown: left, bottom, right, top."""


def page_parts(page: pypdfium2.PdfPage, number: int) -> PageParts:
    """Take a page apart; it stays open."""
    handle = native.handle_of(page.raw)
    objects = page_objects(handle)
    return PageParts(number, page, handle, objects, read_rules(objects), _visible_box(page))


def _visible_box(page: pypdfium2.PdfPage) -> Bbox:
    """Return the crop box cut to the media box."""
    rect = raw.FS_RECTF()
    if raw.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(rect)):
        return (rect.left, rect.bottom, rect.right, rect.top)
    return (0.0, 0.0, *page.get_size())
