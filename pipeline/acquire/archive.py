"""What the Internet Archive holds of the document: its index, and one capture after the other.

The index (CDX) lists captures by address, http and https, with and without www alike, so that one
question for each address is enough. A list that is not whole is never given. The index is believed
only about the address that it was asked: what it lists of another is left out, and never fetched.

It gives a hash with each capture, but of what: of the bytes, or of what they were compressed in? So
a hash says which bytes a capture has only where bytes that were fetched really have it: then the
capture is known without being asked for, and the first capture of that hash is the earliest day on
which the document is known to have been public. A hash that fetched bytes do not have is worth
nothing, for any capture: each is asked for by itself.

A run asks for no more captures, and for no longer, than the bounds allow: an index may list any
number. What was not asked for is left to the next run.

A capture's bytes are asked for without the frame the archive puts around pages (`id_`), proved as
those of any server are, and stored with the time of capture.
"""

import hashlib
import re
import time
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlencode, urlsplit

from msgspec import DecodeError
from msgspec.json import Decoder

from pipeline.acquire.failures import (
    ArchiveAnswerError,
    BrokenCaptureError,
    CaptureLimitError,
    FetchError,
    KnownBrokenError,
    NoEndMarkError,
    NotAPdfAnswerError,
    TooManyRequestsError,
)
from pipeline.acquire.http import (
    OK,
    TOO_MANY_REQUESTS,
    Answer,
    RequestLimits,
    ask,
    check_given_address,
    check_hop,
    http_moment,
    is_address,
    open_session,
    shown,
    with_retries,
)
from pipeline.acquire.intake import (
    Capture,
    Fetched,
    check_whole_pdf,
    record_failure,
    record_fetch,
    store_answer,
)
from pipeline.acquire.rawstore import (
    FetchEvent,
    FetchOutcome,
    fetch_events,
    find_document,
    first_captured,
)
from pipeline.logs import LOG
from pipeline.manifest import Document
from pipeline.values import replace
from schemas.source import Download, Source

ARCHIVE = "https://web.archive.org"
INDEX_PATH = "/cdx/search/cdx"
FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest")
Line = tuple[str, str, str, str, str]
INDEX = Decoder(list[Line])
"""An answer of the index: the names of the fields, then a line for each capture."""
_WWW = re.compile(r"^www\d*\.", re.ASCII)
_USUAL_PORT = re.compile(r":(80|443)?$", re.ASCII)
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
Known: TypeAlias = tuple[FetchEvent, Document | None]
"""The fetch that tells what a capture is, and the document; None where there is no whole one."""
_UNKNOWN = None, None


def list_captures(
    source: Source, archive_url: str | None = None, addresses: Sequence[str] = ()
) -> tuple[Capture, ...]:
    """Return every capture of the document that the archive holds, oldest first.

    Looked for under the addresses given; else under all that the source file knows.

    Raises:
        NotAnAddressError, ForbiddenAddressError: the archive's own address cannot be asked.
    """
    archive = (archive_url or ARCHIVE).rstrip("/")
    check_given_address(archive)
    check_hop(archive, archive, ())
    asked = addresses or (source.address, *source.alternates)
    # The index takes these forms of an address for one.
    forms = {_index_form(address): address for address in reversed(asked)}
    lines: dict[Line, Capture] = {}
    for number, address in enumerate(reversed(forms.values())):
        if number and archive == ARCHIVE:
            time.sleep(SECONDS_BETWEEN_QUESTIONS)
        lines |= _search(archive, address, source.download)
    return tuple(sorted(_of_documents(lines), key=lambda capture: capture.captured_at))


def _index_form(address: str) -> str:
    """Return what all addresses have in common that the index takes for one."""
    parts = urlsplit(unquote(address).lower())
    host = _WWW.sub("", parts.netloc.rpartition("@")[2])
    return f"{_USUAL_PORT.sub('', host)}{parts.path.rstrip('/')}?{parts.query}"


