"""How long a child may take: its time grows with the pages that end.

A long document takes long, and one that was made to do harm would take for ever: what tells them
apart is whether pages end. So the child writes into a pipe after each page how many are left, and
both sides count by the same rule when it has taken too long. What it writes may be false: it cannot
gain more time than as many pages as allowed give, nor more than there is in all.
"""

import math
import os
import resource
import signal
import struct
import time
from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct

LEFT = struct.Struct("<I")
"""How many pages are left, as the child writes it."""
MOST_PASSES = 2
"""Digits are looked at in two passes over the pages."""
SHORTEST = 0.001
"""Seconds; a timer of none would be none."""
ATTEMPTS = 2
"""So often pages begin anew: a damaged document is read again from a copy of it."""


class TimeBudget(Struct, frozen=True):
    """Seconds that a child may take; those of its processor count like those of the clock."""

    base: float = 60.0
    """To begin, before any page has ended; also for what is slow only here and there."""
    share: float = 5.0
    """More with each page that ends: as long as a crowded page takes on a busy machine."""
    page: float = 20.0
    """For any one page."""
    total: float = 1800.0
    """For whatever it is."""


class Progress:
    """How far a child has come with its pages, and until when it may go on."""

    def __init__(
        self,
        budget: TimeBudget,
        most_pages: int,
        show: Callable[[int, int], None] = lambda ended, of: None,
    ) -> None:
        """Begin now; more than so many pages at once are not believed.

        `show` is given how many pages have ended, and of how many.
        """
        self._show = show
        self._budget, self._most_pages = budget, most_pages
        self._begun = self._last = time.monotonic()
        self._left: int | None = None
        self._attempts = 0
        self._written = bytearray()
        self.ended = self.pages = 0
        """Of so many pages so many have ended, all attempts taken together."""

    def take(self, written: bytes) -> None:
        """Take what the child has written into its pipe."""
        self._written += written
        whole = len(self._written) // LEFT.size * LEFT.size
        for (left,) in LEFT.iter_unpack(self._written[:whole]):
            self.update(left)
        del self._written[:whole]
        self._show(self.ended, self.pages)

    def update(self, left: int) -> None:
        """Take note that so many pages are left, where that is to be believed."""
        if self._left is None or left > self._left:
            if self._attempts == ATTEMPTS or left > self._most_pages:
                return
            self._attempts += 1
            self.pages = self.ended + left
        elif left < self._left:
            self.ended += self._left - left
        else:
            return
        self._left, self._last = left, time.monotonic()

    def deadline(self) -> tuple[float, str]:
        """Return when it is over unless another page ends, by `time.monotonic`, and why then."""
        budget = self._budget
        earned = budget.base + self.ended * budget.share
        bounds = [
            (self._begun + budget.total, f"no result within {budget.total:g} s"),
            (self._begun + earned, f"no result within {earned:g} s, with {self._so_far()}"),
        ]
        if self._left is not None:
            # What is done of all pages together may take as long as the pages did.
            rest = 0 if self._left else self._last - self._begun
            silence = max(budget.page, rest)
            bounds.append(
                (self._last + silence, f"nothing new for {silence:.3g} s, with {self._so_far()}")
            )
        return min(bounds)

    def _so_far(self) -> str:
        return f"{self.ended:,} of {self.pages:,} pages done" if self.pages else "no page begun"


class Clock:
    """In the child: writes how many pages are left, and lets the system hold what time is left."""

    def __init__(self, budget: TimeBudget, most_pages: int, pipe: int) -> None:
        """Begin now, and write into a pipe."""
        self._progress, self._pipe = Progress(budget, most_pages), pipe
        self._left = 0
        # Whoever does not read it is stopped, or gone.
        os.set_blocking(pipe, False)
        self._wind()

    def end_page(self) -> None:
        """Note that one more page has ended."""
        if self._left:
            self.update(self._left - 1)

    def update(self, left: int) -> None:
        """Note that so many pages are left."""
        self._left = left
        self._progress.update(left)
        with suppress(OSError):
            os.write(self._pipe, LEFT.pack(left))
        self._wind()

    def _wind(self) -> None:
        """Let a signal end the process when its time is over, by the clock or by its processor."""
        left = self._progress.deadline()[0] - time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, max(left, SHORTEST))
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        # At the soft limit comes a signal that says why; at the hard one nothing is said.
        soft = math.ceil(time.process_time() + left)
        most = soft if hard == resource.RLIM_INFINITY else hard - 1
        resource.setrlimit(resource.RLIMIT_CPU, (min(soft, most), hard))


_clocks: list[Clock] = []
"""That of this process, where it is a child."""


def start_clock(budget: TimeBudget, most_pages: int, pipe: int) -> None:
    """Let this process, a child, take so long."""
    _clocks.append(Clock(budget, most_pages, pipe))


def begin_pages(pages: int) -> None:
    """Say that so many pages begin, all of them counted that are gone through one after another."""
    for clock in _clocks:
        clock.update(pages)


def end_page() -> None:
    """Say that a page has ended."""
    for clock in _clocks:
        clock.end_page()
