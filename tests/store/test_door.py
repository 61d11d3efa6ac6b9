"""Whatever SQL is asked, the door to the database leads to nothing but its figures."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import QueryError
from pipeline.store.duck import Connection, open_reader
from pipeline.store.question import answer_statement
from pipeline.tabular import ResultTable
from tests.builders.frames import snapshot_draft, warehouse_with
from tests.builders.search import examples

TOKEN = "geheim4711"
"""It stands in files, in another database and in a variable, and never in an answer."""
LOCKED = (
    "SELECT list(value ORDER BY name) FROM duckdb_settings() WHERE name IN ('access_mode', "
    "'autoinstall_known_extensions', 'autoload_known_extensions', 'enable_external_access', "
    "'lock_configuration', 'memory_limit', 'python_enable_replacements', 'temp_directory')"
)
KNOWN = "SELECT database_name FROM duckdb_databases() WHERE NOT internal"


class Place(NamedTuple):
    """A warehouse, and beside it what nobody may reach by asking it."""

    database: Path
    secrets: Path
    port: int
    calls: list[object]
    """Who called at the port."""

    def state(self) -> list[tuple[str, bytes]]:
        """All that lies there."""
        files = [path for path in self.database.parent.parent.rglob("*") if path.is_file()]
        return sorted((str(path), path.read_bytes()) for path in files)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    root = tmp_path_factory.mktemp("door")
    database = warehouse_with(root / "warehouse", snapshot_draft()).database
    secrets = root / "secrets"
    secrets.mkdir()
    for name in ("a.csv", "a.json", "a.txt", "a.parquet"):
        (secrets / name).write_text(f'{{"a": "{TOKEN}"}}\n')
    with duckdb.connect(str(secrets / "other.duckdb")) as other:
        other.execute(f"CREATE TABLE t AS SELECT '{TOKEN}' AS a")
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = Place(database, secrets, server.getsockname()[1], [])
        Thread(target=_listen, args=(server, place.calls), daemon=True).start()
        yield place


def _listen(server: socket.socket, calls: list[object]) -> None:
    while True:
        try:
            connection, caller = server.accept()
        except OSError:
            return
        calls.append(caller)
        connection.close()


# A grammar of what DuckDB can do. {d} is the folder of what is secret, {p} the port.

PATHS = st.sampled_from(
    [
        *("{d}/a.csv", "{d}/a.json", "{d}/a.txt", "{d}/a.parquet", "{d}/other.duckdb", "{d}/*"),
        *("{d}/new.csv", "{d}/../warehouse/new", "/proc/self/environ", "/etc/passwd", "a.csv"),
        *("http://127.0.0.1:{p}/a.csv", "https://127.0.0.1:{p}/a.parquet", "s3://127.0.0.1:{p}/a"),
        *("file://{d}/a.csv", "file:{d}/a.csv", "hf://datasets/a/b.csv", "/dev/stdin", ""),
        *("sqlite:{d}/a", "postgres://127.0.0.1:{p}/a", "md:", "ducklake:{d}/a", ":memory:"),
    ]
)
FILE_FUNCTIONS = st.sampled_from(
    [
        *("read_csv", "read_csv_auto", "read_json", "read_json_auto", "read_ndjson_objects"),
        *("read_json_objects", "read_parquet", "parquet_scan", "parquet_metadata", "sniff_csv"),
        *("parquet_schema", "parquet_kv_metadata", "parquet_file_metadata", "read_text"),
        *("read_blob", "glob", "st_read", "sqlite_scan", "postgres_scan", "read_xlsx", "load_aws"),
        *("parquet_bloom_probe", "query", "query_table", "getenv", "read_duckdb", "iceberg_scan"),
        *("json_execute_serialized_sql", "arrow_scan", "pandas_scan", "python_map_function"),
    ]
)
SETTINGS = st.sampled_from(
    [
        *("enable_external_access", "lock_configuration", "memory_limit", "temp_directory"),
        *("allowed_paths", "allowed_directories", "home_directory", "extension_directory"),
        *("autoload_known_extensions", "custom_extension_repository", "secret_directory"),
        *("python_enable_replacements", "enable_logging", "log_query_path", "profile_output"),
        *("file_search_path", "http_proxy", "allow_unsigned_extensions", "access_mode"),
        *("enable_profiling", "profiling_output", "storage_compatibility_version", "threads"),
    ]
)
VALUES = st.sampled_from(["true", "false", "'{d}/log'", "'10GB'", "'*'", "['{d}']", "4", "DEFAULT"])
NAMES = st.sampled_from(
    [
        *("planungsrahmen", "figures", "belege", "other.t", "main.figures", "information_schema"),
        *("secret_frame", "'{d}/a.csv'", '"{d}/a.csv"', "duckdb_settings()", "duckdb_secrets()"),
        *("duckdb_databases()", "duckdb_extensions()", "duckdb_logs", "pragma_database_list()"),
        *("duckdb_temporary_files()", "pragma_storage_info('figures')", "duckdb_variables()"),
    ]
)
EXPRESSIONS = st.sampled_from(
    [
        *("1", "'a'", "current_setting('temp_directory')", "getenv('HOME')", "getvariable('v')"),
        *("current_database()", "content", "a", "version()", "current_query()", "nextval('s')"),
        *("write_log('x')", "set_config('threads', '1')", "$v", "?", "columns(*)", "*"),
        *("pg_read_file('{d}/a.txt')", "load_extension('{d}/a')", "txid_current()", "NULL"),
    ]
)


def _call(function: str, path: str, more: str) -> str:
    return f"{function}('{path}'{more})"


calls = st.builds(
    _call,
    FILE_FUNCTIONS,
    PATHS | st.sampled_from(["FROM read_text(''{d}/a.txt'')", "secret_frame", "other.t"]),
    st.sampled_from(["", "", ", header = false", ", 't'", ", filename = true"]),
)
sources: st.SearchStrategy[str] = st.deferred(
    lambda: st.one_of(
        NAMES,
        calls,
        PATHS.map("'{}'".format),
        selects.map("({})".format),
        st.tuples(NAMES, sources).map("{0[0]}, {0[1]}".format),
        st.tuples(NAMES, calls).map("{0[0]} POSITIONAL JOIN {0[1]}".format),
    )
)
selects: st.SearchStrategy[str] = st.deferred(
    lambda: st.one_of(
        sources.map("FROM {}".format),
        st.tuples(EXPRESSIONS, sources).map("SELECT {0[0]} FROM {0[1]}".format),
        st.tuples(calls, sources).map("SELECT ({0[0]}) FROM {0[1]} LIMIT 3".format),
        sources.map("WITH c AS MATERIALIZED (FROM {}) FROM c".format),
        sources.map("SELECT (SELECT count(*) FROM {}) AS n".format),
        st.tuples(sources, sources).map("FROM {0[0]} UNION ALL BY NAME FROM {0[1]}".format),
        sources.map("PIVOT (FROM {}) ON a USING count(*)".format),
        EXPRESSIONS.map("VALUES ({})".format),
    )
)
changes = st.one_of(
    st.tuples(selects, PATHS).map("COPY ({0[0]}) TO '{0[1]}'".format),
    st.tuples(NAMES, PATHS).map("COPY {0[0]} FROM '{0[1]}'".format),
    PATHS.map("COPY FROM DATABASE memory TO '{}'".format),
    PATHS.map("EXPORT DATABASE '{}'".format),
    PATHS.map("IMPORT DATABASE '{}'".format),
    PATHS.map("ATTACH '{}' AS other".format),
    PATHS.map("ATTACH '{}' AS other (TYPE sqlite, READ_ONLY)".format),
    PATHS.map("ATTACH OR REPLACE '{}'".format),
    PATHS.map("LOAD '{}'".format),
    PATHS.map("FORCE INSTALL httpfs FROM '{}'".format),
    PATHS.map("CREATE SECRET s (TYPE s3, SCOPE '{}')".format),
    PATHS.map(
        "CREATE PERSISTENT SECRET s (TYPE http, EXTRA_HTTP_HEADERS MAP {{'a': '{}'}})".format
    ),
    st.tuples(st.sampled_from(["SET", "SET GLOBAL", "SET SESSION", "RESET"]), SETTINGS, VALUES).map(
        lambda t: f"{t[0]} {t[1]}" + ("" if t[0] == "RESET" else f" = {t[2]}")
    ),
    st.tuples(SETTINGS, VALUES).map("PRAGMA {0[0]} = {0[1]}".format),
    st.tuples(SETTINGS, VALUES).map("CALL set_config('{0[0]}', {0[1]})".format),
    st.tuples(NAMES, selects).map("INSERT INTO {0[0]} {0[1]}".format),
    st.tuples(NAMES, selects).map("CREATE OR REPLACE TEMP TABLE {0[0]} AS {0[1]}".format),
    selects.map("CREATE TEMP MACRO m() AS TABLE {}".format),
    selects.map("CREATE TEMP VIEW v AS {}".format),
    selects.map("PREPARE p AS {}".format),
    NAMES.map("DROP VIEW {}".format),
    NAMES.map("UPDATE {} SET betrag_eur = 1".format),
    NAMES.map("DELETE FROM {}".format),
    NAMES.map("TRUNCATE {}".format),
    NAMES.map("ALTER TABLE {} ADD COLUMN a INTEGER".format),
    NAMES.map("COMMENT ON TABLE {} IS 'a'".format),
    st.sampled_from(
        [
            *("CHECKPOINT", "FORCE CHECKPOINT", "VACUUM", "ANALYZE", "BEGIN", "COMMIT", "ROLLBACK"),
            *("DETACH other", "USE memory", "USE other", "CALL enable_logging()", "EXECUTE p"),
            *("CALL enable_profiling()", "PRAGMA database_list", "CALL truncate_duckdb_logs()"),
            *("SET VARIABLE v = 1", "CREATE SEQUENCE s", "PRAGMA enable_object_cache", "ABORT"),
            *("CALL enable_logging(storage_path = '{d}')", "UPDATE EXTENSIONS", "KILL 1"),
            *("CALL start_ui()", "PRAGMA disable_optimizer", "SHOW ALL TABLES", "DEALLOCATE p"),
        ]
    ),
)
wrapped = st.tuples(
    st.sampled_from(
        ["", "", "", "EXPLAIN ", "EXPLAIN ANALYZE ", "DESCRIBE ", "SUMMARIZE ", "PREPARE q AS "]
    ),
    selects | changes,
    st.sampled_from([*[""] * 9, ";", " -- a", "; SELECT 1", "/*", " LIMIT 1", "\x00", "'"]),
).map("".join)


@examples(8)
@given(questions=st.lists(wrapped, min_size=1, max_size=12))
def test_no_question_reaches_anything_but_the_figures(place: Place, questions: list[str]) -> None:
    secret_frame = snapshot_draft().frame
    before = place.state()
    with open_reader(place.database, 200) as connection:
        locked = connection.execute(LOCKED).fetchall()
        for sql in questions:
            asked = sql.replace("{d}", str(place.secrets)).replace("{p}", str(place.port))
            assert TOKEN not in _said(connection, asked)
        assert connection.execute(LOCKED).fetchall() == locked
        assert connection.execute(KNOWN).fetchall() == [(place.database.stem,)]
    assert place.state() == before
    assert not place.calls
    assert len(secret_frame) == 4


def _said(connection: Connection, sql: str) -> str:
    """Return what is answered, or why not, in words of which none are those of the question."""
    try:
        answer = answer_statement(connection, sql, (), 100)
    except QueryError as error:
        return str(error).replace(sql, "")
    assert isinstance(answer, ResultTable)
    return str(answer)
