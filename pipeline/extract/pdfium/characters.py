"""One page's characters, gathered into words (step 1: text runs).

A word is a stretch of characters of one text object without a space; only its first and last
character are asked for their boxes, which is what makes this faster than walking every character.
Words of one printed word that were drawn as several objects are joined in `lines.py`.
"""

import ctypes
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from itertools import repeat
from types import MappingProxyType
from typing import NamedTuple

from pipeline.extract.pdfium import native
from pipeline.extract.pdfium.objects import TEXT, PageObject, has_outlines
from pipeline.extract.pdfium.signs import UNREADABLE, find_signs, mark_unreadable
from pipeline.model import Bbox

MENDED = str.maketrans(
    {"\x02": "-", "\ufffe": "-"}
    | {chr(ord(letter) << 8): letter for letter in "abcdefghijklmnopqrstuvwxyz"}
)
"""pdfium's stand-ins for a hyphen at the end of a line, one per character and one in whole texts;
and letters of ligatures whose two bytes older releases of Ghostscript wrote in the wrong order."""
UNSEEN = "\0"
"""In place of a character that no reader of the page sees: part of no word, as in pdfium's text
a character without code."""
CUT_OFF = "\1"
"""The same for what is cut off behind a word."""
DESCENT = 0.1
"""Share of its height that a box reaches below its baseline at least; one of ink hardly does."""
NEXT = 0.3
"""Font heights to the next character of the same word."""
NO_OUTLINE = 0.05
"""Points: as wide and high as nothing."""
BLANK = re.compile(r"\s")
WORD = re.compile(r"[^\s\0\1]+")


