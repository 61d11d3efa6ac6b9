"""What earlier fetches tell of an archive's captures, for a run that looks at many of them.

The index of an archive gives a hash with each capture, but what of: of the bytes, or of what they
were packed in. So a hash says which bytes a capture has only where bytes that were fetched really
have it. One that fetched bytes have not is worth nothing, for any capture.

The events are read once; what the run adds is kept here too.
"""

import hashlib
from base64 import b32encode
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.acquire.events import FetchEvent, fetch_events, first_captured
from pipeline.acquire.rawstore import find_document
from pipeline.model import Document


@dataclass(frozen=True, slots=True)
class Given:
    """A fetch that gave a document, and the document."""

    event: FetchEvent
    document: Document


class FetchLog:
    """The events of a raw store by what captures are asked about, and the documents they name."""

    def __init__(self, raw_dir: Path) -> None:
        """Read the events.

        Raises:
            WarehouseDamagedError: an event's file is unreadable.
        """
        self.raw_dir = raw_dir
        self._by_address = _Events()
        self._by_digest = _Events()
        self._by_document = _Events()
        self._documents: dict[str, tuple[Document, str]] = {}
        self._distrusted: set[str] = set()
        for event in fetch_events(raw_dir):
            self.learn(event)

    def learn(self, event: FetchEvent) -> None:
        """Take in an event that has been recorded."""
        self._by_address.add(event.asked, event)
        self._by_digest.add(event.digest, event)
        self._by_document.add(event.sha256, event)

    def distrust(self, digest: str | None) -> None:
        """Take in that bytes came that have not the hash that the index gives them."""
        if digest is not None:
            self._distrusted.add(digest)

    def fetched_from(self, address: str) -> Given | None:
        """What an address gave when it was asked last.

        Raises:
            WarehouseDamagedError: the document is damaged.
        """
        return next(self._given(self._by_address.newest(address), asked_only=True), None)

    def with_digest(self, digest: str | None) -> Given | None:
        """A fetch that gave bytes of this hash of the index, if it is not known to be wrong.

        Raises:
            WarehouseDamagedError: a document is damaged.
        """
        if digest is None or self.is_wrong(digest):
            return None
        given = self._given(self._by_digest.newest(digest))
        return next((one for one in given if self._sha1(one) == digest), None)

    def is_wrong(self, digest: str | None) -> bool:
        """Whether bytes that were fetched have not the hash that the index gives them.

        Raises:
            WarehouseDamagedError: a document is damaged.
        """
        if digest is None or digest in self._distrusted:
            return digest is not None
        given = self._given(self._by_digest.newest(digest), asked_only=True)
        if any(self._sha1(one) != digest for one in given):
            self.distrust(digest)
        return digest in self._distrusted

    def settled(self, address: str, digest: str | None) -> FetchEvent | None:
        """The fetch that showed that a capture's bytes are no document, if one did."""
        events = list(self._by_address.newest(address))
        if not self.is_wrong(digest):
            events += self._by_digest.newest(digest)
        return next((event for event in events if event.settled), None)

    def gave(self, address: str, sha256: str) -> bool:
        """Whether it is recorded that an address has a document's bytes."""
        return any(event.sha256 == sha256 for event in self._by_address.newest(address))

    def first_captured(self, sha256: str) -> datetime | None:
        """When an archive first captured a document, as far as any fetch tells."""
        return first_captured(list(self._by_document.newest(sha256)), sha256)

    def _given(self, events: Iterator[FetchEvent], *, asked_only: bool = False) -> Iterator[Given]:
        """Those whose document is still there; `asked_only` leaves out what was only noted."""
        for event in events:
            if event.sha256 is None or (asked_only and not event.way):
                continue
            document, _ = self._document(event.sha256)
            if document is not None:
                yield Given(event, document)

    def _sha1(self, given: Given) -> str:
        return self._document(given.document.sha256)[1]

    def _document(self, sha256: str) -> tuple[Document | None, str]:
        if sha256 not in self._documents:
            document = find_document(self.raw_dir, sha256)
            if document is None:
                return None, ""
            self._documents[sha256] = document, index_hash(document.path.read_bytes())
        return self._documents[sha256]


class _Events:
    """Events by one thing about them, in the order in which they came."""

    def __init__(self) -> None:
        self._events: defaultdict[str, list[FetchEvent]] = defaultdict(list)

    def add(self, key: str | None, event: FetchEvent) -> None:
        if key is not None:
            self._events[key].append(event)

    def newest(self, key: str | None) -> Iterator[FetchEvent]:
        return reversed(self._events.get(key or "", ()))


def index_hash(content: bytes) -> str:
    """The hash of bytes as an archive's index has it: SHA-1 in base 32."""
    return b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
