"""Every way a fetch can fail: what was asked, what came, and what to do about it.

All but one end the run with exit code 5; the last good edition stays as it is. What is worth
asking once more, and what means that the document is no longer at an address, stands with each
kind.
"""

from collections.abc import Sequence
from datetime import datetime

from pipeline.errors import ExitCode, UnreachableError, UsageError

SHOWN_BYTES = 80
"""How much of an answer that is no PDF an error shows."""
LATER = "run the command again later"
BY_HAND = "open it in a browser; a PDF that you find there can be taken in with 'ingest'"


class FetchError(UnreachableError):
    """Base of all failed fetches: from one address."""

    worth_repeating = False
    """Whether the same address may well answer in a moment."""
    is_gone = False
    """Whether the document is no longer at this address, so that others are tried."""
    is_broken = False
    """Whether something came that is no whole PDF."""
    is_settled = False
    """Whether no later fetch can end otherwise."""
    status: int | None = None
    """The HTTP status, where one came."""
    wait_seconds: float | None = None
    """How long the server asked to be left alone."""

    def __init__(self, address: str, found: str, remedy: str) -> None:
        self.address, self.found, self.remedy = address, found, remedy
        super().__init__(f"{address}: {found}; {remedy}")


class NotAnAddressError(UsageError):
    """What was given as an address is not one that can be fetched."""

    def __init__(self, given: str) -> None:
        self.given = given
        super().__init__(
            f"{given!r} is not the address of a document; give one that begins with https://, "
            "or take a local file in with 'ingest'"
        )


class NoConnectionError(FetchError):
    """No name, no answer, or a connection that broke before any came."""

    worth_repeating = True

    def __init__(self, address: str, reason: str) -> None:
        self.reason = reason
        super().__init__(address, f"no connection: {reason}", f"check the network, then {LATER}")


class TooSlowError(FetchError):
    """The deadline passed."""

    def __init__(self, address: str, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(
            address,
            f"not complete after {seconds:g} seconds",
            f"{LATER}, or raise the deadline in the source file",
        )


class TooLargeError(FetchError):
    """More bytes than the document can have."""

    def __init__(self, address: str, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        super().__init__(
            address,
            f"the answer, unpacked, is larger than {max_bytes} bytes and was not taken",
            "look at the address; if the document has grown so much, raise max_bytes in the "
            "source file",
        )


class CutShortError(FetchError):
    """The answer began and did not end as it should."""

    worth_repeating = True

    def __init__(self, address: str, received_bytes: int, reason: str) -> None:
        self.received_bytes, self.reason = received_bytes, reason
        super().__init__(
            address, f"the answer is cut short after {received_bytes} bytes: {reason}", LATER
        )


class NoEndMarkError(CutShortError):
    """A whole answer by the protocol, and a PDF by its beginning, that does not end as one.

    Where a body ends with its connection or was packed, nothing but the PDF can show that it was
    cut. It was reached, and cannot be read.
    """

    is_broken = True
    exit_code = ExitCode.UNREADABLE


class StatusError(FetchError):
    """An HTTP status other than that of a document."""

    def __init__(
        self, address: str, status: int, *, passing: bool, wait_seconds: float | None
    ) -> None:
        self.status, self.worth_repeating, self.wait_seconds = status, passing, wait_seconds
        super().__init__(address, f"status {status}", LATER if passing else BY_HAND)


class TooManyRequestsError(FetchError):
    """The server asks to be left alone for a while."""

    worth_repeating = True
    status = 429

    def __init__(self, address: str, wait_seconds: float | None) -> None:
        self.wait_seconds = wait_seconds
        pause = f" and asks for a pause of {wait_seconds:g} seconds" if wait_seconds else ""
        super().__init__(address, f"status 429: it has been asked too often{pause}", LATER)


class GoneError(FetchError):
    """The address is known to lead nowhere."""

    is_gone = True

    def __init__(self, address: str, status: int) -> None:
        self.status = status
        super().__init__(
            address,
            f"status {status}: the document is gone",
            "look for its new address and enter it in the source file",
        )


class NotAPdfAnswerError(FetchError):
    """Something came, with a status of success, and is no PDF."""

    is_broken = True
    is_gone = True

    def __init__(self, address: str, content_type: str, first_bytes: bytes) -> None:
        self.status, self.content_type, self.first_bytes = 200, content_type, first_bytes
        shown = f"begins with {first_bytes[:SHOWN_BYTES]!r}" if first_bytes else "is empty"
        label = f", called {content_type!r}," if content_type else ""
        super().__init__(address, f"not a PDF: the answer{label} {shown}", BY_HAND)


class ForbiddenAddressError(FetchError):
    """An address, or what it redirects to, that is not asked."""

    def __init__(self, address: str, target: str, reason: str) -> None:
        self.target, self.reason = target, reason
        leads = "" if target == address else f"leads to {target}, "
        super().__init__(
            address,
            f"{leads}which is not followed: {reason}",
            "look at the target; if it is right, enter it and its host in the source file",
        )


class RedirectsError(FetchError):
    """Redirects that lead back, or on and on."""

    def __init__(self, address: str, way: Sequence[str]) -> None:
        self.way = tuple(way)
        super().__init__(
            address, f"redirects do not end: {' > '.join(way)}", f"{BY_HAND}, or {LATER}"
        )


class ArchiveAnswerError(FetchError):
    """The archive answered, but not with what was asked for."""

    def __init__(self, address: str, reason: str, *, passing: bool) -> None:
        self.reason, self.worth_repeating = reason, passing
        super().__init__(address, f"the archive does not give it: {reason}", LATER)


class OtherCaptureError(ArchiveAnswerError):
    """The archive gave a capture of another time than was asked for."""

    def __init__(self, address: str, asked: datetime, given: datetime) -> None:
        self.asked, self.given = asked, given
        reason = f"asked for the capture of {asked.isoformat()}, got that of {given.isoformat()}"
        super().__init__(address, reason, passing=False)


class BrokenCaptureError(FetchError):
    """What the archive keeps is no whole PDF: it gave the very bytes whose hash its index has."""

    is_broken = True
    is_settled = True

    def __init__(self, address: str, found: str) -> None:
        super().__init__(
            address, f"{found}; so it was captured, by the hash in the archive's index", BY_HAND
        )


class KnownBrokenError(BrokenCaptureError):
    """A capture that an earlier fetch showed to be broken, and that was not asked for again."""

    def __init__(self, address: str, since: datetime, reason: str) -> None:
        self.since, self.reason = since, reason
        found = f"not asked for again: broken when fetched on {since:%Y-%m-%d}"
        FetchError.__init__(self, address, found, reason)


class GoneEverywhereError(UnreachableError):
    """No known address has the document, nor has the archive."""

    def __init__(self, failures: Sequence[UnreachableError], archive: str) -> None:
        self.failures, self.archive = tuple(failures), archive
        told = "".join(f"\n  {failure}" for failure in failures)
        super().__init__(f"the document is at none of its known addresses:{told}\n  {archive}")


UNREACHED = (NoConnectionError, TooManyRequestsError, TooSlowError)
"""Failures that the next question to the same server would meet too."""
