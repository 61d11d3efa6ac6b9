"""Accepted editions: one folder each, of immutable files."""

from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pipeline.errors import WarehouseDamagedError
from pipeline.model import Snapshot
from pipeline.store.sealed import MANIFEST_NAME, read_sealed
from pipeline.store.warehouse import Warehouse

_NOT_FROM_ELSEWHERE = (
    "move the folder out of the warehouse and ingest its document instead; folders are not copied "
    "from one warehouse to another"
)


class _Numbered(Protocol):
    """What is known of a snapshot, at least."""

    @property
    def id(self) -> str: ...
    @property
    def sequence(self) -> int: ...


N = TypeVar("N", bound=_Numbered)


def load_snapshots(warehouse: Warehouse) -> tuple[Snapshot, ...]:
    """All accepted editions in the order of acceptance, without all else their records have.

    Raises:
        WarehouseDamagedError: a manifest is missing, damaged, or in another's place.
    """
    return in_order((folder, _read(folder)) for folder in snapshot_folders(warehouse))


def snapshot_folders(warehouse: Warehouse) -> list[Path]:
    """The folders of all snapshots, by name; without what is still being written.

    Raises:
        WarehouseDamagedError: the folder they lie in cannot be read.
    """
    place = warehouse.snapshots
    try:
        folders = [path for path in place.iterdir() if path.is_dir()] if place.is_dir() else []
    except OSError as error:
        found, remedy = error.strerror or str(error), "look whether it is mounted, and whose it is"
        raise WarehouseDamagedError(place, "a folder that can be read", found, remedy) from error
    return sorted(path for path in folders if not path.name.startswith("."))


def in_order(found: Iterable[tuple[Path, N]]) -> tuple[N, ...]:
    """What was found in folders, in the order of acceptance.

    Raises:
        WarehouseDamagedError: one is in another's place.
    """
    ordered = sorted(found, key=lambda one: one[1].sequence)
    for folder, record in ordered:
        if record.id != folder.name:
            raise _misplaced(folder, folder.name, record.id)
    for (_, one), (folder, other) in pairwise(ordered):
        if one.sequence == other.sequence:
            expected = f"a sequence number other than that of {one.id}"
            raise _misplaced(folder, expected, str(other.sequence))
    return tuple(record for _, record in ordered)


def _misplaced(folder: Path, expected: str, found: str) -> WarehouseDamagedError:
    return WarehouseDamagedError(folder / MANIFEST_NAME, expected, found, _NOT_FROM_ELSEWHERE)


def _read(folder: Path) -> Snapshot:
    """Take from a record what all its formats have alike; the seal says that it is right."""
    return read_sealed(folder, partial(_snapshot, folder))


def _snapshot(folder: Path, content: dict[str, Any]) -> Snapshot:
    edition = content["edition"]
    return Snapshot(
        id=content["id"],
        sequence=content["sequence"],
        document_sha256=content["document"]["sha256"],
        edition=edition and edition["id"],
        synthetic=content["synthetic"],
        rows=content["rows"],
        total_eur=Decimal(content["total_eur"]),
        rows_sha256=content["rows_sha256"],
        path=folder,
    )
