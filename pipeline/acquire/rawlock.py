"""One writer at a time in a raw store, for the moment it takes to put a file into it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import WarehouseBusyError
from pipeline.files import lock_within, make_folder, open_lock

WAIT_SECONDS = 10.0
POLL_SECONDS = 0.02


@contextmanager
def raw_lock(folder: Path) -> Iterator[None]:
    """Be the only writer in a folder of the raw store within the block.

    The kernel frees the lock when its process ends, however it ends.

    Raises:
        WarehouseBusyError: another process still holds it after ten seconds.
        WarehouseNotWritableError: the lock file cannot be made, or is a link.
    """
    path = make_folder(folder) / ".lock"
    descriptor = open_lock(path)
    try:
        if not lock_within(descriptor, WAIT_SECONDS, POLL_SECONDS):
            raise WarehouseBusyError(path, "another process")
        yield
    finally:
        os.close(descriptor)
