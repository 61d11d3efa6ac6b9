"""How a run ended: what is printed, and kept in `warehouse/runs/`.

This module is a leaf: it knows no stage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.capture_reports import (
    LEFT,
    CaptureOutcome,
    CaptureReport,
    capture_record,
    count_outcomes,
)
from pipeline.errors import ExitCode, PlanungsrahmenError
from pipeline.logs import seconds_since
from pipeline.model import CheckResult, Document, Interpretation, Snapshot
from pipeline.values import json_value, one_line

AGAIN = "run the command again: it goes on with these, and fetches nothing twice"

BACKFILL_ENDS = (
    (LEFT, "unreachable", ExitCode.UNREACHABLE),
    ((CaptureOutcome.HELD,), "held", ExitCode.HELD),
    ((CaptureOutcome.UNREADABLE,), "unreadable", ExitCode.UNREADABLE),
    ((CaptureOutcome.NEW,), "new", ExitCode.DONE),
)
"""What a run ends with, by the outcomes of captures. The first that there is decides.

What could not be had comes before what a person must look at, since only another run shows all that
there is to look at.
"""


_FAILURES = {
    ExitCode.UNREADABLE: "unreadable",
    ExitCode.UNREACHABLE: "unreachable",
    ExitCode.WAREHOUSE: "failed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """How a run ended; written to `warehouse/runs/` and printed with ``--json``."""

    outcome: str
    """``new``, ``unchanged``, ``held``, ``unreadable``, ``unreachable`` or ``failed``."""
    exit_code: ExitCode
    message: str
    """One line that says what happened."""
    seconds: float
    document: str | None = None
    """SHA-256 of the document's bytes."""
    snapshot: str | None = None
    held: str | None = None
    """Folder of the held run."""
    rows: int | None = None
    total_eur: Decimal | None = None
    checks: tuple[CheckResult, ...] = ()
    warnings: tuple[str, ...] = ()
    changed: bool = False
    """Whether the run published anew: also where it finished what a killed one had begun."""
    captures: tuple[CaptureReport, ...] | None = None
    """What became of each document of an archive; None for runs that are about one document."""


def accepted(
    snapshot: Snapshot,
    interpretation: Interpretation,
    checks: tuple[CheckResult, ...],
    started: float,
) -> RunSummary:
    """Return the summary of a run that made a new snapshot."""
    return RunSummary(
        outcome="new",
        exit_code=ExitCode.DONE,
        document=snapshot.document_sha256,
        snapshot=snapshot.id,
        rows=snapshot.rows,
        total_eur=snapshot.total_eur,
        checks=checks,
        warnings=_warnings(interpretation, checks),
        message=f"new snapshot {snapshot.id}",
        seconds=seconds_since(started),
    )


def held(
    document: Document,
    folder: Path,
    interpretation: Interpretation,
    checks: tuple[CheckResult, ...],
    started: float,
) -> RunSummary:
    """Return the summary of a run whose document is not trusted."""
    failed = sum(result.holds for result in checks)
    return RunSummary(
        outcome="held",
        exit_code=ExitCode.HELD,
        document=document.sha256,
        held=str(folder),
        rows=len(interpretation.zeilen),
        total_eur=sum((zeile.betrag_eur for zeile in interpretation.zeilen), Decimal(0)),
        checks=checks,
        warnings=_warnings(interpretation, checks),
        message=f"held: failed checks: {failed}; nothing was published; see {folder}",
        seconds=seconds_since(started),
    )


def not_publishable(
    document: Document,
    folder: Path,
    checks: tuple[CheckResult, ...],
    another: str | None,
    started: float,
) -> RunSummary:
    """Return the summary of a run that a person wanted to accept, and that nobody can.

    `another` is why the document is another one; else it has no row that can be published.
    """
    why = another or "expected rows that can be published, found none"
    remedy = "" if another else ", and ask the publisher for a corrected document"
    return RunSummary(
        outcome="held",
        exit_code=ExitCode.HELD,
        document=document.sha256,
        held=str(folder),
        rows=0,
        total_eur=Decimal(0),
        checks=checks,
        message=f"still held: {why}; see {folder}{remedy}",
        seconds=seconds_since(started),
    )


