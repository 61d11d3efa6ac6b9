"""Get today's document: from its publisher, and if it is gone there, from the archive.

An address that says "gone", or answers with something that is no PDF, is followed by the other
known ones, and these by the archive's captures, the newest document first. A server that is merely
down, slow or forbids itself is not: tomorrow it may have a newer document than the archive.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.acquire.addresses import check_given_address, is_on_this_machine
from pipeline.acquire.deadline import Deadline
from pipeline.acquire.failures import UNREACHED, FetchError, GoneEverywhereError
from pipeline.acquire.fetched import Fetched, keep_answer, keep_failure, keep_unchanged
from pipeline.acquire.proof import prove_pdf
from pipeline.acquire.redirects import Arrival, follow
from pipeline.acquire.retrying import with_retries
from pipeline.acquire.validators import KnownCopies
from schemas.source import Source

NOT_MODIFIED = 304


def fetch(
    source: Source, raw_dir: Path, *, url: str | None = None, archive_url: str | None = None
) -> Fetched:
    """Fetch the document as it is published today, and keep it.

    With `url` only that address is asked, and then the archive; an address on this machine is
    somebody's trial, and of it the archive is asked only if `archive_url` says which.

    Raises:
        FetchError: the address cannot be asked, or does not answer as it should.
        GoneEverywhereError: it is gone, from there and from everywhere else.
        NotAnAddressError: `url` or `archive_url` is none.
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
    known = dict.fromkeys((*addresses, source.address, *source.alternates))
    return _fetch_archived(tuple(known), source, raw_dir, failures, archive_url)


def fetch_address(address: str, source: Source, raw_dir: Path) -> Fetched:
    """Fetch the document from one address, and keep it and the event; a failure is one too.

    Raises:
        FetchError: it cannot be had from there.
        NotAnAddressError: it is no address.
        WarehouseError: the raw store is busy, damaged or cannot be written.
    """
    check_given_address(address)
    deadline = Deadline.after(source.download.deadline_seconds)
    copies = KnownCopies(raw_dir)
    try:
        arrival, warnings = with_retries(
            lambda: _attempt(address, source, copies, deadline), source.download, deadline
        )
    except FetchError as error:
        keep_failure(raw_dir, address, error)
        raise
    copy = copies.found.get(arrival.answer.address)
    if arrival.answer.status == NOT_MODIFIED and copy is not None:
        return keep_unchanged(raw_dir, arrival, copy)
    return keep_answer(raw_dir, arrival, warnings)


def _attempt(
    address: str, source: Source, copies: KnownCopies, deadline: Deadline
) -> tuple[Arrival, tuple[str, ...]]:
    arrival = follow(address, source.allowed_hosts, copies.conditions, source.download, deadline)
    answer = arrival.answer
    if answer.status == NOT_MODIFIED and copies.found.get(answer.address) is not None:
        return arrival, ()
    return arrival, prove_pdf(answer)


def _fetch_archived(
    addresses: Sequence[str],
    source: Source,
    raw_dir: Path,
    failures: Sequence[FetchError],
    archive_url: str | None,
) -> Fetched:
    # Most fetches never come here.
    from pipeline.acquire.archive_capture import fetch_capture
    from pipeline.acquire.archive_index import list_captures
    from pipeline.acquire.archive_queue import CaptureQueue
    from pipeline.acquire.fetchlog import FetchLog

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
