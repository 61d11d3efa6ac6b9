"""What is kept of a document as a snapshot: whole, as a person decided, or for an earlier one."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.logs import log_event
from pipeline.model import Snapshot
from pipeline.run.examined import Examined

if TYPE_CHECKING:
    from pipeline.store import Manifest, Rereading, SnapshotDraft, Warehouse


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who decides, when, and why."""

    reason: str
    by: str
    at: datetime


def draft_of(examined: Examined, verdict: Verdict | None = None) -> "SnapshotDraft | None":
    """What is kept of a document: all of it, or of one that is held what a verdict can publish.

    None where nothing can be, or where nobody decided about a document that is held.
    """
    from pipeline.check import rows_left_out
    from pipeline.store import SnapshotDraft
    from schemas.source import load_source

    frame, left_out = examined.acceptable, examined.publishable[1]
    if frame is None:
        return None
    account, summen = examined.account, examined.compared.interpretation.summen
    if not examined.checked.held:
        return SnapshotDraft(account=account, frame=frame, summen=summen)
    if verdict is None:
        return None
    checks = (*account.checks, rows_left_out(left_out, load_source()))
    return SnapshotDraft(
        account=replace(account, checks=checks, created_at=verdict.at),
        frame=frame,
        summen=summen,
        reason=verdict.reason,
        accepted_by=verdict.by,
        left_out=left_out,
    )


def in_place_of(
    earlier: "Manifest", draft: "SnapshotDraft", rereading: "Rereading", reason: str | None = None
) -> "SnapshotDraft":
    """Let a draft take an earlier reading's place; why is said to readers, so in German."""
    before = earlier.software["planungsrahmen"]
    versions = __version__ if before == __version__ else f"{__version__}, zuvor {before}"
    text = f"Dasselbe Dokument neu gelesen (planungsrahmen {versions}): {rereading.meldung}."
    return replace(
        draft,
        supersedes=earlier.id,
        supersedes_reason=f"{text} {reason}" if reason else text,
    )


def keep(warehouse: "Warehouse", draft: "SnapshotDraft") -> Snapshot:
    """Keep a draft as a snapshot that is not published yet, and mark that it is not."""
    from pipeline.store import mark_unpublished, write_snapshot

    mark_unpublished(warehouse)
    snapshot = write_snapshot(warehouse, draft)
    log_event(
        "store",
        snapshot=snapshot.id,
        rows=snapshot.rows,
        accepted_by=draft.accepted_by,
        supersedes=draft.supersedes,
    )
    return snapshot
