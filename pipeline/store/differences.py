"""What differs between things that are stored and their records, or between two databases.

The bytes of two databases built of the same records differ; what is in them does not, for nothing
in them tells when or where they were built. So they are compared row by row and object by object.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from pipeline.errors import WarehouseDamagedError
from pipeline.manifest import Manifest
from pipeline.store import figure_rows
from pipeline.store.duck import Connection, load_sql
from pipeline.store.records import restore_remedy, verify_figures
from pipeline.store.warehouse import Warehouse, rebuild_remedy

Contents: TypeAlias = Mapping[str, str]
"""By what it is about: the number of rows and their hash, or the text of a definition."""
_SHOWN_SIGNS = 80


def database_differences(
    connection: Connection,
    path: Path,
    manifests: Iterable[Manifest],
    unproved: Collection[str] = (),
) -> Iterator[WarehouseDamagedError]:
    """Compare an open database with the records: which snapshots, and the rows of each.

    Snapshots that are `unproved`, since their records are lost or damaged, are not looked at.
    """
    remedy = rebuild_remedy(path)
    expected = {one.id: one for one in manifests if one.id not in unproved}
    found = figure_rows.hash_rows(connection)
    for id in sorted((expected.keys() | found.keys()) - set(unproved)):
        kept = expected[id].rows_sha256 if id in expected else "no such snapshot"
        if found.get(id) != kept:
            yield WarehouseDamagedError(
                f"{path}: rows of {id}", kept, found.get(id, "no rows"), remedy
            )
    rows = connection.execute("SELECT snapshot_id FROM snapshots").fetchall()
    listed = {id for (id,) in rows} - set(unproved)
    if listed != expected.keys():
        kept, there = str(sorted(expected)), str(sorted(listed))
        yield WarehouseDamagedError(f"{path}: table snapshots", kept, there, remedy)
    doubled = connection.execute(
        "SELECT snapshot_id, gemeinde_ags FROM figures GROUP BY ALL HAVING count(*) > 1"
    ).fetchall()
    for id, gemeinde_ags in doubled:
        yield WarehouseDamagedError(
            f"{path}: {id}", f"one row of {gemeinde_ags}", "several", remedy
        )


def verify_rows(connection: Connection, warehouse: Warehouse, manifest: Manifest) -> None:
    """Compare the rows of a snapshot's intact file with its record.

    Raises:
        WarehouseDamagedError: they differ, or the file is missing, changed, or holds no such rows.
    """
    path = verify_figures(warehouse, manifest)
    if (found := figure_rows.hash_parquet(connection, path)) != manifest.rows_sha256:
        kept, there = (f"rows of hash {sha256}" for sha256 in (manifest.rows_sha256, found))
        raise WarehouseDamagedError(path, kept, there, restore_remedy(path.parent))


def contents(connection: Connection) -> Contents:
    """Return what the current database holds; every block of every table is read for it."""
    found: dict[str, str] = dict(connection.execute(load_sql("definitions.sql")).fetchall())
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
    ).fetchall()
    for (table,) in tables:
        found[f"rows of table {table}"] = _rows(connection, table)
    return found


def content_differences(
    path: Path, expected: Contents, found: Contents
) -> Iterator[WarehouseDamagedError]:
    """Compare what the database at `path` holds with what it should."""
    for subject in sorted(expected.keys() | found.keys()):
        kept, there = expected.get(subject, "nothing"), found.get(subject, "nothing")
        if kept != there:
            shown = _where_they_part(kept, there)
            yield WarehouseDamagedError(f"{path}: {subject}", *shown, rebuild_remedy(path))


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
