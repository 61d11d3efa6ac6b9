"""Ask again what may well answer in a moment, with longer and longer pauses."""

import time
from collections.abc import Callable
from typing import TypeVar

from pipeline.acquire.deadline import Deadline
from pipeline.acquire.failures import FetchError
from pipeline.logs import LOG
from schemas.download import Download

Result = TypeVar("Result")


def with_retries(attempt: Callable[[], Result], bounds: Download, deadline: Deadline) -> Result:
    """Return what an attempt returns, trying again as often as the bounds allow.

    A pause that the server asks for is kept; if it would not end before the deadline, nothing is
    tried again.

    Raises:
        FetchError: the last attempt's.
    """
    wait = bounds.first_wait_seconds
    for _ in range(bounds.attempts - 1):
        try:
            return attempt()
        except FetchError as error:
            pause = max(wait, error.wait_seconds or 0)
            if not error.worth_repeating or pause >= deadline.left():
                raise
            LOG.warning("%s: %s; asking again in %g s", error.address, error.found, pause)
        time.sleep(pause)
        wait *= 2
    return attempt()
