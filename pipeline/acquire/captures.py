"""Captures of the document in an archive, and what earlier fetches tell of them.

The index of an archive gives a hash with each capture, but of what: of the bytes, or of what they
were compressed in? So a hash says which bytes a capture has only where bytes that were fetched
really have it. One that fetched bytes do not have is worth nothing, for any capture.
"""

import hashlib
from base64 import b32encode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline.acquire.events import FetchEvent, fetch_events, first_captured
from pipeline.acquire.rawstore import find_document
from pipeline.model import Document


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture that the archive holds, and those to which its index gives the same hash."""

    original: str
    """The address it was captured from."""
    captured_at: datetime
    """When it was captured (UTC)."""
    digest: str | None
    """SHA-1 of its bytes in base 32, as the index has it; None where it has none."""
    address: str
    """Where the archive gives the bytes."""
    others: tuple["Capture", ...] = ()
    """The others of the same hash, each alone."""

    @property
    def alone(self) -> "Capture":
        """This capture without the others."""
        return replace(self, others=())

    @property
    def first(self) -> "Capture":
        """The earliest of all that have its hash."""
        return min((self.alone, *self.others), key=capture_time)

    @property
    def last(self) -> "Capture":
        """The latest of all that have its hash."""
        return max((self.alone, *self.others), key=capture_time)

    @property
    def last_first(self) -> "Capture":
        """The latest of all that have its hash, with these as the others."""
        last = self.last
        return replace(last, others=tuple(c for c in (self.alone, *self.others) if c != last))


def capture_time(capture: Capture) -> datetime:
    """Return when a capture was made, to sort by."""
    return capture.captured_at


@dataclass(frozen=True, slots=True)
class KnownCapture:
    """What an earlier fetch tells of a capture, so that the archive need not be asked for it."""

    event: FetchEvent
    """Its own fetch if there was one, else that of another capture of the same bytes."""
    document: Document | None
    """None where its bytes are known to be no document."""

    @property
    def reason(self) -> str:
        """Why they are none."""
        return (self.event.error or "").removeprefix(f"{self.event.asked}: ")


class FetchLog:
    """The events of a raw store by what captures are asked about, for a run over many of them.

    The events are read once; what the run adds is kept here too.
    """

    def __init__(self, raw_dir: Path) -> None:
        """Read the events.

        Raises:
            WarehouseDamagedError: an event's file is unreadable.
        """
        self.raw_dir = raw_dir
        self._by_address: defaultdict[str, list[FetchEvent]] = defaultdict(list)
        self._by_digest: defaultdict[str, list[FetchEvent]] = defaultdict(list)
        self._by_document: defaultdict[str, list[FetchEvent]] = defaultdict(list)
        self._documents: dict[str, tuple[Document, str]] = {}
        self._wrong: set[str] = set()
        for event in fetch_events(raw_dir):
            self.add(event)

    def add(self, event: FetchEvent) -> None:
        """Take in an event that has been recorded."""
        self._by_address[event.asked].append(event)
        if event.digest is not None:
            self._by_digest[event.digest].append(event)
        if event.sha256 is not None:
            self._by_document[event.sha256].append(event)

    def mark_wrong(self, digest: str | None) -> None:
        """Take in that bytes came that do not have the hash that the index gives them."""
        if digest is not None:
            self._wrong.add(digest)

    def is_wrong(self, digest: str | None) -> bool:
        """Return True if bytes that were fetched do not have the hash of the index.

        Raises:
            WarehouseDamagedError: a document is damaged.
        """
        if digest is None:
            return False
        if digest not in self._wrong:
            asked = self._stored(self._by_digest[digest], asked_only=True)
            if any(self._sha1(document) != digest for _, document in asked):
                self._wrong.add(digest)
        return digest in self._wrong

    def known(self, capture: Capture) -> KnownCapture | None:
        """Look up what is known of a capture; None where it must be fetched.

        Raises:
            WarehouseDamagedError: the document is damaged.
        """
        asked = self._stored(self._by_address[capture.address], asked_only=True)
        stored = next(asked, None) or self._with_digest(capture.digest)
        if stored is not None:
            return KnownCapture(*stored)
        broken = self._settled_failure(capture)
        return KnownCapture(broken, None) if broken else None

    def is_document(self, digest: str | None, document: Document) -> bool:
        """Return True if a hash of the index is that of a document's bytes.

        Raises:
            WarehouseDamagedError: a document is damaged.
        """
        same = self._with_digest(digest)
        return same is not None and same[1].sha256 == document.sha256

    def has_given(self, address: str, sha256: str) -> bool:
        """Return True if it is recorded that an address has a document's bytes."""
        return any(event.sha256 == sha256 for event in self._by_address[address])

    def first_captured(self, sha256: str) -> datetime | None:
        """Return when an archive first captured a document, as far as any fetch tells."""
        return first_captured(self._by_document[sha256], sha256)

    def _with_digest(self, digest: str | None) -> tuple[FetchEvent, Document] | None:
        """A fetch that gave bytes of this hash, unless the hash is known to be wrong."""
        if digest is None or self.is_wrong(digest):
            return None
        stored = self._stored(self._by_digest[digest])
        return next((fetch for fetch in stored if self._sha1(fetch[1]) == digest), None)

    def _settled_failure(self, capture: Capture) -> FetchEvent | None:
        """The fetch that showed that a capture's bytes are no document, if one did."""
        events = self._by_address[capture.address][::-1]
        if capture.digest is not None and not self.is_wrong(capture.digest):
            events += self._by_digest[capture.digest][::-1]
        return next((event for event in events if event.settled), None)

    def _stored(
        self, events: list[FetchEvent], *, asked_only: bool = False
    ) -> Iterator[tuple[FetchEvent, Document]]:
        """Those whose document is still there, newest first; or only those that asked for it."""
        for event in reversed(events):
            if event.sha256 is None or (asked_only and not event.way):
                continue
            if document := self._document(event.sha256):
                yield event, document

    def _document(self, sha256: str) -> Document | None:
        if sha256 not in self._documents:
            document = find_document(self.raw_dir, sha256)
            if document is None:
                return None
            self._documents[sha256] = document, index_hash(document.path.read_bytes())
        return self._documents[sha256][0]

    def _sha1(self, document: Document) -> str:
        return self._documents[document.sha256][1]


class CaptureQueue:
    """Captures one after the other, those of one hash together until it is shown to be wrong.

    Whether it was is looked at when the next capture is asked for: then the others of that hash
    are queued, each alone. As all fetches are recorded, each of them is fetched in one run only.
    """

    def __init__(
        self, captures: Iterable[Capture], log: FetchLog, *, newest_first: bool = False
    ) -> None:
        """Put the captures in order."""
        self.log, self.newest_first = log, newest_first
        self.left: list[Capture] = []
        """Those that have not been given, in order."""
        self._add(captures)

    def __iter__(self) -> Iterator[Capture]:
        """Give each capture, and then look what became of it."""
        while self.left:
            capture = self.left.pop(0)
            yield capture
            if self.log.is_wrong(capture.digest):
                self._add(capture.others)

    def _add(self, captures: Iterable[Capture]) -> None:
        self.left = sorted((*self.left, *captures), key=capture_time, reverse=self.newest_first)


def index_hash(content: bytes) -> str:
    """Return the hash of bytes as an archive's index has it: SHA-1 in base 32."""
    return b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
