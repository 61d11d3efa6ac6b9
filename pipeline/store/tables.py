"""The small tables of the database, and a German comment on each of its objects.

The tables are filled from the records of the snapshots and from the register.
"""

import csv
import io
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from pipeline.model import NO_CLAIMS, CheckResult
from pipeline.store.duck import Connection, insert_rows, load_sql, quoted
from pipeline.store.history import SnapshotStatus, Times
from pipeline.store.records import NEEDED_SOFTWARE, Manifest
from schemas.source import load_source

Record = dict[str, Any]


def insert_records(connection: Connection, statuses: Sequence[SnapshotStatus]) -> None:
    """Fill the tables of what was accepted, but for `figures`."""
    threshold = load_source().antragsschwelle_eur
    insert_rows(connection, "documents", _documents(statuses))
    insert_rows(connection, "snapshots", [_snapshot(s, threshold) for s in statuses])
    insert_rows(connection, "checks", [row for s in statuses for row in _checks(s.manifest)])


def insert_register(connection: Connection) -> None:
    """Fill the tables of municipalities and Kreise."""
    insert_rows(connection, "gemeinden", _reference("gemeinden.csv"))
    insert_rows(connection, "kreise", _reference("kreise.csv"))


def _documents(statuses: Sequence[SnapshotStatus]) -> list[Record]:
    """One row per document, as its first snapshot knew it, with all that was learned since."""
    first: dict[str, SnapshotStatus] = {}
    for status in statuses:
        first.setdefault(status.manifest.document.sha256, status)
    return [_document(status.manifest, status.times) for status in first.values()]


def _document(manifest: Manifest, times: Times) -> Record:
    document = manifest.document
    return {
        "document_sha256": document.sha256,
        "original_name": document.original_name,
        "url": document.url,
        "size_bytes": document.size_bytes,
        "page_count": manifest.page_count,
        "title_text": manifest.title_text,
        "first_seen_utc": _utc(document.first_seen),
        "captured_utc": _utc_or_none(times.first_captured),
        "erfassungen": [
            {
                "captured_utc": _utc(sighting.captured_at),
                "bekannt_seit_utc": _utc(sighting.at),
            }
            for sighting in times.sightings
        ],
        "synthetisch": manifest.synthetic,
    }


def _snapshot(one: SnapshotStatus, threshold_eur: int) -> Record:
    manifest, withdrawal, times = one.manifest, one.withdrawal, one.times
    return {
        "sequence": manifest.sequence,
        "snapshot_id": manifest.id,
        "document_sha256": manifest.document.sha256,
        **_edition(manifest),
        "stand_am": one.stand_am,
        "gesehen_seit_utc": _utc(times.seen_here),
        "bekannt_seit_utc": _utc(times.known_since),
        "status": one.status.value,
        "vorgaenger_sequence": one.predecessor,
        "ersetzt_seit_utc": _utc_or_none(one.superseded_at),
        "zurueckgezogen_seit_utc": _utc_or_none(one.withdrawn_at),
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


def _edition(manifest: Manifest) -> Record:
    edition = manifest.edition
    return {
        "reihe": manifest.series,
        "edition_id": edition.id if edition else None,
        "edition_label": manifest.metadata.label,
        "zeitraum": manifest.metadata.zeitraum,
        "veroeffentlicht": manifest.metadata.published,
        "angaben_aus": _told_by(manifest),
        "budget_eur": edition.budget_eur if edition else None,
        "personen_gesamt": edition.personen_gesamt if edition else None,
    }


def _told_by(manifest: Manifest) -> str | None:
    if manifest.edition is not None:
        return "quelldatei"
    return None if manifest.claims == NO_CLAIMS else "dokument"


def _checks(manifest: Manifest) -> Iterator[Record]:
    for number, check in enumerate(manifest.checks, start=1):
        yield {
            "snapshot_id": manifest.id,
            "check_number": number,
            "name": check.name,
            "severity": check.severity.value,
            "passed": check.passed,
            "meldung": check.meldung,
            "message": check.message,
            "fundstellen": _fundstellen(check),
        }


def _fundstellen(check: CheckResult) -> list[Record]:
    return [
        {"page": row.page, "row_on_page": row.row, "text_gedruckt": row.text} for row in check.rows
    ]


def _reference(name: str) -> list[Record]:
    """A file of the register, as it stands: keys are text."""
    text = resources.files("schemas.reference").joinpath(name).read_text(encoding="utf-8")
    return [
        {key: value or None for key, value in row.items()}
        for row in csv.DictReader(io.StringIO(text))
    ]


def _utc_or_none(moment: datetime | None) -> datetime | None:
    return None if moment is None else _utc(moment)


def _utc(moment: datetime) -> datetime:
    """A moment as the database keeps it: UTC, without a zone of its own."""
    return moment.astimezone(UTC).replace(tzinfo=None)


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
