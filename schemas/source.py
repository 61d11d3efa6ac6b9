"""What is known about a source before any byte of it is read: a TOML file as frozen dataclasses.

Every key is taken by name and with its type; what is missing, mistyped or left over is an error
that names file and key, so that a slip in the file never becomes a silently missing bound.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.download import Download

SOURCES = Path(__file__).parent / "sources"
DEFAULT_SOURCE = "igm_vwv_planungsrahmen"
SEVERITIES = ("fehler", "warnung")
PERCENT = 100
LEAST_RATE = 2
"""EUR a person: below this, two numbers of persons could round to one amount."""


class SourceFileError(Exception):
    """A source file does not say what it must say."""

    def __init__(self, file: Path, key: str, found: str, expected: str) -> None:
        """Keep the file, the key as a dotted path, what stands there and what should."""
        self.file, self.key, self.found, self.expected = file, key, found, expected
        super().__init__(
            f"{file.name}: key {key}: found {found}, expected {expected}; correct the file"
        )


@dataclass(frozen=True, slots=True)
class SourceEdition:
    """One known edition: its apportionment, and the words by which its title tells it."""

    id: str
    label: str
    zeitraum: str
    """What its amounts cover, in words a reader understands."""
    published: str
    """ISO date or month."""
    budget_eur: int
    personen_gesamt: int
    annual: bool
    """Whether its amounts are for one year; only those are held against the threshold."""
    signs: tuple[str, ...]
    """Words and dates in the title that only this edition has."""


@dataclass(frozen=True, slots=True)
class Expectations:
    """What any edition must look like; amounts in EUR."""

    rows: int
    amount_max_eur: int
    persons_max: int
    total_min_eur: int
    total_max_eur: int
    recognition_rows: int
    """How many rows above zero it takes to tell an edition by its arithmetic."""
    recognition_percent: int
    """How many percent of these must fit."""
    doubt_percent: int
    """From how many percent on it is no accident that some fit, though too few do."""


@dataclass(frozen=True, slots=True)
class Source:
    """A published document: who publishes it where, and what to expect of it."""

    id: str
    title: str
    publisher: str
    address: str
    alternates: tuple[str, ...]
    """Other addresses that it may be found at once it is gone from the first."""
    allowed_hosts: tuple[str, ...]
    """The only hosts that a redirect may lead to."""
    download: Download
    licence: str
    """What is known about the licence, in German, for readers."""
    antragsschwelle_eur: int
    expectations: Expectations
    severities: Mapping[str, str]
    """Checks whose failure is not a "fehler"."""
    editions: tuple[SourceEdition, ...]

    def severity(self, check: str) -> str:
        """What a failure of this check means: "fehler" (held) unless the file says otherwise."""
        return self.severities.get(check, "fehler")


class _Table:
    """One table of the file: keys are taken by name, and what is left at the end is an error."""

    def __init__(self, file: Path, name: str, values: dict[str, Any]) -> None:
        self.file, self.name, self.values = file, name, dict(values)

    def error(self, key: str, found: str, expected: str) -> SourceFileError:
        return SourceFileError(self.file, f"{self.name}{key}", found, expected)

    def take(self, key: str, kind: type, expected: str) -> Any:
        if key not in self.values:
            raise self.error(key, "nothing", expected)
        value = self.values.pop(key)
        if type(value) is not kind:
            raise self.error(key, repr(value), expected)
        return value

    def text(self, key: str) -> str:
        value: str = self.take(key, str, "a text")
        if not value.strip():
            raise self.error(key, repr(value), "a text that is not empty")
        return value

    def positive(self, key: str) -> int:
        value: int = self.take(key, int, "a whole number above 0")
        if value <= 0:
            raise self.error(key, repr(value), "a whole number above 0")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        expected = "a list of texts, at least one"
        values = self.take(key, list, expected)
        if not values or not all(type(value) is str and value.strip() for value in values):
            raise self.error(key, repr(values), expected)
        return tuple(values)

    def table(self, key: str) -> "_Table":
        return _Table(self.file, f"{self.name}{key}.", self.take(key, dict, f"a table [{key}]"))

    def tables(self, key: str) -> "tuple[_Table, ...]":
        expected = f"tables [[{key}]], at least one"
        values = self.take(key, list, expected)
        if not values or not all(type(value) is dict for value in values):
            raise self.error(key, repr(values), expected)
        return tuple(
            _Table(self.file, f"{self.name}{key}[{number}].", value)
            for number, value in enumerate(values, start=1)
        )

    def end(self) -> None:
        for key, value in self.values.items():
            raise self.error(key, repr(value), "no such key")


def load_source(path: Path | None = None) -> Source:
    """Read a source file; without a path, that of the Planungsrahmen.

    Raises SourceFileError where the file is no TOML or a key is missing, mistyped or unknown.
    """
    file = path or SOURCES / f"{DEFAULT_SOURCE}.toml"
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SourceFileError(file, "(whole file)", str(error), "valid TOML") from error
    return _source(_Table(file, "", values))


def _source(top: _Table) -> Source:
    source = Source(
        id=top.text("id"),
        title=top.text("title"),
        publisher=top.text("publisher"),
        address=top.text("address"),
        alternates=top.texts("alternates"),
        allowed_hosts=top.texts("allowed_hosts"),
        download=_download(top.table("download")),
        licence=top.text("licence"),
        antragsschwelle_eur=top.positive("antragsschwelle_eur"),
        expectations=_expectations(top.table("expectations")),
        severities=_severities(top.table("severities")),
        editions=_editions(top),
    )
    top.end()
    return source


def _download(table: _Table) -> Download:
    download = Download(**{key: table.positive(key) for key in Download.__slots__})
    table.end()
    return download


def _expectations(table: _Table) -> Expectations:
    expectations = Expectations(**{key: table.positive(key) for key in Expectations.__slots__})
    if expectations.total_min_eur > expectations.total_max_eur:
        found = str(expectations.total_min_eur)
        raise table.error("total_min_eur", found, "at most total_max_eur")
    for key in ("recognition_percent", "doubt_percent"):
        if (found_percent := getattr(expectations, key)) > PERCENT:
            raise table.error(key, str(found_percent), "at most 100")
    table.end()
    return expectations


def _severities(table: _Table) -> Mapping[str, str]:
    severities = {key: table.text(key) for key in tuple(table.values)}
    for key, value in severities.items():
        if value not in SEVERITIES:
            raise table.error(key, repr(value), " or ".join(map(repr, SEVERITIES)))
    return severities


def _editions(top: _Table) -> tuple[SourceEdition, ...]:
    editions = tuple(_edition(table) for table in top.tables("editions"))
    ids = [edition.id for edition in editions]
    if len(set(ids)) < len(ids):
        raise top.error("editions", f"the ids {', '.join(ids)}", "an id of its own for each")
    return editions


def _edition(table: _Table) -> SourceEdition:
    edition = SourceEdition(
        id=table.text("id"),
        label=table.text("label"),
        zeitraum=table.text("zeitraum"),
        published=table.text("published"),
        budget_eur=table.positive("budget_eur"),
        personen_gesamt=table.positive("personen_gesamt"),
        annual=table.take("annual", bool, "true or false"),
        signs=table.texts("signs"),
    )
    if edition.budget_eur < LEAST_RATE * edition.personen_gesamt:
        expected = f"at least {LEAST_RATE} EUR for each of the {edition.personen_gesamt} persons"
        raise table.error("budget_eur", str(edition.budget_eur), expected)
    table.end()
    return edition
