"""Where things lie in a warehouse, and the lock that keeps it to one writer at a time.

snapshots/              accepted editions, one immutable folder each; the only truth
held/                   runs that were not trusted, with rows and reasons
runs/                   one record per run
exports/                files for readers, written anew by each publication
site/                   the page for readers, written by `site`
aside/                  what was damaged and given up; nothing reads it
planungsrahmen.duckdb   built from snapshots/, replaced as a whole, never opened for writing
planungsrahmen.duckdb.json   what was published with it, so that a loss is noticed
.lock                   held by a writer; it names the last holder and is never removed
"""

import errno
import json
import os
import shlex
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pipeline.commands import DATABASE, EXPORTS, HELD, MARK, RUNS, SNAPSHOTS
from pipeline.errors import NoWarehouseError
from pipeline.files import (
    locked,
    make_folder,
    read_regular,
    sweep,
    sweep_scratch,
    unreadable,
    writing,
)
from pipeline.jsonfiles import RECORD_ERRORS


class Warehouse:
    """A warehouse by its folder; nothing needs to exist yet."""

    def __init__(self, root: Path) -> None:
        """Name the places in it; none is looked at."""
        self.root = root
        self.snapshots = root / SNAPSHOTS
        self.held = root / HELD
        self.runs = root / RUNS
        self.exports = root / EXPORTS
        self.site = root / "site"
        self.aside = root / "aside"
        self.database = root / DATABASE
        self.publication = root / f"{DATABASE}.json"
        self.mark = root / MARK
        self.lock_file = root / ".lock"


def existing_warehouse(root: Path) -> Warehouse:
    """Return the warehouse in a folder that must be there: a misspelt one makes no new one.

    Raises:
        NoWarehouseError: there is no such folder.
        WarehouseDamagedError: something else lies there.
    """
    if not root.is_dir():
        if os.path.lexists(root):
            no_folder = NotADirectoryError(errno.ENOTDIR, "none")
            raise unreadable(root, "the folder of a warehouse", no_folder)
        raise NoWarehouseError(root)
    return Warehouse(root)


def wal_of(database: Path) -> Path:
    """Where DuckDB keeps the write-ahead log of a database file."""
    return database.with_name(f"{database.name}.wal")


@contextmanager
def lock_warehouse(warehouse: Warehouse, *, wait_seconds: float = 5.0) -> Iterator[None]:
    """Be the only writer within the block; every writing function expects to run inside one.

    What a killed writer left half-written is swept away first.

    Raises:
        WarehouseBusyError: another process still holds it after `wait_seconds`.
    """
    make_folder(warehouse.root)
    path = warehouse.lock_file
    with locked(path, wait_seconds, partial(_read_holder, path)) as descriptor:
        with writing(path):
            _name_holder(descriptor)
        _sweep(warehouse)
        yield


def _name_holder(descriptor: int) -> None:
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "command": shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(holder).encode(), 0)


def _read_holder(path: Path) -> str:
    """The holder in words; it may just be writing its name, so any content is answered."""
    try:
        holder = json.loads(read_regular(path))
        return "process {pid} on {host} ({command!r}, since {started})".format(**holder)
    except RECORD_ERRORS:
        return "another process"


def _sweep(warehouse: Warehouse) -> None:
    sweep_scratch()
    folders = (
        warehouse.root,
        warehouse.snapshots,
        warehouse.held,
        warehouse.runs,
        *(path for path in warehouse.held.glob("*/") if not path.is_symlink()),
    )
    for folder in folders:
        if folder.is_dir():
            sweep(folder)
