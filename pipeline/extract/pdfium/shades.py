"""The text of a page that can be seen: neither covered, nor white upon white, nor clipped away."""

import ctypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.pdfium import native
from pipeline.extract.pdfium.characters import PAPER_WHITE, RawWord
from pipeline.extract.pdfium.clips import without_clipped
from pipeline.extract.pdfium.objects import IMAGE, PATH, SHADING, PageObject, transformed
from pipeline.model import Bbox

RECTANGLE_SEGMENTS = 5
FIELD_WIDTH, FIELD_HEIGHT = 96.0, 24.0
"""Points; areas are looked for by the fields of the page that they reach into."""
TOLERANCE = 1.0
BGRA = 4
"""FPDFBitmap_BGRA."""
OPAQUE = 250
"""From this alpha on (of 255) a picture hides what is below it."""

IsOpaque = Callable[[int], bool]
"""Says of an image, given as a pdfium handle, whether nothing shines through it."""


@dataclass(frozen=True)
class Shade:
    """An area of one opaque colour, or an image."""

    order: int
    """Position in the drawing order."""
    box: Bbox
    white: bool
    image: int | None = None
    """The image's handle: whether it is opaque is looked at only where it matters."""

    def covers(self, word: RawWord) -> bool:
        """Say whether a word lies within it, whatever is drawn first."""
        left, bottom, right, top = self.box
        middle = (word.bottom + word.top) / 2
        wide = left <= word.left + TOLERANCE and word.right - TOLERANCE <= right
        return wide and bottom <= middle <= top


def without_hidden(
    words: Sequence[RawWord], objects: Sequence[PageObject], is_opaque: IsOpaque
) -> list[RawWord]:
    """Return the words that can be seen on what is drawn before and after them."""
    seen = without_clipped(words, objects)
    fields = _by_field(_shades(objects), min((word.right - word.left for word in seen), default=0))
    return [
        word for word in seen if _is_seen(word, fields.get(_field(*_middle(word)), ()), is_opaque)
    ]


def _by_field(shades: Iterable[Shade], narrowest: float) -> dict[tuple[int, int], list[Shade]]:
    """Return the areas by the fields that they reach into, without those that cover no word."""
    fields: dict[tuple[int, int], list[Shade]] = {}
    for shade in shades:
        left, bottom, right, top = shade.box
        if right - left < narrowest - 2 * TOLERANCE:
            continue
        (x0, y0), (x1, y1) = _field(left, bottom), _field(right, top)
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                fields.setdefault((x, y), []).append(shade)
    return fields


def _middle(word: RawWord) -> tuple[float, float]:
    return (word.left + word.right) / 2, (word.bottom + word.top) / 2


def _field(x: float, y: float) -> tuple[int, int]:
    """Return the field of the page that a place lies in."""
    return int(x // FIELD_WIDTH), int(y // FIELD_HEIGHT)


def image_opacity(document: int, page: int) -> IsOpaque:
    """Return what tells whether an image of a page is opaque, given both as pdfium handles."""
    known: dict[int, bool] = {}

    def is_opaque(image: int) -> bool:
        if image not in known:
            known[image] = _is_opaque(native.get_rendered_image(document, page, image))
        return known[image]

    return is_opaque


def _is_opaque(bitmap: int | None) -> bool:
    """Say whether a picture of an image has no see-through pixel; one without picture hides all."""
    if not bitmap:
        return True
    try:
        if native.get_bitmap_format(bitmap) != BGRA:
            return True
        size = native.get_bitmap_stride(bitmap) * native.get_bitmap_height(bitmap)
        pixels = ctypes.string_at(native.get_bitmap_buffer(bitmap), size)
        return min(pixels[3::4], default=255) >= OPAQUE
    finally:
        native.destroy_bitmap(bitmap)


def _is_seen(word: RawWord, shades: Iterable[Shade], is_opaque: IsOpaque) -> bool:
    on_white = True
    for shade in shades:
        is_later = shade.order > word.order[0]
        if not (is_later or word.white) or not shade.covers(word):
            continue
        if shade.image is not None and not is_opaque(shade.image):
            continue
        if is_later:
            return False
        on_white = shade.white
    return not (word.white and on_white)


def _shades(objects: Iterable[PageObject]) -> Iterator[Shade]:
    """Yield the opaque rectangles, the gradients and the images of a page in drawing order."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    for order, found in enumerate(objects):
        if found.kind == IMAGE:
            yield Shade(order, _bounds(found), white=False, image=found.handle)
        elif found.kind == SHADING and not native.has_transparency(found.handle):
            yield Shade(order, _bounds(found), white=False)
        if found.kind != PATH or native.count_segments(found.handle) > RECTANGLE_SEGMENTS:
            continue
        native.get_draw_mode(found.handle, ctypes.byref(fill), ctypes.byref(stroke))
        color = _opaque_color(found.handle)
        if fill.value and color is not None and not native.has_transparency(found.handle):
            yield Shade(order, _bounds(found), min(color) >= PAPER_WHITE)


def _bounds(found: PageObject) -> Bbox:
    edges = tuple(ctypes.c_float() for _ in range(4))
    native.get_bounds(found.handle, *map(ctypes.byref, edges))
    left, bottom, right, top = (edge.value for edge in edges)
    return transformed((left, bottom, right, top), found.transform)


def _opaque_color(page_object: int) -> tuple[int, int, int] | None:
    """Return the colour an object is filled with; None where it is unknown or see-through."""
    channels = [ctypes.c_uint(255) for _ in range(4)]
    known = native.get_fill_color(page_object, *map(ctypes.byref, channels))
    red, green, blue, alpha = (channel.value for channel in channels)
    return (red, green, blue) if known and alpha == 255 else None
