"""The database that readers open: built anew from the snapshots, verified, then put in place.

Its small tables are filled from the records and from the register, and each of its objects says in
German what it is. The published file is never opened for writing: a reader that has it open keeps
the old one until it closes, and the next to open it gets the new one.
"""

import logging
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from pipeline.commands import ASIDE
from pipeline.errors import WarehouseDamagedError, WarehouseNotWritableError
from pipeline.files import SCRATCH_PREFIX, keep_copy, place_file, temporary, writing
from pipeline.manifest import NEEDED_SOFTWARE, Manifest
from pipeline.model import NO_CLAIMS
from pipeline.store import figure_rows
from pipeline.store.duck import (
    Connection,
    attach,
    insert_rows,
    load_sql,
    open_memory,
    open_reader,
    quoted,
    reading_database,
    writing_database,
)
from pipeline.store.history import SnapshotStatus, load_statuses
from pipeline.store.losses import count_forgettings
from pipeline.store.publication import Fingerprint, set_stale_wal_aside, write_publication
from pipeline.store.query import fingerprints
from pipeline.store.records import verify_figures
from pipeline.store.warehouse import Warehouse, wal_of
from schemas.source import load_source

_LOG = logging.getLogger(__name__)
# Files of DuckDB 2's own default format do not open in older clients.
_STORAGE_VERSION = "v1.2.0"
# Each may use those before it.
_VIEWS_AND_MACROS = (
    "planungsrahmen_am.sql",
    "planungsrahmen.sql",
    "historie.sql",
    "belege.sql",
    "aenderungen.sql",
    "zusammenschluss.sql",
)


@contextmanager
def new_database(warehouse: Warehouse) -> Iterator[tuple[Path, Connection]]:
    """Give the database built from all snapshots, to be put in place within the block.

    It is verified, and lies next to its place under a temporary name.

    Raises:
        WarehouseDamagedError: a snapshot is damaged, or what was built is not what is in them.
    """
    statuses = load_statuses(warehouse)
    with temporary(warehouse.database) as made:
        try:
            with _built(made, warehouse, statuses) as connection:
                _verify(connection, made, warehouse, statuses)
                yield made, connection
        finally:
            with suppress(OSError):
                wal_of(made).unlink(missing_ok=True)


def replace_database(warehouse: Warehouse, new: Path, connection: Connection) -> None:
    """Put a new database in the place of the published one, which the record says beforehand.

    What lies there is kept aside unless it is a database that gives readers nothing else than the
    new one does: what was given up, and what is not ours, is never overwritten.
    """
    path, facts = warehouse.database, fingerprints(connection)
    set_stale_wal_aside(path)
    if path.is_file() and path.stat().st_size and not _gives_all_of(facts, path):
        aside = keep_copy(path, path.with_name(f"{path.name}{ASIDE}"))
        _LOG.warning("what lay at %s was kept as %s", path, aside.name)
    write_publication(warehouse, new, facts, count_forgettings(warehouse))
    place_file(new, path)


def _gives_all_of(facts: Sequence[Fingerprint], path: Path) -> bool:
    """Return True if these facts have all that a database has of the snapshots in it."""
    given = {one.id: one for one in facts}
    try:
        with open_reader(path) as connection:
            old_facts = fingerprints(connection)
        return all(old.id in given and given[old.id].has(old) for old in old_facts)
    except WarehouseDamagedError:
        return False


@contextmanager
def database_aside(warehouse: Warehouse) -> Iterator[Connection]:
    """Give the database built from all snapshots as a reader sees it; nothing is published.

    It lies in the system's folder for temporary files, for the warehouse may be read-only.
    """
    with writing(Path(gettempdir())), TemporaryDirectory(prefix=SCRATCH_PREFIX) as folder:
        path = Path(folder) / warehouse.database.name
        with _built(path, warehouse, load_statuses(warehouse)) as connection:
            yield connection


@contextmanager
def _built(
    path: Path, warehouse: Warehouse, statuses: Sequence[SnapshotStatus]
) -> Iterator[Connection]:
    """Build a database at a path, and give it as it is read from there."""
    named = path.with_name(warehouse.database.name)
    with open_memory() as connection:
        with writing(named), writing_database(named):
            _write(connection, path, warehouse, statuses)
        with reading_database(path):
            attach(connection, path)
            yield connection


def _write(
    connection: Connection, path: Path, warehouse: Warehouse, statuses: Sequence[SnapshotStatus]
) -> None:
    connection.execute(f"ATTACH {quoted(path)} AS neu (STORAGE_VERSION {quoted(_STORAGE_VERSION)})")
    connection.execute("USE neu")
    connection.execute("BEGIN")
    _fill(connection, warehouse, statuses)
    connection.execute("COMMIT")
    connection.execute("CHECKPOINT neu")
    connection.execute("USE memory")
    connection.execute("DETACH neu")
    if wal_of(path).exists():
        raise WarehouseNotWritableError(warehouse.database, "the database could not be closed")


def _fill(connection: Connection, warehouse: Warehouse, statuses: Sequence[SnapshotStatus]) -> None:
    figure_rows.create_tables(connection)
    insert_register(connection)
    insert_records(connection, statuses)
    for status in statuses:
        parquet = verify_figures(warehouse, status.manifest)
        figure_rows.insert_parquet(connection, parquet, status.manifest)
    for name in _VIEWS_AND_MACROS:
        connection.execute(load_sql(name))
    add_comments(connection)


