"""Our own questions to the published database; those of people are in `store/question`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from pipeline.change_report import ChangeReport, same_period
from pipeline.errors import WarehouseDamagedError
from pipeline.store.duck import (
    Connection,
    load_sql,
    open_memory,
    open_reader,
    quoted,
    reading_database,
    writing_database,
)
from pipeline.store.publication import Fingerprint
from pipeline.tabular import Record, ResultTable
from pipeline.town import Town, TownFigure
from schemas.register import ALONE, Gemeinde, load_register

Parameters: TypeAlias = Mapping[str, object] | Sequence[object]
"""What stands in a statement for `$name`, or for each `?`."""


def run_query(database: Path, sql: str, parameters: Parameters = ()) -> ResultTable:
    """Run a statement of ours on a database; those of others are a `Question`."""
    with open_reader(database) as connection:
        return run_on(connection, sql, parameters)


def newest_edition(connection: Connection) -> ResultTable:
    """Return the newest edition, as the view `planungsrahmen` shows it, sorted by key."""
    return run_on(connection, "SELECT * FROM planungsrahmen ORDER BY gemeinde_ags")


def run_on(
    connection: Connection, sql: str, parameters: Parameters = (), most_rows: int | None = None
) -> ResultTable:
    """Run a statement on an open database and return its answer, or the first of its rows."""
    cursor = connection.execute(sql, parameters)
    described = cursor.description or ()
    names, types = [name for name, *_ in described], [str(kind) for _, kind, *_ in described]
    rows = cursor.fetchall() if most_rows is None else cursor.fetchmany(most_rows)
    return ResultTable(_distinct(names), tuple(rows), tuple(types))


def read_towns(database: Path, gemeinden: Iterable[Gemeinde]) -> Mapping[str, Town]:
    """Return these municipalities by key, with their figures in all editions that count today."""
    asked = {gemeinde.gemeinde_ags: gemeinde for gemeinde in gemeinden}
    found: dict[str, list[TownFigure]] = {key: [] for key in asked}
    for record in run_query(database, load_sql("gemeinden.sql"), {"ags": list(asked)}).records:
        found[record.pop("gemeinde_ags")].append(TownFigure(**record))
    return {
        key: Town(
            *(key, gemeinde.gemeinde_name, load_register().kreis_of(gemeinde).label),
            gemeinde.verband_name if gemeinde.verband_art != ALONE else None,
            tuple(found[key]),
        )
        for key, gemeinde in asked.items()
    }


def counting_editions(database: Path) -> tuple[Sequence[Record], Sequence[Record]]:
    """Return the editions that count today, the newest first, and all that was checked of them."""
    editions = run_query(database, load_sql("ausgaben.sql")).records
    ids = [edition["snapshot_id"] for edition in editions]
    return editions, run_query(database, load_sql("pruefungen.sql"), {"ids": ids}).records


def withdrawn_editions(database: Path) -> Sequence[Record]:
    """Return the editions that a person withdrew, with the reason, the last one first."""
    return run_query(database, load_sql("zurueckgezogen.sql")).records


def listed_snapshots(database: Path) -> Sequence[Record]:
    """Return the snapshots that the database has, in the order of acceptance."""
    return run_query(database, load_sql("listed.sql")).records


def annual_amounts(database: Path) -> tuple[dict[str, Decimal], bool]:
    """Return the amounts of the newest edition by key, and whether they are synthetic.

    There are none where the newest edition's amounts are not for one year.
    """
    rows = run_query(
        database,
        "SELECT gemeinde_ags, betrag_eur, synthetisch FROM planungsrahmen "
        "WHERE antragsberechtigt IS NOT NULL",
    ).rows
    return {key: amount for key, amount, _ in rows}, any(synthetic for *_, synthetic in rows)


def fingerprints(connection: Connection) -> tuple[Fingerprint, ...]:
    """Return what a database gives to readers of each snapshot, in the order of acceptance."""
    rows = connection.execute(load_sql("facts.sql")).fetchall()
    return tuple(
        Fingerprint(id, rows_sha256, withdrawn, tuple(one.replace(tzinfo=UTC) for one in captures))
        for id, rows_sha256, withdrawn, captures in rows
    )


def export_parquet(connection: Connection, path: Path) -> None:
    """Write the newest edition, as the view `planungsrahmen` shows it, to a Parquet file."""
    with writing_database(path):
        connection.execute("SET threads = 1")  # so that the file is the same every time
        connection.execute(
            f"COPY (SELECT * FROM planungsrahmen ORDER BY gemeinde_ags) "
            f"TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)"
        )


def read_parquet(path: Path) -> ResultTable:
    """Return an exported Parquet file, columns and rows in their order."""
    with open_memory() as connection, reading_database(path, "a Parquet file"):
        return run_on(connection, f"SELECT * FROM read_parquet({quoted(path)})")


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


def compare_snapshots(database: Path, alt: str, neu: str) -> ChangeReport:
    """Compare two snapshots, given by their whole IDs.

    Raises:
        WarehouseDamagedError: the database is missing or damaged, or lacks one of them.
    """
    with open_reader(database) as connection:
        sides = [run_on(connection, load_sql("side.sql"), {"id": id}).records for id in (alt, neu)]
        if not all(sides):
            missing = neu if sides[0] else alt
            raise WarehouseDamagedError(database, f"snapshot {missing}", "no such snapshot")
        [old], [new] = sides
        known = old["edition_id"] is not None and new["edition_id"] is not None
        comparable = same_period(old["zeitraum"], new["zeitraum"], known=known)
        asked = {"alt": alt, "neu": neu, "vergleichbar": comparable}
        pairs = load_sql("unterschiede.sql")
        gemeinden, kreise = (
            run_on(connection, f"{pairs} SELECT * FROM {name}", asked)
            for name in ("gemeinden", "kreise")
        )
        return ChangeReport(old, new, comparable, gemeinden, kreise.records)
