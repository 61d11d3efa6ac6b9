"""How a backfill ended, from what became of each capture.

This module is a leaf: it knows no stage.
"""

from collections.abc import Sequence
from pathlib import Path

from pipeline.captures import LEFT, CaptureOutcome, CaptureReport, counted
from pipeline.errors import ExitCode
from pipeline.logs import seconds_since
from pipeline.summary import RunSummary

AGAIN = "run the command again: it goes on with these, and fetches nothing twice"

_ENDS = (
    (LEFT, "unreachable", ExitCode.UNREACHABLE),
    ((CaptureOutcome.HELD,), "held", ExitCode.HELD),
    ((CaptureOutcome.UNREADABLE,), "unreadable", ExitCode.UNREADABLE),
    ((CaptureOutcome.NEW,), "new", ExitCode.DONE),
)
"""What a run ends with, by the outcomes of captures. The first that there is decides.

What could not be had comes before what a person must look at, since only another run shows all that
there is to look at.
"""


def backfilled(reports: Sequence[CaptureReport], started: float) -> RunSummary:
    """Return the summary of a run that took in what an archive holds."""
    ends = (
        (outcome, code)
        for kinds, outcome, code in _ENDS
        if any(report.outcome in kinds for report in reports)
    )
    outcome, exit_code = next(ends, ("unchanged", ExitCode.DONE))
    return RunSummary(
        outcome=outcome,
        exit_code=exit_code,
        warnings=tuple(warning for report in reports for warning in report.warnings),
        message=f"{outcome}: {_told(reports)}",
        seconds=seconds_since(started),
        captures=tuple(reports),
    )


def _told(reports: Sequence[CaptureReport]) -> str:
    parts = [counted(reports)]
    held = [Path(report.held).name for report in reports if report.held]
    if held:
        parts.append(f"nothing of these was published: {', '.join(held)}")
    failed = [report for report in reports if report.outcome is CaptureOutcome.FAILED]
    if failed:
        left = sum(report.outcome in LEFT for report in reports)
        parts.append(f"{left} left, since {failed[0].address}: {failed[0].message}; {AGAIN}")
    return "; ".join(parts)
