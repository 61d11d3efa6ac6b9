"""Files that people write, TOML or tables, as frozen structs.

The types of the fields say what may stand there. What is missing, of another type, out of bounds or
left over is an error that names file and key, so that a slip never becomes a silently missing
bound.
"""

import re
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
        raise WrongSettingsError(file, f"no valid TOML: {error}") from error
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
        raise WrongSettingsError(file, str(error)) from error
