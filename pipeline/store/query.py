"""Questions to the published database, which can neither change it nor reach anything else.

Answers are given as values, or as text: a table for terminals, CSV for spreadsheets, JSON for
machines.
"""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.change_report import Change, ChangeReport, Decided, Figure, KreisChange, Side
from pipeline.errors import QueryError, WarehouseDamagedError
from pipeline.model import ListedSnapshot, Snapshot
from pipeline.store.duck import (
    Connection,
    is_damage,
    load_sql,
    open_memory,
    open_reader,
    quoted,
    reading_database,
    writing_database,
)
from pipeline.store.publication import GivenFacts
from pipeline.store.warehouse import Warehouse, export_remedy, rebuild_remedy
from pipeline.values import format_value, guard_formula, json_value, one_line
from schemas.register import load_register

_GAP = "  "


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to a query."""

    columns: tuple[str, ...]
    """Names as given; a name that came before has a number appended."""
    rows: tuple[tuple[Any, ...], ...]


def run_query(database: Path, sql: str) -> QueryResult:
    """Run one statement on a database, read-only and without access to files or the network.

    Raises:
        QueryError: the database refuses the SQL, with its own words; or it is not one statement.
        WarehouseDamagedError: the database is missing or damaged.
    """
    import duckdb

    with open_reader(database) as connection:
        try:
            count = len(connection.extract_statements(sql))
            if count != 1:
                raise QueryError(sql, f"expected one statement, found {count or 'none'}")
            return _answer(connection, sql)
        except duckdb.Error as error:
            if is_damage(error):
                raise
            raise QueryError(sql, str(error)) from error


def newest_edition(database: Path) -> QueryResult:
    """Return the newest edition, as the view `planungsrahmen` shows it, sorted by key.

    Raises:
        WarehouseDamagedError: the database is missing or damaged, or lacks the view.
    """
    with open_reader(database) as connection:
        return _answer(connection, "SELECT * FROM planungsrahmen ORDER BY gemeinde_ags")


def _answer(connection: Connection, sql: str) -> QueryResult:
    cursor = connection.execute(sql)
    names = [name for name, *_ in cursor.description or ()]
    return QueryResult(_distinct(names), tuple(cursor.fetchall()))


def database_facts(database: Path) -> tuple[GivenFacts, ...]:
    """Return what a database gives to readers of each snapshot, in the order of acceptance.

    Raises:
        WarehouseDamagedError: it is missing or damaged, or no database of this software.
    """
    with open_reader(database) as connection:
        rows = connection.execute(load_sql("facts.sql")).fetchall()
    return tuple(
        GivenFacts(id, rows_sha256, withdrawn, tuple(one.replace(tzinfo=UTC) for one in captures))
        for id, rows_sha256, withdrawn, captures in rows
    )


def listed_snapshots(warehouse: Warehouse) -> tuple[ListedSnapshot, ...]:
    """Return the snapshots that the database has, in the order of acceptance.

    Raises:
        WarehouseDamagedError: it is missing or damaged, or no database of this software.
    """
    with open_reader(warehouse.database) as connection:
        rows = connection.execute(load_sql("listed.sql")).fetchall()
    return tuple(
        ListedSnapshot(
            Snapshot(*(id, *facts, warehouse.snapshots / id)), status, better, accepted_by
        )
        for id, *facts, status, better, accepted_by in rows
    )


def export_parquet(database: Path, path: Path) -> None:
    """Write the newest edition, as the view `planungsrahmen` shows it, to a Parquet file.

    Raises:
        WarehouseDamagedError: the database is missing or damaged.
        WarehouseNotWritableError: the file cannot be written.
    """
    with open_reader(database):
        pass
    with (
        reading_database(database),
        open_memory(threads=1) as connection,
        writing_database(path),
    ):
        connection.execute(f"ATTACH {quoted(database)} AS veroeffentlicht (READ_ONLY)")
        connection.execute(
            f"COPY (SELECT * FROM veroeffentlicht.planungsrahmen ORDER BY gemeinde_ags) "
            f"TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)"
        )


def read_parquet(path: Path) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """Return columns and rows of an exported Parquet file, in their order.

    Raises:
        WarehouseDamagedError: it cannot be read.
    """
    import duckdb

    with open_memory() as connection:
        try:
            cursor = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
            names = tuple(name for name, *_ in cursor.description or ())
            return names, tuple(cursor.fetchall())
        except duckdb.Error as error:
            remedy = export_remedy(path.parent.parent)
            raise WarehouseDamagedError(path, "a Parquet file", str(error), remedy) from error


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Name columns so that none hides another where they become the keys of an object."""
    taken: dict[str, int] = {}
    for name in names:
        candidate, number = name, 0
        while candidate in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken[candidate] = number
    return tuple(taken)


