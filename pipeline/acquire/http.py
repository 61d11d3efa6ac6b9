"""One question over the network and its answer: whom it may ask, and bounded in size and in time.

Addresses that are asked are https, and by redirect only of hosts that the source file names. A
redirect is an instruction by a stranger: one that leads to another host, another port, a file or an
unencrypted connection could put other bytes in the place of the document.

`requests` sets no bound to what it reads, and its timeouts count from one byte to the next: a
server that sends one byte a second is never late, and looking up a name has no timeout at all. So
each question runs in a thread of its own, which is abandoned once the deadline has passed. Its
answer is taken from the adapter, the part of `requests` that talks to the connection, and its body
is read here up to a cap; redirects are not followed.
What headers say is believed only as far as it makes sense: anybody may write anything there.
"""

import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from math import ceil
from pathlib import PurePosixPath
from threading import Thread
from typing import TypeVar
from urllib.parse import SplitResult, unquote, urldefrag, urljoin, urlsplit

import requests
from msgspec import Struct, field
from requests.cookies import extract_cookies_to_jar
from requests.structures import CaseInsensitiveDict
from requests.utils import requote_uri
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError

from pipeline import __version__
from pipeline.acquire.failures import (
    CutShortError,
    FetchError,
    ForbiddenAddressError,
    NoConnectionError,
    NotAnAddressError,
    TooLargeError,
    TooSlowError,
)
from pipeline.logs import LOG
from pipeline.values import one_line
from schemas.source import Download

DEFAULT_PORTS = {"https": 443, "http": 80}
FALLBACK_NAME = "document.pdf"


def check_given_address(address: str) -> None:
    """Check that what a person or the source file gives can be fetched at all.

    Raises:
        NotAnAddressError: it is no web address, or names no host.
    """
    if not is_address(address):
        raise NotAnAddressError(address)


def is_address(text: str) -> bool:
    """Return True if a text is a web address of printable characters."""
    return _split(text) is not None and text.isprintable()


def check_hop(asked: str, target: str, allowed_hosts: Collection[str]) -> None:
    """Check that the way from the address asked may lead over `target`, or begin there.

    Raises:
        ForbiddenAddressError: it may not.
    """
    if reason := _objection(urlsplit(asked), _split(target), allowed_hosts):
        raise ForbiddenAddressError(asked, target, reason)


def is_on_this_machine(address: str) -> bool:
    """Return True if an address is one of the machine this runs on."""
    return _is_loopback(urlsplit(address).hostname or "")


def file_name(address: str) -> str:
    """Return the file name at the end of an address; for people only."""
    name = PurePosixPath(unquote(urlsplit(address).path)).name
    return "".join(sign for sign in name if sign.isprintable()) or FALLBACK_NAME


def _objection(
    asked: SplitResult, target: SplitResult | None, allowed_hosts: Collection[str]
) -> str | None:
    if target is None:
        return "it is no address of the web"
    if target.hostname not in {asked.hostname, *allowed_hosts}:
        return f"the source file does not allow the host {target.hostname}"
    if target.scheme != "https" and not _is_loopback(target.hostname or ""):
        return "the connection would not be encrypted"
    if _port(target) not in {_port(asked), DEFAULT_PORTS[target.scheme]}:
        return f"port {_port(target)} is not that of the address asked"
    return None


def _split(address: str) -> SplitResult | None:
    """Return the parts of a web address; None if it is not one."""
    try:
        parts = urlsplit(address)
        is_of_web = _port(parts) and parts.scheme in DEFAULT_PORTS and parts.hostname
    except ValueError:
        return None
    return parts if is_of_web else None


def _port(parts: SplitResult) -> int | None:
    return parts.port or DEFAULT_PORTS.get(parts.scheme)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# Nothing is gained by compressing a PDF, and a compressed body cut short looks complete.
REQUEST_HEADERS = {
    "User-Agent": f"planungsrahmen/{__version__}",
    "Accept": "application/pdf, */*;q=0.1",
    "Accept-Encoding": "identity",
}
OK, NOT_MODIFIED, TOO_MANY_REQUESTS = 200, 304, 429
TRANSIENT_STATUSES = (NOT_MODIFIED, 408, 425)
"""304 without a condition is a cache's mistake; 408 and 425 ask for a second try."""
FIRST_SERVER_ERROR = 500
CHUNK_BYTES = 64 * 1024
ERROR_PAGE_BYTES = 64 * 1024
"""How much is read of an answer that is no success; its rest is of no interest."""
SHORTEST_SILENCE = 0.001
"""Seconds; none at all would mean that there is no bound."""
LONGEST_ADDRESS = 2_048
SHOWN_SIGNS = 80
Result = TypeVar("Result")


class RequestLimits(Struct, frozen=True):
    """How much is taken, and until when, by a clock that nobody can set."""

    max_bytes: int
    """Most bytes of an answer, unpacked."""
    seconds: float
    """For all questions together, with the waits between them."""
    idle_seconds: float
    """How long a server may be silent."""
    began: float = field(default_factory=time.monotonic)

    def left(self) -> float:
        """Return the seconds that are left; 0 once they are over."""
        return max(0.0, self.began + self.seconds - time.monotonic())


class Answer(Struct, frozen=True):
    """What a server answered, read whole."""

    address: str
    """The address that was asked."""
    status: int
    headers: Mapping[str, str]
    """Names in any case."""
    body: bytes
    """Decompressed."""
    leads_to: str | None
    """Where a redirect points, as a full address."""

    @property
    def wait_seconds(self) -> float | None:
        """How long the server asks to be left alone (Retry-After), if it does."""
        return pause_seconds(self.headers.get("Retry-After", ""))

    @property
    def is_transient(self) -> bool:
        """Whether another try may well get another status."""
        return self.status >= FIRST_SERVER_ERROR or self.status in TRANSIENT_STATUSES


