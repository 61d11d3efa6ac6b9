"""One page's characters, gathered into words (step 1: text runs).

A word is a stretch of characters of one text object without a space; only its first and last
character are asked for their boxes, which is what makes this faster than walking every character.
Words of one printed word that were drawn as several objects are joined in `lines.py`.
"""

import ctypes
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
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
INVISIBLE: tuple[int, ...] = (-1,)
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

    def is_visible(self, text_object: int | None) -> bool:
        """Say whether a text object leaves ink on the page."""
        known = self._visible.get(text_object)
        if known is None:
            channels = _fill(text_object) if text_object is not None else None
            known = self._visible[text_object] = channels != INVISIBLE
            if channels and min(channels) >= PAPER_WHITE:
                self._white.add(text_object)
        return known

    def is_white(self, text_object: int | None) -> bool:
        """Say whether a visible text object, asked about before, is painted like the paper."""
        return text_object in self._white


def read_page_text(page: int, objects: Iterable[PageObject]) -> PageText:
    """Read all words of a page, given as a pdfium handle and its objects in drawing order."""
    text_page = native.load_text_page(page)
    try:
        return _TextPage(text_page, objects).read()
    finally:
        native.close_text_page(text_page)


class _TextPage:
    """Reads one text page; keeps the buffers that pdfium fills."""

    def __init__(self, handle: int, objects: Iterable[PageObject]) -> None:
        self._handle = handle
        # pdfium puts characters that were drawn one by one in order from left to right, also
        # where one text runs into the next; only the objects tell which belong together.
        self._drawn = {found.handle: place for place, found in enumerate(objects)}
        self._first, self._last = native.Box(), native.Box()
        self._first_ref, self._last_ref = ctypes.byref(self._first), ctypes.byref(self._last)
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._origin = (ctypes.byref(self._x), ctypes.byref(self._y))
        self._ink = Ink()

    def read(self) -> PageText:
        codes = _characters(self._handle)
        characters = mark_unreadable(self._handle, codes)
        words: list[RawWord] = []
        hidden = 0
        for start, end, text_object in self._spans(characters):
            if self._ink.is_visible(text_object):
                words.append(self._word(characters[start:end], start, end - 1, text_object))
            else:
                hidden += 1
        return PageText(tuple(words), hidden, find_signs(codes, characters))

    def _spans(self, characters: str) -> Iterator[tuple[int, int, int | None]]:
        """Yield (start, end, text object) of each stretch without spaces in one object."""
        object_at: Callable[[int, int], int | None] = native.get_text_object
        handle, start, current = self._handle, -1, None
        for index, character in enumerate(characters):
            if character.isspace() or character == "\0":
                if start >= 0:
                    yield start, index, current
                    start = -1
                continue
            text_object = object_at(handle, index)
            if start < 0:
                start, current = index, text_object
            elif text_object != current:
                yield start, index, current
                start, current = index, text_object
        if start >= 0:
            yield start, len(characters), current

    def _word(self, text: str, first: int, last: int, text_object: int | None) -> RawWord:
        native.get_loose_box(self._handle, first, self._first_ref)
        native.get_loose_box(self._handle, last, self._last_ref)
        native.get_origin(self._handle, first, *self._origin)
        a, b = self._first, self._last
        drawn = (self._drawn.get(text_object or 0, 0), first)
        return RawWord(
            text.translate(MENDED),
            min(a.left, b.left),
            min(a.bottom, b.bottom),
            max(a.right, b.right),
            max(a.top, b.top),
            self._x.value,
            self._y.value,
            # pdfium measures the angle clockwise, from the inverted y axis.
            quarter_turns(-native.get_angle(self._handle, first)),
            drawn,
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
    turns = angle / 1.5707963
    nearest = round(turns)
    return nearest % 4 if abs(turns - nearest) < 0.02 else None


def _fill(text_object: int) -> tuple[int, ...] | None:
    """Return red, green and blue of a text object, INVISIBLE where it leaves no ink."""
    if native.get_render_mode(text_object) in INVISIBLE_RENDER_MODES:
        return INVISIBLE
    channels = [ctypes.c_uint(255) for _ in range(4)]
    if not native.get_fill_color(text_object, *map(ctypes.byref, channels)):
        return None
    *color, alpha = (channel.value for channel in channels)
    return tuple(color) if alpha else INVISIBLE
