"""The rows of a snapshot: from a frame into Parquet, and their hash.

The hash is that of the rows in canonical form, a CSV that depends on no library's version: UTF-8,
lines ended by a line feed, the header first, then one line per municipality, sorted by key; every
text in double quotes with inner ones doubled, NULL as nothing, amounts and coordinates with two
decimals, booleans as `true` and `false`. DuckDB makes the lines and Python hashes them: fast.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import WarehouseDamagedError
from pipeline.model import EngineReport
from pipeline.store.duck import (
    Connection,
    column_types,
    insert_columns,
    load_sql,
    open_memory,
    quoted,
)
from pipeline.store.snapshots import restore_remedy
from pipeline.values import one_line
from schemas.corrections import Correction

if TYPE_CHECKING:
    from pandas import DataFrame, Series

# Known to the database only, from the records of the snapshots.
_STORAGE_COLUMNS = ("sequence", "snapshot_id", "gelesen_von", "korrektur")
_ROWS_EXPECTED = "a Parquet file of the rows of a snapshot"
_FETCHED_AT_ONCE = 10_000
_PERSONS_AND_PLACES = ("personen", "personen_errechnet", "page", "row_on_page")
_AMOUNTS = ("betrag_eur", "betrag_eur_gedruckt")
_COORDINATES = ("x0", "y0", "x1", "y1")
_CENT = Decimal("0.01")


def create_tables(connection: Connection) -> None:
    """Create all tables, empty, in the current database."""
    connection.execute(load_sql("tables.sql"))


def figure_types(connection: Connection) -> dict[str, str]:
    """The columns of a trusted frame, in order, with their SQL types."""
    types = column_types(connection, "figures")
    return {name: kind for name, kind in types.items() if name not in _STORAGE_COLUMNS}


def insert_frame(connection: Connection, frame: "DataFrame", sequence: int, id: str) -> None:
    """Insert a trusted frame into `figures` as the rows of one snapshot.

    Coordinates are kept to a hundredth of a point.

    Raises:
        ValueError: other columns than those of a trusted frame, a municipality in several rows,
            or an amount with parts of a cent.
    """
    expected = list(figure_types(connection))
    if list(frame.columns) != expected:
        raise ValueError(f"trusted frame: expected columns {expected}, found {list(frame.columns)}")
    keys = frame["gemeinde_ags"]
    if (doubled := keys[keys.duplicated()]).size:
        raise ValueError(f"trusted frame: {doubled.iloc[0]} stands in several rows")
    columns = {name: _values(frame[name]) for name in expected}
    storage: dict[str, list[Any]] = {
        "sequence": [sequence] * len(frame),
        "snapshot_id": [id] * len(frame),
        "gelesen_von": list(frame["engine"]),
        "korrektur": [None] * len(frame),
    }
    insert_columns(connection, "figures", {**storage, **columns})


def _values(column: "Series[Any]") -> list[Any]:
    """The values as Python objects that DuckDB converts without loss, None where missing."""
    return [
        None if missing else _plain(str(column.name), value)
        for value, missing in zip(column, column.isna(), strict=True)
    ]


def _plain(name: str, value: Any) -> Any:
    if name in _AMOUNTS:
        return _exact_cents(name, value)
    if name in _PERSONS_AND_PLACES:
        return int(value)
    if name in _COORDINATES:
        return round(float(value), 2)
    return bool(value) if name == "antragsberechtigt" else str(value)


def _exact_cents(name: str, value: Decimal) -> str:
    if value != value.quantize(_CENT):
        raise ValueError(f"trusted frame: {name} {value} has parts of a cent")
    return f"{value.quantize(_CENT):f}"


def write_parquet(connection: Connection, path: Path) -> None:
    """Write the rows in `figures` as Parquet, sorted by key: the same bytes every time."""
    connection.execute(
        f"COPY (SELECT * EXCLUDE ({', '.join(_STORAGE_COLUMNS)}) FROM figures "
        f"ORDER BY gemeinde_ags) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)"
    )


def insert_parquet(
    connection: Connection,
    path: Path,
    sequence: int,
    id: str,
    readers: Sequence[EngineReport] = (),
    corrections: Sequence[Correction] = (),
) -> None:
    """Insert the rows of a snapshot's Parquet file into `figures`.

    The engine that a row is from read it, and each reader but the first that did not abstain.

    Raises:
        WarehouseDamagedError: it is no Parquet file of such rows.
    """
    import duckdb

    texts = _correction_texts(corrections)
    others = [reader for reader in readers[1:] if not reader.failure]
    readings = [reader.engine for reader in others], [list(reader.abstained) for reader in others]
    facts = [sequence, id, *readings, list(texts.values()), list(texts), str(path)]
    try:
        _insert_file(connection, facts)
    except duckdb.Error as error:
        _blame_file(path, facts)
        raise error from None


def _insert_file(connection: Connection, facts: Sequence[object]) -> None:
    columns = ", ".join(figure_types(connection))
    connection.execute(
        f"""
        INSERT INTO figures BY NAME
        SELECT ?::INTEGER AS sequence, ?::VARCHAR AS snapshot_id, {columns},
            array_to_string(list_sort(list_distinct([engine] || [
                reader[1] FOR reader IN list_zip(?::VARCHAR[], ?::VARCHAR[][])
                IF NOT list_contains(reader[2], gemeinde_ags)
            ])), ', ') AS gelesen_von,
            list_extract(?::VARCHAR[], list_position(?::VARCHAR[], gemeinde_ags)) AS korrektur
        FROM read_parquet(?) ORDER BY gemeinde_ags
        """,
        facts,
    )


def _blame_file(path: Path, facts: Sequence[object]) -> None:
    """Raise that a file is damaged if it cannot be inserted in memory, where no disk is full."""
    import duckdb

    with open_memory() as connection:
        create_tables(connection)
        try:
            _insert_file(connection, facts)
        except duckdb.Error as error:
            found = one_line(str(error))
            remedy = restore_remedy(path.parent)
            raise WarehouseDamagedError(path, _ROWS_EXPECTED, found, remedy) from error


def _correction_texts(corrections: Sequence[Correction]) -> dict[str, str]:
    """What was put right in the row of each key, in German."""
    texts: dict[str, str] = {}
    for one in corrections:
        earlier = texts.get(one.gemeinde_ags)
        texts[one.gemeinde_ags] = f"{earlier}; {one.korrektur}" if earlier else one.korrektur
    return texts


def clear(connection: Connection) -> None:
    """Forget the rows in `figures`."""
    connection.execute("DELETE FROM figures")


def total_eur(connection: Connection) -> Decimal:
    """The sum of all amounts in `figures`."""
    [(total,)] = connection.execute("SELECT sum(betrag_eur) FROM figures").fetchall()
    return Decimal(total or 0).quantize(_CENT)


def hash_rows(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The canonical hash of the rows that each of these snapshots has in `figures`.

    Rows of a snapshot that is not among them are hashed too, and so noticed by the caller.
    """
    header = canonical_header(connection).encode()
    hashes = {id: hashlib.sha256(header) for id in ids}
    for id, line in canonical_lines(connection):
        hashes.setdefault(id, hashlib.sha256(header)).update(line.encode())
    return {id: digest.hexdigest() for id, digest in hashes.items()}


