"""What happens, one line each: JSON where a machine reads standard error, plain text for people.

A line is an event with facts (`log_event`), or a sentence for somebody who may have to act, logged
as usual (`LOG.warning`). What a command answers is no log: results and `error: …` stay plain text.
How far a run is, whoever watches it sees in a line that changes (`watched`).
This module is a leaf: it knows no stage.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TextIO

from pipeline.values import json_value, one_line, visible

LOG = logging.getLogger("planungsrahmen")


BAR_WIDTH = 20
"""Of the bar of pages, in letters."""
REDRAW_SECONDS = 0.1
"""The bar is not drawn again sooner than this."""


def log_event(event: str, /, *, level: int = logging.INFO, **facts: object) -> None:
    """Log that something happened, with what is known of it; facts that are None are left out."""
    known = {
        # As `time` has it; in data moments have a blank in the middle.
        name: fact.isoformat() if isinstance(fact, datetime) else fact
        for name, fact in facts.items()
        if fact is not None
    }
    LOG.log(level, "%s", event, extra={"facts": known})


class _Progress:
    """Which step a run is at, and how far its readings are, for whoever watches it."""

    def __init__(self, title: str, show: Callable[[str], None]) -> None:
        self.title, self.show = title, show
        self.step = ("", "")
        self.readings: dict[str, tuple[int, int]] = {}
        """Those that have not ended, the one that takes longest first, for it is begun first."""
        self.shown = 0.0

    def tell(self) -> None:
        """Show all of it in a line."""
        self.shown = time.monotonic()
        ended, of = next(iter([*self.readings.values()]), (0, 0))
        full = BAR_WIDTH * ended // of if of else 0
        bar = f"{'█' * full}{'░' * (BAR_WIDTH - full)} {ended:,} of {of:,} pages" if of else ""
        self.show(" · ".join(filter(None, (self.title, *self.step, bar))))


_watched: _Progress | None = None


@contextmanager
def watched(title: str, show: Callable[[str], None]) -> Iterator[None]:
    """Let somebody see in a line how far what is done within the block is."""
    global _watched
    _watched = _Progress(title, show)
    _watched.tell()
    try:
        yield
    finally:
        _watched = None
        show("")


def begin_step(step: str, thing: str = "") -> None:
    """Tell whoever watches the run that a step begins, and of which of many things."""
    if run := _watched:
        run.step = (thing, step)
        run.tell()


def tell_pages(reading: str, ended: int, of: int) -> None:
    """Tell them how many of its pages a reading has done; several readings tell at once."""
    if run := _watched:
        run.readings[reading] = (ended, of)
        if time.monotonic() - run.shown > REDRAW_SECONDS:
            run.tell()


def end_reading(reading: str) -> None:
    """Tell them that a reading has ended, in whatever way."""
    if run := _watched:
        run.readings.pop(reading, None)
        run.tell()


def seconds_since(started: float) -> float:
    """Return how long something took that began then, as `time.monotonic` counts."""
    return round(time.monotonic() - started, 3)


def start_logging(stream: TextIO) -> None:
    """Log to a stream: on a terminal what someone should know, elsewhere all that happens."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlainLines() if stream.isatty() else JsonLines())
    logging.basicConfig(handlers=[handler])
    logging.captureWarnings(True)
    LOG.setLevel(logging.WARNING if stream.isatty() else logging.INFO)


def log_everything() -> None:
    """Log details too."""
    LOG.setLevel(logging.DEBUG)


def log_errors_only() -> None:
    """Log nothing below an error, also of what libraries say."""
    LOG.setLevel(logging.ERROR)
    for handler in logging.getLogger().handlers:
        handler.setLevel(logging.ERROR)


class JsonLines(logging.Formatter):
    """One JSON object a line: `time` (UTC), `level`, then `event` and its facts, or `message`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; whatever a fact is or a text holds, it stays one."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        facts: dict[str, object] | None = getattr(record, "facts", None)
        if facts is None:
            entry["message"] = record.getMessage()
        else:
            entry |= {"event": record.getMessage(), **facts}
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return visible(json.dumps(json_value(entry), ensure_ascii=False))


class PlainLines(logging.Formatter):
    """Level and sentence, or level, event and its facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        facts: dict[str, object] | None = getattr(record, "facts", None)
        if facts is None:
            return f"{record.levelname} {super().format(record)}"
        plain = ", ".join(f"{name} {one_line(_plain(fact))}" for name, fact in facts.items())
        return f"{record.levelname} {record.getMessage()}: {plain}"


def _plain(fact: object) -> str:
    return (" ".join(map(str, fact)) or "none") if isinstance(fact, (list, tuple)) else str(fact)
