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
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from pipeline.acquire.failures import (
    FetchError,
    GoneError,
    NoEndMarkError,
    NotAPdfAnswerError,
    StatusError,
    TooManyRequestsError,
)
from pipeline.acquire.http import OK, TOO_MANY_REQUESTS, Answer, file_name
from pipeline.acquire.rawstore import (
    FetchEvent,
    FetchOutcome,
    begins_as_pdf,
    find_document,
    is_believed,
    record_event,
    store_document,
)
from pipeline.logs import log_event
from pipeline.manifest import Document
from pipeline.values import replace

SHOWN_BYTES = 80
"""How much of an answer that is no PDF an error shows."""
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
"""Headers that say something about the document, and where and when it came from there."""


class Capture(Struct, frozen=True):
    """One capture that the archive holds."""

    original: str
    """The address it was captured from."""
    captured_at: datetime
    """When it was captured (UTC)."""
    digest: str | None
    """SHA-1 of its bytes in base 32, as the index has it; None where it has none."""
    address: str
    """Where the archive gives the bytes."""


class Fetched(Struct, frozen=True):
    """A document in the raw store, and how it was obtained this time."""

    document: Document
    outcome: FetchOutcome
    """New bytes, bytes already there, or not modified."""
    event: FetchEvent
    """The record of it; that of an earlier fetch, where nothing had to be asked."""
    warnings: tuple[str, ...] = ()
    """What a person should know about how it was obtained."""


def check_whole_pdf(answer: Answer) -> tuple[str, ...]:
    """Check that an answer is a whole PDF, and return what is odd about it nonetheless.

    Raises:
        GoneError, TooManyRequestsError, StatusError: the status is not that of a document.
        NotAPdfAnswerError: the body does not begin as a PDF does.
        NoEndMarkError: it does not end as one does.
    """
    _check_status(answer)
    kind = answer.headers.get("Content-Type", "")
    if not begins_as_pdf(answer.body):
        raise NotAPdfAnswerError(answer.address, kind, answer.body[:SHOWN_BYTES])
    if END_MARK not in answer.body.rstrip(PADDING)[-END_MARK_WITHIN:]:
        reason = f"no {END_MARK.decode()} in its last {END_MARK_WITHIN} bytes"
        raise NoEndMarkError(answer.address, len(answer.body), reason)
    if kind.partition(";")[0].strip().lower() in PDF_TYPES:
        return ()
    return (f"{answer.address}: the server calls the PDF {kind or 'nothing'!r}; its bytes are one",)


def store_answer(
    raw_dir: Path,
    answer: Answer,
    way: tuple[str, ...],
    warnings: tuple[str, ...],
    capture: Capture | None = None,
) -> Fetched:
    """Store the document at the end of a way, and the event."""
    now = datetime.now(UTC)
    is_known = find_document(raw_dir, hashlib.sha256(answer.body).hexdigest()) is not None
    name = file_name(capture.original if capture else answer.address)
    captured_at = capture.captured_at if capture else None
    document = store_document(answer.body, raw_dir, name, now, answer.address, captured_at)
    event = FetchEvent(
        asked=way[0],
        way=way,
        at=now,
        outcome=FetchOutcome.KNOWN if is_known else FetchOutcome.NEW,
        status=answer.status,
        headers=kept_headers(answer.headers),
        sha256=document.sha256,
    )
    recorded = record_fetch(raw_dir, event, document, capture)
    return Fetched(document, event.outcome, recorded, warnings)


def record_failure(
    raw_dir: Path, asked: str, error: FetchError, capture: Capture | None = None
) -> FetchEvent:
    """Record that a fetch failed, and return the event with its number."""
    event = FetchEvent(
        asked=asked,
        outcome=FetchOutcome.FAILED,
        status=error.status,
        error=str(error),
        settled=error.is_permanent,
    )
    return record_fetch(raw_dir, event, capture=capture)


def record_fetch(
    raw_dir: Path,
    event: FetchEvent,
    document: Document | None = None,
    capture: Capture | None = None,
) -> FetchEvent:
    """Record and log an event, of a capture with what its index says; return it with its number."""
    if capture:
        event = replace(event, captured_at=capture.captured_at, digest=capture.digest)
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
    return record_event(raw_dir, event)


def _check_status(answer: Answer) -> None:
    if answer.status in GONE:
        raise GoneError(answer.address, status=answer.status)
    if answer.status == TOO_MANY_REQUESTS:
        raise TooManyRequestsError(answer.address, wait_seconds=answer.wait_seconds)
    if answer.status != OK:
        raise StatusError(
            answer.address,
            status=answer.status,
            worth_repeating=answer.is_transient,
            wait_seconds=answer.wait_seconds,
        )


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers worth keeping, their names in lower case and in order."""
    lowered = {name.lower(): value for name, value in headers.items()}
    names = sorted(KEPT_HEADERS & lowered.keys())
    return {name: lowered[name] for name in names if is_believed(name, lowered[name])}
