"""What travels from the child to its parent: what was asked for, or the error to raise instead.

It travels as JSON, made from the types of `pipeline.model` and back into them, a line for each part
as soon as it is done, and a last one that says how many they were. Decoding trusts nothing: what
the child says was in the hands of the file it read.
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
from pipeline.extract.engine import whole_reading
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
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
SURROGATE = re.compile("[\ud800-\udfff]")

Pictures = tuple[bytes, ...]
"""PNG files."""
Result = TypeVar("Result", Reading, Pictures, DigitShapes)
"""Of these only a reading comes in several parts."""


class AnswerError(ValueError):
    """The bytes are not what `encode` and `encode_error` write."""


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    """One of three: a part, how many parts there were, or an error."""

    part: msgspec.Raw = msgspec.Raw()
    parts: int = 0
    error: str = ""
    facts: dict[str, Any] = {}


def encode(parts: Iterable[Reading | Pictures | DigitShapes]) -> Iterator[bytes]:
    """Yield the parts of a result as lines; a lone surrogate, which is no character, as U+FFFD."""
    number = 0
    for number, part in enumerate(parts, start=1):  # noqa: B007
        yield _line({"part": part})
    yield _line({"parts": number})


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


class Answer(Generic[Result]):
    """What a child answers, decoded line by line while it goes on."""

    def __init__(self, kind: type[Result], name: str, engine: str) -> None:
        """Expect what an engine makes of the file of that name."""
        self.size = 0
        """How many bytes have come."""
        self._known = dict(zip(KNOWN, (name, engine), strict=True))
        self._decode: Callable[[msgspec.Raw], Result] = msgspec.json.Decoder(kind).decode
        self._line = bytearray()
        self._parts: list[Any] = []
        self._end: UnreadableDocumentError | AnswerError | None = None
        self._is_whole = False

    def take(self, chunk: bytes) -> None:
        """Take some more bytes; after the last line, or what is none, only how many they are."""
        self.size += len(chunk)
        *ends, begun = chunk.split(b"\n")
        for end in ends:
            self._line += end
            self._take_line()
            self._line.clear()
        self._line += begun

    def result(self) -> Result:
        """Return the result, when all has come.

        Raises:
            AnswerError: the answer is neither of that kind nor an error.
            UnreadableDocumentError: it is this error.
        """
        if self._line:
            self._take_line()
        if self._end:
            raise self._end
        if not self._is_whole:
            raise AnswerError("its last line is missing")
        result: Any = self._parts[0]
        if isinstance(result, Reading):
            result = whole_reading(self._parts)
        return result  # type: ignore[no-any-return]

    def _take_line(self) -> None:
        if self._end:
            return
        try:
            self._end = self._error_in_line()
        except (ValueError, RecursionError, KeyError) as invalid:
            self._end = AnswerError(str(invalid))

    def _error_in_line(self) -> UnreadableDocumentError | None:
        if self._is_whole:
            raise AnswerError("it goes on after its last line")
        line = msgspec.json.decode(bytes(self._line), type=_Line)
        if line.error:
            return self._error(line)
        if line.parts:
            self._is_whole = line.parts == len(self._parts)
            if not self._is_whole:
                raise AnswerError(f"it has {len(self._parts)} parts and says {line.parts}")
            return None
        part = self._decode(line.part)
        if not _fits(part) or (self._parts and not _continues(self._parts[0], part)):
            raise AnswerError("its parts do not fit each other")
        self._parts.append(part)
        return None

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


def _continues(first: object, part: object) -> bool:
    """Return True if a part is of the reading that another is of."""
    return (
        isinstance(first, Reading)
        and isinstance(part, Reading)
        and (first.engine, first.engine_version, first.page_count)
        == (part.engine, part.engine_version, part.page_count)
    )


def _fits(result: Reading | Pictures | DigitShapes) -> bool:
    """Return True if what a part of a result says fits together."""
    match result:
        case Reading():
            return _has_its_pages(result)
        case DigitShapes():
            least = min([result.digits, *result.abstained.values()])
            return least >= 0 and result.compared >= len(result.contradictions)
        case _:
            return all(picture.startswith(PNG_SIGNATURE) for picture in result)


def _has_its_pages(reading: Reading) -> bool:
    """Return True if all pages exist, and tables have rows, on their own pages."""
    tabled = [(table.page, row.page) for table in reading.tables for row in table.rows]
    pages = {page for table, row in tabled for page in (table, row)}
    pages.update(table.page for table in reading.tables)
    pages.update(row.page for row in reading.outside)
    pages.update(lack.page for lack in reading.omissions)
    pages.update(numbers.page for numbers in reading.level)
    exist = all(1 <= page <= reading.page_count for page in pages)
    filled = all(table.rows for table in reading.tables)
    return exist and filled and all(table == row for table, row in tabled)
