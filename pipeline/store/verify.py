"""Proof that what is stored is what was accepted: files against records, rows against hashes."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import WarehouseDamagedError
from pipeline.model import Snapshot
from pipeline.store import figures
from pipeline.store.duck import Connection, open_memory, open_reader
from pipeline.store.manifest import FIGURES_NAME, Manifest, read_manifest, verify_figures
from pipeline.store.snapshots import snapshot_folders
from pipeline.store.warehouse import Warehouse

if TYPE_CHECKING:
    from pandas import DataFrame

_ROWS_NAMED = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that is not what its record says."""

    subject: str
    """The file, or the snapshot and what of it."""
    expected: str
    found: str

    def __str__(self) -> str:
        """One line for logs."""
        return f"{self.subject}: expected {self.expected}, found {self.found}"


def verify_files(warehouse: Warehouse, raw_dir: Path | None = None) -> tuple[Difference, ...]:
    """Compare every snapshot's files, rows and raw document, and the database, with the records.

    Goes on after a difference, so that all are named. Without `raw_dir` no document is looked at.
    """
    manifests: list[Manifest] = []
    differences: list[Difference] = []
    with open_memory() as connection:
        figures.create_tables(connection)
        for folder in snapshot_folders(warehouse):
            try:
                manifest = read_manifest(folder)
                manifests.append(manifest)
                differences.extend(_snapshot_differences(connection, warehouse, manifest, raw_dir))
            except WarehouseDamagedError as error:
                differences.append(_difference(error))
    return (*differences, *_database_differences(warehouse, manifests))


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
    connection: Connection, path: Path, manifests: Iterable[Manifest]
) -> Iterator[Difference]:
    """Compare an open database with the records: which snapshots, and the rows of each."""
    expected = {manifest.id: manifest for manifest in manifests}
    found = figures.hash_rows(connection, [])
    for id in sorted(expected.keys() | found.keys()):
        kept = expected[id].rows_sha256 if id in expected else "no such snapshot"
        if found.get(id) != kept:
            yield Difference(f"{path}: rows of {id}", kept, found.get(id, "no rows"))
    listed = {id for (id,) in connection.execute("SELECT snapshot_id FROM snapshots").fetchall()}
    if listed != expected.keys():
        yield Difference(f"{path}: table snapshots", str(sorted(expected)), str(sorted(listed)))
    doubled = connection.execute(
        "SELECT snapshot_id, gemeinde_ags FROM figures GROUP BY ALL HAVING count(*) > 1"
    ).fetchall()
    for id, gemeinde_ags in doubled:
        yield Difference(f"{path}: {id}", f"one row of {gemeinde_ags}", "several")


def _snapshot_differences(
    connection: Connection, warehouse: Warehouse, manifest: Manifest, raw_dir: Path | None
) -> Iterator[Difference]:
    path = verify_figures(warehouse, manifest)
    figures.clear(connection)
    figures.insert_parquet(connection, path, manifest.sequence, manifest.id)
    found = figures.hash_rows(connection, [manifest.id])[manifest.id]
    if found != manifest.rows_sha256:
        yield Difference(f"{path}: rows", manifest.rows_sha256, found)
    if raw_dir is not None:
        yield from _raw_differences(raw_dir / f"{manifest.document.sha256}.pdf", manifest)


def _raw_differences(path: Path, manifest: Manifest) -> Iterator[Difference]:
    expected = f"hash {manifest.document.sha256}, read as snapshot {manifest.id}"
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        yield Difference(str(path), expected, error.strerror or str(error))
        return
    if found != manifest.document.sha256:
        yield Difference(str(path), expected, f"hash {found}")


def _database_differences(
    warehouse: Warehouse, manifests: Iterable[Manifest]
) -> tuple[Difference, ...]:
    try:
        with open_reader(warehouse.database) as connection:
            return tuple(database_differences(connection, warehouse.database, manifests))
    except WarehouseDamagedError as error:
        return (_difference(error),)


def _difference(error: WarehouseDamagedError) -> Difference:
    return Difference(str(error.path), error.expected, error.found)


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
    )
