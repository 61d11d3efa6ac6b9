"""Looking at a warehouse, and looking after it: what needs no new document."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableDocumentError, WarehouseDamagedError
from pipeline.model import ListedSnapshot, Snapshot
from pipeline.run.progress import Progress
from pipeline.run.publication import publish, write_newest
from pipeline.run.reading import ALL_ENGINES, OWN_ENGINE, check_figures, read_compared
from pipeline.run.recorded import finish_publication

if TYPE_CHECKING:
    from pipeline.store import Difference, Standing, Warehouse

LOG = logging.getLogger("planungsrahmen")


def list_snapshots(root: Path) -> tuple[ListedSnapshot, ...]:
    """Return the accepted editions in the order of acceptance."""
    from pipeline.store import load_standings

    warehouse = existing_warehouse(root)
    return tuple(
        ListedSnapshot(
            standing.manifest.snapshot(warehouse.snapshots / standing.manifest.id),
            standing.status.value,
            standing.superseded_by,
            standing.manifest.accepted_by,
        )
        for standing in load_standings(warehouse)
    )


def diff(root: Path, alt: str, neu: str, form: str) -> str:
    """Return what differs between two snapshots as text, Markdown, CSV or JSON.

    Raises:
        UnknownSnapshotError, AmbiguousSnapshotError: no or no single snapshot answers to a name.
    """
    from pipeline import publish
    from pipeline.store import compare_snapshots, resolve_snapshot

    render = {
        "text": publish.changes_text,
        "markdown": publish.changes_markdown,
        "csv": publish.changes_csv,
        "json": publish.changes_json,
    }[form]
    warehouse = existing_warehouse(root)
    old, new = (resolve_snapshot(warehouse, wanted) for wanted in (alt, neu))
    return render(compare_snapshots(warehouse.database, old.id, new.id))


def query(root: Path, sql: str, form: str) -> str:
    """Return the database's answer as a table, CSV or JSON."""
    from pipeline.store import Warehouse, render_csv, render_json, render_table, run_query

    render = {"table": render_table, "csv": render_csv, "json": render_json}[form]
    return render(run_query(Warehouse(root).database, sql))


def export(root: Path) -> tuple[Path, ...]:
    """Write the exports of the newest edition anew and return their paths.

    What a killed run left open is published first: else the database would still have the rows of
    another edition than the newest.
    """
    from pipeline.store import lock_warehouse

    warehouse = existing_warehouse(root)
    with lock_warehouse(warehouse):
        finish_publication(warehouse)
        return write_newest(warehouse, warehouse.database)


def rebuild(root: Path) -> int:
    """Build database and exports anew from the snapshots and return how many these are."""
    from pipeline.store import load_snapshots, lock_warehouse

    warehouse = existing_warehouse(root)
    with lock_warehouse(warehouse):
        publish(warehouse)
        return len(load_snapshots(warehouse))


def verify(root: Path, raw_dir: Path, progress: Progress) -> tuple[int, tuple["Difference", ...]]:
    """Prove that files, database and, read again, each document give the stored rows.

    Of several readings of one document that which counts is proved by reading again: that an
    earlier one differs is what the later one was made for.
    Returns the number of snapshots and all differences found.
    """
    from pipeline.store import load_standings, verify_files

    warehouse = existing_warehouse(root)
    progress("files")
    differences = verify_files(warehouse, raw_dir)
    if differences:
        return 0, differences
    by_document: dict[str, list[Standing]] = {}
    standings = load_standings(warehouse)
    for standing in standings:
        by_document.setdefault(standing.manifest.document.sha256, []).append(standing)
    read_again = (
        _unproved(_to_be_proved(readings, warehouse), raw_dir, progress)
        for readings in by_document.values()
    )
    return len(standings), tuple(difference for difference in read_again if difference)


def _to_be_proved(readings: "Sequence[Standing]", warehouse: "Warehouse") -> list[Snapshot]:
    """Return the reading of a document that counts, and later ones, which were withdrawn."""
    counts = [n for n, standing in enumerate(readings) if standing.withdrawal is None]
    first = counts[-1] if counts else len(readings) - 1
    for standing in readings[:first]:
        LOG.info("%s: an earlier reading: its files are proved", standing.manifest.id)
    manifests = [standing.manifest for standing in readings[first:]]
    return [manifest.snapshot(warehouse.snapshots / manifest.id) for manifest in manifests]


def _unproved(
    readings: Sequence[Snapshot], raw_dir: Path, progress: Progress
) -> "Difference | None":
    """Read a document again; None if it gives the rows of one of these readings.

    Today's code may well give what a person withdrew.
    """
    differences = []
    for snapshot in readings:
        difference = _read_again(snapshot, raw_dir, progress)
        if difference is None:
            return None
        differences.append(difference)
    return differences[0]


def _read_again(snapshot: Snapshot, raw_dir: Path, progress: Progress) -> "Difference | None":
    """Read a snapshot's document with today's code and compare the rows."""
    progress(snapshot.id)
    path = raw_dir / f"{snapshot.document_sha256}.pdf"
    difference = _difference(snapshot, path, (OWN_ENGINE,))
    # All engines take several times as long, and are needed only where others filled gaps.
    return difference and _difference(snapshot, path, ALL_ENGINES)


def _difference(snapshot: Snapshot, path: Path, engines: Sequence[str]) -> "Difference | None":
    """Compare a snapshot with what these engines read in its document.

    The corrections are those recorded with it, whatever the file says today.
    """
    from pipeline.check import publishable
    from pipeline.store import Difference, compare_rows, read_manifest

    corrections = read_manifest(snapshot.path).corrections
    try:
        compared = read_compared(path, path.name, engines)
        # What a person accepted although checks failed lacks the same rows again.
        frame, _ = publishable(check_figures(compared, corrections), compared)
    except UnreadableDocumentError as error:
        return Difference(f"snapshot {snapshot.id}", f"{snapshot.rows} rows", str(error))
    if frame is None:
        return Difference(f"snapshot {snapshot.id}", f"{snapshot.rows} rows", "no row")
    return compare_rows(snapshot, frame)


def existing_warehouse(root: Path) -> "Warehouse":
    """Return the warehouse in a folder that must be there: a misspelt one makes no new one."""
    from pipeline.store import Warehouse

    if not root.is_dir():
        remedy = "look at --warehouse, or ingest a document first"
        raise WarehouseDamagedError(root, "a warehouse", "no such folder", remedy)
    return Warehouse(root)
