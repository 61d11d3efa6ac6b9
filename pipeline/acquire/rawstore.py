"""The raw store: documents, each named by the hash of its bytes, and what happened at each fetch.

<sha256>.pdf           the bytes as published, never overwritten
<sha256>.json          where they came from and when they were first seen
events/00000017.json   one fetch, good or bad, written once and never changed

An event is a file of its own, and not a line at the end of one file, because it can move into place
whole: a process killed at any moment, or a power cut, leaves the event or nothing, and no torn line
that hides the next. Numbers and not times order them, so that a clock set back changes nothing. The
number is taken under a lock that the kernel frees with its process; two processes at once write one
after the other. When a document was first and last seen, and first captured, is not kept anywhere
else: it follows from the events.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import field
from msgspec.structs import fields

from pipeline.commands import EVENTS
from pipeline.errors import BrokenPdfError, NotAPdfError
from pipeline.files import check_hash, list_folder, locked, make_folder, sweep, write_file
from pipeline.jsonfiles import InUtc, find_record, from_json, read_record, record_bytes, to_json
from pipeline.logs import log_event
from pipeline.manifest import Document, StoredDocument
from pipeline.values import replace

RECORD_VERSION = 1
SIGNATURE = b"%PDF-"
SIGNATURE_WITHIN = 1024
"""A PDF begins within so many bytes (ISO 32000-1, annex H, implementation note 13)."""
MAX_FILE_BYTES = 256 * 1024 * 1024
"""The published document has well under one megabyte."""
WAIT_SECONDS = 10.0
EVENT_VERSION = 1
SUFFIX = ".json"
CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
"""The header of an answer, and the one that turns it into a condition of the next question."""
LONGEST_VALIDATOR = 1_024


def store_file(path: Path, raw_dir: Path, name: str | None = None) -> Document:
    """Store the bytes of a local PDF; messages call it `name`, if given.

    Raises:
        NotAPdfError: it does not begin as a PDF does; nothing is stored.
        BrokenPdfError: it is missing, no file, or far too large; nothing is stored.
    """
    name = name or str(path)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise BrokenPdfError(name, error.strerror or str(error)) from error
    if len(content) > MAX_FILE_BYTES:
        raise BrokenPdfError(name, f"it is larger than {MAX_FILE_BYTES} bytes")
    if not begins_as_pdf(content):
        raise NotAPdfError(name, content[:SIGNATURE_WITHIN])
    document = store_document(content, raw_dir, path.name, datetime.now(UTC))
    log_event(
        "acquire", asked=name, outcome="local", bytes=document.size_bytes, document=document.sha256
    )
    return document


def begins_as_pdf(content: bytes) -> bool:
    """Return True if bytes begin as those of a PDF do."""
    return SIGNATURE in content[:SIGNATURE_WITHIN]


def store_document(
    content: bytes,
    raw_dir: Path,
    original_name: str,
    seen_at: datetime,
    url: str | None = None,
    captured_at: datetime | None = None,
) -> Document:
    """Store a document's bytes, unless they are there, and return what is known of it.

    Raises:
        WarehouseDamagedError: other bytes lie under this hash.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path, record_path = _places(raw_dir, sha256)
    with raw_lock(raw_dir):
        sweep(raw_dir)
        if not check_hash(path, sha256, missing_ok=True):
            write_file(path, content)
        if known := find_document(raw_dir, sha256):
            return known
        stored = StoredDocument(sha256, len(content), original_name, url, seen_at, captured_at)
        record = {"record_version": RECORD_VERSION, **to_json(stored)}
        write_file(record_path, record_bytes(record))
    return stored.at(path)


def find_document(raw_dir: Path, sha256: str) -> Document | None:
    """Return a stored document; None where it or its record is missing.

    Raises:
        WarehouseDamagedError: its bytes are not those of its name, or the record is unreadable.
    """
    path, record_path = _places(raw_dir, sha256)
    if not check_hash(path, sha256, missing_ok=True):
        return None
    stored = find_record(record_path, "the record of a document", StoredDocument)
    size = path.stat().st_size
    return replace(stored, sha256=sha256, size_bytes=size).at(path) if stored else None


