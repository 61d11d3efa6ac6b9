"""Get today's document: from its publisher, and if it is gone there, from the archive.

An address that says "gone", or answers with something that is no PDF, is followed by the other
known ones, and these by the archive's captures, the newest document first. A server that is merely
down, slow or forbids itself is not: tomorrow it may have a newer document than the archive.

Libraries follow any redirect; here each hop is checked before it is asked. ETag and Last-Modified
are sent along only if the bytes they came with still lie in the raw store, whole: a "not modified"
without a local copy would leave us with nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.acquire.addresses import check_given_address, check_hop, is_on_this_machine
from pipeline.acquire.archive import fetch_capture, list_captures
from pipeline.acquire.captures import CaptureQueue, FetchLog
from pipeline.acquire.events import newest_events
from pipeline.acquire.failures import (
    UNREACHED,
    FetchError,
    GoneEverywhereError,
    RedirectsError,
)
from pipeline.acquire.http import NOT_MODIFIED, Deadline, ask, open_session, with_retries
from pipeline.acquire.intake import (
    Arrival,
    Fetched,
    KnownCopy,
    prove_pdf,
    record_failure,
    store_answer,
)
from pipeline.acquire.rawstore import find_document
from pipeline.errors import WarehouseDamagedError
from schemas.source import Source


def fetch(
    source: Source, raw_dir: Path, *, url: str | None = None, archive_url: str | None = None
) -> Fetched:
    """Fetch the document as it is published today, and store it.

    With `url` only that address is asked, and then the archive; an address on this machine is
    somebody's trial, and of it the archive is asked only if `archive_url` says which.

    Raises:
        FetchError: the address cannot be asked, or does not answer as it should.
        GoneEverywhereError: it is gone, from there and from everywhere else.
        NotAnAddressError: `url` or `archive_url` is not an address.
        WarehouseError: the raw store is busy, damaged or cannot be written.
    """
    addresses = (url,) if url else (source.address, *source.alternates)
    failures: list[FetchError] = []
    for address in addresses:
        try:
            return fetch_address(address, source, raw_dir)
        except FetchError as error:
            if not error.is_gone and not failures:
                raise
            failures.append(error)
    if url and is_on_this_machine(url) and not archive_url:
        raise failures[0]
    known = tuple(dict.fromkeys((*addresses, source.address, *source.alternates)))
    return _fetch_archived(known, source, raw_dir, archive_url, failures)


def fetch_address(address: str, source: Source, raw_dir: Path) -> Fetched:
    """Fetch the document from one address, and store it and the event; a failure is one too.

    Raises:
        FetchError: that address does not give it.
        NotAnAddressError: it is no address.
        WarehouseError: the raw store is busy, damaged or cannot be written.
    """
    check_given_address(address)
    deadline = Deadline.after(source.download.deadline_seconds)

    def attempt() -> tuple[Arrival, tuple[str, ...]]:
        arrival = _follow(address, source, raw_dir, deadline)
        return arrival, () if arrival.unchanged else prove_pdf(arrival.answer)

    try:
        arrival, warnings = with_retries(attempt, source.download, deadline)
    except FetchError as error:
        record_failure(raw_dir, address, error)
        raise
    return store_answer(raw_dir, arrival, warnings)


def _follow(asked: str, source: Source, raw_dir: Path, deadline: Deadline) -> Arrival:
    """Ask an address and, hop by hop, what it redirects to.

    Raises:
        ForbiddenAddressError: a hop is not allowed; it has not been asked.
        RedirectsError: they lead in a circle, or over more hops than the bounds allow.
        FetchError: an address did not answer as it should.
    """
    bounds, way = source.download, [asked]
    with open_session(bounds.max_bytes, bounds.idle_seconds, deadline) as session:
        while True:
            check_hop(asked, way[-1], source.allowed_hosts)
            copy = _known_copy(raw_dir, way[-1])
            answer = ask(session, way[-1], deadline, copy.conditions if copy else None)
            if answer.leads_to is None:
                unchanged = copy if answer.status == NOT_MODIFIED else None
                return Arrival(answer, tuple(way), unchanged)
            is_circle = answer.leads_to in way
            way.append(answer.leads_to)
            if is_circle or len(way) - 1 > bounds.redirects:
                raise RedirectsError(asked, way)


def _known_copy(raw_dir: Path, address: str) -> KnownCopy | None:
    """What an address gave last, if a server can be asked whether that has changed."""
    given = (e for e in newest_events(raw_dir) if e.sha256 and e.way[-1:] == (address,))
    event = next(given, None)
    if event is None or event.sha256 is None:
        return None
    try:
        document = find_document(raw_dir, event.sha256)
    except WarehouseDamagedError:  # asked for anew, and named when the bytes are to be stored
        return None
    copy = KnownCopy(document, event.headers or {}) if document else None
    return copy if copy and copy.conditions else None


def _fetch_archived(
    addresses: Sequence[str],
    source: Source,
    raw_dir: Path,
    archive_url: str | None,
    failures: Sequence[FetchError],
) -> Fetched:
    """Fetch the newest document that the archive gives."""
    try:
        captures = list_captures(source, archive_url, addresses)
    except FetchError as error:
        raise GoneEverywhereError(failures, f"nor can the archive be asked: {error}") from error
    refused: list[str] = []
    log = FetchLog(raw_dir)
    for capture in CaptureQueue((one.last_first for one in captures), log, newest_first=True):
        try:
            fetched = fetch_capture(capture, source, log)
        except FetchError as error:
            refused.append(str(error))
            if isinstance(error, UNREACHED):
                break
        else:
            return _with_archive_warning(fetched, failures[0])
    found = "\n  ".join(refused) or "the archive has no capture of it"
    raise GoneEverywhereError(failures, found)


def _with_archive_warning(fetched: Fetched, failure: FetchError) -> Fetched:
    warning = (
        f"{failure.address}: {failure.found}; taken instead: {fetched.event.asked}, as the archive "
        f"captured it on {fetched.event.captured_at:%Y-%m-%d}"
    )
    return replace(fetched, warnings=(warning, *fetched.warnings))
