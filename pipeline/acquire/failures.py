"""Every way a fetch can fail: what was asked, what came, and what to do about it.

All but one end the run with exit code 5; the last good edition stays as it is. What is worth
asking once more, and what means that the document is no longer at an address, stands with each
kind.
"""

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime
from typing import ClassVar

from pipeline.commands import PDF, command
from pipeline.errors import ExitCode, UnreachableError, UsageError
from schemas.source import SOURCE_FILE

LATER = "run the command again later"
BY_HAND = "open it in a browser; to take in a PDF that you find there, run: {take_in}"


class FetchError(UnreachableError):
    """Base of all failed fetches: from one address."""

    address: str
    worth_repeating: bool = field(default=False, kw_only=True)
    """Whether the same address may well answer in a moment."""
    status: int | None = field(default=None, kw_only=True)
    """The HTTP status, where one came."""
    wait_seconds: float | None = field(default=None, kw_only=True)
    """How long the server asked to be left alone."""
    is_gone: ClassVar[bool] = False
    """Whether the document is no longer at this address, so that others are tried."""
    is_broken: ClassVar[bool] = False
    """Whether something came that is no whole PDF."""
    is_permanent: ClassVar[bool] = False
    """Whether no later fetch can end otherwise."""
    stops_asking: ClassVar[bool] = False
    """Whether the next question to the same server would fail in the same way."""
    what: ClassVar[str]
    """What was found; the facts are filled in from `self`."""
    advice: ClassVar[str] = LATER
    """What to do about it, in the same way."""
    message = "{self.address}: {self.found}; {self.remedy}"

    @property
    def found(self) -> str:
        """What came instead of the document."""
        return self.what.format(self=self)

    @property
    def remedy(self) -> str:
        """What to do about it."""
        take_in, ask_another = command("ingest", PDF), command("refresh", "--url", "ADDRESS")
        return self.advice.format(self=self, take_in=take_in, ask_another=ask_another)


class NotAnAddressError(UsageError):
    """What was given as an address is not one that can be fetched."""

    given: str

    def __str__(self) -> str:
        return (
            f"{self.given!r} is not an address of the web; give one that begins with https://, "
            f"or take in a local file: {command('ingest', PDF)}"
        )


class NoConnectionError(FetchError):
    """No name, no answer, or a connection that broke before any came."""

    reason: str
    worth_repeating: bool = field(default=True, kw_only=True)
    stops_asking = True
    what = "no connection: {self.reason}"
    advice = f"check the network, then {LATER}"


class TooSlowError(FetchError):
    """The deadline passed."""

    seconds: float
    stops_asking = True
    what = "not complete after {self.seconds:g} seconds"
    advice = f"{LATER}, or raise the deadline in {SOURCE_FILE}"


class TooLargeError(FetchError):
    """More bytes than the document can have."""

    max_bytes: int
    what = "the answer, unpacked, is larger than {self.max_bytes} bytes and was not taken"
    advice = (
        f"look at the address; if the document has grown so much, raise max_bytes in {SOURCE_FILE}"
    )


class CutShortError(FetchError):
    """The answer began and did not end as it should."""

    received_bytes: int
    reason: str
    worth_repeating: bool = field(default=True, kw_only=True)
    what = "the answer is cut short after {self.received_bytes} bytes: {self.reason}"


class NoEndMarkError(CutShortError):
    """A whole answer by the protocol, and a PDF by its beginning, that does not end as one.

    Where a body ends with its connection or was packed, nothing but the PDF can show that it was
    cut. It was reached, and cannot be read.
    """

    is_broken = True
    exit_code = ExitCode.UNREADABLE


class StatusError(FetchError):
    """An HTTP status other than that of a document."""

    what = "status {self.status}"
    advice = BY_HAND

    @property
    def remedy(self) -> str:
        """Wait, where the status may pass; else look."""
        return LATER if self.worth_repeating else super().remedy


class TooManyRequestsError(FetchError):
    """The server asks to be left alone for a while."""

    worth_repeating: bool = field(default=True, kw_only=True)
    status: int | None = field(default=429, kw_only=True)
    stops_asking = True
    what = "status 429: it has been asked too often{self.pause}"

    @property
    def pause(self) -> str:
        """How long it asks to be left alone, if it says so."""
        return (
            f" and asks for a pause of {self.wait_seconds:g} seconds" if self.wait_seconds else ""
        )


class GoneError(FetchError):
    """The address is known to lead nowhere."""

    is_gone = True
    what = "status {self.status}: the document is gone"
    advice = (
        "look for its new address and try it: {ask_another}; one that stays belongs in "
        f"{SOURCE_FILE}"
    )


class NotAPdfAnswerError(FetchError):
    """Something came, with a status of success, and is no PDF."""

    content_type: str
    first_bytes: bytes
    status: int | None = field(default=200, kw_only=True)
    is_broken = True
    is_gone = True
    advice = BY_HAND

    @property
    def found(self) -> str:
        """How the answer begins, and what the server calls it."""
        shown = f"begins with {self.first_bytes!r}" if self.first_bytes else "is empty"
        label = f", called {self.content_type!r}," if self.content_type else ""
        return f"not a PDF: the answer{label} {shown}"


class ForbiddenAddressError(FetchError):
    """An address, or what it redirects to, that is not asked."""

    target: str
    reason: str
    advice = f"look at the target; if it is right, enter it and its host in {SOURCE_FILE}"

    @property
    def found(self) -> str:
        """Where it leads, and why nobody goes there."""
        leads = "" if self.target == self.address else f"leads to {self.target}, "
        return f"{leads}which is not followed: {self.reason}"


class RedirectsError(FetchError):
    """Redirects that lead in a circle, or that are too many."""

    way: str
    what = "redirects do not end: {self.way}"
    advice = f"{BY_HAND}, or {LATER}"


class ArchiveAnswerError(FetchError):
    """The archive answered, but not with what was asked for."""

    reason: str
    what = "the archive does not give it: {self.reason}"


class BrokenCaptureError(FetchError):
    """What the archive keeps is no whole PDF: it gave the very bytes whose hash its index has."""

    seen: str
    is_broken = True
    is_permanent = True
    what = "{self.seen}; so it was captured, by the hash in the archive's index"
    advice = BY_HAND


class KnownBrokenError(FetchError):
    """A capture that an earlier fetch showed to be broken, and that was not asked for again."""

    since: datetime
    reason: str
    is_broken = True
    is_permanent = True
    what = "not asked for again: broken when fetched on {self.since:%Y-%m-%d}"
    advice = "{self.reason}"


class CaptureLimitError(FetchError):
    """A capture that was not asked for, since the run had asked for as many as it may."""

    asked: int
    seconds: int
    stops_asking = True
    what = "not asked for: the run had asked for {self.asked} captures, in {self.seconds} seconds"
    advice = "run the command again: it goes on with the captures that are left"


class GoneEverywhereError(UnreachableError):
    """No known address has the document, nor has the archive."""

    failures: Sequence[UnreachableError]
    archive: str

    def __str__(self) -> str:
        told = "".join(f"\n  {failure}" for failure in self.failures)
        return f"the document is at none of its known addresses:{told}\n  {self.archive}"
