"""What the database says of itself: a German comment on every table, view, column and macro."""

import tomllib
from typing import Any

from pipeline.store.duck import Connection, load_sql, quoted


def add_comments(connection: Connection) -> None:
    """Describe all objects of the current database.

    Raises:
        KeyError: `comments.toml` lacks an object or a column.
    """
    texts = _texts()
    for kind, name in stored_objects(connection):
        connection.execute(f"COMMENT ON {kind} {name} IS {quoted(texts['objects'][name])}")
    for table, column in _stored_columns(connection):
        text = quoted(texts["columns"][column])
        connection.execute(f"COMMENT ON COLUMN {table}.{column} IS {text}")


def described_objects() -> set[str]:
    """The names of all tables, views and macros that `comments.toml` describes."""
    return set(_texts()["objects"])


def stored_objects(connection: Connection) -> list[tuple[str, str]]:
    """Kind and name of every table, view and macro of the current database."""
    return connection.execute(
        """
        SELECT 'TABLE', table_name FROM duckdb_tables()
        WHERE database_name = current_database() AND NOT internal
        UNION ALL
        SELECT 'VIEW', view_name FROM duckdb_views()
        WHERE database_name = current_database() AND NOT internal
        UNION ALL
        SELECT DISTINCT 'MACRO TABLE', function_name FROM duckdb_functions()
        WHERE database_name = current_database() AND NOT internal
        """
    ).fetchall()


def _stored_columns(connection: Connection) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() "
        "WHERE database_name = current_database() AND NOT internal"
    ).fetchall()


def _texts() -> dict[str, dict[str, Any]]:
    return tomllib.loads(load_sql("comments.toml"))
