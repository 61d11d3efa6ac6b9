"""Find a held run by what a person calls it, and keep what the person decided beside it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.errors import AmbiguousHeldError, UnknownHeldError, WarehouseDamagedError
from pipeline.files import write_file
from pipeline.store.held import DECISION_NAME, REPORT_NAME
from pipeline.store.jsonform import to_json
from pipeline.store.new_snapshot import SHORT_HASH
from pipeline.store.warehouse import Warehouse

_LATEST = "latest"


@dataclass(frozen=True, slots=True)
class HeldRun:
    """A held run as it lies in the warehouse."""

    id: str
    folder: Path
    document_sha256: str
    """The document it was read from; its bytes lie in the raw store."""
    held_at: datetime
    has_conflicts: bool
    """Whether readings gave different figures for a municipality."""
    published_as: str | None
    """ID of the earlier reading that was published then; None where none was."""


@dataclass(frozen=True, slots=True)
class Decision:
    """That a person had a held document published, and why."""

    snapshot: str
    """ID of the snapshot it became."""
    reason: str
    decided_by: str
    decided_at: datetime


def find_held(warehouse: Warehouse, wanted: str) -> HeldRun:
    """Find a held run by its ID, a prefix that fits only one, or `latest`: the one held last.

    Raises:
        UnknownHeldError: none answers to it.
        AmbiguousHeldError: several begin like it.
        WarehouseDamagedError: its report is missing or damaged.
    """
    folders = {folder.name: folder for folder in _held_folders(warehouse)}
    if wanted == _LATEST and folders:
        return max(map(_read, folders.values()), key=lambda run: (run.held_at, run.id))
    found = [wanted] if wanted in folders else _beginning_with(wanted, list(folders))
    if not found:
        raise UnknownHeldError(wanted, tuple(folders))
    if len(found) > 1:
        raise AmbiguousHeldError(wanted, found)
    return _read(folders[found[0]])


def has_conflicts(warehouse: Warehouse, sha256: str) -> bool:
    """Whether readings of this document were seen to differ; a damaged record counts as yes."""
    folders = [f for f in _held_folders(warehouse) if f.name.endswith(sha256[:SHORT_HASH])]
    try:
        runs = [_read(folder) for folder in folders]
    except WarehouseDamagedError:
        return True
    return any(run.has_conflicts for run in runs if run.document_sha256 == sha256)


def write_decision(held: HeldRun, decision: Decision) -> Path:
    """Keep a decision in the folder of the held run; the first one stays.

    Raises:
        WarehouseNotWritableError: it could not be written.
    """
    path = held.folder / DECISION_NAME
    if not path.exists():
        content = json.dumps(to_json(decision), ensure_ascii=False, indent=2) + "\n"
        write_file(path, content.encode())
    return path


def _held_folders(warehouse: Warehouse) -> list[Path]:
    if not warehouse.held.is_dir():
        return []
    folders = (path for path in warehouse.held.iterdir() if path.is_dir())
    return sorted(path for path in folders if not path.name.startswith("."))


def _beginning_with(wanted: str, ids: Sequence[str]) -> list[str]:
    return [id for id in ids if wanted and id.startswith(wanted)]


def _read(folder: Path) -> HeldRun:
    path = folder / REPORT_NAME
    try:
        report = json.loads(path.read_bytes())
        sha256, held_at = str(report["document"]["sha256"]), report["held_at"]
        conflicts = bool(report["conflicts"])
        read_again = report.get("read_again") or {"snapshot": None}
        return HeldRun(
            folder.name,
            folder,
            sha256,
            datetime.fromisoformat(held_at),
            conflicts,
            read_again["snapshot"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = "remove the folder and ingest the document again"
        raise WarehouseDamagedError(
            path, "the report of a held run", repr(error), remedy
        ) from error
