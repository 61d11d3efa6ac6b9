"""Proof that what is stored is what was accepted: files against records, rows against hashes."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import WarehouseDamagedError
from pipeline.model import Snapshot
from pipeline.store import figures
from pipeline.store.duck import REBUILD, Connection, open_memory, open_reader
from pipeline.store.manifest import FIGURES_NAME, Manifest, read_manifest, verify_figures
from pipeline.store.snapshots import snapshot_folders
from pipeline.store.standing import load_standings
from pipeline.store.warehouse import Warehouse
from pipeline.store.withdrawals import find_withdrawal

if TYPE_CHECKING:
    from pandas import DataFrame

_ROWS_NAMED = 3
_RESTORE = "restore it from a backup"
_RESTORE_DOCUMENT = "look at --raw-dir, or restore the document from a copy"
_WHICH_IS_RIGHT = (
    "look which reading is right, and if it is today's, run 'planungsrahmen reprocess {id}'"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that is not what its record says."""

    subject: str
    """The file, or the snapshot and what of it."""
    expected: str
    found: str
    remedy: str
    """What to do about it."""

    def __str__(self) -> str:
        """One line for logs."""
        return f"{self.subject}: expected {self.expected}, found {self.found}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class ProvedSnapshot:
    """A snapshot whose record can be read, and what its files proved to be."""

    manifest: Manifest
    withdrawn: bool
    intact: bool
    """Whether its files, rows and document are those of the record."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look at all files has proved."""

    snapshots: tuple[ProvedSnapshot, ...]
    """In the order of acceptance; without those whose record cannot be read."""
    unreadable: tuple[str, ...]
    """The IDs of these."""
    differences: tuple[Difference, ...]


def verify_files(warehouse: Warehouse, raw_dir: Path | None = None) -> Verified:
    """Compare every snapshot's files, rows and raw document, and the database, with the records.

    Goes on after a difference, so that all are named. Without `raw_dir` no document is looked at.
    Nobody may write meanwhile.
    """
    snapshots: list[ProvedSnapshot] = []
    unreadable: list[str] = []
    differences: list[Difference] = []
    with open_memory() as connection:
        figures.create_tables(connection)
        for folder in snapshot_folders(warehouse):
            try:
                manifest = read_manifest(folder)
            except WarehouseDamagedError as error:
                unreadable.append(folder.name)
                differences.append(difference_of(error))
                continue
            withdrawn, found = _withdrawn(warehouse, manifest.id)
            found.extend(_snapshot_differences(connection, warehouse, manifest, raw_dir))
            snapshots.append(ProvedSnapshot(manifest, withdrawn, not found))
            differences.extend(found)
    snapshots.sort(key=lambda proved: proved.manifest.sequence)
    manifests = [proved.manifest for proved in snapshots]
    differences.extend(_database_differences(warehouse, manifests, unreadable))
    if not differences:
        differences.extend(_order_differences(warehouse))
    return Verified(tuple(snapshots), tuple(unreadable), tuple(differences))


def compare_rows(snapshot: Snapshot, frame: "DataFrame") -> Difference | None:
    """Compare rows read again from the document with those of the snapshot; None if the same.

    Raises:
        WarehouseDamagedError: the snapshot's own file is missing or damaged.
    """
    manifest = read_manifest(snapshot.path)
    with open_memory() as connection:
        figures.create_tables(connection)
        figures.insert_frame(connection, frame, sequence=1, id=snapshot.id)
        if figures.hash_rows(connection, [snapshot.id])[snapshot.id] == manifest.rows_sha256:
            return None
        read_again = _lines(connection)
        figures.clear(connection)
        figures.insert_parquet(connection, snapshot.path / FIGURES_NAME, 1, snapshot.id)
        return _rows_difference(snapshot.id, _lines(connection), read_again)


