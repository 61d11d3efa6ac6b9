"""The digits of a page, and some of its other characters, each with the picture of its ink.

A page is painted with nothing but its text, in black, and cut up. pdfium paints a glyph of one font
and size from one picture, at whole pixels: so all glyphs of a kind give the very same picture,
unless something else reaches into it. Boxes are those of the outlines, whatever these mean: so a
dash that says "3" has the box of a dash.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from math import atan2, hypot

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.drawn import quarter_turns
from pipeline.extract.glyphs.objects import (
    TEXT,
    PageObject,
    bounds_of,
    combined,
    matrix_of,
)
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.painted.canvas import Canvas, Painter, PixelBox, switched_off
from pipeline.extract.painted.letters import overlapping
from pipeline.extract.painted.page import PageParts
from pipeline.extract.painted.sight import look
from pipeline.model import Abstention, Bbox

DIGITS = frozenset("0123456789")
NO_SIGNS = "\0 \t\r\n"
"""Characters that leave no ink, seen or not."""
SUBSET_PREFIX = re.compile(r"^[A-Z]{6}\+")
DIGIT_HEIGHT = 0.7
"""Of a text's size."""
OTHERS_OF_A_KIND = 3
"""Of characters that are no digits so many are enough to know their shape."""
FONT_NAME_BYTES = 256
LEAST_EM = 15.0
"""Pixels of a text's size."""
FAINT = 16
"""Ink up to this is the edge of something else."""
WHOLE = 0.8
"""The share of its outline's height and width that the ink of a whole glyph has at least."""
PAD = 1
"""Pixels around a box that its glyph may reach into by rounding."""
EDGE = PAD + 2
"""So many pixels from the end of a window a glyph may end, or its neighbour begin."""

Picture = tuple[int, int, bytes]
"""Height, width, and the ink of each pixel (0 to 255), row by row, upright, without blank edges."""
Levels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is printed."""

    font: str
    """Name of its font without the mark of a subset; empty for nameless ones (Type 3)."""
    turns: int | None
    """Its direction in quarter turns counter-clockwise; None for a slant or mirrored writing."""
    size: float
    """In points, as its font counts; rounded, so that texts of one size have the same. A nameless
    font may count in units of any size: there it is told from the height of the text."""


Kind = tuple[str, Manner]
"""A character, and how it is printed."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of a page's text, and what it looks like."""

    page: int
    character: str
    manner: Manner
    shown: Bbox
    """Where it stands on the page as shown."""
    picture: Picture | None
    """None where there is no ink."""
    height: float
    """Of its outline, in pixels; of its ink for nameless fonts, which do not say their outlines."""
    width: float
    em: float
    """Size of its text, in pixels."""
    is_seen: bool
    is_covered: bool
    """Whether another glyph that is seen reaches into it."""

    @property
    def is_digit(self) -> bool:
        """Return True if the file says that it is a digit."""
        return self.character in DIGITS

    @property
    def hindrance(self) -> Abstention | None:
        """Return what keeps it from being compared with others."""
        if self.manner.turns is None:
            return Abstention.SLANTED
        if not self.is_seen or self.picture is None:
            return Abstention.UNSEEN
        if self.is_covered:
            return Abstention.COVERED
        if self.em < LEAST_EM:
            return Abstention.SMALL
        # What is cut off may look like anything.
        height, width, _ = self.picture
        is_whole = height > WHOLE * self.height - PAD and width > WHOLE * self.width - PAD
        return None if is_whole else Abstention.UNSEEN


def manner_of(text: PageObject) -> Manner:
    """Return how a text is printed."""
    a, b, c, d, _, _ = combined(matrix_of(text.handle), text.transform)
    # Mirrored writing has no direction.
    turns = quarter_turns(atan2(b, a)) if a * d > b * c else None
    font, size = _font_name(native.get_font(text.handle)), ctypes.c_float()
    native.get_font_size(text.handle, ctypes.byref(size))
    em = size.value * hypot(c, d)
    if not font:
        left, bottom, right, top = bounds_of(text)
        em = max(em, (right - left if (turns or 0) % 2 else top - bottom) / DIGIT_HEIGHT)
    return Manner(font, turns, round(em, 2))


