"""What readers were given and the records do not hold any more, and what was given up for good.

What is published is derived, so it can be built anew, but only from records that are all there:
built of fewer, it would silently lose figures, or bring back what a person had withdrawn. Therefore
publication remembers of each snapshot the few facts by which a loss shows itself (`Fingerprint`),
and before anything is published these are compared with the records.

That somebody gave something up is recorded before anything is published without it.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from pipeline.commands import move_command
from pipeline.errors import (
    NothingToForgetError,
    OtherFormatError,
    RecordsLostError,
    WarehouseDamagedError,
)
from pipeline.files import list_folder, set_aside
from pipeline.logs import LOG
from pipeline.manifest import Manifest
from pipeline.model import Loss, LostPart
from pipeline.store.duck import open_reader
from pipeline.store.publication import Fingerprint, readable_publication
from pipeline.store.query import fingerprints
from pipeline.store.records import (
    Forgetting,
    Sighting,
    Withdrawal,
    add_fact,
    facts_path,
    find_facts,
    read_manifest,
    snapshot_folders,
    verify_figures,
)
from pipeline.store.warehouse import Warehouse

Kept = TypeVar("Kept")
_MISSING = "no such file"


def check_records(warehouse: Warehouse) -> tuple[Loss, ...]:
    """Return what is lost of the records and was given up by a person since it was published.

    Raises:
        RecordsLostError: something is lost that nobody has given up.
        WarehouseDamagedError: nothing tells what was published, and nothing is kept.
    """
    losses = find_losses(warehouse)
    if unsaid := _not_given_up(warehouse, losses):
        raise RecordsLostError(warehouse.root, unsaid)
    return losses


def forget(
    warehouse: Warehouse, ids: Sequence[str], by: str, at: datetime, reason: str | None
) -> tuple[Loss, ...]:
    """Record that a person gives up what is lost of these snapshots, and return what that is.

    Nothing is recorded unless they are all of which something is lost. Rebuild the database
    afterwards.

    Raises:
        NothingToForgetError: nothing of one of them is lost.
        RecordsLostError: something of others is lost too.
    """
    losses = find_losses(warehouse)
    lost = list(dict.fromkeys(loss.snapshot for loss in losses))
    if unknown := [id for id in ids if id not in lost]:
        raise NothingToForgetError(unknown, lost)
    new = _not_given_up(warehouse, losses)
    if any(loss.snapshot not in ids for loss in new):
        raise RecordsLostError(warehouse.root, new)
    for id in dict.fromkeys(loss.snapshot for loss in new):
        parts = tuple(loss.part for loss in new if loss.snapshot == id)
        add_fact(warehouse, id, Forgetting(parts, by, at, reason))
    return losses


def _not_given_up(warehouse: Warehouse, losses: Sequence[Loss]) -> tuple[Loss, ...]:
    """Return the losses of snapshots that nobody has given up since the last publication."""
    record = readable_publication(warehouse)
    counted = record.forgotten if record else {}
    given_up = {
        id: find_facts(warehouse, id, Forgetting)[counted.get(id, 0) :]
        for id in {loss.snapshot for loss in losses}
    }
    return tuple(loss for loss in losses if not given_up[loss.snapshot])


def set_remains_aside(warehouse: Warehouse, given_up: Sequence[Loss]) -> None:
    """Move what is damaged, and given up, out of the way of the readers of records."""
    for loss in given_up:
        folder = warehouse.snapshots / loss.snapshot
        remains = folder if loss.part is LostPart.SNAPSHOT else loss.path
        if loss.damaged and os.path.lexists(remains):
            aside = set_aside(remains, warehouse.aside / remains.name)
            LOG.warning("%s is damaged and given up; it was moved to %s", remains, aside)


def count_forgettings(warehouse: Warehouse) -> dict[str, int]:
    """Return by ID how often something of a snapshot was given up."""
    paths = list_folder(warehouse.snapshots)
    ids = [p.name.partition(".")[0] for p in paths if p.name.endswith(Forgetting.suffix)]
    return {id: len(find_facts(warehouse, id, Forgetting)) for id in ids}


def find_losses(warehouse: Warehouse) -> tuple[Loss, ...]:
    """Return what was published and is gone, and what is kept and damaged.

    Raises:
        OtherFormatError: a record is of a format that this version cannot read.
        WarehouseDamagedError: nothing tells what was published, and nothing is kept.
    """
    published = _published_facts(warehouse)
    ids = sorted({folder.name for folder in snapshot_folders(warehouse)} | published.keys())
    manifests, losses = _read_all(warehouse, ids, LostPart.SNAPSHOT, _read_snapshot)
    find_withdrawals = partial(find_facts, kind=Withdrawal)
    withdrawals, more = _read_all(warehouse, ids, LostPart.WITHDRAWAL, find_withdrawals)
    find_sightings = partial(find_facts, kind=Sighting)
    sightings, others = _read_all(warehouse, ids, LostPart.CAPTURES, find_sightings)
    gone = _gone(warehouse, published, manifests, withdrawals, sightings)
    return tuple(sorted([*losses, *more, *others, *gone], key=lambda loss: loss.snapshot))


def _read_all(
    warehouse: Warehouse, ids: Sequence[str], part: LostPart, read: Callable[[Warehouse, str], Kept]
) -> tuple[dict[str, Kept], list[Loss]]:
    """Return one part of the records of snapshots by ID, and the losses where it is damaged."""
    intact: dict[str, Kept] = {}
    damaged = []
    for id in ids:
        try:
            intact[id] = read(warehouse, id)
        except OtherFormatError:
            raise
        except WarehouseDamagedError as error:
            path = Path(error.path)
            place = warehouse.snapshots / id if part is LostPart.SNAPSHOT else path
            damaged.append(Loss(id, part, path, error.found, damaged=os.path.lexists(place)))
    return intact, damaged


def _gone(
    warehouse: Warehouse,
    published: Mapping[str, Fingerprint],
    manifests: Mapping[str, Manifest],
    withdrawals: Mapping[str, Sequence[Withdrawal]],
    sightings: Mapping[str, Sequence[Sighting]],
) -> Iterator[Loss]:
    """Compare what is kept with what was published; what is damaged is named already."""
    captures: dict[str, set[datetime | None]] = {}
    for id, document in ((id, manifest.document) for id, manifest in manifests.items()):
        known = captures.setdefault(document.sha256, set())
        known.add(document.captured_at)
        known.update(one.captured_at for one in sightings.get(id, ()))
    for id, facts in published.items():
        manifest = manifests.get(id)
        if manifest and manifest.rows_sha256 != facts.rows_sha256:
            found = f"other rows than the published ones, hash {facts.rows_sha256}"
            yield Loss(id, LostPart.SNAPSHOT, warehouse.snapshots / id, found)
        if facts.withdrawn and withdrawals.get(id) == ():
            path = facts_path(warehouse, id, Withdrawal)
            yield Loss(id, LostPart.WITHDRAWAL, path, _MISSING)
        if manifest is None or id not in sightings:
            continue
        if gone := sorted(set(facts.captures) - captures[manifest.document.sha256]):
            path = facts_path(warehouse, id, Sighting)
            found = f"none of {', '.join(f'{one:%Y-%m-%d}' for one in gone)}"
            yield Loss(id, LostPart.CAPTURES, path, found if path.exists() else _MISSING)


def _published_facts(warehouse: Warehouse) -> Mapping[str, Fingerprint]:
    """Return by ID what readers were given, by the record, else by the database itself."""
    if record := readable_publication(warehouse):
        return {facts.id: facts for facts in record.snapshots}
    if not os.path.lexists(warehouse.database):
        return {}
    try:
        with open_reader(warehouse.database) as connection:
            return {facts.id: facts for facts in fingerprints(connection)}
    except WarehouseDamagedError as error:
        if snapshot_folders(warehouse):
            return {}
        path, expected = warehouse.database, "a database, or snapshots to build one of"
        remedy = (
            f"restore {warehouse.snapshots} (is it mounted, was it moved?); to begin anew with "
            f"nothing published, run: {move_command(path)}"
        )
        raise WarehouseDamagedError(path, expected, error.found, remedy) from error


def _read_snapshot(warehouse: Warehouse, id: str) -> Manifest:
    folder = warehouse.snapshots / id
    if not folder.is_dir():
        raise WarehouseDamagedError(folder, "the folder of a snapshot", "no such folder")
    manifest = read_manifest(folder)
    verify_figures(warehouse, manifest)
    return manifest
