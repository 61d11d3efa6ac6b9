"""JSON files of the warehouse and the raw store, as frozen structs and back, without loss.

None of them is believed unseen: a file may have been cut, edited by hand or written by another
tool. Whatever is wrong with it, its reader learns which file and which field, and what to do.
Decimals and moments are texts, tuples are lists, mappings are objects with text keys.
This module is a leaf: it knows no stage.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import msgspec
import msgspec.json
import msgspec.structs

from pipeline.errors import WarehouseDamagedError
from pipeline.files import find_regular, reading

Record = TypeVar("Record")
Parser: TypeAlias = Callable[[Any, type[Record]], Record]
"""Builds a record of its kind from what JSON has of it."""
SHOWN_SIGNS = 200
"""How much of what is wrong an error shows."""

RECORD_ERRORS = (
    OSError,
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
)
"""What reading a record raises where it is damaged: no file, no text, no JSON, or other data."""


def read_record(
    path: Path, what: str, kind: type[Record], parse: Parser[Record] = msgspec.convert
) -> Record:
    """Return a record from its file; `what` says in messages of which kind it is.

    As it stands, only those fields are asked for that the struct has; see `from_json`.

    Raises:
        WarehouseDamagedError: it cannot be read or understood, or is not there.
    """
    record = find_record(path, what, kind, parse)
    if record is None:
        raise WarehouseDamagedError(path, what, "no such file")
    return record


def find_record(
    path: Path, what: str, kind: type[Record], parse: Parser[Record] = msgspec.convert
) -> Record | None:
    """Return the same; None only where nothing is in the file's place.

    Raises:
        WarehouseDamagedError: it cannot be read or understood.
    """
    with reading(path, what):
        content = find_regular(path)
    try:
        return None if content is None else parse(msgspec.json.decode(content), kind)
    except RECORD_ERRORS as error:
        raise WarehouseDamagedError(path, what, _reason(error)) from error


def from_json(data: Any, kind: type[Record]) -> Record:
    """Build a struct from its JSON form; every field must be there, and no other.

    Raises:
        ValueError: the data are not what the struct asks for; the message names the field.
    """
    names = set(kind.__struct_fields__)  # type: ignore[attr-defined]
    if isinstance(data, dict) and data.keys() != names:
        unknown, missing = sorted(data.keys() - names), sorted(names - data.keys())
        raise ValueError(f"unknown keys {unknown}, missing keys {missing}")
    return msgspec.convert(data, kind)


def to_json(value: object) -> Any:
    """Turn a value of structs, enumerations and collections into what `json` can write."""
    return json.loads(record_bytes(value))


def record_bytes(value: object) -> bytes:
    """Return a value as records are kept: its JSON form, indented, in UTF-8."""
    plain = msgspec.to_builtins(value, builtin_types=(datetime, Decimal))
    return (json.dumps(plain, ensure_ascii=False, indent=2, default=_as_text) + "\n").encode()


class InUtc(msgspec.Struct, frozen=True):
    """A record whose moments are turned to UTC when it is made.

    Raises:
        ValueError: one has no zone, or lies outside of the years 1 to 9999 in UTC.
    """

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            if isinstance(moment := getattr(self, name), datetime):
                msgspec.structs.force_setattr(self, name, in_utc(moment))


def in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC.

    Raises:
        ValueError: it has no zone, or lies outside of the years 1 to 9999 in UTC.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()!r} has no zone, as +00:00 would be one")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{moment.isoformat()!r} is outside of the years 1 to 9999") from error


def _as_text(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()  # type: ignore[attr-defined]


def _reason(error: Exception) -> str:
    """Return in one line what is wrong; the name of the error where its text says little alone."""
    match error:
        case RecursionError():
            return "JSON nested too deeply"
        case LookupError():
            return f"no key {error}"
    return str(error)[:SHOWN_SIGNS] or type(error).__name__
