"""What a change report says: warnings, numbers and tables, in German."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.changes import (
    Change,
    ChangeKind,
    ChangeReport,
    Decided,
    Figure,
    KreisChange,
    Side,
    percent,
)
from pipeline.values import format_value, german_number, one_line

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


def warnings(report: ChangeReport) -> list[str]:
    """What a reader must know before taking a difference for a change."""
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
