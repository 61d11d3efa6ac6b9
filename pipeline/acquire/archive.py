"""What the Internet Archive holds of the document: its index, and the bytes of one capture.

The index (CDX) lists captures by address, http and https, with and without www alike, each with a
hash of its bytes. So one question for each address is enough, and captures of one hash are taken
to be one document, of which one is asked for: its first capture is the earliest day on which it is
known to have been public. Where the bytes have another hash than that, each capture is asked for
by itself (`CaptureQueue`).

A capture's bytes are asked for without the frame the archive puts around pages (`id_`), proved as
those of any server are, and stored with the time of capture.
"""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

from msgspec import DecodeError
from msgspec.json import Decoder

from pipeline.acquire.addresses import check_given_address, check_hop, is_address
from pipeline.acquire.captures import Capture, FetchLog, KnownCapture, capture_time, index_hash
from pipeline.acquire.events import FetchEvent, FetchOutcome
from pipeline.acquire.failures import (
    UNREACHED,
    ArchiveAnswerError,
    BrokenCaptureError,
    FetchError,
    KnownBrokenError,
    NoEndMarkError,
    NotAPdfAnswerError,
    OtherCaptureError,
    TooManyRequestsError,
)
from pipeline.acquire.http import (
    OK,
    TOO_MANY_REQUESTS,
    Answer,
    Deadline,
    ask,
    http_moment,
    open_session,
    shown,
    with_retries,
)
from pipeline.acquire.intake import (
    Arrival,
    Fetched,
    prove_pdf,
    record_failure,
    record_fetch,
    store_answer,
)
from pipeline.logs import LOG
from pipeline.model import Document
from schemas.source import Download, Source

ARCHIVE = "https://web.archive.org"
INDEX_PATH = "/cdx/search/cdx"
FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest")
INDEX = Decoder(list[tuple[str, str, str, str, str]])
"""An answer of the index: the names of the fields, then a line for each capture."""
TIMESTAMP = re.compile(r"\d{14}", re.ASCII)
REVISIT = "warc/revisit"
"""What the index calls a capture whose bytes were those of an earlier one."""
NOTHING = "-"
"""What the index gives for a status or a hash that it does not have."""
FIRST_YEAR = 1996
"""When the Internet Archive began."""
CLOCKS_DIFFER = timedelta(days=1)
SECONDS_BETWEEN_QUESTIONS = 2.5
"""The index may be asked 30 times a minute; the archive asks programs to stay well below."""
UNSAID_PAUSE_SECONDS = 60
"""How long the archive is left alone when it was asked too often and names no time, as it does."""


