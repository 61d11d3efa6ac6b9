"""The rows of a snapshot: from a frame into Parquet, their hash, and whether they are all there.

The hash is that of the rows in canonical form, a CSV that depends on no library's version: UTF-8,
lines ended by a line feed, the header first, then one line per municipality, sorted by key; every
text in double quotes with inner ones doubled, NULL as nothing, amounts and coordinates with two
decimals, booleans as `true` and `false`.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import WarehouseDamagedError
from pipeline.manifest import Manifest
from pipeline.store.duck import (
    Connection,
    column_types,
    content_differences,
    is_damage,
    load_sql,
    open_memory,
    quoted,
)
from pipeline.store.records import verify_figures
from pipeline.store.warehouse import Warehouse
from pipeline.values import one_line
from schemas.corrections import Correction

if TYPE_CHECKING:
    from pandas import DataFrame

# Known to the database only, from the records of the snapshots.
_STORAGE_COLUMNS = ("sequence", "snapshot_id", "gelesen_von", "korrektur")
_COORDINATES, _AMOUNTS = ("x0", "y0", "x1", "y1"), ("betrag_eur", "betrag_eur_gedruckt")
_CENT = Decimal("0.01")
_ROWS_AT_ONCE = 200_000


def create_tables(connection: Connection) -> None:
    """Create all tables, empty, in the current database."""
    connection.execute(load_sql("tables.sql"))


@contextmanager
def empty() -> Iterator[Connection]:
    """Give a database in memory with all tables, empty."""
    with open_memory(threads=1) as connection:
        create_tables(connection)
        yield connection


@contextmanager
def loaded(frame: "DataFrame", id: str = "") -> Iterator[Connection]:
    """Give a database in memory with a trusted frame as the rows of one snapshot in `figures`.

    Coordinates are kept to a hundredth of a point.

    Raises:
        ValueError: other columns than those of a trusted frame, a municipality in several rows,
            or an amount with parts of a cent.
    """
    with empty() as connection:
        expected = list(_figure_types(connection))
        if (found := list(frame.columns)) != expected:
            raise ValueError(f"trusted frame: expected columns {expected}, found {found}")
        keys = frame["gemeinde_ags"]
        if (doubled := keys[keys.duplicated()]).size:
            raise ValueError(f"trusted frame: {doubled.iloc[0]} stands in several rows")
        # What the database would round by itself: places; amounts go as texts.
        places = {name: [round(value, 2) for value in frame[name]] for name in _COORDINATES}
        amounts = {name: [_exact(name, value) for value in frame[name]] for name in _AMOUNTS}
        connection.register("trusted", frame.assign(**places, **amounts))
        connection.execute(
            "INSERT INTO figures BY NAME SELECT 1 AS sequence, ?::VARCHAR AS snapshot_id, "
            "engine AS gelesen_von, * FROM trusted",
            [id],
        )
        yield connection


def _exact(name: str, value: Decimal) -> str:
    if value != value.quantize(_CENT):
        raise ValueError(f"trusted frame: {name} {value} has parts of a cent")
    return f"{value:f}"


def _figure_types(connection: Connection) -> dict[str, str]:
    """The columns of a trusted frame, in order, with their SQL types."""
    types = column_types(connection, "figures")
    return {name: kind for name, kind in types.items() if name not in _STORAGE_COLUMNS}


def write_parquet(connection: Connection, path: Path) -> None:
    """Write the rows in `figures` as Parquet, sorted by key: the same bytes every time."""
    connection.execute(
        f"COPY (SELECT * EXCLUDE ({', '.join(_STORAGE_COLUMNS)}) FROM figures "
        f"ORDER BY gemeinde_ags) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)"
    )


def insert_parquet(connection: Connection, path: Path, manifest: Manifest) -> None:
    """Insert the rows of a snapshot's Parquet file into `figures`.

    The engine that a row is from read it, and each reader but the first that did not abstain.

    Raises:
        WarehouseDamagedError: it is no Parquet file of such rows.
    """
    texts = _correction_texts(manifest.corrections)
    others = [reader for reader in manifest.readers[1:] if not reader.failure]
    engines, abstained = [one.engine for one in others], [list(one.abstained) for one in others]
    with reading_parquet(path):
        connection.execute(
            f"""
            INSERT INTO figures BY NAME
            SELECT ?::INTEGER AS sequence, ?::VARCHAR AS snapshot_id,
                {", ".join(_figure_types(connection))},
                array_to_string(list_sort(list_distinct([engine] || [
                    reader[1] FOR reader IN list_zip(?::VARCHAR[], ?::VARCHAR[][])
                    IF NOT list_contains(reader[2], gemeinde_ags)
                ])), ', ') AS gelesen_von,
                list_extract(?::VARCHAR[], list_position(?::VARCHAR[], gemeinde_ags)) AS korrektur
            FROM read_parquet(?) ORDER BY gemeinde_ags
            """,
            [
                *(manifest.sequence, manifest.id, engines, abstained),
                *(list(texts.values()), list(texts), str(path)),
            ],
        )


@contextmanager
def reading_parquet(path: Path) -> Iterator[None]:
    """Turn what DuckDB says about the Parquet file of a snapshot into an error that names it.

    Raises:
        WarehouseDamagedError: it is no Parquet file of such rows.
    """
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        if is_damage(error):  # of the database that is written: its disk may be full
            raise
        expected = "a Parquet file of the rows of a snapshot"
        raise WarehouseDamagedError(path, expected, one_line(str(error))) from error


def _correction_texts(corrections: Sequence[Correction]) -> dict[str, str]:
    """What was put right in the row of each key, in German."""
    texts: dict[str, str] = {}
    for one in corrections:
        earlier = texts.get(one.gemeinde_ags)
        texts[one.gemeinde_ags] = f"{earlier}; {one.korrektur}" if earlier else one.korrektur
    return texts


def hash_rows(connection: Connection) -> dict[str, str]:
    """The hash of the rows in canonical form of each snapshot in `figures`, by ID.

    All lines of many snapshots would not fit into a reader's memory, so it goes part by part.
    """
    [(count,)] = connection.execute("SELECT count(*) FROM figures").fetchall()
    parts = 1 + count // _ROWS_AT_ONCE
    asked = (
        f"SELECT snapshot_id, {_hash(connection)} FROM figures "
        f"WHERE hash(snapshot_id) % {parts} = {part} GROUP BY snapshot_id"
        for part in range(parts)
    )
    return dict(row for sql in asked for row in connection.execute(sql).fetchall())


def _hash(connection: Connection) -> str:
    types = _figure_types(connection)
    fields = (f"coalesce({_field(name, kind)}, '')" for name, kind in types.items())
    line = " || ',' || ".join(fields) + " || chr(10)"
    lines = f"string_agg({line}, '' ORDER BY gemeinde_ags)"
    return f"sha256({quoted(','.join(types))} || chr(10) || {lines})"


def _field(name: str, kind: str) -> str:
    if kind == "VARCHAR":
        return f"'\"' || replace({name}, '\"', '\"\"') || '\"'"
    if kind == "DOUBLE":
        return f"CAST(CAST({name} AS DECIMAL(12, 2)) AS VARCHAR)"
    return f"CAST({name} AS VARCHAR)"


def rows_by_key(connection: Connection, rows: str = "figures") -> dict[str, dict[str, Any]]:
    """Each row of a table or table function by its columns, those of a trusted frame."""
    names = list(_figure_types(connection))
    found = connection.execute(f"SELECT {', '.join(names)} FROM {rows} ORDER BY gemeinde_ags")
    records = (dict(zip(names, values, strict=True)) for values in found.fetchall())
    return {record["gemeinde_ags"]: record for record in records}


def database_differences(
    connection: Connection,
    path: Path,
    manifests: Iterable[Manifest],
    unproved: Collection[str] = (),
) -> Iterator[WarehouseDamagedError]:
    """Compare an open database with the records: the rows of each snapshot.

    Snapshots that are `unproved`, since their records are lost or damaged, are not looked at.
    """
    kept = {one.id: one.rows_sha256 for one in manifests}
    expected, found = (
        {f"rows of {id}": sha256 for id, sha256 in hashes.items() if id not in unproved}
        for hashes in (kept, hash_rows(connection))
    )
    return content_differences(path, expected, found)


def verify_rows(connection: Connection, warehouse: Warehouse, manifest: Manifest) -> None:
    """Compare the rows of a snapshot's intact file with its record.

    Raises:
        WarehouseDamagedError: they differ, or the file is missing, changed, or holds no such rows.
    """
    path = verify_figures(warehouse, manifest)
    with reading_parquet(path):
        sql = f"SELECT {_hash(connection)} FROM read_parquet(?)"
        [(found,)] = connection.execute(sql, [str(path)]).fetchall()
    if found != manifest.rows_sha256:
        kept, there = (f"rows of hash {sha256}" for sha256 in (manifest.rows_sha256, found))
        raise WarehouseDamagedError(path, kept, there)
