"""Where the parts of a PDF stand, told from its bytes alone, and whether any of them is missing.

Readers repair what is damaged and stay silent about what they lost. But a PDF says of itself where
each of its objects begins, how long its streams are and, for most of them, what their checksum is.
So two questions are answered before anybody reads it:

    bytes -> objects, cross-references, end -> doubt: is anything not as the file says it is?
                                            -> loss:  may bytes be missing, or only numbers wrong?

Bytes lost from an object move all that follows it; a number that is wrong moves nothing.
"""

import re
import zlib
from base64 import a85decode
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from itertools import chain
from mmap import mmap
from typing import NamedTuple

HEAD_BYTES = 1024
BLANK = b"\0 \t\r\n\f"
CHUNK_BYTES = 16 * 1024
MOST_UNPACKED_BYTES = 64 * 1024 * 1024
IN_USE, PACKED = 1, 2
"""Kinds of entries: an object of its own; one that is packed with others into a stream."""
PNG_UP = 2
"""A row of a packed cross-reference that holds differences from the one above; 0 holds itself."""

END = re.compile(rb"startxref\s+(\d{1,15})\s+%%EOF")
LINEARIZED = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d{1,15})\b", re.DOTALL)
PART = re.compile(
    rb"(?P<object>\b(\d{1,10})\s+\d{1,5}\s+obj\b)|(?P<table>\bxref\b)|(?P<trailer>\btrailer\b)"
    rb"|(?P<end>\bstartxref\s+\d+)|(?P<comment>%[^\r\n]*)"
)
BEGIN = re.compile(rb"\b\d{1,10}\s+\d{1,5}\s+obj\b")
STREAM_OR_OBJECT = re.compile(rb"(?P<stream>\bstream(?:\r\n|\n|\r))|\b\d+\s+\d+\s+obj\b")
END_OF_STREAM = re.compile(rb"\s{0,2}endstream\b")
END_OF_OBJECT = re.compile(rb"endstream\s*endobj\b")
LENGTH = re.compile(rb"/Length\s+(\d{1,15})\b(?!\s+\d+\s+R\b)")
CHECKED = re.compile(rb"/Filter\s*\[?\s*(/ASCII85Decode\s*)?/FlateDecode\b")
IMAGE = re.compile(rb"/Subtype\s*/Image\b")
PACKED_TABLE = re.compile(rb"/Type\s*/XRef\b")
PACKED_OBJECTS = re.compile(rb"/Type\s*/ObjStm\b")
EARLIER = re.compile(rb"/(?:Prev|XRefStm)\s+(\d{1,15})\b")
TOP = re.compile(rb"/(?:Root|Info)\s+(\d{1,10})\s+\d+\s+R\b")
REFERENCE = re.compile(rb"\b(\d{1,10})\s+\d{1,5}\s+R\b")
SECTION = re.compile(rb"\s*(\d{1,10})\s+\d{1,10}\b((?:\s*\d{10}\s+\d{5}\s+[fn]\b)*)")
ENTRY = re.compile(rb"(\d{10})\s+\d{5}\s+([fn])")
NUMBERS = re.compile(rb"/(Size|W|Index|Predictor)\s*\[?\s*((?:\d{1,10}\s*)+)")


class Found(NamedTuple):
    """An object, where it was found."""

    place: int
    number: int
    text: bytes
    """What it says, a stream of itself."""
    packed: tuple[int, int] = (0, 0)
    """Where the bytes of a stream are."""
    fault: str = ""
    """What of it is not as it says of itself."""
    is_checked: bool = False
    """Whether the checksum of a stream says that its bytes are those that were written."""
    is_torn: bool = False
    """Whether it says that they are not."""

    @property
    def is_whole(self) -> bool:
        """Whether a stream itself says that nothing of its bytes is missing."""
        is_measured = bool(LENGTH.search(self.text)) and not self.fault
        return self.is_checked or (self.packed[1] > self.packed[0] and is_measured)


