"""Engines of DuckDB that the tests of one process share.

To start one takes longer than most of what is asked of it.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import WarehouseDamagedError
from pipeline.store import duck
from pipeline.store.duck import Connection

BUILDING = ("comparison", "database", "duck", "figure_rows", "query")
"""The modules of `pipeline.store` that ask for an empty database."""
READING = ("database", "losses", "query", "proof")
"""Those that ask for the published one, with statements of ours."""
_EMPTY = "leer"


@contextmanager
def lend_engines() -> Iterator[None]:
    """Let a database be one in an engine that nobody else has meanwhile.

    An engine that met an error is given up. Where the published database cannot be used, the door
    says why; what it keeps statements of others from is tested there.
    """
    free: defaultdict[int, list[Connection]] = defaultdict(list)
    start = duck.open_memory

    with ExitStack() as started, pytest.MonkeyPatch.context() as patch:

        @contextmanager
        def lent(*, threads: int = 2) -> Iterator[Connection]:
            engines = free[threads]
            engine = engines.pop() if engines else started.enter_context(start(threads=threads))
            try:
                with engine.cursor() as connection:
                    connection.execute(f"ATTACH ':memory:' AS {_EMPTY}; USE {_EMPTY}")
                    yield connection
                _clear(engine)
            except BaseException:
                engine.close()
                raise
            engines.append(engine)

        for name in BUILDING:
            patch.setattr(f"pipeline.store.{name}.open_memory", lent)
        for name in READING:
            patch.setattr(f"pipeline.store.{name}.open_reader", _read)
        yield


@contextmanager
def _read(path: Path, memory: int = duck.READER_MEMORY) -> Iterator[Connection]:
    with ExitStack() as opened:
        try:
            connection = opened.enter_context(duck.open_published(path))
            usable = connection.execute(duck._OUR_VIEW).fetchone() is not None
        except (WarehouseDamagedError, duckdb.Error):
            usable = False
        if not usable:
            connection = opened.enter_context(duck.open_reader(path, memory))
        yield connection


def _clear(engine: Connection) -> None:
    names = "SELECT database_name FROM duckdb_databases() WHERE NOT internal"
    for (name,) in engine.execute(f"{names} AND database_name <> 'memory'").fetchall():
        engine.execute(f"DETACH {name}")