def raw_lock(folder: Path) -> AbstractContextManager[int]:
    """Be the only writer in a folder of the raw store within the block."""
    return locked(make_folder(folder) / ".lock", WAIT_SECONDS, lambda: "another process")


def _places(raw_dir: Path, sha256: str) -> tuple[Path, Path]:
    """Return where the bytes of a document lie, and their record."""
    return raw_dir / f"{sha256}.pdf", raw_dir / f"{sha256}.json"


class FetchOutcome(StrEnum):
    """How a fetch ended."""

    NEW = "new"
    """A document whose bytes the raw store did not have."""
    KNOWN = "known"
    """A document whose bytes lay there already."""
    NOT_MODIFIED = "not_modified"
    """The server says that it is still the document fetched before."""
    FAILED = "failed"


class FetchEvent(InUtc, frozen=True, kw_only=True):
    """One fetch from one address, all redirects and repetitions included."""

    asked: str
    """The address asked."""
    way: tuple[str, ...] = ()
    """Every address on the way, from the one asked to the one that answered; empty if none did."""
    at: datetime = field(default_factory=partial(datetime.now, UTC))
    """When it ended (UTC, by this machine's clock)."""
    outcome: FetchOutcome
    status: int | None = None
    """The HTTP status of the last answer, if there was one."""
    headers: Mapping[str, str] | None = None
    """Those of its headers that say something about the document; names in lower case."""
    sha256: str | None = None
    """The document; None if there is none."""
    captured_at: datetime | None = None
    """When the archive captured it (UTC); None where no archive was asked."""
    digest: str | None = None
    """The archive's digest of the capture."""
    error: str | None = None
    """Why it failed."""
    settled: bool = False
    """Whether it failed for good: the archive gave the bytes of its index, and they are no PDF."""
    number: int = 0
    """Its place in the order of events, from 1; 0 until it is recorded."""


def record_event(raw_dir: Path, event: FetchEvent) -> FetchEvent:
    """Write an event and return it with its number."""
    folder = raw_dir / EVENTS
    with raw_lock(folder):
        sweep(folder)
        numbered = replace(event, number=max(_numbers(folder), default=0) + 1)
        record = {"event_version": EVENT_VERSION, **to_json(numbered)}
        write_file(_path(folder, numbered.number), record_bytes(record))
    return numbered


def fetch_events(raw_dir: Path) -> tuple[FetchEvent, ...]:
    """All events, oldest first."""
    return tuple(reversed(list(newest_events(raw_dir))))


def newest_events(raw_dir: Path) -> Iterator[FetchEvent]:
    """The events, newest first, each read when it is asked for."""
    folder = raw_dir / EVENTS
    for number in sorted(_numbers(folder), reverse=True):
        path = _path(folder, number)
        yield read_record(path, "the record of a fetch", FetchEvent, _from_record)


def first_captured(events: Sequence[FetchEvent], sha256: str) -> datetime | None:
    """When an archive first captured a document, as far as it was fetched from one."""
    captures = (event.captured_at for event in events if event.sha256 == sha256)
    return min((moment for moment in captures if moment is not None), default=None)


def is_believed(name: str, value: str) -> bool:
    """Return True if a header counts: a validator only if it can be sent, as one line of ASCII."""
    if name not in CONDITIONS:
        return True
    visible = value.isprintable() and value == value.strip() and value.isascii()
    return visible and 0 < len(value) <= LONGEST_VALIDATOR


def _numbers(folder: Path) -> list[int]:
    stems = (path.stem for path in list_folder(folder) if path.suffix == SUFFIX)
    return [int(stem) for stem in stems if stem.isdecimal()]


def _path(folder: Path, number: int) -> Path:
    return folder / f"{number:08}{SUFFIX}"


def _from_record(record: dict[str, Any], kind: type[FetchEvent]) -> FetchEvent:
    return from_json({field.name: record[field.name] for field in fields(kind)}, kind)