class Structure:
    """The parts of a file, as they follow each other in its bytes."""

    def __init__(self, data: bytes | mmap, start: int) -> None:
        """Find the parts of a file whose PDF begins at byte `start`."""
        self._data, self._start = data, start
        self._is_encrypted = data.find(b"/Encrypt") >= 0
        self._end_place = data.rfind(b"startxref")
        end = END.match(data, max(0, self._end_place))
        self._end = int(end[1]) if end else None
        """Where the end says that a cross-reference begins."""
        self._objects: list[Found] = []
        self._strays: list[int] = []
        """Where bytes are that belong to no part."""
        self._sections: list[int] = []
        """Where cross-references begin."""
        self._listed: set[tuple[int, int]] = set()
        """Where they say that objects begin, and of which number."""
        self._packed: set[int] = set()
        """The numbers of the objects that they say are packed into streams."""
        self._pointed: set[int] = set()
        """Where they say that others begin."""
        self._top: set[int] = set()
        """The objects that they lead to by name."""
        self._next_end = -1
        """Where the last object ends that was looked for."""
        self._find_parts()

    # What is told from the parts

    def doubt(self) -> str:
        """Return what is not where or as the file says that it is; empty where all is."""
        return next(self._doubts(), "")

    def loss(self) -> str:
        """Return why bytes may be missing; empty where nothing but numbers can be wrong."""
        return next(self._losses(), "")

    @cached_property
    def unlisted(self) -> list[int]:
        """The numbers of objects that are there, and to whose last edition nothing leads."""
        more = (self._counts[0] - self._counts[1]).keys() & self._references
        last = {one.number: one for one in self._objects if one.number in more}
        return [number for number, one in last.items() if not self._is_in_place(one)]

    @cached_property
    def _counts(self) -> tuple[Counter[int], Counter[int]]:
        """How often objects are found and listed; one that was updated is there twice."""
        found = Counter(one.number for one in self._objects)
        return found, Counter(number for _, number in self._listed)

    def _doubts(self) -> Iterator[str]:
        yield from self._breaks()
        yield from (f"object {one.number}: {one.fault}" for one in self._objects if one.fault)
        size = len(self._data) - self._start
        linearized = LINEARIZED.search(self._data[self._start : self._start + HEAD_BYTES])
        if linearized and int(linearized[1]) > size:
            yield f"it has {size} bytes and says of itself that it has {int(linearized[1])}"
        if self._shift:
            # Some readers know that a PDF may begin later, others look for its objects themselves.
            yield f"its objects are {self._shift} bytes further on than it says"
        sections = set(self._sections)
        for place in sorted(sections ^ {pointer + self._shift for pointer in self._pointers}):
            nothing = "nothing leads to the" if place in sections else "there is no"
            yield f"{nothing} cross-reference at byte {place}"
        found = {(one.place, one.number) for one in self._objects}
        listed = {(place + self._shift, number) for place, number in self._listed}
        for place, number in sorted(found ^ listed):
            nothing = "nothing leads to" if (place, number) in found else "there is no"
            yield f"{nothing} object {number} at byte {place}"

    def _losses(self) -> Iterator[str]:
        yield from self._breaks()
        yield from (f"object {one.number}: {one.fault}" for one in self._objects if one.is_torn)
        missing = (self._counts[1] - self._counts[0]).keys() & self._references
        yield from (f"object {number} is missing" for number in sorted(missing))
        # Who rebuilds the cross-reference of packed objects would have to unpack them before.
        for number in self.unlisted if self._packed else ():
            yield f"no cross-reference leads to object {number}"
        if len(BEGIN.findall(self._data)) > len(self._objects):
            yield "a stream holds what others could take for its objects"
        leads_back = self._end is not None and self._end + self._shift in self._sections
        if leads_back and not self._is_measured:
            yield f"its end leads past the last cross-reference, byte {self._sections[-1]}"
        yield from self._displaced()

    def _displaced(self) -> Iterator[str]:
        """Yield what may have lost bytes, as the places of its neighbours say."""
        first, last = self._objects[0], self._objects[-1]
        # Where all is as far from the beginning as said, nothing before it is missing.
        if self._shift not in (0, self._start) and not self._is_in_place(first):
            yield f"object {first.number} is not as far from others as it should be"
        # What was lost from the last object, or added to it, would show in the end alone.
        is_known = last.is_whole or last.number in self._top or self._leads_before(last)
        if not self._is_measured and not (self._is_in_place(last) and is_known):
            yield f"object {last.number} does not reach as far as it should"

    def _leads_before(self, one: Found) -> bool:
        return self._end is not None and self._end + self._shift < one.place

    def _breaks(self) -> Iterator[str]:
        """Yield what no reader can mend without guessing."""
        if self._end is None:
            yield "no 'startxref ... %%EOF' at its end"
        for place in self._strays:
            # Servers append something of their own; an object that begins is of an update.
            if place < self._end_place or self._data[place : place + 1].isdigit():
                yield f"bytes that belong to nothing at byte {place}"
        if not self._objects or not self._listed:
            yield "no cross-reference says where its objects begin"
        elif self._objects[-1].place > self._end_place:
            yield f"object {self._objects[-1].number} begins after its end"

    @cached_property
    def _shift(self) -> int:
        """By how many bytes the objects, most of them, are further on than is said."""
        places: dict[int, list[int]] = {}
        for place, number in self._listed:
            places.setdefault(number, []).append(place)
        shifts = Counter(
            one.place - place for one in self._objects for place in places.get(one.number, ())
        )
        return max(shifts, key=lambda shift: (shifts[shift], -abs(shift)), default=0)

    @property
    def _pointers(self) -> set[int]:
        return self._pointed if self._end is None else {*self._pointed, self._end}

    @property
    def _is_measured(self) -> bool:
        """Whether the last cross-reference begins where it should: nothing before is missing."""
        last = self._sections[-1]
        return not self._pointers.isdisjoint((last, last - self._shift))

    def _is_in_place(self, one: Found) -> bool:
        return (one.place - self._shift, one.number) in self._listed

    @cached_property
    def _references(self) -> set[int]:
        """Return the numbers of all objects that others lead to."""
        texts = [one.text for one in self._objects]
        for one in self._objects:
            if one.is_checked and PACKED_OBJECTS.search(one.text):
                texts.append(zlib.decompress(self._data[slice(*one.packed)]))
        return self._top | {int(number) for text in texts for number in REFERENCE.findall(text)}

    # From bytes to parts

    def _find_parts(self) -> None:
        place = self._start
        while part := PART.search(self._data, place):
            self._note_stray(place, part.start())
            place = self._after(part)
        self._note_stray(place, len(self._data))

    def _note_stray(self, begin: int, end: int) -> None:
        if stray := self._data[begin:end].lstrip(BLANK):
            self._strays.append(end - len(stray))

    def _after(self, part: re.Match[bytes]) -> int:
        """Take in one part; return where it ends."""
        match part.lastgroup:
            case "object":
                return self._take_object(part.start(), int(part[2]), part.end())
            case "table":
                return self._take_table(part.start(), part.end())
            case "trailer":
                end = self._data.find(b"startxref", part.end())
                end = len(self._data) if end < 0 else end
                self._take_pointers(self._data[part.end() : end])
                return end
        return part.end()

    def _take_pointers(self, text: bytes) -> None:
        self._pointed.update(map(int, EARLIER.findall(text)))
        self._top.update(map(int, TOP.findall(text)))

    def _take_table(self, place: int, begin: int) -> int:
        self._sections.append(place)
        while section := SECTION.match(self._data, begin):
            for number, (at, kind) in enumerate(ENTRY.findall(section[2]), int(section[1])):
                self._list(int(at), number, IN_USE if kind == b"n" else 0)
            begin = section.end()
        return begin

    def _list(self, place: int, number: int, kind: int) -> None:
        # Some writers list what is not there as beginning at byte 0, where nothing can.
        if kind == IN_USE and place:
            self._listed.add((place, number))
        elif kind == PACKED:
            self._packed.add(number)

    def _take_object(self, place: int, number: int, begin: int) -> int:
        if self._next_end < begin:
            self._next_end = self._data.find(b"endobj", begin)
        end = self._next_end
        if end < 0:
            self._strays.append(place)
            return len(self._data)
        inside = STREAM_OR_OBJECT.search(self._data, begin, end)
        text = self._data[begin : inside.start() if inside else end]
        if inside and inside.lastgroup == "stream":
            return self._take_stream(Found(place, number, text), inside.end())
        self._objects.append(Found(place, number, text, fault="it does not end" if inside else ""))
        return begin + len(text) if inside else end + len(b"endobj")

    def _take_stream(self, found: Found, begin: int) -> int:
        fault, least, checked, is_torn = "", begin, self._checksum_of(found.text), False
        if length := LENGTH.search(found.text):
            said = begin + int(length[1])
            is_so = END_OF_STREAM.match(self._data, said) is not None
            fault, least = ("", said) if is_so else ("its length is wrong", begin)
            checked = checked if said > begin else None
        if checked:
            last = (_checked_text if checked[1] else _checked)(self._data, begin)
            is_torn, least = last is None, max(least, last or begin)
            fault = "its checksum is wrong" if is_torn else fault
        end = self._data.find(b"endstream", least)
        if end < 0:
            self._strays.append(found.place)
            return len(self._data)
        is_checked = checked is not None and not is_torn
        found = Found(*found[:3], (begin, end), fault, is_checked, is_torn)
        self._objects.append(found)
        if PACKED_TABLE.search(found.text) and not is_torn:
            self._take_packed_table(found)
        closed = END_OF_OBJECT.match(self._data, end)
        return closed.end() if closed else end + len(b"endstream")

    def _checksum_of(self, text: bytes) -> re.Match[bytes] | None:
        """Return how a stream is packed, if so that its bytes have a checksum to be asked for."""
        # Cross-references are not encrypted.
        is_plain = not self._is_encrypted or PACKED_TABLE.search(text)
        return CHECKED.search(text) if is_plain and not IMAGE.search(text) else None

    def _take_packed_table(self, found: Found) -> None:
        self._sections.append(found.place)
        self._take_pointers(found.text)
        told = {key: [*map(int, numbers.split())] for key, numbers in NUMBERS.findall(found.text)}
        content = self._data[slice(*found.packed)]
        content = zlib.decompress(content) if found.is_checked else content
        kind_bytes, place_bytes, *_ = widths = told.get(b"W", [0, 0, 0])
        unpack = _rows_from_differences if told.get(b"Predictor", [1])[0] > 1 else _rows
        spans = told.get(b"Index") or [0, *told.get(b"Size", [0])]
        numbers = chain(*(range(a, a + n) for a, n in zip(spans[::2], spans[1::2], strict=False)))
        for number, row in zip(numbers, unpack(content, sum(widths)), strict=False):
            kind = int.from_bytes(row[:kind_bytes], "big") if kind_bytes else IN_USE
            at = int.from_bytes(row[kind_bytes : kind_bytes + place_bytes], "big")
            self._list(at, number, kind)


