"""How a child process ends with the one that started it, however that one ends.

This module is a leaf and imports nothing of `pipeline`: a child calls it before all else.
"""

import ctypes
import os
import signal
import sys
import time
from threading import Thread

PR_SET_PDEATHSIG = 1
LOOK_SECONDS = 0.5


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
