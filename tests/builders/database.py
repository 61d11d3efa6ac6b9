"""The database of a warehouse without exports, and empty ones that cost little."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import duckdb
import pytest

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


@contextmanager
def one_engine() -> Iterator[None]:
    """Let hashes be taken in one engine, which takes longer to start than most hashes."""
    numbers = count()
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:

        @cache
        def engine(threads: int) -> duckdb.DuckDBPyConnection:
            return stack.enter_context(duckdb.connect(config={"threads": str(threads)}))

        @contextmanager
        def empty(*, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
            name = f"memory_{next(numbers)}"
            with engine(threads).cursor() as connection:
                connection.execute(f"ATTACH ':memory:' AS {name}; USE {name}")
                try:
                    yield connection
                finally:
                    connection.execute(f"USE memory; DETACH {name}")

        patch.setattr("pipeline.store.figure_rows.open_memory", empty)
        yield
