"""One capture of an archive: what earlier fetches tell of it, else asked for, proved and stored.

The index of an archive gives a hash with each capture, but of what: of the bytes, or of what they
were compressed in? So a hash says which bytes a capture has only where bytes that were fetched
really have it: then the capture is known without being asked for, and the first capture of that
hash is the earliest day on which the document is known to have been public. A hash that fetched
bytes do not have is worth nothing, for any capture: each is asked for by itself.

A run asks for so many captures only, and for so long, as the bounds allow: an index may list any
number. What was not asked for is left to the next run.

A capture's bytes are asked for without the frame the archive puts around pages (`id_`), proved as
those of any server are, and stored with the time of capture.
"""

import hashlib
import time
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from pipeline.acquire.events import FetchEvent, FetchOutcome, fetch_events, first_captured
from pipeline.acquire.failures import (
    ArchiveAnswerError,
    BrokenCaptureError,
    EnoughAskedError,
    FetchError,
    KnownBrokenError,
    NoEndMarkError,
    NotAPdfAnswerError,
    TooManyRequestsError,
)
from pipeline.acquire.http import (
    TOO_MANY_REQUESTS,
    Answer,
    Limits,
    ask,
    http_moment,
    open_session,
    shown,
    with_retries,
)
from pipeline.acquire.intake import (
    Capture,
    Fetched,
    prove_pdf,
    record_failure,
    record_fetch,
    store_answer,
)
from pipeline.acquire.rawstore import find_document
from pipeline.manifest import Document
from pipeline.values import replace
from schemas.source import Download

UNSAID_PAUSE_SECONDS = 60
"""How long the archive is left alone when it was asked too often and names no time, as it does."""


class FetchLog:
    """What the fetches into a raw store tell of captures, those of this run among them."""

    def __init__(self, raw_dir: Path) -> None:
        """Read the events."""
        self.raw_dir = raw_dir
        self._events: dict[tuple[str, str | None], list[FetchEvent]] = {}
        self._documents: dict[str, tuple[Document, str]] = {}
        self._asked, self._since = 0, time.monotonic()
        for event in fetch_events(raw_dir):
            self.add(event)

    def add(self, event: FetchEvent) -> None:
        """Take in an event that has been recorded."""
        for key in (("asked", event.asked), ("digest", event.digest), ("sha256", event.sha256)):
            self._events.setdefault(key, []).insert(0, event)

    def count_question(self, address: str, bounds: Download) -> None:
        """Count a capture that this run asks for.

        Raises:
            EnoughAskedError: it asks for no more.
        """
        seconds = time.monotonic() - self._since
        if self._asked >= bounds.archive_captures or seconds > bounds.archive_run_seconds:
            raise EnoughAskedError(address, self._asked, round(seconds))
        self._asked += 1

    def in_turn(self, captures: Iterable[Capture]) -> list[Capture]:
        """Return captures as they are to be had: what an earlier run could not have comes last.

        So no run ends before it has come to what is new.
        """

        def was_not_had(capture: Capture) -> bool:
            return ("asked", capture.address) in self._events and self.find(capture) is None

        return sorted(captures, key=was_not_had)

    def find(self, capture: Capture) -> tuple[FetchEvent, Document | None] | None:
        """Return the fetch that tells what a capture is, and the document; None if it must be had.

        That is its own fetch, else that of another capture of the same bytes. It has no document
        where it showed that these bytes are none.
        """
        own = list(self._events.get(("asked", capture.address), ()))
        had = next(self._given(event for event in own if event.way), None)
        if known := had or self.with_hash(capture.digest):
            return known[0], known[1]
        if not self._is_wrong(capture.digest):
            own += self._of_hash(capture.digest)
        settled = [event for event in own if event.settled]
        return (settled[0], None) if settled else None

    def with_hash(self, digest: str | None) -> tuple[FetchEvent, Document, str] | None:
        """Return a fetch that gave bytes of a hash, unless the hash is known to be wrong."""
        given = () if self._is_wrong(digest) else self._given(self._of_hash(digest))
        return next((fetch for fetch in given if fetch[2] == digest), None)

    def bytes_of(self, capture: Capture) -> str:
        """Return what captures that are known to have the same bytes have in common."""
        known = self.find(capture)
        if known and known[1]:
            return known[1].sha256
        if capture.digest is None or self._is_wrong(capture.digest):
            return capture.address
        return capture.digest

    def has_given(self, address: str, sha256: str) -> bool:
        """Return True if it is recorded that an address has a document's bytes."""
        return any(e.sha256 == sha256 for e in self._events.get(("asked", address), ()))

    def first_captured(self, sha256: str) -> datetime | None:
        """Return when an archive first captured a document, as far as any fetch tells."""
        return first_captured(self._events.get(("sha256", sha256), ()), sha256)

    def _is_wrong(self, digest: str | None) -> bool:
        """Return True if bytes that were fetched under a hash of the index do not have it."""
        asked = (event for event in self._of_hash(digest) if event.way)
        return any(sha1 != digest for _, _, sha1 in self._given(asked))

    def _of_hash(self, digest: str | None) -> Sequence[FetchEvent]:
        return self._events.get(("digest", digest), ()) if digest else ()

    def _given(self, events: Iterable[FetchEvent]) -> Iterator[tuple[FetchEvent, Document, str]]:
        """Yield the fetches whose documents are still there, with these and their hashes."""
        for event in events:
            sha256 = event.sha256
            if sha256 is None:
                continue
            if sha256 not in self._documents and (document := find_document(self.raw_dir, sha256)):
                self._documents[sha256] = document, index_hash(document.path.read_bytes())
            if sha256 in self._documents:
                yield event, *self._documents[sha256]


