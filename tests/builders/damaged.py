"""PDFs damaged as transfers, disks and careless writers damage them; by chance, with a seed."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from random import Random
from types import MappingProxyType
from typing import Any

import pikepdf
from pikepdf import ObjectStreamMode

Damage = Callable[[bytes, Random], bytes]

OBJECT = re.compile(rb"\b\d+ \d+ obj\b")
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
LENGTH = re.compile(rb"(?<=/Length )\d+(?! \d+ R)")
OFFSET = re.compile(rb"\d{10}(?= \d{5} n)")
USED = re.compile(rb"(?<=\d{10} \d{5} )n")
LINEARIZED = re.compile(rb"(?<=/L )\d+")
START = re.compile(rb"(?<=startxref\n)\d+|(?<=startxref\r\n)\d+")
MOST_BYTES = 400
"""So many are lost, added or overwritten at once."""


# What a document may be before it is damaged


def linearized(content: bytes) -> bytes:
    with pikepdf.open(BytesIO(content)) as pdf:
        return _saved(pdf, linearize=True, object_stream_mode=ObjectStreamMode.disable)


def packed(content: bytes) -> bytes:
    with pikepdf.open(BytesIO(content)) as pdf:
        return _saved(pdf, object_stream_mode=ObjectStreamMode.generate)


def encrypted(content: bytes) -> bytes:
    with pikepdf.open(BytesIO(content)) as pdf:
        owner = pikepdf.Encryption(owner="owner")
        output = BytesIO()
        pdf.save(output, encryption=owner, object_stream_mode=ObjectStreamMode.generate)
        return output.getvalue()


def _saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    output = BytesIO()
    pdf.save(output, static_id=True, **options)
    return output.getvalue()


def updated(content: bytes) -> bytes:
    """A document whose first page was blank until a second edition was appended."""
    with pikepdf.open(BytesIO(content)) as pdf:
        text = pdf.pages[0].obj.Contents.read_bytes()
        pdf.pages[0].obj.Contents.write(b"q Q " * 8)
        blank = _saved(pdf, object_stream_mode=ObjectStreamMode.disable)
    with pikepdf.open(BytesIO(blank)) as pdf:
        number, root = pdf.pages[0].obj.Contents.objgen[0], pdf.Root.objgen[0]
        trailer = b"/Size %d/Root %d 0 R" % (int(pdf.trailer.Size), root)
    return blank + _update(blank, number, text, trailer)


def _update(before: bytes, number: int, text: bytes, trailer: bytes) -> bytes:
    body = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, len(text), text)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(before))
    earlier = before[before.rindex(b"startxref") :].split()[1]
    start = len(before) + len(body)
    end = b"trailer\n<<%s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, earlier, start)
    return body + table + end


# What cross-references are that lead nowhere


def numbered_from_one(content: bytes) -> bytes:
    return content.replace(b"xref\n0 ", b"xref\n1 ")


def without_offsets(content: bytes) -> bytes:
    return OFFSET.sub(b"0" * 10, content)


def with_offsets_of_others(content: bytes) -> bytes:
    size = len(content)
    return OFFSET.sub(lambda found: b"%010d" % (int(found[0]) * int(found[0]) % size), content)


def without_table(content: bytes) -> bytes:
    return content[: content.rindex(b"xref\n0 ")] + content[content.rindex(b"trailer") :]


def without_any(content: bytes) -> bytes:
    """Not even the end leads to where it should be."""
    return START.sub(b"0", without_table(content))


LEADING_NOWHERE = (
    numbered_from_one,
    without_offsets,
    with_offsets_of_others,
    without_table,
    without_any,
)


# Damages


def _place(content: bytes, chance: Random) -> tuple[int, int]:
    begin = chance.randrange(len(content))
    return begin, min(len(content), begin + int(MOST_BYTES ** chance.random()))


def _noise(length: int, chance: Random) -> bytes:
    return chance.choice((bytes(length), b" " * length, chance.randbytes(length)))


def _one_replaced(
    content: bytes, pattern: re.Pattern[bytes], chance: Random, new: Callable[[bytes], bytes]
) -> bytes:
    found = list(pattern.finditer(content))
    if not found:
        return content
    one = chance.choice(found)
    return content[: one.start()] + new(one[0]) + content[one.end() :]


def _other_number(chance: Random, near: int = 0) -> Callable[[bytes], bytes]:
    """Another number of as many digits: any, or one that differs by so much at most."""

    def change(digits: bytes) -> bytes:
        step = chance.choice([-1, 1]) * chance.randint(1, near) if near else None
        number = int(digits) + step if step else chance.randrange(10 ** len(digits))
        return b"%0*d" % (len(digits), max(0, number) % 10 ** len(digits))

    return change


def wrong_startxref(content: bytes, chance: Random) -> bytes:
    change = _other_number(chance, chance.choice([0, 5, 100]))
    *_, last = START.finditer(content)
    return content[: last.start()] + change(last[0]) + content[last.end() :]


def shifted_offsets(content: bytes, chance: Random) -> bytes:
    step = chance.choice([-1, 1]) * chance.randint(1, 30)
    return OFFSET.sub(lambda found: b"%010d" % max(0, int(found[0]) + step), content)


def wrong_offsets(content: bytes, chance: Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        change = _other_number(chance, chance.choice([0, 30]))
        content = _one_replaced(content, OFFSET, chance, change)
    return content


def lost_entry(content: bytes, chance: Random) -> bytes:
    return _one_replaced(content, USED, chance, lambda _: b"f")


def wrong_lengths(content: bytes, chance: Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        change = _other_number(chance, chance.choice([0, 5, 50]))
        content = _one_replaced(content, LENGTH, chance, change)
    return content


def line_ends_added(content: bytes, chance: Random) -> bytes:
    del chance
    return content.replace(b"\n", b"\r\n")


def line_ends_lost(content: bytes, chance: Random) -> bytes:
    return content.replace(b"\r\n", b"\n") if chance.random() < 0.5 else content.replace(b"\r", b"")


def bytes_lost_from_stream(content: bytes, chance: Random) -> bytes:
    def shorten(stream: bytes) -> bytes:
        begin, end = _place(stream, chance)
        begin = max(begin, 8)
        return stream[:begin] + stream[min(max(begin, end), len(stream) - 10) :]

    return _one_replaced(content, STREAM, chance, shorten)


def bytes_lost(content: bytes, chance: Random) -> bytes:
    begin, end = _place(content, chance)
    return content[:begin] + content[end:]


def much_lost(content: bytes, chance: Random) -> bytes:
    begin, end = sorted(chance.choices(range(len(content)), k=2))
    return content[:begin] + content[end:]


def bytes_added(content: bytes, chance: Random) -> bytes:
    begin, end = _place(content, chance)
    return content[:begin] + _noise(end - begin, chance) + content[begin:]


def bytes_overwritten(content: bytes, chance: Random) -> bytes:
    begin, end = _place(content, chance)
    return content[:begin] + _noise(end - begin, chance) + content[end:]


def stream_overwritten(content: bytes, chance: Random) -> bytes:
    def overwrite(stream: bytes) -> bytes:
        begin, end = _place(stream, chance)
        begin, end = max(begin, 8), min(end, len(stream) - 10)
        end = max(begin, end)
        return stream[:begin] + _noise(end - begin, chance) + stream[end:]

    return _one_replaced(content, STREAM, chance, overwrite)


def cut_with_end_mark(content: bytes, chance: Random) -> bytes:
    kept = content[: chance.randrange(len(content))]
    end = content[content.rindex(b"startxref") :]
    return kept + chance.choice((b"\n%%EOF\n", b"\nstartxref\n0\n%%EOF\n", b"\n" + end))


def cut_with_trailer(content: bytes, chance: Random) -> bytes:
    """Cut at an object, with whatever stands behind the last one."""
    cut = chance.choice([found.start() for found in OBJECT.finditer(content)])
    return content[:cut] + content[content.rindex(b"endobj") + 6 :]


def object_lost(content: bytes, chance: Random) -> bytes:
    found = [*(m.start() for m in OBJECT.finditer(content)), content.rindex(b"endobj") + 7]
    index = chance.randrange(len(found) - 1)
    begin, end = found[index : index + 2]
    return content[:begin] + chance.choice((b"", b" " * (end - begin))) + content[end:]


def garbage_before(content: bytes, chance: Random) -> bytes:
    return _noise(chance.randint(1, 900), chance) + content


def garbage_after(content: bytes, chance: Random) -> bytes:
    return content + _noise(chance.randint(1, 3000), chance)


def wrong_linearized_length(content: bytes, chance: Random) -> bytes:
    change = _other_number(chance, chance.choice([0, 100]))
    return _one_replaced(content, LINEARIZED, chance, change)


DAMAGES: Mapping[str, Damage] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            wrong_startxref,
            shifted_offsets,
            wrong_offsets,
            lost_entry,
            wrong_lengths,
            line_ends_added,
            line_ends_lost,
            bytes_lost_from_stream,
            bytes_lost,
            much_lost,
            bytes_added,
            bytes_overwritten,
            stream_overwritten,
            cut_with_end_mark,
            cut_with_trailer,
            object_lost,
            garbage_before,
            garbage_after,
            wrong_linearized_length,
        )
    }
)