def _checked(data: bytes | mmap, begin: int) -> int | None:
    """Return where packed bytes end; None where their checksum is wrong or they do not end.

    What unpacks to more than any page is not looked at.
    """
    unpacking, place, unpacked = zlib.decompressobj(), begin, 0
    with suppress(zlib.error):
        while packed := data[place : place + CHUNK_BYTES]:
            unpacked += len(unpacking.decompress(packed))
            place += len(packed)
            if unpacking.eof:
                return place - len(unpacking.unused_data)
            if unpacked > MOST_UNPACKED_BYTES:
                return begin
    return None


def _checked_text(data: bytes | mmap, begin: int) -> int | None:
    """Return where packed bytes end that are written as text (ASCII85)."""
    end = data.find(b"~>", begin)
    with suppress(ValueError):
        packed = a85decode(data[begin : max(begin, end)].strip().removeprefix(b"<~"))
        return None if _checked(packed, 0) is None else end
    return None


def _rows(content: bytes, width: int) -> Iterator[bytes]:
    return (content[at : at + width] for at in range(0, len(content), max(1, width)))


def _rows_from_differences(content: bytes, width: int) -> Iterator[bytes]:
    above = bytes(width)
    for kind, *row in _rows(content, width + 1):
        added = zip(row, above, strict=False)
        above = bytes((one + other) % 256 for one, other in added) if kind == PNG_UP else bytes(row)
        yield above
