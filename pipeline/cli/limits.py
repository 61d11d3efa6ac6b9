"""What a command takes of the machine, and how it ends where that is not to be had."""

import ctypes
import os
import sys
from contextlib import suppress

from pipeline.children import LITTLE_MEMORY
from pipeline.resources import EXIT_CODE, ask_for_room, missing_resource

M_ARENA_MAX = -8


def take_little_memory() -> None:
    """Reserve no address space for further threads; ask for room before a large library loads."""
    # Children begin with it; here libraries are not loaded yet, but for the C library.
    os.environ.update(LITTLE_MEMORY | os.environ)
    # Only the GNU C library has it, and reserves 64 MiB for each thread that allocates.
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
    ask_for_room()


def end_for_missing_resource(error: Exception) -> None:
    """End the process and say what was missing, if that caused the error."""
    missing = missing_resource(error)
    if missing is not None:
        with suppress(OSError, MemoryError):
            sys.stderr.write(f"error: {missing}\n")
            sys.stderr.flush()
        os._exit(EXIT_CODE)