def open_session() -> requests.Session:
    """Open a session for one attempt; cookies set on the way are kept for its later hops."""
    session = requests.Session()
    session.headers = CaseInsensitiveDict(REQUEST_HEADERS)
    return session


def ask(
    session: requests.Session,
    address: str,
    limits: RequestLimits,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Ask one address, without following what it redirects to.

    Raises:
        FetchError: no connection, too slow, too large, cut short, or it redirects to no address.
    """
    # What the environment says about proxies is meant for other machines.
    session.trust_env = not is_on_this_machine(address)
    return _in_time(limits, address, lambda: _answer(session, address, limits, headers))


def with_retries(attempt: Callable[[], Result], bounds: Download, limits: RequestLimits) -> Result:
    """Return what an attempt returns, trying again with longer and longer pauses.

    A pause that the server asks for is kept; if it would not end in time, nothing is tried again.

    Raises:
        FetchError: the last attempt's.
    """
    wait = bounds.first_wait_seconds
    for _ in range(bounds.attempts - 1):
        try:
            return attempt()
        except FetchError as error:
            pause = max(wait, error.wait_seconds or 0)
            if not error.worth_repeating or pause >= limits.left():
                raise
            LOG.warning("%s: %s; asking again in %g s", error.address, error.found, pause)
        time.sleep(pause)
        wait *= 2
    return attempt()


def pause_seconds(header: str) -> float | None:
    """Return how long Retry-After asks to wait, in whole seconds; None if it does not say."""
    digits = header.strip()
    if digits.isascii() and digits.isdecimal():
        return float(digits)
    if moment := http_moment(header):
        return max(0, ceil((moment - datetime.now(UTC)).total_seconds()))
    return None


def http_moment(header: str) -> datetime | None:
    """Return the moment (UTC) that a header names; None if it names none."""
    try:
        moment = parsedate_to_datetime(header)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def shown(text: str) -> str:
    """Return the beginning of what a stranger wrote, as one line for messages."""
    line = one_line(text)
    return line if len(line) <= SHOWN_SIGNS else f"{line[:SHOWN_SIGNS]}…"


def _answer(
    session: requests.Session,
    address: str,
    limits: RequestLimits,
    headers: Mapping[str, str] | None,
) -> Answer:
    silence = max(min(limits.idle_seconds, limits.left()), SHORTEST_SILENCE)
    try:
        request = session.prepare_request(requests.Request("GET", address, headers=headers))
        settings = session.merge_environment_settings(address, {}, True, None, None)
        response = session.get_adapter(address).send(request, timeout=silence, **settings)
        extract_cookies_to_jar(session.cookies, request, response.raw)
    except (requests.RequestException, OSError, ValueError) as error:
        raise NoConnectionError(address, _root_reason(error)) from error
    try:
        body = _read_body(response, limits)
    finally:
        response.close()
    leads_to = _redirect_target(session, response)
    return Answer(address, response.status_code, response.headers, body, leads_to)


def _read_body(response: requests.Response, limits: RequestLimits) -> bytes:
    """Return the unpacked body; of an answer that is no success only the beginning.

    Raises:
        TooLargeError, TooSlowError, CutShortError, NoConnectionError: as their names say.
    """
    # The archive sends an empty Content-Encoding next to the one that holds.
    encodings = response.raw.headers.get("Content-Encoding", "").split(",")
    response.raw.headers["Content-Encoding"] = ",".join(name for name in encodings if name.strip())
    body = bytearray()
    try:
        while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
            body += chunk
            if response.status_code != OK and len(body) > ERROR_PAGE_BYTES:
                break
            if len(body) > limits.max_bytes:
                raise TooLargeError(response.url, limits.max_bytes)
            if not limits.left():
                raise TooSlowError(response.url, limits.seconds)
    except ReadTimeoutError as error:
        raise NoConnectionError(response.url, f"silence after {len(body)} bytes") from error
    except (HTTPError, OSError) as error:
        is_packed = isinstance(error, DecodeError)
        reason = (
            "what it is packed with cannot be unpacked" if is_packed else "the connection broke"
        )
        raise CutShortError(response.url, len(body), reason) from error
    return bytes(body)


def _root_reason(error: BaseException) -> str:
    """What the system said at the bottom of an error that libraries have wrapped several times."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    said = shown(getattr(error, "strerror", None) or str(error))
    return f"{said} ({type(error).__name__})" if said else type(error).__name__


def _in_time(limits: RequestLimits, address: str, call: Callable[[], Result]) -> Result:
    """Return or raise what a call returns or raises, if it does so in time.

    Raises:
        TooSlowError: it did not; what it does from then on is ignored.
    """
    future: Future[Result] = Future()

    def complete() -> None:
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001 - handed over to the thread that waits
            future.set_exception(error)

    Thread(target=complete, daemon=True).start()
    try:
        error = future.exception(limits.left())
    except TimeoutError as late:
        raise TooSlowError(address, limits.seconds) from late
    if error is not None:
        raise error
    return future.result()


def _redirect_target(session: requests.Session, response: requests.Response) -> str | None:
    """Where an answer leads to, as a full address; None if nowhere.

    Raises:
        ForbiddenAddressError: what it says is no address.
    """
    target = response.headers.get("Location", "")
    try:
        if not (location := session.get_redirect_target(response)):
            return None
        urlsplit(location)
        target = urldefrag(urljoin(response.url, requote_uri(location))).url
        if len(target) <= LONGEST_ADDRESS:
            return target
    except ValueError:
        pass
    raise ForbiddenAddressError(response.url, shown(target), "it is no address of the web")
