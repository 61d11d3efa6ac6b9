"""What a person decides: to publish a held or withdrawn document all the same, or to withdraw one.

Both are recorded with who, when and why before anything is published, so that a run killed in
between is finished by the next one.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import Snapshot
from pipeline.run.drafts import Verdict, draft_of, in_place_of, keep
from pipeline.run.earlier import Earlier, accepted_again, find_earlier
from pipeline.run.examined import Examined, examine, kept_document
from pipeline.run.keeping import hold, known_snapshot
from pipeline.run.progress import Progress
from pipeline.run.publication import publish
from pipeline.run.reading import ALL_ENGINES
from pipeline.run.recorded import recorded
from pipeline.run.rereading import (
    compare_with,
    examine_again,
    hold_reading,
    same_rows,
    superseded,
)
from pipeline.run.upkeep import existing_warehouse
from pipeline.summary import (
    RunSummary,
    accepted,
    accepted_by_person,
    decision_text,
    not_as_reported,
    not_publishable,
    withdrawn,
)

if TYPE_CHECKING:
    from pipeline.store import HeldRun, Rereading, SnapshotDraft, Warehouse

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
    """Publish a held or withdrawn document all the same, without what nobody can vouch for.

    It is read again with today's code. Where today nothing holds it, it is accepted as any other.
    What is held today is published only as the report shows it that the person has read; else the
    report is written anew, and nothing is published. A document that has a snapshot, one that
    counts or one that is withdrawn, gets another that supersedes it.

    Raises:
        UnknownHeldError, AmbiguousHeldError: nothing held or withdrawn, or several, answer to
            `wanted`.
        DocumentMissingError: its bytes are not in the raw store.
        WarehouseError: the warehouse cannot be used; nothing is recorded.
    """
    from pipeline.store import find_decidable

    def decide(warehouse: "Warehouse", started: float) -> RunSummary:
        subject = find_decidable(warehouse, wanted)
        document = kept_document(raw_dir, subject.document_sha256)
        known = known_snapshot(warehouse, document, started)
        earlier = find_earlier(warehouse, subject)
        if known is not None and earlier is None:
            if subject.held:
                _record(warehouse, subject.held, str(known.snapshot), verdict)
            return known
        if earlier is None:
            examined = examine(warehouse, document, engines, progress)
        else:
            examined = examine_again(warehouse, raw_dir, earlier.manifest, engines, progress)
        progress("store")
        return _publish(warehouse, subject.held, examined, verdict, started, earlier)

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


def _publish(
    warehouse: "Warehouse",
    held: "HeldRun | None",
    examined: Examined,
    verdict: Verdict,
    started: float,
    earlier: Earlier | None,
) -> RunSummary:
    """Keep as a snapshot what can be published, with the decision, and publish it."""
    rereading = compare_with(warehouse, earlier.manifest, examined) if earlier else None
    if earlier and rereading and earlier.counts and not rereading.differs:
        return same_rows(earlier.manifest, warehouse.snapshots / earlier.manifest.id, started)
    draft = draft_of(examined, verdict)
    if examined.checked.held:
        changed = _changed(held, examined)
        if held is None or changed:
            summary = _hold_again(warehouse, examined, started, earlier, rereading)
            return not_as_reported(summary, changed)
        if draft is None:
            checked = examined.checked
            return not_publishable(
                examined.document, held.folder, checked.results, checked.another, started
            )
    assert draft is not None, "a document that nothing holds has rows"
    if earlier is None or rereading is None:
        snapshot = keep(warehouse, draft)
        summary = _summary(snapshot, examined, draft, started)
    else:
        why = accepted_again(verdict) if earlier.undoes else None
        draft = in_place_of(earlier.manifest, draft, rereading, why)
        snapshot = keep(warehouse, draft)
        summary = superseded(snapshot, examined, draft, rereading, started)
        if earlier.undoes and not draft.accepted_by:
            decision = decision_text(verdict.by, verdict.reason)
            summary = replace(summary, message=f"{summary.message}; accepted {decision}")
    if held is not None:
        _record(warehouse, held, snapshot.id, verdict)
    publish(warehouse)
    return summary


def _changed(held: "HeldRun | None", examined: Examined) -> list[str]:
    """What the person who decides has read otherwise than it is read today."""
    from pipeline.store import changed_since_held

    if held is None:
        return ["it was not held before"]
    return changed_since_held(held, examined.checked.results, examined.rows_sha256)


def _hold_again(
    warehouse: "Warehouse",
    examined: Examined,
    started: float,
    earlier: Earlier | None,
    rereading: "Rereading | None",
) -> RunSummary:
    if earlier is None or not earlier.counts:
        return hold(warehouse, examined, started)
    return hold_reading(warehouse, earlier.manifest, examined, rereading, started)


def _summary(
    snapshot: Snapshot, examined: Examined, draft: "SnapshotDraft", started: float
) -> RunSummary:
    interpretation, checks = examined.compared.interpretation, draft.account.checks
    summary = accepted(snapshot, interpretation, checks, started)
    decision = decision_text(draft.accepted_by or "", draft.reason or "")
    engines = [reader.engine for reader in draft.account.readers if not reader.failure]
    return accepted_by_person(summary, decision, len(draft.left_out), engines)


def _record(warehouse: "Warehouse", held: "HeldRun", snapshot: str, verdict: Verdict) -> None:
    """Note beside the held run who had it published and why, in the words kept with the snapshot.

    Nothing is noted of what was published because nothing held it, nor what was noted before.
    """
    from pipeline.store import Decision, read_manifest, write_decision

    kept = read_manifest(warehouse.snapshots / snapshot)
    if kept.accepted_by and kept.reason:
        decision = Decision(snapshot, kept.reason, kept.accepted_by, kept.accepted_at)
    elif (kept.supersedes_reason or "").endswith(accepted_again(verdict)):
        decision = Decision(snapshot, verdict.reason, verdict.by, kept.accepted_at)
    else:
        return
    if held.decided_about != snapshot:
        write_decision(held, decision)
