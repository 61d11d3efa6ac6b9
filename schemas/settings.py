"""Files that people write, TOML or tables, as frozen structs.

The types of the fields say what may stand there. What is missing, of another type, out of bounds or
left over is an error that names file and key, so that a slip never becomes a silently missing
bound.
"""

import re
import reprlib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeAlias, TypeVar

import msgspec
from msgspec import Meta, Struct

from pipeline.errors import WrongSettingsError

Settings = TypeVar("Settings", bound="SettingsTable")
NonBlank: TypeAlias = Annotated[str, Meta(pattern=r"\S")]
NonBlanks: TypeAlias = Annotated[tuple[NonBlank, ...], Meta(min_length=1)]
Count: TypeAlias = Annotated[int, Meta(ge=0)]
Positive: TypeAlias = Annotated[int, Meta(ge=1)]
Seconds: TypeAlias = Annotated[int, Meta(ge=1)] | Annotated[float, Meta(gt=0)]
Percent: TypeAlias = Annotated[int, Meta(ge=1, le=100)]
_WORD = r"(?:[a-z0-9]+\*?|\*[a-z0-9]+\*?)"
_PHRASE = rf"^{_WORD}(?: {_WORD})*\Z"
Phrases: TypeAlias = Annotated[
    tuple[Annotated[str, Meta(pattern=_PHRASE)], ...], Meta(min_length=1)
]
"""One word or several each, in the form that `schemas.headers` compares titles in: lower case,
umlauts and € spelled out. `*` stands for any letters, for German writes compounds as one word."""

_IN_WORDS = {
    "`int`": "a whole number",
    "`int` >= 0": "a whole number, 0 or more",
    "`int` >= 1": "a whole number above 0",
    "`str`": "a text",
    "`str` matching regex '\\\\S'": "a text that is not empty",
    f"`str` matching regex {_PHRASE!r}": (
        "words in lower case, umlauts spelled out, * at their begin or end"
    ),
    "`bool`": "true or false",
    "`date`": "a day like 2018-01-31, without quotes",
    "`object`": "a table",
    "`array`": "a list",
    "`array` of length >= 1": "a list, at least one",
}
"""What msgspec calls the types, and how people would."""


class SettingsTable(Struct, frozen=True, forbid_unknown_fields=True):
    """A table of such a file."""


@cache
def pattern_of(phrases: Phrases) -> re.Pattern[str]:
    """What finds any of these phrases, as whole words in plain words."""
    either = "|".join(phrase.replace("*", "[a-z0-9]*") for phrase in phrases)
    return re.compile(rf"(?<!\S)(?:{either})(?!\S)")


def read_settings(file: Path, kind: type[Settings]) -> Settings:
    """Read a TOML file; raises WrongSettingsError where it is none, or not of this kind."""
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, nested too deeply
        raise WrongSettingsError(file, "(whole file)", str(error), "valid TOML") from error
    return as_settings(file, values, kind)


def as_settings(
    file: Path, values: Mapping[str, Any], kind: type[Settings], *, strict: bool = True
) -> Settings:
    """Give the values of a file their types; those of a table are all texts, so not `strict`.

    Raises WrongSettingsError where they are not what the types ask for.
    """
    try:
        return msgspec.convert(values, kind, strict=strict)
    except msgspec.ValidationError as error:
        raise _mistake(file, values, str(error)) from error


def _mistake(file: Path, values: Any, message: str) -> WrongSettingsError:
    """Say in our words what msgspec says of the values, which it names from `$` on, from 0."""
    said, _, path = message.partition(" - at `$")
    steps = re.findall(r"\.(\w+)|\[(\d+)\]", path)
    found, key = values, ""
    for name, number in steps:
        found = found[name or int(number)]
        key += f".{name}" if name else f"[{int(number) + 1}]"
    if said.startswith("Invalid enum value"):
        said = "one of the words known there"
    if unknown := re.fullmatch(r"Object contains unknown field `(\w+)`", said):
        left_over = reprlib.repr(found[unknown[1]])
        return WrongSettingsError(file, f"{key}.{unknown[1]}"[1:], left_over, "no such key")
    if missing := re.fullmatch(r"Object missing required field `(\w+)`", said):
        return WrongSettingsError(file, f"{key}.{missing[1]}"[1:], "nothing", "a value")
    expected = said.removeprefix("Expected ").partition(", got ")[0].replace(" | null`", "`")
    return WrongSettingsError(file, key[1:], repr(found), _IN_WORDS.get(expected, expected))
