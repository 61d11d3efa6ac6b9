"""The database that readers open: built anew from the snapshots, verified, then put in place.

The published file is never opened for writing. A reader that has it open keeps the old one until it
closes; the next to open it gets the new one.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from pipeline.errors import WarehouseDamagedError, WarehouseNotWritableError
from pipeline.files import new_file, writing
from pipeline.records import UNFIT
from pipeline.store import figures
from pipeline.store.comments import add_comments, described_objects, stored_objects
from pipeline.store.differences import database_differences, rows_difference
from pipeline.store.duck import (
    Connection,
    load_sql,
    open_memory,
    open_reader,
    quoted,
    wal_of,
    writing_database,
)
from pipeline.store.manifest import verify_figures
from pipeline.store.sealed import MANIFEST_NAME, RESTORE
from pipeline.store.standing import Standing, load_standings
from pipeline.store.tables import insert_records, insert_register
from pipeline.store.warehouse import Warehouse
from pipeline.values import one_line

_LOG = logging.getLogger(__name__)
# Files of DuckDB 2's own default format do not open in older clients.
_STORAGE_VERSION = "v1.2.0"
# Each may use those before it.
_VIEWS_AND_MACROS = (
    "planungsrahmen_am.sql",
    "planungsrahmen.sql",
    "historie.sql",
    "belege.sql",
    "aenderungen.sql",
    "zusammenschluss.sql",
)


def build_database(warehouse: Warehouse) -> Path:
    """Build the database from all snapshots and put it in the place of the published one.

    Raises:
        WarehouseDamagedError: a snapshot is damaged, or what was built is not what is in them.
        WarehouseNotWritableError: no space or no permission. The old database stays in both cases.
    """
    with new_database(warehouse):
        return warehouse.database


@contextmanager
def new_database(warehouse: Warehouse) -> Iterator[Path]:
    """Give the database built from all snapshots, not yet published.

    It takes the place of the published one when the block ends well; what else is published of
    the same snapshots is made inside the block, so that readers get all of it or nothing.

    Raises:
        WarehouseDamagedError: a snapshot is damaged, or what was built is not what is in them.
        WarehouseNotWritableError: no space or no permission. The old database stays in both cases.
    """
    standings = load_standings(warehouse)
    with new_file(warehouse.database) as temporary:
        try:
            with writing_database(warehouse.database):
                _write(temporary, warehouse, standings)
            _verify(temporary, warehouse, standings)
        finally:
            with suppress(OSError):
                wal_of(temporary).unlink(missing_ok=True)
        yield temporary
        _set_stale_wal_aside(warehouse.database)


@contextmanager
def database_aside(warehouse: Warehouse) -> Iterator[Connection]:
    """Give the database built from all snapshots as a reader sees it; nothing is published.

    It lies in the system's folder for temporary files, for the warehouse may be read-only.

    Raises:
        WarehouseDamagedError: a snapshot is damaged.
        WarehouseNotWritableError: there is no space for it.
    """
    standings = load_standings(warehouse)
    with writing(Path(gettempdir())), TemporaryDirectory() as folder:
        path = Path(folder) / warehouse.database.name
        with writing_database(path):
            _write(path, warehouse, standings)
        with open_reader(path) as connection:
            yield connection


def _write(path: Path, warehouse: Warehouse, standings: Sequence[Standing]) -> None:
    with open_memory() as connection:
        connection.execute(
            f"ATTACH {quoted(path)} AS neu (STORAGE_VERSION {quoted(_STORAGE_VERSION)})"
        )
        # Macros name their tables without the database, so that they work under any name.
        connection.execute("USE neu")
        connection.execute("BEGIN")
        _fill(connection, warehouse, standings)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT neu")
        connection.execute("USE memory")
        connection.execute("DETACH neu")
    if wal_of(path).exists():
        raise WarehouseNotWritableError(warehouse.database, "the database could not be closed")


def _fill(connection: Connection, warehouse: Warehouse, standings: Sequence[Standing]) -> None:
    figures.create_tables(connection)
    insert_register(connection)
    _insert_records(connection, warehouse, standings)
    for standing in standings:
        manifest = standing.manifest
        parquet = verify_figures(warehouse, manifest)
        figures.insert_parquet(
            connection,
            parquet,
            manifest.sequence,
            manifest.id,
            manifest.readers,
            manifest.corrections,
        )
    for name in _VIEWS_AND_MACROS:
        connection.execute(load_sql(name))
    add_comments(connection)


def _insert_records(
    connection: Connection, warehouse: Warehouse, standings: Sequence[Standing]
) -> None:
    """Insert all records at once, or say which of them alone cannot be inserted.

    Raises:
        WarehouseDamagedError: one cannot.
    """
    import duckdb

    try:
        insert_records(connection, standings)
    except (duckdb.Error, *UNFIT) as error:
        for standing in standings:
            _blame_record(warehouse, standing)
        raise error from None


def _blame_record(warehouse: Warehouse, standing: Standing) -> None:
    import duckdb

    with open_memory() as connection:
        figures.create_tables(connection)
        try:
            insert_records(connection, [standing])
        except (duckdb.Error, *UNFIT) as error:
            path = warehouse.snapshots / standing.manifest.id / MANIFEST_NAME
            expected = "a record that the database can hold"
            raise WarehouseDamagedError(path, expected, one_line(str(error)), RESTORE) from error


def _verify(path: Path, warehouse: Warehouse, standings: Sequence[Standing]) -> None:
    """Open what was built as a reader does, and compare it with the records."""
    manifests = [standing.manifest for standing in standings]
    with open_reader(path) as connection:
        remedy = "the published database was left as it was; please report this"
        for difference in database_differences(connection, path, manifests):
            _blame_rows(warehouse, standings)
            raise WarehouseDamagedError(path, difference.expected, str(difference), remedy)
        missing = described_objects() - {name for _, name in stored_objects(connection)}
        if missing:
            raise WarehouseDamagedError(path, f"objects {sorted(missing)}", "none such", remedy)


def _blame_rows(warehouse: Warehouse, standings: Sequence[Standing]) -> None:
    """Say that a snapshot is damaged if its own file has not the rows of its record.

    Raises:
        WarehouseDamagedError: one has not.
    """
    with open_memory() as connection:
        figures.create_tables(connection)
        for standing in standings:
            if found := rows_difference(connection, warehouse, standing.manifest):
                raise WarehouseDamagedError(
                    Path(found.subject), found.expected, found.found, found.remedy
                )


def _set_stale_wal_aside(database: Path) -> None:
    """A write-ahead log beside the published file is not ours, and would keep readers out."""
    wal = wal_of(database)
    if not wal.exists():
        return
    aside = wal.with_name(f"{wal.name}.stale")
    with writing(wal):
        wal.replace(aside)
    _LOG.warning("%s belongs to no write of ours and was moved to %s", wal, aside.name)
