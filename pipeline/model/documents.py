"""What is published: a file, and the edition it is of."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Document:
    """One published file, known by the hash of its bytes."""

    sha256: str
    """Hex digest of the bytes: the document's identity and its file name in the raw store."""
    path: Path
    """Where the bytes lie."""
    size_bytes: int
    original_name: str
    """The file name it was handed over under; for people only."""
    first_seen: datetime
    """When these bytes were first stored here (UTC)."""
    url: str | None = None
    """Where it was fetched from; None for a local file."""
    captured_at: datetime | None = None
    """When a web archive captured it (UTC); None where it was not fetched from one."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the document that the source file knows."""

    id: str
    """E.g. ``endgueltig-2018-01``."""
    label: str
    zeitraum: str
    """What the amounts cover, in words a reader understands."""
    published: str
    """ISO date or month of publication."""
    budget_eur: int
    personen_gesamt: int


@dataclass(frozen=True, slots=True)
class Claims:
    """What the title of an edition that the source file does not know plainly says of it."""

    label: str | None
    """Its name; None, as for the others, where the title does not say it, or several things."""
    zeitraum: str | None
    """What its amounts cover."""
    published: str | None
    """ISO date or month."""


NO_CLAIMS = Claims(None, None, None)
"""Of a title that says nothing, and of every edition that the source file knows."""
