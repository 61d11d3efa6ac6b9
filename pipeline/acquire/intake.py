"""What an answer must be for its body to be the document, and how it is stored with its event.

The label a server puts on an answer proves nothing: portals answer with a page and status 200, and
call it a PDF. A body that ends where the connection closed, or that was compressed, can be cut
short without any sign in the protocol. So the bytes decide: how they begin, and how they end.
Whether all pages are there only reading shows.

The bytes are stored first, then the event. A process killed in between leaves a document without
event, which the next fetch finds as known. So the outcome says what this fetch added to the raw
store, not whether anybody has read the document: that the warehouse must say, by its hash.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.acquire.addresses import file_name
from pipeline.acquire.captures import Capture
from pipeline.acquire.events import (
    CONDITIONS,
    FetchEvent,
    FetchOutcome,
    is_believed,
    record_event,
)
from pipeline.acquire.failures import (
    FetchError,
    GoneError,
    NoEndMarkError,
    NotAPdfAnswerError,
    StatusError,
    TooManyRequestsError,
)
from pipeline.acquire.http import OK, TOO_MANY_REQUESTS, Answer
from pipeline.acquire.rawstore import (
    SIGNATURE_WITHIN,
    begins_as_pdf,
    find_document,
    store_document,
)
from pipeline.logs import log_event
from pipeline.model import Document

GONE = (404, 410)
PDF_TYPES = ("application/pdf", "application/x-pdf")
END_MARK = b"%%EOF"
END_MARK_WITHIN = 2048
"""The end mark stands in the last 1024 bytes (PDF 1.7 reference, appendix H, note 18); some servers
append a little more."""
PADDING = b"\0 \t\r\n\x1a"
"""Some copies are filled up to a full block."""
KEPT_HEADERS = frozenset(
    {
        "content-disposition",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "etag",
        "last-modified",
        "memento-datetime",
        "x-archive-orig-date",
        "x-archive-orig-last-modified",
    }
)
"""Headers that say something about the document, where and when it was had."""


@dataclass(frozen=True, slots=True)
class KnownCopy:
    """The document that an address gave last, and the headers that came with it."""

    document: Document
    headers: Mapping[str, str]
    """Names in lower case."""

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that let a server say that nothing has changed."""
        return {
            CONDITIONS[name]: value
            for name, value in self.headers.items()
            if name in CONDITIONS and is_believed(name, value)
        }


@dataclass(frozen=True, slots=True)
class Arrival:
    """The answer at the end of the way."""

    answer: Answer
    way: tuple[str, ...]
    """Every address asked, from the first to the one that answered."""
    unchanged: KnownCopy | None = None
    """The copy that the server says is still the document."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document in the raw store, and how it was obtained this time."""

    document: Document
    outcome: FetchOutcome
    """New bytes, bytes already there, or not modified."""
    event: FetchEvent
    """The record of it; that of an earlier fetch, where nothing had to be asked."""
    warnings: tuple[str, ...] = ()
    """What a person should know about how it was obtained."""


def prove_pdf(answer: Answer) -> tuple[str, ...]:
    """Check that an answer is a whole PDF, and return what is odd about it nonetheless.

    Raises:
        GoneError, TooManyRequestsError, StatusError: the status is not that of a document.
        NotAPdfAnswerError: the body does not begin as a PDF does.
        NoEndMarkError: it does not end as one does.
    """
    _check_status(answer)
    kind = answer.headers.get("Content-Type", "")
    if not begins_as_pdf(answer.body):
        raise NotAPdfAnswerError(answer.address, kind, answer.body[:SIGNATURE_WITHIN])
    if END_MARK not in answer.body.rstrip(PADDING)[-END_MARK_WITHIN:]:
        reason = f"no {END_MARK.decode()} in its last {END_MARK_WITHIN} bytes"
        raise NoEndMarkError(answer.address, len(answer.body), reason)
    if kind.partition(";")[0].strip().lower() in PDF_TYPES:
        return ()
    return (f"{answer.address}: the server calls the PDF {kind or 'nothing'!r}; its bytes are one",)


