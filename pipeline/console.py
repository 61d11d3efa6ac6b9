"""What the command prints: rows, tables, lists and run summaries as text.

This module is a leaf: it knows no stage.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.capture_reports import CaptureReport, capture_record, captures_text, count_outcomes
from pipeline.model import (
    CheckResult,
    Interpretation,
    ListedSnapshot,
    Omission,
    RawTable,
    RowError,
    Zeile,
)
from pipeline.summary import RunSummary, summary_record
from pipeline.values import format_value, json_value, one_line

MOST_OMISSIONS = 40
"""So many things that are not among the rows are listed one by one."""
TOLD_ALSO_WHEN_PASSED = frozenset({"ausgabe_erkannt", "summe_kreis", "summe_land", "presse"})
"""Checks whose message tells a reader something although they passed."""


def rows_text(zeilen: Iterable[Zeile], form: str) -> str:
    """Return figures as CSV (header first) or as a JSON list of objects."""
    records = [_zeile_record(zeile) for zeile in zeilen]
    if form == "json":
        return (
            json.dumps([_plain(record) for record in records], ensure_ascii=False, indent=1) + "\n"
        )
    output = io.StringIO()
    writer = csv.DictWriter(output, fieldnames=ZEILE_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: format_value(value) for name, value in r.items()} for r in records)
    return output.getvalue()


ZEILE_COLUMNS = (
    "gemeinde_ags",
    "gemeinde_name",
    "kreis_ags",
    "kreis_name",
    "personen",
    "betrag_eur",
    "page",
    "x0",
    "y0",
    "x1",
    "y1",
    "row_on_page",
    "name_gedruckt",
    "betrag_gedruckt",
    "engine",
)


def raw_tables_text(tables: Sequence[RawTable], form: str) -> str:
    """Return tables as printed: JSON list of tables, or CSV with page and table."""
    if form == "json":
        records = [
            {
                "page": table.page,
                "table": table.number,
                "rows": [[cell.text for cell in row.cells] for row in table.rows],
            }
            for table in tables
        ]
        return json.dumps(records, ensure_ascii=False) + "\n"
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    for table in tables:
        for row in table.rows:
            writer.writerow([table.page, table.number, *(cell.text for cell in row.cells)])
    return output.getvalue()


def explanation_text(interpretation: Interpretation, identity: CheckResult) -> str:
    """Return how a document was understood: what it is, each column and why, each row class."""
    lines = [
        f"read by {interpretation.engine} ({interpretation.engine_version}), "
        f"{interpretation.page_count} pages",
        f"{identity.name}: {'' if identity.passed else 'not proven: '}{identity.message}",
        "",
        f"{'table':>5} {'column':>6}  {'role':14} {'title':30} evidence",
    ]
    lines.extend(
        f"{role.model:>5} {role.column:>6}  {role.role:14} {role.header or '-':30} {role.evidence}"
        for role in interpretation.columns
    )
    lines.append("")
    lines.extend(f"{count:>6,} rows: {kind}" for kind, count in interpretation.classes.items())
    lines.extend(f"note: {note}" for note in interpretation.notes)
    lines.extend(_omission_line(omission) for omission in interpretation.omissions[:MOST_OMISSIONS])
    more = len(interpretation.omissions) - MOST_OMISSIONS
    lines.extend([f"and {more:,} more that are not among the rows"] if more > 0 else [])
    return "\n".join(lines)


def _omission_line(omission: Omission) -> str:
    """Return one line that says what is not among the rows, why, and where it is."""
    x0, y0, x1, y1 = omission.bbox
    said = f" {one_line(omission.text)!r}" if omission.text else ""
    return f"{omission.kind}: page {omission.page}, {x0:g} {y0:g} {x1:g} {y1:g}{said}"


def row_error_line(error: RowError, name: str) -> str:
    """Return one line that names a row that was not understood."""
    place = f"{name}: page {error.herkunft.page}, row {error.herkunft.row}"
    return (
        f"{place}: {error.code}: found {one_line(error.found)!r}, expected {error.expected}; "
        f"the row reads {one_line(error.herkunft.text)!r}"
    )


def snapshots_text(snapshots: Sequence[ListedSnapshot], as_json: bool) -> str:
    """Return the list of snapshots for people, or as a JSON list."""
    if as_json:
        return json.dumps([_snapshot_record(s) for s in snapshots], ensure_ascii=False, indent=2)
    if not snapshots:
        return "no snapshots yet: ingest a document first"
    lines = [f"{'snapshot':34} {'rows':>6} {'total EUR':>14}  {'document':12}  status"]
    for listed in snapshots:
        snapshot = listed.snapshot
        lines.append(
            f"{snapshot.id:34} {snapshot.rows:>6,} {snapshot.total_eur:>14,.0f}"
            f"  {snapshot.document_sha256[:12]}  {_status(listed)}"
        )
    return "\n".join(lines)


def _status(listed: ListedSnapshot) -> str:
    notes = [
        f"by {listed.superseded_by}" if listed.superseded_by else "",
        "synthetic" if listed.snapshot.synthetic else "",
        f"accepted by {one_line(listed.accepted_by)}" if listed.accepted_by else "",
    ]
    told = ", ".join(note for note in notes if note)
    return f"{listed.status} ({told})" if told else listed.status


def plan_text(reports: Sequence[CaptureReport], as_json: bool) -> str:
    """Return what would be done with each capture for people, or as a JSON object."""
    if as_json:
        record = {"dry_run": True, "captures": [capture_record(report) for report in reports]}
        return json.dumps(record, ensure_ascii=False, indent=2)
    return "\n".join([*([captures_text(reports)] if reports else []), count_outcomes(reports)])


def summary_json(summary: RunSummary) -> str:
    """Return a run summary as JSON."""
    return json.dumps(summary_record(summary), ensure_ascii=False, indent=2)


def summaries_json(summaries: Sequence[RunSummary]) -> str:
    """Return the summaries of several runs as a JSON list."""
    return json.dumps([summary_record(s) for s in summaries], ensure_ascii=False, indent=2)


def summary_text(summary: RunSummary, warehouse: Path) -> str:
    """Return what a reader wants to see first after a run."""
    lines = [summary.message]
    if summary.rows is not None and summary.total_eur is not None:
        lines.append(f"  rows {summary.rows:,}, total {summary.total_eur:,.0f} EUR")
    passed = sum(result.passed for result in summary.checks)
    if summary.checks:
        lines.append(f"  {passed} of {len(summary.checks)} checks passed")
    lines.extend(
        f"  {_mark(result)} {result.name}: {_indented(result.message)}"
        for result in summary.checks
        if not result.passed or result.name in TOLD_ALSO_WHEN_PASSED
    )
    if summary.snapshot:
        lines.append(f"  database {warehouse / 'planungsrahmen.duckdb'}")
    return "\n".join(lines)


def _indented(message: str) -> str:
    return message.replace("\n", "\n       ")


def _mark(result: CheckResult) -> str:
    if result.passed:
        return "ok  "
    return "FAIL" if result.holds else "warn"


def _snapshot_record(listed: ListedSnapshot) -> dict[str, Any]:
    snapshot = listed.snapshot
    return {
        "id": snapshot.id,
        "sequence": snapshot.sequence,
        "edition": snapshot.edition,
        "status": listed.status,
        "superseded_by": listed.superseded_by,
        "accepted_by": listed.accepted_by,
        "synthetic": snapshot.synthetic,
        "rows": snapshot.rows,
        "total_eur": json_value(snapshot.total_eur),
        "document": snapshot.document_sha256,
        "rows_sha256": snapshot.rows_sha256,
    }


def _zeile_record(zeile: Zeile) -> dict[str, object]:
    place = zeile.herkunft
    values = (
        zeile.gemeinde_ags,
        zeile.gemeinde_name,
        zeile.kreis_ags,
        zeile.kreis_name,
        zeile.personen,
        zeile.betrag_eur,
        place.page,
        *place.bbox,
        place.row,
        zeile.name_gedruckt,
        zeile.betrag_gedruckt,
        place.engine,
    )
    return dict(zip(ZEILE_COLUMNS, values, strict=True))


def _plain(record: Mapping[str, object]) -> dict[str, Any]:
    return {name: json_value(value) for name, value in record.items()}