def unchanged(snapshot: Snapshot, started: float, withdrawal: str | None = None) -> RunSummary:
    """Return the summary of a run that met a document already accepted.

    `withdrawal` is by whom and why the snapshot was withdrawn since, if it was.
    """
    since = f", which was withdrawn {withdrawal}" if withdrawal else ""
    message = f"unchanged: these bytes are snapshot {snapshot.id}{since}"
    return _about_snapshot(snapshot, "unchanged", message, started)


def withdrawn(
    snapshot: Snapshot, decision: str, newest: str | None, started: float, *, before: bool
) -> RunSummary:
    """Return the summary of a run that withdrew a snapshot, or met one withdrawn before.

    `decision` is by whom and why; `newest` the edition that is the newest now, if any is.
    """
    now = f"the newest edition is {newest}" if newest else "no edition is published now"
    done = "unchanged: withdrawn before:" if before else "withdrawn:"
    message = f"{done} snapshot {snapshot.id}, {decision}; {now}"
    return _about_snapshot(snapshot, "unchanged" if before else "new", message, started)


def decision_text(by: str, reason: str) -> str:
    """Return by whom something was decided, and why."""
    return f"by {one_line(by)} ({one_line(reason)})"


def _about_snapshot(snapshot: Snapshot, outcome: str, message: str, started: float) -> RunSummary:
    """Return the summary of a run that read nothing."""
    return RunSummary(
        outcome=outcome,
        exit_code=ExitCode.DONE,
        document=snapshot.document_sha256,
        snapshot=snapshot.id,
        rows=snapshot.rows,
        total_eur=snapshot.total_eur,
        message=message,
        seconds=seconds_since(started),
    )


def backfilled(reports: Sequence[CaptureReport], started: float) -> RunSummary:
    """Return the summary of a run that took in what an archive holds."""
    ends = (
        (outcome, code)
        for kinds, outcome, code in BACKFILL_ENDS
        if any(report.outcome in kinds for report in reports)
    )
    outcome, exit_code = next(ends, ("unchanged", ExitCode.DONE))
    return RunSummary(
        outcome=outcome,
        exit_code=exit_code,
        warnings=tuple(warning for report in reports for warning in report.warnings),
        message=f"{outcome}: {_backfill_text(reports)}",
        seconds=seconds_since(started),
        captures=tuple(reports),
    )


def failed(error: PlanungsrahmenError, started: float) -> RunSummary:
    """Return the summary of a run that could not have, read or keep a document."""
    return RunSummary(
        outcome=_FAILURES[error.exit_code],
        exit_code=error.exit_code,
        message=str(error),
        seconds=seconds_since(started),
    )


def summary_record(summary: RunSummary) -> dict[str, Any]:
    """Return a run summary in plain types, as `warehouse/runs/` and ``--json`` have it."""
    return {
        "outcome": summary.outcome,
        "exit_code": int(summary.exit_code),
        "changed": summary.changed,
        "message": summary.message,
        "document": summary.document,
        "snapshot": summary.snapshot,
        "held": summary.held,
        "rows": summary.rows,
        "total_eur": json_value(summary.total_eur),
        "checks": [_check_record(result) for result in summary.checks],
        "warnings": list(summary.warnings),
        "seconds": summary.seconds,
        **({} if summary.captures is None else _captures_record(summary.captures)),
    }


def _captures_record(captures: Sequence[CaptureReport]) -> dict[str, Any]:
    return {"captures": [capture_record(report) for report in captures]}


def _check_record(result: CheckResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "severity": str(result.severity),
        "passed": result.passed,
        "message": result.message,
        "meldung": result.meldung,
        "rows": [{"page": row.page, "row": row.row, "text": row.text} for row in result.rows],
    }


def _warnings(interpretation: Interpretation, checks: Sequence[CheckResult]) -> tuple[str, ...]:
    """Return what the engine had to leave out, and the checks that only warn."""
    warned = (f"{result.name}: {result.message}" for result in checks if result.warns)
    return (*interpretation.notes, *warned)


def _backfill_text(reports: Sequence[CaptureReport]) -> str:
    parts = [count_outcomes(reports)]
    held = [Path(report.held).name for report in reports if report.held]
    if held:
        parts.append(f"nothing of these was published: {', '.join(held)}")
    failed = [report for report in reports if report.outcome is CaptureOutcome.FAILED]
    if failed:
        left = sum(report.outcome in LEFT for report in reports)
        parts.append(f"{left} left, since {failed[0].address}: {failed[0].message}; {AGAIN}")
    return "; ".join(parts)
