"""Talk to the Internet Archive through the library `wayback`, within our bounds.

The library knows the index and how often the archive may be asked; repetitions and the size of
answers are bounded here, as for any other server. A server that stands in for the archive is asked
at its own address, and as often as one likes.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from requests import PreparedRequest, RequestException, Response, TooManyRedirects

from pipeline.acquire.addresses import is_on_this_machine
from pipeline.acquire.bounded import BoundedAdapter
from pipeline.acquire.deadline import Deadline
from pipeline.acquire.exchange import USER_AGENT, reason_of
from pipeline.acquire.failures import ArchiveAnswerError, NoConnectionError, TooManyRequestsError
from pipeline.acquire.headers import redirect_target, shown
from schemas.download import Download

if TYPE_CHECKING:
    from wayback import WaybackSession

ARCHIVE = "https://web.archive.org"
INDEX_PATH = "/cdx/search/cdx"
OK, BAD_REQUEST, NO_STATUS = 200, 400, 600
Result = TypeVar("Result")


class ArchiveAdapter(BoundedAdapter):
    """Sends what is meant for the archive to the address given for it."""

    def __init__(self, archive: str, bounds: Download, deadline: Deadline) -> None:
        """Keep the address of the archive, without a slash at its end."""
        self.archive = archive
        super().__init__(bounds.max_bytes, bounds.archive_idle_seconds, deadline)

    def located(self, request: PreparedRequest) -> PreparedRequest:
        """The request with the archive's address exchanged."""
        moved = request.copy()
        if moved.url and moved.url.startswith(f"{ARCHIVE}/"):
            moved.url = self.archive + moved.url.removeprefix(ARCHIVE)
        return moved

    def check(self, response: Response, body: bytes) -> None:
        """Look whether an answer of the index is a list, before the library takes it for one.

        Raises:
            ArchiveAnswerError: it is none.
        """
        if urlsplit(response.url).path == INDEX_PATH:
            reason = _no_list(response, body)
            if reason:
                raise ArchiveAnswerError(response.url, reason, passing=True)


def _no_list(response: Response, body: bytes) -> str | None:
    """Why an answer is no list of captures; None where it is one, or the library will tell."""
    kind = response.headers.get("Content-Type", "")
    if redirect_target(response) or BAD_REQUEST <= response.status_code < NO_STATUS:
        return None
    if response.status_code != OK:
        return f"status {response.status_code} is that of no list"
    if "html" in kind.lower():
        return f"it calls its list {shown(kind)!r}"
    try:
        lines = body.decode().splitlines()
    except UnicodeDecodeError as error:
        return f"its list is no UTF-8: {error}"
    # What comes after a blank line is the key to the next page.
    if "" in lines and not lines[lines.index("") + 1 :][:1] > [""]:
        return "its list ends with a blank line"
    return None


def archive_session(archive: str, bounds: Download, deadline: Deadline) -> "WaybackSession":
    """A session of the library that tries once."""
    from wayback import WaybackSession

    # The library's own limits, shared by all sessions, are what the archive asks for.
    unlimited = {"search_calls_per_second": 0, "memento_calls_per_second": 0}
    session = WaybackSession(
        retries=0,
        timeout=bounds.archive_idle_seconds,
        user_agent=USER_AGENT,
        **({} if archive == ARCHIVE else unlimited),
    )
    session.trust_env = not is_on_this_machine(archive)
    for scheme in ("https://", "http://"):
        session.mount(scheme, ArchiveAdapter(archive, bounds, deadline))
    return session


def asking_the_archive(address: str, call: Callable[[], Result]) -> Callable[[], Result]:
    """The same call, saying in our words what the library says in its own."""
    from wayback import exceptions

    def asking() -> Result:
        try:
            return call()
        except exceptions.RateLimitError as error:
            raise TooManyRequestsError(address, error.retry_after) from error
        except TooManyRedirects as error:
            reason = "it redirects, which is not followed"
            raise ArchiveAnswerError(address, reason, passing=False) from error
        except (exceptions.WaybackRetryError, RequestException) as error:
            raise NoConnectionError(address, reason_of(error)) from error
        except (exceptions.BlockedSiteError, exceptions.BlockedByRobotsError) as error:
            raise ArchiveAnswerError(address, f"blocked: {error}", passing=False) from error
        except exceptions.WaybackException as error:
            raise ArchiveAnswerError(address, str(error), passing=True) from error

    return asking
