"""The process in which one engine reads one untrusted file, or something else looks at its pages.

`pipeline.extract.sandbox` runs this file by its path in an isolated interpreter, so nothing but
the standard library may be imported before `main` has set the import path. Limits come first:
what is loaded after them is held by them. Standard output is kept for the one JSON answer;
whatever a library prints goes to standard error.
"""

import gc
import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

FILE_BYTES = 16 * 1024 * 1024
OPEN_FILES = 64
OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Reading makes many objects and little garbage; looking for it takes up to a fifth of the time."""


def main(request_json: str) -> None:
    """Answer the request with what it asks for or a typed error, as `wire` writes them."""
    request = json.loads(request_json)
    _set_limits(request["cpu_seconds"], request["memory_bytes"])
    answer_fd = _keep_stdout_for_the_answer()
    sys.path[:] = request["import_path"]
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    answer = _answer(request)
    with os.fdopen(answer_fd, "wb") as pipe:
        pipe.write(answer)


def _set_limits(cpu_seconds: int, memory_bytes: int) -> None:
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, FILE_BYTES)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_AS, memory_bytes)
    # The soft limit ends the process with SIGXCPU; one second later nothing can hold it.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))


def _limit(kind: int, value: int) -> None:
    """Lower one limit, where the platform can (macOS refuses one on address space)."""
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (value, value))


def _keep_stdout_for_the_answer() -> int:
    answer_fd = os.dup(1)
    os.dup2(2, 1)
    return answer_fd


def _answer(request: dict[str, Any]) -> bytes:
    from pipeline.errors import EngineLimitError, UnreadableDocumentError
    from pipeline.extract import wire

    path, engine = Path(request["path"]), request["engine"]
    try:
        if "marks" in request:
            return wire.encode_pictures(_draw(path, request))
        if "shapes" in request:
            return wire.encode_shapes(_look_at_digits(path, request))
        return wire.encode_reading(_read(path, engine, request["pages"]))
    except UnreadableDocumentError as error:
        return wire.encode_error(error)
    except MemoryError:
        reason = "it needed more memory than it may have"
        return wire.encode_error(EngineLimitError(path.name, engine, reason))


def _read(path: Path, engine_name: str, page_limit: int) -> Any:
    from pipeline.extract.engine import load_engine
    from pipeline.extract.preflight import check_reading, inspect_pdf

    pages = inspect_pdf(path, engine_name, page_limit)
    reading = load_engine(engine_name).read(path)
    check_reading(reading, path, pages)
    return reading


def _draw(path: Path, request: dict[str, Any]) -> tuple[bytes, ...]:
    from pipeline.extract.picture import draw_page
    from pipeline.extract.preflight import inspect_pdf
    from pipeline.marks import Mark

    inspect_pdf(path, request["engine"], request["pages"])
    marks = [Mark(**mark) for mark in request["marks"]]
    clips = [clip and tuple(clip) for clip in request["clips"]]
    return draw_page(path, request["page"], marks, clips)


def _look_at_digits(path: Path, request: dict[str, Any]) -> Any:
    from pipeline.extract.preflight import inspect_pdf
    from pipeline.extract.shapes.document import look_at_digits

    inspect_pdf(path, request["engine"], request["pages"])
    return look_at_digits(path)


if __name__ == "__main__":
    main(sys.argv[1])
