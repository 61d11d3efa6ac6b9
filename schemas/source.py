"""What is known about a source before any byte of it is read: a TOML file as frozen dataclasses.

Every key is taken by name and with its type; what is missing, mistyped or left over is an error
that names file and key, so that a slip in the file never becomes a silently missing bound.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schemas.download import Download
from schemas.identity import Identity, read_identity
from schemas.settings import Table, read_settings

SOURCES = Path(__file__).parent / "sources"
DEFAULT_SOURCE = "igm_vwv_planungsrahmen"
SEVERITIES = ("fehler", "warnung")
PERCENT = 100
ORDERED = (("total_min_eur", "total_max_eur"), ("change_total_percent", "gross_total_percent"))
"""Expectations of which the first must not exceed the second."""
SHARES = ("recognition_percent", "doubt_percent", "changed_rows_percent", "jumps_percent")
"""Expectations that are percentages of rows."""
LEAST_JUMP = 2
"""Times the amount before: at once, every amount would have jumped."""
LEAST_RATE = 2
"""EUR a person: below this, two numbers of persons could round to one amount."""


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
    changed_rows_percent: int
    """Up to so many percent of the amounts may differ when one edition is published again."""
    change_total_percent: int
    """Up to so many percent the total of one period may change, before it is worth a warning."""
    gross_total_percent: int
    """From how many percent on such a change is taken for an error."""
    jump_factor: int
    """An amount has jumped that is so many times the last edition's, or so small a part ..."""
    jump_least_eur: int
    """... provided that the two are at least so far apart."""
    jumps_percent: int
    """Where more percent of the rows have jumped, they are taken for other municipalities'."""


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
    identity: Identity
    """What says that a document is this one."""
    severities: Mapping[str, str]
    """Checks whose failure is not a "fehler"."""
    editions: tuple[SourceEdition, ...]

    def severity(self, check: str) -> str:
        """What a failure of this check means: "fehler" (held) unless the file says otherwise."""
        return self.severities.get(check, "fehler")


def load_source(path: Path | None = None) -> Source:
    """Read a source file; without a path, that of the Planungsrahmen.

    Raises SettingsFileError where the file is no TOML or a key is missing, mistyped or unknown.
    """
    return _source(read_settings(path or SOURCES / f"{DEFAULT_SOURCE}.toml"))


def _source(top: Table) -> Source:
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
        identity=read_identity(top.table("identity")),
        severities=_severities(top.table("severities")),
        editions=_editions(top),
    )
    top.end()
    return source


def _download(table: Table) -> Download:
    download = Download(**{key: table.positive(key) for key in Download.__slots__})
    table.end()
    return download


def _expectations(table: Table) -> Expectations:
    expectations = Expectations(**{key: table.positive(key) for key in Expectations.__slots__})
    for low, high in ORDERED:
        if (found := getattr(expectations, low)) > getattr(expectations, high):
            raise table.error(low, str(found), f"at most {high}")
    if expectations.jump_factor < LEAST_JUMP:
        raise table.error("jump_factor", str(expectations.jump_factor), f"{LEAST_JUMP} or more")
    for key in SHARES:
        if (found_percent := getattr(expectations, key)) > PERCENT:
            raise table.error(key, str(found_percent), "at most 100")
    table.end()
    return expectations


def _severities(table: Table) -> Mapping[str, str]:
    severities = {key: table.text(key) for key in tuple(table.values)}
    for key, value in severities.items():
        if value not in SEVERITIES:
            raise table.error(key, repr(value), " or ".join(map(repr, SEVERITIES)))
    return severities


def _editions(top: Table) -> tuple[SourceEdition, ...]:
    editions = tuple(_edition(table) for table in top.tables("editions"))
    ids = [edition.id for edition in editions]
    if len(set(ids)) < len(ids):
        raise top.error("editions", f"the ids {', '.join(ids)}", "an id of its own for each")
    return editions


def _edition(table: Table) -> SourceEdition:
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
