"""Proof that what is stored is what was accepted: files against records, rows against hashes."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands import command
from pipeline.errors import WarehouseDamagedError
from pipeline.jsonfiles import read_regular
from pipeline.manifest import Manifest
from pipeline.model import Loss, LostPart, Snapshot
from pipeline.store import figures
from pipeline.store.database import database_aside
from pipeline.store.differences import (
    Difference,
    content_differences,
    contents,
    database_differences,
    difference_of,
    rows_difference,
)
from pipeline.store.duck import Connection, open_reader, quoted
from pipeline.store.learned import find_withdrawal
from pipeline.store.losses import find_losses
from pipeline.store.publication import MARK, file_sha256, find_publication
from pipeline.store.records import (
    FIGURES_NAME,
    MANIFEST_NAME,
    read_manifest,
    restore_remedy,
    snapshot_folders,
)
from pipeline.store.warehouse import Warehouse, rebuild_remedy

if TYPE_CHECKING:
    from pandas import DataFrame

_ROWS_NAMED = 3
_REMOVE = "nothing reads it: look where it is from, and remove it"
_RESTORE_DOCUMENT = "look at --raw-dir, or restore the document from a copy"


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
    Nobody may write meanwhile. What was published and is not kept any more is a difference of the
    records, which the database shall not follow.

    Raises:
        WarehouseNotWritableError: there is no space to build the database again aside.
    """
    snapshots: list[ProvedSnapshot] = []
    unreadable: list[str] = []
    differences: list[Difference] = []
    with figures.empty() as connection:
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
    lost = _lost(warehouse)
    named = {difference.subject for difference in differences}
    differences.extend(_loss_difference(loss) for loss in lost if str(loss.path) not in named)
    gone = {one.snapshot for one in lost if one.part is LostPart.SNAPSHOT and not one.damaged}
    differences.extend(_database_differences(warehouse, manifests, gone.union(unreadable)))
    if not differences:
        differences.extend(_content_differences(warehouse))
    if not differences:
        differences.extend(_publication_differences(warehouse))
    differences.extend(_mark_differences(warehouse))
    return Verified(tuple(snapshots), tuple(unreadable), tuple(differences))


def compare_rows(
    snapshot: Snapshot, frame: "DataFrame", raw_dir: Path | None = None
) -> Difference | None:
    """Compare rows read again from the document with those of the snapshot; None if the same.

    Raises:
        WarehouseDamagedError: the snapshot's own file is missing or damaged.
    """
    manifest = read_manifest(snapshot.path)
    path = snapshot.path / FIGURES_NAME
    with figures.loaded(frame) as connection, figures.reading_parquet(path):
        if figures.hash_rows(connection)[""] == manifest.rows_sha256:
            return None
        today = figures.lines_by_key(connection)
        kept = figures.lines_by_key(connection, f"read_parquet({quoted(path)})")
    keys = sorted(kept.keys() | today.keys())
    differing = [key for key in keys if kept.get(key) != today.get(key)]
    shown = [
        "; ".join(lines.get(key, f"no row {key}").rstrip("\n") for key in differing[:_ROWS_NAMED])
        for lines in (kept, today)
    ]
    warehouse = snapshot.path.parent.parent
    reprocess = command("reprocess", snapshot.id, warehouse=warehouse, raw_dir=raw_dir)
    remedy = f"look which reading is right, and if it is today's, run: {reprocess}"
    subject = f"snapshot {snapshot.id}: {len(differing)} of {len(keys)} rows differ"
    return Difference(subject, shown[0], shown[1], remedy)


def _withdrawn(warehouse: Warehouse, id: str) -> tuple[bool, list[Difference]]:
    """Return whether a snapshot is withdrawn, and what is wrong with the record of that."""
    try:
        return find_withdrawal(warehouse, id) is not None, []
    except WarehouseDamagedError as error:
        return True, [difference_of(error)]


def _snapshot_differences(
    connection: Connection, warehouse: Warehouse, manifest: Manifest, raw_dir: Path | None
) -> Iterator[Difference]:
    try:
        if difference := rows_difference(connection, warehouse, manifest):
            yield difference
    except WarehouseDamagedError as error:
        yield difference_of(error)
    yield from _unexpected_files(warehouse.snapshots / manifest.id, manifest)
    if raw_dir is not None:
        yield from _raw_differences(raw_dir / f"{manifest.document.sha256}.pdf", manifest)


def _unexpected_files(folder: Path, manifest: Manifest) -> Iterator[Difference]:
    known = {MANIFEST_NAME, *manifest.files}
    for path in sorted(folder.iterdir()):
        if path.name not in known:
            yield Difference(str(path), "no such file", "one", _REMOVE)


def _raw_differences(path: Path, manifest: Manifest) -> Iterator[Difference]:
    expected = f"hash {manifest.document.sha256}, read as snapshot {manifest.id}"
    try:
        found = hashlib.sha256(read_regular(path)).hexdigest()
    except OSError as error:
        yield Difference(str(path), expected, error.strerror or str(error), _RESTORE_DOCUMENT)
        return
    if found != manifest.document.sha256:
        yield Difference(str(path), expected, f"hash {found}", _RESTORE_DOCUMENT)


def _database_differences(
    warehouse: Warehouse, manifests: Iterable[Manifest], unproved: Collection[str]
) -> tuple[Difference, ...]:
    path = warehouse.database
    try:
        with open_reader(path) as connection:
            return tuple(database_differences(connection, path, manifests, unproved))
    except WarehouseDamagedError as error:
        return (difference_of(error),)


def _content_differences(warehouse: Warehouse) -> tuple[Difference, ...]:
    """Compare all that the database holds with what one built of the records today does.

    So what is wrong with records that are intact one by one is noticed too.
    """
    path = warehouse.database
    try:
        with database_aside(warehouse) as connection:
            expected = contents(connection)
        with open_reader(path) as connection:
            return tuple(content_differences(path, expected, contents(connection)))
    except WarehouseDamagedError as error:
        return (difference_of(error),)


def _lost(warehouse: Warehouse) -> tuple[Loss, ...]:
    """What was published and is not kept any more, or damaged; nothing where nothing tells."""
    try:
        return find_losses(warehouse)
    except WarehouseDamagedError:
        return ()


def _loss_difference(loss: Loss) -> Difference:
    remedy = restore_remedy(loss.path)
    return Difference(str(loss.path), f"the published {loss.part}", loss.found, remedy)


def _publication_differences(warehouse: Warehouse) -> Iterator[Difference]:
    """Compare the file of the database, byte for byte, with the record of what was published."""
    path, remedy = warehouse.database, rebuild_remedy(warehouse.database)
    try:
        record = find_publication(warehouse)
    except WarehouseDamagedError as error:
        yield difference_of(error)
        return
    if record is None:
        expected = "the record of what was published"
        yield Difference(str(warehouse.publication), expected, "no such file", remedy)
        return
    if (found := file_sha256(path)) != record.database_sha256:
        yield Difference(str(path), f"hash {record.database_sha256}", f"hash {found}", remedy)


def _mark_differences(warehouse: Warehouse) -> Iterator[Difference]:
    """A run that was stopped has kept what readers do not see yet."""
    if (mark := warehouse.root / MARK).exists():
        found = "a mark that a run was stopped before it published"
        remedy = rebuild_remedy(warehouse.database)
        yield Difference(str(mark), "all that is kept to be published", found, remedy)