def _verify(
    connection: Connection, path: Path, warehouse: Warehouse, statuses: Sequence[SnapshotStatus]
) -> None:
    manifests = [status.manifest for status in statuses]
    differences = list(figure_rows.database_differences(connection, path, manifests))
    if not differences:
        return
    with figure_rows.empty() as memory:
        for manifest in manifests:
            figure_rows.verify_rows(memory, warehouse, manifest)
    remedy = "the published database was left as it was; please report this"
    raise WarehouseDamagedError(path, differences[0].expected, str(differences[0]), remedy)


Record = dict[str, Any]


def insert_records(connection: Connection, statuses: Sequence[SnapshotStatus]) -> None:
    """Fill the tables of what was accepted, but for `figures`."""
    threshold = load_source().antragsschwelle_eur
    first: dict[str, SnapshotStatus] = {}
    for status in statuses:
        first.setdefault(status.manifest.document.sha256, status)
    insert_rows(connection, "documents", [_document(status) for status in first.values()])
    insert_rows(connection, "snapshots", [_snapshot(status, threshold) for status in statuses])
    insert_rows(connection, "checks", [row for s in statuses for row in _checks(s.manifest)])


def insert_register(connection: Connection) -> None:
    """Fill the tables of municipalities and Kreise, as they stand: keys are text."""
    for table in ("gemeinden", "kreise"):
        file = resources.files("schemas.reference").joinpath(f"{table}.csv")
        with resources.as_file(file) as path:
            connection.execute(
                f"INSERT INTO {table} BY NAME FROM read_csv(?, header = true, all_varchar = true)",
                [str(path)],
            )


def _document(first: SnapshotStatus) -> Record:
    """A document as its first snapshot knew it, with all that was learned since."""
    manifest, document = first.manifest, first.manifest.document
    return {
        "document_sha256": document.sha256,
        "original_name": document.original_name,
        "url": document.url,
        "size_bytes": document.size_bytes,
        "page_count": manifest.page_count,
        "title_text": manifest.title_text,
        "first_seen_utc": _utc(document.first_seen),
        "captured_utc": _utc(first.first_captured),
        "erfassungen": [
            {"captured_utc": _utc(one.captured_at), "bekannt_seit_utc": _utc(one.at)}
            for one in first.sightings
        ],
        "synthetisch": manifest.synthetic,
    }


def _snapshot(one: SnapshotStatus, threshold_eur: int) -> Record:
    manifest, withdrawal = one.manifest, one.withdrawal
    edition, claimed = manifest.edition, manifest.claims != NO_CLAIMS
    return {
        "sequence": manifest.sequence,
        "snapshot_id": manifest.id,
        "document_sha256": manifest.document.sha256,
        "reihe": manifest.series,
        "edition_id": edition.id if edition else None,
        "edition_label": manifest.metadata.label,
        "zeitraum": manifest.metadata.zeitraum,
        "veroeffentlicht": manifest.metadata.published,
        "angaben_aus": "quelldatei" if edition else "dokument" if claimed else None,
        "budget_eur": edition.budget_eur if edition else None,
        "personen_gesamt": edition.personen_gesamt if edition else None,
        "stand_am": one.stand_am,
        "gesehen_seit_utc": _utc(one.seen_here),
        "bekannt_seit_utc": _utc(one.known_since),
        "status": one.status.value,
        "vorgaenger_sequence": one.predecessor,
        "ersetzt_seit_utc": _utc(one.superseded_at),
        "zurueckgezogen_seit_utc": _utc(one.withdrawn_at),
        "zurueckgezogen_grund": withdrawal.reason if withdrawal else None,
        "zurueckgezogen_von": withdrawal.by if withdrawal else None,
        "ersetzt_snapshot_id": manifest.supersedes,
        "ersetzt_grund": manifest.supersedes_reason,
        "angenommen_grund": manifest.reason,
        "angenommen_von": manifest.accepted_by,
        "antragsschwelle_eur": threshold_eur,
        "row_count": manifest.rows,
        "total_eur": f"{manifest.total_eur:f}",
        "rows_sha256": manifest.rows_sha256,
        "engines": ", ".join(
            f"{reader.engine} {reader.version}" for reader in manifest.readers if not reader.failure
        ),
        "software_version": manifest.software[NEEDED_SOFTWARE],
        "synthetisch": manifest.synthetic,
    }


def _checks(manifest: Manifest) -> list[Record]:
    return [
        {
            "snapshot_id": manifest.id,
            "check_number": number,
            "name": check.name,
            "severity": check.severity.value,
            "passed": check.passed,
            "meldung": check.meldung,
            "message": check.message,
            "fundstellen": [
                {"page": row.page, "row_on_page": row.row, "text_gedruckt": row.text}
                for row in check.rows
            ],
        }
        for number, check in enumerate(manifest.checks, start=1)
    ]


def _utc(moment: datetime | None) -> datetime | None:
    """A moment as the database keeps it: UTC, without a zone of its own."""
    return moment and moment.astimezone(UTC).replace(tzinfo=None)


@cache
def load_comments() -> Mapping[str, Mapping[str, str]]:
    """What each object of the database says of itself, by its kind; `columns` by their names.

    `units` has the units of those columns that have one.
    """
    return tomllib.loads(load_sql("comments.toml"))


def add_comments(connection: Connection) -> None:
    """Describe all objects of the current database, and prove thereby that they are there.

    Raises:
        KeyError: `comments.toml` lacks a column.
    """
    texts = load_comments()
    columns = texts["columns"]
    named = [
        (f"{kind} {name}", text)
        for kind, objects in texts.items()
        if kind not in ("columns", "units")
        for name, text in objects.items()
    ]
    stored = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() "
        "WHERE database_name = current_database() AND NOT internal"
    ).fetchall()
    named += [(f"COLUMN {table}.{column}", columns[column]) for table, column in stored]
    connection.execute("; ".join(f"COMMENT ON {what} IS {quoted(text)}" for what, text in named))
