"""Where the glyphs of a page stand, as pdfium says: every digit, and some of all other characters.

Boxes are those of the outlines themselves, not of what the file says they mean: so a dash that
says "3" has the box of a dash.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import hypot
from typing import TypeAlias

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.drawn import quarter_turns
from pipeline.model import Bbox

Kind: TypeAlias = tuple[str, str, float]
"""A character, its font, and its size."""
Kinds: TypeAlias = Counter[Kind]
"""How many there are of each kind in a document."""

BLANK, NO_CHARACTER = 0x20, 0x110000
DIGITS = frozenset("0123456789")
SUBSET_PREFIX = re.compile(r"^[A-Z]{6}\+")
DIGIT_HEIGHT = 0.7
"""Of a text's size."""
OTHERS_OF_A_KIND = 3
"""Of characters that are no digits so many are enough to know their shape."""
FONT_NAME_BYTES = 256
COVER_SHARE = 0.15
"""A box that reaches less into another touches it only: glyphs lean and are rounded to pixels."""
SAME_SHARE = 0.6
"""A glyph drawn twice to look bold covers itself by more."""
LEAST_POINTS = 0.01
"""Taken for the size of a box that has none."""
AT_ONCE = 64
"""So many glyphs, in lines that follow each other, are compared with all around in one step."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the text of one object is printed."""

    font: str
    """Name of its font without the mark of a subset; empty for nameless ones (Type 3)."""
    turns: int | None
    """Its direction in quarter turns counter-clockwise; None for a slant or mirrored writing."""
    size: float
    """In points, as its font counts; rounded, so that texts of one size have the same."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of a page's text, and where its outline lies in PDF space (y upwards)."""

    page: int
    """Index from 0."""
    character: str
    box: Bbox
    """Left, bottom, right, top."""
    manner: Manner
    is_unmapped: bool
    """Whether the file does not say what it means: pdfium gives its bare number then."""
    is_hidden: bool
    """Whether readers of the page see nothing of its text."""
    is_covered: bool
    """Whether the box of another glyph, which is not hidden, lies over it."""

    @property
    def kind(self) -> Kind:
        """Return its character, its font and its size."""
        return (self.character, self.manner.font, self.manner.size)

    @property
    def em(self) -> float:
        """The size of its text, in points; a nameless font may count in units of any size."""
        left, bottom, right, top = self.box
        tall = right - left if (self.manner.turns or 0) % 2 else top - bottom
        size = self.manner.size
        return size if self.manner.font else max(size, tall / DIGIT_HEIGHT)

    @property
    def is_digit(self) -> bool:
        """Return True if the file says that it is a digit."""
        return self.character in DIGITS


@dataclass(frozen=True, slots=True)
class Hidden:
    """Texts of one page that are not seen at all."""

    texts: frozenset[int] = frozenset()
    """Their places in drawing order."""
    characters: frozenset[int] = frozenset()
    """All of theirs, by their index in pdfium's text page."""


NOTHING_HIDDEN = Hidden()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page's glyphs."""

    glyphs: Sequence[Glyph]
    """All its digits, and some of all other characters."""
    kinds: Mapping[Kind, int]
    """How many of each kind it has, whether or not they are among these."""
    hidden: Hidden
    """The texts that none of its readers sees."""

    @property
    def has_covered_digits(self) -> bool:
        """Return True if text lies over a digit."""
        return any(glyph.is_digit and glyph.is_covered for glyph in self.glyphs)


def page_glyphs(
    page: pypdfium2.PdfPage, number: int, before: Kinds, hidden: Hidden = NOTHING_HIDDEN
) -> Sheet:
    """Return the glyphs of a page, given how many of each kind the pages before it have."""
    text_page = page.get_textpage()
    try:
        return _Page(text_page, number).sheet(before, hidden)
    finally:
        text_page.close()


