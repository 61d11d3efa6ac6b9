"""What travels from the child to its parent: what was asked for, or the error to raise instead.

It travels as JSON, made from the types of `pipeline.model` and back into them. Decoding trusts
nothing: what the child says was in the hands of the file it read.
"""

import json
import re
from dataclasses import fields
from typing import Any, TypeVar

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
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
SURROGATE = re.compile("[\ud800-\udfff]")

Pictures = tuple[bytes, ...]
"""PNG files."""
Result = TypeVar("Result", Reading, Pictures, DigitShapes)


class AnswerError(ValueError):
    """The bytes are not what `encode` and `encode_error` write."""


class _Answer(msgspec.Struct, forbid_unknown_fields=True):
    result: msgspec.Raw = msgspec.Raw()
    error: str = ""
    facts: dict[str, Any] = {}


def encode(result: Reading | Pictures | DigitShapes) -> bytes:
    """Return a result as JSON; a lone surrogate, which is no character, as U+FFFD."""
    return _dump({"result": result})


def encode_error(error: UnreadableDocumentError) -> bytes:
    """Return an error as its name and its facts, without what the parent knows."""
    facts = {name: fact for name, fact in vars(error).items() if name not in KNOWN}
    return _dump({"error": type(error).__name__, "facts": facts})


def _dump(content: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(content)
    except UnicodeEncodeError:
        plain = json.dumps(msgspec.to_builtins(content), ensure_ascii=False)
        return SURROGATE.sub(UNREADABLE, plain).encode()


def decode(answer: bytes, kind: type[Result], name: str, engine: str) -> Result:
    """Return what an engine made of the file of that name.

    Raises:
        AnswerError: the answer is neither of that kind nor an error.
        UnreadableDocumentError: it is this error.
    """
    try:
        content = msgspec.json.decode(answer, type=_Answer)
        error = content.error and _error(content, name, engine)
        result = None if error else msgspec.json.decode(content.result, type=kind)
    except (ValueError, RecursionError, KeyError) as invalid:
        raise AnswerError(str(invalid)) from invalid
    if error:
        raise error
    assert result is not None
    _check(result)
    return result


def _error(answer: _Answer, name: str, engine: str) -> UnreadableDocumentError:
    kind = ERRORS[answer.error]
    known = dict(zip(KNOWN, (name, engine), strict=True))
    facts = {
        f.name: known[f.name] if f.name in known else msgspec.convert(answer.facts[f.name], f.type)
        for f in fields(kind)
    }
    error: UnreadableDocumentError = kind(**facts)
    return error


def _check(result: Reading | Pictures | DigitShapes) -> None:
    """Raise AnswerError unless the parts of a result fit each other."""
    match result:
        case Reading():
            fits = _fit(result)
        case DigitShapes():
            least = min([result.digits, *result.abstained.values()])
            fits = least >= 0 and result.compared >= len(result.contradictions)
        case _:
            fits = all(picture.startswith(PNG_SIGNATURE) for picture in result)
    if not fits:
        raise AnswerError("its parts do not fit each other")


def _fit(reading: Reading) -> bool:
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
