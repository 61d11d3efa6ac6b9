"""The report on what changed, in German: on a terminal, as Markdown, as CSV and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from pipeline import markdown
from pipeline.change_report import ChangeReport
from pipeline.tabular import Record, align, csv_text, json_text
from pipeline.values import german_amount, one_line

_KREISE = {
    "Schlüssel": "kreis_ags",
    "Kreis": "kreis",
    "geändert": "geaendert",
    "Summe alt": "summe_alt_eur",
    "Summe neu": "summe_neu_eur",
    "Unterschied": "differenz_eur",
    "Personen alt": "personen_alt",
    "Personen neu": "personen_neu",
}
_GEMEINDEN = {
    "Schlüssel": "gemeinde_ags",
    "Gemeinde": "gemeinde_name",
    "Kreis": "kreis_name",
    "Art": "aenderung",
    "Betrag alt": "betrag_eur_alt",
    "Betrag neu": "betrag_eur_neu",
    "Unterschied": "differenz_eur",
    "Personen alt": "personen_alt",
    "Personen neu": "personen_neu",
}
_LARGEST = 10
_Part: TypeAlias = tuple[str, int, list[list[str]]]
"""A table: its title, how many columns hold text (the others numbers), its lines, titles first."""


def changes_text(report: ChangeReport) -> str:
    """The report for a terminal, tables in aligned columns."""
    parts = [_heading(report), *(f"ACHTUNG: {warning}" for warning in warnings(report))]
    parts.append(_numbers(report))
    for title, texts, lines in _tables(report):
        aligned, _ = align(lines, [column >= texts for column in range(len(lines[0]))])
        parts.append("\n".join([title, *aligned]))
    return "\n\n".join(parts) + "\n"


def changes_markdown(report: ChangeReport) -> str:
    """The report as Markdown."""
    parts = ["# Was sich geändert hat", _heading(report)]
    parts += [f"> **Achtung:** {markdown.escape(warning)}" for warning in warnings(report)]
    parts.append(_numbers(report))
    for title, texts, lines in _tables(report):
        rows = [[markdown.escape(cell) for cell in line] for line in lines[1:]]
        parts.append(f"## {title}\n\n{markdown.table(lines[0], rows, texts).rstrip()}")
    return "\n\n".join(parts) + "\n"


def changes_csv(report: ChangeReport) -> str:
    """One line per municipality that changed."""
    return csv_text([report.gemeinden.columns, *(row.values() for row in report.shown)])


def changes_json(report: ChangeReport) -> str:
    """The whole report for machines."""
    return json_text(
        {
            "alt": _public(report.alt),
            "neu": _public(report.neu),
            "vergleichbar": report.vergleichbar,
            "warnungen": warnings(report),
            "kreise": list(report.kreise),
            "gemeinden": report.shown,
        }
    )


def _public(side: Record) -> dict[str, object]:
    return {name: value for name, value in side.items() if name not in ("edition_id", "ersetzt")}


def warnings(report: ChangeReport, checks: str = "in der Tabelle checks") -> list[str]:
    """Return what a reader must know before taking a difference for a change.

    `checks` says where the reader finds which checks failed.
    """
    return list(_warnings(report, checks))


def _warnings(report: ChangeReport, checks: str) -> Iterator[str]:
    alt, neu = report.alt, report.neu
    if alt["synthetisch"] or neu["synthetisch"]:
        yield "Erfundene Daten: Mindestens eine der beiden Ausgaben ist synthetisch."
    for side in {alt["snapshot_id"]: alt, neu["snapshot_id"]: neu}.values():
        yield from _doubts(side, checks)
    if alt["snapshot_id"] == neu["snapshot_id"]:
        yield "Beide sind derselbe Snapshot."
    elif alt["document_sha256"] == neu["document_sha256"]:
        yield (
            "Beide sind Lesungen desselben Dokuments: Ein Unterschied kommt vom Lesen oder von "
            "Berichtigungen, nicht vom Herausgeber."
        )
    elif not report.vergleichbar:
        yield (
            f"Die Beträge sind nicht vergleichbar: {_periods(alt, neu)}. Ihr Unterschied ist keine "
            "Zu- oder Abnahme; vergleichbar sind nur Personenzahlen."
        )
    if alt["stand_am"] > neu["stand_am"]:
        yield f"Die zuerst genannte Ausgabe ist die jüngere ({alt['stand_am']:%d.%m.%Y})."
    for side, lacks in ((alt, "fehlt in der älteren"), (neu, "fehlt in der neueren")):
        if fewer := _count(report, lacks):
            yield (
                f"Gemeinden der anderen Ausgabe, die in {side['snapshot_id']} fehlen: "
                f"{german_amount(fewer)}. Dass eine Zeile fehlt, heißt nicht, dass der Betrag "
                "gestrichen ist."
            )


def _doubts(side: Record, checks: str) -> Iterator[str]:
    """Why a snapshot is not to be taken for an edition like any other."""
    id = side["snapshot_id"]
    if side["angenommen_von"]:
        yield (
            f"{id} hat Prüfungen nicht bestanden und wurde von {_decided(side, 'angenommen')} "
            f"angenommen. Welche, steht {checks}."
        )
    if side["zurueckgezogen_von"]:
        yield f"{id} ist zurückgezogen, von {_decided(side, 'zurueckgezogen')}."
    elif side["ersetzt"]:
        yield f"{id} ist ersetzt: Eine spätere Lesung desselben Dokuments gilt an ihrer Stelle."


def _decided(side: Record, what: str) -> str:
    return f"{one_line(side[f'{what}_von'])} ({one_line(side[f'{what}_grund'])})"


def _periods(alt: Record, neu: Record) -> str:
    known = [
        f"„{one_line(side['zeitraum'])}“" if side["zeitraum"] else "einen unbekannten Zeitraum"
        for side in (alt, neu)
    ]
    if alt["zeitraum"] and alt["zeitraum"] == neu["zeitraum"]:
        return f"Alle gelten für {known[0]}, aber das Jahr ist nicht bekannt"
    return f"Die älteren gelten für {known[0]}, die neueren für {known[1]}"


def _heading(report: ChangeReport) -> str:
    return f"Von {_named(report.alt)}\nzu  {_named(report.neu)}"


def _named(side: Record) -> str:
    label = one_line(side["ausgabe"]) if side["ausgabe"] else "unbekannte Ausgabe"
    return f"{side['snapshot_id']} ({label}, Stand {side['stand_am']:%d.%m.%Y})"


def _numbers(report: ChangeReport) -> str:
    changed = [
        f"{what}: {german_amount(_count(report, kind))}"
        for what, kind in (
            ("Gemeinden mit anderen Zahlen", "geändert"),
            ("nur in der neueren Ausgabe", "fehlt in der älteren"),
            ("nur in der älteren", "fehlt in der neueren"),
        )
    ]
    alt, neu = (_total(report, f"summe_{side}_eur") for side in ("alt", "neu"))
    percent = ""
    if report.vergleichbar and alt and neu is not None:
        percent = f" ({_cell('differenz_prozent', round(100 * (neu - alt) / alt, 1))} %)"
    return (
        f"{'; '.join(changed)}.\n"
        f"Summe: {_sum(alt, report, 'alt')}, dann {_sum(neu, report, 'neu')}{percent}."
    )


def _total(report: ChangeReport, column: str) -> Decimal | None:
    """Return the sum over the Kreise; None where none of them has any row."""
    known = [Decimal(kreis[column]) for kreis in report.kreise if kreis[column] is not None]
    return sum(known, Decimal(0)) if known else None


def _sum(total: Decimal | None, report: ChangeReport, side: str) -> str:
    """Return the sum of one side; where nothing is printed there is none."""
    if total is None:
        return "keine Zeile"
    rows = sum(kreis[f"gemeinden_{side}"] for kreis in report.kreise)
    return f"{german_amount(total)} Euro in {german_amount(rows)} Zeilen"


def _count(report: ChangeReport, kind: str) -> int:
    return sum(record["aenderung"] == kind for record in report.gemeinden.records)


def _tables(report: ChangeReport) -> list[_Part]:
    """The changes by Kreis and by municipality; a table without rows is left out."""
    kreise = [kreis for kreis in report.kreise if kreis["geaendert"]]
    # None where all are few enough to be seen at once.
    few = len(report.shown) <= _LARGEST or report.limit
    largest = [] if few else report.largest(_LARGEST)
    parts = (
        ("Nach Kreisen", 2, _lines(_KREISE, kreise)),
        ("Die größten Unterschiede", 4, _lines(_GEMEINDEN, largest)),
        ("Nach Gemeinden", 4, _lines(_GEMEINDEN, report.shown)),
    )
    return [part for part in parts if len(part[2]) > 1]


def _lines(columns: Mapping[str, str], records: Sequence[Record]) -> list[list[str]]:
    cells = [[_cell(name, record[name]) for name in columns.values()] for record in records]
    return [list(columns), *cells]


def _cell(column: str, value: object) -> str:
    """A value as Germans read it; a difference has its sign."""
    if not isinstance(value, int | Decimal):
        return "–" if value is None else str(value)
    sign = "+" if column.startswith("differenz") and value > 0 else ""
    return f"{sign}{german_amount(value)}"
