"""What a command takes of the machine, and how it ends where that is not to be had."""

import ctypes
import os
import sys
from contextlib import suppress

from pipeline.lacks import EXIT_CODE, ask_for_room, lack_of

M_ARENA_MAX = -8


def take_little_memory() -> None:
    """Reserve no address space for further threads; ask for room before a large library loads."""
    # Children begin with these; here OpenBLAS is not loaded yet, the C library is.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("MALLOC_ARENA_MAX", "1")
    # Only the GNU C library has it, and reserves 64 MiB for each thread that allocates.
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
    ask_for_room()


def end_for_lack(error: Exception) -> None:
    """End the process and say what was lacking, if that caused the error."""
    lack = lack_of(error)
    if lack is not None:
        with suppress(OSError, MemoryError):
            sys.stderr.write(f"error: {lack}\n")
            sys.stderr.flush()
        os._exit(EXIT_CODE)