def database_differences(
    connection: Connection,
    path: Path,
    manifests: Iterable[Manifest],
    unreadable: Collection[str] = (),
) -> Iterator[Difference]:
    """Compare an open database with the records: which snapshots, and the rows of each.

    What it has of snapshots whose record is `unreadable` is not looked at.
    """
    expected = {manifest.id: manifest for manifest in manifests}
    found = figures.hash_rows(connection, [])
    for id in sorted((expected.keys() | found.keys()) - set(unreadable)):
        kept = expected[id].rows_sha256 if id in expected else "no such snapshot"
        if found.get(id) != kept:
            yield Difference(f"{path}: rows of {id}", kept, found.get(id, "no rows"), REBUILD)
    rows = connection.execute("SELECT snapshot_id FROM snapshots").fetchall()
    listed = {id for (id,) in rows} - set(unreadable)
    if listed != expected.keys():
        kept, there = str(sorted(expected)), str(sorted(listed))
        yield Difference(f"{path}: table snapshots", kept, there, REBUILD)
    doubled = connection.execute(
        "SELECT snapshot_id, gemeinde_ags FROM figures GROUP BY ALL HAVING count(*) > 1"
    ).fetchall()
    for id, gemeinde_ags in doubled:
        yield Difference(f"{path}: {id}", f"one row of {gemeinde_ags}", "several", REBUILD)


def difference_of(error: WarehouseDamagedError) -> Difference:
    """Return as a difference that a file is damaged."""
    return Difference(str(error.path), error.expected, error.found, error.remedy)


def _withdrawn(warehouse: Warehouse, id: str) -> tuple[bool, list[Difference]]:
    """Whether a snapshot is withdrawn, and what is wrong with the record of that."""
    try:
        return find_withdrawal(warehouse, id) is not None, []
    except WarehouseDamagedError as error:
        return True, [difference_of(error)]


def _snapshot_differences(
    connection: Connection, warehouse: Warehouse, manifest: Manifest, raw_dir: Path | None
) -> Iterator[Difference]:
    try:
        path = verify_figures(warehouse, manifest)
    except WarehouseDamagedError as error:
        yield difference_of(error)
    else:
        figures.clear(connection)
        figures.insert_parquet(connection, path, manifest.sequence, manifest.id)
        found = figures.hash_rows(connection, [manifest.id])[manifest.id]
        if found != manifest.rows_sha256:
            yield Difference(f"{path}: rows", manifest.rows_sha256, found, _RESTORE)
    if raw_dir is not None:
        yield from _raw_differences(raw_dir / f"{manifest.document.sha256}.pdf", manifest)


def _raw_differences(path: Path, manifest: Manifest) -> Iterator[Difference]:
    expected = f"hash {manifest.document.sha256}, read as snapshot {manifest.id}"
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        yield Difference(str(path), expected, error.strerror or str(error), _RESTORE_DOCUMENT)
        return
    if found != manifest.document.sha256:
        yield Difference(str(path), expected, f"hash {found}", _RESTORE_DOCUMENT)


def _database_differences(
    warehouse: Warehouse, manifests: Iterable[Manifest], unreadable: Collection[str]
) -> tuple[Difference, ...]:
    path = warehouse.database
    try:
        with open_reader(path) as connection:
            return tuple(database_differences(connection, path, manifests, unreadable))
    except WarehouseDamagedError as error:
        return (difference_of(error),)


def _order_differences(warehouse: Warehouse) -> tuple[Difference, ...]:
    """What can be wrong with snapshots that are intact one by one."""
    try:
        load_standings(warehouse)
    except WarehouseDamagedError as error:
        return (difference_of(error),)
    return ()


def _lines(connection: Connection) -> dict[str, str]:
    """The canonical lines by key, which is their first field."""
    return {
        line[1:].partition('"')[0]: line.rstrip("\n")
        for _, line in figures.canonical_lines(connection)
    }


def _rows_difference(id: str, kept: dict[str, str], read_again: dict[str, str]) -> Difference:
    keys = sorted(kept.keys() | read_again.keys())
    differing = [key for key in keys if kept.get(key) != read_again.get(key)]
    named = differing[:_ROWS_NAMED]
    return Difference(
        f"snapshot {id}: {len(differing)} of {len(keys)} rows differ",
        "; ".join(kept.get(key, f"no row {key}") for key in named),
        "; ".join(read_again.get(key, f"no row {key}") for key in named),
        _WHICH_IS_RIGHT.format(id=id),
    )
