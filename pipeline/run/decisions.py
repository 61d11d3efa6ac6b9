"""What a person decides: to publish a held document all the same, or to withdraw an edition.

Both are recorded with who, when and why before anything is published, so that a run killed in
between is finished by the next one.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import Snapshot
from pipeline.run.drafts import Verdict, draft_of, in_place_of, keep
from pipeline.run.examined import Examined, examine, kept_document
from pipeline.run.keeping import known_snapshot
from pipeline.run.progress import Progress
from pipeline.run.publication import publish
from pipeline.run.reading import ALL_ENGINES
from pipeline.run.recorded import recorded
from pipeline.run.rereading import compare_with, examine_again, same_rows, superseded
from pipeline.run.upkeep import existing_warehouse
from pipeline.summary import (
    RunSummary,
    accepted,
    accepted_by_person,
    decision_text,
    not_publishable,
    withdrawn,
)

if TYPE_CHECKING:
    from pipeline.store import HeldRun, Manifest, SnapshotDraft, Warehouse

ACCEPT_STEPS = 3
"""How often `accept` reports progress."""


def accept(
    root: Path,
    raw_dir: Path,
    wanted: str,
    verdict: Verdict,
    progress: Progress,
    engines: Sequence[str] = ALL_ENGINES,
) -> RunSummary:
    """Publish a held document although checks failed, without what nobody can vouch for.

    It is read again with today's code. Where today nothing holds it, it is accepted as any other.
    A document that is published in an earlier reading gets a snapshot that supersedes that one.

    Raises:
        UnknownHeldError, AmbiguousHeldError: no held run, or several, answer to `wanted`.
        DocumentMissingError: its bytes are not in the raw store.
        WarehouseError: the warehouse cannot be used; nothing is recorded.
    """
    from pipeline.store import find_held

    def decide(warehouse: "Warehouse", started: float) -> RunSummary:
        held = find_held(warehouse, wanted)
        document = kept_document(raw_dir, held.document_sha256)
        known = known_snapshot(warehouse, document, started)
        earlier = _published_still(warehouse, held)
        if known is not None and earlier is None:
            _record(warehouse, held, str(known.snapshot), verdict)
            return known
        if earlier is None:
            examined = examine(warehouse, document, engines, progress)
        else:
            examined = examine_again(warehouse, raw_dir, earlier, engines, progress)
        progress("store")
        return _publish(warehouse, held, examined, verdict, started, earlier)

    return recorded(existing_warehouse(root), decide)


def withdraw(root: Path, wanted: str, verdict: Verdict) -> RunSummary:
    """Take a snapshot out of the views and publish what counts without it.

    Raises:
        UnknownSnapshotError, AmbiguousSnapshotError: no snapshot, or several, answer to `wanted`.
        WarehouseError: the warehouse cannot be used; nothing is recorded.
    """
    from pipeline.store import (
        Withdrawal,
        find_withdrawal,
        mark_unpublished,
        newest_manifest,
        resolve_snapshot,
        withdraw_snapshot,
    )

    def decide(warehouse: "Warehouse", started: float) -> RunSummary:
        snapshot = resolve_snapshot(warehouse, wanted)
        earlier = find_withdrawal(warehouse, snapshot.id)
        withdrawal = earlier or Withdrawal(snapshot.id, verdict.reason, verdict.by, verdict.at)
        if earlier is None:
            mark_unpublished(warehouse)
            withdraw_snapshot(warehouse, withdrawal)
            publish(warehouse)
        newest, before = newest_manifest(warehouse), earlier is not None
        decision = decision_text(withdrawal.withdrawn_by, withdrawal.reason)
        return withdrawn(snapshot, decision, newest.id if newest else None, started, before=before)

    return recorded(existing_warehouse(root), decide)


def _published_still(warehouse: "Warehouse", held: "HeldRun") -> "Manifest | None":
    """Return the earlier reading that was published when today's was held, if it still counts."""
    from pipeline.store import load_standings

    for standing in load_standings(warehouse):
        counts = standing.withdrawal is None and standing.superseded_by is None
        if counts and standing.manifest.id == held.published_as:
            return standing.manifest
    return None


def _publish(
    warehouse: "Warehouse",
    held: "HeldRun",
    examined: Examined,
    verdict: Verdict,
    started: float,
    earlier: "Manifest | None",
) -> RunSummary:
    """Keep as a snapshot what can be published, with the decision, and publish it."""
    draft = draft_of(examined, verdict)
    if draft is None:
        return not_publishable(examined.document, held.folder, examined.checked.results, started)
    rereading = compare_with(warehouse, earlier, examined) if earlier else None
    if earlier and rereading:
        if not rereading.differs:
            return same_rows(earlier, warehouse.snapshots / earlier.id, started)
        draft = in_place_of(earlier, draft, rereading)
    snapshot = keep(warehouse, draft)
    _record(warehouse, held, snapshot.id, verdict)
    publish(warehouse)
    if rereading:
        return superseded(snapshot, examined, draft, rereading, started)
    return _summary(snapshot, examined, draft, started)


def _summary(
    snapshot: Snapshot, examined: Examined, draft: "SnapshotDraft", started: float
) -> RunSummary:
    interpretation, checks = examined.compared.interpretation, draft.account.checks
    summary = accepted(snapshot, interpretation, checks, started)
    decision = decision_text(draft.accepted_by or "", draft.reason or "")
    engines = [reader.engine for reader in draft.account.readers if not reader.failure]
    return accepted_by_person(summary, decision, len(draft.left_out), engines)


def _record(warehouse: "Warehouse", held: "HeldRun", snapshot: str, verdict: Verdict) -> None:
    """Note beside the held run what became of it, in the words kept with the snapshot if any."""
    from pipeline.store import Decision, read_manifest, write_decision

    kept = read_manifest(warehouse.snapshots / snapshot)
    decision = Decision(snapshot, verdict.reason, verdict.by, verdict.at)
    if kept.accepted_by and kept.reason:
        decision = Decision(snapshot, kept.reason, kept.accepted_by, kept.accepted_at)
    write_decision(held, decision)
