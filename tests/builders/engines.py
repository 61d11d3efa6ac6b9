"""Engines of DuckDB that the tests of one process share.

To start one takes longer than most of what is asked of it.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from pipeline.store import duck
from pipeline.store.duck import Connection

IMPORTED_BY = ("comparison", "database", "duck", "figure_rows", "query")
"""The modules of `pipeline.store` that ask for an empty database."""
_EMPTY = "leer"


@contextmanager
def lend_engines() -> Iterator[None]:
    """Let an empty database be one in an engine that nobody else has meanwhile.

    An engine that met an error is given up.
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

        for name in IMPORTED_BY:
            patch.setattr(f"pipeline.store.{name}.open_memory", lent)
        yield


def _clear(engine: Connection) -> None:
    names = "SELECT database_name FROM duckdb_databases() WHERE NOT internal"
    for (name,) in engine.execute(f"{names} AND database_name <> 'memory'").fetchall():
        engine.execute(f"DETACH {name}")
