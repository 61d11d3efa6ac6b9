"""Proof that what is stored is what was accepted: files against records, rows against hashes.

The bytes of two databases built of the same records differ; what is in them does not, for nothing
in them tells when or where they were built. So they are compared row by row and object by object.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, field

from pipeline.commands import ASIDE, move_command
from pipeline.errors import WarehouseDamagedError
from pipeline.files import check_hash, list_folder
from pipeline.manifest import Manifest
from pipeline.model import LostPart
from pipeline.store import figure_rows
from pipeline.store.database import database_aside
from pipeline.store.duck import Connection, content_differences, open_reader, read_contents
from pipeline.store.losses import find_losses
from pipeline.store.publication import find_publication
from pipeline.store.records import (
    MANIFEST_NAME,
    Forgetting,
    Sighting,
    Withdrawal,
    find_facts,
    read_manifest,
    snapshot_folders,
)
from pipeline.store.warehouse import Warehouse


class ProvedSnapshot(Struct, frozen=True):
    """A snapshot whose record can be read, and what its files proved to be."""

    manifest: Manifest
    withdrawn: bool
    intact: bool
    """Whether its files, rows and document are those of the record."""


class Verified(Struct):
    """What a look at all files has proved; it grows as they are looked at."""

    snapshots: list[ProvedSnapshot] = field(default_factory=list)
    """In the order of acceptance; without those whose record cannot be read."""
    unreadable: list[str] = field(default_factory=list)
    """The IDs of these."""
    differences: list[WarehouseDamagedError] = field(default_factory=list)


@contextmanager
def noted_in(differences: list[WarehouseDamagedError]) -> Iterator[None]:
    """Go on after a block that meets something damaged, which is added to these differences."""
    try:
        yield
    except WarehouseDamagedError as error:
        differences.append(error)


def verify_files(warehouse: Warehouse, raw_dir: Path | None = None) -> Verified:
    """Compare every snapshot's files, rows and raw document, and the database, with the records.

    Goes on after a difference, so that all are named. Without `raw_dir` no document is looked at.
    Nobody may write meanwhile. What was published and is not kept any more is a difference of the
    records, which the database shall not follow.
    """
    verified = Verified()
    with figure_rows.empty() as connection:
        for folder in snapshot_folders(warehouse):
            try:
                manifest = read_manifest(folder)
            except WarehouseDamagedError as error:
                verified.unreadable.append(folder.name)
                verified.differences.append(error)
            else:
                _look_at_snapshot(verified, connection, warehouse, manifest, raw_dir)
    verified.snapshots.sort(key=lambda proved: proved.manifest.sequence)
    unproved = {*_look_for_losses(verified, warehouse), *verified.unreadable}
    manifests = [proved.manifest for proved in verified.snapshots]
    path, found = warehouse.database, verified.differences
    with noted_in(found), open_reader(path) as connection:
        found.extend(figure_rows.database_differences(connection, path, manifests, unproved))
        if not found:
            # So what is wrong with records that are intact one by one is noticed too.
            with database_aside(warehouse) as built:
                expected = read_contents(built)
            found.extend(content_differences(path, expected, read_contents(connection)))
    if not found:
        with noted_in(found):
            _check_publication(warehouse)
    found.extend(_facts_about_nothing(warehouse, unproved))
    if os.path.lexists(mark := warehouse.mark):
        there = "a mark that a run was stopped before it published"
        found.append(WarehouseDamagedError(mark, "all that is kept to be published", there))
    return verified


def _look_at_snapshot(
    verified: Verified,
    connection: Connection,
    warehouse: Warehouse,
    manifest: Manifest,
    raw_dir: Path | None,
) -> None:
    withdrawn = True
    found: list[WarehouseDamagedError] = []
    with noted_in(found):
        withdrawn = bool(find_facts(warehouse, manifest.id, Withdrawal))
    with noted_in(found):
        figure_rows.verify_rows(connection, warehouse, manifest)
    found.extend(_unexpected_files(warehouse.snapshots / manifest.id, manifest))
    if raw_dir is not None:
        with noted_in(found):
            _check_raw(raw_dir / f"{manifest.document.sha256}.pdf", manifest)
    verified.snapshots.append(ProvedSnapshot(manifest, withdrawn, intact=not found))
    verified.differences.extend(found)


def _unexpected_files(folder: Path, manifest: Manifest) -> Iterator[WarehouseDamagedError]:
    known = {MANIFEST_NAME, *manifest.files}
    for path in list_folder(folder):
        if path.name not in known and ASIDE not in path.name:
            remedy = f"nothing reads it; to move it away, run: {move_command(path)}"
            yield WarehouseDamagedError(path, "no such file", "one", remedy)


def _check_raw(path: Path, manifest: Manifest) -> None:
    expected = f"hash {manifest.document.sha256}, read as snapshot {manifest.id}"
    remedy = f"look whether {path.parent} is the folder of documents, or put a copy back there"
    check_hash(path, manifest.document.sha256, expected, remedy)


def _look_for_losses(verified: Verified, warehouse: Warehouse) -> set[str]:
    """Note what was published and is lost or damaged; return the snapshots that are gone whole.

    Where nothing tells what was published, nothing is lost.
    """
    try:
        losses = find_losses(warehouse)
    except WarehouseDamagedError:
        return set()
    named = {difference.path for difference in verified.differences}
    for loss in losses:
        if loss.path not in named:
            difference = WarehouseDamagedError(loss.path, f"the published {loss.part}", loss.found)
            verified.differences.append(difference)
    return {one.snapshot for one in losses if one.part is LostPart.SNAPSHOT and not one.damaged}


def _facts_about_nothing(
    warehouse: Warehouse, named: Collection[str]
) -> Iterator[WarehouseDamagedError]:
    """What was learned of a snapshot that is not there, not named as lost, and not given up."""
    paths = list_folder(warehouse.snapshots)
    known = {path.name for path in paths} | set(named)
    for path in paths:
        id, point, rest = path.name.partition(".")
        given_up = f"{id}{Forgetting.suffix}" in known
        learned = point + rest in (Withdrawal.suffix, Sighting.suffix)
        if learned and id not in known and not given_up:
            remedy = f"put its folder back, or, to move this away, run: {move_command(path)}"
            yield WarehouseDamagedError(path, "a snapshot that it is about", "none", remedy)


def _check_publication(warehouse: Warehouse) -> None:
    """Compare the file of the database, byte for byte, with the record of what was published."""
    path, record = warehouse.database, find_publication(warehouse)
    if record is None:
        expected = "the record of what was published"
        raise WarehouseDamagedError(warehouse.publication, expected, "no such file")
    check_hash(path, record.database_sha256)
