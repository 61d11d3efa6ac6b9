"""Looking at a warehouse, and looking after it: what needs no new document."""

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import WarehouseDamagedError
from pipeline.model import ListedSnapshot
from pipeline.run.publication import publish, write_newest
from pipeline.run.recorded import finish_publication

if TYPE_CHECKING:
    from pipeline.store import Warehouse


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


def existing_warehouse(root: Path) -> "Warehouse":
    """Return the warehouse in a folder that must be there: a misspelt one makes no new one."""
    from pipeline.store import Warehouse

    if not root.is_dir():
        remedy = "look at --warehouse, or ingest a document first"
        raise WarehouseDamagedError(root, "a warehouse", "no such folder", remedy)
    return Warehouse(root)
