"""What happened at each fetch, good or bad: one small file an event, written once, never changed.

    raw/events/00000017.json

A file of its own, and not a line at the end of one file, because it can move into place whole: a
process killed at any moment, or a power cut, leaves the event or nothing, and no torn line that
hides the next. Numbers and not times order them, so that a clock set back changes nothing. The
number is taken under a lock that the kernel frees with its process; two processes at once write one
after the other. When a document was first and last seen, and first captured, is not kept anywhere
else: it follows from the events.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import field
from msgspec.structs import fields

from pipeline.acquire.rawstore import raw_lock
from pipeline.files import list_folder, sweep, write_file
from pipeline.jsonfiles import InUtc, from_json, read_record, record_bytes, to_json
from pipeline.values import replace

EVENT_VERSION = 1
FOLDER = "events"
SUFFIX = ".json"
CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
"""The header of an answer, and the one that turns it into a condition of the next question."""
LONGEST_VALIDATOR = 1_024


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
    folder = raw_dir / FOLDER
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
    folder = raw_dir / FOLDER
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
