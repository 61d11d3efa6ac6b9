"""What the Internet Archive holds of the document, by its index.

The index (CDX) lists captures by address, http and https, with and without www alike, so that one
question for each address is enough. A list that is not whole is never given. The index is believed
only about the address that it was asked: what it lists of another is left out, and never fetched.
"""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlencode, urlsplit

from msgspec import DecodeError
from msgspec.json import Decoder

from pipeline.acquire.captures import archive_limits, ask_archive
from pipeline.acquire.failures import ArchiveAnswerError
from pipeline.acquire.http import (
    OK,
    Limits,
    check_given_address,
    check_hop,
    is_address,
    shown,
    with_retries,
)
from pipeline.acquire.intake import Capture
from pipeline.logs import LOG
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


def _ask_index(index: str, limits: Limits) -> list[Line]:
    """Ask the index: what is wrong about one line makes the whole list doubtful.

    Raises:
        ArchiveAnswerError: it is no list of captures.
    """
    answer = ask_archive(index, limits)
    text = answer.body.decode(errors="replace")
    if answer.status != OK:
        reason = f"status {answer.status}: {shown(text)}"
        raise ArchiveAnswerError(index, reason, worth_repeating=answer.may_pass)
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
