"""Accepted editions: one folder each, of immutable files.

    snapshots/<id>/figures.parquet   the rows
    snapshots/<id>/manifest.json     the record, with the SHA-256 of its own other content

So damage to a record is noticed like damage to any file it names, and whoever needs a few facts of
it can believe them without asking for all the others (`pipeline.store.records` asks for all).
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pipeline.commands import command
from pipeline.errors import OtherFormatError, WarehouseDamagedError
from pipeline.jsonfiles import read_record
from pipeline.model import Snapshot
from pipeline.store.warehouse import Warehouse

FORMAT_VERSION = 3
"""Of manifests. Others are refused, never guessed at."""
MANIFEST_NAME, FIGURES_NAME = "manifest.json", "figures.parquet"
_CHECKSUM = "manifest_sha256"
_NOT_FROM_ELSEWHERE = (
    "move the folder out of the warehouse and ingest its document instead; folders are not copied "
    "from one warehouse to another"
)
Record = TypeVar("Record")


class _Numbered(Protocol):
    """What is known of a snapshot, at least."""

    @property
    def id(self) -> str: ...
    @property
    def sequence(self) -> int: ...


N = TypeVar("N", bound=_Numbered)


def load_snapshots(warehouse: Warehouse) -> tuple[Snapshot, ...]:
    """Return all accepted editions in the order of acceptance, without the rest of their records.

    Raises:
        WarehouseDamagedError: a manifest is missing, damaged, or in another's place.
    """
    return in_order(
        (folder, read_checksummed(folder, partial(_snapshot, folder)))
        for folder in snapshot_folders(warehouse)
    )


def snapshot_folders(warehouse: Warehouse) -> list[Path]:
    """Return the folders of all snapshots, by name; without what is still being written.

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
    """Return what was found in folders, in the order of acceptance.

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


def read_checksummed(folder: Path, understand: Callable[[dict[str, Any]], Record]) -> Record:
    """Return what `understand` makes of the record of a snapshot's folder.

    Raises:
        WarehouseDamagedError: it is missing, changed, not understood, or of another format.
    """
    path, remedy = folder / MANIFEST_NAME, restore_remedy(folder)
    return read_record(
        path, "a checksummed manifest", remedy, lambda content: understand(_proved(path, content))
    )


def _proved(path: Path, content: dict[str, Any]) -> dict[str, Any]:
    expected, remedy = content.pop(_CHECKSUM), restore_remedy(path.parent)
    if (found := _checksum(content)) != expected:
        raise WarehouseDamagedError(path, f"content with hash {expected}", found, remedy)
    if (version := content["format_version"]) != FORMAT_VERSION:
        raise OtherFormatError(path, FORMAT_VERSION, version)
    return content


def checksummed_bytes(content: dict[str, Any]) -> bytes:
    """Return a record as JSON for people, with the hash of its content."""
    proved = {**content, _CHECKSUM: _checksum(content)}
    return (json.dumps(proved, ensure_ascii=False, indent=2) + "\n").encode()


def _checksum(content: Any) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def restore_remedy(path: Path) -> str:
    """Return what to do where a snapshot's folder, or a record beside it, is lost or damaged."""
    id = path.name.partition(".")[0]
    give_up = command("rebuild", "--forget", id, warehouse=path.parent.parent)
    return f"restore it from a copy; to publish without it, for good, run: {give_up}"