def _font_name(font: int | None) -> str:
    name = ctypes.create_string_buffer(FONT_NAME_BYTES)
    written = font and native.get_font_name(font, ctypes.addressof(name), FONT_NAME_BYTES)
    said = name.raw[: max(0, min(written or 0, FONT_NAME_BYTES) - 1)]
    return SUBSET_PREFIX.sub("", said.decode("utf-8", "replace"))


def page_glyphs(
    painter: Painter, parts: PageParts, scale: float, kinds: Counter[Kind]
) -> list[Glyph]:
    """Return all digits of a page, and the first others of a kind; count in `kinds` what is seen.

    Raises:
        PaintingError: the page cannot be painted.
    """
    with TextPage(parts.handle, parts.objects) as text:
        if DIGITS.isdisjoint(text.characters):
            return []
        sight = look(painter, parts, text, text.read())
        unseen = {index for run in sight.unseen for index in run.indexes}
        return list(_Page(painter, parts, scale, text, unseen).glyphs(kinds))


class _Page:
    """A painted page, and how its texts are printed."""

    def __init__(
        self,
        painter: Painter,
        parts: PageParts,
        scale: float,
        text: TextPage,
        unseen: Collection[int],
    ) -> None:
        self._parts, self._unseen = parts, unseen
        self._canvas = Canvas(painter, parts, scale)
        self._signs: list[tuple[int, Kind]] = []
        """Those that leave ink, by their index in the text."""
        self._boxes: dict[int, Bbox] = {}
        manner = cache(lambda place: manner_of(parts.objects[place]))
        seen_texts, all_texts = set(), set()
        for index, character in enumerate(text.characters):
            place = text.place_of(index)
            if character in NO_SIGNS or place is None:
                continue
            self._signs.append((index, (character, manner(place))))
            self._boxes[index] = text.glyph_box(index)
            all_texts.add(place)
            if index not in unseen:
                seen_texts.add(place)
        self._levels = self._paint(all_texts - seen_texts)
        self._covered = self._find_covered()

    def _paint(self, hidden: Collection[int]) -> Levels:
        objects = enumerate(self._parts.objects)
        with switched_off(f for place, f in objects if f.kind != TEXT or place in hidden):
            return np.asarray(self._canvas.paint_copied_ink())

    def _find_covered(self) -> Collection[int]:
        seen = [index for index, _ in self._signs if index not in self._unseen]
        boxes = [self._canvas.pixels(self._boxes[index], -1) for index in seen]
        return {seen[place] for place in overlapping(boxes, self._canvas.size)}

    def glyphs(self, kinds: Counter[Kind]) -> Iterator[Glyph]:
        for index, kind in self._signs:
            is_seen = index not in self._unseen
            kinds[kind] += is_seen
            if kind[0] in DIGITS or (is_seen and kinds[kind] <= OTHERS_OF_A_KIND):
                yield self._glyph(index, kind)

    def _glyph(self, index: int, kind: Kind) -> Glyph:
        character, manner = kind
        box = self._boxes[index]
        shown, scale = self._parts.places.box(box), self._canvas.scale
        turns = (manner.turns or 0) - self._parts.page.get_rotation() // 90
        window = self._window(self._canvas.pixels(box, PAD))
        picture = _trimmed(window.tobytes(), *window.shape, turns % 4)
        outline = [(shown[3] - shown[1]) * scale, (shown[2] - shown[0]) * scale]
        if turns % 2:
            outline.reverse()
        if picture and not manner.font:
            outline = [picture[0], picture[1]]
        return Glyph(
            page=self._parts.number,
            character=character,
            manner=manner,
            shown=shown,
            picture=picture,
            height=outline[0],
            width=outline[1],
            em=manner.size * scale,
            is_seen=index not in self._unseen,
            is_covered=index in self._covered,
        )

    def _window(self, box: PixelBox) -> Levels:
        left, top, right, bottom = (max(0, side) for side in box)
        return self._levels[top:bottom, left:right]


@lru_cache(maxsize=4096)
def _trimmed(levels: bytes, height: int, width: int, turns: int) -> Picture | None:
    """Return what a window shows, upright and no more of it; None where it is blank.

    Nearly all windows of a document are alike.
    """
    window = np.rot90(np.frombuffer(levels, np.uint8).reshape(height, width), -turns)
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
