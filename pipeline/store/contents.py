"""All that a database holds, row by row and object by object, so that two can be compared.

The bytes of two databases built of the same records differ; what is in them does not, for nothing
in them tells when or where they were built.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from pipeline.store.differences import Difference
from pipeline.store.duck import Connection, load_sql
from pipeline.store.warehouse import rebuild_remedy

Contents: TypeAlias = Mapping[str, str]
"""By what it is about: the number of rows and their hash, or the text of a definition."""
_SHOWN_SIGNS = 80


def contents(connection: Connection) -> Contents:
    """Return what the current database holds; every block of every table is read for it."""
    found: dict[str, str] = {}
    for subject, text in connection.execute(load_sql("definitions.sql")).fetchall():
        found[subject] = text
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
    ).fetchall()
    for (table,) in tables:
        found[f"rows of table {table}"] = _rows(connection, table)
    return found


def content_differences(path: Path, expected: Contents, found: Contents) -> Iterator[Difference]:
    """Compare what the database at `path` holds with what it should."""
    for subject in sorted(expected.keys() | found.keys()):
        kept, there = expected.get(subject, "nothing"), found.get(subject, "nothing")
        if kept != there:
            shown = _where_they_part(kept, there)
            yield Difference(f"{path}: {subject}", *shown, rebuild_remedy(path))


def _rows(connection: Connection, table: str) -> str:
    """Number and hash of a table's rows, whatever their order."""
    name = table.replace('"', '""')
    [(count, total)] = connection.execute(
        f'SELECT count(*), sum(hash(one_row)) FROM "{name}" AS one_row'
    ).fetchall()
    return f"{count} rows of hash {total or 0}"


def _where_they_part(one: str, other: str) -> tuple[str, str]:
    """Short forms of two long texts, from a little before the first sign that differs."""
    pairs = zip(one, other, strict=False)
    first = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    start = 0 if first < _SHOWN_SIGNS // 2 else first - _SHOWN_SIGNS // 4
    return _excerpt(one, start), _excerpt(other, start)


def _excerpt(text: str, start: int) -> str:
    shown = text[start : start + _SHOWN_SIGNS]
    before, after = "…" if start else "", "…" if len(text) > start + _SHOWN_SIGNS else ""
    return " ".join(f"{before}{shown}{after}".split())
