"""The parts of a PDF as they follow each other in its bytes: objects, cross-references, its end.

Each is found by how it begins and ends, never by where anything says that it is, so what the file
says of places, lengths and checksums can be held against it afterwards (`structure`).
"""

import re
import zlib
from base64 import a85decode
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from mmap import mmap
from typing import NamedTuple

BLANK = b"\0 \t\r\n\f"
CHUNK_BYTES = 16 * 1024
MOST_UNPACKED_BYTES = 64 * 1024 * 1024
"""Of what unpacks to more than any page the checksum is not looked at: it may unpack for hours."""
IN_USE, PACKED = 1, 2
"""Kinds of entries: an object of its own; one that is packed with others into a stream."""
PNG_UP = 2
"""A row of a packed cross-reference that holds differences from the one above; 0 holds itself."""

END = re.compile(rb"startxref\s+(\d{1,15})\b\s*(%%EOF)?")
PART = re.compile(
    rb"(?P<object>\b(\d{1,10})\s+\d{1,5}\s+obj\b)|(?P<table>\bxref\b)|(?P<trailer>\btrailer\b)"
    rb"|(?P<end>\bstartxref\b(?:\s+\d+)?)|(?P<comment>%[^\r\n]*)"
)
STREAM_OR_OBJECT = re.compile(rb"(?P<stream>\bstream(?:\r\n|\n|\r))|\b\d+\s+\d+\s+obj\b")
END_OF_STREAM = re.compile(rb"(\s{0,2})endstream\b")
END_OF_OBJECT = re.compile(rb"endstream\s*endobj\b")
END_OF_TRAILER = re.compile(
    rb"(?:start)?xref\b|%%EOF|endstream\b|endobj\b|\b\d{1,10}\s+\d{1,5}\s+obj\b|\Z"
)
END_OF_DICTIONARY = re.compile(rb">>(?:[\s\0]|%[^\r\n]*)*\Z")
LENGTH = re.compile(rb"/Length\s+(\d{1,15})\b(?!\s+\d+\s+R\b)")
CHECKED = re.compile(rb"/Filter\s*\[?\s*(/ASCII85Decode\s*)?/FlateDecode\b")
IMAGE = re.compile(rb"/Subtype\s*/Image\b")
PACKED_TABLE = re.compile(rb"/Type\s*/XRef\b")
EARLIER = re.compile(rb"/(?:Prev|XRefStm)\s+(\d{1,15})\b")
TOP = re.compile(rb"/(?:Root|Info|Encrypt)\s+(\d{1,10})\s+\d+\s+R\b")
SIZE = re.compile(rb"/Size\s+(\d{1,10})\b")
SECTION = re.compile(rb"\s*(\d{1,10})\s+\d{1,10}\b((?:\s*\d{10}\s+\d{5}\s+[fn]\b)*)")
ENTRY = re.compile(rb"(\d{10})\s+\d{5}\s+([fn])")
NUMBERS = re.compile(rb"/(Size|W|Index|Predictor)\s*\[?\s*((?:\d{1,10}\s*)+)")


class PdfObject(NamedTuple):
    """An object, where it was found."""

    place: int
    number: int
    text: bytes
    """What it says, a stream of itself."""
    packed: tuple[int, int] = (0, 0)
    """Where the bytes of a stream are."""
    fault: str = ""
    """What of it is not as it says of itself."""
    is_checksum_right: bool = False
    """Whether the checksum of a stream says that its bytes are those that were written."""
    is_checksum_wrong: bool = False
    """Whether it says that they are not."""
    gap: bytes = b""
    """What stands between the length of a stream and its end: a line's end, as the writer has it.

    Empty where its length is not said, or wrong; or where so many bytes are missing.
    """


