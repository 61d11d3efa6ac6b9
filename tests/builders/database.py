"""The database of a warehouse without exports, and empty ones that cost little."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import duckdb

from pipeline.store.database import new_database, replace_database
from pipeline.store.warehouse import Warehouse


def build_database(warehouse: Warehouse) -> Path:
    """Build the database from all snapshots and put it in the place of the published one.

    Raises:
        WarehouseDamagedError: a snapshot is damaged, or what was built is not what is in them.
        WarehouseNotWritableError: no space or no permission. The old database stays in both cases.
    """
    with new_database(warehouse) as database:
        replace_database(warehouse, database)
        return warehouse.database


_numbers = count()


@contextmanager
def empty_database(*, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory, beside the others of one engine: to start one takes long."""
    name = f"memory_{next(_numbers)}"
    with _engine(threads).cursor() as connection:
        connection.execute(f"ATTACH ':memory:' AS {name}; USE {name}")
        try:
            yield connection
        finally:
            connection.execute(f"USE memory; DETACH {name}")


@cache
def _engine(threads: int) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": str(threads)})
