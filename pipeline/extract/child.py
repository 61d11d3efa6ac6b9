"""The process in which one engine reads one untrusted file, or something else looks at its pages.

`pipeline.extract.sandbox` runs this file by its path in an isolated interpreter, so nothing but
the standard library may be imported before `main` has set the import path. Limits come before
the file: what is done with it is held by them. Standard output is kept for the answer, written as
it gets done; whatever a library prints goes to standard error.
"""

import gc
import json
import os
import resource
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

OBJECTS_BETWEEN_COLLECTIONS = 250_000
"""Reading makes many objects and little garbage; looking for it takes up to a fifth of the time."""


def main() -> None:
    """Answer the request on standard input with its result or a typed error, as `ipc` writes."""
    _, parent, progress, prestarted, *sys.path = sys.argv
    from pipeline.children import die_with

    die_with(int(parent))
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    if prestarted == "True":
        from pipeline.extract import ipc, own, preflight  # noqa: F401  # most are asked for them
    asked = sys.stdin.read()
    if not asked:
        return  # there is nothing to read
    request = json.loads(asked)
    _set_limits(request["limits"])
    # The parent stops it sooner, unless it is stopped itself.
    signal.alarm(request["seconds"])
    from pipeline.extract.budget import reporter

    reporter.pipe = int(progress)
    answer_fd = os.dup(1)
    os.dup2(2, 1)
    with os.fdopen(answer_fd, "wb") as pipe:
        pipe.writelines(_answer(request))
    sys.stderr.flush()
    # All is said; to clean up what a document took would take as long as reading some pages.
    os._exit(0)


def _set_limits(limits: Mapping[str, int]) -> None:
    """Set limits by their names in `resource`."""
    for name, value in limits.items():
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # macOS refuses a limit on address space.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _answer(request: dict[str, Any]) -> Iterator[bytes]:
    from pipeline.errors import UnreadableDocumentError
    from pipeline.extract import ipc

    try:
        yield from ipc.encode(_parts(request))
    except UnreadableDocumentError as error:
        yield ipc.encode_error(error)


def _parts(request: dict[str, Any]) -> Iterator[Any]:
    """Yield what is asked for of a document; of a damaged one, from a copy of it.

    That it is damaged shows before the first part is done.
    """
    from pipeline.errors import BrokenPdfError
    from pipeline.extract.preflight import check_structure

    path, copy = Path(request["path"]), Path(request["copy"])
    try:
        check_structure(path)
        parts = _result(path, request)
        first = next(parts)
    except BrokenPdfError as error:
        from pipeline.extract.rewrite import WRITER, write_anew
        from pipeline.values import replace

        write_anew(path, copy)
        parts = _result(copy, request)
        first = next(parts)
        if request["do"] == "read":
            note = f"so a copy was read that {WRITER} has written anew"
            notes = (f"the file is damaged ({error.reason}), {note}", *first.notes)
            first = replace(first, damage=error.reason, notes=notes)
    yield first
    yield from parts


def _result(path: Path, request: dict[str, Any]) -> Iterator[Any]:
    """Yield what is asked for of a document; only what that needs is imported."""
    from pipeline.extract.budget import begin_pages
    from pipeline.extract.preflight import inspect_pdf

    pages = inspect_pdf(path, request["engine"], request["pages"])
    if request["do"] == "draw":
        from msgspec import convert

        from pipeline.extract.picture import draw_pages
        from pipeline.marks import Drawing

        begin_pages(len(request["drawings"]))
        yield from draw_pages(path, convert(request["drawings"], list[Drawing]))
    elif request["do"] == "look at digits":
        from pipeline.extract.shapes.digits import PASSES, look_at_digits

        begin_pages(PASSES * pages)
        yield look_at_digits(path)
    else:
        from pipeline.extract.engine import load_engine
        from pipeline.extract.preflight import checked_parts

        engine = load_engine(request["engine"])
        begin_pages(pages)
        yield from checked_parts(engine.parts(path, places=request["places"]), path, pages)


if __name__ == "__main__":
    main()
