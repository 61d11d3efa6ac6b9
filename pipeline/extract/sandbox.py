"""Read untrusted bytes in a process of their own, and come back in time whatever they do.

The child is a fresh interpreter in a process group of its own, with a small environment and nothing
but the request on its standard input. It sets its own limits before it loads anything, and dies
with this process (see `pipeline.extract.child`); this side holds the clock too, learns of each page
that ends (`pipeline.extract.budget`), counts the bytes that come back, and kills the whole group
at the end. The result is data (`pipeline.extract.ipc`), never code.
"""

import json
import math
import os
import resource
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from secrets import token_hex
from typing import Any

import msgspec
from msgspec import Struct

from pipeline.errors import (
    BrokenPdfError,
    EngineLimitError,
    NotAFileError,
    PlanungsrahmenError,
    ResourceError,
)
from pipeline.extract import ipc
from pipeline.extract.budget import MOST_PASSES, Progress, TimeBudget
from pipeline.extract.engine import check_engine_name
from pipeline.extract.spawn import Child, next_child
from pipeline.files import SCRATCH_PREFIX
from pipeline.logs import end_reading, tell_pages
from pipeline.marks import Drawing
from pipeline.model import DigitShapes, Reading
from pipeline.resources import ANY_RESOURCE, MEBIBYTE, say

CHUNK_BYTES = 64 * 1024
STDERR_KEPT_BYTES = 4096
PAINTING_ENGINE = "pdfium"


class Limits(Struct, frozen=True):
    """What reading one document may cost."""

    time: TimeBudget = TimeBudget()
    """Seconds, from start to result."""
    memory_bytes: int = 2048 * MEBIBYTE
    """Address space, not resident memory; macOS does not honour it."""
    file_bytes: int = 256 * MEBIBYTE
    """The only file that it writes is a copy of a damaged document, which is about as large."""
    open_files: int = 64
    pages: int = 5000
    """A document with more is refused before it is read."""
    result_bytes: int = 128 * MEBIBYTE

    @property
    def of_process(self) -> dict[str, int]:
        """Those that the system holds, by their names in `resource`."""
        return {
            "RLIMIT_CORE": 0,
            "RLIMIT_FSIZE": self.file_bytes,
            "RLIMIT_NOFILE": self.open_files,
            "RLIMIT_AS": self.memory_bytes,
            "RLIMIT_CPU": math.ceil(self.time.total),
        }


DEFAULT = Limits()


class _Outcome(Struct, frozen=True):
    """How a child ended."""

    errors: bytes
    """The end of what it wrote to standard error."""
    returncode: int
    stopped: str | None
    """Why this side stopped it; None where it ended by itself."""
    overtime: str
    """How its time would have been, or was, over."""


def read(path: Path, engine: str, limits: Limits = DEFAULT, name: str | None = None) -> Reading:
    """Read one PDF with the engine of that name; errors call the document `name`, if given.

    Raises:
        UnknownEngineError: no engine has that name.
        NotAPdfError: the file does not begin as a PDF does.
        NotAFileError: it is no regular file.
        BrokenPdfError: damaged, cut short, or the readers see different pages.
        PasswordRequiredError: it opens only with a password.
        NoTextLayerError: no page holds text.
        EngineLimitError: the child met a limit, died, or returned what is no reading.
        ResourceError: it died where it was given less than its limits allow.
    """
    check_engine_name(engine)
    return _ask({"do": "read", "engine": engine}, Reading, path, limits, name)


def draw(
    path: Path, drawings: Sequence[Drawing], limits: Limits = DEFAULT, name: str | None = None
) -> tuple[ipc.Pictures, ...]:
    """Return pages, or parts of them, with marks, as PNG: for each drawing one for each clip.

    One child draws them all, within the limits.

    Raises:
        UnreadableDocumentError: as `read`; an EngineLimitError where a page does not exist, or a
            box is not on it.
    """
    request = {"do": "draw", "drawings": drawings}
    pictures = iter(_ask(request, ipc.Pictures, path, limits, name))
    drawn = tuple(tuple(islice(pictures, len(drawing.clips))) for drawing in drawings)
    if any(len(one.clips) != len(parts) for one, parts in zip(drawings, drawn, strict=True)):
        raise EngineLimitError(name or str(path), PAINTING_ENGINE, "it returned other pictures")
    return drawn


def look_at_digits(path: Path, limits: Limits = DEFAULT, name: str | None = None) -> DigitShapes:
    """Return what the shapes of all digits of a document say; pdfium paints them.

    Raises:
        UnreadableDocumentError: as `read`.
    """
    return _ask({"do": "look at digits"}, DigitShapes, path, limits, name)


