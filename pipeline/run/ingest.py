"""One document the whole way, from its bytes to the published figures, or to a held run."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableDocumentError
from pipeline.model import Document, Snapshot
from pipeline.run.progress import Progress
from pipeline.run.publication import publish
from pipeline.run.reading import ALL_ENGINES, check_figures, read_compared
from pipeline.run.references import corrections_for, last_edition
from pipeline.summary import RunSummary, accepted, held, summary_record, unchanged, unreadable

if TYPE_CHECKING:
    from pipeline.check import Checked, Compared
    from pipeline.store import Account, Warehouse

LOG = logging.getLogger("planungsrahmen")

INGEST_STEPS = 4
"""How often `ingest` reports progress."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A document, what its readings say, and what the checks say of that."""

    document: Document
    compared: "Compared"
    checked: "Checked"

    @property
    def account(self) -> "Account":
        """What is kept of it beside its rows."""
        from pipeline.store import Account

        interpretation = self.compared.interpretation
        return Account(
            document=self.document,
            edition=self.checked.edition,
            synthetic=interpretation.synthetic,
            readers=self.compared.readers,
            columns=interpretation.columns,
            classes=interpretation.classes,
            title_text=interpretation.title_text,
            page_count=interpretation.page_count,
            checks=self.checked.results,
            corrections=self.checked.corrections,
            created_at=datetime.now(UTC),
        )


def ingest(
    pdf: Path, root: Path, raw_dir: Path, progress: Progress, engines: Sequence[str] = ALL_ENGINES
) -> RunSummary:
    """Take one local PDF the whole way; how it ended is recorded in the warehouse too.

    The first of the engines that gives a reading gives the rows, the others are compared with it.

    Raises:
        WarehouseError: the warehouse cannot be used; nothing is recorded.
        WrongSettingsError: a file under `schemas/` has a mistake; nothing is recorded.
    """
    from pipeline.store import Warehouse, lock_warehouse, write_run_record

    warehouse, started = Warehouse(root), time.monotonic()
    with lock_warehouse(warehouse):
        try:
            summary = _ingest(pdf, warehouse, raw_dir, engines, progress, started)
        except UnreadableDocumentError as error:
            summary = unreadable(error, started)
        write_run_record(warehouse, summary_record(summary))
    return summary


def _ingest(
    pdf: Path,
    warehouse: "Warehouse",
    raw_dir: Path,
    engines: Sequence[str],
    progress: Progress,
    started: float,
) -> RunSummary:
    from pipeline.acquire import take_in_file

    progress("acquire")
    document = take_in_file(pdf, raw_dir)
    known = _known_snapshot(warehouse, document)
    if known is not None:
        return unchanged(known, started)
    corrections = corrections_for(document.sha256)
    progress("extract")
    compared = read_compared(document.path, document.original_name, engines)
    progress("check")
    last = last_edition(warehouse, compared.interpretation.synthetic)
    checked = check_figures(compared, corrections, last)
    examined = Examined(document, compared, checked)
    progress("store")
    keep = _hold if examined.checked.held else _accept
    return keep(warehouse, examined, started)


def _known_snapshot(warehouse: "Warehouse", document: Document) -> "Snapshot | None":
    """Return the snapshot of the same bytes, once what a killed run left open is finished."""
    from pipeline.store import is_unpublished, load_snapshots

    if is_unpublished(warehouse):
        LOG.warning("an earlier run was stopped before it published; publishing now")
        publish(warehouse)
    same = [s for s in load_snapshots(warehouse) if s.document_sha256 == document.sha256]
    return same[-1] if same else None


def _accept(warehouse: "Warehouse", examined: Examined, started: float) -> RunSummary:
    """Keep a trusted document as a snapshot and publish it."""
    from pipeline.store import SnapshotDraft, mark_unpublished, write_snapshot

    frame, interpretation = examined.checked.frame, examined.compared.interpretation
    assert frame is not None, "a document without rows is held"
    draft = SnapshotDraft(account=examined.account, frame=frame, summen=interpretation.summen)
    mark_unpublished(warehouse)
    snapshot = write_snapshot(warehouse, draft)
    publish(warehouse)
    return accepted(snapshot, interpretation, examined.checked.results, started)


def _hold(warehouse: "Warehouse", examined: Examined, started: float) -> RunSummary:
    """Keep a document that is not trusted with its rows and the reasons; publish nothing."""
    from pipeline.store import HeldDraft, newest_manifest, write_held

    published, interpretation = newest_manifest(warehouse), examined.compared.interpretation
    draft = HeldDraft(
        account=examined.account,
        zeilen=interpretation.zeilen,
        errors=interpretation.errors,
        conflicts=examined.compared.conflicts,
        published=published.id if published else None,
    )
    folder = write_held(warehouse, draft)
    return held(examined.document, folder, interpretation, examined.checked.results, started)
