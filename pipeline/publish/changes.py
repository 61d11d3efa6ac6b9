"""The report on what changed, in German: on a terminal, as Markdown, as CSV and as JSON."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline import markdown
from pipeline.change_report import (
    Change,
    ChangeKind,
    ChangeReport,
    Decided,
    Figure,
    KreisChange,
    Side,
    percent,
)
from pipeline.publish.exports import table_to_csv
from pipeline.values import format_value, german_number, json_value, one_line

Row = Sequence[str]
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report."""

    title: str
    columns: Row
    texts: int
    """So many columns hold text, the others numbers."""
    rows: Sequence[Row]


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


def warnings(report: ChangeReport) -> list[str]:
    """Return what a reader must know before taking a difference for a change."""
    return list(_warnings(report))


def _warnings(report: ChangeReport) -> Iterator[str]:
    alt, neu = report.alt, report.neu
    if alt.synthetic or neu.synthetic:
        yield "Erfundene Daten: Mindestens eine der beiden Ausgaben ist synthetisch."
    for side in {alt.snapshot_id: alt, neu.snapshot_id: neu}.values():
        yield from _doubts(side)
    if alt.snapshot_id == neu.snapshot_id:
        yield "Beide sind derselbe Snapshot."
    elif report.same_document:
        yield (
            "Beide sind Lesungen desselben Dokuments: Ein Unterschied kommt vom Lesen oder von "
            "Berichtigungen, nicht vom Herausgeber."
        )
    elif not report.comparable:
        yield (
            f"Die Beträge sind nicht vergleichbar: {_periods(alt, neu)}. Ihr Unterschied ist keine "
            "Zu- oder Abnahme; vergleichbar sind nur Personenzahlen."
        )
    if alt.stand_am > neu.stand_am:
        yield f"Die zuerst genannte Ausgabe ist die jüngere ({alt.stand_am:%d.%m.%Y})."
    for side, fewer in ((alt, report.count(ChangeKind.NEU)), (neu, report.count(ChangeKind.FEHLT))):
        if fewer:
            yield (
                f"Gemeinden der anderen Ausgabe, die in {side.snapshot_id} fehlen: "
                f"{_german(fewer)}. Dass eine Zeile fehlt, heißt nicht, dass der Betrag "
                "gestrichen ist."
            )


def _doubts(side: Side) -> Iterator[str]:
    """Why a snapshot is not to be taken for an edition like any other."""
    if side.accepted:
        yield (
            f"{side.snapshot_id} hat Prüfungen nicht bestanden und wurde von "
            f"{_decided(side.accepted)} angenommen. Welche, steht in der Tabelle checks."
        )
    if side.withdrawn:
        yield f"{side.snapshot_id} ist zurückgezogen, von {_decided(side.withdrawn)}."
    elif side.superseded:
        yield (
            f"{side.snapshot_id} ist ersetzt: Eine spätere Lesung desselben Dokuments gilt an "
            "ihrer Stelle."
        )


def _decided(decided: Decided) -> str:
    return f"{one_line(decided.by)} ({one_line(decided.reason)})"


def _periods(alt: Side, neu: Side) -> str:
    if alt.zeitraum and alt.zeitraum == neu.zeitraum:
        return f"Alle gelten für {_zeitraum(alt)}, aber das Jahr ist nicht bekannt"
    return f"Die älteren gelten für {_zeitraum(alt)}, die neueren für {_zeitraum(neu)}"


def _zeitraum(side: Side) -> str:
    return f"„{one_line(side.zeitraum)}“" if side.zeitraum else "einen unbekannten Zeitraum"


def heading(report: ChangeReport) -> str:
    """Which two snapshots are compared."""
    return f"Von {_named(report.alt)}\nzu  {_named(report.neu)}"


def _named(side: Side) -> str:
    label = one_line(side.edition_label) if side.edition_label else "unbekannte Ausgabe"
    return f"{side.snapshot_id} ({label}, Stand {side.stand_am:%d.%m.%Y})"


def numbers(report: ChangeReport) -> str:
    """How many municipalities changed, and the sums."""
    alt, neu = report.alt, report.neu
    changed = [
        f"Gemeinden mit anderen Zahlen: {_german(report.count(ChangeKind.GEAENDERT))}",
        f"nur in der neueren Ausgabe: {_german(report.count(ChangeKind.NEU))}",
        f"nur in der älteren: {_german(report.count(ChangeKind.FEHLT))}",
    ]
    return (
        f"{'; '.join(changed)}.\nSumme: {_german(alt.total_eur)} Euro in {_german(alt.rows)} "
        f"Zeilen, dann {_german(neu.total_eur)} Euro in {_german(neu.rows)} Zeilen"
        f"{_percent(report, alt.total_eur, neu.total_eur, ' ({})')}."
    )


def tables(report: ChangeReport) -> list[Table]:
    """The changes by Kreis and by municipality; a table without rows is left out."""
    changed = [kreis for kreis in report.kreise if kreis.geaendert]
    kreise = Table(
        "Nach Kreisen",
        (
            *("Schlüssel", "Kreis", "geändert", "Summe alt", "Summe neu", "Unterschied"),
            *("Personen alt", "Personen neu"),
        ),
        2,
        [_kreis_row(kreis) for kreis in changed],
    )
    gemeinden = Table(
        "Nach Gemeinden",
        (
            *("Schlüssel", "Gemeinde", "Kreis", "Art"),
            *("Betrag alt", "Betrag neu", "Unterschied", "Personen alt", "Personen neu"),
        ),
        4,
        [_change_row(change) for change in report.changes],
    )
    return [table for table in (kreise, gemeinden) if table.rows]


def _kreis_row(kreis: KreisChange) -> Row:
    return (
        kreis.kreis_ags,
        kreis.kreis_label,
        _german(kreis.geaendert),
        _german(kreis.summe_alt_eur),
        _german(kreis.summe_neu_eur),
        _signed(kreis.differenz_eur),
        _known(kreis.personen_alt),
        _known(kreis.personen_neu),
    )


def _change_row(change: Change) -> Row:
    alt, neu = change.alt, change.neu
    return (
        *(change.gemeinde_ags, change.gemeinde_name, change.kreis_name, change.kind.value),
        *(_betrag(alt), _betrag(neu), _signed(change.differenz_eur)),
        *(_personen(alt), _personen(neu)),
    )


def _betrag(figure: Figure | None) -> str:
    return _NOTHING if figure is None else _german(figure.betrag_eur)


def _personen(figure: Figure | None) -> str:
    return _NOTHING if figure is None else _known(figure.personen)


def _known(number: int | None) -> str:
    return _NOTHING if number is None else _german(number)


def _german(number: Decimal | int) -> str:
    return german_number(Decimal(format_value(number)))


def _signed(number: Decimal | int | None) -> str:
    if number is None:
        return _NOTHING
    return f"{'+' if number > 0 else ''}{_german(number)}"


def _percent(report: ChangeReport, alt: Decimal, neu: Decimal, form: str) -> str:
    """A percentage where it means something."""
    change = percent(alt, neu) if report.comparable else None
    return "" if change is None else form.format(f"{_signed(change)} %")
