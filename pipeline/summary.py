"""How a run ended: what is printed, and kept in `warehouse/runs/`.

A run is about one document, or about all that an archive holds; then it has a report on each.
This module is a leaf: it knows no stage.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from pipeline import __version__
from pipeline.errors import ExitCode, PlanungsrahmenError, exit_code_of
from pipeline.model import CheckResult
from pipeline.values import json_value

_FAILURES = {
    ExitCode.UNREADABLE: "unreadable",
    ExitCode.UNREACHABLE: "unreachable",
    ExitCode.WAREHOUSE: "failed",
}


class CaptureOutcome(StrEnum):
    """What became of a document of an archive, or would."""

    NEW = "new"
    """It became a snapshot."""
    UNCHANGED = "unchanged"
    """Its bytes are a snapshot already."""
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


class DocumentOutcome(Struct, frozen=True, kw_only=True):
    """What became of one document."""

    outcome: str
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


class CaptureReport(DocumentOutcome, frozen=True, kw_only=True):
    """One document in an archive: all captures that are known to have its bytes."""

    outcome: CaptureOutcome
    first_captured: datetime
    """UTC."""
    last_captured: datetime
    """UTC."""
    original: str
    """The address it was captured from."""
    address: str
    """Where the archive gives it."""


class RunSummary(DocumentOutcome, frozen=True, kw_only=True):
    """How a run ended; written to `warehouse/runs/` and printed with ``--json``.

    Its outcome is ``new``, ``unchanged``, ``held``, ``unreadable``, ``unreachable``, ``withdrawn``,
    ``failed``, or ``interrupted``: in the record of a run that did not end, or has not yet.
    """

    exit_code: ExitCode
    changed: bool = False
    """Whether the run published anew: also where it finished what a killed one had begun."""
    rows_if_accepted: int = 0
    """How many rows of a held document would be published if a person accepted it."""
    checks: tuple[CheckResult, ...] = ()
    command: str = ""
    """The command that was run."""
    version: str = __version__
    """Of this software."""
    started: datetime | None = None
    """UTC."""
    seconds: float = 0.0
    captures: tuple[CaptureReport, ...] | None = None
    """What became of each document of an archive; None for runs that are about one document."""


def failure_summary(error: PlanungsrahmenError) -> RunSummary:
    """Return the summary of a run that could not have, read or keep a document."""
    outcome = _FAILURES[error.exit_code]
    return RunSummary(outcome=outcome, exit_code=error.exit_code, message=str(error))


def abort_summary(error: BaseException, *, changed: bool) -> RunSummary:
    """Return the summary of a run that could not begin, or not go on."""
    expected = isinstance(error, PlanungsrahmenError)
    message = str(error) if expected else f"{error!r}: the log has the traceback"
    code = exit_code_of(error)
    return RunSummary(outcome="failed", exit_code=code, message=message, changed=changed)


def count_outcomes(reports: Sequence[CaptureReport]) -> str:
    """Return how many documents the archive holds, and how many ended how."""
    if not reports:
        return "the archive has no capture of any known address of the document"
    counts = Counter(report.outcome for report in reports)
    parts = (f"{counts[kind]} {kind.replace('_', ' ')}" for kind in CaptureOutcome if counts[kind])
    return f"documents in the archive: {len(reports)} ({', '.join(parts)})"


def summary_record(summary: RunSummary) -> dict[str, Any]:
    """Return a run summary in plain types, as `warehouse/runs/` and ``--json`` have it."""
    record = _plain(summary)
    record["checks"] = [_check_record(result) for result in summary.checks]
    if summary.captures is None:
        del record["captures"]
    else:
        record["captures"] = [capture_record(report) for report in summary.captures]
    return record


def capture_record(report: CaptureReport) -> dict[str, Any]:
    """Return a report in plain types; its warnings are those of the run."""
    record = _plain(report)
    del record["warnings"]
    return record


def _plain(record: RunSummary | CaptureReport) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else json_value(value)
        for name, value in asdict(record).items()
    }


def _check_record(result: CheckResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "severity": str(result.severity),
        "passed": result.passed,
        "message": result.message,
        "meldung": result.meldung,
        "rows": [{"page": row.page, "row": row.row, "text": row.text} for row in result.rows],
    }
