"""The bytes of one capture, as the archive took them.

They are asked for without the frame the archive puts around pages (`id_`), proved as those of any
server are, and kept with the time of capture.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pipeline.acquire.archive_index import Capture
from pipeline.acquire.archive_session import archive_session, asking_the_archive
from pipeline.acquire.deadline import Deadline
from pipeline.acquire.events import FetchEvent, FetchOutcome
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
from pipeline.acquire.fetched import Fetched, keep_answer, keep_failure, with_event
from pipeline.acquire.fetchlog import FetchLog, index_hash
from pipeline.acquire.headers import http_moment, shown
from pipeline.acquire.proof import prove_pdf
from pipeline.acquire.redirects import Arrival
from pipeline.acquire.retrying import with_retries
from pipeline.logs import LOG
from pipeline.model import Document
from schemas.download import Download
from schemas.source import Source


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


def fetch_capture(capture: Capture, source: Source, log: FetchLog) -> Fetched:
    """Fetch a capture and keep it; one that was fetched before is not asked for again.

    Where the archive does not give it, another of its hash is asked for, which is taken in its
    place if its bytes have that hash. Of a document so known by its hash the earliest capture is
    noted.

    Raises:
        KnownBrokenError: an earlier fetch showed that the archive has no whole PDF there.
        FetchError: the archive does not give it, or it is no whole PDF. The failure is recorded.
        WarehouseError: the raw store is busy, damaged or cannot be written.
    """
    known = known_capture(capture, log)
    fetched = _without_asking(known, capture) if known else _asked_for(capture, source, log)
    document = fetched.document
    same = log.with_digest(capture.digest)
    if same is not None and same.document.sha256 == document.sha256:
        _note(capture.alone, document, log)
        _note(capture.first, document, log)
    return replace(
        fetched, document=replace(document, captured_at=log.first_captured(document.sha256))
    )


def known_capture(capture: Capture, log: FetchLog) -> KnownCapture | None:
    """Look up what is known of a capture; None where it must be fetched. Nothing is written.

    Raises:
        WarehouseDamagedError: the document is damaged.
    """
    given = log.fetched_from(capture.address) or log.with_digest(capture.digest)
    if given is not None:
        return KnownCapture(given.event, given.document)
    broken = log.settled(capture.address, capture.digest)
    return KnownCapture(broken, None) if broken else None


def _without_asking(known: KnownCapture, capture: Capture) -> Fetched:
    if known.document is None:
        raise KnownBrokenError(capture.address, known.event.at, known.reason)
    return Fetched(known.document, FetchOutcome.KNOWN, known.event)


def _asked_for(capture: Capture, source: Source, log: FetchLog) -> Fetched:
    try:
        return _fetch(capture, source, log)
    except FetchError as error:
        alone = not capture.others or log.is_wrong(capture.digest)
        if alone or error.is_settled or isinstance(error, UNREACHED):
            raise
        return _fetch_other(capture, source, log, error)


def _fetch(capture: Capture, source: Source, log: FetchLog) -> Fetched:
    deadline = Deadline.after(source.download.archive_deadline_seconds)
    try:
        answer, warnings = with_retries(
            lambda: _attempt(capture, source.download, deadline), source.download, deadline
        )
    except FetchError as error:
        if error.is_broken and not error.is_settled:
            log.distrust(capture.digest)
        log.learn(keep_failure(log.raw_dir, capture.address, error, capture.facts))
        raise
    arrival = Arrival(answer, (capture.address,))
    fetched = keep_answer(log.raw_dir, arrival, warnings, capture.facts)
    log.learn(fetched.event)
    return fetched


def _fetch_other(capture: Capture, source: Source, log: FetchLog, failed: FetchError) -> Fetched:
    """Fetch the capture at the other end of those of the same hash, since this one is not given.

    Raises:
        FetchError: of both failures the one that may pass or that settles it, else the first; the
            first too where what came has not that hash.
    """
    other = capture.last if capture.first == capture.alone else capture.first
    LOG.info("%s: %s; asking for another capture of its hash", failed.address, failed.found)
    try:
        fetched = _fetch(other, source, log)
    except FetchError as error:
        if error.worth_repeating or error.is_settled or isinstance(error, UNREACHED):
            raise
        raise failed from error
    if log.is_wrong(capture.digest):
        raise failed
    return fetched


def _note(capture: Capture, document: Document, log: FetchLog) -> None:
    """Record that a capture has the bytes of a document, by its hash, unless that is recorded."""
    if log.gave(capture.address, document.sha256):
        return
    event = FetchEvent(
        asked=capture.address,
        way=(),
        at=datetime.now(UTC),
        outcome=FetchOutcome.KNOWN,
        sha256=document.sha256,
        captured_at=capture.captured_at,
        digest=capture.digest,
    )
    log.learn(with_event(log.raw_dir, document, event).event)


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
        if index_hash(answer.body) == capture.digest:
            raise BrokenCaptureError(capture.address, error.found) from error
        raise


def _check_time(answer: Answer, capture: Capture) -> None:
    header = answer.headers.get("Memento-Datetime")
    if header is None:
        return
    given = http_moment(header)
    if given is None:
        reason = f"it says that it was captured on {shown(header)!r}, which is no time"
        raise ArchiveAnswerError(capture.address, reason, passing=False)
    if given != capture.captured_at:
        raise OtherCaptureError(capture.address, capture.captured_at, given)


def _digest_warnings(answer: Answer, capture: Capture) -> tuple[str, ...]:
    """The index may count bytes as they were sent, packed: a difference does not make them bad."""
    found = index_hash(answer.body)
    if capture.digest in (None, found):
        return ()
    return (f"{capture.address}: the archive's index says SHA-1 {capture.digest}, found {found}",)
