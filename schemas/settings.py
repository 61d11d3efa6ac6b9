"""TOML files that people write, taken apart key by key.

Every key is taken by name and with its type; what is missing, mistyped or left over is an error
that names file and key, so that a slip in a file never becomes a silently missing bound.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any


class SettingsFileError(Exception):
    """A file of settings does not say what it must say."""

    def __init__(self, file: Path, key: str, found: str, expected: str) -> None:
        """Keep the file, the key as a dotted path, what stands there and what should."""
        self.file, self.key, self.found, self.expected = file, key, found, expected
        super().__init__(
            f"{file.name}: key {key}: found {found}, expected {expected}; correct the file"
        )


class Table:
    """One table of a file: keys are taken by name, and what is left at the end is an error."""

    def __init__(self, file: Path, name: str, values: dict[str, Any]) -> None:
        """Keep the file, the table's dotted path with its final stop, and its keys and values."""
        self.file, self.name, self.values = file, name, dict(values)

    def error(self, key: str, found: str, expected: str) -> SettingsFileError:
        """The error that names one key of this table."""
        return SettingsFileError(self.file, f"{self.name}{key}", found, expected)

    def take(self, key: str, kind: type, expected: str) -> Any:
        """The value of a key, which must be of exactly this type."""
        if key not in self.values:
            raise self.error(key, "nothing", expected)
        value = self.values.pop(key)
        if type(value) is not kind:
            raise self.error(key, repr(value), expected)
        return value

    def text(self, key: str) -> str:
        """A text that says something."""
        value: str = self.take(key, str, "a text")
        if not value.strip():
            raise self.error(key, repr(value), "a text that is not empty")
        return value

    def positive(self, key: str) -> int:
        """A whole number above 0."""
        value: int = self.take(key, int, "a whole number above 0")
        if value <= 0:
            raise self.error(key, repr(value), "a whole number above 0")
        return value

    def count(self, key: str) -> int:
        """A whole number, 0 or more."""
        value: int = self.take(key, int, "a whole number, 0 or more")
        if value < 0:
            raise self.error(key, repr(value), "a whole number, 0 or more")
        return value

    def day(self, key: str) -> str:
        """A day as TOML writes it, given as ISO date."""
        value: date = self.take(key, date, "a day like 2018-01-31, without quotes")
        return value.isoformat()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, at least one."""
        expected = "a list of texts, at least one"
        values = self.take(key, list, expected)
        if not values or not all(type(value) is str and value.strip() for value in values):
            raise self.error(key, repr(values), expected)
        return tuple(values)

    def table(self, key: str) -> "Table":
        """A table within this one."""
        return Table(self.file, f"{self.name}{key}.", self.take(key, dict, f"a table [{key}]"))

    def tables(self, key: str) -> "tuple[Table, ...]":
        """Several tables of one name, at least one."""
        expected = f"tables [[{key}]], at least one"
        values = self.take(key, list, expected)
        if not values or not all(type(value) is dict for value in values):
            raise self.error(key, repr(values), expected)
        return tuple(
            Table(self.file, f"{self.name}{key}[{number}].", value)
            for number, value in enumerate(values, start=1)
        )

    def end(self) -> None:
        """Say which key was not asked for."""
        for key, value in self.values.items():
            raise self.error(key, repr(value), "no such key")


def read_settings(file: Path) -> Table:
    """Read a file as its outermost table.

    Raises SettingsFileError where it is no TOML.
    """
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsFileError(file, "(whole file)", str(error), "valid TOML") from error
    return Table(file, "", values)
