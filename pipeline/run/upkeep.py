"""Looking at a warehouse, and looking after it: what needs no new document."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import WarehouseDamagedError
from pipeline.model import ListedSnapshot, Loss
from pipeline.run.publication import finish_publication, newest_export, publish

if TYPE_CHECKING:
    from pipeline.store import Warehouse


def list_snapshots(root: Path) -> tuple[ListedSnapshot, ...]:
    """Return the accepted editions that the database has, in the order of acceptance.

    Raises:
        WarehouseDamagedError: there is no warehouse, or its database is missing or damaged.
    """
    from pipeline.store import is_empty, listed_snapshots

    warehouse = existing_warehouse(root)
    return () if is_empty(warehouse) else listed_snapshots(warehouse)


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
    from pipeline.publish import write_exports
    from pipeline.store import export_parquet, lock_warehouse

    warehouse = existing_warehouse(root)
    with lock_warehouse(warehouse):
        finish_publication(warehouse)
        export = newest_export(warehouse, warehouse.database)
        return write_exports(warehouse.exports, export, partial(export_parquet, warehouse.database))


def rebuild(
    root: Path, forget: Sequence[str] = (), by: str = "", reason: str | None = None
) -> tuple[int, tuple[Loss, ...]]:
    """Build database and exports anew from the snapshots, without what a person gives up.

    `forget` names the snapshots of which something is lost, all of them; who gives them up, and
    why, is recorded. Returns how many snapshots there are, and what was given up.

    Raises:
        NothingToForgetError: nothing of a snapshot that is named is lost.
        RecordsLostError: of others something is lost too; nothing was given up or published.
        WarehouseError: the warehouse cannot be used; what was published stays.
    """
    from pipeline.store import forget as give_up
    from pipeline.store import load_snapshots, lock_warehouse, set_stale_wal_aside

    warehouse = existing_warehouse(root)
    with lock_warehouse(warehouse):
        set_stale_wal_aside(warehouse.database)
        given_up = give_up(warehouse, forget, by, datetime.now(UTC), reason) if forget else ()
        publish(warehouse)
        return len(load_snapshots(warehouse)), given_up


def existing_warehouse(root: Path) -> "Warehouse":
    """Return the warehouse in a folder that must be there: a misspelt one makes no new one."""
    from pipeline.store import Warehouse

    if not root.is_dir():
        remedy = "look at --warehouse, or ingest a document first"
        raise WarehouseDamagedError(root, "a warehouse", "no such folder", remedy)
    return Warehouse(root)
