"""How a run ends: what is printed of it, and of a backfill what becomes of it by its captures."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.console import captures_text, summary_text
from pipeline.errors import ExitCode
from pipeline.model import CheckResult, Severity
from pipeline.run.backfill import backfilled
from pipeline.summary import CaptureOutcome, CaptureReport, RunSummary

NOON = datetime(2017, 8, 1, 12, tzinfo=UTC)
ADDRESS = "https://rp.example.org/plan.pdf"
ARCHIVED = f"https://archive.example.org/web/20170801120000id_/{ADDRESS}"


def report(outcome: str, message: str = "so it is") -> CaptureReport:
    return CaptureReport(
        outcome=CaptureOutcome(outcome),
        message=message,
        first_captured=NOON,
        last_captured=NOON,
        original=ADDRESS,
        address=ARCHIVED,
    )


@pytest.mark.parametrize(
    ("outcomes", "end"),
    [
        ("", ("unchanged", 0)),
        ("unchanged broken refused", ("unchanged", 0)),
        ("unchanged new broken", ("new", 0)),
        ("new unreadable", ("unreadable", 4)),
        ("unreadable held new", ("held", 3)),
        ("held unreadable failed new", ("unreachable", 5)),
        ("new failed not_asked", ("unreachable", 5)),
    ],
)
def test_what_most_needs_doing_decides_how_a_backfill_ends(
    outcomes: str, end: tuple[str, int]
) -> None:
    summary = backfilled([report(outcome) for outcome in outcomes.split()])
    assert (summary.outcome, summary.exit_code) == end


def test_the_message_counts_and_says_what_is_left() -> None:
    reports = [report("new"), report("failed", "status 503"), report("not_asked")]
    assert backfilled(reports).message == (
        "unreachable: documents in the archive: 3 (1 new, 1 failed, 1 not asked); 2 left, since "
        f"{ARCHIVED}: status 503; run the command again: it goes on with these, and fetches "
        "nothing twice"
    )


def test_the_list_says_when_what_and_where() -> None:
    assert captures_text([report("would_fetch", "not fetched yet")]) == (
        "first captured    last captured     outcome\n"
        "2017-08-01 12:00  2017-08-01 12:00  would fetch  not fetched yet\n"
        f"                                                 {ARCHIVED}"
    )


def test_of_a_failed_check_the_first_findings_are_printed() -> None:
    check = CheckResult("zeilen_lesbar", Severity.ERROR, False, "one\ntwo\nthree\nfour", "")
    held = RunSummary(outcome="held", exit_code=ExitCode.HELD, message="held", checks=(check,))
    assert summary_text(held).splitlines()[2:] == [
        "  FAIL zeilen_lesbar: one",
        "       two",
        "       three",
        "       […]",
    ]
