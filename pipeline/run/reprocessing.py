"""Published editions read again with today's code; what differs supersedes what was read before.

History is not rewritten: both readings stay, and the database tells which was known when.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import SupersededSnapshotError, WithdrawnSnapshotError
from pipeline.run.progress import Progress
from pipeline.run.publication import finish_publication, publish
from pipeline.run.reading import ALL_ENGINES
from pipeline.run.rereading import read_again
from pipeline.run.upkeep import existing_warehouse
from pipeline.summary import RunSummary, decision_text, summary_record

if TYPE_CHECKING:
    from pipeline.store import Manifest, Warehouse


def reprocess(
    root: Path,
    raw_dir: Path,
    progress: Progress,
    engines: Sequence[str] = ALL_ENGINES,
    wanted: str | None = None,
    reason: str | None = None,
) -> tuple[RunSummary, ...]:
    """Read one snapshot's document again, or those of all that count, the oldest edition first.

    Each reading has a summary and a record of its own. They are published together at the end; a
    run that is killed before leaves that to the next.

    Raises:
        UnknownSnapshotError, AmbiguousSnapshotError: no snapshot, or several, answer to `wanted`.
        SupersededSnapshotError, WithdrawnSnapshotError: the snapshot does not count.
        WarehouseError: the warehouse cannot be used; nothing is recorded.
        WrongSettingsError: a file under `schemas/` has a mistake; nothing is recorded.
    """
    from pipeline.store import lock_warehouse, write_run_record

    warehouse = existing_warehouse(root)
    with lock_warehouse(warehouse):
        finish_publication(warehouse)
        summaries = tuple(
            read_again(warehouse, raw_dir, manifest, engines, progress, reason)
            for manifest in _chosen(warehouse, wanted)
        )
        if any(summary.changed for summary in summaries):
            publish(warehouse)
        for summary in summaries:
            write_run_record(warehouse, summary_record(summary))
    return summaries


def _chosen(warehouse: "Warehouse", wanted: str | None) -> "tuple[Manifest, ...]":
    from pipeline.store import editions_in_order, load_standings, resolve_snapshot

    standings = load_standings(warehouse)
    if wanted is None:
        return tuple(standing.manifest for standing in editions_in_order(standings))
    id = resolve_snapshot(warehouse, wanted).id
    [standing] = [standing for standing in standings if standing.manifest.id == id]
    if withdrawal := standing.withdrawal:
        decision = decision_text(withdrawal.withdrawn_by, withdrawal.reason)
        day = f"on {withdrawal.withdrawn_at:%Y-%m-%d}"
        raise WithdrawnSnapshotError(id, f"{day} {decision}")
    if standing.superseded_by:
        raise SupersededSnapshotError(id, standing.superseded_by)
    return (standing.manifest,)
