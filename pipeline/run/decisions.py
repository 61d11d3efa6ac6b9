"""What a person decides: to publish a held or withdrawn document all the same, or to withdraw one.

Both are recorded with who, when and why before anything is published, so that a run killed in
between is finished by the next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import Snapshot
from pipeline.run.drafts import Verdict, draft_of, in_place_of, keep
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
    from pipeline.store import Decidable, HeldRun, Manifest, Rereading, SnapshotDraft, Warehouse

ACCEPT_STEPS = 3
"""How often `accept` reports progress."""


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The reading of a document in whose place an accepted one is put."""

    manifest: "Manifest"
    withdrawn: bool


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
        earlier = _earlier(warehouse, subject)
        if known is not None and earlier is None:
            if subject.held and not subject.held.decided:
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


def _earlier(warehouse: "Warehouse", subject: "Decidable") -> _Earlier | None:
    """Return the reading that the accepted one supersedes; None where there is none to.

    Of a document that counts that is its reading which counts, where today's was held to be
    compared with it, or where a later one was withdrawn and is now asked for.
    """
    from pipeline.store import load_standings

    readings = [
        standing
        for standing in load_standings(warehouse)
        if standing.manifest.document.sha256 == subject.document_sha256
    ]
    counting = [s.manifest for s in readings if s.withdrawal is None and s.superseded_by is None]
    if not counting:
        return _Earlier(readings[-1].manifest, withdrawn=True) if readings else None
    [manifest] = counting
    held_against = subject.held is not None and subject.held.published_as == manifest.id
    rejected = subject.withdrawn
    if held_against or (rejected is not None and rejected.sequence > manifest.sequence):
        return _Earlier(manifest, withdrawn=False)
    return None


def _publish(
    warehouse: "Warehouse",
    held: "HeldRun | None",
    examined: Examined,
    verdict: Verdict,
    started: float,
    earlier: _Earlier | None,
) -> RunSummary:
    """Keep as a snapshot what can be published, with the decision, and publish it."""
    rereading = compare_with(warehouse, earlier.manifest, examined) if earlier else None
    if earlier and rereading and not (rereading.differs or earlier.withdrawn):
        return same_rows(earlier.manifest, warehouse.snapshots / earlier.manifest.id, started)
    draft = draft_of(examined, verdict)
    if examined.checked.held:
        changed = _changed(held, examined)
        if held is None or changed:
            summary = _hold_again(warehouse, examined, started, earlier, rereading)
            return not_as_reported(summary, changed)
        if draft is None:
            return not_publishable(
                examined.document, held.folder, examined.checked.results, started
            )
    assert draft is not None, "a document that nothing holds has rows"
    if earlier is None or rereading is None:
        snapshot = keep(warehouse, draft)
        summary = _summary(snapshot, examined, draft, started)
    else:
        draft = in_place_of(earlier.manifest, draft, rereading, _after_withdrawal(earlier, verdict))
        snapshot = keep(warehouse, draft)
        summary = superseded(snapshot, examined, draft, rereading, started)
        if earlier.withdrawn and not draft.accepted_by:
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
    earlier: _Earlier | None,
    rereading: "Rereading | None",
) -> RunSummary:
    if earlier is None or earlier.withdrawn:
        return hold(warehouse, examined, started)
    return hold_reading(warehouse, earlier.manifest, examined, rereading, started)


def _after_withdrawal(earlier: _Earlier, verdict: Verdict) -> str | None:
    """Say to readers, so in German, that and why a withdrawn document counts again."""
    if not earlier.withdrawn:
        return None
    return f"Nach der Zurückziehung wieder angenommen von {verdict.by}: {verdict.reason}"


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
