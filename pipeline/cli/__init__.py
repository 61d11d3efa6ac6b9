"""The command line: options in, exit codes out. What is done stands in `run`, how in the stages.

    app       the group of all commands, and how an error ends it
    commands  each of them
    options   what several commands share
    terminal  what a command shows while it runs and when it ends
    github    what it tells GitHub Actions then
    streams   standard output and error, also where they fail
    signals   how it ends when it is told to stop

Data goes to standard output, logs and progress to standard error.
"""

import ctypes
import gc
import os
import sys
from contextlib import suppress

from pipeline.cli.signals import end_when_told_to

OBJECTS_BETWEEN_COLLECTIONS = 200_000
M_ARENA_MAX = -8


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
    from pipeline.children import LITTLE_MEMORY
    from pipeline.resources import ask_for_room

    # Children begin with it; here libraries are not loaded yet, but for the C library.
    os.environ.update(LITTLE_MEMORY | os.environ)
    # Only the GNU C library has it, and reserves 64 MiB for each thread that allocates.
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
    ask_for_room()