def _search(archive: str, address: str, bounds: Download) -> dict[Line, Capture]:
    """Return all that the index has for one address; it may list one capture twice."""
    query = {"url": address, "output": "json", "fl": ",".join(FIELDS)}
    index, limits = f"{archive}{INDEX_PATH}?{urlencode(query)}", archive_limits(bounds)
    lines = with_retries(lambda: _ask_index(index, limits), bounds, limits)
    form = _index_form(address)
    originals = {original for _, original, *_ in lines}
    asked = {one for one in originals if is_address(one) and _index_form(one) == form}
    if others := sorted(originals - asked):
        left_out = f"left out of its index, being of addresses not asked: {len(others)}"
        LOG.warning("%s: %s, such as %s", address, left_out, shown(others[0]))
    return {line: _capture(line, archive, index) for line in lines if line[1] in asked}


def _ask_index(index: str, limits: RequestLimits) -> list[Line]:
    """Ask the index: what is wrong about one line makes the whole list doubtful.

    Raises:
        ArchiveAnswerError: it is no list of captures.
    """
    answer = ask_archive(index, limits)
    text = answer.body.decode(errors="replace")
    if answer.status != OK:
        reason = f"status {answer.status}: {shown(text)}"
        raise ArchiveAnswerError(index, reason, worth_repeating=answer.is_transient)
    try:
        header, *lines = INDEX.decode(answer.body) or [FIELDS]
    except (DecodeError, RecursionError):
        header = None
    if header != FIELDS:
        reason = f"its index answers with no list of captures: {shown(text)!r}"
        raise ArchiveAnswerError(index, reason, worth_repeating=True)
    return lines


def _capture(line: Line, archive: str, index: str) -> Capture:
    timestamp, original, _, _, digest = line
    captured_at = _capture_moment(timestamp)
    if captured_at is None:
        now = f"{datetime.now(UTC):%Y%m%d%H%M%S}"
        reason = (
            f"its index lists a capture of {shown(timestamp)!r}, now it is {now}, but it has "
            f"captured since {FIRST_YEAR}"
        )
        raise ArchiveAnswerError(index, reason)
    known = None if digest == NOTHING else digest
    return Capture(original, captured_at, known, f"{archive}/web/{timestamp}id_/{original}")


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


def _of_documents(captures: Mapping[Line, Capture]) -> Iterator[Capture]:
    """Yield the captures that may be a document, by what the index says of all of their hash.

    Labels are often wrong, so only pages of text and answers that were no success are left out; a
    capture that merely refers to an earlier one says neither.
    """
    labels: dict[str, list[bool]] = {}
    for (_, _, mimetype, status, _), capture in captures.items():
        if mimetype != REVISIT:
            is_page = mimetype.startswith("text/") or status not in (str(OK), NOTHING)
            labels.setdefault(capture.digest or capture.address, []).append(is_page)
    for capture in captures.values():
        if not all(labels.get(capture.digest or capture.address, [False])):
            yield capture


