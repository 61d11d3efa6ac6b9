"""Looking at a warehouse, and looking after it: what needs no new document."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableDocumentError, WarehouseDamagedError
from pipeline.model import Snapshot
from pipeline.run.progress import Progress
from pipeline.run.publication import publish, write_newest
from pipeline.run.reading import ALL_ENGINES, OWN_ENGINE, check_figures, read_compared

if TYPE_CHECKING:
    from pipeline.store import Difference, Warehouse


def list_snapshots(root: Path) -> tuple[Snapshot, ...]:
    """Return the accepted editions in the order of acceptance."""
    from pipeline.store import load_snapshots

    return load_snapshots(existing_warehouse(root))


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
    """Write the exports of the newest edition anew and return their paths."""
    from pipeline.store import lock_warehouse

    warehouse = existing_warehouse(root)
    with lock_warehouse(warehouse):
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

    Returns the number of snapshots and all differences found.
    """
    from pipeline.store import load_snapshots, verify_files

    warehouse = existing_warehouse(root)
    progress("files")
    differences = verify_files(warehouse, raw_dir)
    if differences:
        return 0, differences
    snapshots = load_snapshots(warehouse)
    read_again = (_read_again(snapshot, raw_dir, progress) for snapshot in snapshots)
    return len(snapshots), tuple(difference for difference in read_again if difference)


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
