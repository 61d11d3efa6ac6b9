"""A change report for readers: on a terminal, as Markdown, as CSV and as JSON."""

import json
from typing import Any

from pipeline import markdown
from pipeline.changes import Change, ChangeReport, KreisChange, Side, percent
from pipeline.publish.change_words import Table, heading, numbers, tables, warnings
from pipeline.publish.exports import table_to_csv
from pipeline.values import json_value, one_line


def changes_text(report: ChangeReport) -> str:
    """The report for a terminal, tables in aligned columns."""
    parts = [heading(report), *(f"ACHTUNG: {warning}" for warning in warnings(report))]
    parts += [f"{table.title}\n{_aligned(table)}" for table in tables(report)]
    return "\n\n".join([*parts, numbers(report)]) + "\n"


def changes_markdown(report: ChangeReport) -> str:
    """The report as Markdown."""
    parts = ["# Was sich geändert hat", heading(report)]
    parts += [f"> **Achtung:** {markdown.escape(warning)}" for warning in warnings(report)]
    parts.append(numbers(report))
    parts += [f"## {table.title}\n\n{_piped(table)}" for table in tables(report)]
    return "\n\n".join(parts) + "\n"


def changes_csv(report: ChangeReport) -> str:
    """One line per municipality that changed; text cannot run as a formula."""
    records = [_record(change, report) for change in report.changes]
    return table_to_csv(_RECORD, [tuple(record.values()) for record in records])


def changes_json(report: ChangeReport) -> str:
    """The whole report for machines."""
    content = {
        "alt": _side_record(report.alt),
        "neu": _side_record(report.neu),
        "vergleichbar": report.comparable,
        "warnungen": warnings(report),
        "kreise": [_kreis_record(kreis) for kreis in report.kreise],
        "gemeinden": [_record(change, report) for change in report.changes],
    }
    return json.dumps(json_value(content), ensure_ascii=False, indent=2) + "\n"


def _aligned(table: Table) -> str:
    rows = [[one_line(cell) for cell in row] for row in (table.columns, *table.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if number < table.texts else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _piped(table: Table) -> str:
    rows = [[markdown.escape(cell) for cell in row] for row in table.rows]
    return markdown.table(table.columns, rows, table.texts).rstrip()


_RECORD = (
    *("gemeinde_ags", "gemeinde_name", "kreis_ags", "kreis_name", "aenderung"),
    *("betrag_eur_alt", "betrag_eur_neu", "differenz_eur", "differenz_prozent"),
    *("personen_alt", "personen_neu", "differenz_personen"),
    *("antragsberechtigt_alt", "antragsberechtigt_neu", "vergleichbar"),
)


def _record(change: Change, report: ChangeReport) -> dict[str, Any]:
    alt, neu = change.alt, change.neu
    share = percent(alt.betrag_eur, neu.betrag_eur) if alt and neu and report.comparable else None
    values = (
        *(change.gemeinde_ags, change.gemeinde_name, change.kreis_ags, change.kreis_name),
        change.kind.value,
        *(alt and alt.betrag_eur, neu and neu.betrag_eur, change.differenz_eur, share),
        *(alt and alt.personen, neu and neu.personen, change.differenz_personen),
        *(alt and alt.antragsberechtigt, neu and neu.antragsberechtigt, report.comparable),
    )
    return dict(zip(_RECORD, values, strict=True))


def _kreis_record(kreis: KreisChange) -> dict[str, Any]:
    return {
        "kreis_ags": kreis.kreis_ags,
        "kreis": kreis.kreis_label,
        "gemeinden_alt": kreis.gemeinden_alt,
        "gemeinden_neu": kreis.gemeinden_neu,
        "geaendert": kreis.geaendert,
        "summe_alt_eur": kreis.summe_alt_eur,
        "summe_neu_eur": kreis.summe_neu_eur,
        "differenz_eur": kreis.differenz_eur,
        "personen_alt": kreis.personen_alt,
        "personen_neu": kreis.personen_neu,
    }


def _side_record(side: Side) -> dict[str, Any]:
    return {
        "snapshot_id": side.snapshot_id,
        "ausgabe": side.edition_label,
        "zeitraum": side.zeitraum,
        "stand_am": side.stand_am,
        "zeilen": side.rows,
        "summe_eur": side.total_eur,
        "document_sha256": side.document_sha256,
        "synthetisch": side.synthetic,
        "status": side.status,
        "angenommen_von": side.accepted and side.accepted.by,
        "angenommen_grund": side.accepted and side.accepted.reason,
        "zurueckgezogen_von": side.withdrawn and side.withdrawn.by,
        "zurueckgezogen_grund": side.withdrawn and side.withdrawn.reason,
    }
