"""What headers of answers say, as far as it can be believed: anybody may write anything there."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil
from urllib.parse import urldefrag, urljoin, urlsplit

from requests import Response
from requests.utils import requote_uri

from pipeline.acquire.failures import ForbiddenAddressError
from pipeline.values import one_line

LONGEST_PAUSE_SECONDS = 86_400
"""A run does not wait for a day; whoever asks for more is answered alike."""
LONGEST_PAUSE_DIGITS = 9
LONGEST_ADDRESS = 2_048
SHOWN_SIGNS = 80


def pause_seconds(header: str) -> int | None:
    """How long a server asks to be left alone (Retry-After): at most a day; None if it does not."""
    digits = header.strip()
    if digits.isascii() and digits.isdecimal():
        seconds = float(digits[:LONGEST_PAUSE_DIGITS])
    elif moment := http_moment(header):
        seconds = (moment - datetime.now(UTC)).total_seconds()
    else:
        return None
    return min(max(0, ceil(seconds)), LONGEST_PAUSE_SECONDS)


def http_moment(header: str) -> datetime | None:
    """The moment (UTC) that a header names; None if it names none."""
    try:
        moment = parsedate_to_datetime(header)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def redirect_target(response: Response) -> str | None:
    """Where an answer leads to, as a full address; None if nowhere.

    Raises:
        ForbiddenAddressError: what it says is no address.
    """
    header = response.headers.get("Location", "")
    if not response.is_redirect or not header:
        return None
    try:
        # Headers are read as Latin-1, but addresses are written in UTF-8.
        location = header.encode("latin-1").decode()
        urlsplit(location)
        target = urldefrag(urljoin(response.url, requote_uri(location))).url
    except ValueError as error:
        raise _no_address(response.url, header) from error
    if len(target) > LONGEST_ADDRESS:
        raise _no_address(response.url, target)
    return target


def make_safe(response: Response) -> None:
    """Take from an answer what libraries would stumble over: a redirect to no address, a pause.

    Raises:
        ForbiddenAddressError: it redirects to what is no address.
    """
    redirect_target(response)
    pause = pause_seconds(response.headers.pop("Retry-After", ""))
    if pause is not None:
        response.headers["Retry-After"] = str(pause)


def _no_address(asked: str, given: str) -> ForbiddenAddressError:
    return ForbiddenAddressError(asked, shown(given), "it is no address of the web")


def shown(text: str) -> str:
    """The beginning of what a stranger wrote, as one line for messages."""
    line = one_line(text)
    return line if len(line) <= SHOWN_SIGNS else f"{line[:SHOWN_SIGNS]}…"
