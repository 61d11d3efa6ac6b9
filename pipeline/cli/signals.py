"""How a command ends that is told to stop: at once, with one line, by the signal that stopped it.

Nothing is unwound: whatever may be killed at any moment may be stopped at any moment, and children
die with it (`pipeline.children`). So no traceback can follow, and no log of another thread. This is
loaded before all else, and loads next to nothing.
"""

import os
import signal
from contextlib import suppress
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_STDERR = 2


def end_when_told_to() -> None:
    """Let each of these signals end the process so; one that is ignored stays so, as by nohup."""
    for number in STOPPING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(number: int, _: FrameType | None) -> None:
    for each in STOPPING:
        signal.signal(each, signal.SIG_DFL)
    with suppress(OSError):
        stderr = os.dup(_STDERR)
        # What other threads still write there, nobody wants any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STDERR)
        below_progress = "\n" if os.isatty(stderr) else ""
        told = f"stopped by {signal.Signals(number).name}"
        line = f"{below_progress}error: {told}; nothing is half-written, it can be run again\n"
        os.write(stderr, line.encode())
    os.kill(os.getpid(), number)