def canonical_header(connection: Connection) -> str:
    """The first line of the canonical form."""
    return ",".join(figure_types(connection)) + "\n"


def canonical_lines(connection: Connection) -> Iterator[tuple[str, str]]:
    """Each row of `figures` as (snapshot, line in canonical form), sorted by snapshot and key."""
    fields = " || ',' || ".join(
        f"coalesce({_canonical_sql(name, kind)}, '')"
        for name, kind in figure_types(connection).items()
    )
    connection.execute(
        f"SELECT snapshot_id, {fields} || chr(10) FROM figures ORDER BY sequence, gemeinde_ags"
    )
    while rows := connection.fetchmany(_FETCHED_AT_ONCE):
        yield from rows


def rows_by_key(connection: Connection, sequence: int) -> dict[str, dict[str, Any]]:
    """Return the rows of one loaded snapshot, each by its columns."""
    names = list(figure_types(connection))
    rows = connection.execute(
        f"SELECT {', '.join(names)} FROM figures WHERE sequence = ? ORDER BY gemeinde_ags",
        [sequence],
    ).fetchall()
    return {
        row["gemeinde_ags"]: row for row in (dict(zip(names, row, strict=True)) for row in rows)
    }


def _canonical_sql(name: str, kind: str) -> str:
    if kind == "VARCHAR":
        return f"'\"' || replace({name}, '\"', '\"\"') || '\"'"
    if kind == "DOUBLE":
        return f"CAST(CAST({name} AS DECIMAL(12, 2)) AS VARCHAR)"
    return f"CAST({name} AS VARCHAR)"
