"""A command in a process of its own that is sent a signal, and what is left of it then."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.paths import ROOT

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
COMMAND = ("-m", "pipeline")


@dataclass(frozen=True)
class Stopped:
    """How a command ended that a signal met."""

    code: int
    seconds: float
    """From the signal to the end of the command and of its last child."""
    errors: list[str]
    """The lines of standard error that are no log."""
    last: str
    """The last line of standard error, if it is no log."""
    left: list[int]
    """Its children that live on after a second."""


def stop(
    words: Sequence[str | Path],
    number: signal.Signals,
    wait: Callable[[], None],
    program: Sequence[str] = COMMAND,
    times: int = 1,
) -> Stopped:
    """Start a command, wait, and send it a signal."""
    with subprocess.Popen(
        [sys.executable, *program, *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_heed_signals,
    ) as command:
        wait()
        children = descendants(command.pid)
        started = time.monotonic()
        for _ in range(times):
            command.send_signal(number)
        _, written = command.communicate(timeout=60)
        left = _left(children, started + 1)
        seconds = time.monotonic() - started
    lines = written.splitlines()
    errors = [line for line in lines if not line.startswith("{")]
    last = lines[-1] if lines and lines[-1] in errors else ""
    return Stopped(command.returncode, seconds, errors, last, left)


def _heed_signals() -> None:
    """Heed what a shell lets be ignored by all that it starts in the background."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_DFL)


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    listing = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], stdout=subprocess.PIPE, check=True)
    pairs = [tuple(map(int, line.split())) for line in listing.stdout.splitlines()]
    found = [pid]
    for parent in found:
        found += [child for child, of in pairs if of == parent]
    return found[1:]


def _left(pids: Sequence[int], deadline: float) -> list[int]:
    while left := [pid for pid in pids if is_running(pid)]:
        if time.monotonic() > deadline:
            return left
        time.sleep(0.02)
    return []


def is_running(pid: int) -> bool:
    """Whether the process exists and has not ended; one nobody waited for has ended."""
    listing = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], stdout=subprocess.PIPE, text=True, check=False
    )
    return listing.stdout.strip()[:1] not in ("", "Z")
