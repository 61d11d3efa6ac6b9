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
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.objects import (
    TEXT,
    PageObject,
    bounds_of,
    combined,
    matrix_of,
)
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.glyphs.words_and_rules import quarter_turns
from pipeline.extract.painted.canvas import Canvas, Painter, switched_off
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
"""Of characters that are no digits so many of a page are enough to know their shape."""
FONT_NAME_BYTES = 256
COVER_SHARE = 0.15
"""A box that reaches less into another touches it only: glyphs lean and are rounded to pixels."""
LEAST_POINTS = 0.01
"""Taken for the size of a box that has none."""
AT_ONCE = 64
"""So many glyphs, in lines that follow each other, are compared with all around in one step."""
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
Floats = NDArray[np.float64]
Indexes = NDArray[np.int_]


class Manner(NamedTuple):
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
    painter: Painter, parts: PageParts, scale: float, *, closely: bool
) -> tuple[list[Glyph], Counter[Kind]]:
    """Return all digits of a page and the first others of a kind, and how many of each are seen.

    To find what is hidden takes longer than all else: it is done only `closely`, and where digits
    are covered.

    Raises:
        PaintingError: the page cannot be painted.
    """
    with TextPage(parts) as text:
        if DIGITS.isdisjoint(text.characters):
            return [], Counter()
        page = _Page(parts, text)
        covered = page.covered(frozenset())
        unseen: frozenset[int] = frozenset()
        if closely or any(text.characters[index] in DIGITS for index in covered):
            sight = look(painter, parts, text, text.read())
            unseen = frozenset(index for run in sight.unseen for index in run.indexes)
            covered = page.covered(unseen)
        canvas = Canvas(painter, parts, scale)
        glyphs = page.glyphs(canvas, unseen, covered)
        return list(glyphs), Counter(kind for index, kind in page.signs if index not in unseen)


class _Page:
    """The signs of a page: what they are said to be, and where their outlines lie."""

    def __init__(self, parts: PageParts, text: TextPage) -> None:
        self._parts = parts
        manner = cache(lambda place: manner_of(parts.objects[place]))
        signs = (index for index, sign in enumerate(text.characters) if sign not in NO_SIGNS)
        places = ((index, text.place_of(index)) for index in signs)
        self._places = {index: place for index, place in places if place is not None}
        self.signs = [(i, (text.characters[i], manner(p))) for i, p in self._places.items()]
        """By their index in the text."""
        self._boxes = np.array(text.glyph_boxes(list(self._places)))

    def covered(self, unseen: Collection[int]) -> frozenset[int]:
        """Return the digits into whose box another sign that is seen reaches."""
        indexes = np.array(list(self._places))
        seen = np.flatnonzero(~np.isin(indexes, list(unseen)))
        digits = [place for place, (_, kind) in enumerate(self.signs) if kind[0] in DIGITS]
        return frozenset(indexes[_covered(self._boxes, np.array(digits), seen)].tolist())

    def glyphs(
        self, canvas: Canvas, unseen: Collection[int], covered: Collection[int]
    ) -> Iterator[Glyph]:
        """Yield all digits, and the first others of a kind."""
        levels = self._paint(canvas, unseen)
        kinds: Counter[Kind] = Counter()
        for (index, kind), box in zip(self.signs, self._boxes.tolist(), strict=True):
            is_seen = index not in unseen
            kinds[kind] += is_seen
            if kind[0] in DIGITS or (is_seen and kinds[kind] <= OTHERS_OF_A_KIND):
                where = (tuple(box), canvas, levels)
                yield self._glyph(kind, *where, is_seen=is_seen, is_covered=index in covered)

    def _paint(self, canvas: Canvas, unseen: Collection[int]) -> Levels:
        """Paint the texts of which anything is seen."""
        shown = {place for index, place in self._places.items() if index not in unseen}
        objects = enumerate(self._parts.objects)
        hidden = set(self._places.values()) - shown
        with switched_off(f for place, f in objects if f.kind != TEXT or place in hidden):
            return np.asarray(canvas.paint_copied_ink())

    def _glyph(self, kind: Kind, box: Bbox, canvas: Canvas, levels: Levels, **sight: bool) -> Glyph:
        character, manner = kind
        shown = self._parts.places.box(box)
        turns = (manner.turns or 0) - self._parts.page.get_rotation() // 90
        left, top, right, bottom = (max(0, side) for side in canvas.pixels(box, PAD))
        window = levels[top:bottom, left:right]
        picture = _trimmed(window.tobytes(), *window.shape, turns % 4)
        outline = ((shown[3] - shown[1]) * canvas.scale, (shown[2] - shown[0]) * canvas.scale)
        height, width = reversed(outline) if turns % 2 else outline
        if picture and not manner.font:
            height, width = picture[:2]
        em = manner.size * canvas.scale
        number = self._parts.number
        return Glyph(number, character, manner, shown, picture, height, width, em, **sight)


def _covered(boxes: Floats, targets: Indexes, covering: Indexes) -> Indexes:
    """Return which of the targets another box, of the covering ones, reaches well into."""
    rising = covering[np.argsort(boxes[covering, 1])]
    bottoms, tallest = boxes[rising, 1], (boxes[:, 3] - boxes[:, 1]).max()
    covered = []
    in_lines = targets[np.argsort(boxes[targets, 1])]
    for start in range(0, len(in_lines), AT_ONCE):
        these = in_lines[start : start + AT_ONCE]
        first = np.searchsorted(bottoms, boxes[these, 1].min() - tallest)
        last = np.searchsorted(bottoms, boxes[these, 3].max())
        around = rising[first:last]
        over = _reaches(boxes[these], boxes[around], 0) & _reaches(boxes[these], boxes[around], 1)
        covered.append(these[(over & (these[:, None] != around)).any(axis=1)])
    return np.concatenate(covered)


def _reaches(targets: Floats, others: Floats, side: int) -> NDArray[np.bool_]:
    """Return which other boxes reach well into each target, across (0) or upright (1)."""
    low, high = targets[:, side, None], targets[:, side + 2, None]
    reach = np.minimum(high, others[:, side + 2]) - np.maximum(low, others[:, side])
    return np.asarray(reach > COVER_SHARE * np.maximum(high - low, LEAST_POINTS))


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
