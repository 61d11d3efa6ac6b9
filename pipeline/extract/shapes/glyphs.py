"""The digits of a page, and some of its other characters, each with the picture of its ink.

A page is painted with nothing but its text, in black, and cut up. pdfium paints a glyph of one font
and size from one picture, at whole pixels: so all glyphs of a kind give the very same picture,
unless something else reaches into it. Boxes are those of the outlines, whatever these mean: so a
dash that says "3" has the box of a dash.
"""

import ctypes
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
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
    Transform,
    bounds_of,
    combined,
)
from pipeline.extract.glyphs.page_parts import PageParts
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.glyphs.words_and_rules import quarter_turns
from pipeline.extract.painted.canvas import Canvas, Painter, switched_off
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
_Look = tuple[Kind, bytes, tuple[int, int], tuple[float, float], tuple[bool, bool]]
"""Of a sign: the levels in its window, the height and width of these, the width and height of its
outline, and whether it is seen and covered."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character on a page and what it looks like, in all places where that is the same."""

    page: int
    character: str
    manner: Manner
    shown: Sequence[Bbox]
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


def manners_of(texts: Sequence[PageObject]) -> list[Manner]:
    """Return how each text of a page is printed."""
    handles = [text.handle for text in texts]
    sizes, [size_places] = native.room(ctypes.c_float, 1, len(texts))
    matrices, [matrix_places, *_] = native.room(ctypes.c_float, 6, len(texts))
    list(map(native.get_font_size, handles, size_places))
    list(map(native.get_matrix, handles, matrix_places))
    names = map(cache(_font_name), map(native.get_font, handles))
    own = zip(*(matrices[place::6] for place in range(6)), strict=True)
    manner = cache(_manner)
    return [
        manner(name, size, matrix, text.transform) if name else _nameless(size, matrix, text)
        for text, name, size, matrix in zip(texts, names, sizes, own, strict=True)
    ]


def _manner(font: str, size: float, inner: Transform, outer: Transform) -> Manner:
    a, b, c, d, _, _ = combined(inner, outer)
    # Mirrored writing has no direction.
    turns = quarter_turns(atan2(b, a)) if a * d > b * c else None
    return Manner(font, turns, round(size * hypot(c, d), 2))


