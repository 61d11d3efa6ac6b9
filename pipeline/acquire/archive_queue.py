"""In which order captures are asked for."""

from collections.abc import Iterable, Iterator

from pipeline.acquire.archive_index import Capture
from pipeline.acquire.fetchlog import FetchLog


class CaptureQueue:
    """Captures one after the other, those of one hash together until it is shown to be wrong.

    Whether it was is looked at when the next capture is asked for: then the others of that hash
    are queued, each alone. As all fetches are recorded, each of them is fetched in one run only.
    """

    def __init__(
        self, captures: Iterable[Capture], log: FetchLog, *, newest_first: bool = False
    ) -> None:
        """Put the captures in order."""
        self.log, self.newest_first = log, newest_first
        self.left: list[Capture] = []
        """Those that have not been given, in order."""
        self._add(captures)

    def __iter__(self) -> Iterator[Capture]:
        """Give each capture, and then look what became of it."""
        while self.left:
            capture = self.left.pop(0)
            yield capture
            if self.log.is_wrong(capture.digest):
                self._add(capture.others)

    def _add(self, captures: Iterable[Capture]) -> None:
        self.left = sorted(
            (*self.left, *captures), key=lambda one: one.captured_at, reverse=self.newest_first
        )
