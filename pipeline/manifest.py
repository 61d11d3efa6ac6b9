"""All that is recorded of a snapshot: what it holds, where it came from, and what proves both.

A `Manifest` that exists is one that the database can hold: it is refused where it is made or read,
also by those who have no database.
This module is a leaf: it knows no stage.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from pipeline.jsonfiles import InUtc
from pipeline.model import (
    CheckResult,
    Claims,
    ColumnRole,
    Count,
    Edition,
    EngineReport,
    LargeCount,
    LeftOut,
    RowClass,
    Summe,
)
from pipeline.values import facts_of, one_line
from schemas.corrections import Correction

NEEDED_SOFTWARE = "planungsrahmen"
_AMOUNT = 10**12
"""Of a DECIMAL(14, 2)."""
_CENT = Decimal("0.01")


class StoredDocument(InUtc, frozen=True):
    """One published file, known by the hash of its bytes; the raw store has them under it."""

    sha256: str
    """Hex digest of the bytes: the document's identity."""
    size_bytes: LargeCount
    original_name: str
    """The file name it was handed over under; for people only."""
    url: str | None
    """Where it was fetched from; None for a local file."""
    first_seen: datetime
    """When these bytes were first stored here."""
    captured_at: datetime | None
    """When an archive first captured it, as far as known then; None for others."""

    def at(self, path: Path) -> "Document":
        """Return the document with the place of its bytes."""
        return Document(**facts_of(self, StoredDocument), path=path)


class Document(StoredDocument, frozen=True):
    """The same with the place of its bytes."""

    path: Path

    @property
    def stored(self) -> StoredDocument:
        """It without the place: a warehouse can be moved."""
        return StoredDocument(**facts_of(self, StoredDocument))

    @property
    def first_seen_on(self) -> date:
        """The day on which it was first seen anywhere (UTC), as far as its record tells."""
        return min(self.first_seen, self.captured_at or self.first_seen).astimezone(UTC).date()


class StoredFile(Struct, frozen=True):
    """A file of the snapshot's folder."""

    size_bytes: int
    sha256: str

    @classmethod
    def of(cls, content: bytes) -> "StoredFile":
        """Measure what a file holds."""
        return cls(len(content), hashlib.sha256(content).hexdigest())


class Decision(InUtc, frozen=True):
    """What a person decided about a document, and why."""

    reason: str
    by: str
    """Name of the person."""
    at: datetime
    """When (UTC)."""

    @property
    def text(self) -> str:
        """By whom, and why."""
        return f"by {one_line(self.by)} ({one_line(self.reason)})"


class DocumentReading(InUtc, frozen=True):
    """How a document was read and understood, and what the checks found, trusted or not."""

    edition: Edition | None
    """As the source file knows it; None where it does not."""
    claims: Claims
    """What the document's title says, where the source file does not know the edition."""
    synthetic: bool
    title_text: str
    page_count: Count
    readers: tuple[EngineReport, ...]
    """Each engine that was asked, that of the rows first."""
    columns: tuple[ColumnRole, ...]
    """What each column was taken for, and why."""
    classes: Mapping[RowClass, int]
    """How many printed rows ended as what."""
    checks: tuple[CheckResult, ...]
    """All checks, also those passed."""
    corrections: tuple[Correction, ...]
    """Misprints that were put right in the rows: with these, the document gives them again."""

    @property
    def metadata(self) -> Edition | Claims:
        """What the source file knows of the edition, else what the document says."""
        return self.edition or self.claims


class AcceptedReading(DocumentReading, frozen=True, kw_only=True):
    """One that is published: because it is trusted, or because a person accepted it."""

    summen: tuple[Summe, ...]
    supersedes: str | None = None
    """The earlier reading of the same document that this one replaces in the views."""
    supersedes_reason: str | None = None
    """Why it does, and what differs, in German; None where it supersedes none."""
    left_out: tuple[LeftOut, ...] = ()
    """What of the document is not published although it was accepted."""


class Manifest(AcceptedReading, frozen=True, kw_only=True):
    """All that is known about one snapshot."""

    format_version: int
    id: str
    sequence: Count
    """Order of acceptance in this warehouse, from 1; never taken from a clock."""
    document: StoredDocument
    series: str
    """The source whose editions follow each other: its id."""
    rows: Count
    total_eur: Decimal
    rows_sha256: str
    """SHA-256 of the rows in canonical form (see `store/figure_rows`)."""
    files: Mapping[str, StoredFile]
    software: Mapping[str, str]
    """This package, Python and the libraries that shaped the rows, with their versions."""
    accepted_at: datetime
    reason: str | None
    """Why a person accepted it although checks failed; None where none did."""
    accepted_by: str | None
    """Who accepted it although checks failed; None where none did."""

    def __post_init__(self) -> None:
        """Refuse what the database could not hold, or what has no place among the editions."""
        InUtc.__post_init__(self)
        total = self.total_eur
        if not total.is_finite() or abs(total) >= _AMOUNT or total != total.quantize(_CENT):
            raise ValueError(f"total_eur {total:f}, expected whole cents below {_AMOUNT} euros")
        if NEEDED_SOFTWARE not in self.software:
            raise ValueError(f"software {sorted(self.software)}, expected {NEEDED_SOFTWARE}")
        effective_date(
            self.metadata, self.accepted_at.date()
        )  # refuses a month or day that does not exist

    @property
    def decision(self) -> Decision | None:
        """The person's decision to accept it although checks failed; None where none did."""
        if self.accepted_by is None:
            return None
        return Decision(self.reason or "", self.accepted_by, self.accepted_at)


def effective_date(metadata: Edition | Claims, first_seen_on: date) -> date:
    """Return the day of publication (of a month its first day), else that of the first sight.

    `first_seen_on` is when the document was first seen anywhere, as far as is known; a title that
    gives a later day is not believed.
    """
    if isinstance(metadata, Edition):
        return _first_day(metadata.published)
    claimed = metadata.published
    return min(_first_day(claimed), first_seen_on) if claimed else first_seen_on


def _first_day(published: str) -> date:
    """A day as it is; of a month its first."""
    year, month, day = (*map(int, published.split("-")), 1, 1)[:3]
    return date(year, month, day)