def _nameless(size: float, matrix: Transform, text: PageObject) -> Manner:
    manner = _manner("", size, matrix, text.transform)
    left, bottom, right, top = bounds_of(text)
    height = right - left if (manner.turns or 0) % 2 else top - bottom
    return manner._replace(size=round(max(manner.size, height / DIGIT_HEIGHT), 2))


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
    """
    with TextPage(parts) as text:
        page = _Page(parts, text)
        if not page.digits:
            return [], Counter()
        covered = page.covered(frozenset())
        unseen: frozenset[int] = frozenset()
        if closely or covered:
            sight = look(painter, parts, text, text.read())
            unseen = frozenset(index for run in sight.unseen for index in run.indexes)
            covered = page.covered(unseen)
        glyphs = page.glyphs(Canvas(painter, parts, scale), unseen, covered)
        return glyphs, Counter(kind for index, kind in page.signs if index not in unseen)


class _Page:
    """The signs of a page: what they are said to be, and where their outlines lie."""

    def __init__(self, parts: PageParts, text: TextPage) -> None:
        self._parts = parts
        signs = [index for index, sign in enumerate(text.characters) if sign not in NO_SIGNS]
        drawn = zip(signs, text.places_of(signs), strict=True)
        self._places = {index: place for index, place in drawn if place is not None}
        texts = sorted(set(self._places.values()))
        manners = manners_of([parts.objects[place] for place in texts])
        manner_at = dict(zip(texts, manners, strict=True))
        self.signs = [(i, (text.characters[i], manner_at[p])) for i, p in self._places.items()]
        """By their index in the text."""
        self.digits = [n for n, (_, (sign, _)) in enumerate(self.signs) if sign in DIGITS]
        """Which of the signs are some."""
        self._boxes = np.array(text.glyph_boxes(list(self._places)))

    def covered(self, unseen: Collection[int]) -> frozenset[int]:
        """Return the digits into whose box another sign that is seen reaches."""
        indexes = np.array(list(self._places))
        seen = np.flatnonzero(~np.isin(indexes, list(unseen)))
        return frozenset(indexes[_covered(self._boxes, np.array(self.digits), seen)].tolist())

    def glyphs(
        self, canvas: Canvas, unseen: Collection[int], covered: Collection[int]
    ) -> list[Glyph]:
        """Return all digits, and the first others of a kind.

        What is the same at many places is looked at once: nearly all windows are alike.
        """
        levels = self._paint(canvas, unseen)
        chosen = list(self._chosen(unseen))
        shown = self._shown(chosen)
        sizes = np.round((shown[:, 2:] - shown[:, :2]) * canvas.scale, 1).tolist()
        windows = _windows(shown * canvas.scale, levels.shape).tolist()
        alike: dict[_Look, list[Bbox]] = defaultdict(list)
        for place, box, size, window in zip(chosen, shown.tolist(), sizes, windows, strict=True):
            index, kind = self.signs[place]
            left, top, right, bottom = window
            ink = levels[top:bottom, left:right]
            sight = (index not in unseen, index in covered)
            alike[kind, ink.tobytes(), ink.shape, tuple(size), sight].append(tuple(box))
        return [self._glyph(look, boxes, canvas.scale) for look, boxes in alike.items()]

    def _chosen(self, unseen: Collection[int]) -> Iterator[int]:
        kinds: Counter[Kind] = Counter()
        for place, (index, kind) in enumerate(self.signs):
            if kind[0] in DIGITS:
                yield place
            elif kinds[kind] < OTHERS_OF_A_KIND and index not in unseen:
                kinds[kind] += 1
                yield place

    def _paint(self, canvas: Canvas, unseen: Collection[int]) -> Levels:
        """Paint the texts of which anything is seen."""
        shown = {place for index, place in self._places.items() if index not in unseen}
        objects = enumerate(self._parts.objects)
        hidden = set(self._places.values()) - shown
        with switched_off(f for place, f in objects if f.kind != TEXT or place in hidden):
            return np.asarray(canvas.paint_copies().to_numpy())

    def _shown(self, chosen: Sequence[int]) -> Floats:
        """Return where signs stand on the page as shown, as rows of four."""
        a, b, c, d, e, f = self._parts.to_shown
        left, bottom, right, top = self._boxes[chosen].T
        xs = (a * left + c * bottom + e, a * right + c * top + e)
        ys = (b * left + d * bottom + f, b * right + d * top + f)
        return np.column_stack([np.minimum(*xs), np.minimum(*ys), np.maximum(*xs), np.maximum(*ys)])

    def _glyph(self, look: _Look, boxes: Sequence[Bbox], scale: float) -> Glyph:
        (character, manner), ink, shape, size, (is_seen, is_covered) = look
        turns = (manner.turns or 0) - self._parts.page.get_rotation() // 90
        picture = _trimmed(ink, *shape, turns % 4)
        width, height = reversed(size) if turns % 2 else size
        if picture and not manner.font:
            height, width, _ = picture
        em = manner.size * scale
        number = self._parts.number
        return Glyph(
            number, character, manner, boxes, picture, height, width, em, is_seen, is_covered
        )


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


def _windows(edges: Floats, shape: tuple[int, int]) -> Indexes:
    """Return which columns and rows of a picture glyphs lie in, from their edges in pixels."""
    height, width = shape
    grown = np.add(np.floor(edges), (-PAD, -PAD, 1 + PAD, 1 + PAD))
    return np.clip(grown, 0, (width, height, width, height)).astype(int)


@lru_cache(maxsize=4096)
def _trimmed(levels: bytes, height: int, width: int, turns: int) -> Picture | None:
    """Return the ink in a window, upright and no more of it; None where it is blank."""
    window = np.rot90(255 - np.frombuffer(levels, np.uint8).reshape(height, width), -turns)
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
