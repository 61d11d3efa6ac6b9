"""The bytes of one capture, as the archive took them.

They are asked for without the frame the archive puts around pages (`id_`), proved as those of any
server are, and kept with the time of capture.
"""

import hashlib
import logging
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from pipeline.acquire.archive_index import Capture
from pipeline.acquire.archive_session import archive_session, asking_the_archive
from pipeline.acquire.deadline import Deadline
from pipeline.acquire.events import FetchEvent, FetchOutcome, newest_events
from pipeline.acquire.exchange import Answer, ask
from pipeline.acquire.failures import (
    UNREACHED,
    ArchiveAnswerError,
    BrokenCaptureError,
    FetchError,
    KnownBrokenError,
    NoEndMarkError,
    NotAPdfAnswerError,
    OtherCaptureError,
)
from pipeline.acquire.fetched import (
    Fetched,
    keep_answer,
    keep_failure,
    with_event,
    with_first_capture,
)
from pipeline.acquire.proof import prove_pdf
from pipeline.acquire.rawstore import find_document
from pipeline.acquire.redirects import Arrival
from pipeline.acquire.retrying import with_retries
from pipeline.model import Document
from schemas.download import Download
from schemas.source import Source

LOG = logging.getLogger("planungsrahmen")


@dataclass(frozen=True, slots=True)
class KnownCapture:
    """What earlier fetches tell of a capture, so that the archive need not be asked for it."""

    event: FetchEvent
    """Its own fetch if there was one, else that of another capture of the same bytes."""
    document: Document | None
    """None where its bytes are known to be no document."""

    @property
    def reason(self) -> str:
        """Why they are none."""
        return (self.event.error or "").removeprefix(f"{self.event.asked}: ")


def fetch_capture(capture: Capture, source: Source, raw_dir: Path) -> Fetched:
    """Fetch a capture and keep it; one that was fetched before is not asked for again.

    Raises:
        KnownBrokenError: an earlier fetch showed that the archive has no whole PDF there.
        FetchError: the archive does not give it, or it is no whole PDF. The failure is recorded.
        WarehouseError: the raw store is busy, damaged or cannot be written.
    """
    known = known_capture(capture, raw_dir)
    if known is not None:
        return _without_asking(known, capture, raw_dir)
    try:
        return _fetch(capture, source, raw_dir)
    except FetchError as error:
        if error.is_settled or isinstance(error, UNREACHED) or capture.last == capture:
            raise
        return _fetch_last(capture, source, raw_dir, error)


def _fetch(capture: Capture, source: Source, raw_dir: Path) -> Fetched:
    deadline = Deadline.after(source.download.archive_deadline_seconds)
    try:
        answer, warnings = with_retries(
            lambda: _attempt(capture, source.download, deadline), source.download, deadline
        )
    except FetchError as error:
        keep_failure(raw_dir, capture.address, error, capture.facts)
        raise
    return keep_answer(raw_dir, Arrival(answer, (capture.address,)), warnings, capture.facts)


def _fetch_last(capture: Capture, source: Source, raw_dir: Path, first: FetchError) -> Fetched:
    """Fetch the same bytes as captured last, since the archive does not give the first capture.

    Raises:
        FetchError: of both failures the one that may pass or that settles it, else the first.
    """
    LOG.info("%s: %s; asking for the last capture of the same bytes", first.address, first.found)
    try:
        last = _fetch(capture.last, source, raw_dir)
    except FetchError as error:
        if error.worth_repeating or error.is_settled or isinstance(error, UNREACHED):
            raise
        raise first from error
    noted = _note(capture, last.document, raw_dir)
    return replace(last, document=noted.document)


def known_capture(capture: Capture, raw_dir: Path) -> KnownCapture | None:
    """Look up what is known of a capture; None where it must be fetched. Nothing is written.

    Raises:
        WarehouseDamagedError: the record of a fetch, or the document, is damaged.
    """
    events = [event for event in newest_events(raw_dir) if _is_about(event, capture)]
    gave = [event for event in events if event.sha256 is not None]
    document = _intact(gave, raw_dir)
    if document is not None:
        same = next((event for event in gave if event.asked == capture.address), gave[0])
        return KnownCapture(same, document)
    broken = next((event for event in events if event.settled), None)
    return KnownCapture(broken, None) if broken else None


def _is_about(event: FetchEvent, capture: Capture) -> bool:
    same_bytes = capture.digest is not None and event.digest == capture.digest
    return same_bytes or event.asked == capture.address


def _intact(events: Sequence[FetchEvent], raw_dir: Path) -> Document | None:
    return find_document(raw_dir, events[0].sha256) if events and events[0].sha256 else None


def _without_asking(known: KnownCapture, capture: Capture, raw_dir: Path) -> Fetched:
    event, document = known.event, known.document
    if document is None:
        raise KnownBrokenError(capture.address, event.at, known.reason)
    if event.asked == capture.address:
        return Fetched(with_first_capture(raw_dir, document), FetchOutcome.KNOWN, event)
    return _note(capture, document, raw_dir)


def _note(capture: Capture, document: Document, raw_dir: Path) -> Fetched:
    """Record that a capture has the bytes of a document, by the hash in the archive's index."""
    event = FetchEvent(
        asked=capture.address,
        way=(),
        at=datetime.now(UTC),
        outcome=FetchOutcome.KNOWN,
        sha256=document.sha256,
        captured_at=capture.captured_at,
        digest=capture.digest,
    )
    return with_event(raw_dir, document, event)


def _attempt(
    capture: Capture, bounds: Download, deadline: Deadline
) -> tuple[Answer, tuple[str, ...]]:
    archive = capture.address.partition("/web/")[0]
    with archive_session(archive, bounds, deadline) as session:
        answer = asking_the_archive(
            capture.address, lambda: ask(session, capture.address, deadline, {})
        )()
    if answer.leads_to is not None:
        reason = f"it leads to {answer.leads_to}, which is not the capture asked for"
        raise ArchiveAnswerError(capture.address, reason, passing=False)
    warnings = _prove(answer, capture)
    _check_time(answer, capture)
    return answer, (*warnings, *_digest_warnings(answer, capture))


def _prove(answer: Answer, capture: Capture) -> tuple[str, ...]:
    try:
        return prove_pdf(answer)
    except (NotAPdfAnswerError, NoEndMarkError) as error:
        if _digest(answer) == capture.digest:
            raise BrokenCaptureError(capture.address, error.found) from error
        raise


def _check_time(answer: Answer, capture: Capture) -> None:
    header = answer.headers.get("Memento-Datetime", "")
    try:
        given = parsedate_to_datetime(header)
    except ValueError:
        return
    if given != capture.captured_at:
        raise OtherCaptureError(capture.address, capture.captured_at, given)


def _digest_warnings(answer: Answer, capture: Capture) -> tuple[str, ...]:
    """The index counts bytes as they were sent, packed perhaps: so a difference proves nothing."""
    found = _digest(answer)
    if capture.digest in (None, found):
        return ()
    return (f"{capture.address}: the archive's index says SHA-1 {capture.digest}, found {found}",)


def _digest(answer: Answer) -> str:
    """The hash of a body as the archive's index has it."""
    return b32encode(hashlib.sha1(answer.body, usedforsecurity=False).digest()).decode()
