"""Find what a person decides about by what they call it, and keep the decision beside it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.errors import AmbiguousHeldError, UnknownHeldError, WarehouseDamagedError
from pipeline.files import write_file
from pipeline.jsonform import from_json, record_bytes
from pipeline.model import CheckResult
from pipeline.records import UNFIT, read_record, read_regular
from pipeline.store.failed_checks import Said, said_by_failed
from pipeline.store.held import DECISION_NAME, REPORT_NAME, held_folders, sequence_of
from pipeline.store.manifest import Manifest
from pipeline.store.new_snapshot import SHORT_HASH
from pipeline.store.standing import load_standings
from pipeline.store.warehouse import Warehouse
from pipeline.values import parse_moment

_LATEST = "latest"
_PICTURE_CHECK = "ziffernbild"
_WITH_ROWS_HASH = 3
"""The first format of reports that has the hash of the rows that would be published."""


@dataclass(frozen=True, slots=True)
class HeldRun:
    """A held run as it lies in the warehouse."""

    id: str
    folder: Path
    document_sha256: str
    """The document it was read from; its bytes lie in the raw store."""
    sequence: int
    """Order of holding in this warehouse, from 1; 0 for reports of earlier formats."""
    held_at: datetime
    is_contested: bool
    """Whether readings gave different figures for a municipality, or the picture others."""
    published_as: str | None
    """ID of the earlier reading that was published then; None where none was."""
    format_version: int
    rows_sha256: str | None
    """Hash of the rows that the report shows for publication; None where there are none."""
    checks: tuple[CheckResult, ...]
    """All checks that the report shows."""
    decided_about: str | None
    """ID of the snapshot that the decision beside the report is about; None where there is none."""


@dataclass(frozen=True, slots=True)
class Decidable:
    """A document that a person may have published although it is not by itself."""

    document_sha256: str
    held: HeldRun | None
    """What the person read about it; None for a withdrawn snapshot that was never held."""
    withdrawn: Manifest | None
    """The withdrawn snapshot that was named; None where a held run was."""


@dataclass(frozen=True, slots=True)
class Decision:
    """That a person had a held document published, and why."""

    snapshot: str
    """ID of the snapshot it became."""
    reason: str
    decided_by: str
    decided_at: datetime


def find_decidable(warehouse: Warehouse, wanted: str) -> Decidable:
    """Find a document by the ID of a held run or of a withdrawn snapshot, or a prefix of one.

    `latest` is the run held last.

    Raises:
        UnknownHeldError: none answers to it.
        AmbiguousHeldError: several begin like it.
        WarehouseDamagedError: its report is missing or damaged, or a record of a snapshot is.
    """
    folders = {folder.name: folder for folder in held_folders(warehouse)}
    if wanted == _LATEST and folders:
        last = max(map(_read, folders.values()), key=_order)
        return Decidable(last.document_sha256, last, None)
    withdrawn = {s.manifest.id: s.manifest for s in load_standings(warehouse) if s.withdrawal}
    id = _only_one(wanted, tuple(folders), tuple(withdrawn))
    if id in folders:
        held = _read(folders[id])
        return Decidable(held.document_sha256, held, withdrawn.get(id))
    sha256 = withdrawn[id].document.sha256
    last_report = max(_runs_of(warehouse, sha256), key=_order, default=None)
    return Decidable(sha256, last_report, withdrawn[id])


def changed_since_held(
    held: HeldRun, checks: Iterable[CheckResult], rows_sha256: str | None
) -> list[str]:
    """Say what the report of a held run shows otherwise than the document is read today.

    `rows_sha256` is the hash of the rows that could be published today.
    """
    rows = [] if held.rows_sha256 == rows_sha256 else ["other rows would be published"]
    if held.format_version < _WITH_ROWS_HASH:
        rows = ["it is by an earlier version and does not say exactly which rows"]
    return [*rows, *_changed_checks(said_by_failed(held.checks), said_by_failed(checks))]


def _changed_checks(then: Mapping[str, Said], now: Mapping[str, Said]) -> Iterator[str]:
    changed = {name for name in then.keys() & now.keys() if then[name] != now[name]}
    for what, names in (
        ("failed only now", now.keys() - then.keys()),
        ("failed no longer", then.keys() - now.keys()),
        ("failed otherwise", changed),
    ):
        if names:
            yield f"{what}: {', '.join(sorted(names))}"


def was_contested(warehouse: Warehouse, sha256: str) -> bool:
    """Whether witnesses of this document were seen to differ; a damaged record counts as yes."""
    try:
        runs = _runs_of(warehouse, sha256)
    except WarehouseDamagedError:
        return True
    return any(run.is_contested for run in runs)


def write_decision(held: HeldRun, decision: Decision) -> Path:
    """Keep a decision in the folder of the held run, in the place of an earlier one.

    Raises:
        WarehouseNotWritableError: it could not be written.
    """
    path = held.folder / DECISION_NAME
    write_file(path, record_bytes(decision))
    return path


def _runs_of(warehouse: Warehouse, sha256: str) -> list[HeldRun]:
    folders = (f for f in held_folders(warehouse) if f.name.endswith(sha256[:SHORT_HASH]))
    return [run for run in map(_read, folders) if run.document_sha256 == sha256]


def _order(run: HeldRun) -> tuple[int, datetime, str]:
    """By what the run held last is found; the clock only orders reports that have no number."""
    return run.sequence, run.held_at, run.id


def _only_one(wanted: str, held: Sequence[str], withdrawn: Sequence[str]) -> str:
    """Return the ID that is meant."""
    ids = list(dict.fromkeys([*held, *withdrawn]))
    found = [wanted] if wanted in ids else [id for id in ids if wanted and id.startswith(wanted)]
    if not found:
        raise UnknownHeldError(wanted, held, withdrawn)
    if len(found) > 1:
        raise AmbiguousHeldError(wanted, found)
    return found[0]


def _read(folder: Path) -> HeldRun:
    remedy = "remove the folder and ingest the document again"
    return read_record(
        folder / REPORT_NAME, "the report of a held run", remedy, partial(_held_run, folder)
    )


def _held_run(folder: Path, report: Mapping[str, Any]) -> HeldRun:
    read_again = report.get("read_again") or {"snapshot": None}
    checks = tuple(from_json(CheckResult, check) for check in report["checks"])
    return HeldRun(
        id=folder.name,
        folder=folder,
        document_sha256=str(report["document"]["sha256"]),
        sequence=sequence_of(report),
        held_at=parse_moment(report["held_at"]),
        is_contested=bool(report["conflicts"])
        or any(check.name == _PICTURE_CHECK and check.holds for check in checks),
        published_as=read_again["snapshot"],
        format_version=int(report["format_version"]),
        rows_sha256=report.get("rows_sha256_if_accepted"),
        checks=checks,
        decided_about=_decided_about(folder / DECISION_NAME),
    )


def _decided_about(path: Path) -> str | None:
    """The snapshot that a decision is about; one that is damaged is written again."""
    try:
        return str(json.loads(read_regular(path))["snapshot"])
    except UNFIT:
        return None
