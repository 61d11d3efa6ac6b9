"""What became of each capture that an archive holds, or what would: for people and machines.

This module is a leaf: it knows no stage.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pipeline.values import json_value


class CaptureOutcome(StrEnum):
    """How a capture ended."""

    NEW = "new"
    """It became a snapshot."""
    UNCHANGED = "unchanged"
    """Its bytes are a snapshot already."""
    REPEATED = "repeated"
    """Its bytes are those of an earlier capture, which this run has dealt with."""
    HELD = "held"
    UNREADABLE = "unreadable"
    """A whole PDF that cannot be read, or whose layout is not understood."""
    BROKEN = "broken"
    """No whole PDF."""
    REFUSED = "refused"
    """The archive does not give it, and will not."""
    FAILED = "failed"
    """The archive did not give it this time."""
    NOT_ASKED = "not_asked"
    """The archive had stopped answering before."""
    WOULD_FETCH = "would_fetch"
    """It would be fetched and taken the whole way."""
    WOULD_READ = "would_read"
    """It was fetched before, is no snapshot, and would be taken the whole way."""


LEFT = (CaptureOutcome.FAILED, CaptureOutcome.NOT_ASKED)
"""Outcomes after which the command should be run again."""


@dataclass(frozen=True, slots=True)
class CaptureReport:
    """One document in an archive, all captures of one hash together unless that is wrong."""

    first_captured: datetime
    """UTC."""
    last_captured: datetime
    """UTC."""
    original: str
    """The address it was first captured from."""
    address: str
    """Where the archive gives it."""
    outcome: CaptureOutcome
    message: str
    """One line that says what happened or would."""
    document: str | None = None
    """SHA-256 of its bytes; None where the raw store does not have them."""
    snapshot: str | None = None
    held: str | None = None
    """Folder of the held run."""
    rows: int | None = None
    total_eur: Decimal | None = None
    warnings: tuple[str, ...] = ()


def capture_record(report: CaptureReport) -> dict[str, Any]:
    """Return a report in plain types."""
    return {
        "first_captured": report.first_captured.isoformat(),
        "last_captured": report.last_captured.isoformat(),
        "original": report.original,
        "address": report.address,
        "outcome": str(report.outcome),
        "message": report.message,
        "document": report.document,
        "snapshot": report.snapshot,
        "held": report.held,
        "rows": report.rows,
        "total_eur": json_value(report.total_eur),
    }


def captures_text(reports: Sequence[CaptureReport]) -> str:
    """Return the reports for people: when captured, what came of it, where it is kept."""
    lines = [f"{'first captured':16}  {'last captured':16}  outcome"]
    for report in reports:
        times = f"{report.first_captured:%Y-%m-%d %H:%M}  {report.last_captured:%Y-%m-%d %H:%M}"
        outcome = report.outcome.replace("_", " ")
        lines.append(f"{times}  {outcome:11}  {report.message}")
        lines.append(f"{'':49}{report.address}")
    return "\n".join(lines)


def count_outcomes(reports: Sequence[CaptureReport]) -> str:
    """Return how many documents the archive holds, and how many ended how."""
    if not reports:
        return "the archive has no capture of any known address of the document"
    counts = Counter(report.outcome for report in reports)
    parts = (f"{counts[kind]} {kind.replace('_', ' ')}" for kind in CaptureOutcome if counts[kind])
    return f"documents in the archive: {len(reports)} ({', '.join(parts)})"
