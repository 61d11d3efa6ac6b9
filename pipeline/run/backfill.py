"""Every edition that the Internet Archive holds, oldest first, each the whole way.

One capture after the other is fetched and taken in before the next, so that a run that is stopped
leaves whole editions, and the next one goes on where it ended. So does one after a run that has
asked for as many captures as it may. Reported is what became of each document, with all captures
that are known to have its bytes.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from pipeline.acquire.archive import Captures, list_captures
from pipeline.acquire.failures import (
    CaptureLimitError,
    FetchError,
    KnownBrokenError,
    TooManyRequestsError,
)
from pipeline.acquire.intake import Capture, Fetched
from pipeline.errors import BrokenPdfError, ExitCode, UnreachableError, UnreadableDocumentError
from pipeline.logs import LOG, begin_step, log_event
from pipeline.manifest import Document
from pipeline.run.ingest import find_snapshot, ingest_document
from pipeline.run.recorded import check_apart, recorded
from pipeline.run.setup import Setup
from pipeline.store.warehouse import Warehouse
from pipeline.summary import (
    CaptureOutcome,
    CaptureReport,
    DocumentOutcome,
    RunSummary,
    count_outcomes,
    failure_summary,
)
from pipeline.values import facts_of, replace
from schemas.source import load_source

NOT_ASKED = "the archive had stopped answering before"
MOST_LEFT_REPORTED = 20
"""Of captures that were not asked for; an index may list any number."""
AGAIN = "run the command again: it goes on with these, and fetches nothing twice"
Take: TypeAlias = Callable[[Document], RunSummary]
"""Takes a document of the raw store the whole way."""
TO_BE_REPEATED = (CaptureOutcome.FAILED, CaptureOutcome.NOT_ASKED)
"""Outcomes after which the command should be run again."""
ENDS = (
    (TO_BE_REPEATED, "unreachable", ExitCode.UNREACHABLE),
    ((CaptureOutcome.HELD,), "held", ExitCode.HELD),
    ((CaptureOutcome.UNREADABLE,), "unreadable", ExitCode.UNREADABLE),
    ((CaptureOutcome.NEW,), "new", ExitCode.DONE),
)
"""What a run ends with, by the outcomes of captures. The first that there is decides.