class RawWord(NamedTuple):
    """A word in PDF space (y upwards), before the page's rotation is known."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    origin_x: float
    origin_y: float
    quarter_turns: int | None
    """Direction of the text in quarter turns counter-clockwise; None for a slant."""
    order: tuple[int, int]
    """Position of its text object in the content stream, and within that."""
    is_cut: bool = False
    """Whether it ends where its text is cut off, at the edge of a cell or of the page."""


class _Bearing(NamedTuple):
    """What all words of a text object have in common."""

    order: int
    origin_y: float
    """The baseline of upright text."""
    quarter_turns: int | None


class TextPage(AbstractContextManager["TextPage"]):
    """The characters of one page, by pdfium's index; keeps the buffers that pdfium fills."""

    def __init__(self, page: int, objects: Iterable[PageObject]) -> None:
        """Load the text of a page, given as a pdfium handle and its objects in drawing order."""
        self._handle = native.load_text_page(page)
        self._tight = tuple(ctypes.c_double() for _ in range(4))
        self._tight_refs = tuple(map(ctypes.byref, self._tight))
        codes = _characters(self._handle)
        decoded = mark_unreadable(self._handle, codes)
        self.characters = self._with_inked_blanks(decoded)
        """One for each of pdfium's; U+FFFD for a glyph without a meaning."""
        self.signs = find_signs(codes, decoded)
        """The signs that its text cannot be trusted."""
        # pdfium puts characters that were drawn one by one in order from left to right, also
        # where one text runs into the next; only the objects tell which belong together.
        self._texts = {f.handle: place for place, f in enumerate(objects) if f.kind == TEXT}
        # Of a word's first and its last character: left, top, right, bottom.
        self._boxes = (ctypes.c_float * 8)()
        self._first_ref = ctypes.byref(self._boxes)
        self._last_ref = ctypes.byref(self._boxes, 4 * ctypes.sizeof(ctypes.c_float))
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._origin = (ctypes.byref(self._x), ctypes.byref(self._y))
        self._bearings: dict[int | None, _Bearing] = {}

    def __exit__(self, *_: object) -> None:
        native.close_text_page(self._handle)

    def read(self, unseen: Mapping[int, str] = MappingProxyType({})) -> tuple[RawWord, ...]:
        """Return the words; `unseen` says by index what to read in place of some characters."""
        characters = list(self.characters.translate(MENDED))
        for index, character in unseen.items():
            characters[index] = character
        text = "".join(characters)
        return tuple(
            self._word(text, start, end, text_object)
            for start, end, text_object in self._spans(text)
        )

    def _with_inked_blanks(self, characters: str) -> str:
        """Return the characters; what its font calls a blank and has an outline is unreadable.

        Fonts without a name (Type 3) do not say outlines.
        """
        places = (match.start() for match in BLANK.finditer(characters))
        inked = [index for index in places if self.has_outline(index) and self._is_named(index)]
        if not inked:
            return characters
        marked = list(characters)
        for index in inked:
            marked[index] = UNREADABLE
        return "".join(marked)

    def _is_named(self, index: int) -> bool:
        """Return True if a character was drawn, and in a font with a name."""
        found = native.get_text_object(self._handle, index)
        return bool(found) and has_outlines(found)

    def has_outline(self, index: int) -> bool:
        """Return True if a glyph leaves ink, as its font says."""
        left, bottom, right, top = self.glyph_box(index)
        return right - left > NO_OUTLINE and top - bottom > NO_OUTLINE

    def place_of(self, index: int) -> int | None:
        """Return the place of a character's text in drawing order; None where nothing drew it."""
        return self._texts.get(native.get_text_object(self._handle, index) or 0)

    def silent_texts(self) -> list[int]:
        """Return the places of texts that none of the characters is of."""
        speaking = set(
            map(native.get_text_object, repeat(self._handle), range(len(self.characters)))
        )
        return [place for handle, place in self._texts.items() if handle not in speaking]

    def glyph_box(self, index: int) -> Bbox:
        """Return the box around a glyph's outline in PDF space; empty where it has none."""
        native.get_tight_box(self._handle, index, *self._tight_refs)
        left, right, bottom, top = (value.value for value in self._tight)
        return (left, bottom, right, top)

    def advance_box(self, index: int) -> Bbox:
        """Return the box of a glyph in its line in PDF space: as wide as it moves the pen."""
        native.get_loose_box(self._handle, index, self._first_ref)
        left, top, right, bottom = self._boxes[:4]
        return (left, bottom, right, top)

    def _spans(self, characters: str) -> Iterator[tuple[int, int, int | None]]:
        """Yield (start, end, text object) of each stretch without spaces in one object."""
        places = range(len(characters))
        objects = list(map(native.get_text_object, repeat(self._handle), places))
        for word in WORD.finditer(characters):
            start, end = word.span()
            current = objects[start]
            if objects[start:end].count(current) < end - start:
                for index in range(start + 1, end):
                    if objects[index] != current:
                        yield start, index, current
                        start, current = index, objects[index]
            yield start, end, current

    def _word(self, text: str, first: int, end: int, text_object: int | None) -> RawWord:
        """Return the word from one character to before another of the page's text."""
        known = self._bearings.get(text_object)
        if known is None:
            known = self._bearings[text_object] = self._bearing(first, text_object)
        native.get_loose_box(self._handle, first, self._first_ref)
        native.get_loose_box(self._handle, end - 1, self._last_ref)
        left, top, right, bottom, last_left, last_top, last_right, last_bottom = self._boxes[:]
        origin_x, origin_y = left, known.origin_y
        if known.quarter_turns != 0:
            native.get_origin(self._handle, first, *self._origin)
            origin_x, origin_y = self._x.value, self._y.value
        elif end < len(text) and _is_box_of_ink(bottom, top, origin_y):
            following = self._box_up_to(end, (left, last_bottom, last_right, last_top), origin_y)
            last_left, last_bottom, last_right, last_top = following
        return RawWord(
            text[first:end],
            min(left, last_left),
            min(bottom, last_bottom),
            max(right, last_right),
            max(top, last_top),
            origin_x,
            origin_y,
            known.quarter_turns,
            (known.order, first),
            text[end : end + 2].lstrip()[:1] == CUT_OFF,
        )

    def _box_up_to(self, following: int, box: Bbox, origin_y: float) -> Bbox:
        """Return the box of a word as far as the pen moved: to the next character, if that is near.

        For text that replaces what is drawn (ActualText, ISO 32000-1, sec. 14.9.4) pdfium has the
        box of the ink only, lower and narrower than that of the characters around.
        """
        left, _, right, _ = box
        native.get_origin(self._handle, following, *self._origin)
        next_x, next_y = self._x.value, self._y.value
        _, bottom, _, top = self.advance_box(following)
        near = 0 <= next_x - right <= NEXT * (top - bottom)
        if next_y != origin_y or not near or _is_box_of_ink(bottom, top, origin_y):
            return box
        return (left, bottom, next_x, top)

    def _bearing(self, character: int, text_object: int | None) -> _Bearing:
        native.get_origin(self._handle, character, *self._origin)
        return _Bearing(
            self._texts.get(text_object or 0, 0),
            self._y.value,
            # pdfium measures the angle clockwise, from the inverted y axis.
            quarter_turns(-native.get_angle(self._handle, character)),
        )


def _is_box_of_ink(bottom: float, top: float, baseline: float) -> bool:
    """Return True for the box of an upright glyph's outline rather than of its line."""
    return baseline - bottom < DESCENT * (top - bottom)


def _characters(handle: int) -> str:
    """Return the page's characters, one per pdfium character index."""
    count = native.count_chars(handle)
    buffer = ctypes.create_string_buffer(2 * count + 2)
    written = native.get_text(handle, 0, count, ctypes.addressof(buffer))
    text = buffer.raw[: 2 * (written - 1)].decode("utf-16-le", "replace") if written else ""
    if len(text) == count:
        return text
    codes = (native.get_unicode(handle, index) for index in range(count))
    return "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)


def quarter_turns(angle: float) -> int | None:
    """Return a text direction (radians) in whole quarter turns, or None if it is slanted."""
    if angle == 0:
        return 0
    turns = angle / 1.5707963
    nearest = round(turns)
    return nearest % 4 if abs(turns - nearest) < 0.02 else None
