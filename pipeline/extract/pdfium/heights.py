"""The height of text whose font does not say how high it is (step 1: characters).

Fonts drawn glyph by glyph (Type 3: bitmaps of TeX, what browsers make of some typefaces) have
neither ascent nor descent, so pdfium gives each word the height of its ink: that of "1" is less
than that of "g". The font's size says more; all distances between words are measured by it.
"""

import ctypes
from collections.abc import Sequence
from math import hypot

from pipeline.extract.pdfium import native
from pipeline.extract.pdfium.characters import RawWord
from pipeline.extract.pdfium.objects import PageObject, combined, has_outlines, matrix_of

MANY_HEIGHTS = 8
"""Words of so many different heights are seldom those of so many sizes of type."""
LEAST_HEIGHT = 0.85
"""In font sizes: a font's box is higher."""
ASCENT, DESCENT = 0.93, 0.22
"""In font sizes, as common typefaces have them."""


def with_font_heights(words: Sequence[RawWord], objects: Sequence[PageObject]) -> Sequence[RawWord]:
    """Return a page's words; those that are as high as their ink as high as their font."""
    if len({round(word.top - word.bottom, 1) for word in words}) < MANY_HEIGHTS:
        return words
    sizes: dict[int, float] = {}
    return [_as_high_as_font(word, objects, sizes) for word in words]


def _as_high_as_font(
    word: RawWord, objects: Sequence[PageObject], sizes: dict[int, float]
) -> RawWord:
    place = word.order[0]
    if word.quarter_turns != 0 or place >= len(objects):
        return word
    if place not in sizes:
        sizes[place] = _font_size(objects[place])
    size = sizes[place]
    if word.top - word.bottom >= LEAST_HEIGHT * size:
        return word
    bottom, top = word.origin_y - DESCENT * size, word.origin_y + ASCENT * size
    return word._replace(bottom=min(bottom, word.bottom), top=max(top, word.top))


def _font_size(text: PageObject) -> float:
    """Return at what size a text of a nameless font, as Type 3 is, is printed; 0 for others."""
    size = ctypes.c_float()
    if has_outlines(text.handle) or not native.get_font_size(text.handle, ctypes.byref(size)):
        return 0.0
    _, _, c, d, _, _ = combined(matrix_of(text.handle), text.transform)
    return size.value * hypot(c, d)
