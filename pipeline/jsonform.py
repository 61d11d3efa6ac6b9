"""Frozen dataclasses as JSON and back, by their type hints, without loss.

Decimals and moments are texts, tuples are lists, mappings are objects with text keys.
This module is a leaf: it knows no stage.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from pipeline.values import parse_moment

T = TypeVar("T")


def to_json(value: object) -> Any:
    """Turn a value of the types below into what `json` can write.

    Raises:
        TypeError: for any other type.
    """
    match value:
        case None | bool() | int() | float():
            return value
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.isoformat()
        case str():
            return str(value)
        case tuple() | list():
            return [to_json(item) for item in value]
        case Mapping():
            return {str(key): to_json(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    raise TypeError(f"no JSON form for {type(value).__name__}")


def record_bytes(value: object) -> bytes:
    """Return a value as the records are kept: its JSON form, indented, in UTF-8.

    Raises:
        TypeError: it has none.
    """
    return (json.dumps(to_json(value), ensure_ascii=False, indent=2) + "\n").encode()


def from_json(kind: type[T], data: Any) -> T:
    """Rebuild a dataclass from its JSON form.

    Raises:
        KeyError, TypeError, ValueError, AttributeError, ArithmeticError: the data are not what the
            dataclass asks for.
    """
    value: T = _decode(kind, data)
    return value


def _decode(kind: Any, data: Any) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        return _decode_dataclass(kind, data)
    if origin in (types.UnionType, typing.Union):
        return None if data is None else _decode(arguments[0], data)
    if origin is tuple:
        return tuple(_decode(arguments[0], item) for item in _of_type(list, data))
    if origin is Mapping:
        key, item = arguments
        return {_decode(key, name): _decode(item, value) for name, value in data.items()}
    return _decode_scalar(kind, data)


def _decode_dataclass(kind: Any, data: Any) -> Any:
    hints = _field_types(kind)
    if unknown := set(data) - set(hints):
        raise ValueError(f"unknown keys {sorted(unknown)}")
    return kind(**{name: _decode(hint, data[name]) for name, hint in hints.items()})


@cache
def _field_types(kind: Any) -> Mapping[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _decode_scalar(kind: Any, data: Any) -> Any:
    if kind is Decimal:
        return _finite(Decimal(_of_type(str, data)))
    if kind is datetime:
        return parse_moment(data)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(data)
    if kind is float and type(data) is int:
        return float(data)
    return _of_type(kind, data)


def _of_type(kind: Any, data: Any) -> Any:
    if type(data) is not kind:
        raise TypeError(f"expected {kind.__name__}, found {data!r}")
    if kind is str:
        data.encode()  # refuses half a character, which could not be written again
    return data


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueError(f"expected a number, found {value}")
    return value
