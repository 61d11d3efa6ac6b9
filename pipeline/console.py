"""What the command prints: rows, tables, lists and run summaries as text.

This module is a leaf: it knows no stage.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from pipeline.commands import DATABASE, HELD_REPORT, PDF, REASON, command
from pipeline.model import ZEILE_COLUMNS, CheckResult, Interpretation, RawTable, RowError, Zeile
from pipeline.summary import CaptureReport, RunSummary, capture_record, count_outcomes
from pipeline.tabular import Record, csv_text, json_text
from pipeline.values import json_value, one_line

MOST_OMISSIONS = 40
"""That are listed one by one."""
MOST_FINDINGS = 3
"""Of a check that failed, each a line on a terminal."""
SHOWN_WHEN_PASSED = frozenset({"ausgabe_erkannt", "summe_kreis", "summe_land", "presse"})
"""Checks whose message tells a reader something although they passed."""


def rows_text(zeilen: Iterable[Zeile], form: str) -> str:
    """Return figures as CSV (header first) or as a JSON list of objects."""
    rows = [printed_values(zeile) for zeile in zeilen]
    if form == "json":
        plain = (map(json_value, row) for row in rows)
        records = [dict(zip(PRINTED_COLUMNS, row, strict=True)) for row in plain]
        return json.dumps(records, ensure_ascii=False, indent=1) + "\n"
    return csv_text([PRINTED_COLUMNS, *rows])


def printed_values(zeile: Zeile) -> tuple[Any, ...]:
    """Return what `extract` prints of a figure, in the order of `PRINTED_COLUMNS`."""
    record = dict(zip(ZEILE_COLUMNS, zeile.values, strict=True))
    return tuple(record[name] for name in PRINTED_COLUMNS)


PRINTED_COLUMNS = (
    *ZEILE_COLUMNS[:6],
    *("page", "x0", "y0", "x1", "y1", "row_on_page", "name_gedruckt", "betrag_gedruckt", "engine"),
)


Confidence: TypeAlias = tuple[float, tuple[str, ...]]
"""How sure it is that a table is right, and what speaks against it."""


def raw_tables_text(
    tables: Sequence[RawTable],
    form: str,
    *,
    with_spans: bool = False,
    confidences: Iterable[Confidence] = (),
) -> str:
    """Return tables as printed: JSON list of tables, or CSV with page and table.

    JSON may say, too, which cells cover several rows or columns, and how sure each table is.
    """
    if form == "json":
        records = [raw_table_record(table, with_spans=with_spans) for table in tables]
        for record, (confidence, doubts) in zip(records, confidences, strict=False):
            record |= {"confidence": confidence, "doubts": doubts}
        return json.dumps(records, ensure_ascii=False) + "\n"
    rows = ((table, row) for table in tables for row in table.rows)
    return csv_text([t.page, t.number, *(cell.text for cell in row.cells)] for t, row in rows)


def raw_table_record(table: RawTable, *, with_spans: bool) -> dict[str, Any]:
    """Return a table as JSON has it."""
    record: dict[str, Any] = {
        "page": table.page,
        "table": table.number,
        "rows": [[cell.text for cell in row.cells] for row in table.rows],
    }
    if with_spans:
        record["spans"] = [span._asdict() for span in table.spans]
    return record


def table_lines(tables: Iterable[RawTable], confidences: Iterable[Confidence]) -> list[str]:
    """Return one line on each table: where it is, its size, how sure it is and why not more."""
    return [
        f"table {table.number} on page {table.page}: rows {len(table.rows)}, columns "
        f"{len(table.rows[0].cells)}, confidence {confidence:.2f}"
        + (f": {'; '.join(doubts)}" if doubts else "")
        for table, (confidence, doubts) in zip(tables, confidences, strict=True)
    ]


def explanation_text(
    interpretation: Interpretation, identity: CheckResult, confidences: Iterable[Confidence]
) -> str:
    """Return how a document was understood: what it is, each column and why, each row class.

    `confidences` says how sure each of its tables is.
    """
    reading = interpretation.reading
    lines = [
        f"read by {reading.engine} ({reading.engine_version}), {reading.page_count} pages",
        f"{identity.name}: {'' if identity.passed else 'not proven: '}{identity.message}",
        "",
        f"{'table':>5} {'column':>6}  {'role':14} {'title':30} evidence",
    ]
    lines.extend(
        f"{role.model:>5} {role.column:>6}  {role.role:14} {role.header or '-':30} {role.evidence}"
        for role in interpretation.columns
    )
    lines.append("")
    lines.extend(table_lines(reading.tables, confidences))
    lines.append("")
    lines.extend(f"{count:>6,} rows: {kind}" for kind, count in interpretation.classes.items())
    lines.extend(f"note: {note}" for note in reading.notes)
    for omission in reading.omissions[:MOST_OMISSIONS]:
        x0, y0, x1, y1 = omission.bbox
        said = f" {one_line(omission.text)!r}" if omission.text else ""
        place = f"page {omission.page}, {x0:g} {y0:g} {x1:g} {y1:g}"
        lines.append(f"{omission.kind}: {place}{said}")
    more = len(reading.omissions) - MOST_OMISSIONS
    lines.extend([f"and {more:,} more that are not among the rows"] if more > 0 else [])
    return "\n".join(lines)


def row_error_line(error: RowError, name: str) -> str:
    """Return one line that names a row that was not understood."""
    place = f"{name}: page {error.herkunft.page}, row {error.herkunft.row}"
    return (
        f"{place}: {error.code}: found {one_line(error.found)!r}, expected {error.expected}; "
        f"the row reads {one_line(error.herkunft.text)!r}"
    )


def snapshots_text(snapshots: Sequence[Record], as_json: bool) -> str:
    """Return the list of snapshots for people, or as a JSON list."""
    if as_json:
        return json_text(snapshots)
    if not snapshots:
        return f"no snapshots yet; to make one, run: {command('ingest', PDF)}\n"
    heads = (
        f"{'snapshot':34} {'counts from':11} {'rows':>6} {'total EUR':>14}  {'period':20}  status"
    )
    lines = [heads]
    for listed in snapshots:
        lines.append(
            f"{listed['id']:34} {listed['stand_am'].isoformat():11} {listed['rows']:>6,} "
            f"{listed['total_eur']:>14,.0f}  {one_line(listed['zeitraum'] or 'unknown'):20}  "
            f"{_status(listed)}"
        )
    return "".join(f"{line}\n" for line in lines)


def _status(listed: Record) -> str:
    by, accepted_by = listed["superseded_by"], listed["accepted_by"]
    notes = (
        by and f"by {by}",
        listed["synthetic"] and "synthetic",
        accepted_by and f"accepted by {one_line(accepted_by)}",
    )
    remarks = ", ".join(filter(None, notes))
    return f"{listed['status']} ({remarks})" if remarks else str(listed["status"])


def plan_text(reports: Sequence[CaptureReport], as_json: bool) -> str:
    """Return what would be done with each document for people, or as a JSON object."""
    if as_json:
        return json_text({"dry_run": True, "captures": [capture_record(r) for r in reports]})
    listed = [captures_text(reports)] if reports else []
    return "".join(f"{text}\n" for text in (*listed, count_outcomes(reports)))


def captures_text(reports: Sequence[CaptureReport]) -> str:
    """Return the reports for people: when captured, what came of it, where it is kept."""
    lines = [f"{'first captured':16}  {'last captured':16}  outcome"]
    for report in reports:
        times = f"{report.first_captured:%Y-%m-%d %H:%M}  {report.last_captured:%Y-%m-%d %H:%M}"
        outcome = report.outcome.replace("_", " ")
        lines.append(f"{times}  {outcome:11}  {report.message}")
        lines.append(f"{'':49}{report.address}")
    return "\n".join(lines)


def summary_text(summary: RunSummary, warehouse: Path | None = None) -> str:
    """Return what a reader wants to see first after a run, of a held one last what to do."""
    lines = [summary.message]
    if summary.rows is not None and summary.total_eur is not None:
        lines.append(f"  rows {summary.rows:,}, total {summary.total_eur:,.0f} EUR")
    passed = sum(result.passed for result in summary.checks)
    if summary.checks:
        lines.append(f"  {passed} of {len(summary.checks)} checks passed")
    lines.extend(
        f"  {_mark(result)} {result.name}: {_shown(result)}"
        for result in summary.checks
        if not result.passed or result.name in SHOWN_WHEN_PASSED
    )
    if summary.snapshot and warehouse:
        lines.append(f"  database {warehouse / DATABASE}")
    if summary.outcome == "held" and summary.held:
        folder = Path(summary.held)
        lines.append(f"  held in {folder}; why, in full and with pictures: {folder / HELD_REPORT}")
        if summary.rows_if_accepted:
            accept = command("accept", folder.name, *REASON, warehouse=folder.parent.parent)
            lines.append(f"  to publish it all the same, having looked at it, run: {accept}")
    return "\n".join(lines)


def _shown(result: CheckResult) -> str:
    """Return as much of what a check found wrong as a screen shows; the report has all of it."""
    lines = result.message.split("\n")
    if not result.passed and len(lines) > MOST_FINDINGS:
        lines = [*lines[:MOST_FINDINGS], "[…]"]
    return "\n       ".join(lines)


def _mark(result: CheckResult) -> str:
    if result.passed:
        return "ok  "
    return "FAIL" if result.holds else "warn"