def store_answer(
    raw_dir: Path, arrival: Arrival, warnings: tuple[str, ...], capture: Capture | None = None
) -> Fetched:
    """Store the document at the end of the way, and the event.

    Raises:
        WarehouseError: the raw store is busy, damaged or cannot be written.
    """
    if arrival.unchanged is not None:
        return _record_unchanged(raw_dir, arrival, arrival.unchanged)
    answer, now = arrival.answer, datetime.now(UTC)
    sha256 = hashlib.sha256(answer.body).hexdigest()
    is_known = find_document(raw_dir, sha256) is not None
    name = file_name(capture.original if capture else answer.address)
    captured_at = capture.captured_at if capture else None
    document = store_document(answer.body, raw_dir, name, now, answer.address, captured_at)
    event = FetchEvent(
        asked=arrival.way[0],
        way=arrival.way,
        at=now,
        outcome=FetchOutcome.KNOWN if is_known else FetchOutcome.NEW,
        status=answer.status,
        headers=_kept_headers(answer.headers),
        sha256=sha256,
        captured_at=captured_at,
        digest=capture.digest if capture else None,
    )
    return Fetched(document, event.outcome, record_fetch(raw_dir, event, document), warnings)


def record_failure(
    raw_dir: Path, asked: str, error: FetchError, capture: Capture | None = None
) -> FetchEvent:
    """Record that a fetch failed, and return the event with its number.

    Raises:
        WarehouseError: the raw store is busy or cannot be written.
    """
    event = FetchEvent(
        asked=asked,
        way=(),
        at=datetime.now(UTC),
        outcome=FetchOutcome.FAILED,
        status=error.status,
        captured_at=capture.captured_at if capture else None,
        digest=capture.digest if capture else None,
        error=str(error),
        settled=error.is_settled,
    )
    return record_fetch(raw_dir, event)


def record_fetch(raw_dir: Path, event: FetchEvent, document: Document | None = None) -> FetchEvent:
    """Record and log an event, and return it with its number.

    Raises:
        WarehouseError: the raw store is busy or cannot be written.
    """
    recorded = record_event(raw_dir, event)
    log_event(
        "acquire",
        asked=event.asked,
        outcome=str(event.outcome),
        status=event.status,
        bytes=document.size_bytes if document else None,
        document=event.sha256,
        captured_at=event.captured_at,
        error=event.error,
    )
    return recorded


def _record_unchanged(raw_dir: Path, arrival: Arrival, copy: KnownCopy) -> Fetched:
    """Record that a server called the local copy the present document."""
    event = FetchEvent(
        asked=arrival.way[0],
        way=arrival.way,
        at=datetime.now(UTC),
        outcome=FetchOutcome.NOT_MODIFIED,
        status=arrival.answer.status,
        # A server need not repeat what it said with the document.
        headers={**copy.headers, **_kept_headers(arrival.answer.headers)},
        sha256=copy.document.sha256,
    )
    recorded = record_fetch(raw_dir, event, copy.document)
    return Fetched(copy.document, event.outcome, recorded)


def _check_status(answer: Answer) -> None:
    if answer.status in GONE:
        raise GoneError(answer.address, answer.status)
    if answer.status == TOO_MANY_REQUESTS:
        raise TooManyRequestsError(answer.address, answer.wait_seconds)
    if answer.status != OK:
        wait = answer.wait_seconds
        raise StatusError(answer.address, answer.status, passing=answer.may_pass, wait_seconds=wait)


def _kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers worth keeping, their names in lower case and in order."""
    lowered = {name.lower(): value for name, value in headers.items()}
    names = sorted(KEPT_HEADERS & lowered.keys())
    return {name: lowered[name] for name in names if is_believed(name, lowered[name])}
