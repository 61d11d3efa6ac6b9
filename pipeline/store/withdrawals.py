"""That a person took a snapshot out of the views, recorded beside its folder."""

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
class Withdrawal:
    """A person's decision that a snapshot no longer counts."""

    snapshot: str
    reason: str
    withdrawn_by: str
    """Name of the person."""
    withdrawn_at: datetime
    """When (UTC); never before what was learned earlier, whatever the clock said."""
    after: int | None = None
    """Number of the snapshot accepted last by then; None in records of earlier releases."""


def write_withdrawal(warehouse: Warehouse, withdrawal: Withdrawal) -> None:
    """Keep a decision beside the folder of its snapshot, as it is given.

    Raises:
        WarehouseNotWritableError: the decision could not be recorded.
    """
    write_file(withdrawal_path(warehouse, withdrawal.snapshot), record_bytes(withdrawal))


def find_withdrawal(warehouse: Warehouse, id: str) -> Withdrawal | None:
    """Return the decision that a snapshot no longer counts; None where there is none.

    Raises:
        WarehouseDamagedError: its record is damaged.
    """
    path = withdrawal_path(warehouse, id)
    return _read_withdrawal(path) if path.exists() else None


def withdrawal_path(warehouse: Warehouse, id: str) -> Path:
    """Where the withdrawal of a snapshot is recorded."""
    return warehouse.snapshots / f"{id}.withdrawn.json"


def _read_withdrawal(path: Path) -> Withdrawal:
    return read_record(path, "a withdrawal", restore_remedy(path), _from_record)


def _from_record(record: dict[str, Any]) -> Withdrawal:
    return from_json(Withdrawal, {"after": None, **record})