def render_table(result: QueryResult) -> str:
    """Aligned columns for a terminal, numbers to the right, control characters as spaces."""
    cells = [[one_line(format_value(value)) for value in row] for row in result.rows]
    header = [one_line(name) for name in result.columns]
    widths = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    numeric = [all(_is_number(row[i]) for row in result.rows) for i in range(len(header))]

    def line(texts: list[str]) -> str:
        aligned = (
            text.rjust(width) if number else text.ljust(width)
            for text, width, number in zip(texts, widths, numeric, strict=True)
        )
        return _GAP.join(aligned).rstrip()

    rule = _GAP.join("-" * width for width in widths)
    return "".join(f"{text}\n" for text in (line(header), rule, *map(line, cells)))


def render_csv(result: QueryResult) -> str:
    """CSV with a header; text that a spreadsheet would take for a formula is guarded."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow([guard_formula(name) for name in result.columns])
    for row in result.rows:
        writer.writerow([_csv_cell(value) for value in row])
    return output.getvalue()


def render_json(result: QueryResult) -> str:
    """A list of objects; amounts as numbers wherever a number can hold them exactly."""
    objects = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    return json.dumps(json_value(objects), ensure_ascii=False, indent=2) + "\n"


def _csv_cell(value: object) -> str:
    text = format_value(value)
    return guard_formula(text) if isinstance(value, str) else text


def _is_number(value: object) -> bool:
    return value is None or (
        isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    )


def compare_snapshots(database: Path, alt: str, neu: str) -> ChangeReport:
    """Compare two snapshots, given by their whole IDs.

    Raises:
        WarehouseDamagedError: the database is missing or damaged, or lacks one of them.
    """
    with open_reader(database) as connection:
        old, new = (_side(connection, database, id) for id in (alt, neu))
        rows = connection.execute(load_sql("unterschiede.sql"), {"alt": alt, "neu": neu}).fetchall()
    pairs = [_change(row) for row in rows]
    changes = tuple(pair for pair in pairs if pair.alt != pair.neu)
    return ChangeReport(old, new, changes, tuple(_kreise(pairs)))


def _side(connection: Connection, database: Path, id: str) -> Side:
    found = connection.execute(
        "SELECT snapshot_id, edition_id, edition_label, zeitraum, stand_am, row_count, total_eur, "
        "document_sha256, synthetisch, status, ersetzt_seit_utc IS NOT NULL, angenommen_von, "
        "angenommen_grund, zurueckgezogen_von, zurueckgezogen_grund "
        "FROM snapshots WHERE snapshot_id = ?",
        [id],
    ).fetchone()
    if found is None:
        remedy = rebuild_remedy(database)
        raise WarehouseDamagedError(database, f"snapshot {id}", "no such snapshot", remedy)
    *facts, accepted_by, accepted_reason, withdrawn_by, withdrawn_reason = found
    accepted, withdrawn = (
        Decided(by, reason) if by else None
        for by, reason in ((accepted_by, accepted_reason), (withdrawn_by, withdrawn_reason))
    )
    return Side(*[*facts, accepted, withdrawn])


def _change(row: tuple[Any, ...]) -> Change:
    ags, name, kreis_ags, kreis_name, *figures = row
    return Change(ags, name, kreis_ags, kreis_name, _figure(figures[:3]), _figure(figures[3:]))


def _figure(values: list[Any]) -> Figure | None:
    return None if values[0] is None else Figure(*values)


def _kreise(pairs: Iterable[Change]) -> list[KreisChange]:
    register = load_register()
    by_kreis: dict[str, list[Change]] = {}
    for pair in pairs:
        by_kreis.setdefault(pair.kreis_ags, []).append(pair)
    return [_kreis(register.kreise[key].label, by_kreis[key]) for key in sorted(by_kreis)]


def _kreis(label: str, pairs: list[Change]) -> KreisChange:
    alt = [pair.alt for pair in pairs if pair.alt]
    neu = [pair.neu for pair in pairs if pair.neu]
    return KreisChange(
        kreis_ags=pairs[0].kreis_ags,
        kreis_label=label,
        gemeinden_alt=len(alt),
        gemeinden_neu=len(neu),
        geaendert=sum(pair.alt != pair.neu for pair in pairs),
        summe_alt_eur=sum((figure.betrag_eur for figure in alt), Decimal(0)),
        summe_neu_eur=sum((figure.betrag_eur for figure in neu), Decimal(0)),
        personen_alt=_persons(alt),
        personen_neu=_persons(neu),
    )


def _persons(figures: list[Figure]) -> int | None:
    known = [figure.personen for figure in figures if figure.personen is not None]
    return sum(known) if len(known) == len(figures) else None
