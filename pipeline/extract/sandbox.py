"""Read untrusted bytes in a process of their own, and come back in time whatever they do.

The child is a fresh interpreter in a process group of its own, with a small environment and nothing
but the request on its standard input. It sets its own limits before it loads anything, and dies
with this process (see `pipeline.extract.child`); this side holds the clock, learns of each page
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
from pathlib import Path
from secrets import token_hex
from typing import Any

import msgspec
from msgspec import Struct

from pipeline.errors import (
    BrokenPdfError,
    NotAFileError,
    ResourceError,
)
from pipeline.extract import ipc
from pipeline.extract.budget import MOST_PASSES, Progress, TimeBudget
from pipeline.extract.engine import check_engine_name, whole_reading
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
    pages: int = 5000
    """A document with more is refused before it is read."""
    result_bytes: int = 128 * MEBIBYTE

    @property
    def of_process(self) -> dict[str, int]:
        """Those that the system holds, by their names in `resource`."""
        return {
            "RLIMIT_CORE": 0,
            # All that is written is a copy of a damaged document, which is about as large.
            "RLIMIT_FSIZE": 256 * MEBIBYTE,
            "RLIMIT_NOFILE": 64,
            "RLIMIT_AS": self.memory_bytes,
            "RLIMIT_CPU": math.ceil(self.time.total),
        }


DEFAULT = Limits()


def read(
    path: Path,
    engine: str,
    limits: Limits = DEFAULT,
    name: str | None = None,
    *,
    places: bool = False,
) -> Reading:
    """Read one PDF with the engine of that name; errors call the document `name`, if given.

    With `places`, which numbers stand level with whose name is told too (see `Engine.parts`).

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
    request = {"do": "read", "engine": engine, "places": places}
    return whole_reading(_ask(request, Reading, path, limits, name))


def draw(
    path: Path, drawings: Sequence[Drawing], limits: Limits = DEFAULT, name: str | None = None
) -> tuple[ipc.Pictures, ...]:
    """Return pages, or parts of them, with marks, as PNG: for each drawing one for each clip.

    One child draws them all, within the limits.

    Raises:
        UnreadableDocumentError: as `read`; an EngineLimitError where a page does not exist, or a
            box is not on it.
    """
    return tuple(_ask({"do": "draw", "drawings": drawings}, ipc.Pictures, path, limits, name))


def look_at_digits(path: Path, limits: Limits = DEFAULT, name: str | None = None) -> DigitShapes:
    """Return what the shapes of all digits of a document say; pdfium paints them.

    Raises:
        UnreadableDocumentError: as `read`.
    """
    return _ask({"do": "look at digits"}, DigitShapes, path, limits, name)[0]


def _ask(
    request: Mapping[str, Any],
    kind: type[ipc.Part],
    path: Path,
    limits: Limits,
    name: str | None,
) -> list[ipc.Part]:
    """Return the parts of a child's answer, or raise the error it gives instead."""
    check_is_readable_file(path)
    name, engine = name or str(path), request.get("engine", PAINTING_ENGINE)
    copy = Path(tempfile.gettempdir(), f"{SCRATCH_PREFIX}{token_hex()}.pdf")
    whole_request = {
        "engine": engine,
        **request,
        "path": str(path.resolve()),
        "copy": str(copy),
        "limits": limits.of_process,
        "seconds": math.ceil(limits.time.total) + 1,
        "pages": limits.pages,
    }
    reading, answer = f"{request['do']} {engine}", ipc.Answer(kind, name, engine)
    tell_pages(reading, 0, 0)
    try:
        code, errors = _run_child(whole_request, limits, answer, partial(tell_pages, reading))
    finally:
        end_reading(reading)
        copy.unlink(missing_ok=True)
    if code:
        reason = _reason_of_death(code, errors)
        if withheld := _withheld(limits, code):
            raise ResourceError(name, say(ANY_RESOURCE, f"{engine}: {reason}; {withheld}"))
        raise answer.failure(reason)
    return answer.parts()


def check_is_readable_file(path: Path) -> None:
    """Raise NotAFileError or BrokenPdfError unless it is a regular file that can be opened."""
    # A pipe or a device would keep whoever opens it waiting for ever.
    if not path.is_file():
        raise NotAFileError(str(path), "something else" if path.exists() else "nothing")
    try:
        path.open("rb").close()
    except OSError as error:
        raise BrokenPdfError(str(path), f"it cannot be opened: {error.strerror}") from error


def _run_child(
    request: Mapping[str, Any],
    limits: Limits,
    answer: ipc.Answer[Any],
    show: Callable[[int, int], None],
) -> tuple[int, bytes]:
    """Return a child's code and last words on standard error; raise the error that it answers."""
    progress = Progress(limits.time, MOST_PASSES * limits.pages, show)
    with next_child() as child:
        # The name of a file may have bytes that are no text, which msgspec would not write.
        child.ask(json.dumps(msgspec.to_builtins(request)).encode())
        errors = _collect(child, progress, answer, limits.result_bytes)
        deadline, overtime = progress.deadline()
        try:
            code = child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise answer.failure(overtime) from None
    return code, errors


def _collect(child: Child, progress: Progress, answer: ipc.Answer[Any], most_bytes: int) -> bytes:
    """Take the answer until all pipes close; return the end of standard error."""
    errors = bytearray()
    pipes = child.process.stdout, child.process.stderr, child.progress
    takers = answer.feed, errors.extend, progress.feed
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
                raise answer.failure(overtime)
            for key, _ in ready:
                if chunk := os.read(key.fd, CHUNK_BYTES):
                    key.data(chunk)
                else:
                    selector.unregister(key.fileobj)
            del errors[:-STDERR_KEPT_BYTES]
            if answer.size > most_bytes:
                raise answer.failure(f"its result is larger than {most_bytes} bytes")
    return bytes(errors)


def _withheld(limits: Limits, code: int) -> str:
    """Say what a child that died with this code may have lacked; empty if nothing."""
    wanted = limits.of_process
    given = {name: resource.getrlimit(getattr(resource, name))[1] for name in wanted}
    withheld = [
        f"{name} is {given[name]:,}, wanted are {wanted[name]:,}"
        for name in wanted
        if given[name] != resource.RLIM_INFINITY and given[name] < wanted[name]
    ]
    if code == -signal.SIGKILL:
        withheld.append("the system kills processes where memory runs out")
    return ", ".join(withheld)


def _reason_of_death(code: int, errors: bytes) -> str:
    last_words = errors.decode("utf-8", "replace").strip().rpartition("\n")[2]
    if last_words.startswith("MemoryError"):
        return "it needed more memory than it may have"
    said = f" ({last_words[:300]})" if last_words else ""
    if code < 0:
        return f"it crashed by signal {-code} ({signal.Signals(-code).name}){said}"
    return f"it ended with code {code}{said}"
