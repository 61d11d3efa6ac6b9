"""When an archive captured a snapshot's document, as far as that was learned after acceptance.

A snapshot never changes, so what is learned later lies beside its folder: `<id>.seen.json` holds
each earlier capture with the moment it was learned, oldest knowledge first.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.files import write_file
from pipeline.jsonform import from_json, record_bytes
from pipeline.records import read_record
from pipeline.store.sealed import restore_remedy
from pipeline.store.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Sighting:
    """That an archive captured a document, and since when that is known here (both UTC)."""

    captured_at: datetime
    learned_at: datetime
    """Never before what was learned earlier, whatever the clock said."""
    after: int | None = None
    """Number of the snapshot accepted last by then; None in records of earlier releases."""


@dataclass(frozen=True, slots=True)
class _Sightings:
    """What the record beside a snapshot holds."""

    snapshot: str
    sightings: tuple[Sighting, ...]


def write_sighting(warehouse: Warehouse, id: str, sighting: Sighting) -> None:
    """Keep a sighting beside a snapshot's folder, as it is given, after those kept before.

    Raises:
        WarehouseDamagedError: the record of earlier ones is damaged.
        WarehouseNotWritableError: it could not be kept.
    """
    record = _Sightings(id, (*find_sightings(warehouse, id), sighting))
    write_file(sightings_path(warehouse, id), record_bytes(record))


def find_sightings(warehouse: Warehouse, id: str) -> tuple[Sighting, ...]:
    """Return what was learned since a snapshot was accepted, in that order; often nothing.

    Raises:
        WarehouseDamagedError: the record is damaged.
    """
    path = sightings_path(warehouse, id)
    if not path.exists():
        return ()
    remedy = restore_remedy(path)
    return read_record(path, "a record of sightings", remedy, _from_record).sightings


def _from_record(record: dict[str, Any]) -> _Sightings:
    sightings = [{"after": None, **sighting} for sighting in record["sightings"]]
    return from_json(_Sightings, {**record, "sightings": sightings})


def sightings_path(warehouse: Warehouse, id: str) -> Path:
    """Where the captures of a snapshot's document that were learned of later are recorded."""
    return warehouse.snapshots / f"{id}.seen.json"
