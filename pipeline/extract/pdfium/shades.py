"""Filled areas, and the text that they hide: covered by a later one, or white upon white."""

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.extract.pdfium import native
from pipeline.extract.pdfium.characters import PAPER_WHITE, RawWord
from pipeline.extract.pdfium.objects import PATH, PageObject, transformed
from pipeline.model import Bbox

RECTANGLE_SEGMENTS = 5
STRIP = 24.0
"""Points; areas are looked for by the strips of the page that they reach into."""
TOLERANCE = 1.0


@dataclass(frozen=True)
class Shade:
    """A rectangle filled with one opaque colour."""

    order: int
    """Position in the drawing order."""
    box: Bbox
    white: bool

    def covers(self, word: RawWord) -> bool:
        """Say whether a word lies within it, whatever is drawn first."""
        left, bottom, right, top = self.box
        middle = (word.bottom + word.top) / 2
        wide = left <= word.left + TOLERANCE and word.right - TOLERANCE <= right
        return wide and bottom <= middle <= top


def without_hidden(words: Sequence[RawWord], objects: Iterable[PageObject]) -> list[RawWord]:
    """Return the words that can be seen on the filled areas drawn before and after them."""
    strips: dict[int, list[Shade]] = {}
    for shade in _shades(objects):
        for strip in range(int(shade.box[1] // STRIP), int(shade.box[3] // STRIP) + 1):
            strips.setdefault(strip, []).append(shade)
    return [
        word
        for word in words
        if _is_seen(word, strips.get(int((word.bottom + word.top) / 2 // STRIP), ()))
    ]


def _is_seen(word: RawWord, shades: Iterable[Shade]) -> bool:
    on_white = True
    for shade in shades:
        if shade.covers(word):
            if shade.order > word.order[0]:
                return False
            on_white = shade.white
    return not (word.white and on_white)


def _shades(objects: Iterable[PageObject]) -> Iterable[Shade]:
    """Yield the opaque rectangles of a page in drawing order."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    edges = tuple(ctypes.c_float() for _ in range(4))
    for order, found in enumerate(objects):
        if found.kind != PATH or native.count_segments(found.handle) > RECTANGLE_SEGMENTS:
            continue
        native.get_draw_mode(found.handle, ctypes.byref(fill), ctypes.byref(stroke))
        color = _opaque_color(found.handle)
        if not fill.value or color is None or native.has_transparency(found.handle):
            continue
        if native.get_bounds(found.handle, *map(ctypes.byref, edges)):
            left, bottom, right, top = (edge.value for edge in edges)
            box = transformed((left, bottom, right, top), found.transform)
            yield Shade(order, box, min(color) >= PAPER_WHITE)


def _opaque_color(page_object: int) -> tuple[int, int, int] | None:
    """Return the colour an object is filled with; None where it is unknown or see-through."""
    channels = [ctypes.c_uint(255) for _ in range(4)]
    known = native.get_fill_color(page_object, *map(ctypes.byref, channels))
    red, green, blue, alpha = (channel.value for channel in channels)
    return (red, green, blue) if known and alpha == 255 else None
