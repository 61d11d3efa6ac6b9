"""One document the whole way, from its bytes to the published figures, or to a held run."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableDocumentError
from pipeline.model import Document
from pipeline.run.pictures import picture_rows
from pipeline.run.progress import Progress
from pipeline.run.publication import publish
from pipeline.run.reading import ALL_ENGINES, check_figures, read_compared
from pipeline.summary import (
    RunSummary,
    accepted,
    decision_text,
    held,
    summary_record,
    unchanged,
    unreadable,
)

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
            created_at=datetime.now(UTC),
        )


def ingest(
    pdf: Path, root: Path, raw_dir: Path, progress: Progress, engines: Sequence[str] = ALL_ENGINES
) -> RunSummary:
    """Take one local PDF the whole way; how it ended is recorded in the warehouse too.

    The first of the engines that gives a reading gives the rows, the others are compared with it.

    Raises:
        WarehouseError: the warehouse cannot be used; nothing is recorded.
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
    known = known_snapshot(warehouse, document, started)
    if known is not None:
        return known
    progress("extract")
    compared = read_compared(document.path, document.original_name, engines)
    progress("check")
    examined = Examined(document, compared, check_figures(compared))
    progress("store")
    keep = _hold if examined.checked.held else _accept
    return keep(warehouse, examined, started)


def known_snapshot(warehouse: "Warehouse", document: Document, started: float) -> RunSummary | None:
    """Say that these bytes are a snapshot, maybe a withdrawn one; None where they are none.

    What a killed run left open is finished first.
    """
    from pipeline.store import find_withdrawal, load_snapshots

    finish_publication(warehouse)
    same = [s for s in load_snapshots(warehouse) if s.document_sha256 == document.sha256]
    if not same:
        return None
    withdrawals = {s.id: find_withdrawal(warehouse, s.id) for s in same}
    counting = [s for s in same if not withdrawals[s.id]]
    snapshot = (counting or same)[-1]
    withdrawal = withdrawals[snapshot.id]
    if withdrawal is None:
        return unchanged(snapshot, started)
    decision = decision_text(withdrawal.withdrawn_by, withdrawal.reason)
    return unchanged(snapshot, started, decision)


def finish_publication(warehouse: "Warehouse") -> None:
    """Publish what a killed run had kept and not yet published."""
    from pipeline.store import is_unpublished

    if is_unpublished(warehouse):
        LOG.warning("an earlier run was stopped before it published; publishing now")
        publish(warehouse)


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
    from pipeline.check import publishable
    from pipeline.store import HeldDraft, newest_manifest, rows_concerned, write_held

    published, interpretation = newest_manifest(warehouse), examined.compared.interpretation
    conflicts = examined.compared.conflicts
    frame, left_out = publishable(examined.checked, examined.compared)
    concerned = rows_concerned(examined.checked.results, conflicts)
    draft = HeldDraft(
        account=examined.account,
        zeilen=interpretation.zeilen,
        errors=interpretation.errors,
        conflicts=conflicts,
        rows_left=0 if frame is None else len(frame),
        left_out=left_out,
        pictures=picture_rows(examined.document, concerned),
        published=published.id if published else None,
    )
    folder = write_held(warehouse, draft)
    return held(examined.document, folder, interpretation, examined.checked.results, started)