What could not be fetched comes before what a person must look at, since only another run shows all
that there is to look at.
"""


def backfill(setup: Setup, archive_url: str | None = None) -> RunSummary:
    """Take in each document that the archive holds, unless its bytes are a snapshot already.

    A capture that is broken, cannot be fetched or cannot be read does not keep back the others; an
    archive that stops answering ends the run.
    """
    check_apart(setup.root, setup.raw_dir)

    def run(warehouse: Warehouse) -> RunSummary:
        source = load_source()
        try:
            listed = list_captures(source, archive_url)
        except UnreachableError as error:
            return replace(failure_summary(error), captures=())
        log_event("captures", captures=len(listed))
        captures = Captures(listed, setup.raw_dir, source.download)
        take = partial(ingest_document, warehouse, engines=setup.engines)
        reports = _take_all(captures, take)
        return backfilled(_by_document(reports, captures), len(listed) - len(reports))

    return recorded(Warehouse(setup.root), run)


def plan_backfill(setup: Setup, archive_url: str | None = None) -> tuple[CaptureReport, ...]:
    """Return what `backfill` would do with each document of the archive; nothing is written."""
    source, warehouse = load_source(), Warehouse(setup.root)
    captures = Captures(list_captures(source, archive_url), setup.raw_dir, source.download)
    planned = [(one, _planned(warehouse, captures, one)) for one in captures.listed]
    return _by_document(planned, captures)


def backfilled(reports: Sequence[CaptureReport], unreported: int = 0) -> RunSummary:
    """Return the summary of a run that took in what an archive holds.

    `unreported` captures more were not asked for.
    """
    found = {report.outcome for report in reports}
    ends = ((outcome, code) for kinds, outcome, code in ENDS if found.intersection(kinds))
    outcome, exit_code = next(ends, ("unchanged", ExitCode.DONE))
    done = f"{outcome}: {count_outcomes(reports)}"
    return RunSummary(
        outcome=outcome,
        exit_code=exit_code,
        warnings=tuple(warning for report in reports for warning in report.warnings),
        message="; ".join([done, *_to_be_done(reports, unreported)]),
        captures=tuple(reports),
    )


def _to_be_done(reports: Sequence[CaptureReport], unreported: int) -> Iterable[str]:
    if held := [Path(report.held).name for report in reports if report.held]:
        yield f"nothing of these was published: {', '.join(held)}"
    if left := [report for report in reports if report.outcome in TO_BE_REPEATED]:
        first = min(left, key=lambda report: report.outcome is CaptureOutcome.NOT_ASKED)
        yield f"{len(left) + unreported} left, since {first.address}: {first.message}; {AGAIN}"


def _take_all(captures: Captures, take: Take) -> list[tuple[Capture, CaptureReport]]:
    """Take in one capture after the other, until the archive stops answering; oldest first.

    What was not asked for is reported too, up to a number.
    """
    reports: dict[Capture, CaptureReport] = {}
    taken: dict[str, CaptureReport] = {}
    turns, why = captures.in_turn(captures.listed), NOT_ASKED
    before: FetchError | None = None
    for number, capture in enumerate(turns, start=1):
        begin_step("acquire", f"capture {number} of {len(turns)}")
        try:
            fetched = captures.fetch(capture)
        except CaptureLimitError as error:
            why = error.found
            continue
        except FetchError as error:
            reports[capture] = _logged(_could_not_fetch(capture, error))
            # One keeper of captures may be down; an archive that asks for a pause is left alone.
            both = error.stops_asking and before is not None and before.stops_asking
            if both or isinstance(error, TooManyRequestsError):
                break
            before = error
            continue
        before = None
        reports[capture] = _taken(capture, fetched, taken, take)
    left = (capture for capture in turns if capture not in reports)
    for capture in list(islice(left, MOST_LEFT_REPORTED)):
        reports[capture] = _report(capture, CaptureOutcome.NOT_ASKED, why)
    return [(capture, reports[capture]) for capture in captures.listed if capture in reports]


def _taken(
    capture: Capture, fetched: Fetched, taken: dict[str, CaptureReport], take: Take
) -> CaptureReport:
    """Take a document the whole way, unless this run has done so (`taken`, by its hash)."""
    sha256 = fetched.document.sha256
    if sha256 in taken:
        return replace(taken[sha256], warnings=fetched.warnings)
    try:
        report = _ended(capture, take(fetched.document))
    except UnreadableDocumentError as error:
        broken = isinstance(error, BrokenPdfError)
        outcome = CaptureOutcome.BROKEN if broken else CaptureOutcome.UNREADABLE
        warnings = (f"{capture.address}: {error}",)
        report = _report(capture, outcome, str(error), document=sha256, warnings=warnings)
    taken[sha256] = replace(report, warnings=(*fetched.warnings, *report.warnings))
    return _logged(taken[sha256])


def _planned(warehouse: Warehouse, captures: Captures, capture: Capture) -> CaptureReport:
    known = captures.find(capture)
    if known is None:
        return _report(capture, CaptureOutcome.WOULD_FETCH, "not fetched yet")
    event, document = known
    if document is None:
        message = f"would not be asked for again: {event.error}"
        return _report(capture, CaptureOutcome.BROKEN, message)
    if summary := find_snapshot(warehouse, document.sha256):
        return _ended(capture, summary)
    message = "fetched before and no snapshot: would be read"
    return _report(capture, CaptureOutcome.WOULD_READ, message, document=document.sha256)


def _ended(capture: Capture, summary: RunSummary) -> CaptureReport:
    said = facts_of(summary, DocumentOutcome)
    said["warnings"] = tuple(f"{capture.address}: {warning}" for warning in summary.warnings)
    return _report(capture, CaptureOutcome(said.pop("outcome")), said.pop("message"), **said)


def _could_not_fetch(capture: Capture, error: FetchError) -> CaptureReport:
    """Report why a capture could not be fetched; what was known before is not a warning again."""
    warnings = () if isinstance(error, KnownBrokenError) else (str(error),)
    if error.is_broken:
        outcome = CaptureOutcome.BROKEN
    elif error.worth_repeating or error.stops_asking:
        outcome = CaptureOutcome.FAILED
    else:
        outcome = CaptureOutcome.REFUSED
    return _report(capture, outcome, f"{error.found}; {error.remedy}", warnings=warnings)


def _by_document(
    reports: Sequence[tuple[Capture, CaptureReport]], captures: Captures
) -> tuple[CaptureReport, ...]:
    """Return one report for each document, as far as captures are known to be of the same.

    Of several, one that was fetched tells what became of it, else one that may yet be fetched.
    """
    together: dict[str, list[tuple[Capture, CaptureReport]]] = {}
    for capture, report in reports:
        together.setdefault(captures.bytes_of(capture), []).append((capture, report))
    return tuple(_of_one_document(*zip(*pairs, strict=True)) for pairs in together.values())


def _of_one_document(
    captures: Sequence[Capture], reports: Sequence[CaptureReport]
) -> CaptureReport:
    had = [report for report in reports if report.document]
    left = [report for report in reports if report.outcome in TO_BE_REPEATED]
    return replace(
        (had or left or reports)[0],
        first_captured=captures[0].captured_at,
        last_captured=captures[-1].captured_at,
        warnings=tuple(dict.fromkeys(w for report in had or reports for w in report.warnings)),
    )


def _logged(report: CaptureReport) -> CaptureReport:
    log_event(
        "capture",
        captured_at=report.first_captured,
        outcome=str(report.outcome),
        document=report.document,
        snapshot=report.snapshot,
        held=report.held,
    )
    for warning in report.warnings:
        LOG.warning("%s", warning)
    return report


def _report(capture: Capture, outcome: CaptureOutcome, message: str, **facts: Any) -> CaptureReport:
    return CaptureReport(
        outcome=outcome,
        message=message,
        first_captured=capture.captured_at,
        last_captured=capture.captured_at,
        original=capture.original,
        address=capture.address,
        **facts,
    )