def _ask(
    request: Mapping[str, Any],
    kind: type[ipc.Result],
    path: Path,
    limits: Limits,
    name: str | None,
) -> ipc.Result:
    """Return the child's answer to a request, or raise the error it gives instead."""
    check_is_readable_file(path)
    name, engine = name or str(path), request.get("engine", PAINTING_ENGINE)
    copy = Path(tempfile.gettempdir(), f"{SCRATCH_PREFIX}{token_hex()}.pdf")
    whole_request = _whole_request(path, {"engine": engine, "copy": str(copy), **request}, limits)
    reading, answer = f"{request['do']} {engine}", ipc.Answer(kind, name, engine)
    tell_pages(reading, 0, 0)
    try:
        outcome = _run_child(whole_request, limits, answer, partial(tell_pages, reading))
    finally:
        end_reading(reading)
        copy.unlink(missing_ok=True)
    if outcome.stopped is not None:
        raise EngineLimitError(name, engine, outcome.stopped)
    if outcome.returncode:
        raise _death(outcome, limits, name, engine)
    try:
        return answer.result()
    except ipc.AnswerError as error:
        raise EngineLimitError(name, engine, f"unreadable result: {error}") from error


def check_is_readable_file(path: Path) -> None:
    """Raise NotAFileError or BrokenPdfError unless it is a regular file that can be opened."""
    # A pipe or a device would keep whoever opens it waiting for ever.
    if not path.is_file():
        raise NotAFileError(path, "something else" if path.exists() else "nothing")
    try:
        path.open("rb").close()
    except OSError as error:
        raise BrokenPdfError(str(path), f"it cannot be opened: {error.strerror}") from error


def _run_child(
    request: Mapping[str, Any],
    limits: Limits,
    answer: ipc.Answer[Any],
    show: Callable[[int, int], None],
) -> _Outcome:
    progress = Progress(limits.time, MOST_PASSES * limits.pages, show)
    with next_child() as child:
        # The name of a file may have bytes that are no text, which msgspec would not write.
        child.ask(json.dumps(msgspec.to_builtins(request)).encode())
        errors, stopped = _collect(child, progress, answer, limits.result_bytes)
        if stopped is None:
            stopped = _wait(child.process, progress)
    return _Outcome(errors, child.process.returncode, stopped, progress.deadline()[1])


def _whole_request(path: Path, request: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Return a request with our limits."""
    return {
        **request,
        "path": str(path.resolve()),
        "limits": limits.of_process,
        "time": limits.time,
        "pages": limits.pages,
    }


def _collect(
    child: Child, progress: Progress, answer: ipc.Answer[Any], most_bytes: int
) -> tuple[bytes, str | None]:
    """Take the answer; return the end of standard error when all pipes close, or a limit is met."""
    errors = bytearray()
    pipes = child.process.stdout, child.process.stderr, child.progress
    takers = answer.take, errors.extend, progress.take
    with selectors.DefaultSelector() as selector:
        for pipe, take in zip(pipes, takers, strict=True):
            assert pipe is not None
            selector.register(pipe, selectors.EVENT_READ, take)
        while selector.get_map():
            deadline, overtime = progress.deadline()
            left = deadline - time.monotonic()
            ready = selector.select(max(0.0, left))
            # A child that never stops talking always has something ready.
            if left <= 0 or not ready:
                return bytes(errors), overtime
            for key, _ in ready:
                if chunk := os.read(key.fd, CHUNK_BYTES):
                    key.data(chunk)
                else:
                    selector.unregister(key.fileobj)
            del errors[:-STDERR_KEPT_BYTES]
            if answer.size > most_bytes:
                return bytes(errors), f"its result is larger than {most_bytes} bytes"
    return bytes(errors), None


def _wait(child: subprocess.Popen[bytes], progress: Progress) -> str | None:
    """Wait for the end of a child that has closed its pipes; say so where it does not come."""
    deadline, overtime = progress.deadline()
    try:
        child.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return overtime
    return None


def _death(outcome: _Outcome, limits: Limits, name: str, engine: str) -> PlanungsrahmenError:
    """Return what ended a child that did not end well: the document, or what it was not given."""
    reason = _reason_of_death(outcome)
    withheld = _withheld(limits)
    if outcome.returncode == -signal.SIGKILL:
        withheld.append("the system kills processes where memory runs out")
    if withheld and outcome.returncode != -signal.SIGALRM:
        return ResourceError(name, say(ANY_RESOURCE, f"{engine}: {reason}; {', '.join(withheld)}"))
    return EngineLimitError(name, engine, reason)


def _withheld(limits: Limits) -> list[str]:
    """Say which limits this process has that are lower than those of the child."""
    wanted = limits.of_process
    given = {name: resource.getrlimit(getattr(resource, name))[1] for name in wanted}
    return [
        f"{name} is {given[name]:,}, wanted are {wanted[name]:,}"
        for name in wanted
        if given[name] != resource.RLIM_INFINITY and given[name] < wanted[name]
    ]


def _reason_of_death(outcome: _Outcome) -> str:
    code = outcome.returncode
    if code == -signal.SIGALRM:
        return outcome.overtime
    if code == -signal.SIGXCPU:
        return "it used up its processor time"
    last_words = outcome.errors.decode("utf-8", "replace").strip().rpartition("\n")[2]
    if last_words.startswith("MemoryError"):
        return "it needed more memory than it may have"
    said = f" ({last_words[:300]})" if last_words else ""
    if code < 0:
        return f"it crashed by signal {-code} ({signal.Signals(-code).name}){said}"
    return f"it ended with code {code}{said}"
