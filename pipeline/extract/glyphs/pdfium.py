"""One page's characters as pdfium decodes them, gathered into words.

A word is a stretch of characters of one text object without a space; only its first and last
character are asked for their boxes, which is what makes this faster than walking every character.
The characters of a text follow each other, so these two tell, too, whether one text drew them all.
Words of one printed word that were drawn as several objects are joined in `layout.lines`.

For a glyph that its font gives no meaning pdfium puts the bare number of the glyph. That may be
the code of another digit, or of a blank; so whatever could make or break a figure is asked about:
every digit, blanks beside digits, and all that a text of this kind does not have. Letters are
asked about at the start of lines only, for a name that is wrong is no name of the register. Where
one glyph has no meaning, all of the page's are asked about.
"""

import ctypes
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import chain, groupby, repeat
from math import atan2, hypot, inf
from types import MappingProxyType
from typing import NamedTuple

from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.objects import PageObject, has_outlines, placed_matrix
from pipeline.extract.glyphs.page_parts import PageParts
from pipeline.extract.glyphs.words_and_rules import (
    ASCENT,
    CUT_OFF,
    DESCENT,
    NUMBER,
    SWAPPED,
    UNREADABLE,
    UNSOUND,
    WORD,
    RawWord,
    are_crowded,
    quarter_turns,
)
from pipeline.model import Bbox

