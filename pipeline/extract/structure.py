"""Whether a PDF is as it says of itself, and if not, whether any of it may be missing.

Readers repair what is damaged and stay silent about what they lost. But a PDF says of itself where
each of its objects begins, how long its streams are and, for most of them, what their checksum is.
So two questions are answered before anybody reads it:

    objects -> doubt: is anything not as the file says it is?
            -> loss:  may bytes be missing, or are only numbers wrong?

Bytes lost from an object move all that follows it; a number that is wrong moves nothing. So what
the file says of places proves that all is there, as long as some of it holds. Where none does, it
tells nothing, and the objects must prove it themselves: each is whole, and they lead to all there
are of them and to no other.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from mmap import mmap

from pipeline.extract.pdf_objects import PACKED_TABLE, Parts, PdfObject

HEAD_BYTES = 1024
NO_END = "no 'startxref ... %%EOF' at its end"
LEAST_HELD = 2
"""So many objects that are where they should be are a distance that holds."""
ENDS_OF_LINES = (b"\n", b"\r\n", b"\r")
LINEARIZED = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d{1,15})\b", re.DOTALL)
BEGIN = re.compile(rb"\b\d{1,10}\s+\d{1,5}\s+obj\b")
PACKED_OBJECTS = re.compile(rb"/Type\s*/ObjStm\b")
REFERENCE = re.compile(rb"\b(\d{1,10})\s+\d{1,5}\s+R\b")


class Structure:
    """What the parts of a file say of each other, held against where they are."""

    def __init__(self, data: bytes | mmap, start: int) -> None:
        """Find the parts of a file whose PDF begins at byte `start`."""
        self._parts = Parts(data, start)

    def doubt(self) -> str:
        """Return what is not where or as the file says that it is; empty where all is."""
        return next(self._doubts(), "")

    def loss(self) -> str:
        """Return why bytes may be missing; empty where nothing but numbers can be wrong."""
        return next(self._losses(), "")

    @property
    def is_listed(self) -> bool:
        """Whether a reader that goes by the cross-references finds each object as it is now."""
        last = {one.number: one.place for one in self._parts.objects}
        return all((place, number) in self._listed for number, place in last.items())

    def streams_of_wrong_length(self) -> list[bytes]:
        """Return the bytes of the streams whose declared length is wrong."""
        streams = [one for one in self._parts.objects if one.fault and one.packed != (0, 0)]
        return [self._parts.data[slice(*one.packed)].rstrip() for one in streams]

    # Is anything not as the file says?

    def _doubts(self) -> Iterator[str]:
        parts = self._parts
        if parts.end is None or not parts.is_marked:
            yield NO_END
        yield from self._breaks()
        if not parts.listed:
            yield "no cross-reference says where its objects begin"
        yield from (f"object {one.number}: {one.fault}" for one in parts.objects if one.fault)
        size = len(parts.data) - parts.start
        linearized = LINEARIZED.search(parts.data[parts.start : parts.start + HEAD_BYTES])
        if linearized and int(linearized[1]) > size:
            yield f"it has {size} bytes and says of itself that it has {int(linearized[1])}"
        if self._shift:
            # Some readers know that a PDF may begin later, others look for its objects themselves.
            yield f"its objects are {self._shift} bytes further on than it says"
        yield from self._misplaced()

    def _misplaced(self) -> Iterator[str]:
        parts, sections = self._parts, set(self._parts.sections)
        for place in sorted(sections ^ {pointer + self._shift for pointer in self._pointers}):
            nothing = "nothing leads to the" if place in sections else "there is no"
            yield f"{nothing} cross-reference at byte {place}"
        found = {(one.place, one.number) for one in parts.objects}
        for place, number in sorted(found ^ self._listed):
            nothing = "nothing leads to" if (place, number) in found else "there is no"
            yield f"{nothing} object {number} at byte {place}"

    def _breaks(self) -> Iterator[str]:
        """Yield what no reader can mend without guessing."""
        parts = self._parts
        if parts.end_place < 0:
            yield NO_END
        for place in parts.strays:
            # Servers append something of their own; an object that begins is of an update.
            if place < parts.end_place or parts.data[place : place + 1].isdigit():
                yield f"bytes that belong to nothing at byte {place}"
        if not parts.objects:
            yield "there are no objects in it"
        elif parts.objects[-1].place > parts.end_place:
            yield f"object {parts.objects[-1].number} begins after its end"

    # May bytes be missing?

    def _losses(self) -> Iterator[str]:
        parts = self._parts
        yield from self._breaks()
        if not parts.sections or parts.sections[-1] < parts.objects[-1].place:
            yield f"nothing follows object {parts.objects[-1].number} that could be of its edition"
        if not parts.is_marked and not self._is_measured:
            yield NO_END
        yield from (
            f"object {one.number}: {one.fault}" for one in parts.objects if one.is_checksum_wrong
        )
        if len(BEGIN.findall(parts.data)) > len(parts.objects):
            yield "a stream holds what others could take for its objects"
        yield from self._missing() if self._is_telling else self._unproved()

    @cached_property
    def _is_telling(self) -> bool:
        """Whether some of what is said of places holds: it was said of this file as it was."""
        return self._count_in_place(self._shift) >= LEAST_HELD

    def _missing(self) -> Iterator[str]:
        """Yield what is not there, as what is said of places tells."""
        parts = self._parts
        missing = (self._counts[1] - self._counts[0]).keys() & self._references
        yield from (f"object {number} is missing" for number in sorted(missing))
        for one in parts.objects:
            if one.fault and PACKED_OBJECTS.search(one.text):
                yield f"object {one.number}, which holds others: {one.fault}"
        # Who rebuilds the cross-reference of packed objects would have to unpack them before.
        for number in self._unlisted if parts.packed else ():
            yield f"no cross-reference leads to object {number}"
        leads_back = parts.end is not None and parts.end + self._shift in parts.sections
        if leads_back and not self._is_measured:
            yield f"its end leads past the last cross-reference, byte {parts.sections[-1]}"
        first, last = parts.objects[0], parts.objects[-1]
        # Where all is as far from the beginning as said, nothing before it is missing.
        if self._shift not in (0, parts.start) and not self._is_in_place(first):
            yield f"object {first.number} is not as far from others as it should be"
        # What was lost from the last object, or added to it, would show in the end alone.
        is_known = (
            self._is_whole_stream(last) or last.number in parts.top or self._leads_before(last)
        )
        if not self._is_measured and not (self._is_in_place(last) and is_known):
            yield f"object {last.number} does not reach as far as it should"

    def _is_whole_stream(self, one: PdfObject) -> bool:
        """Return True for a stream that says of itself that nothing of its bytes is missing."""
        return one.is_checksum_right or (bool(one.gap) and one.gap == self._gap)

    @cached_property
    def _gap(self) -> bytes:
        """What most streams have between their length and their end; empty where none is usual."""
        gaps = Counter(one.gap for one in self._parts.objects if one.gap in ENDS_OF_LINES)
        usual = [gap for gap, count in gaps.items() if count == max(gaps.values())]
        return usual[0] if len(usual) == 1 else b""

    def _leads_before(self, one: PdfObject) -> bool:
        end = self._parts.end
        return end is not None and end + self._shift < one.place

    @cached_property
    def _shift(self) -> int:
        """By how many bytes the objects, most of them, are further on than is said."""
        parts, places = self._parts, dict[int, list[int]]()
        for place, number in parts.listed:
            places.setdefault(number, []).append(place)
        shifts = Counter(
            one.place - place for one in parts.objects for place in places.get(one.number, ())
        )
        likely = max(shifts, key=lambda shift: (shifts[shift], -abs(shift)), default=0)
        shift = max((0, parts.start, likely), key=self._count_in_place)
        return shift if self._count_in_place(shift) >= LEAST_HELD else 0

    def _count_in_place(self, shift: int) -> int:
        return sum(one.place - shift in self._places for one in self._parts.objects)

    @cached_property
    def _places(self) -> set[int]:
        """Where objects are said to begin; which is which may be wrong."""
        return {place for place, _ in self._parts.listed}

    def _is_in_place(self, one: PdfObject) -> bool:
        return one.place - self._shift in self._places

    @cached_property
    def _listed(self) -> set[tuple[int, int]]:
        """Where objects are as listed, and of which number, if all are so many bytes further on."""
        return {(place + self._shift, number) for place, number in self._parts.listed}

    @property
    def _pointers(self) -> set[int]:
        parts = self._parts
        return parts.pointed if parts.end is None else {*parts.pointed, parts.end}

    @property
    def _is_measured(self) -> bool:
        """Whether the last cross-reference begins where it should: nothing before is missing."""
        last = self._parts.sections[-1]
        return not self._pointers.isdisjoint((last, last - self._shift))

    @cached_property
    def _counts(self) -> tuple[Counter[int], Counter[int]]:
        """How often objects are found and listed; one that was updated is there twice."""
        found = Counter(one.number for one in self._parts.objects)
        return found, Counter(number for _, number in self._parts.listed)

    @cached_property
    def _unlisted(self) -> list[int]:
        """The numbers of objects that are there, and to whose last edition nothing leads."""
        more = (self._counts[0] - self._counts[1]).keys() & self._references
        last = {one.number: one.place for one in self._parts.objects if one.number in more}
        return [number for number, place in last.items() if (place, number) not in self._listed]

    @cached_property
    def _references(self) -> set[int]:
        """The numbers of all objects that others lead to."""
        parts = self._parts
        texts = [one.text for one in parts.objects]
        for one in parts.objects:
            if one.is_checksum_right and PACKED_OBJECTS.search(one.text):
                texts.append(zlib.decompress(parts.data[slice(*one.packed)]))
        return parts.top | {int(number) for text in texts for number in REFERENCE.findall(text)}

    # Do the objects prove themselves that they are all there?

    def _unproved(self) -> Iterator[str]:
        """Yield what the objects do not prove where nothing tells their places."""
        parts = self._parts
        said = "no cross-reference says truly where its objects begin, and"
        if len(parts.sections) > 1:
            yield f"{said} it has several editions"
        if parts.end is not None and parts.end > parts.sections[-1]:
            yield f"{said} it ends {parts.end - parts.sections[-1]} bytes before it should"
        numbers = Counter(one.number for one in parts.objects)
        for one in parts.objects:
            is_stream = one.packed != (0, 0)
            if PACKED_OBJECTS.search(one.text) or numbers[one.number] > 1:
                yield f"{said} object {one.number} may be another edition of others"
            elif not self._is_whole_stream(one) if is_stream else one.fault:
                yield f"{said} object {one.number} may lack something"
        if not parts.top or parts.size != max(numbers) + 1:
            yield f"{said} there are {max(numbers)} objects of {parts.size - 1}"
        tables = {one.number for one in parts.objects if PACKED_TABLE.search(one.text)}
        for number in sorted(self._reached ^ (numbers.keys() - tables)):
            nothing = "nothing leads to" if number in numbers else "there is no"
            yield f"{said} {nothing} object {number}"

    @property
    def _reached(self) -> set[int]:
        """The numbers of all objects that the end leads to, by whichever others."""
        leads = {
            one.number: set(map(int, REFERENCE.findall(one.text))) for one in self._parts.objects
        }
        reached, new = set[int](), self._parts.top
        while new:
            reached |= new
            new = {number for one in new for number in leads.get(one, ())} - reached
        return reached
