"""Whether what is published is still what a run published last, and all that is kept.

    mark     set before anything is kept, taken away once it is published: it outlives a killed run
    record   beside the database: its size and hash, and which records it was built of

Both are looked at by every run before anything else, without DuckDB, and without reading more than
a few kilobytes: damage that changes neither size nor first blocks is for `verify`. Where something
is not as it was, `pipeline.store.published` says what, and `pipeline.store.forgetting` whether
anything is lost. No clock is asked.
"""

import hashlib
import json
import os
from pathlib import Path

from pipeline.files import make_folder, set_aside, write_file, writing
from pipeline.logs import LOG
from pipeline.records import UNFIT, read_regular
from pipeline.store.warehouse import Warehouse, wal_of

MARK = ".unpublished"
_HEADER_BYTES = 3 * 4096
"""The three blocks with which a DuckDB file begins; without one of them it cannot be opened."""


def mark_unpublished(warehouse: Warehouse) -> None:
    """Note that what is published may lag behind what is kept."""
    make_folder(warehouse.root)
    write_file(warehouse.root / MARK, b"a run is publishing, or was stopped before it had\n")


def mark_published(warehouse: Warehouse) -> None:
    """Note that all that is kept is published."""
    with writing(warehouse.root / MARK):
        (warehouse.root / MARK).unlink(missing_ok=True)


def is_as_published(warehouse: Warehouse) -> bool:
    """Return True if database and records are, as far as can be told quickly, as they were left."""
    path = warehouse.database
    if os.path.lexists(warehouse.root / MARK) or os.path.lexists(wal_of(path)):
        return False
    try:
        record = json.loads(read_regular(warehouse.publication))
        return bool(
            path.is_file()  # a pipe would be waited for
            and record["database_bytes"] == path.stat().st_size
            and record["header_sha256"] == header_sha256(path)
            and record["files"] == list_records(warehouse)
        )
    except UNFIT:
        return False


def header_sha256(path: Path) -> str:
    """Return the hash of a database's first blocks.

    Raises:
        OSError: they cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.sha256(file.read(_HEADER_BYTES)).hexdigest()


def list_records(warehouse: Warehouse) -> dict[str, int]:
    """Return the size of each file that is kept of snapshots, by its path below their folder."""
    sizes: dict[str, int] = {}
    if not warehouse.snapshots.is_dir():
        return sizes
    for entry in os.scandir(warehouse.snapshots):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            inner = os.scandir(entry.path)
            sizes.update({f"{entry.name}/{file.name}": _size(file) for file in inner})
        else:
            sizes[entry.name] = _size(entry)
    return sizes


def set_stale_wal_aside(database: Path) -> None:
    """Move a write-ahead log out of the way: it is not ours, and would keep readers out.

    Raises:
        WarehouseNotWritableError: it cannot be moved.
    """
    wal = wal_of(database)
    if os.path.lexists(wal):
        aside = set_aside(wal, wal.with_name(f"{wal.name}.stale"))
        LOG.warning("%s belongs to no write of ours and was moved to %s", wal, aside.name)


def _size(entry: "os.DirEntry[str]") -> int:
    return entry.stat(follow_symlinks=False).st_size
