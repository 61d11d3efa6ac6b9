"""How long a child may take: its time grows with the pages that end.

A long document takes long, and one that was made to do harm would take for ever: what tells them
apart is whether pages end. So the child writes into a pipe after each page how many have ended, and
its parent counts when it has taken too long. What it writes may be false: it cannot gain more time
than as many pages as allowed give, nor more than there is in all.
"""

import os
import struct
import time
from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct

STATE = struct.Struct("<II")
"""How many pages have ended, and of how many, as the child writes it."""
MOST_PASSES = 4
"""Digits are looked at in two passes over the pages, and in two more over those of a copy where
the document is damaged."""


class TimeBudget(Struct, frozen=True):
    """Seconds that a child may take."""

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
        """Begin now; more than so many pages are not believed.

        `show` is given how many pages have ended, and of how many.
        """
        self._show = show
        self._budget, self._most_pages = budget, most_pages
        self._begun = self._last = time.monotonic()
        self._written = bytearray()
        self.ended = self.pages = 0
        """Of so many pages so many have ended, those of all passes taken together."""

    def feed(self, written: bytes) -> None:
        """Take in what the child has written into its pipe."""
        self._written += written
        whole = len(self._written) // STATE.size * STATE.size
        for ended, pages in STATE.iter_unpack(self._written[:whole]):
            is_more = (ended, pages) > (self.ended, self.pages)
            if is_more and ended <= pages <= self._most_pages:
                self.ended, self.pages, self._last = ended, pages, time.monotonic()
        del self._written[:whole]
        self._show(self.ended, self.pages)

    def deadline(self) -> tuple[float, str]:
        """Return when it is over unless another page ends, by `time.monotonic`, and why then."""
        budget = self._budget
        earned = budget.base + self.ended * budget.share
        so_far = f"{self.ended:,} of {self.pages:,} pages done" if self.pages else "no page begun"
        bounds = [
            (self._begun + budget.total, f"no result within {budget.total:g} s"),
            (self._begun + earned, f"no result within {earned:g} s, with {so_far}"),
        ]
        if self.pages:
            # What is done of all pages together may take as long as the pages did.
            rest = 0 if self.ended < self.pages else self._last - self._begun
            silence = max(budget.page, rest)
            bounds.append((self._last + silence, f"nothing new for {silence:.3g} s, with {so_far}"))
        return min(bounds)


class Reporter:
    """In the child: says how many pages have ended, and of how many."""

    pipe: int | None = None
    """Into which it is said; nobody asks where the process is no child."""
    ended = pages = 0

    def begin_pages(self, pages: int) -> None:
        """Say that so many pages begin, counting each as often as it is gone through."""
        self.pages = self.ended + pages
        self._tell()

    def end_page(self) -> None:
        """Say that a page has ended."""
        self.ended = min(self.ended + 1, self.pages)
        self._tell()

    def _tell(self) -> None:
        if self.pipe is not None:
            with suppress(OSError):
                os.write(self.pipe, STATE.pack(self.ended, self.pages))


reporter = Reporter()
begin_pages, end_page = reporter.begin_pages, reporter.end_page
