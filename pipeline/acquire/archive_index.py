"""Which documents the Internet Archive holds, from its index.

The index (CDX) lists captures by address, http and https, with and without www alike, each with a
hash of its bytes. So one question an address is enough, and captures of one hash are taken to be
one document, of which one is asked for: its first capture is the earliest day on which it is known
to have been public. Where the bytes have another hash than that, each capture is asked for by
itself (`CaptureQueue`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from pipeline.acquire.addresses import check_given_address, check_hop, is_address
from pipeline.acquire.archive_session import (
    ARCHIVE,
    INDEX_PATH,
    archive_session,
    asking_the_archive,
)
from pipeline.acquire.deadline import Deadline, within
from pipeline.acquire.failures import ArchiveAnswerError
from pipeline.acquire.fetched import CaptureFacts
from pipeline.acquire.headers import shown
from pipeline.acquire.retrying import with_retries
from schemas.download import Download
from schemas.source import Source

REVISIT = "warc/revisit"
"""What the index calls a capture whose bytes were those of an earlier one."""
NO_DIGEST = "-"
OK = 200
FIRST_YEAR = 1996
"""When the Internet Archive began."""
CLOCKS_DIFFER = timedelta(days=1)


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
        return min((self.alone, *self.others), key=_moment)

    @property
    def last(self) -> "Capture":
        """The latest of all that have its hash."""
        return max((self.alone, *self.others), key=_moment)

    @property
    def last_first(self) -> "Capture":
        """The latest of all that have its hash, with these as the others."""
        last = self.last
        return replace(last, others=tuple(c for c in (self.alone, *self.others) if c != last))

    @property
    def facts(self) -> CaptureFacts:
        """What is kept with the document and the event."""
        return CaptureFacts(self.captured_at, self.digest, self.original)


def list_captures(
    source: Source, archive_url: str | None = None, addresses: Sequence[str] = ()
) -> tuple[Capture, ...]:
    """Every document that may be had from the archive, each once by the hashes of its index.

    They are ordered by first capture, oldest first, and that leads the others of its hash. Looked
    for under the addresses given; else under all that the source file knows.

    Raises:
        NotAnAddressError, ForbiddenAddressError: the archive's own address cannot be asked.
        FetchError: the archive cannot be reached or does not answer as it should; a list that is
            not whole is never given.
    """
    archive = (archive_url or ARCHIVE).rstrip("/")
    check_given_address(archive)
    check_hop(archive, archive, ())
    asked = addresses or (source.address, *source.alternates)
    # The index takes these forms of an address for one.
    forms = {_index_form(address): address for address in reversed(asked)}
    records = [
        record
        for address in reversed(forms.values())
        for record in _search(archive, address, source.download)
    ]
    return tuple(sorted(_captures(records, archive), key=_moment))


def _search(archive: str, address: str, bounds: Download) -> list[Any]:
    """The records of the index for one address, over all its pages."""
    from wayback import WaybackClient

    deadline = Deadline.after(bounds.archive_deadline_seconds)
    index = f"{archive}{INDEX_PATH}?url={address}"

    def search() -> list[Any]:
        session = archive_session(archive, bounds, deadline)
        session.max_redirects = 0
        with WaybackClient(session) as client:
            # Looked at here and below: the library would leave out hosts without a name.
            records = list(client.search(address, skip_malformed_results=False))
        for record in records:
            _check(record, index)
        return records

    return with_retries(
        lambda: within(deadline, index, asking_the_archive(index, search)), bounds, deadline
    )


def _check(record: Any, index: str) -> None:
    """Look whether a capture can be: what is wrong about one makes the whole list doubtful.

    Raises:
        ArchiveAnswerError: its time or its address is none.
    """
    now = datetime.now(UTC)
    if not record.timestamp.year >= FIRST_YEAR or record.timestamp > now + CLOCKS_DIFFER:
        found = f"{record.timestamp.isoformat()}, now it is {now.isoformat(timespec='seconds')}"
        reason = f"its index lists a capture of {found}, but it has captured since {FIRST_YEAR}"
        raise ArchiveAnswerError(index, reason, passing=False)
    if not is_address(record.original):
        reason = f"its index lists {shown(record.original)!r}, which is no address"
        raise ArchiveAnswerError(index, reason, passing=False)


def _captures(records: Iterable[Any], archive: str) -> Iterator[Capture]:
    groups: dict[str, list[Any]] = {}
    for record in records:
        key = record.raw_url if record.digest == NO_DIGEST else record.digest
        groups.setdefault(key, []).append(record)
    for group in groups.values():
        if _may_be_a_pdf(group):
            first, *others = sorted((_capture(one, archive) for one in group), key=_moment)
            yield replace(first, others=tuple(others))


def _may_be_a_pdf(group: Sequence[Any]) -> bool:
    """Whether captures of the same bytes may be a document, by what the index says of them.

    Labels are often wrong, so only pages of text and answers that were no success are left out; a
    capture that merely refers to an earlier one says neither.
    """
    telling = [record for record in group if record.mimetype != REVISIT]
    if not telling:
        return True
    return any(
        record.statuscode in (OK, None) and not record.mimetype.startswith("text/")
        for record in telling
    )


def _capture(record: Any, archive: str) -> Capture:
    return Capture(
        original=record.original,
        captured_at=record.timestamp,
        digest=None if record.digest == NO_DIGEST else record.digest,
        address=archive + record.raw_url.removeprefix(ARCHIVE),
    )


def _moment(capture: Capture) -> datetime:
    return capture.captured_at


def _index_form(address: str) -> str:
    parts = urlsplit(address.lower())
    return f"{parts.netloc.removeprefix('www.')}{parts.path}?{parts.query}"
