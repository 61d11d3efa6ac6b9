"""What is known of a document's bytes: which snapshot they are, and how that is said."""

from collections.abc import Iterable
from datetime import UTC, datetime

from pipeline.errors import ExitCode
from pipeline.logs import log_event
from pipeline.manifest import Document, Manifest
from pipeline.model import CheckResult
from pipeline.store.history import first_seen_after, learn
from pipeline.store.publication import mark_unpublished
from pipeline.store.records import Sighting, find_withdrawal, load_manifests
from pipeline.store.warehouse import Warehouse
from pipeline.summary import RunSummary


def known_snapshot(warehouse: Warehouse, document: Document) -> RunSummary | None:
    """Return which snapshot these bytes are, maybe a withdrawn one; None where they are none.

    An earlier capture of them than was known is noted.
    """
    if document.captured_at is not None:
        note_first_capture(warehouse, document.sha256, document.captured_at)
    return find_snapshot(warehouse, document.sha256)


def find_snapshot(warehouse: Warehouse, sha256: str) -> RunSummary | None:
    """Return which snapshot the bytes of this hash are, without writing; None where none."""
    same = [m for m in load_manifests(warehouse) if m.document.sha256 == sha256]
    if not same:
        return None
    withdrawals = {m.id: find_withdrawal(warehouse, m.id) for m in same}
    counting = [m for m in same if not withdrawals[m.id]]
    snapshot = (counting or same)[-1]
    message = f"unchanged: these bytes are snapshot {snapshot.id}"
    if withdrawal := withdrawals[snapshot.id]:
        message += f", which was withdrawn {withdrawal.text}"
    return about_snapshot(snapshot, "unchanged", message)


def about_snapshot(
    snapshot: Manifest,
    outcome: str,
    message: str,
    checks: tuple[CheckResult, ...] = (),
    warnings: Iterable[str] = (),
) -> RunSummary:
    """Return the summary of a run after which a document is published as a snapshot."""
    return RunSummary(
        outcome=outcome,
        exit_code=ExitCode.HELD if outcome == "held" else ExitCode.DONE,
        message=message,
        document=snapshot.document.sha256,
        snapshot=snapshot.id,
        rows=snapshot.rows,
        total_eur=snapshot.total_eur,
        checks=checks,
        warnings=tuple(warnings),
    )


def note_first_capture(warehouse: Warehouse, sha256: str, captured_at: datetime) -> None:
    """Keep an earlier capture beside the snapshot of these bytes, and publish what follows.

    Where there is no such snapshot, or its capture is no news, nothing happens.
    """
    from pipeline.run.publish import publish

    snapshot = first_seen_after(warehouse, sha256, captured_at)
    if snapshot is None:
        return
    log_event("captured_earlier", snapshot=snapshot, captured_at=captured_at)
    mark_unpublished(warehouse)
    learn(warehouse, snapshot, Sighting(captured_at, datetime.now(UTC)))
    publish(warehouse)
