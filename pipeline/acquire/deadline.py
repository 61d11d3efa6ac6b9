"""A moment by which something must have ended.

The timeouts of HTTP clients count from one byte to the next, and looking up a name or agreeing on
a key has none at all: a server that sends one byte a second is never late. So what talks to the
network runs in a thread of its own, and is left to itself once the deadline has passed.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import TypeVar

from pipeline.acquire.failures import TooSlowError

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a span of time, on a clock that nobody can set."""

    seconds: float
    """How long the span is."""
    ends: float
    """When it ends, by `time.monotonic`."""

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """The deadline so many seconds from now."""
        return cls(seconds, time.monotonic() + seconds)

    def left(self) -> float:
        """Seconds until it passes; 0 once it has."""
        return max(0.0, self.ends - time.monotonic())


def within(deadline: Deadline, address: str, call: Callable[[], Result]) -> Result:
    """Return or raise what a call returns or raises, if it does so in time.

    Raises:
        TooSlowError: it did not; what it does from then on is ignored.
    """
    future: Future[Result] = Future()
    Thread(target=_complete, args=(future, call), daemon=True).start()
    try:
        error = future.exception(deadline.left())
    except TimeoutError as late:
        raise TooSlowError(address, deadline.seconds) from late
    if error is not None:
        raise error
    return future.result()


def _complete(future: "Future[Result]", call: Callable[[], Result]) -> None:
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001 - handed over to the thread that waits
        future.set_exception(error)
    else:
        future.set_result(result)
