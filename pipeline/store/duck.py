"""The one door to DuckDB: how it is opened, and how its errors become ours.

DuckDB is loaded on first use, so that a run with nothing new to store never pays for it.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import resources
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pipeline.commands import PDF, command, remedy_for
from pipeline.errors import WarehouseDamagedError, WarehouseNotWritableError
from pipeline.store.warehouse import wal_of
from pipeline.values import one_line

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Connection: TypeAlias = "DuckDBPyConnection"
Contents: TypeAlias = Mapping[str, str]
"""By what it is about: the number of rows and their hash, or the text of a definition."""

_Settings: TypeAlias = dict[str, str | bool | int | float | list[str]]
_NO_DOWNLOADS: _Settings = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_READER_THREADS: _Settings = {"threads": "2"}
_SHOWN_BEFORE, _SHOWN_AFTER = 20, 64
"""Signs shown of two long texts, before and after where they first differ."""
READER_MEMORY = 1024
"""Mebibytes that a reader may take, as far as DuckDB counts them."""
_OUR_VIEW = "SELECT 1 FROM duckdb_views() WHERE view_name = 'planungsrahmen' AND NOT internal"
# In this order: the last two forbid changes to those before.
_LOCKED_IN = """
    SET temp_directory = '';
    SET python_enable_replacements = false;
    SET enable_external_access = false;
    SET lock_configuration = true;
"""


def load_sql(name: str) -> str:
    """The text of one of this package's SQL files."""
    return resources.files("pipeline.store").joinpath("sql", name).read_text(encoding="utf-8")


@contextmanager
def open_memory(*, threads: int = 2) -> Iterator[Connection]:
    """An empty database in memory, to build with; one thread makes files the same every time."""
    import duckdb

    settings = {**_NO_DOWNLOADS, "threads": str(threads)}
    with duckdb.connect(config=settings) as connection:
        _hide_progress(connection)
        connection.execute("SET temp_directory = ''")
        yield connection


def _hide_progress(connection: Connection) -> None:
    """Show no progress; where none is shown, a notebook without ipywidgets forbids to say so."""
    shown = connection.execute("SELECT current_setting('enable_progress_bar')").fetchone()
    if shown == (True,):
        connection.execute("SET enable_progress_bar = false")


@contextmanager
def open_reader(path: Path, memory: int = READER_MEMORY) -> Iterator[Connection]:
    """A database file, read-only, without any way to other files, the network or other settings.

    Raises:
        WarehouseDamagedError: it is missing, cannot be read, has a log next to it, or lacks what
            is asked for within the block.
    """
    import duckdb

    settings = {**_NO_DOWNLOADS, **_READER_THREADS, "memory_limit": f"{memory}MiB"}
    _require(path)
    with reading_database(path):
        with reading_database(path, "a database"):
            connection = duckdb.connect(str(path), read_only=True, config=settings)
        with connection:
            _hide_progress(connection)
            connection.execute(_LOCKED_IN)
            if connection.execute(_OUR_VIEW).fetchone() is None:
                # As by a client that opened it before there was one, and so made an empty one.
                expected, found = "a database of this software", "one without its views"
                raise WarehouseDamagedError(path, expected, found)
            yield connection


@contextmanager
def open_published(path: Path) -> Iterator[Connection]:
    """A database file, read-only, for what writes files of its contents."""
    _require(path)
    with reading_database(path), open_memory() as connection:
        attach(connection, path)
        yield connection


def attach(connection: Connection, path: Path) -> None:
    """Make a database file, read-only, the current one of a database in memory."""
    connection.execute(f"ATTACH {quoted(path)} AS veroeffentlicht (READ_ONLY)")
    # Macros name their tables without the database, so that they work under any name.
    connection.execute("USE veroeffentlicht")


def _require(path: Path) -> None:
    if not path.is_file():
        found = "no regular file" if os.path.lexists(path) else "no such file"
        take_in = command("ingest", PDF, warehouse=path.parent)
        remedy = f"to make one, run: {take_in}; if there are snapshots, {remedy_for(path)}"
        raise WarehouseDamagedError(path, "the database", found, remedy)
    if os.path.lexists(wal := wal_of(path)):
        # DuckDB would apply it unasked, also read-only, and with it whatever another program wrote.
        raise WarehouseDamagedError(wal, "no log beside the database", "one")


@contextmanager
def reading_database(path: Path, expected: str | None = None) -> Iterator[None]:
    """Turn every error of statements of ours into one that names the file and the remedy.

    They fail only where blocks are damaged, or where it is no database that this software built,
    or none of what is `expected`.
    """
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        usual = "readable blocks" if is_damage(error) else "a database of this software"
        raise WarehouseDamagedError(path, expected or usual, one_line(str(error))) from error


def is_damage(error: Exception) -> bool:
    """Return True if DuckDB says that the file is damaged, rather than the statement wrong."""
    import duckdb

    kinds = (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException)
    return isinstance(error, kinds) or "Corrupt database file" in str(error)


@contextmanager
def writing_database(path: Path) -> Iterator[None]:
    """Turn a full disk or a missing permission into an error that names the file."""
    import duckdb

    try:
        yield
    except (duckdb.IOException, duckdb.FatalException, duckdb.TransactionException) as error:
        raise WarehouseNotWritableError(path, one_line(str(error))) from error


def quoted(value: object) -> str:
    """A text as SQL literal, for statements that take no parameters."""
    text = str(value).replace("'", "''")
    return f"'{text}'"


def column_types(connection: Connection, table: str) -> dict[str, str]:
    """Columns of a table of `tables.sql`, in order, with their SQL types."""
    rows = connection.execute(f"DESCRIBE {table}").fetchall()
    return {name: kind for name, kind, *_ in rows}


def insert_rows(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns, namely those of the table."""
    types = column_types(connection, table)
    columns = [[row[name] for row in rows] for name in types]
    selected = ", ".join(f"unnest(?::{kind}[])" for kind in types.values())
    connection.execute(f"INSERT INTO {table} SELECT {selected}", columns)


def read_contents(connection: Connection) -> Contents:
    """Return what the current database holds; every block of every table is read for it."""
    found: dict[str, str] = dict(connection.execute(load_sql("definitions.sql")).fetchall())
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
    ).fetchall()
    for (table,) in tables:
        name = table.replace('"', '""')
        # Whatever their order.
        [(count, total)] = connection.execute(
            f'SELECT count(*), sum(hash(one_row)) FROM "{name}" AS one_row'
        ).fetchall()
        found[f"rows of table {table}"] = f"{count} rows of hash {total or 0}"
    return found


def content_differences(
    path: Path, expected: Contents, found: Contents
) -> Iterator[WarehouseDamagedError]:
    """Compare what the database at `path` holds with what it should."""
    for subject in sorted(expected.keys() | found.keys()):
        kept, there = expected.get(subject, "nothing"), found.get(subject, "nothing")
        if kept != there:
            pairs = zip(kept, there, strict=False)
            alike = len(list(takewhile(lambda both: both[0] == both[1], pairs)))
            shown = slice(max(0, alike - _SHOWN_BEFORE), alike + _SHOWN_AFTER)
            expected_part, found_part = one_line(kept[shown]), one_line(there[shown])
            remedy = remedy_for(path)
            yield WarehouseDamagedError(f"{path}: {subject}", expected_part, found_part, remedy)