def fetch_capture(
    capture: Capture, firsts: Mapping[str | None, Capture], bounds: Download, log: FetchLog
) -> Fetched:
    """Fetch a capture and store it; one that is known is not asked for again.

    Of a document that is known by its hash, the first capture of that hash (see `by_hash`) is
    noted.

    Raises:
        EnoughAskedError: it would have to be asked for, and this run asks for no more.
        KnownBrokenError: an earlier fetch showed that the archive has no whole PDF there.
    """
    fetched = _without_asking(capture, log) or _fetch(capture, bounds, log)
    document, known = fetched.document, log.with_hash(capture.digest)
    if known and known[1].sha256 == document.sha256:
        _note(firsts.get(capture.digest, capture), document, log)
    captured_at = log.first_captured(document.sha256)
    return replace(fetched, document=replace(document, captured_at=captured_at))


def by_hash(captures: Iterable[Capture]) -> dict[str | None, Capture]:
    """Return the first capture of each hash of the index."""
    newest_first = sorted(captures, key=lambda one: one.captured_at, reverse=True)
    return {one.digest: one for one in newest_first}


def ask_archive(address: str, limits: Limits) -> Answer:
    """Ask an archive for one address: it answers itself, or not at all.

    Raises:
        ArchiveAnswerError: it redirects.
    """
    with open_session() as session:
        answer = ask(session, address, limits)
    if answer.leads_to is not None:
        reason = f"it leads to {answer.leads_to}, which is not what was asked for"
        raise ArchiveAnswerError(address, reason)
    if answer.status == TOO_MANY_REQUESTS:
        wait_seconds = answer.wait_seconds or UNSAID_PAUSE_SECONDS
        raise TooManyRequestsError(address, wait_seconds=wait_seconds)
    return answer


def archive_limits(bounds: Download) -> Limits:
    """Return the limits of one question to the archive, which begin now."""
    return Limits(bounds.max_bytes, bounds.archive_deadline_seconds, bounds.archive_idle_seconds)


def index_hash(content: bytes) -> str:
    """Return the hash of bytes as an archive's index has it: SHA-1 in base 32."""
    return b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def _without_asking(capture: Capture, log: FetchLog) -> Fetched | None:
    """What is known of a capture; None where it must be asked for."""
    known = log.find(capture)
    if known is None:
        return None
    event, document = known
    if document is None:
        reason = (event.error or "").removeprefix(f"{event.asked}: ")
        raise KnownBrokenError(capture.address, event.at, reason)
    return Fetched(document, FetchOutcome.KNOWN, event)


def _fetch(capture: Capture, bounds: Download, log: FetchLog) -> Fetched:
    log.count_question(capture.address, bounds)
    limits = archive_limits(bounds)

    def attempt() -> tuple[Answer, tuple[str, ...]]:
        answer = ask_archive(capture.address, limits)
        return answer, _prove(answer, capture)

    try:
        answer, warnings = with_retries(attempt, bounds, limits)
    except FetchError as error:
        log.add(record_failure(log.raw_dir, capture.address, error, capture))
        raise
    fetched = store_answer(log.raw_dir, answer, (capture.address,), warnings, capture)
    log.add(fetched.event)
    return fetched


def _prove(answer: Answer, capture: Capture) -> tuple[str, ...]:
    """Check that an answer is the capture asked for and a whole PDF; return what is odd."""
    sha1 = index_hash(answer.body)
    try:
        warnings = prove_pdf(answer)
    except (NotAPdfAnswerError, NoEndMarkError) as error:
        if sha1 == capture.digest:
            raise BrokenCaptureError(capture.address, error.found) from error
        raise
    _check_time(answer, capture)
    if capture.digest in (None, sha1):
        return warnings
    # The index may hash bytes as they were sent, compressed: a difference does not make them bad.
    difference = f"the archive's index says SHA-1 {capture.digest}, found {sha1}"
    return (*warnings, f"{capture.address}: {difference}")


def _check_time(answer: Answer, capture: Capture) -> None:
    header = answer.headers.get("Memento-Datetime")
    given = http_moment(header or "")
    if header is None or given == capture.captured_at:
        return
    asked, found = capture.captured_at.isoformat(), given and given.isoformat()
    reason = f"asked for the capture of {asked}, got that of {found or repr(shown(header))}"
    raise ArchiveAnswerError(capture.address, reason)


def _note(capture: Capture, document: Document, log: FetchLog) -> None:
    """Record that a capture has the bytes of a document, by its hash, unless that is recorded."""
    if not log.has_given(capture.address, document.sha256):
        known, sha256 = FetchOutcome.KNOWN, document.sha256
        event = FetchEvent(asked=capture.address, outcome=known, sha256=sha256)
        log.add(record_fetch(log.raw_dir, event, document, capture))
