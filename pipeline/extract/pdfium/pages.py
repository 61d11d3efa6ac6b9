"""A document's pages as words and rules in the reading frame (steps 1 and 2 together)."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

from pipeline.extract.pdfium import native
from pipeline.extract.pdfium.characters import read_page_text
from pipeline.extract.pdfium.doubles import without_doubles
from pipeline.extract.pdfium.fallback import Again, SecondReader, read_again
from pipeline.extract.pdfium.frame import Frame, text_turns
from pipeline.extract.pdfium.geometry import Page, Segment, Word, join_segments
from pipeline.extract.pdfium.heights import with_font_heights
from pipeline.extract.pdfium.leaders import without_leaders
from pipeline.extract.pdfium.objects import page_objects
from pipeline.extract.pdfium.paths import Stretch, read_paths
from pipeline.extract.pdfium.shades import image_opacity, without_hidden
from pipeline.extract.pdfium.signs import Signs
from pipeline.extract.pdfium.typed_rules import read_typed_rules
from pipeline.model import Bbox


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page, the way back to its coordinates as shown, and what was left out of it."""

    page: Page
    frame: Frame
    hidden: int
    """Words drawn invisibly, white upon white, covered, or clipped away."""
    turned: int
    """Words in another direction than the page's text: watermarks, marginal notes."""
    outside_crop: int
    """Words off the visible page."""
    signs: Signs
    engine: str | None
    """Who read its words, where it was not pdfium."""
    note: str
    """What was done about signs of trouble; empty where there were none."""


def read_pages(document: pypdfium2.PdfDocument, second: SecondReader) -> Iterator[SeenPage]:
    """Read all pages in order, each closed before the next so that memory stays flat.

    `second` is asked where pdfium cannot decode a page.
    """
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        try:
            yield _read_page(page, number, second)
        finally:
            page.close()


def _read_page(page: pypdfium2.PdfPage, number: int, second: SecondReader) -> SeenPage:
    handle = native.handle_of(page.raw)
    objects = page_objects(handle)
    text = read_page_text(handle, objects)
    again = Again(text, None, "")
    if text.signs.in_trouble:
        again = read_again(text, number, objects, second)
        text = again.text
    shown_turns = raw.FPDFPage_GetRotation(page.raw) % 4
    opacity = image_opacity(native.handle_of(page.pdf.raw), handle)
    seen = with_font_heights(without_hidden(text.words, objects, opacity), objects)
    frame = Frame(_visible_box(page), shown_turns, text_turns(seen, shown_turns))
    upright = [word for word in seen if word.quarter_turns == frame.text_turns]
    words = [frame.word(word) for word in upright]
    visible = [word for word in words if _is_on_page(word, frame)]
    kept, across, down = read_typed_rules(without_leaders(without_doubles(visible)))
    horizontal, vertical = _segments(read_paths(objects), frame, across, down)
    width, height = frame.size
    return SeenPage(
        Page(
            number,
            width,
            height,
            tuple(kept),
            horizontal,
            vertical,
        ),
        frame,
        text.hidden + len(text.words) - len(seen),
        len(seen) - len(upright),
        len(words) - len(visible),
        text.signs,
        again.engine,
        again.note,
    )


def _visible_box(page: pypdfium2.PdfPage) -> Bbox:
    """Return the crop box cut to the media box: left, bottom, right, top."""
    rect = raw.FS_RECTF()
    if raw.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(rect)):
        return (rect.left, rect.bottom, rect.right, rect.top)
    return (0.0, 0.0, *page.get_size())


def _is_on_page(word: Word, frame: Frame) -> bool:
    width, height = frame.size
    center_x, center_y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return 0 <= center_x <= width and 0 <= center_y <= height


def _segments(
    stretches: list[Stretch],
    frame: Frame,
    horizontal: list[Segment],
    vertical: list[Segment],
) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Sort stretches into horizontal and vertical segments of the reading frame, with others."""
    for stretch in stretches:
        x0, y0, x1, y1 = frame.box(*stretch[:4])
        if x1 - x0 >= y1 - y0:
            horizontal.append(Segment((y0 + y1) / 2, x0, x1))
        elif stretch.is_rule:
            vertical.append(Segment((x0 + x1) / 2, y0, y1))
    return join_segments(horizontal), join_segments(vertical)
