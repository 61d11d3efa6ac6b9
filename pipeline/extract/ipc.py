"""What travels from the child to its parent: what was asked for, or the error to raise instead.

It travels as JSON, made from the types of `pipeline.model` and back into them, a line for each part
as soon as it is done, and a last one that says how many they were. What is decoded is data of
these types or nothing: the child was in the hands of the file it read.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

import msgspec

from pipeline.errors import (
    BrokenPdfError,
    CopyingForbiddenError,
    EngineLimitError,
    HiddenTextError,
    NotAPdfError,
    NoTextLayerError,
    PasswordRequiredError,
    UnreadableDocumentError,
)
from pipeline.extract.glyphs.words_and_rules import UNREADABLE
from pipeline.model import DigitShapes, Reading

ERRORS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        NotAPdfError,
        BrokenPdfError,
        PasswordRequiredError,
        CopyingForbiddenError,
        NoTextLayerError,
        HiddenTextError,
        EngineLimitError,
    )
}
"""Those that the child may answer with."""
KNOWN = ("name", "engine")
"""What the parent knows of an error: which document it is about, and which engine."""
SURROGATE = re.compile("[\ud800-\udfff]")

Pictures = tuple[bytes, ...]
"""PNG files."""
Part = TypeVar("Part", Reading, Pictures, DigitShapes)


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    """One of three: a part, an error, or the end."""

    part: msgspec.Raw = msgspec.Raw()
    error: str = ""
    facts: dict[str, Any] = {}
    is_end: bool = False


def encode(parts: Iterable[Reading | Pictures | DigitShapes]) -> Iterator[bytes]:
    """Yield the parts of an answer as lines; a lone surrogate, which is no character, as U+FFFD."""
    for part in parts:
        yield _line({"part": part})
    yield _line({"is_end": True})


def encode_error(error: UnreadableDocumentError) -> bytes:
    """Return an error as its name and its facts, without what the parent knows."""
    facts = {name: fact for name, fact in vars(error).items() if name not in KNOWN}
    return _line({"error": type(error).__name__, "facts": facts})


def _line(content: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(content) + b"\n"
    except UnicodeEncodeError:
        plain = json.dumps(msgspec.to_builtins(content), ensure_ascii=False)
        return SURROGATE.sub(UNREADABLE, plain).encode() + b"\n"


class Answer(Generic[Part]):
    """What a child answers, decoded line by line while it goes on."""

    def __init__(self, kind: type[Part], name: str, engine: str) -> None:
        """Expect what an engine makes of the file of that name."""
        self.size = 0
        """How many bytes have come."""
        self._known = {"name": name, "engine": engine}
        self._decode: Callable[[msgspec.Raw], Part] = msgspec.json.Decoder(kind).decode
        self._line = bytearray()
        self._parts: list[Part] = []
        self._has_ended = False

    def feed(self, chunk: bytes) -> None:
        """Take in some more bytes.

        Raises:
            UnreadableDocumentError: that they are; an EngineLimitError where they are no answer.
        """
        self.size += len(chunk)
        *ends, begun = chunk.split(b"\n")
        for end in ends:
            try:
                # Python complains on standard error where memory for a sum of bytearrays fails.
                self._take_line(bytes(self._line) + end)
            except (ValueError, RecursionError, KeyError) as invalid:
                raise self.failure(f"unreadable result: {invalid}") from invalid
            self._line.clear()
        self._line += begun

    def parts(self) -> list[Part]:
        """Return all parts, one at least; raise EngineLimitError where the end has not come."""
        if self._line or not self._has_ended or not self._parts:
            raise self.failure("unreadable result: its last line is missing")
        return self._parts

    def failure(self, reason: str) -> EngineLimitError:
        """Return the error to raise where there is no answer."""
        return EngineLimitError(**self._known, reason=reason)

    def _take_line(self, text: bytes) -> None:
        if self._has_ended:
            raise ValueError("it goes on after its last line")
        line = msgspec.json.decode(text, type=_Line)
        if line.error:
            raise self._error(line)
        if line.is_end:
            self._has_ended = True
        else:
            self._parts.append(self._decode(line.part))

    def _error(self, line: _Line) -> UnreadableDocumentError:
        kind, known = ERRORS[line.error], self._known
        facts = {
            f.name: known[f.name]
            if f.name in known
            else msgspec.convert(line.facts[f.name], f.type)
            for f in kind.facts()
        }
        error: UnreadableDocumentError = kind(**facts)
        return error