class _Page:
    """Reads one text page; keeps the buffers that pdfium fills."""

    def __init__(self, text_page: pypdfium2.PdfTextPage, number: int) -> None:
        self._raw, self._number = text_page.raw, number
        self._handle = native.handle_of(text_page.raw)
        self._sides = tuple(ctypes.c_double() for _ in range(4))
        self._matrix = raw.FS_MATRIX()
        self._name = ctypes.create_string_buffer(FONT_NAME_BYTES)

    def sheet(self, before: Kinds, hidden: Hidden) -> Sheet:
        count = native.count_chars(self._handle)
        codes = list(map(native.get_unicode, repeat(self._handle), range(count)))
        indices = [index for index, code in enumerate(codes) if BLANK < code < NO_CHARACTER]
        characters = [chr(codes[index]) for index in indices]
        if DIGITS.isdisjoint(characters):
            return Sheet((), {}, hidden)
        objects = list(map(native.get_text_object, repeat(self._handle), indices))
        # Going backwards leaves each object with its first character.
        firsts = dict(zip(reversed(objects), reversed(indices), strict=True))
        manners = {found: self._manner(found, first) for found, first in firsts.items()}
        kinds = [
            (character, manners[found].font, manners[found].size)
            for character, found in zip(characters, objects, strict=True)
        ]
        seen = [place for place, index in enumerate(indices) if index not in hidden.characters]
        wanted = _wanted(kinds, set(seen), before)
        boxes = np.array([self._box(index) for index in indices])
        drawn = np.array([codes[index] for index in indices])
        covered = _covered(boxes, drawn, wanted, np.array(seen, int))
        glyphs = [
            Glyph(
                page=self._number,
                character=characters[place],
                box=tuple(boxes[place].tolist()),
                manner=manners[objects[place]],
                is_unmapped=native.has_map_error(self._handle, indices[place]) == 1,
                is_hidden=indices[place] in hidden.characters,
                is_covered=is_covered,
            )
            for place, is_covered in zip(wanted, covered.tolist(), strict=True)
        ]
        return Sheet(glyphs, Counter(kinds[place] for place in seen), hidden)

    def _box(self, index: int) -> Bbox:
        left, right, bottom, top = self._sides
        raw.FPDFText_GetCharBox(self._raw, index, left, right, bottom, top)
        return (left.value, bottom.value, right.value, top.value)

    def _manner(self, text_object: int | None, first: int) -> Manner:
        """Return what all glyphs of a text object have in common, by the first of them."""
        return Manner(
            font=self._font_name(text_object),
            turns=self._turns(first),
            size=self._size(first),
        )

    def _turns(self, index: int) -> int | None:
        """Return the direction of a character; None for a slant, and for mirrored writing."""
        matrix = self._matrix
        raw.FPDFText_GetMatrix(self._raw, index, matrix)
        if matrix.a * matrix.d < matrix.b * matrix.c:
            return None
        # pdfium measures the angle clockwise, from the inverted y axis.
        return quarter_turns(-native.get_angle(self._handle, index))

    def _size(self, index: int) -> float:
        raw.FPDFText_GetMatrix(self._raw, index, self._matrix)
        size: float = raw.FPDFText_GetFontSize(self._raw, index)
        return round(size * hypot(self._matrix.c, self._matrix.d), 2)

    def _font_name(self, text_object: int | None) -> str:
        font = text_object and native.get_font(text_object)
        if not font:
            return ""
        written = native.get_font_name(font, ctypes.addressof(self._name), FONT_NAME_BYTES)
        name = self._name.raw[: max(0, min(written, FONT_NAME_BYTES) - 1)]
        return SUBSET_PREFIX.sub("", name.decode("utf-8", "replace"))


def _wanted(kinds: Sequence[Kind], seen: Container[int], before: Kinds) -> list[int]:
    """Return the places of all digits, and of the first others of a kind that are seen."""
    here: Kinds = Counter()
    wanted = []
    for place, kind in enumerate(kinds):
        if kind[0] not in DIGITS:
            here[kind] += place in seen
            if place not in seen or before[kind] + here[kind] > OTHERS_OF_A_KIND:
                continue
        wanted.append(place)
    return wanted


def _covered(
    boxes: NDArray[np.float64],
    codes: NDArray[np.int_],
    wanted: list[int],
    covering: NDArray[np.int_],
) -> NDArray[np.bool_]:
    """Return for each wanted glyph whether one of the covering reaches well into its box.

    The same character drawn again in almost the same place only makes it bolder.
    """
    rising = covering[np.argsort(boxes[covering, 1])]
    bottoms, tallest = boxes[rising, 1], (boxes[:, 3] - boxes[:, 1]).max()
    covered = np.zeros(len(boxes), bool)
    in_lines = np.array(wanted)[np.argsort(boxes[wanted, 1])]
    for start in range(0, len(in_lines), AT_ONCE):
        these = in_lines[start : start + AT_ONCE]
        first = np.searchsorted(bottoms, boxes[these, 1].min() - tallest)
        last = np.searchsorted(bottoms, boxes[these, 3].max())
        around = rising[first:last]
        shares = np.minimum(*(_shares(boxes[these], boxes[around], side) for side in (0, 1)))
        again = (shares > SAME_SHARE) & (codes[these, None] == codes[around])
        over = (shares > COVER_SHARE) & ~again & (these[:, None] != around)
        covered[these] = over.any(axis=1)
    return covered[wanted]


def _shares(
    targets: NDArray[np.float64], others: NDArray[np.float64], side: int
) -> NDArray[np.float64]:
    """Return how far each other box reaches into each target, as a share of its width or height."""
    low, high = targets[:, side, None], targets[:, side + 2, None]
    reach = np.minimum(high, others[:, side + 2]) - np.maximum(low, others[:, side])
    shares: NDArray[np.float64] = reach / np.maximum(high - low, LEAST_POINTS)
    return shares