def list_captures(
    source: Source, archive_url: str | None = None, addresses: Sequence[str] = ()
) -> tuple[Capture, ...]:
    """Return every document that the archive holds, each once by the hashes of its index.

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
    records: list[_IndexRecord] = []
    for number, address in enumerate(reversed(forms.values())):
        if number and archive == ARCHIVE:
            time.sleep(SECONDS_BETWEEN_QUESTIONS)
        records += _search(archive, address, source.download)
    return tuple(sorted(_captures(records, archive), key=capture_time))


def fetch_capture(capture: Capture, source: Source, log: FetchLog) -> Fetched:
    """Fetch a capture and store it; one that was fetched before is not asked for again.

    Where the archive does not give it, another of its hash is asked for, which is taken in its
    place if its bytes have that hash. Of a document so known by its hash the earliest capture is
    noted.

    Raises:
        KnownBrokenError: an earlier fetch showed that the archive has no whole PDF there.
        FetchError: the archive does not give it, or it is no whole PDF. The failure is recorded.
        WarehouseError: the raw store is busy, damaged or cannot be written.
    """
    known = log.known(capture)
    fetched = _without_asking(known, capture) if known else _fetch_any(capture, source, log)
    document = fetched.document
    if log.is_document(capture.digest, document):
        _note(capture.alone, document, log)
        _note(capture.first, document, log)
    captured_at = log.first_captured(document.sha256)
    return replace(fetched, document=replace(document, captured_at=captured_at))


@dataclass(frozen=True, slots=True)
class _IndexRecord:
    """One line of the index."""

    captured_at: datetime
    original: str
    mimetype: str
    status: str
    digest: str | None
    path: str
    """Where the archive gives the bytes."""


def _search(archive: str, address: str, bounds: Download) -> list[_IndexRecord]:
    """Return all that the index has for one address."""
    query = {"url": address, "output": "json", "fl": ",".join(FIELDS)}
    index = f"{archive}{INDEX_PATH}?{urlencode(query)}"
    deadline = Deadline.after(bounds.archive_deadline_seconds)
    return with_retries(
        lambda: _index_records(_ask_archive(index, bounds, deadline)), bounds, deadline
    )


def _ask_archive(address: str, bounds: Download, deadline: Deadline) -> Answer:
    with open_session(bounds.max_bytes, bounds.archive_idle_seconds, deadline) as session:
        answer = ask(session, address, deadline)
    if answer.leads_to is not None:
        reason = f"it leads to {answer.leads_to}, which is not what was asked for"
        raise ArchiveAnswerError(address, reason, passing=False)
    if answer.status == TOO_MANY_REQUESTS:
        raise TooManyRequestsError(address, answer.wait_seconds or UNSAID_PAUSE_SECONDS)
    return answer


def _index_records(answer: Answer) -> list[_IndexRecord]:
    """Read an answer of the index: what is wrong about one line makes the whole list doubtful.

    Raises:
        ArchiveAnswerError: it is no list of captures.
    """
    text = answer.body.decode(errors="replace")
    if answer.status != OK:
        reason = f"status {answer.status}: {shown(text)}"
        raise ArchiveAnswerError(answer.address, reason, passing=answer.may_pass)
    reason = f"its index answers with no list of captures: {shown(text)!r}"
    try:
        header, *lines = INDEX.decode(answer.body) or [FIELDS]
    except (DecodeError, RecursionError) as error:
        raise ArchiveAnswerError(answer.address, reason, passing=True) from error
    if header != FIELDS:
        raise ArchiveAnswerError(answer.address, reason, passing=True)
    # The index may list one capture twice.
    return [_index_record(*line, index=answer.address) for line in dict.fromkeys(lines)]


def _index_record(
    timestamp: str, original: str, mimetype: str, status: str, digest: str, *, index: str
) -> _IndexRecord:
    captured_at = _capture_moment(timestamp)
    if captured_at is None:
        now = f"{datetime.now(UTC):%Y%m%d%H%M%S}"
        reason = (
            f"its index lists a capture of {shown(timestamp)!r}, now it is {now}, but it has "
            f"captured since {FIRST_YEAR}"
        )
        raise ArchiveAnswerError(index, reason, passing=False)
    if not is_address(original):
        reason = f"its index lists {shown(original)!r}, which is no address"
        raise ArchiveAnswerError(index, reason, passing=False)
    return _IndexRecord(
        captured_at,
        original,
        mimetype,
        status,
        None if digest == NOTHING else digest,
        f"/web/{timestamp}id_/{original}",
    )


def _capture_moment(timestamp: str) -> datetime | None:
    """The moment (UTC) of fourteen digits; None where nothing can have been captured."""
    if not TIMESTAMP.fullmatch(timestamp):
        return None
    try:
        moment = datetime.strptime(f"{timestamp}+0000", "%Y%m%d%H%M%S%z")
    except ValueError:
        return None
    is_possible = moment.year >= FIRST_YEAR and moment <= datetime.now(UTC) + CLOCKS_DIFFER
    return moment.astimezone(UTC) if is_possible else None


def _captures(records: Iterable[_IndexRecord], archive: str) -> Iterator[Capture]:
    groups: dict[str, list[_IndexRecord]] = {}
    for record in records:
        groups.setdefault(record.digest or record.path, []).append(record)
    for group in groups.values():
        if _may_be_a_pdf(group):
            captures = [
                Capture(one.original, one.captured_at, one.digest, archive + one.path)
                for one in group
            ]
            first, *others = sorted(captures, key=capture_time)
            yield replace(first, others=tuple(others))


def _may_be_a_pdf(group: Sequence[_IndexRecord]) -> bool:
    """Whether captures of the same bytes may be a document, by what the index says of them.

    Labels are often wrong, so only pages of text and answers that were no success are left out; a
    capture that merely refers to an earlier one says neither.
    """
    telling = [record for record in group if record.mimetype != REVISIT]
    return not telling or any(
        record.status in (str(OK), NOTHING) and not record.mimetype.startswith("text/")
        for record in telling
    )


def _index_form(address: str) -> str:
    parts = urlsplit(address.lower())
    return f"{parts.netloc.removeprefix('www.')}{parts.path}?{parts.query}"


def _without_asking(known: KnownCapture, capture: Capture) -> Fetched:
    if known.document is None:
        raise KnownBrokenError(capture.address, known.event.at, known.reason)
    return Fetched(known.document, FetchOutcome.KNOWN, known.event)


def _fetch_any(capture: Capture, source: Source, log: FetchLog) -> Fetched:
    """Fetch a capture, or where it is not given the one at the other end of those of its hash.

    Raises:
        FetchError: of both failures the one that may pass or that settles it, else the first; the
            first too where what came does not have that hash.
    """
    try:
        return _fetch(capture, source, log)
    except FetchError as error:
        is_alone = not capture.others or log.is_wrong(capture.digest)
        if is_alone or error.is_settled or isinstance(error, UNREACHED):
            raise
        failed = error
    other = capture.last if capture.first == capture.alone else capture.first
    LOG.info("%s: %s; asking for another capture of its hash", failed.address, failed.found)
    try:
        fetched = _fetch(other, source, log)
    except FetchError as second:
        if second.worth_repeating or second.is_settled or isinstance(second, UNREACHED):
            raise
        raise failed from second
    if log.is_wrong(capture.digest):
        raise failed
    return fetched


def _fetch(capture: Capture, source: Source, log: FetchLog) -> Fetched:
    bounds = source.download
    deadline = Deadline.after(bounds.archive_deadline_seconds)

    def attempt() -> tuple[Answer, tuple[str, ...]]:
        answer = _ask_archive(capture.address, bounds, deadline)
        return answer, _prove(answer, capture)

    try:
        answer, warnings = with_retries(attempt, bounds, deadline)
    except FetchError as error:
        if error.is_broken and not error.is_settled:
            log.mark_wrong(capture.digest)
        log.add(record_failure(log.raw_dir, capture.address, error, capture))
        raise
    arrival = Arrival(answer, (capture.address,))
    fetched = store_answer(log.raw_dir, arrival, warnings, capture)
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
    if header is None:
        return
    given = http_moment(header)
    if given is None:
        reason = f"it says that it was captured on {shown(header)!r}, which is no time"
        raise ArchiveAnswerError(capture.address, reason, passing=False)
    if given != capture.captured_at:
        raise OtherCaptureError(capture.address, capture.captured_at, given)


def _note(capture: Capture, document: Document, log: FetchLog) -> None:
    """Record that a capture has the bytes of a document, by its hash, unless that is recorded."""
    if log.has_given(capture.address, document.sha256):
        return
    event = FetchEvent(
        asked=capture.address,
        way=(),
        at=datetime.now(UTC),
        outcome=FetchOutcome.KNOWN,
        sha256=document.sha256,
        captured_at=capture.captured_at,
        digest=capture.digest,
    )
    log.add(record_fetch(log.raw_dir, event, document))
