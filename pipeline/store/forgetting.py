"""What of the records is lost, and what of that a person has given up for good.

That somebody gave something up is recorded beside the snapshots (`<id>.forgotten.json`), before
anything is published without it, and holds for what was published by then: what comes back later,
and is lost again, has to be given up again.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.errors import NothingToForgetError, RecordsLostError
from pipeline.files import set_aside, write_file
from pipeline.jsonform import from_json, record_bytes
from pipeline.logs import LOG
from pipeline.model import Loss, LostPart
from pipeline.records import read_record
from pipeline.store.kept import find_losses
from pipeline.store.published import published_facts, readable_publication
from pipeline.store.warehouse import Warehouse

_SUFFIX = ".forgotten.json"


@dataclass(frozen=True, slots=True)
class Forgetting:
    """A person's decision to publish without what is lost of a snapshot."""

    parts: tuple[LostPart, ...]
    forgotten_by: str
    forgotten_at: datetime
    """When (UTC)."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Forgettings:
    """What the record beside a snapshot's place holds, oldest decision first."""

    snapshot: str
    forgettings: tuple[Forgetting, ...]


def check_records(warehouse: Warehouse) -> tuple[Loss, ...]:
    """Return what is lost of the records and was given up by a person since it was published.

    Raises:
        RecordsLostError: something is lost that nobody has given up.
        WarehouseDamagedError: nothing tells what was published, and nothing is kept.
    """
    losses = find_losses(warehouse, published_facts(warehouse))
    given_up = _given_up(warehouse, losses)
    if unsaid := [loss for loss in losses if loss not in given_up]:
        raise RecordsLostError(warehouse.root, unsaid)
    return given_up


def forget(
    warehouse: Warehouse, ids: Sequence[str], forgotten_by: str, at: datetime, reason: str | None
) -> tuple[Loss, ...]:
    """Record that a person gives up what is lost of these snapshots, and return what that is.

    Nothing is recorded unless they are all of which something is lost. Rebuild the database
    afterwards.

    Raises:
        NothingToForgetError: nothing of one of them is lost.
        RecordsLostError: something of others is lost too.
        WarehouseNotWritableError: the decision could not be recorded.
    """
    losses = find_losses(warehouse, published_facts(warehouse))
    lost = list(dict.fromkeys(loss.snapshot for loss in losses))
    if unknown := [id for id in ids if id not in lost]:
        raise NothingToForgetError(unknown, lost)
    given_up = _given_up(warehouse, losses)
    new = [loss for loss in losses if loss not in given_up]
    if any(loss.snapshot not in ids for loss in new):
        raise RecordsLostError(warehouse.root, new)
    for id in dict.fromkeys(loss.snapshot for loss in new):
        parts = tuple(loss.part for loss in new if loss.snapshot == id)
        _write(warehouse, id, Forgetting(parts, forgotten_by, at, reason))
    return tuple(losses)


def set_remains_aside(warehouse: Warehouse, given_up: Sequence[Loss]) -> None:
    """Move what is damaged, and given up, out of the way of the readers of records.

    Raises:
        WarehouseNotWritableError: something could not be moved.
    """
    for loss in given_up:
        folder = warehouse.snapshots / loss.snapshot
        remains = folder if loss.part is LostPart.SNAPSHOT else loss.path
        if loss.damaged and os.path.lexists(remains):
            aside = set_aside(remains, warehouse.aside / remains.name)
            LOG.warning("%s is damaged and given up; it was moved to %s", remains, aside)


def count_forgettings(warehouse: Warehouse) -> dict[str, int]:
    """Return by ID how often something of a snapshot was given up.

    Raises:
        WarehouseDamagedError: a record of that is damaged.
    """
    ids = sorted(
        path.name.removesuffix(_SUFFIX) for path in warehouse.snapshots.glob(f"*{_SUFFIX}")
    )
    return {id: len(find_forgettings(warehouse, id)) for id in ids}


def find_forgettings(warehouse: Warehouse, id: str) -> tuple[Forgetting, ...]:
    """Return each time that something of a snapshot was given up, the oldest first.

    Raises:
        WarehouseDamagedError: the record of that is damaged.
    """
    path = _path(warehouse, id)
    if not path.exists():
        return ()
    what = "the record of what was given up of a snapshot"
    remedy = "restore it from a copy, or move it out of the warehouse"
    return read_record(path, what, remedy, _from_record).forgettings


def _given_up(warehouse: Warehouse, losses: Sequence[Loss]) -> tuple[Loss, ...]:
    """Return those of the losses that a person has given up since the last publication."""
    if not losses:
        return ()
    record = readable_publication(warehouse)
    counted = record.forgotten if record else {}
    parts = {
        loss.snapshot: {
            part
            for one in find_forgettings(warehouse, loss.snapshot)[counted.get(loss.snapshot, 0) :]
            for part in one.parts
        }
        for loss in losses
    }
    return tuple(loss for loss in losses if loss.part in parts[loss.snapshot])


def _write(warehouse: Warehouse, id: str, forgetting: Forgetting) -> None:
    record = _Forgettings(id, (*find_forgettings(warehouse, id), forgetting))
    write_file(_path(warehouse, id), record_bytes(record))


def _from_record(record: Any) -> _Forgettings:
    return from_json(_Forgettings, record)


def _path(warehouse: Warehouse, id: str) -> Path:
    return warehouse.snapshots / f"{id}{_SUFFIX}"
