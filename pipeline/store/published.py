"""What was published last: the record of it, beside the database, else the database itself.

The record says what readers were given even where the database is damaged or gone. Where the record
is missing or damaged, the database is asked.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import WarehouseDamagedError
from pipeline.files import write_file
from pipeline.jsonform import from_json, record_bytes
from pipeline.records import read_record
from pipeline.store.kept import Facts
from pipeline.store.publication import MARK, header_sha256, list_records
from pipeline.store.snapshots import snapshot_folders
from pipeline.store.warehouse import Warehouse, move_away, rebuild_remedy

_NAMED = 3
"""So many changed files are named."""


@dataclass(frozen=True, slots=True)
class PublicationRecord:
    """What was published: the database by size and hash, what it was built of, what it gives."""

    database_bytes: int
    database_sha256: str
    header_sha256: str
    """Of the first blocks, which are looked at also by a run that finds nothing new."""
    files: Mapping[str, int]
    """The size of each file of the records, by its path below the folder of snapshots."""
    snapshots: tuple[Facts, ...]
    forgotten: Mapping[str, int]
    """By ID how often a person had given up something of a snapshot by then."""


def write_publication(
    warehouse: Warehouse, database: Path, facts: Iterable[Facts], forgotten: Mapping[str, int]
) -> None:
    """Keep what is about to be published; until the database is in place it is not believed.

    Raises:
        WarehouseNotWritableError: the old record is still there.
    """
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
    """Return the record of what was published last; None where there is none.

    Raises:
        WarehouseDamagedError: it is damaged.
    """
    path, remedy = warehouse.publication, rebuild_remedy(warehouse.database)
    if not os.path.lexists(path):
        return None
    return read_record(
        path,
        "the record of what was published",
        remedy,
        lambda data: from_json(PublicationRecord, data),
    )


def readable_publication(warehouse: Warehouse) -> PublicationRecord | None:
    """Return the record of what was published last; None where there is none, or it is damaged."""
    try:
        return find_publication(warehouse)
    except WarehouseDamagedError:
        return None


def published_facts(warehouse: Warehouse) -> Mapping[str, Facts]:
    """Return by ID what readers were given, by the record, else by the database itself.

    Raises:
        WarehouseDamagedError: neither can be read, and there is no snapshot to build a database of.
    """
    if record := readable_publication(warehouse):
        return {facts.id: facts for facts in record.snapshots}
    if not os.path.lexists(warehouse.database):
        return {}
    from pipeline.store.query import database_facts

    try:
        return {facts.id: facts for facts in database_facts(warehouse.database)}
    except WarehouseDamagedError as error:
        if snapshot_folders(warehouse):
            return {}
        raise _untold(warehouse, error.found) from error


def is_empty(warehouse: Warehouse) -> bool:
    """Return True if nothing was ever kept or published."""
    published = map(os.path.lexists, (warehouse.database, warehouse.publication))
    return not any(published) and not snapshot_folders(warehouse)


def unpublished_because(warehouse: Warehouse) -> str | None:
    """Say why what is published may not be all that is kept, or is lost; None where it is."""
    if (warehouse.root / MARK).exists():
        return "an earlier run was stopped before it published"
    if is_empty(warehouse):
        return None
    try:
        record = find_publication(warehouse)
    except WarehouseDamagedError as error:
        return f"{error.path} is damaged: {error.found}"
    if record is None:
        return f"{warehouse.publication} is not there, so nothing says what was published"
    return _fault(warehouse.database, record) or _changed(record.files, list_records(warehouse))


def file_sha256(path: Path) -> str:
    """Return the hash of a file that may be large.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _untold(warehouse: Warehouse, found: str) -> WarehouseDamagedError:
    path = warehouse.database
    remedy = (
        f"restore {warehouse.snapshots} (is it mounted, was it moved?); to begin anew with nothing "
        f"published, run: {move_away(path)}"
    )
    return WarehouseDamagedError(path, "a database, or snapshots to build one of", found, remedy)


def _fault(path: Path, record: PublicationRecord) -> str | None:
    """Say why a file cannot be the database that was published; None where it may be."""
    if not path.is_file():
        found = "no regular file" if os.path.lexists(path) else "no such file"
        return f"{path}: found {found}, expected the database"
    if (size := path.stat().st_size) != record.database_bytes:
        return f"{path}: found {size} bytes, expected {record.database_bytes}"
    if header_sha256(path) != record.header_sha256:
        return f"{path}: found other first blocks than those that were published"
    return None


def _changed(published: Mapping[str, int], kept: Mapping[str, int]) -> str | None:
    names = sorted({name for name, _ in published.items() ^ kept.items()})
    if not names:
        return None
    named = ", ".join([*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])])
    return f"records of snapshots changed since they were published ({named})"
