"""Where the glyphs of a page stand, as pdfium says: every digit, and some of all other characters.

Boxes are those of the outlines themselves, not of what the file says they mean: so a dash that
says "3" has the box of a dash.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import hypot
from typing import TypeAlias

import numpy as np
import pypdfium2
from pypdfium2 import raw

from pipeline.extract.pdfium import native
from pipeline.extract.pdfium.characters import quarter_turns
from pipeline.extract.shapes.covered import find_covered
from pipeline.model import Bbox

Kind: TypeAlias = tuple[str, str, float]
"""A character, its font, and its size."""
Kinds: TypeAlias = Counter[Kind]
"""How many there are of each kind in a document."""

BLANK, NO_CHARACTER = 0x20, 0x110000
DIGITS = frozenset("0123456789")
SUBSET_PREFIX = re.compile(r"^[A-Z]{6}\+")
INVISIBLE_RENDER_MODES = frozenset({3, 7})
"""Neither filled nor stroked; added to the clip only (ISO 32000-1, table 106)."""
DIGIT_HEIGHT = 0.7
"""Of a text's size."""
OTHERS_OF_A_KIND = 3
"""Of characters that are no digits so many are enough to know their shape."""
FONT_NAME_BYTES = 256


@dataclass(frozen=True, slots=True)
class Manner:
    """How the text of one object is printed."""

    font: str
    """Name of its font without the mark of a subset; empty for nameless ones (Type 3)."""
    turns: int | None
    """Its direction in quarter turns counter-clockwise; None for a slant or mirrored writing."""
    is_painted: bool
    """Whether its render mode leaves ink."""
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
    is_covered: bool
    """Whether another glyph's box lies over it."""

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


def page_glyphs(page: pypdfium2.PdfPage, number: int, totals: Kinds) -> list[Glyph]:
    """Return all digits of a page and some other glyphs; `totals` counts all over all pages."""
    text_page = page.get_textpage()
    try:
        return list(_Page(text_page, number).glyphs(totals))
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

    def glyphs(self, totals: Kinds) -> Iterator[Glyph]:
        count = native.count_chars(self._handle)
        codes = list(map(native.get_unicode, repeat(self._handle), range(count)))
        indices = [index for index, code in enumerate(codes) if BLANK < code < NO_CHARACTER]
        characters = [chr(codes[index]) for index in indices]
        if DIGITS.isdisjoint(characters):
            return
        objects = list(map(native.get_text_object, repeat(self._handle), indices))
        # Going backwards leaves each object with its first character.
        firsts = dict(zip(reversed(objects), reversed(indices), strict=True))
        manners = {found: self._manner(found, first) for found, first in firsts.items()}
        kinds = [
            (character, manners[found].font, manners[found].size)
            for character, found in zip(characters, objects, strict=True)
        ]
        wanted = _wanted(kinds, totals)
        totals.update(kinds)
        boxes = np.array([self._box(index) for index in indices])
        drawn = np.array([codes[index] for index in indices])
        covered = find_covered(boxes, drawn, wanted)
        for place, is_covered in zip(wanted, covered.tolist(), strict=True):
            yield Glyph(
                page=self._number,
                character=characters[place],
                box=tuple(boxes[place].tolist()),
                manner=manners[objects[place]],
                is_unmapped=native.has_map_error(self._handle, indices[place]) == 1,
                is_covered=is_covered,
            )

    def _box(self, index: int) -> Bbox:
        left, right, bottom, top = self._sides
        raw.FPDFText_GetCharBox(self._raw, index, left, right, bottom, top)
        return (left.value, bottom.value, right.value, top.value)

    def _manner(self, text_object: int | None, first: int) -> Manner:
        """Return what all glyphs of a text object have in common, by the first of them."""
        return Manner(
            font=self._font_name(text_object),
            turns=self._turns(first),
            is_painted=bool(text_object)
            and native.get_render_mode(text_object) not in INVISIBLE_RENDER_MODES,
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


def _wanted(kinds: Sequence[Kind], totals: Kinds) -> list[int]:
    """Return the places of all digits, and of the first others of a kind in the document."""
    here: Kinds = Counter()
    wanted = []
    for place, kind in enumerate(kinds):
        if kind[0] not in DIGITS:
            here[kind] += 1
            if totals[kind] + here[kind] > OTHERS_OF_A_KIND:
                continue
        wanted.append(place)
    return wanted
