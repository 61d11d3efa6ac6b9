"""Every edition that the Internet Archive holds, oldest first, each the whole way.

One capture after the other is fetched and taken in before the next, so that a run that is stopped
leaves whole editions, and the next one goes on where it ended.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.acquire.archive import fetch_capture, list_captures
from pipeline.acquire.captures import Capture, CaptureQueue, FetchLog
from pipeline.acquire.failures import UNREACHED, FetchError, KnownBrokenError, TooManyRequestsError
from pipeline.acquire.intake import Fetched
from pipeline.capture_reports import CaptureOutcome, CaptureReport
from pipeline.errors import BrokenPdfError, UnreachableError, UnreadableDocumentError
from pipeline.logs import LOG, log_event
from pipeline.run.ingest import ALL_ENGINES, find_snapshot, ingest_document
from pipeline.run.recorded import CountedProgress, Progress, check_apart, recorded
from pipeline.store.warehouse import Warehouse
from pipeline.summary import RunSummary, backfilled, failed
from schemas.source import Source, load_source

NOT_ASKED = "the archive had stopped answering before"


@dataclass(frozen=True, slots=True)
class _Desk:
    """With what captures are taken in."""

    warehouse: Warehouse
    source: Source
    raw_dir: Path
    engines: Sequence[str]


def backfill(
    root: Path,
    raw_dir: Path,
    progress: CountedProgress,
    engines: Sequence[str] = ALL_ENGINES,
    archive_url: str | None = None,
) -> RunSummary:
    """Take in each document that the archive holds, unless its bytes are a snapshot already.

    A capture that is broken, cannot be had or cannot be read does not keep back the others; an
    archive that stops answering ends the run.

    Raises:
        SharedFolderError: warehouse and raw store would keep files in one folder.
        NotAnAddressError: `archive_url` is no address.
        WarehouseError: the warehouse cannot be used; nothing is recorded, editions done stay.
        WrongSettingsError: a file under `schemas/` has a mistake; nothing is recorded.
    """
    check_apart(root, raw_dir)

    def run(warehouse: Warehouse, started: float) -> RunSummary:
        desk = _Desk(warehouse, load_source(), raw_dir, engines)
        try:
            captures = list_captures(desk.source, archive_url)
        except UnreachableError as error:
            return replace(failed(error, started), captures=())
        log_event("captures", documents=len(captures))
        return backfilled(_take_all(desk, captures, progress), started)

    return recorded(Warehouse(root), run)


def plan_backfill(
    root: Path, raw_dir: Path, archive_url: str | None = None
) -> tuple[CaptureReport, ...]:
    """Return what `backfill` would do with each document of the archive; nothing is written.

    Raises:
        NotAnAddressError: `archive_url` is no address.
        FetchError: the archive cannot be reached or does not answer as it should.
        WarehouseDamagedError: a record or a document is damaged.
    """
    captures, log = list_captures(load_source(), archive_url), FetchLog(raw_dir)
    warehouse = Warehouse(root)
    return tuple(_planned(warehouse, log, capture) for capture in CaptureQueue(captures, log))


def _planned(warehouse: Warehouse, log: FetchLog, capture: Capture) -> CaptureReport:
    known, capture = log.known(capture), _as_told(capture, log)
    if known is None:
        return _report(capture, CaptureOutcome.WOULD_FETCH, "not fetched yet")
    if known.document is None:
        message = f"would not be asked for again: {known.reason}"
        return _report(capture, CaptureOutcome.BROKEN, message)
    sha256 = known.document.sha256
    summary = find_snapshot(warehouse, sha256, time.monotonic())
    if summary is None:
        message = "fetched before and no snapshot: would be read"
        return _report(capture, CaptureOutcome.WOULD_READ, message, document=sha256)
    return _ended(capture, summary)


def _take_all(
    desk: _Desk, captures: Sequence[Capture], progress: CountedProgress
) -> list[CaptureReport]:
    """Take in one capture after the other, until the archive stops answering."""
    reports: list[CaptureReport] = []
    before: FetchError | None = None
    log = FetchLog(desk.raw_dir)
    queue = CaptureQueue(captures, log)
    for capture in queue:
        step = partial(progress, len(reports), len(reports) + 1 + len(queue.left))
        step("acquire")
        try:
            fetched = fetch_capture(capture, desk.source, log)
        except FetchError as error:
            reports.append(_logged(_not_had(_as_told(capture, log), error)))
            if _has_stopped(before, error):
                break
            before = error
        else:
            before = None
            told = _as_told(capture, log)
            same = [one for one in reports if one.document == fetched.document.sha256]
            report = _repeated(told, same[0]) if same else _taken(desk, told, fetched, step)
            warnings = (*fetched.warnings, *report.warnings)
            reports.append(_logged(replace(report, warnings=warnings)))
    return [*reports, *(_report(one, CaptureOutcome.NOT_ASKED, NOT_ASKED) for one in queue.left)]


def _as_told(capture: Capture, log: FetchLog) -> Capture:
    """The capture with all of its hash, which are one document; alone where the hash is wrong."""
    return capture.alone if log.is_wrong(capture.digest) else capture


def _has_stopped(before: FetchError | None, error: FetchError) -> bool:
    """Return True if the archive has stopped answering, and not merely one capture's keeper.

    One that asks for a pause is left alone at once.
    """
    both = isinstance(error, UNREACHED) and isinstance(before, UNREACHED)
    return both or isinstance(error, TooManyRequestsError)


def _taken(desk: _Desk, capture: Capture, fetched: Fetched, step: Progress) -> CaptureReport:
    """Take a document of the raw store the whole way."""
    document = fetched.document
    try:
        summary = ingest_document(desk.warehouse, document, desk.engines, step, time.monotonic())
    except UnreadableDocumentError as error:
        broken = isinstance(error, BrokenPdfError)
        outcome = CaptureOutcome.BROKEN if broken else CaptureOutcome.UNREADABLE
        warnings = (f"{capture.address}: {error}",)
        return _report(capture, outcome, str(error), document=document.sha256, warnings=warnings)
    return _ended(capture, summary)


def _ended(capture: Capture, summary: RunSummary) -> CaptureReport:
    """Report of a capture what a run about its document says."""
    return _report(
        capture,
        CaptureOutcome(summary.outcome),
        summary.message,
        document=summary.document,
        snapshot=summary.snapshot,
        held=summary.held,
        rows=summary.rows,
        total_eur=summary.total_eur,
        warnings=tuple(f"{capture.address}: {warning}" for warning in summary.warnings),
    )


def _repeated(capture: Capture, same: CaptureReport) -> CaptureReport:
    """Report that a capture has the bytes of an earlier one, under another hash of the index."""
    message = f"the same bytes as the capture of {same.first_captured:%Y-%m-%d %H:%M}"
    return replace(
        _report(capture, CaptureOutcome.REPEATED, message),
        document=same.document,
        snapshot=same.snapshot,
    )


def _not_had(capture: Capture, error: FetchError) -> CaptureReport:
    """Report why a capture could not be had; what was known before is no warning again."""
    warnings = () if isinstance(error, KnownBrokenError) else (str(error),)
    if error.is_broken:
        outcome = CaptureOutcome.BROKEN
    elif error.worth_repeating or isinstance(error, UNREACHED):
        outcome = CaptureOutcome.FAILED
    else:
        outcome = CaptureOutcome.REFUSED
    return _report(capture, outcome, f"{error.found}; {error.remedy}", warnings=warnings)


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
        capture.captured_at,
        capture.last.captured_at,
        capture.original,
        capture.address,
        outcome,
        message,
        **facts,
    )
