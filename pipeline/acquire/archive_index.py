"""Which documents the Internet Archive holds, from its index.

The index (CDX) lists captures by address, http and https, with and without www alike, each with a
hash of its bytes. So one question an address is enough, and each hash is one document, however
often it was captured: its first capture is the earliest day on which it is known to have been
public.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from pipeline.acquire.addresses import check_given_address, check_hop
from pipeline.acquire.archive_session import ARCHIVE, archive_session, asking_the_archive
from pipeline.acquire.deadline import Deadline, within
from pipeline.acquire.fetched import CaptureFacts
from pipeline.acquire.retrying import with_retries
from schemas.download import Download
from schemas.source import Source

REVISIT = "warc/revisit"
"""What the index calls a capture whose bytes were those of an earlier one."""
NO_DIGEST = "-"
OK = 200


@dataclass(frozen=True, slots=True)
class Capture:
    """One document that the archive holds."""

    original: str
    """The address it was captured from."""
    captured_at: datetime
    """When it was first captured (UTC)."""
    last_captured_at: datetime
    """When the archive last found the same bytes (UTC)."""
    digest: str | None
    """SHA-1 of its bytes in base 32; None where the index has none."""
    address: str
    """Where the archive gives the bytes as captured first."""
    last_address: str
    """Where it gives them as captured last; the same where that is the only capture."""

    @property
    def last(self) -> "Capture":
        """The same bytes as they were captured last."""
        return replace(self, captured_at=self.last_captured_at, address=self.last_address)

    @property
    def facts(self) -> CaptureFacts:
        """What is kept with the document and the event."""
        return CaptureFacts(self.captured_at, self.digest, self.original)


def list_captures(
    source: Source, archive_url: str | None = None, addresses: Sequence[str] = ()
) -> tuple[Capture, ...]:
    """Every document that may be had from the archive, each once, by first capture, oldest first.

    Looked for under the addresses given; else under all that the source file knows.

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
    return tuple(sorted(_captures(records, archive), key=lambda capture: capture.captured_at))


def _search(archive: str, address: str, bounds: Download) -> list[Any]:
    """The records of the index for one address, over all its pages."""
    from wayback import WaybackClient

    deadline = Deadline.after(bounds.archive_deadline_seconds)
    index = f"{archive}/cdx/search/cdx?url={address}"

    def search() -> list[Any]:
        session = archive_session(archive, bounds, deadline)
        session.max_redirects = 0
        with WaybackClient(session) as client:
            # Looked at below: the library would leave out hosts without a name.
            return list(client.search(address, skip_malformed_results=False))

    return with_retries(
        lambda: within(deadline, index, asking_the_archive(index, search)), bounds, deadline
    )


def _captures(records: Iterable[Any], archive: str) -> Iterator[Capture]:
    groups: dict[str, list[Any]] = {}
    for record in records:
        key = record.raw_url if record.digest == NO_DIGEST else record.digest
        groups.setdefault(key, []).append(record)
    for group in groups.values():
        if _may_be_a_pdf(group):
            yield _capture(group, archive)


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


def _capture(group: Sequence[Any], archive: str) -> Capture:
    first = min(group, key=lambda record: record.timestamp)
    last = max(group, key=lambda record: record.timestamp)
    return Capture(
        original=first.original,
        captured_at=first.timestamp,
        last_captured_at=last.timestamp,
        digest=None if first.digest == NO_DIGEST else first.digest,
        address=archive + first.raw_url.removeprefix(ARCHIVE),
        last_address=archive + last.raw_url.removeprefix(ARCHIVE),
    )


def _index_form(address: str) -> str:
    parts = urlsplit(address.lower())
    return f"{parts.netloc.removeprefix('www.')}{parts.path}?{parts.query}"
