"""How a child process begins, and how it ends with the one that started it, however that one ends.

This module is a leaf and imports nothing of `pipeline`: a child calls it before all else.
"""

import ctypes
import os
import signal
import sys
import time
from os.path import realpath
from threading import Thread

INTERPRETER = (sys.executable, "-I", "-S", "-X", "utf8")
"""A fresh one, which finds nothing but the standard library before it is told where."""
LITTLE_MEMORY = {"MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""One thread per library: every further thread costs address space and gains nothing here."""
PR_SET_PDEATHSIG = 1
LOOK_SECONDS = 0.5


def import_path() -> list[str]:
    """Return where a child is to look for modules, as this process does.

    Else it would find neither a checkout that is not installed nor an engine on trial.
    """
    return [realpath(f"{__file__}/../.."), *map(realpath, sys.path)]


def die_with(parent: int) -> None:
    """Let this process end when its parent does, or the thread of it that waits for an answer."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        Thread(target=_watch, args=[parent], daemon=True).start()
    # It may have ended before the system was asked to tell.
    if os.getppid() != parent:
        os._exit(1)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os._exit(1)
