"""Held runs: what was read but not trusted, kept with the reasons so that nothing is lost.

held/<id>/rows.csv      every row that was read, as given; some of them may be wrong
held/<id>/report.json   the reasons, complete, for machines
held/<id>/bericht.md    the reasons, in German, for people
held/<id>/seite-….png   the printed rows that the reasons are about, cut out of their pages
held/<id>/decision.json who had it published and why; only there once somebody did

A person may have such a document published all the same, finding it by its ID or the beginning of
it, or by that of a withdrawn snapshot (`find_decidable`).
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import attrgetter
from pathlib import Path

from msgspec import Struct

from pipeline.commands import DECISION, HELD_REPORT
from pipeline.errors import AmbiguousHeldError, UnknownHeldError, WarehouseDamagedError
from pipeline.files import list_folder, new_folder, read_regular, write_file
from pipeline.jsonfiles import RECORD_ERRORS, InUtc, find_record, read_record, record_bytes
from pipeline.manifest import Decision, Manifest, StoredDocument
from pipeline.model import ZEILE_COLUMNS, CheckResult
from pipeline.store.comparison import failed_findings
from pipeline.store.history import load_statuses
from pipeline.store.new_snapshot import SHORT_HASH, snapshot_id
from pipeline.store.records import ids_meant, is_id, load_manifests
from pipeline.store.report import HeldDraft, HeldFindings, write_report
from pipeline.store.warehouse import Warehouse
from pipeline.tabular import csv_text
from pipeline.values import facts_of

FORMAT_VERSION = 4
"""Of reports. Others are refused, never guessed at."""
REPORT_NAME = "report.json"
_VOLATILE_KEYS = frozenset({"sequence", "held_at"})
"""Of a report: they differ each time, whatever was read."""
_LATEST = "latest"
_PICTURE = "ziffernbild"
"""The check of the figures against the picture of the page."""


def write_held(warehouse: Warehouse, draft: HeldDraft) -> Path:
    """Keep a held run under its document's ID, as the one held last.

    The same content seen again changes nothing but that, and nothing at all if it was last already.
    """
    id = snapshot_id(draft.document, draft.edition)
    folder = warehouse.held / id
    last = max(map(held_sequence, held_folders(warehouse)), default=0)
    files = _files(id, draft, warehouse, sequence=last + 1)
    if _has_same(folder, files):
        if held_sequence(folder) < last:
            write_file(folder / REPORT_NAME, files[REPORT_NAME])
        return folder
    # A decision about an earlier reading is kept with its snapshot, and is none about this one.
    decision = None if draft.read_again else _read_if_there(folder / DECISION)
    with new_folder(folder, replace=True) as temporary:
        for name, content in files.items():
            (temporary / name).write_bytes(content)
        if decision is not None:
            (temporary / DECISION).write_bytes(decision)
    return folder


def held_folders(warehouse: Warehouse) -> list[Path]:
    """Return the folders of all held runs, in the order of their IDs.

    Raises:
        WarehouseDamagedError: something else lies in the place of one, or of all.
    """
    folders = [path for path in list_folder(warehouse.held) if is_id(path.name)]
    for path in folders:
        if not path.is_dir():
            raise WarehouseDamagedError(path, "the folder of a held run", "none")
    return folders


def held_sequence(folder: Path) -> int:
    """Return the order of holding of a held run's folder, 0 where its report is damaged.

    So a damaged one holds up nothing.
    """
    try:
        return int(json.loads(read_regular(folder / REPORT_NAME))["sequence"])
    except RECORD_ERRORS:
        return 0


def _files(id: str, draft: HeldDraft, warehouse: Warehouse, sequence: int) -> dict[str, bytes]:
    pictures = draft.pictures
    content = {**_report(id, draft), "sequence": sequence, "held_at": draft.created_at}
    return {
        "rows.csv": csv_text([ZEILE_COLUMNS, *(one.values for one in draft.zeilen)]).encode(),
        REPORT_NAME: record_bytes(content),
        HELD_REPORT: write_report(id, draft, warehouse.root).encode(),
        **{name: pictures.drawn[row] for name, row in pictures.rows.items()},
    }


def _report(id: str, draft: HeldDraft) -> dict[str, object]:
    pictures = draft.pictures
    return {
        "format_version": FORMAT_VERSION,
        "id": id,
        "document": draft.document.stored,
        "rows": len(draft.zeilen),
        **facts_of(draft, HeldFindings),
        "rows_concerned": draft.affected,
        "pictures": pictures.rows,
        "pages_not_drawn": pictures.broken_pages,
    }


def _has_same(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Return True if the folder holds these files, apart from when it was held."""
    kept = {name: _read_if_there(folder / name) for name in files}
    return {**kept, REPORT_NAME: None} == {**files, REPORT_NAME: None} and (
        _lasting_facts(kept[REPORT_NAME]) == _lasting_facts(files[REPORT_NAME])
    )


def _lasting_facts(report: bytes | None) -> Mapping[str, object] | None:
    """Return what a report says but for when it was written; None where it is gone or damaged."""
    try:
        facts: dict[str, object] = json.loads(report or b"")
        return {key: fact for key, fact in facts.items() if key not in _VOLATILE_KEYS}
    except RECORD_ERRORS:
        return None


def _read_if_there(path: Path) -> bytes | None:
    try:
        return read_regular(path)
    except OSError:
        return None


