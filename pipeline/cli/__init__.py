"""The command line: options in, exit codes out. What is done stands in `run`, how in the stages.

    app       the group of all commands, and how an error ends it
    commands  each of them
    options   what several commands share
    terminal  what a command shows while it runs and when it ends
    github    what it tells GitHub Actions then
    streams   standard output and error, also where they fail

Data goes to standard output, logs and progress to standard error.

A command that is told to stop ends at once, with one line, by the signal that stopped it. Nothing
is unwound: whatever may be killed at any moment may be stopped at any moment, and children die with
it (`pipeline.children`). So no traceback can follow, and no log of another thread. Signals are set
before all else, and this module loads next to nothing.
"""

import gc
import os
import signal
import sys
from contextlib import suppress
from types import FrameType

OBJECTS_BETWEEN_COLLECTIONS = 200_000
M_ARENA_MAX = -8
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_STDERR = 2


def main() -> None:
    """Run the command line; turn every expected error into one line and its exit code."""
    end_when_told_to()
    # Loading modules makes many objects and no garbage: looking for it takes a tenth of that time.
    # So they are loaded after this.
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    try:
        if sys.argv[1:2] == ["extract"]:
            _prestart()
        _run()
    except SystemExit as ended:
        # The interpreter would take longer to clean up than a run that finds nothing new.
        os._exit(int(ended.code or 0))


def _prestart() -> None:
    """Let the child load what reads while this process loads the rest.

    Where the system has no room for it, so will it say when the child is needed.
    """
    from pipeline.extract.spawn import prestart

    with suppress(OSError):
        prestart()


def _run() -> None:
    """Run; where the machine has too little for that, say so and end at once."""
    from pipeline.resources import EXIT_CODE, missing_resource

    _take_little_memory()
    try:
        from pipeline.cli.app import run_command_line

        run_command_line()
    except Exception as error:
        missing = missing_resource(error)
        if missing is None:
            raise
        with suppress(OSError, MemoryError):
            sys.stderr.write(f"error: {missing}\n")
            sys.stderr.flush()
        os._exit(EXIT_CODE)
    finally:
        sys.stdout.flush()


def _take_little_memory() -> None:
    """Reserve no address space for further threads; ask for room before a large library loads."""
    import ctypes  # loaded once a signal is heard

    from pipeline.children import LITTLE_MEMORY
    from pipeline.resources import ask_for_room

    # Children begin with it; here libraries are not loaded yet, but for the C library.
    os.environ.update(LITTLE_MEMORY | os.environ)
    # Only the GNU C library has it, and reserves 64 MiB for each thread that allocates.
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
    ask_for_room()


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
