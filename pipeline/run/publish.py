"""Database and exports, built anew from the snapshots."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pipeline.logs import LOG, log_event, seconds_since
from pipeline.model import Loss
from pipeline.publish.edition import Export
from pipeline.publish.exports import new_exports
from pipeline.store.database import load_comments, new_database, replace_database
from pipeline.store.duck import Connection, open_published
from pipeline.store.history import newest_manifest
from pipeline.store.losses import check_records, forget, set_remains_aside
from pipeline.store.publication import (
    is_empty,
    mark_published,
    mark_unpublished,
    set_stale_wal_aside,
    unpublished_because,
)
from pipeline.store.query import export_parquet, newest_edition
from pipeline.store.records import load_manifests
from pipeline.store.warehouse import Warehouse, existing_warehouse, lock_warehouse


def publish(warehouse: Warehouse) -> None:
    """Build database and exports anew from the snapshots; both take their place, or neither.

    Raises:
        RecordsLostError: what was published lacks its records, and nobody has given it up.
    """
    started = time.monotonic()
    given_up = check_records(warehouse)
    mark_unpublished(warehouse)
    set_remains_aside(warehouse, given_up)
    with new_database(warehouse) as (database, connection):
        export = newest_export(warehouse, connection)
        write_parquet = partial(export_parquet, connection)
        with new_exports(warehouse.exports, export, write_parquet) as exports:
            replace_database(warehouse, database, connection)
    mark_published(warehouse)
    log_event(
        "publish", database=warehouse.database, exports=len(exports), seconds=seconds_since(started)
    )


def finish_publication(warehouse: Warehouse) -> None:
    """Publish what is kept and not published, or was published and is damaged.

    Raises:
        RecordsLostError: what was published lacks its records, and nobody has given it up.
    """
    if unpublished_because(warehouse) is None:
        return
    set_stale_wal_aside(warehouse.database)
    check_records(warehouse)
    if because := unpublished_because(warehouse):
        LOG.warning("%s; publishing now from the snapshots", because)
        publish(warehouse)


def export(root: Path) -> tuple[Path, ...]:
    """Write the exports of the newest edition anew and return their paths.

    What a killed run left open is published first: else the database would still have the rows of
    another edition than the newest.
    """
    warehouse = existing_warehouse(root)
    with lock_warehouse(warehouse):
        _, exports = write_exports(warehouse)
        return exports


def write_exports(warehouse: Warehouse) -> tuple[Export | None, tuple[Path, ...]]:
    """Write the exports of the newest edition anew; return it, and their paths.

    The caller holds the lock.
    """
    finish_publication(warehouse)
    if is_empty(warehouse):
        return None, ()
    with open_published(warehouse.database) as connection:
        newest = newest_export(warehouse, connection)
        write_parquet = partial(export_parquet, connection)
        with new_exports(warehouse.exports, newest, write_parquet) as exports:
            return newest, exports


def rebuild(
    root: Path, ids: Sequence[str] = (), by: str = "", reason: str | None = None
) -> tuple[int, tuple[Loss, ...]]:
    """Build database and exports anew from the snapshots, without what a person gives up.

    `ids` are the snapshots of which something is lost, all of them; who gives them up, and why, is
    recorded. Returns how many snapshots there are, and what was given up.

    Raises:
        NothingToForgetError: nothing of a snapshot that is named is lost.
        RecordsLostError: of others something is lost too; nothing was given up or published.
    """
    warehouse = existing_warehouse(root)
    with lock_warehouse(warehouse):
        set_stale_wal_aside(warehouse.database)
        given_up = forget(warehouse, ids, by, datetime.now(UTC), reason) if ids else ()
        publish(warehouse)
        return len(load_manifests(warehouse)), given_up


def newest_export(warehouse: Warehouse, connection: Connection) -> Export | None:
    """Return the newest edition in a database, as it is exported; None where none counts."""
    manifest = newest_manifest(warehouse)
    return Export(newest_edition(connection), manifest, load_comments()) if manifest else None
