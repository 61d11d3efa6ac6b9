"""A child process from its start to its end.

One can be prestarted, before it is known what it will be asked: it loads what reads PDFs while its
parent loads what understands them. This module loads next to nothing, so that this can be soon.
"""

import os
import signal
import subprocess
from contextlib import AbstractContextManager, suppress
from os.path import realpath

from pipeline.children import INTERPRETER, LITTLE_MEMORY, import_path

PROGRAM = realpath(f"{__file__}/../child.py")
# The loader may need these where Python or a library lies outside the system's folders.
ENVIRONMENT_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
ENVIRONMENT_SET = {
    **LITTLE_MEMORY,
    "LC_ALL": "C.UTF-8",
    # camelot asks where programs are when it is imported; none is ever started.
    "PATH": "/nonexistent",
}


class Child(AbstractContextManager["Child"]):
    """A fresh interpreter in a process group of its own, which dies with this process."""

    def __init__(self, *, prestarted: bool = False) -> None:
        """Start it; a prestarted one loads our own reader before it is asked."""
        kept = {name: os.environ[name] for name in ENVIRONMENT_KEPT if name in os.environ}
        read_end, write_end = os.pipe()
        words = map(str, (os.getpid(), write_end, prestarted))
        self.progress = os.fdopen(read_end, "rb", buffering=0)
        """The pipe in which it says how many pages have ended."""
        try:
            self.process = subprocess.Popen(
                [*INTERPRETER, PROGRAM, *words, *import_path()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=[write_end],
                env=ENVIRONMENT_SET | kept,
                start_new_session=True,
                bufsize=0,
            )
        finally:
            os.close(write_end)

    def ask(self, request: bytes) -> None:
        """Give it the request; it may be dead already.

        As an argument it could not be longer than 128 KiB, which the marks on a dense page are.
        """
        assert self.process.stdin is not None
        with suppress(BrokenPipeError), self.process.stdin as pipe:
            pipe.write(request)

    def __exit__(self, *_: object) -> None:
        """End it, and what it may have started itself: that shares the group."""
        with self.process, self.progress:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


_prestarted: list[Child] = []


def prestart() -> None:
    """Start the child that the next request is for; if none comes, it ends with this process."""
    _prestarted.append(Child(prestarted=True))


def next_child() -> Child:
    """Return a child that is prestarted, or a new one."""
    return _prestarted.pop() if _prestarted else Child()
