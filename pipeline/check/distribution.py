"""Does every row follow the apportionment that the table follows?

With a known edition, its rate is exact: printed persons give the amount, and without persons the
amount must be that of a whole number of them. In an edition nobody knows yet, printed persons still
tell a common rate. Without either there is nothing to test, which is said.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from pipeline.check.apportionment import (
    Rate,
    amount_for,
    common_rate,
    fitting_persons,
    nearest_persons,
    whole_euros,
)
from pipeline.check.findings import Finding, Text, at, english, german, result, shown
from pipeline.check.recognition import PERCENT, Counted
from pipeline.model import CheckResult, Zeile
from schemas.source import Source, SourceEdition

NAME = "verteilung"


def rows_follow_rate(
    zeilen: Sequence[Zeile], source: Source, edition: SourceEdition | None
) -> CheckResult:
    """`verteilung`: each amount is its share of the budget, to the euro."""
    if edition is not None:
        return _known(zeilen, source, edition)
    counted = [zeile for zeile in zeilen if zeile.personen is not None]
    if not any(zeile.personen for zeile in counted):
        nothing = Text(
            "not applicable: neither a known edition nor printed persons",
            "Nicht anwendbar: weder eine bekannte Ausgabe noch gedruckte Personenzahlen.",
        )
        return result(NAME, source, [], nothing)
    return _unknown(counted, source)


def persons_add_up(
    rows: Sequence[Counted], complete: bool, source: Source, edition: SourceEdition | None
) -> CheckResult:
    """`personensumme`: in a complete table of a known edition, its persons are all there."""
    name = "personensumme"
    persons = [row.personen for row in rows if row.personen is not None]
    if edition is None or not complete or len(persons) < len(rows):
        unknown = Text(
            "not applicable: edition unknown, table incomplete or persons not computable",
            "Nicht anwendbar: Ausgabe unbekannt, Tabelle unvollständig oder Personen nicht "
            "errechenbar.",
        )
        return result(name, source, [], unknown)
    total, expected = sum(persons), edition.personen_gesamt
    passed = Text(
        f"the persons add up to {english(expected)}",
        f"Die Personen ergeben zusammen {german(expected)}.",
    )
    differs = Text(
        f"the persons add up to {english(total)}, expected {english(expected)} as inferred for "
        f"{edition.id} (difference {english(total - expected)}); compare amounts with the document",
        f"Die Personen ergeben zusammen {german(total)}, erschlossen sind für die Ausgabe "
        f"„{edition.label}“ {german(expected)} (Unterschied {german(total - expected)}); bitte "
        "Beträge mit dem Dokument vergleichen",
    )
    return result(name, source, [] if total == expected else [Finding(differs)], passed)


def total_plausible(zeilen: Sequence[Zeile], complete: bool, source: Source) -> CheckResult:
    """`gesamtbetrag`: a complete table adds up to an amount of the order of a budget."""
    name, bounds = "gesamtbetrag", source.expectations
    total = sum((zeile.betrag_eur for zeile in zeilen), Decimal(0))
    if not complete:
        partial = Text(
            "not applicable: the table is incomplete",
            "Nicht anwendbar: Die Tabelle ist unvollständig.",
        )
        return result(name, source, [], partial)
    said = Text(
        f"all amounts add up to {english(total)} EUR",
        f"Alle Beträge ergeben zusammen {german(total)} Euro",
    )
    if bounds.total_min_eur <= total <= bounds.total_max_eur:
        return result(name, source, [], said.then("", "."))
    outside = said.then(
        f"; expected {english(bounds.total_min_eur)} to {english(bounds.total_max_eur)}; look "
        "whether the right column was read, and in which unit",
        f"; erwartet: {german(bounds.total_min_eur)} bis {german(bounds.total_max_eur)}; bitte "
        "prüfen, ob die richtige Spalte gelesen wurde und in welcher Einheit",
    )
    return result(name, source, [Finding(outside)], said)


def _known(zeilen: Sequence[Zeile], source: Source, edition: SourceEdition) -> CheckResult:
    misfits = [zeile for zeile in zeilen if not _fits(zeile, edition)]
    passed = Text(
        f"all {english(len(zeilen))} amounts follow the rate of {edition.id} to the euro",
        f"Alle {german(len(zeilen))} Beträge entsprechen auf den Euro dem Satz der Ausgabe "
        f"„{edition.label}“.",
    )
    return result(NAME, source, [_misfit(zeile, edition) for zeile in misfits], passed)


def _fits(zeile: Zeile, edition: SourceEdition) -> bool:
    if zeile.personen is None:
        return fitting_persons(zeile.betrag_eur, edition) is not None
    return zeile.betrag_eur == amount_for(zeile.personen, edition)


def _misfit(zeile: Zeile, edition: SourceEdition) -> Finding:
    betrag = zeile.betrag_eur
    if zeile.personen is not None:
        share = amount_for(zeile.personen, edition)
        expected = Text(
            f"expected {english(share)} EUR for the {english(zeile.personen)} persons printed",
            f"erwartet: {german(share)} Euro für die gedruckten {german(zeile.personen)} Personen",
        )
    else:
        expected = _nearest(betrag, edition)
    return _off_rate(zeile, f"of {edition.id}", f"der Ausgabe „{edition.label}“", expected)


def _nearest(betrag: Decimal, edition: SourceEdition) -> Text:
    """What the nearest number of persons would get; fractions and debts have no such number."""
    if (amount := whole_euros(betrag)) is None:
        return Text("expected whole euros, 0 or more", "erwartet: ganze Euro, 0 oder mehr")
    persons = nearest_persons(amount, edition)
    share = amount_for(persons, edition)
    return Text(
        f"the nearest share is {english(share)} EUR for {english(persons)} persons",
        f"der nächste Anteil ist {german(share)} Euro für {german(persons)} Personen",
    )


def _off_rate(zeile: Zeile, of: str, von: str, expected: Text) -> Finding:
    where, name = at(zeile.herkunft), shown(zeile.gemeinde_name)
    key, betrag = zeile.gemeinde_ags, zeile.betrag_eur
    return Finding(
        Text(
            f"{where.message}{name} ({key}): {english(betrag)} EUR does not follow the rate {of}; "
            f"{expected.message}; check the printed row",
            f"{where.meldung}{name} ({key}): {german(betrag)} Euro entspricht nicht dem Satz "
            f"{von}; {expected.meldung}; bitte die gedruckte Zeile prüfen",
        ),
        (zeile.herkunft,),
    )


def _unknown(counted: Sequence[Zeile], source: Source) -> CheckResult:
    pairs = [(zeile.personen or 0, whole_euros(zeile.betrag_eur)) for zeile in counted]
    rate = common_rate([(persons, amount) for persons, amount in pairs if amount is not None])
    share = source.expectations.recognition_percent
    above_zero = sum(persons > 0 for persons, _ in pairs)
    if rate is None or PERCENT * rate.rows < share * above_zero:
        return result(NAME, source, [_no_rate(rate, above_zero)], Text("", ""))
    misfits = [
        zeile
        for zeile, (persons, amount) in zip(counted, pairs, strict=True)
        if amount is None or not rate.gives(persons, amount)
    ]
    eur = two_places((rate.low + rate.high) / 2)
    of, von = f"of {english(eur)} EUR a person", f"von {german(eur)} Euro je Person"
    expected = Text(
        f"{english(rate.rows)} other rows do", f"{german(rate.rows)} andere Zeilen entsprechen ihm"
    )
    passed = Text(
        f"all {english(len(counted))} rows with persons follow one rate {of}",
        f"Alle {german(len(counted))} Zeilen mit Personen folgen einem Satz {von}.",
    )
    return result(NAME, source, [_off_rate(row, of, von, expected) for row in misfits], passed)


def _no_rate(rate: Rate | None, rows: int) -> Finding:
    agreeing = rate.rows if rate else 0
    return Finding(
        Text(
            f"printed persons and amounts have no rate in common: at most {english(agreeing)} of "
            f"{english(rows)} rows agree; look whether the right columns were read",
            "Gedruckte Personen und Beträge folgen keinem gemeinsamen Satz: Höchstens "
            f"{german(agreeing)} von {german(rows)} Zeilen stimmen überein; bitte prüfen, ob die "
            "richtigen Spalten gelesen wurden",
        )
    )


def two_places(number: Fraction) -> Decimal:
    """A fraction rounded to cents, for people."""
    return round(Decimal(number.numerator) / Decimal(number.denominator), 2)
