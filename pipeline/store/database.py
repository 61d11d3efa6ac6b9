"""The database that readers open: built anew from the snapshots, verified, then put in place.

The published file is never opened for writing. A reader that has it open keeps the old one until it
closes; the next to open it gets the new one.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from pipeline.errors import WarehouseDamagedError, WarehouseNotWritableError
from pipeline.files import SCRATCH_PREFIX, keep_copy, place_file, temporary_file, writing
from pipeline.store import figure_rows
from pipeline.store.database_tables import add_comments, insert_records, insert_register
from pipeline.store.differences import database_differences, verify_rows
from pipeline.store.duck import (
    Connection,
    attach,
    load_sql,
    open_memory,
    open_reader,
    quoted,
    reading_database,
    writing_database,
)
from pipeline.store.history import SnapshotStatus, load_statuses
from pipeline.store.losses import count_forgettings
from pipeline.store.publication import GivenFacts, set_stale_wal_aside, write_publication
from pipeline.store.query import given_facts
from pipeline.store.records import verify_figures
from pipeline.store.warehouse import Warehouse, wal_of

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


@dataclass(frozen=True, slots=True)
class NewDatabase:
    """A database that was built and verified, and is not published yet."""

    path: Path
    """Beside its place, under a temporary name."""
    connection: Connection
    """To what was written there."""


@contextmanager
def new_database(warehouse: Warehouse) -> Iterator[NewDatabase]:
    """Give the database built from all snapshots, to be put in place within the block.

    Raises:
        WarehouseDamagedError: a snapshot is damaged, or what was built is not what is in them.
    """
    statuses = load_statuses(warehouse)
    with temporary_file(warehouse.database) as temporary:
        try:
            with _built(temporary, warehouse, statuses) as connection:
                _verify(connection, temporary, warehouse, statuses)
                yield NewDatabase(temporary, connection)
        finally:
            with suppress(OSError):
                wal_of(temporary).unlink(missing_ok=True)


def replace_database(warehouse: Warehouse, new: NewDatabase) -> None:
    """Put a new database in the place of the published one, which the record says beforehand.

    What lies there is kept aside unless it is a database that gives readers nothing else than the
    new one does: what was given up, and what is none of ours, is never overwritten.
    """
    path, facts = warehouse.database, given_facts(new.connection)
    set_stale_wal_aside(path)
    if path.is_file() and path.stat().st_size and not _gives_all_of(facts, path):
        aside = keep_copy(path, path.with_name(f"{path.name}.aside"))
        _LOG.warning("what lay at %s was kept as %s", path, aside.name)
    write_publication(warehouse, new.path, facts, count_forgettings(warehouse))
    place_file(new.path, path)


def _gives_all_of(facts: Sequence[GivenFacts], path: Path) -> bool:
    """Return True if these facts have all that a database has of the snapshots in it."""
    given = {one.id: one for one in facts}
    try:
        with open_reader(path) as connection:
            old_facts = given_facts(connection)
        return all(old.id in given and given[old.id].has(old) for old in old_facts)
    except WarehouseDamagedError:
        return False


@contextmanager
def database_aside(warehouse: Warehouse) -> Iterator[Connection]:
    """Give the database built from all snapshots as a reader sees it; nothing is published.

    It lies in the system's folder for temporary files, for the warehouse may be read-only.
    """
    with writing(Path(gettempdir())), TemporaryDirectory(prefix=SCRATCH_PREFIX) as folder:
        path = Path(folder) / warehouse.database.name
        with _built(path, warehouse, load_statuses(warehouse)) as connection:
            yield connection


@contextmanager
def _built(
    path: Path, warehouse: Warehouse, statuses: Sequence[SnapshotStatus]
) -> Iterator[Connection]:
    """Build a database at a path, and give it as it is read from there."""
    named = path.with_name(warehouse.database.name)
    with open_memory() as connection:
        with writing(named), writing_database(named):
            _write(connection, path, warehouse, statuses)
        with reading_database(path):
            attach(connection, path)
            yield connection


def _write(
    connection: Connection, path: Path, warehouse: Warehouse, statuses: Sequence[SnapshotStatus]
) -> None:
    connection.execute(f"ATTACH {quoted(path)} AS neu (STORAGE_VERSION {quoted(_STORAGE_VERSION)})")
    connection.execute("USE neu")
    connection.execute("BEGIN")
    _fill(connection, warehouse, statuses)
    connection.execute("COMMIT")
    connection.execute("CHECKPOINT neu")
    connection.execute("USE memory")
    connection.execute("DETACH neu")
    if wal_of(path).exists():
        raise WarehouseNotWritableError(warehouse.database, "the database could not be closed")


def _fill(connection: Connection, warehouse: Warehouse, statuses: Sequence[SnapshotStatus]) -> None:
    figure_rows.create_tables(connection)
    insert_register(connection)
    insert_records(connection, statuses)
    for status in statuses:
        parquet = verify_figures(warehouse, status.manifest)
        figure_rows.insert_parquet(connection, parquet, status.manifest)
    for name in _VIEWS_AND_MACROS:
        connection.execute(load_sql(name))
    add_comments(connection)


def _verify(
    connection: Connection, path: Path, warehouse: Warehouse, statuses: Sequence[SnapshotStatus]
) -> None:
    """Compare what was built with the records."""
    manifests = [status.manifest for status in statuses]
    differences = list(database_differences(connection, path, manifests))
    if not differences:
        return
    with figure_rows.empty() as memory:
        for manifest in manifests:
            verify_rows(memory, warehouse, manifest)
    remedy = "the published database was left as it was; please report this"
    raise WarehouseDamagedError(path, differences[0].expected, str(differences[0]), remedy)
