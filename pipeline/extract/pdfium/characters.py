"""One page's characters, gathered into words (step 1: text runs).

A word is a stretch of characters of one text object without a space; only its first and last
character are asked for their boxes, which is what makes this faster than walking every character.
Words of one printed word that were drawn as several objects are joined in `lines.py`.
"""

import ctypes
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

from pipeline.extract.pdfium import native
from pipeline.extract.pdfium.objects import PageObject
from pipeline.extract.pdfium.signs import Signs, find_signs, mark_unreadable

MENDED = str.maketrans(
    {"\x02": "-", "\ufffe": "-"}
    | {chr(ord(letter) << 8): letter for letter in "abcdefghijklmnopqrstuvwxyz"}
)
"""pdfium's stand-ins for a hyphen at the end of a line, one per character and one in whole texts;
and letters of ligatures whose two bytes older releases of Ghostscript wrote in the wrong order."""
INVISIBLE_RENDER_MODES = frozenset({3, 7})
"""Neither filled nor stroked; added to the clip only (ISO 32000-1, table 106)."""
WORD = re.compile(r"[^\s\0]+")
PAPER_WHITE = 250
"""From this value on (of 255) in all channels a colour is that of the paper."""


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
    white: bool
    """Whether it is painted in the colour of the paper."""


@dataclass(frozen=True, slots=True)
class PageText:
    """The words of a page and the signs that its text cannot be trusted."""

    words: tuple[RawWord, ...]
    hidden: int
    """Words drawn invisibly (render mode 3 or 7, or fully transparent): not among `words`."""
    signs: Signs


class Ink:
    """Whether text objects can be seen; each is asked once."""

    def __init__(self) -> None:
        self._visible: dict[int | None, bool] = {}
        self._white: set[int | None] = set()
        self._channels = (ctypes.c_uint * 4)()
        size = ctypes.sizeof(ctypes.c_uint)
        self._channel_refs = tuple(ctypes.byref(self._channels, size * i) for i in range(4))

    def is_visible(self, text_object: int | None) -> bool:
        """Say whether a text object leaves ink on the page."""
        known = self._visible.get(text_object)
        if known is None:
            known = self._visible[text_object] = text_object is None or self._has_ink(text_object)
        return known

    def is_white(self, text_object: int | None) -> bool:
        """Say whether a visible text object, asked about before, is painted like the paper."""
        return text_object in self._white

    def _has_ink(self, text_object: int) -> bool:
        if native.get_render_mode(text_object) in INVISIBLE_RENDER_MODES:
            return False
        if not native.get_fill_color(text_object, *self._channel_refs):
            return True
        red, green, blue, alpha = self._channels[:]
        if min(red, green, blue) >= PAPER_WHITE:
            self._white.add(text_object)
        return alpha > 0


def read_page_text(page: int, objects: Iterable[PageObject]) -> PageText:
    """Read all words of a page, given as a pdfium handle and its objects in drawing order."""
    text_page = native.load_text_page(page)
    try:
        return _TextPage(text_page, objects).read()
    finally:
        native.close_text_page(text_page)


class _Bearing(NamedTuple):
    """What all words of a text object have in common."""

    order: int
    origin_y: float
    """The baseline of upright text."""
    quarter_turns: int | None
    white: bool


class _TextPage:
    """Reads one text page; keeps the buffers that pdfium fills."""

    def __init__(self, handle: int, objects: Iterable[PageObject]) -> None:
        self._handle = handle
        # pdfium puts characters that were drawn one by one in order from left to right, also
        # where one text runs into the next; only the objects tell which belong together.
        self._drawn = {found.handle: place for place, found in enumerate(objects)}
        # Of a word's first and its last character: left, top, right, bottom.
        self._boxes = (ctypes.c_float * 8)()
        self._first_ref = ctypes.byref(self._boxes)
        self._last_ref = ctypes.byref(self._boxes, 4 * ctypes.sizeof(ctypes.c_float))
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._origin = (ctypes.byref(self._x), ctypes.byref(self._y))
        self._ink = Ink()
        self._bearings: dict[int | None, _Bearing] = {}

    def read(self) -> PageText:
        codes = _characters(self._handle)
        characters = mark_unreadable(self._handle, codes)
        words: list[RawWord] = []
        hidden = 0
        mended = characters.translate(MENDED)
        for start, end, text_object in self._spans(characters):
            if self._ink.is_visible(text_object):
                words.append(self._word(mended[start:end], start, end - 1, text_object))
            else:
                hidden += 1
        return PageText(tuple(words), hidden, find_signs(codes, characters))

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

    def _word(self, text: str, first: int, last: int, text_object: int | None) -> RawWord:
        known = self._bearings.get(text_object)
        if known is None:
            known = self._bearings[text_object] = self._bearing(first, text_object)
        native.get_loose_box(self._handle, first, self._first_ref)
        native.get_loose_box(self._handle, last, self._last_ref)
        left, top, right, bottom, last_left, last_top, last_right, last_bottom = self._boxes[:]
        origin_x, origin_y = left, known.origin_y
        if known.quarter_turns != 0:
            native.get_origin(self._handle, first, *self._origin)
            origin_x, origin_y = self._x.value, self._y.value
        return RawWord(
            text,
            min(left, last_left),
            min(bottom, last_bottom),
            max(right, last_right),
            max(top, last_top),
            origin_x,
            origin_y,
            known.quarter_turns,
            (known.order, first),
            known.white,
        )

    def _bearing(self, character: int, text_object: int | None) -> _Bearing:
        native.get_origin(self._handle, character, *self._origin)
        return _Bearing(
            self._drawn.get(text_object or 0, 0),
            self._y.value,
            # pdfium measures the angle clockwise, from the inverted y axis.
            quarter_turns(-native.get_angle(self._handle, character)),
            self._ink.is_white(text_object),
        )


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