class HeldReport(HeldFindings, frozen=True, kw_only=True):
    """What is asked of the report on a held run; it says more."""

    format_version: int
    document: StoredDocument
    """The document it was read from; its bytes lie in the raw store."""
    sequence: int
    """Order of holding in this warehouse, from 1."""
    held_at: datetime

    def __post_init__(self) -> None:
        InUtc.__post_init__(self)
        if self.format_version != FORMAT_VERSION:
            raise ValueError(f"format {self.format_version}, expected {FORMAT_VERSION}")


class HeldRun(Struct, frozen=True):
    """A held run as it lies in the warehouse."""

    folder: Path
    report: HeldReport
    decided_about: str | None
    """ID of the snapshot that the decision about it is about; None where there is none."""

    @property
    def document_sha256(self) -> str:
        """The hash of the document that was held."""
        return self.report.document.sha256

    @property
    def is_acceptable(self) -> bool:
        """Whether a person could have any of it published: no other document, and one with rows."""
        return self.report.rows_sha256_if_accepted is not None


class Decidable(Struct, frozen=True):
    """A document that a person may have published although it is not by itself."""

    document_sha256: str
    held: HeldRun | None
    """What the person read about it; None for a withdrawn snapshot that was never held."""
    withdrawn: Manifest | None
    """The withdrawn snapshot that was named; None where a held run was."""


def find_decidable(warehouse: Warehouse, wanted: str) -> Decidable:
    """Find a document by the ID of a held run or of a withdrawn snapshot, or a prefix of one.

    `latest` is the run held last.

    Raises:
        UnknownHeldError: none answers to it.
        AmbiguousHeldError: several begin like it.
    """
    folders = {folder.name: folder for folder in held_folders(warehouse)}
    if wanted == _LATEST and folders:
        last = max(map(_read, folders.values()), key=attrgetter("report.sequence"))
        return Decidable(last.document_sha256, last, None)
    withdrawn = {s.manifest.id: s.manifest for s in load_statuses(warehouse) if s.withdrawal}
    ids = ids_meant(wanted, {**folders, **withdrawn})
    if not ids:
        raise UnknownHeldError(wanted, tuple(folders), tuple(withdrawn))
    if len(ids) > 1:
        raise AmbiguousHeldError(wanted, tuple(ids))
    [id] = ids
    if id in folders:
        held = _read(folders[id])
        return Decidable(held.document_sha256, held, withdrawn.get(id))
    sha256 = withdrawn[id].document.sha256
    runs = _runs_of(warehouse, sha256)
    last_report = max(runs, key=attrgetter("report.sequence"), default=None)
    return Decidable(sha256, last_report, withdrawn[id])


def waiting_runs(warehouse: Warehouse) -> list[HeldRun]:
    """Return the held runs after which nobody has decided anything, the one held last first.

    A document that was published since then, by whatever run, waits no more.
    """
    published: dict[str, datetime] = {}
    for manifest in load_manifests(warehouse):
        published[manifest.document.sha256] = manifest.accepted_at
    runs = sorted(map(_read, held_folders(warehouse)), key=attrgetter("report.sequence"))
    last = {run.document_sha256: run for run in runs}
    return [
        run
        for run in reversed(runs)
        if run is last[run.document_sha256]
        and run.decided_about is None
        and not run.report.held_at < published.get(run.document_sha256, run.report.held_at)
    ]


def changed_since_held(
    held: HeldRun, checks: Iterable[CheckResult], rows_sha256: str | None
) -> list[str]:
    """Return what the report of a held run shows otherwise than the document is read today.

    `rows_sha256` is the hash of the rows that could be published today.
    """
    same = held.report.rows_sha256_if_accepted == rows_sha256
    rows = [] if same else ["other rows would be published"]
    then, now = failed_findings(held.report.checks), failed_findings(checks)
    told = (
        ("failed only now", now.keys() - then.keys()),
        ("failed no longer", then.keys() - now.keys()),
        ("failed otherwise", {name for name in then.keys() & now if then[name] != now[name]}),
    )
    return [*rows, *(f"{what}: {', '.join(sorted(names))}" for what, names in told if names)]


def was_contested(warehouse: Warehouse, sha256: str) -> bool:
    """Return True if witnesses of this document were seen to differ, or a record is damaged."""
    try:
        reports = [run.report for run in _runs_of(warehouse, sha256)]
    except WarehouseDamagedError:
        return True
    pictured = (check for report in reports for check in report.checks if check.name == _PICTURE)
    return any(report.conflicts for report in reports) or any(check.holds for check in pictured)


def write_decision(held: HeldRun, snapshot: str, decision: Decision) -> Path:
    """Keep in the folder of a held run who had it published as a snapshot, and why.

    It takes the place of an earlier decision.
    """
    path = held.folder / DECISION
    of_person = {"reason": decision.reason, "decided_by": decision.by, "decided_at": decision.at}
    write_file(path, record_bytes({"snapshot": snapshot, **of_person}))
    return path


def _runs_of(warehouse: Warehouse, sha256: str) -> list[HeldRun]:
    folders = (f for f in held_folders(warehouse) if f.name.endswith(sha256[:SHORT_HASH]))
    return [run for run in map(_read, folders) if run.document_sha256 == sha256]


def _read(folder: Path) -> HeldRun:
    report = read_record(folder / REPORT_NAME, "the report of a held run", HeldReport)
    decided = find_record(folder / DECISION, "the decision about a held run", _Decided)
    return HeldRun(folder, report, decided.snapshot if decided else None)


class _Decided(Struct, frozen=True):
    """What is asked of the decision about a held run; it says more."""

    snapshot: str
