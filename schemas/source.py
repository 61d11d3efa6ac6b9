"""What is known about a source before any byte of it is read: a TOML file as frozen structs.

The types of the fields are what the file may say; what is missing, mistyped or left over is an
error that names file and key (`schemas.settings`).
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from pipeline.errors import WrongSettingsError
from pipeline.model import Severity
from schemas.settings import (
    NonBlank,
    NonBlanks,
    Percent,
    Phrases,
    Positive,
    Seconds,
    SettingsTable,
    read_settings,
)

SOURCES = Path(__file__).parent / "sources"
DEFAULT_SOURCE = "igm_vwv_planungsrahmen"
SOURCE_FILE = f"schemas/sources/{DEFAULT_SOURCE}.toml"
"""How messages name the file that is read unless another is given."""
ORDERED = (("total_min_eur", "total_max_eur"), ("change_total_percent", "gross_total_percent"))
"""Expectations of which the first must not exceed the second."""
LEAST_JUMP = 2
"""Times the amount before: at once, every amount would have jumped."""
LEAST_RATE = 2
"""EUR a person: below this, two numbers of persons could round to one amount."""


class Download(SettingsTable, frozen=True):
    """Bounds of one fetch, the `[download]` table; the file says what each is for."""

    max_bytes: Positive
    deadline_seconds: Seconds
    archive_deadline_seconds: Seconds
    idle_seconds: Seconds
    archive_idle_seconds: Seconds
    archive_captures: Positive
    archive_run_seconds: Positive
    attempts: Positive
    first_wait_seconds: Seconds
    redirects: Positive


class SourceEdition(SettingsTable, frozen=True):
    """One known edition: its apportionment, and the words by which its title tells it."""

    id: NonBlank
    label: NonBlank
    zeitraum: NonBlank
    """What its amounts cover, in words a reader understands."""
    published: NonBlank
    """ISO date or month."""
    budget_eur: Positive
    personen_gesamt: Positive
    annual: bool
    """Whether its amounts are for one year; only those are held against the threshold."""
    signs: NonBlanks
    """Words and dates in the title that only this edition has."""


class Post(SettingsTable, frozen=True):
    """What a full post is funded with."""

    label: NonBlank
    """For whom, in German."""
    betrag_eur: Positive
    """A year."""


class Section(SettingsTable, frozen=True):
    """A paragraph for readers under its title, in German."""

    title: NonBlank
    text: NonBlank


class PageTexts(SettingsTable, frozen=True):
    """What the page for readers says of the programme, the `[page]` table; all in German."""

    heading: NonBlank
    lead: NonBlank
    """What was published, in one sentence or two; the sum of the newest edition follows."""
    purpose: NonBlank
    """What could be done with an amount, after "konnte bis zu 218.922 € "."""
    subject: NonBlank
    """What the amount was for, after the amount: "für Integrationsmanager"."""
    threshold: NonBlank
    """What the threshold means, after it: "Ab 51.000 € im Jahr "."""
    meaning: Annotated[tuple[Section, ...], Meta(min_length=1)]
    """What the figures say and what not."""


class Identity(SettingsTable, frozen=True):
    """What says that a document is of this source, or another; the file says what each is for."""

    amounts: Positive
    percent: Percent
    above_zero_percent: Percent
    names: Phrases
    euro: Phrases
    subject: Phrases
    title_words: Phrases
    formal_words: Phrases
    notices: Phrases
    exclusions: Phrases
    references: Phrases
    others: Phrases
    other_sums: Phrases
    retractions: Phrases
    inhabitants: Phrases
    measures: Phrases

    @property
    def known_words(self) -> Phrases:
        """All that a title of this source may consist of, besides its name and numbers."""
        return (*self.title_words, *self.formal_words)

    @property
    def all_others(self) -> Phrases:
        """What a title or heading of another document names."""
        return (*self.others, *self.other_sums)


class Expectations(SettingsTable, frozen=True):
    """What any edition must look like, amounts in EUR; the file says what each is for."""

    rows: Positive
    amount_max_eur: Positive
    persons_max: Positive
    total_min_eur: Positive
    total_max_eur: Positive
    recognition_rows: Positive
    recognition_percent: Percent
    doubt_percent: Percent
    changed_rows_percent: Percent
    change_total_percent: Positive
    gross_total_percent: Positive
    jump_factor: Annotated[int, Meta(ge=LEAST_JUMP)]
    jump_least_eur: Positive
    jumps_percent: Percent


class Source(SettingsTable, frozen=True):
    """A published document: who publishes it where, and what to expect of it."""

    id: NonBlank
    title: NonBlank
    publisher: NonBlank
    address: NonBlank
    alternates: NonBlanks
    """Other addresses that it may be found at once it is gone from the first."""
    allowed_hosts: NonBlanks
    """The only hosts that a redirect may lead to."""
    download: Download
    licence: NonBlank
    """What is known about the licence, in German, for readers."""
    antragsschwelle_eur: Positive
    """From this annual amount on, a municipality may apply alone."""
    stellen: tuple[Post, ...]
    """What amounts are spent on."""
    page: PageTexts
    expectations: Expectations
    identity: Identity
    """What says that a document is this one."""
    severities: Mapping[str, NonBlank]
    """Checks whose failure is not a "fehler"."""
    editions: Annotated[tuple[SourceEdition, ...], Meta(min_length=1)]

    def severity(self, check: str) -> Severity:
        """What a failure of this check means: an error unless the file says otherwise."""
        return Severity(self.severities.get(check, Severity.ERROR))


@cache
def load_source(path: Path | None = None) -> Source:
    """Read a source file; without a path, that of the Planungsrahmen.

    Raises WrongSettingsError where the file is no TOML, or a key is missing, mistyped or unknown.
    """
    file = path or SOURCES / f"{DEFAULT_SOURCE}.toml"
    source = read_settings(file, Source)
    for mistake in _contradictions(source):
        raise WrongSettingsError(file, mistake)
    return source


def _contradictions(source: Source) -> Iterator[str]:
    """Yield which values do not go with those of other keys."""
    expectations, ids = source.expectations, [edition.id for edition in source.editions]
    for low, high in ORDERED:
        if (found := getattr(expectations, low)) > getattr(expectations, high):
            yield f"expectations.{low} is {found}, expected at most {high}"
    if len(set(ids)) < len(ids):
        yield f"editions have the ids {', '.join(ids)}, expected one of its own for each"
    for check, severity in source.severities.items():
        if severity not in (known := [*map(str, Severity)]):
            yield f"severities.{check} is {severity!r}, expected {' or '.join(map(repr, known))}"
    for edition in source.editions:
        if edition.budget_eur < LEAST_RATE * edition.personen_gesamt:
            yield (
                f"the budget_eur of edition {edition.id} is {edition.budget_eur}, expected at "
                f"least {LEAST_RATE} for each of its {edition.personen_gesamt} persons"
            )
