"""What becomes of a document: a snapshot that is published, or a held run; the same bytes once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.logs import log_event
from pipeline.model import Document
from pipeline.run.progress import Progress
from pipeline.summary import RunSummary, accepted, decision_text, held, unchanged

if TYPE_CHECKING:
    from pipeline.run.examined import Examined
    from pipeline.store import ReadAgain, Warehouse


def take(
    warehouse: "Warehouse",
    document: Document,
    engines: Sequence[str],
    progress: Progress,
    started: float,
) -> RunSummary:
    """Take a document of the raw store into the warehouse; bytes that are a snapshot stay it.

    Raises:
        UnreadableDocumentError: no engine gives a reading that is understood.
        WarehouseError: the warehouse cannot be used.
    """
    known = known_snapshot(warehouse, document, started)
    if known is not None:
        return known
    from pipeline.run.examined import examine

    examined = examine(warehouse, document, engines, progress)
    progress("store")
    if examined.checked.held:
        return hold(warehouse, examined, started)
    return _accept(warehouse, examined, started)


def known_snapshot(warehouse: "Warehouse", document: Document, started: float) -> RunSummary | None:
    """Say that these bytes are a snapshot, maybe a withdrawn one; None where they are none.

    An earlier capture of them than was known is noted.
    """
    if document.captured_at is not None:
        from pipeline.run.sightings import note_first_capture

        note_first_capture(warehouse, document.sha256, document.captured_at)
    return find_snapshot(warehouse, document.sha256, started)


def find_snapshot(warehouse: "Warehouse", sha256: str, started: float) -> RunSummary | None:
    """Say which snapshot the bytes of this hash are, without writing; None where they are none."""
    from pipeline.store import find_withdrawal, load_snapshots

    same = [s for s in load_snapshots(warehouse) if s.document_sha256 == sha256]
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


def _accept(warehouse: "Warehouse", examined: "Examined", started: float) -> RunSummary:
    """Keep a trusted document as a snapshot and publish it."""
    from pipeline.run.drafts import draft_of, keep
    from pipeline.run.publication import publish

    draft = draft_of(examined)
    assert draft is not None, "a document without rows is held"
    snapshot = keep(warehouse, draft)
    publish(warehouse)
    interpretation = examined.compared.interpretation
    return accepted(snapshot, interpretation, examined.checked.results, started)


def hold(
    warehouse: "Warehouse",
    examined: "Examined",
    started: float,
    read_again: "ReadAgain | None" = None,
) -> RunSummary:
    """Keep a document that is not trusted with its rows and the reasons; publish nothing."""
    from pipeline.run.pictures import picture_rows
    from pipeline.store import HeldDraft, newest_manifest, rows_concerned, write_held

    published, interpretation = newest_manifest(warehouse), examined.compared.interpretation
    conflicts = examined.compared.conflicts
    frame, left_out = examined.acceptable, examined.publishable[1]
    concerned = rows_concerned(examined.checked.results, conflicts)
    draft = HeldDraft(
        account=examined.account,
        zeilen=interpretation.zeilen,
        errors=interpretation.errors,
        conflicts=conflicts,
        rows_left=0 if frame is None else len(frame),
        rows_sha256=examined.rows_sha256,
        left_out=left_out,
        pictures=picture_rows(examined.document, concerned),
        published=published.id if published else None,
        read_again=read_again,
    )
    folder = write_held(warehouse, draft)
    log_event("store", held=folder, rows=len(interpretation.zeilen))
    return held(examined.document, folder, interpretation, examined.checked.results, started)