MENDED = str.maketrans({"\x02": "-", "\ufffe": "-"} | SWAPPED)
"""pdfium's stand-ins for a hyphen at the end of a line: one of a character, one in whole texts."""
MENDABLE = re.compile(f"[{''.join(map(chr, MENDED))}]")
OF_INK = 0.1
"""Share of its height that a box reaches below its baseline at least; one of ink hardly does."""
NEXT = 0.3
"""Font heights to the next character of the same word."""
NO_OUTLINE = 0.05
"""Points: as wide and high as nothing."""
BLANK = re.compile(r"\s")
DASHES = re.compile("[-–−]{2,}")
NEARLY = 0.06
"""Quarter turns between upright text and slanted one that another library may take for upright."""
CUT = re.compile(rf"\s?{CUT_OFF}")
"""Where a word ends because its text is cut off."""
HYPHEN = re.compile("[\0\x02\ufffe]")
"""What pdfium gives for a hyphen at the end of a line, and for glyph number 0."""
USUAL = r"\x20-\x7e\xa0-\xac\xae-\xff\r\n€–—…„“”’•"
ASKED = re.compile(rf"\d|(?<=[\d.,]) | (?=[\d.,])|(?<=\n)\w|(?<!\r)\n|\r(?!\n)|[^{USUAL}]")
CONTROL = re.compile("[\x01\x03-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
KINDS = 3
"""So many different glyphs without a sound meaning are letters or digits, no bullets and a logo."""


_POINT = (ctypes.c_double * 2)()
_POINT_ADDRESSES = [ctypes.addressof(_POINT) + 8 * index for index in range(2)]

_Span = tuple[int, int, int | None]
"""First character, the one behind the last, and the text that draws them, as a pdfium handle."""


class _Bearing(NamedTuple):
    """What all words of a text have in common."""

    place: int
    """Its place in drawing order."""
    y: float
    """The baseline where it is upright."""
    turns: int | None
    """Its quarter turns."""
    least: float
    """How far down ..."""
    most: float
    """... and up the boxes of its words reach at least."""
    shear: float
    """How far it leans to the right, as a share of the height: pdfium's boxes lean out so far."""


class TextPage(AbstractContextManager["TextPage"]):
    """The characters of one page, by pdfium's index; keeps the buffers that pdfium fills."""

    def __init__(self, parts: PageParts) -> None:
        """Load the text of a page."""
        parts.forget_replacements()
        self._handle = native.load_text_page(parts.handle)
        codes = _characters(self._handle)
        decoded = _with_unreadable(self._handle, codes)
        self.in_trouble = is_in_trouble(codes, decoded)
        """Whether glyphs without a sound meaning are text of the page."""
        self.inked_blanks = list(self._inked([match.start() for match in BLANK.finditer(decoded)]))
        """What its font calls blanks, and is not: fonts may say so of digits."""
        self.characters = _replaced(decoded, dict.fromkeys(self.inked_blanks, UNREADABLE))
        """One for each of pdfium's; U+FFFD for a glyph without a meaning."""
        # pdfium puts characters that were drawn one by one in order from left to right, also
        # where one text runs into the next; only the objects tell which belong together.
        self._parts = parts
        self._texts = {parts.objects[place].handle: place for place in parts.fonts}
        self._bearings: dict[int | None, _Bearing] = {}
        self._low_fonts: dict[int | None, bool] = {}

    def __exit__(self, *_: object) -> None:
        native.close_text_page(self._handle)

    def read(self, unseen: Mapping[int, str] = MappingProxyType({})) -> tuple[RawWord, ...]:
        """Return the words; `unseen` says by index what to read in place of some characters."""
        text = self.characters
        if MENDABLE.search(text):
            text = text.translate(MENDED)
        text = _replaced(text, unseen)
        spans = list(self._spans(text))
        if DASHES.search(text):
            spans = [part for span in spans for part in self._drawn_apart(text, *span)]
        return tuple(self._words(text, spans))

    def _drawn_by(self, indexes: Iterable[int]) -> list[int | None]:
        """Return for each character the text that draws it, as a pdfium handle."""
        return list(map(native.get_text_object, repeat(self._handle), indexes))

    def _inked(self, indexes: Sequence[int]) -> Iterator[int]:
        """Yield the glyphs that were drawn and have an outline; fonts of Type 3 do not say."""
        drawn = {i: text for i, text in zip(indexes, self._drawn_by(indexes), strict=True) if text}
        for index, has_ink in zip(drawn, self.have_outlines([*drawn]), strict=True):
            if has_ink and has_outlines(drawn[index]):
                yield index

    def have_outlines(self, indexes: Sequence[int]) -> list[bool]:
        """Return whether glyphs leave ink, as their fonts say."""
        return [
            right - left > NO_OUTLINE and top - bottom > NO_OUTLINE
            for left, bottom, right, top in self.glyph_boxes(indexes)
        ]

    def place_of(self, index: int) -> int | None:
        """Return the place of a character's text in drawing order; None where nothing drew it."""
        return self.places_of([index])[0]

    def places_of(self, indexes: Iterable[int]) -> list[int | None]:
        """Return the same of several characters."""
        return [self._texts.get(text or 0) for text in self._drawn_by(indexes)]

    def glyph_boxes(self, indexes: Sequence[int]) -> list[Bbox]:
        """Return the boxes around glyphs' outlines in PDF space; empty where they have none."""
        edges, places = native.room(ctypes.c_double, 4, len(indexes))
        list(map(native.get_tight_box, repeat(self._handle), indexes, *places))
        lefts, rights, bottoms, tops = (edges[side::4] for side in range(4))
        return list(zip(lefts, bottoms, rights, tops, strict=True))

    def advance_box(self, index: int) -> Bbox:
        """Return the box of a glyph in its line in PDF space: as wide as it moves the pen."""
        return self.advance_boxes([index])[0]

    def advance_boxes(self, indexes: Sequence[int]) -> list[Bbox]:
        """Return the same of several glyphs."""
        edges, (places, *_) = native.room(ctypes.c_float, 4, len(indexes))
        list(map(native.get_loose_box, repeat(self._handle), indexes, places))
        lefts, tops, rights, bottoms = (edges[side::4] for side in range(4))
        return list(zip(lefts, bottoms, rights, tops, strict=True))

    def is_nearly_upright(self, word: RawWord) -> bool:
        """Return True if a word is not slanted, or so little that it may be upright for others.

        pdfium takes letters that are made narrower for turned farther than they are.
        """
        angle = native.get_angle(self._handle, word.order[1])
        return word.quarter_turns is not None or quarter_turns(angle, NEARLY) is not None

    def _spans(self, characters: str) -> Iterator[_Span]:
        """Yield each stretch without spaces in one text."""
        words = [word.span() for word in WORD.finditer(characters)]
        firsts = self._drawn_by([start for start, _ in words])
        lasts = self._drawn_by([end - 1 for _, end in words])
        for (start, end), first, last in zip(words, firsts, lasts, strict=True):
            if first == last:
                yield start, end, first
                continue
            for text, run in groupby(self._drawn_by(range(start, end))):
                behind = start + len(list(run))
                yield start, behind, text
                start = behind

    def _drawn_apart(
        self, text: str, start: int, end: int, text_object: int | None
    ) -> Iterator[_Span]:
        """Yield a word, or its dashes one by one: no space may stand between those of two cells."""
        if DASHES.fullmatch(text, start, end):
            for index in range(start + 1, end):
                _, bottom, right, top = self.advance_box(index - 1)
                if self.advance_box(index)[0] - right > NEXT * (top - bottom):
                    yield start, index, text_object
                    start = index
        yield start, end, text_object

    def _take_bearings(self, spans: Sequence[_Span], boxes: Sequence[Bbox]) -> None:
        """Learn what the words of each text have in common, from the first one of each."""
        first: dict[int | None, tuple[int, Bbox]] = {}
        for (start, _, text), box in zip(spans, boxes, strict=True):
            if text not in self._bearings:
                first.setdefault(text, (start, box))
        starts = [start for start, _ in first.values()]
        matrices, (places, *_) = native.room(ctypes.c_float, 6, len(starts))
        list(map(native.get_char_matrix, repeat(self._handle), starts, places))
        parts = zip(*(matrices[part::6] for part in range(4)), strict=True)
        found = zip(first.items(), self._origins(starts), parts, strict=True)
        for (text, (_, (_, bottom, _, top))), (_, y), (a, b, c, d) in found:
            # The angle that pdfium gives is that of the stems, which lean in italics.
            place, turns = self._texts.get(text or 0, 0), quarter_turns(atan2(b, a))
            if turns and _font_size(self._parts.objects[place]) < 0:  # It turns by half, too.
                turns = (turns + 2) % 4
            least, most = inf, -inf
            if turns == 0 and self._is_low(place, bottom, top, y):
                em = _font_size(self._parts.objects[place])
                least, most = y - DESCENT * em, y + ASCENT * em
            shear = c / d if turns == 0 and c and d else 0.0
            self._bearings[text] = _Bearing(place, y, turns, least, most, shear)

    def _origin(self, index: int) -> tuple[float, float]:
        """Return where a character begins on its baseline, in PDF space."""
        native.get_origin(self._handle, index, *_POINT_ADDRESSES)
        x, y = _POINT
        return x, y

    def _origins(self, indexes: Sequence[int]) -> list[tuple[float, float]]:
        """Return the same of several characters."""
        ends, places = native.room(ctypes.c_double, 2, len(indexes))
        list(map(native.get_origin, repeat(self._handle), indexes, *places))
        return list(zip(ends[::2], ends[1::2], strict=True))

    def _words(self, text: str, spans: Sequence[_Span]) -> Iterator[RawWord]:
        """Yield the words, each from the boxes of its first and its last character."""
        cuts = {match.start() for match in CUT.finditer(text)}
        firsts = self.advance_boxes([start for start, _, _ in spans])
        lasts = self.advance_boxes([end - 1 for _, end, _ in spans])
        self._take_bearings(spans, firsts)
        text = _replaced(text, dict.fromkeys(self._crowded(text, spans, firsts), UNREADABLE))
        for (start, end, drawn_by), first, last in zip(spans, firsts, lasts, strict=True):
            left, bottom, right, top = first
            place, y, turns, least, most, shear = self._bearings[drawn_by]
            x = left
            if turns != 0:
                x, y = self._origin(start)
            last_left, last_bottom, last_right, last_top = last
            if shear:
                left = last_left = left - min(shear * (bottom - y), shear * (top - y))
                leaning = max(shear * (last_bottom - y), shear * (last_top - y))
                right = last_right = last_right - leaning
            is_cut = end in cuts
            if is_cut and turns == 0:
                right = last_right = (last_left + last_right) / 2
            yield RawWord(
                text[start:end],
                (
                    min(left, last_left),
                    min(bottom, last_bottom, least),
                    max(right, last_right),
                    max(top, last_top, most),
                ),
                x,
                y,
                turns,
                (place, start),
                is_cut,
            )

    def _crowded(self, text: str, spans: Sequence[_Span], boxes: Sequence[Bbox]) -> Iterator[int]:
        """Yield numbers, by index, of which a digit stands before or on the one before it."""
        numbers = [
            (range(*number.span()), self._bearings[drawn_by].turns, box)
            for (start, end, drawn_by), box in zip(spans, boxes, strict=True)
            if end - start > 1 and (number := NUMBER.search(text, start, end))
        ]
        origins = self._origins([*chain.from_iterable(indexes for indexes, _, _ in numbers)])
        behind = 0
        for indexes, turns, (left, bottom, right, top) in numbers:
            first, behind = behind, behind + len(indexes)
            if turns is None:
                continue
            axis, forward = turns % 2, 1 if turns < 2 else -1
            places = [forward * origin[axis] for origin in origins[first:behind]]
            if are_crowded(places, right - left if axis else top - bottom):
                yield from indexes

    def _is_low(self, place: int, bottom: float, top: float, baseline: float) -> bool:
        """Return True if pdfium has only the ink for the height of a text's font.

        Fonts drawn glyph by glyph (Type 3) have neither ascent nor descent, and some others say 0:
        "1" would be lower than "g". Distances between words are measured by that height.
        """
        font = self._parts.fonts.get(place)
        if font not in self._low_fonts:
            self._low_fonts[font] = not has_outlines(self._parts.objects[place].handle)
        if _is_box_of_ink(bottom, top, baseline):
            self._low_fonts[font] = True
        return self._low_fonts[font]


def _font_size(text: PageObject) -> float:
    """Return at what size a text is printed."""
    size = ctypes.c_float()
    native.get_font_size(text.handle, ctypes.byref(size))
    _, _, c, d, _, _ = placed_matrix(text.handle, text.transform)
    return size.value * hypot(c, d)


def _is_box_of_ink(bottom: float, top: float, baseline: float) -> bool:
    """Return True for the box of an upright glyph's outline rather than of its line."""
    return baseline - bottom < OF_INK * (top - bottom)


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


def _with_unreadable(text_page: int, codes: str) -> str:
    """Return a page's text, one character per pdfium's, with U+FFFD for glyphs without meaning."""
    has_map_error: Callable[[int, int], int] = native.has_map_error
    asked = [match.start() for match in ASKED.finditer(codes)]
    hyphens = (match.start() for match in HYPHEN.finditer(codes))
    if 1 in map(has_map_error, repeat(text_page), asked) or any(
        _has_no_meaning(text_page, codes, index) for index in hyphens
    ):
        codes = "".join(
            UNREADABLE if _has_no_meaning(text_page, codes, index) else character
            for index, character in enumerate(codes)
        )
    return CONTROL.sub(UNREADABLE, codes)


def _has_no_meaning(text_page: int, codes: str, index: int) -> bool:
    if HYPHEN.match(codes, index):
        return bool(native.is_hyphen(text_page, index) != 1)
    return bool(native.has_map_error(text_page, index) == 1)


def is_in_trouble(codes: str, text: str) -> bool:
    """Judge a page by its text as pdfium gives it, and with U+FFFD for what has no meaning.

    A word that is one glyph, however often, is a bullet or a logo unless there are many such
    glyphs; one unreadable glyph beside others may be a digit of a figure.
    """
    if not UNSOUND.search(text):
        return False
    odd = [word for word in WORD.finditer(text) if UNSOUND.search(word[0])]
    glyphs = [frozenset(codes[word.start() : word.end()]) for word in odd]
    mixed = (UNREADABLE in word[0] and len(of) > 1 for word, of in zip(odd, glyphs, strict=True))
    return any(mixed) or len(set(glyphs)) >= KINDS


def _replaced(text: str, characters: Mapping[int, str]) -> str:
    """Return a text with some of its characters replaced, by index."""
    if not characters:
        return text
    replaced = list(text)
    for index, character in characters.items():
        replaced[index] = character
    return "".join(replaced)