class Captures:
    """The captures that an archive lists, and what the fetches into a raw store tell of them.

    The fetches of this run are among these. It asks for no more captures than the bounds allow.
    """

    def __init__(self, listed: Sequence[Capture], raw_dir: Path, bounds: Download) -> None:
        """Take in captures, the oldest first, and all fetches that are on record."""
        self.listed = listed
        self._raw_dir, self._bounds = raw_dir, bounds
        self._asked, self._since = 0, time.monotonic()
        self._named = {key for one in listed for key in (one.address, one.digest) if key}
        self._events: list[FetchEvent] = []
        # By address, and by hash of the index as far as bytes that were fetched really have it.
        self._known: dict[str | None, Known] = {}
        self._wrong_hashes: set[str | None] = set()
        for event in fetch_events(raw_dir):
            self._learn(event)

    def in_turn(self, captures: Iterable[Capture]) -> list[Capture]:
        """Return captures in the order to fetch them: those that failed in earlier runs come last.

        So no run ends before it has come to what is new.
        """
        tried = {event.asked for event in self._events}
        return sorted(captures, key=lambda one: one.address in tried and self.find(one) is None)

    def find(self, capture: Capture) -> Known | None:
        """Return the fetch that tells what a capture is; None if it must be fetched.

        That is its own fetch, else that of another capture of the same bytes.
        """
        keys = (capture.address, self._believed(capture))
        found = [self._known[key] for key in keys if key in self._known]
        # One capture may be broken whose bytes another has whole.
        return max(found, key=lambda known: known[1] is not None, default=None)

    def bytes_of(self, capture: Capture) -> str:
        """Return what captures that are known to have the same bytes have in common."""
        _, document = self.find(capture) or _UNKNOWN
        return document.sha256 if document else self._believed(capture) or capture.address

    def fetch(self, capture: Capture) -> Fetched:
        """Fetch a capture and store it; one that is known is not asked for again.

        Of a document that is known by its hash, the first capture of that hash is noted.

        Raises:
            CaptureLimitError: it would have to be asked for, and this run asks for no more.
            KnownBrokenError: an earlier fetch showed that the archive has no whole PDF there.
        """
        event, had = self.find(capture) or _UNKNOWN
        if event is None:
            fetched = self._ask(capture)
        elif had is None:
            reason = (event.error or "").removeprefix(f"{event.asked}: ")
            raise KnownBrokenError(capture.address, event.at, reason)
        else:
            fetched = Fetched(had, FetchOutcome.KNOWN, event)
        document = fetched.document
        _, same = self._known.get(self._believed(capture), _UNKNOWN)
        if same and same.sha256 == document.sha256:
            self._note(capture.digest, document)
        captured_at = first_captured(self._events, document.sha256)
        return replace(fetched, document=replace(document, captured_at=captured_at))

    def _believed(self, capture: Capture) -> str | None:
        """The index's hash of a capture; None where bytes that were fetched under it lack it."""
        return None if capture.digest in self._wrong_hashes else capture.digest

    def _learn(self, event: FetchEvent) -> None:
        """Take in an event that is on record; later ones count more, but whole documents most."""
        self._events.append(event)
        keys = {event.asked, event.digest} - {None}
        if event.settled:
            had = {key for key in keys if self._known.get(key, _UNKNOWN)[1]}
            self._known |= dict.fromkeys(keys - had, (event, None))
        if event.sha256 is None or self._named.isdisjoint(keys):
            return
        if document := find_document(self._raw_dir, event.sha256):
            sha1 = index_hash(document.path.read_bytes())
            if event.way:
                self._known[event.asked] = event, document
            if event.digest == sha1:
                self._known[sha1] = event, document
            elif event.way:
                self._wrong_hashes.add(event.digest)

    def _ask(self, capture: Capture) -> Fetched:
        bounds, seconds = self._bounds, time.monotonic() - self._since
        if self._asked >= bounds.archive_captures or seconds > bounds.archive_run_seconds:
            raise CaptureLimitError(capture.address, self._asked, round(seconds))
        self._asked += 1
        limits = archive_limits(bounds)

        def attempt() -> Fetched:
            answer = ask_archive(capture.address, limits)
            warnings = _prove(answer, capture)
            return store_answer(self._raw_dir, answer, (capture.address,), warnings, capture)

        try:
            fetched = with_retries(attempt, bounds, limits)
        except FetchError as error:
            self._learn(record_failure(self._raw_dir, capture.address, error, capture))
            raise
        self._learn(fetched.event)
        return fetched

    def _note(self, digest: str | None, document: Document) -> None:
        """Record that a hash's first capture has a document's bytes, unless that is on record."""
        first, sha256 = next(one for one in self.listed if one.digest == digest), document.sha256
        if not any((one.asked, one.sha256) == (first.address, sha256) for one in self._events):
            event = FetchEvent(asked=first.address, outcome=FetchOutcome.KNOWN, sha256=sha256)
            self._learn(record_fetch(self._raw_dir, event, document, first))


def ask_archive(address: str, limits: RequestLimits) -> Answer:
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


def archive_limits(bounds: Download) -> RequestLimits:
    """Return the limits of one question to the archive, which begin now."""
    return RequestLimits(
        bounds.max_bytes, bounds.archive_deadline_seconds, bounds.archive_idle_seconds
    )


def index_hash(content: bytes) -> str:
    """Return the hash of bytes as an archive's index has it: SHA-1 in base 32."""
    return b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def _prove(answer: Answer, capture: Capture) -> tuple[str, ...]:
    """Check that an answer is the capture asked for and a whole PDF; return what is odd."""
    sha1 = index_hash(answer.body)
    try:
        warnings = check_whole_pdf(answer)
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
