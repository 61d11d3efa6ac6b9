"""What travels from the child to its parent: a reading, pictures, shapes, or an error instead.

All as JSON. Encoding and decoding are exact inverses. Decoding trusts nothing: what the child
says was in the hands of the file it read.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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
from pipeline.extract.wire_reading import (
    WireError,
    as_items,
    as_mapping,
    as_text,
    content_to_reading,
    reading_to_content,
)
from pipeline.extract.wire_shapes import content_to_shapes, shapes_to_content
from pipeline.model import DigitShapes, Reading

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

Pictures = tuple[bytes, ...]
"""PNG files."""
Answer = Reading | Pictures | DigitShapes | UnreadableDocumentError
"""What was asked for, or the error to raise in its place."""


def encode_reading(reading: Reading) -> bytes:
    """The reading as JSON."""
    return _dump({"reading": reading_to_content(reading)})


def encode_pictures(pictures: Sequence[bytes]) -> bytes:
    """The pictures as JSON."""
    return _dump({"pictures": [b64encode(png).decode("ascii") for png in pictures]})


def encode_shapes(shapes: DigitShapes) -> bytes:
    """What the shapes of digits say, as JSON."""
    return _dump({"shapes": shapes_to_content(shapes)})


def encode_error(error: UnreadableDocumentError) -> bytes:
    """The error as its code and facts."""
    match error:
        case NotAPdfError():
            facts: dict[str, Any] = {"first_bytes": error.first_bytes.hex()}
        case BrokenPdfError() | EngineLimitError():
            facts = {"reason": error.reason}
        case NoTextLayerError():
            facts = {"pages": error.pages}
        case HiddenTextError():
            facts = {"pages": error.pages, "words": error.words}
        case _:
            facts = {}
    return _dump({"error": type(error).__name__, "facts": facts})


def decode_answer(answer: bytes, path: Path, engine: str) -> Answer:
    """What the child made of the file at `path`.

    Raises:
        WireError: the answer is none of these.
    """
    content = _parse(answer)
    if set(content) == {"reading"}:
        return content_to_reading(content["reading"])
    if set(content) == {"pictures"}:
        return tuple(_picture(as_text(text)) for text in as_items(content["pictures"]))
    if set(content) == {"shapes"}:
        return content_to_shapes(content["shapes"])
    if set(content) == {"error", "facts"}:
        return _error(content["error"], as_mapping(content["facts"]), path, engine)
    raise WireError(f"neither reading, pictures, shapes nor error, but keys {sorted(content)[:5]}")


def _dump(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, separators=(",", ":"), allow_nan=False).encode("ascii")


def _parse(answer: bytes) -> dict[str, Any]:
    try:
        content = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise WireError(f"no JSON: {error}") from error
    return as_mapping(content)


def _picture(text: str) -> bytes:
    try:
        png = b64decode(text, validate=True)
    except ValueError as error:
        raise WireError("the picture is not base64") from error
    if not png.startswith(PNG_SIGNATURE):
        raise WireError("the picture is no PNG")
    return png


def _error(code: Any, facts: dict[str, Any], path: Path, engine: str) -> UnreadableDocumentError:
    match code, facts:
        case "NotAPdfError", {"first_bytes": str(digits)}:
            try:
                return NotAPdfError(path, bytes.fromhex(digits))
            except ValueError as error:
                raise WireError("first bytes are not hexadecimal") from error
        case "BrokenPdfError", {"reason": str(reason)}:
            return BrokenPdfError(path.name, reason)
        case "CopyingForbiddenError", _:
            return CopyingForbiddenError(path.name, engine)
        case "PasswordRequiredError", _:
            return PasswordRequiredError(path.name)
        case "NoTextLayerError", {"pages": int(pages)}:
            return NoTextLayerError(path.name, pages)
        case "HiddenTextError", {"pages": int(pages), "words": int(words)}:
            return HiddenTextError(path.name, pages, words)
        case "EngineLimitError", {"reason": str(reason)}:
            return EngineLimitError(path.name, engine, reason)
    raise WireError(f"unknown error {str(code)[:40]!r}")
