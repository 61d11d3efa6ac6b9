"""The small tables of the database, and a German comment on each of its objects.

The tables are filled from the records of the snapshots and from the register.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from pipeline.manifest import NEEDED_SOFTWARE, Manifest
from pipeline.model import NO_CLAIMS
from pipeline.store.duck import Connection, insert_rows, load_sql, quoted
from pipeline.store.history import SnapshotStatus
from schemas.source import load_source

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
    manifest, times = first.manifest, first.times
    document = manifest.document
    return {
        "document_sha256": document.sha256,
        "original_name": document.original_name,
        "url": document.url,
        "size_bytes": document.size_bytes,
        "page_count": manifest.page_count,
        "title_text": manifest.title_text,
        "first_seen_utc": _utc(document.first_seen),
        "captured_utc": _utc(times.first_captured),
        "erfassungen": [
            {"captured_utc": _utc(one.captured_at), "bekannt_seit_utc": _utc(one.at)}
            for one in times.sightings
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
