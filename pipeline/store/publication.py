"""Whether what is published is still what a run published last, and all that is kept.

    mark     set before anything is kept, taken away once it is published: it outlives a killed run
    record   beside the database: its size and hash, which records it was built of, and what readers
             were given, so that a loss is noticed even where the database is damaged or gone

Both are looked at by every run before anything else, without DuckDB, and without reading more than
a few kilobytes: damage that changes neither size nor first blocks is for `verify`. Where something
is not as it was, `unpublished_because` says what, and `pipeline.store.losses` whether anything is
lost. No clock is asked.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from pipeline.errors import WarehouseDamagedError
from pipeline.files import file_sha256, list_folder, make_folder, set_aside, write_file, writing
from pipeline.jsonfiles import find_record, from_json, record_bytes
from pipeline.logs import LOG
from pipeline.store.records import snapshot_folders
from pipeline.store.warehouse import Warehouse, wal_of

_HEADER_BYTES = 3 * 4096
"""The three blocks with which a DuckDB file begins; without one of them it cannot be opened."""
_NAMED = 3
"""Of changed files, in a message."""
_published = 0


class Fingerprint(Struct, frozen=True):
    """What readers were given of a snapshot, in so few facts that any loss shows in them."""

    id: str
    rows_sha256: str
    withdrawn: bool
    captures: tuple[datetime, ...]
    """When an archive captured its document (UTC); with the first snapshot of a document only."""

    def has(self, old: "Fingerprint") -> bool:
        """Return True if these facts say all that older ones of the same snapshot said."""
        return (
            self.rows_sha256 == old.rows_sha256
            and self.withdrawn >= old.withdrawn
            and set(self.captures) >= set(old.captures)
        )


class PublicationRecord(Struct, frozen=True):
    """What was published: the database by size and hash, what it was built of, what it gives."""

    database_bytes: int
    database_sha256: str
    header_sha256: str
    """Of the first blocks, which are looked at also by a run that finds nothing new."""
    files: Mapping[str, int]
    """The size of each file of the records, by its path below the folder of snapshots."""
    snapshots: tuple[Fingerprint, ...]
    forgotten: Mapping[str, int]
    """By ID how often a person had given up something of a snapshot by then."""


def mark_unpublished(warehouse: Warehouse) -> None:
    """Note that what is published may lag behind what is kept."""
    make_folder(warehouse.root)
    write_file(warehouse.mark, b"a run is publishing, or was stopped before it had\n")


def mark_published(warehouse: Warehouse) -> None:
    """Note that all that is kept is published, and count it."""
    global _published
    _published += 1
    with writing(warehouse.mark):
        (warehouse.mark).unlink(missing_ok=True)


def publications() -> int:
    """Return how often this process has published, in any warehouse.

    A run may publish more than its end tells of: what a killed one left open, or editions before an
    error.
    """
    return _published


def is_empty(warehouse: Warehouse) -> bool:
    """Return True if nothing was ever kept or published."""
    published = map(os.path.lexists, (warehouse.database, warehouse.publication))
    return not any(published) and not snapshot_folders(warehouse)


def unpublished_because(warehouse: Warehouse) -> str | None:
    """Return why what is published may not be all that is kept, or is lost; None where it is."""
    if os.path.lexists(warehouse.mark):
        return "an earlier run was stopped before it published"
    if os.path.lexists(wal_of(warehouse.database)):
        return "a log that is none of ours lies beside the database"
    if is_empty(warehouse):
        return None
    try:
        record = find_publication(warehouse)
    except WarehouseDamagedError as error:
        return f"{error.path} is damaged: {error.found}"
    if record is None:
        return f"{warehouse.publication} is not there, so nothing says what was published"
    return _fault(warehouse.database, record) or _changed(record.files, list_records(warehouse))


def write_publication(
    warehouse: Warehouse, database: Path, facts: Iterable[Fingerprint], forgotten: Mapping[str, int]
) -> None:
    """Keep what is about to be published; until the database is in place it is not believed."""
    record = PublicationRecord(
        database_bytes=database.stat().st_size,
        database_sha256=file_sha256(database),
        header_sha256=header_sha256(database),
        files=list_records(warehouse),
        snapshots=tuple(facts),
        forgotten=forgotten,
    )
    write_file(warehouse.publication, record_bytes(record))


def find_publication(warehouse: Warehouse) -> PublicationRecord | None:
    """Return the record of what was published last; None where there is none."""
    what = "the record of what was published"
    return find_record(warehouse.publication, what, PublicationRecord, from_json)


def readable_publication(warehouse: Warehouse) -> PublicationRecord | None:
    """Return the record of what was published last; None where there is none, or it is damaged."""
    try:
        return find_publication(warehouse)
    except WarehouseDamagedError:
        return None


def header_sha256(path: Path) -> str:
    """Return the hash of a database's first blocks.

    Raises:
        OSError: they cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.sha256(file.read(_HEADER_BYTES)).hexdigest()


def list_records(warehouse: Warehouse) -> dict[str, int]:
    """Return the size of each file that is kept of snapshots, by its path below their folder."""
    place = warehouse.snapshots
    folders = snapshot_folders(warehouse)
    besides = [path for path in list_folder(place) if not path.name.startswith(".")]
    paths = [path for folder in folders for path in list_folder(folder)] + besides
    return {
        str(path.relative_to(place)): path.lstat().st_size for path in paths if not path.is_dir()
    }


def set_stale_wal_aside(database: Path) -> None:
    """Move a write-ahead log out of the way: it is not ours, and would keep readers out."""
    wal = wal_of(database)
    if os.path.lexists(wal):
        aside = set_aside(wal, wal.with_name(f"{wal.name}.stale"))
        LOG.warning("%s belongs to no write of ours and was moved to %s", wal, aside.name)


def _fault(path: Path, record: PublicationRecord) -> str | None:
    """Return why a file cannot be the database that was published; None where it may be."""
    if not path.is_file():
        return f"{path} is no file"
    same_size = path.stat().st_size == record.database_bytes
    same = same_size and header_sha256(path) == record.header_sha256
    return None if same else f"{path} is not the database that was published"


def _changed(published: Mapping[str, int], kept: Mapping[str, int]) -> str | None:
    names = sorted({name for name, _ in published.items() ^ kept.items()})
    if not names:
        return None
    named = ", ".join([*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])])
    return f"records of snapshots changed since they were published ({named})"