class Parts:
    """The parts of a file, and what they say of each other."""

    def __init__(self, data: bytes | mmap, start: int) -> None:
        """Find the parts of a file whose PDF begins at byte `start`."""
        self.data, self.start = data, start
        end_place = data.rfind(b"startxref")
        self.end_place = end_place if end_place >= 0 else data.rfind(b"%%EOF")
        """Where the end begins that counts, the last; -1 where there is none."""
        end = END.match(data, max(0, end_place))
        self.end = int(end[1]) if end else None
        """Where it says that a cross-reference begins."""
        self.is_marked = bool(end[2] if end else data.find(b"%%EOF", max(0, self.end_place)) >= 0)
        """Whether the mark of an end follows it."""
        self.objects: list[PdfObject] = []
        self.strays: list[int] = []
        """Where bytes are that belong to no part."""
        self.sections: list[int] = []
        """Where cross-references begin, or their trailers, where they have no more than that."""
        self.listed: set[tuple[int, int]] = set()
        """Where they say that objects begin, and of which number."""
        self.packed: set[int] = set()
        """The numbers of the objects that they say are packed into streams."""
        self.pointed: set[int] = set()
        """Where they say that others begin."""
        self.top: set[int] = set()
        """The objects that they lead to by name."""
        self.size = 0
        """How many objects they say that there are."""
        self._is_encrypted = data.find(b"/Encrypt") >= 0
        self._next_end = -1
        """Where the last object ends that was looked for."""
        self._find()

    def _find(self) -> None:
        place = self.start
        while part := PART.search(self.data, place):
            self._note_stray(place, part.start())
            place = self._after(part)
        self._note_stray(place, len(self.data))

    def _note_stray(self, begin: int, end: int) -> None:
        if stray := self.data[begin:end].lstrip(BLANK):
            self.strays.append(end - len(stray))

    def _after(self, part: re.Match[bytes]) -> int:
        """Take in one part; return where it ends."""
        match part.lastgroup:
            case "object":
                return self._take_object(part.start(), int(part[2]), part.end())
            case "table":
                self.sections.append(part.start())
                return self._take_table(part.end())
            case "trailer":
                return self._take_trailer(part.start(), part.end())
        return part.end()

    def _take_trailer(self, place: int, begin: int) -> int:
        if not self.sections or (self.objects and self.sections[-1] < self.objects[-1].place):
            self.sections.append(place)
        end = END_OF_TRAILER.search(self.data, begin)
        assert end is not None
        text = self.data[begin : end.start()]
        if not END_OF_DICTIONARY.search(text):
            self.strays.append(place)
        self._take_pointers(text)
        return end.start()

    def _take_pointers(self, text: bytes) -> None:
        self.pointed.update(map(int, EARLIER.findall(text)))
        self.top.update(map(int, TOP.findall(text)))
        self.size = max(self.size, *map(int, SIZE.findall(text)), 0)

    def _take_table(self, begin: int) -> int:
        while section := SECTION.match(self.data, begin):
            for number, (at, kind) in enumerate(ENTRY.findall(section[2]), int(section[1])):
                self._list(int(at), number, IN_USE if kind == b"n" else 0)
            begin = section.end()
        return begin

    def _list(self, place: int, number: int, kind: int) -> None:
        # Some writers list what is not there as beginning at byte 0, where nothing can.
        if kind == IN_USE and place:
            self.listed.add((place, number))
        elif kind == PACKED:
            self.packed.add(number)

    def _take_object(self, place: int, number: int, begin: int) -> int:
        if self._next_end < begin:
            self._next_end = self.data.find(b"endobj", begin)
        end = self._next_end
        if end < 0:
            self.strays.append(place)
            return len(self.data)
        inside = STREAM_OR_OBJECT.search(self.data, begin, end)
        text = self.data[begin : inside.start() if inside else end]
        if inside and inside.lastgroup == "stream":
            return self._take_stream(PdfObject(place, number, text), inside.end())
        self.objects.append(
            PdfObject(place, number, text, fault="it does not end" if inside else "")
        )
        return begin + len(text) if inside else end + len(b"endobj")

    def _take_stream(self, found: PdfObject, begin: int) -> int:
        fault, gap, least, is_checksum_wrong, is_checksum_right = "", b"", begin, False, False
        checked = self._checksum_of(found.text)
        if length := LENGTH.search(found.text):
            said = begin + int(length[1])
            closed = END_OF_STREAM.match(self.data, said)
            fault, least = ("", said) if closed else ("its length is wrong", begin)
            gap = closed[1] if closed else b""
            checked = checked if said > begin else None
        if checked:
            packed_end = (_end_of_text if checked[1] else _end_of_packed)(self.data, begin)
            is_checksum_wrong, is_checksum_right = packed_end is None, bool(packed_end)
            least = max(least, packed_end or begin)
            fault = "its checksum is wrong" if is_checksum_wrong else fault
        end = self.data.find(b"endstream", least)
        if end < 0:
            self.strays.append(found.place)
            return len(self.data)
        found = PdfObject(
            *found[:3], (begin, end), fault, is_checksum_right, is_checksum_wrong, gap
        )
        self.objects.append(found)
        if PACKED_TABLE.search(found.text) and not is_checksum_wrong:
            self._take_packed_table(found)
        followed = END_OF_OBJECT.match(self.data, end)
        return followed.end() if followed else end + len(b"endstream")

    def _checksum_of(self, text: bytes) -> re.Match[bytes] | None:
        """Return how a stream is packed, if so that its bytes have a checksum to be asked for."""
        # Cross-references are not encrypted.
        is_plain = not self._is_encrypted or PACKED_TABLE.search(text)
        return CHECKED.search(text) if is_plain and not IMAGE.search(text) else None

    def _take_packed_table(self, found: PdfObject) -> None:
        self.sections.append(found.place)
        self._take_pointers(found.text)
        told = {key: [*map(int, numbers.split())] for key, numbers in NUMBERS.findall(found.text)}
        content = self.data[slice(*found.packed)]
        content = zlib.decompress(content) if found.is_checksum_right else content
        kind_bytes, place_bytes, *_ = widths = told.get(b"W", [0, 0, 0])
        unpack = _rows_from_differences if told.get(b"Predictor", [1])[0] > 1 else _rows
        spans = told.get(b"Index") or [0, *told.get(b"Size", [0])]
        numbers = chain(*(range(a, a + n) for a, n in zip(spans[::2], spans[1::2], strict=False)))
        for number, row in zip(numbers, unpack(content, sum(widths)), strict=False):
            kind = int.from_bytes(row[:kind_bytes], "big") if kind_bytes else IN_USE
            at = int.from_bytes(row[kind_bytes : kind_bytes + place_bytes], "big")
            self._list(at, number, kind)


