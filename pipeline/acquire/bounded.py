"""Bodies of answers, read whole, but never beyond a cap or a deadline.

`requests` sets no bound to what it reads, and neither does a library that builds on it. So the
adapter, the part of `requests` that talks to the connection, reads each body itself, counts what
comes out of the unpacking, and hands on what it read.
"""

from io import BytesIO

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError

from pipeline.acquire.deadline import Deadline
from pipeline.acquire.failures import (
    CutShortError,
    NoConnectionError,
    TooLargeError,
    TooSlowError,
)
from pipeline.acquire.headers import make_safe

CHUNK_BYTES = 64 * 1024
ERROR_PAGE_BYTES = 64 * 1024
"""How much is read of an answer that is no success; its rest is of no interest."""
HTTP_OK = 200
SHORTEST_SILENCE = 0.001
"""Seconds; none at all would mean that there is no bound."""


class BoundedAdapter(HTTPAdapter):
    """Gives answers whose bodies have been read within bounds."""

    def __init__(self, max_bytes: int, idle_seconds: float, deadline: Deadline) -> None:
        """Keep the cap, the longest silence and the deadline."""
        self.max_bytes, self.idle_seconds, self.deadline = max_bytes, idle_seconds, deadline
        super().__init__()

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float | None, float | None] | None = None,
        verify: bool | str = True,
        cert: str | tuple[str, str] | None = None,
        proxies: dict[str, str] | None = None,
    ) -> Response:
        """Send a request and read its answer whole.

        Raises:
            TooLargeError, TooSlowError, CutShortError, NoConnectionError: as their names say.
            ForbiddenAddressError: it redirects to what is no address.
        """
        silence = max(min(self.idle_seconds, self.deadline.left()), SHORTEST_SILENCE)
        response = super().send(self.located(request), True, silence, verify, cert, proxies)
        try:
            body = self._read(response)
        finally:
            response.close()
        response.raw = BytesIO(body)
        make_safe(response)
        self.check(response, body)
        return response

    def check(self, response: Response, body: bytes) -> None:
        """Look at an answer before the library that asked for it does."""

    def located(self, request: PreparedRequest) -> PreparedRequest:
        """The request as it is sent; for a server that stands in for another, to its address."""
        return request

    def _read(self, response: Response) -> bytes:
        body = bytearray()
        try:
            while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
                body += chunk
                if response.status_code != HTTP_OK and len(body) > ERROR_PAGE_BYTES:
                    break
                self._check(response.url, len(body))
        except (HTTPError, OSError) as error:
            raise _broken(response.url, len(body), error) from error
        return bytes(body)

    def _check(self, address: str, received: int) -> None:
        if received > self.max_bytes:
            raise TooLargeError(address, self.max_bytes)
        if not self.deadline.left():
            raise TooSlowError(address, self.deadline.seconds)


def _broken(address: str, received: int, error: Exception) -> CutShortError | NoConnectionError:
    if isinstance(error, ReadTimeoutError):
        return NoConnectionError(address, f"silence after {received} bytes")
    if isinstance(error, DecodeError):
        return CutShortError(address, received, "what it is packed with cannot be unpacked")
    return CutShortError(address, received, "the connection broke")
