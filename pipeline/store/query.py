"""Questions to the published database, which can neither change it nor reach anything else."""

from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from pipeline.errors import QueryError, WarehouseDamagedError
from pipeline.model import ListedSnapshot, Snapshot
from pipeline.store.duck import (
    Connection,
    is_damage,
    load_sql,
    open_memory,
    open_reader,
    quoted,
    reading_database,
    writing_database,
)
from pipeline.store.kept import Facts
from pipeline.store.warehouse import Warehouse, export_remedy


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to a query."""

    columns: tuple[str, ...]
    """Names as given; a name that came before has a number appended."""
    rows: tuple[tuple[Any, ...], ...]


def run_query(database: Path, sql: str) -> QueryResult:
    """Run one statement on a database, read-only and without access to files or the network.

    Raises:
        QueryError: the database refuses the SQL, with its own words; or it is not one statement.
        WarehouseDamagedError: the database is missing or damaged.
    """
    import duckdb

    with open_reader(database) as connection:
        try:
            count = len(connection.extract_statements(sql))
            if count != 1:
                raise QueryError(sql, f"expected one statement, found {count or 'none'}")
            return _answer(connection, sql)
        except duckdb.Error as error:
            if is_damage(error):
                raise
            raise QueryError(sql, str(error)) from error


def newest_edition(database: Path) -> QueryResult:
    """Return the newest edition, as the view `planungsrahmen` shows it, sorted by key.

    Raises:
        WarehouseDamagedError: the database is missing or damaged, or lacks the view.
    """
    with open_reader(database) as connection:
        return _answer(connection, "SELECT * FROM planungsrahmen ORDER BY gemeinde_ags")


def _answer(connection: Connection, sql: str) -> QueryResult:
    cursor = connection.execute(sql)
    names = [name for name, *_ in cursor.description or ()]
    return QueryResult(_distinct(names), tuple(cursor.fetchall()))


def database_facts(database: Path) -> tuple[Facts, ...]:
    """Return what a database gives to readers of each snapshot, in the order of acceptance.

    Raises:
        WarehouseDamagedError: it is missing or damaged, or no database of this software.
    """
    with open_reader(database) as connection:
        rows = connection.execute(load_sql("facts.sql")).fetchall()
    return tuple(
        Facts(id, rows_sha256, withdrawn, tuple(one.replace(tzinfo=UTC) for one in captures))
        for id, rows_sha256, withdrawn, captures in rows
    )


def listed_snapshots(warehouse: Warehouse) -> tuple[ListedSnapshot, ...]:
    """Return the snapshots that the database has, in the order of acceptance.

    Raises:
        WarehouseDamagedError: it is missing or damaged, or no database of this software.
    """
    with open_reader(warehouse.database) as connection:
        rows = connection.execute(load_sql("listed.sql")).fetchall()
    return tuple(
        ListedSnapshot(
            Snapshot(*(id, *facts, warehouse.snapshots / id)), status, better, accepted_by
        )
        for id, *facts, status, better, accepted_by in rows
    )


def export_parquet(database: Path, path: Path) -> None:
    """Write the newest edition, as the view `planungsrahmen` shows it, to a Parquet file.

    Raises:
        WarehouseDamagedError: the database is missing or damaged.
        WarehouseNotWritableError: the file cannot be written.
    """
    with open_reader(database):
        pass
    with (
        reading_database(database),
        open_memory(threads=1) as connection,
        writing_database(path),
    ):
        connection.execute(f"ATTACH {quoted(database)} AS veroeffentlicht (READ_ONLY)")
        connection.execute(
            f"COPY (SELECT * FROM veroeffentlicht.planungsrahmen ORDER BY gemeinde_ags) "
            f"TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)"
        )


def read_parquet(path: Path) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """Return columns and rows of an exported Parquet file, in their order.

    Raises:
        WarehouseDamagedError: it cannot be read.
    """
    import duckdb

    with open_memory() as connection:
        try:
            cursor = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
            names = tuple(name for name, *_ in cursor.description or ())
            return names, tuple(cursor.fetchall())
        except duckdb.Error as error:
            remedy = export_remedy(path.parent.parent)
            raise WarehouseDamagedError(path, "a Parquet file", str(error), remedy) from error


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Name columns so that none hides another where they become the keys of an object."""
    taken: dict[str, int] = {}
    for name in names:
        candidate, number = name, 0
        while candidate in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken[candidate] = number
    return tuple(taken)