def _end_of_packed(data: bytes | mmap, begin: int) -> int | None:
    """Return where packed bytes end; 0 where that is not looked for.

    None where their checksum is wrong or they do not end.
    """
    unpacking, place, unpacked = zlib.decompressobj(), begin, 0
    with suppress(zlib.error):
        while packed := data[place : place + CHUNK_BYTES]:
            unpacked += len(unpacking.decompress(packed))
            place += len(packed)
            if unpacking.eof:
                return place - len(unpacking.unused_data)
            if unpacked > MOST_UNPACKED_BYTES:
                return 0
    return None


def _end_of_text(data: bytes | mmap, begin: int) -> int | None:
    """Return the same for packed bytes that are written as text (ASCII85)."""
    end = data.find(b"~>", begin)
    with suppress(ValueError):
        packed = a85decode(data[begin : max(begin, end)].strip().removeprefix(b"<~"))
        return _end_of_packed(packed, 0) and end
    return None


def _rows(content: bytes, width: int) -> Iterator[bytes]:
    return (content[at : at + width] for at in range(0, len(content), max(1, width)))


def _rows_from_differences(content: bytes, width: int) -> Iterator[bytes]:
    above = bytes(width)
    for kind, *row in _rows(content, width + 1):
        added = zip(row, above, strict=False)
        above = bytes((one + other) % 256 for one, other in added) if kind == PNG_UP else bytes(row)
        yield above
