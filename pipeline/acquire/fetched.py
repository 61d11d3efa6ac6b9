"""A fetch that gave a document: what it was, and how the bytes and the event are kept.

The bytes are kept first, then the event. A process killed in between leaves a document without
event, which the next fetch finds as known. So `is_new_bytes` says what this fetch added to the raw
store, not whether anybody has read the document: that the warehouse must say, by its hash.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.acquire.addresses import name_of
from pipeline.acquire.events import FetchEvent, FetchOutcome, record_event
from pipeline.acquire.failures import FetchError
from pipeline.acquire.rawstore import find_document, keep_document
from pipeline.acquire.redirects import Arrival
from pipeline.acquire.validators import KnownCopy, believed
from pipeline.logs import log_event
from pipeline.model import Document

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
class Fetched:
    """A document in the raw store, and how it was had this time."""

    document: Document
    outcome: FetchOutcome
    """New bytes, bytes already there, or not modified."""
    event: FetchEvent
    """The record of it; that of an earlier fetch, where nothing had to be asked."""
    warnings: tuple[str, ...] = ()
    """What a person should know about the way it was had."""

    @property
    def is_new_bytes(self) -> bool:
        """Whether the raw store did not have these bytes before."""
        return self.outcome is FetchOutcome.NEW

    @property
    def is_from_archive(self) -> bool:
        """Whether an archive gave it, and not its publisher."""
        return self.event.captured_at is not None


@dataclass(frozen=True, slots=True)
class CaptureFacts:
    """What an archive's index says about a capture."""

    captured_at: datetime
    """UTC."""
    digest: str | None
    """The archive's hash of the bytes; None where the index has none."""
    original: str
    """The address it was captured from."""


def keep_answer(
    raw_dir: Path, arrival: Arrival, warnings: tuple[str, ...], capture: CaptureFacts | None = None
) -> Fetched:
    """Keep the document that was found at the end of the way, and the event.

    Raises:
        WarehouseError: the raw store is busy, damaged or cannot be written.
    """
    answer, now = arrival.answer, datetime.now(UTC)
    sha256 = hashlib.sha256(answer.body).hexdigest()
    is_known = find_document(raw_dir, sha256) is not None
    name = name_of(capture.original if capture else answer.address)
    captured_at = capture.captured_at if capture else None
    document = keep_document(answer.body, raw_dir, name, now, answer.address, captured_at)
    event = FetchEvent(
        asked=arrival.way[0],
        way=arrival.way,
        at=now,
        outcome=FetchOutcome.KNOWN if is_known else FetchOutcome.NEW,
        status=answer.status,
        headers=kept_headers(answer.headers),
        sha256=sha256,
        captured_at=captured_at,
        digest=capture.digest if capture else None,
    )
    return with_event(raw_dir, document, event, warnings)


def keep_unchanged(raw_dir: Path, arrival: Arrival, copy: KnownCopy) -> Fetched:
    """Keep the event that a server called the local copy the present document."""
    answer = arrival.answer
    event = FetchEvent(
        asked=arrival.way[0],
        way=arrival.way,
        at=datetime.now(UTC),
        outcome=FetchOutcome.NOT_MODIFIED,
        status=answer.status,
        # A server need not repeat what it said with the document.
        headers={**copy.headers, **kept_headers(answer.headers)},
        sha256=copy.document.sha256,
    )
    return with_event(raw_dir, copy.document, event)


def keep_failure(
    raw_dir: Path, asked: str, error: FetchError, capture: CaptureFacts | None = None
) -> FetchEvent:
    """Keep the event that a fetch failed, and return it with its number."""
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
    recorded = record_event(raw_dir, event)
    _log(recorded, None)
    return recorded


def with_event(
    raw_dir: Path, document: Document, event: FetchEvent, warnings: tuple[str, ...] = ()
) -> Fetched:
    """Record an event and return the document with it.

    Raises:
        WarehouseError: the raw store is busy, damaged or cannot be written.
    """
    recorded = record_event(raw_dir, event)
    _log(recorded, document.size_bytes)
    return Fetched(document, recorded.outcome, recorded, warnings)


def _log(event: FetchEvent, size_bytes: int | None) -> None:
    log_event(
        "acquire",
        asked=event.asked,
        outcome=str(event.outcome),
        status=event.status,
        bytes=size_bytes,
        document=event.sha256,
        captured_at=event.captured_at,
        error=event.error,
    )


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers worth keeping, their names in lower case and in order.

    Validators that could not be sent back, such as one on two lines, are not.
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    names = sorted(KEPT_HEADERS & lowered.keys())
    return {name: lowered[name] for name in names if believed(name, lowered[name])}
