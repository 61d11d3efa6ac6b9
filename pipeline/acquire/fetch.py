"""Get today's document: from its publisher, and if it is gone there, from the archive.

An address that says "gone", or answers with something that is no PDF, is followed by the other
known ones, and these by the archive's captures, the newest document first. A server that is merely
down, slow or forbids itself is not: tomorrow it may have a newer document than the archive.

Libraries follow any redirect; here each hop is checked before it is asked. ETag and Last-Modified
are sent along only if the bytes they came with still lie in the raw store, whole: a "not modified"
without a local copy would leave us with nothing.
"""

from collections.abc import Sequence
from pathlib import Path

from pipeline.acquire.archive import Captures, list_captures
from pipeline.acquire.failures import FetchError, GoneEverywhereError, RedirectsError
from pipeline.acquire.http import (
    NOT_MODIFIED,
    Answer,
    RequestLimits,
    ask,
    check_given_address,
    check_hop,
    is_on_this_machine,
    open_session,
    with_retries,
)
from pipeline.acquire.intake import (
    Fetched,
    check_whole_pdf,
    kept_headers,
    record_failure,
    record_fetch,
    store_answer,
)
from pipeline.acquire.rawstore import (
    CONDITIONS,
    FetchEvent,
    FetchOutcome,
    find_document,
    is_believed,
    newest_events,
)
from pipeline.errors import WarehouseDamagedError
from pipeline.manifest import Document
from pipeline.values import replace
from schemas.source import Source


def fetch(
    source: Source, raw_dir: Path, *, url: str | None = None, archive_url: str | None = None
) -> Fetched:
    """Fetch the document as it is published today, and store it.

    With `url` only that address is asked, and then the archive; an address on this machine is
    somebody's trial, and of it the archive is asked only if `archive_url` says which.

    Raises:
        GoneEverywhereError: it is gone, from there and from everywhere else.
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
    """Fetch the document from one address, and store it and the event; a failure is one too."""
    check_given_address(address)
    bounds = source.download
    limits = RequestLimits(bounds.max_bytes, bounds.deadline_seconds, bounds.idle_seconds)

    def attempt() -> Fetched:
        answer, way = _follow(address, source, raw_dir, limits)
        if answer.status == NOT_MODIFIED and (copy := _known_copy(raw_dir, way[-1])):
            return _still_current(raw_dir, answer, way, *copy)
        return store_answer(raw_dir, answer, way, check_whole_pdf(answer))

    try:
        return with_retries(attempt, bounds, limits)
    except FetchError as error:
        record_failure(raw_dir, address, error)
        raise


def _follow(
    asked: str, source: Source, raw_dir: Path, limits: RequestLimits
) -> tuple[Answer, tuple[str, ...]]:
    """Ask an address and, hop by hop, what it redirects to; return the answer and the way there.

    Raises:
        ForbiddenAddressError: a hop is not allowed; it has not been asked.
        RedirectsError: they lead in a circle, or over more hops than the bounds allow.
    """
    way = [asked]
    with open_session() as session:
        while True:
            check_hop(asked, way[-1], source.allowed_hosts)
            copy = _known_copy(raw_dir, way[-1])
            answer = ask(session, way[-1], limits, _conditions(copy[1]) if copy else None)
            if answer.leads_to is None:
                return answer, tuple(way)
            is_circle = answer.leads_to in way
            way.append(answer.leads_to)
            if is_circle or len(way) - 1 > source.download.redirects:
                raise RedirectsError(asked, " > ".join(way))


def _known_copy(raw_dir: Path, address: str) -> tuple[Document, FetchEvent] | None:
    """What an address gave last, if a server can be asked whether that has changed."""
    given = (e for e in newest_events(raw_dir) if e.sha256 and e.way[-1:] == (address,))
    event = next(given, None)
    if event is None or event.sha256 is None or not _conditions(event):
        return None
    try:
        document = find_document(raw_dir, event.sha256)
    except WarehouseDamagedError:  # asked for anew, and named when the bytes are to be stored
        return None
    return (document, event) if document else None


def _conditions(event: FetchEvent) -> dict[str, str]:
    """The headers that let a server say that nothing has changed since a fetch."""
    return {
        CONDITIONS[name]: value
        for name, value in (event.headers or {}).items()
        if name in CONDITIONS and is_believed(name, value)
    }


def _still_current(
    raw_dir: Path, answer: Answer, way: tuple[str, ...], document: Document, last: FetchEvent
) -> Fetched:
    """Record that a server called the local copy the present document."""
    event = FetchEvent(
        asked=way[0],
        way=way,
        outcome=FetchOutcome.NOT_MODIFIED,
        status=answer.status,
        # A server need not repeat what it said with the document.
        headers={**(last.headers or {}), **kept_headers(answer.headers)},
        sha256=document.sha256,
    )
    return Fetched(document, event.outcome, record_fetch(raw_dir, event, document))


def _fetch_archived(
    addresses: Sequence[str],
    source: Source,
    raw_dir: Path,
    archive_url: str | None,
    failures: Sequence[FetchError],
) -> Fetched:
    """Fetch the newest document that the archive gives."""
    try:
        listed = list_captures(source, archive_url, addresses)
    except FetchError as error:
        raise GoneEverywhereError(failures, f"nor can the archive be asked: {error}") from error
    refused: list[str] = []
    captures = Captures(listed, raw_dir, source.download)
    for capture in captures.in_turn(reversed(listed)):
        try:
            fetched = captures.fetch(capture)
        except FetchError as error:
            refused.append(str(error))
            if error.stops_asking:
                break
        else:
            gone, event = failures[0], fetched.event
            warning = (
                f"{gone.address}: {gone.found}; taken instead: {event.asked}, as the archive "
                f"captured it on {event.captured_at:%Y-%m-%d}"
            )
            return replace(fetched, warnings=(warning, *fetched.warnings))
    found = "\n  ".join(refused) or "the archive has no capture of it"
    raise GoneEverywhereError(failures, found)
