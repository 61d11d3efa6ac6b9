"""An accepted edition as it is stored."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One accepted edition as stored: a folder of immutable files."""

    id: str
    sequence: int
    """Order of acceptance in this warehouse, from 1; never taken from a clock."""
    document_sha256: str
    edition: str | None
    synthetic: bool
    rows: int
    total_eur: Decimal
    rows_sha256: str
    """Hash of the canonical, sorted rows: what `verify` compares."""
    path: Path


@dataclass(frozen=True, slots=True)
class ListedSnapshot:
    """A snapshot and how it stands among the others of its warehouse today."""

    snapshot: Snapshot
    status: str
    """As the database's table `snapshots` has it."""
    superseded_by: str | None
    """ID of the better reading in its place."""
    accepted_by: str | None
    """Who accepted it although checks failed; None where none did."""
