"""One question over the network and its answer, whichever server is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import requests
from requests.structures import CaseInsensitiveDict

from pipeline import __version__
from pipeline.acquire.addresses import is_on_this_machine
from pipeline.acquire.bounded import BoundedAdapter
from pipeline.acquire.deadline import Deadline, within
from pipeline.acquire.failures import NoConnectionError
from pipeline.acquire.headers import pause_seconds, redirect_target, shown
from schemas.download import Download

USER_AGENT = f"planungsrahmen/{__version__}"
# Nothing is gained by packing a PDF, and a packed body cut short looks complete.
ASK_UNPACKED = {"User-Agent": USER_AGENT, "Accept": "application/pdf, */*;q=0.1"} | {
    "Accept-Encoding": "identity"
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, read whole."""

    address: str
    """The address that was asked."""
    status: int
    headers: Mapping[str, str]
    """Names in any case."""
    body: bytes
    """Unpacked."""
    leads_to: str | None
    """Where a redirect points, as a full address."""

    @property
    def wait_seconds(self) -> float | None:
        """How long the server asks to be left alone (Retry-After), if it does."""
        return pause_seconds(self.headers.get("Retry-After", ""))


def open_session(bounds: Download, deadline: Deadline) -> requests.Session:
    """A session for one attempt; cookies set on the way are kept for its later hops."""
    session = requests.Session()
    session.headers = CaseInsensitiveDict(ASK_UNPACKED)
    for scheme in ("https://", "http://"):
        adapter = BoundedAdapter(bounds.max_bytes, bounds.idle_seconds, deadline)
        session.mount(scheme, adapter)
    return session


def ask(
    session: requests.Session, address: str, deadline: Deadline, headers: Mapping[str, str]
) -> Answer:
    """Ask one address, without following what it redirects to.

    Raises:
        FetchError: no connection, too slow, too large, cut short.
    """
    # What the environment says about proxies is meant for the way out of this machine.
    session.trust_env = not is_on_this_machine(address)
    response = within(
        deadline,
        address,
        translated(address, lambda: session.get(address, headers=headers, allow_redirects=False)),
    )
    return _answer(address, response)


def translated(
    address: str, call: Callable[[], requests.Response]
) -> Callable[[], requests.Response]:
    """The same call, saying in our words what the library says in its own."""

    def translating() -> requests.Response:
        try:
            return call()
        except (requests.RequestException, OSError, ValueError) as error:
            raise NoConnectionError(address, reason_of(error)) from error

    return translating


def reason_of(error: BaseException) -> str:
    """What the system said at the bottom of an error that libraries have wrapped several times."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    said = shown(getattr(error, "strerror", None) or str(error))
    return f"{said} ({type(error).__name__})" if said else type(error).__name__


def _answer(address: str, response: requests.Response) -> Answer:
    return Answer(
        address=address,
        status=response.status_code,
        headers=response.headers,
        body=response.content,
        leads_to=redirect_target(response),
    )
