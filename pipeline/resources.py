"""What a machine, or the limits of a process, can refuse: memory, open files, threads, libraries.

Libraries say so in many ways and wrap what the system said; here it is found in their errors. One
that lacks memory while it starts may end the process without a word: so room is asked for before.
This module is a leaf and loads next to nothing, for it is asked where nothing can be loaded.
"""

import errno
import mmap
import sys
from collections.abc import Iterator
from typing import NamedTuple

EXIT_CODE = 6
"""As `pipeline.errors.ExitCode.WAREHOUSE`, which may be what cannot be loaded."""
MEBIBYTE = 1024 * 1024
ROOM = {"numpy": 96 * MEBIBYTE, "duckdb": 256 * MEBIBYTE}
"""What these may take as they are loaded; with less they end the process, or crash it."""


class Resource(NamedTuple):
    """One kind of resource that can be missing, and how to tell."""

    what: str
    """How a message begins."""
    codes: tuple[int, ...]
    said: tuple[str, ...]
    """In lower case: the words of libraries that give no code."""
    remedy: str


RESOURCES = (
    Resource(
        "out of memory",
        (errno.ENOMEM,),
        ("cannot allocate memory", "failed to map segment", "bad allocation", "allocation failure"),
        "free some or allow more (ulimit -v, the limit of a container)",
    ),
    Resource(
        "out of open files",
        (errno.EMFILE, errno.ENFILE),
        ("too many open files", "error 24"),
        "allow more (ulimit -n)",
    ),
    Resource(
        "out of processes or threads, or of memory for them",
        (errno.EAGAIN,),
        ("can't start new thread", "resource temporarily unavailable"),
        "end some or allow more (ulimit -u and -v, the limits of a container)",
    ),
    Resource(
        "libraries are missing",
        (),
        ("cannot open shared object file", "library not loaded", "dlopen"),
        "install what is named, or this software anew",
    ),
)
MEMORY = RESOURCES[0]
ANY_RESOURCE = Resource(
    "out of resources", (), (), "allow more (ulimit, the limits of a container) or free some"
)
"""Of whatever kind, for a child that died without saying so."""
OF_PLAIN_WORDS = (
    *("ImportError", "RuntimeError", "OSError"),
    *("IOException", "FatalException", "InternalException"),
)
"""Errors of Python and of DuckDB, which is not loaded to ask for them, of which the words tell."""


def missing_resource(error: BaseException) -> str | None:
    """Return what was missing, and what to do, where an error was caused by that; else None."""
    for cause in _causes(error):
        for resource in RESOURCES:
            if _tells_of(cause, resource):
                return say(resource, _words(cause))
    return None


def say(missing: Resource, found: str) -> str:
    """Return what is said where a resource is missing."""
    line = " ".join(found.split())
    return f"{missing.what}: {line}; {missing.remedy}, and run the command again"


def _words(error: BaseException) -> str:
    """Return what an error says, but for the file: the next one would have met the same."""
    if isinstance(error, OSError) and error.errno is not None:
        return f"[Errno {error.errno}] {error.strerror}"
    return str(error) or type(error).__name__


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Give the error and all that led to it, also what a library has wrapped."""
    seen: set[int] = set()
    left: list[object] = [error]
    while left:
        cause = left.pop()
        if isinstance(cause, BaseException) and id(cause) not in seen:
            seen.add(id(cause))
            yield cause
            context = None if cause.__suppress_context__ else cause.__context__
            left += [*cause.args, cause.__cause__, context]


def _tells_of(error: BaseException, resource: Resource) -> bool:
    kind = type(error).__name__
    if isinstance(error, MemoryError) or kind == "OutOfMemoryException":
        return resource is MEMORY
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in resource.codes
    # In the words of other errors a document may speak, or whoever asks the database.
    if kind in OF_PLAIN_WORDS:
        words = str(error).casefold()
        return any(said in words for said in resource.said)
    return False


def ask_for_room() -> None:
    """Ask from now on whether there is room for a library before it is loaded."""
    sys.meta_path.insert(0, _AskForRoom())


class _AskForRoom:
    """Finds no module, but is asked for each before it is loaded."""

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        """Raise MemoryError where there is no room for it."""
        if name in ROOM:
            check_room(ROOM[name], name)


def check_room(wanted_bytes: int, purpose: str) -> None:
    """Raise MemoryError unless this process may have that much more memory."""
    try:
        mmap.mmap(-1, wanted_bytes).close()
    except OSError as error:
        raise MemoryError(f"{purpose} needs {wanted_bytes // MEBIBYTE} MiB more") from error
