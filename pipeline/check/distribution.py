"""Does every row follow the apportionment that the table follows?

With a known edition, its rate is exact: printed persons give the amount, and without persons the
amount must be that of a whole number of them. In an edition nobody knows yet, printed persons still
tell a common rate, and so do amounts alone where they are many. Else there is nothing to test,
which is said. A row that does not fit is named with what would, and with the slips that explain it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pipeline.check.apportionment import whole_euros
from pipeline.check.explanation import expectation
from pipeline.check.findings import Finding, Text, at, english, german, result, shown
from pipeline.check.rate import Common, Rate, Share, common_rate, edition_rate
from pipeline.check.recognition import PERCENT, Counted
from pipeline.check.recovery import Recovered
from pipeline.model import CheckResult, Zeile
from schemas.source import Source, SourceEdition

NAME = "verteilung"


@dataclass(frozen=True, slots=True)
class Followed:
    """The rate that all rows of a table should follow."""

    rate: Rate | None
    """None where none is known."""
    persons_printed: bool
    """Whether any row prints its persons, which prove its amount."""


NO_RATE = Followed(None, False)


def rows_follow_rate(
    zeilen: Sequence[Zeile],
    source: Source,
    edition: SourceEdition | None,
    own_rate: Recovered | None = None,
) -> CheckResult:
    """`verteilung`: each amount is its share of the budget, to the euro."""
    if edition is not None:
        return _known(zeilen, source, edition)
    counted = [zeile for zeile in zeilen if zeile.personen is not None]
    if any(zeile.personen for zeile in counted):
        return _unknown(counted, source)
    if own_rate is not None:
        return _own(zeilen, source, own_rate)
    nothing = Text(
        "not applicable: neither a known edition nor printed persons nor a rate in the amounts",
        "Nicht anwendbar: weder eine bekannte Ausgabe noch gedruckte Personenzahlen noch ein "
        "gemeinsamer Satz der Beträge.",
    )
    return result(NAME, source, [], nothing)


def rate_followed(
    zeilen: Sequence[Zeile],
    source: Source,
    edition: SourceEdition | None,
    own_rate: Recovered | None = None,
) -> Followed:
    """Return the rate that `verteilung` holds the rows against."""
    counted = [zeile for zeile in zeilen if zeile.personen is not None]
    if edition is not None:
        return Followed(edition_rate(edition), bool(counted))
    if any(zeile.personen for zeile in counted):
        common, tested = _common(counted)
        enough = common is not None and _enough(common, tested, source)
        return Followed(common.rate if common and enough else None, True)
    return Followed(own_rate.rate if own_rate else None, False)


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
    rate = edition_rate(edition)
    of = Text(f"of {edition.id}", f"der Ausgabe „{edition.label}“")
    passed = Text(
        f"all {english(len(zeilen))} amounts follow the rate of {edition.id} to the euro",
        f"Alle {german(len(zeilen))} Beträge entsprechen auf den Euro dem Satz der Ausgabe "
        f"„{edition.label}“.",
    )
    return result(NAME, source, _misfits(zeilen, rate, of), passed)


def _own(zeilen: Sequence[Zeile], source: Source, found: Recovered) -> CheckResult:
    """Amounts alone, in an edition that nobody knows: enough of them tell one rate."""
    of = _of(found.rate)
    passed = Text(
        f"all {english(len(zeilen))} amounts follow one rate {of.message}",
        f"Alle {german(len(zeilen))} Beträge folgen einem Satz {of.meldung}.",
    )
    return result(NAME, source, _misfits(zeilen, found.rate, of), passed)


def _unknown(counted: Sequence[Zeile], source: Source) -> CheckResult:
    common, tested = _common(counted)
    if common is None or not _enough(common, tested, source):
        return result(NAME, source, [_no_rate(common, tested)], Text("", ""))
    of = _of(common.rate)
    passed = Text(
        f"all {english(len(counted))} rows with persons follow one rate {of.message}",
        f"Alle {german(len(counted))} Zeilen mit Personen folgen einem Satz {of.meldung}.",
    )
    return result(NAME, source, _misfits(counted, common.rate, of), passed)


def _common(counted: Sequence[Zeile]) -> tuple[Common | None, int]:
    """The rate that most rows with persons have in common, and how many have persons."""
    pairs = [(zeile.personen or 0, whole_euros(zeile.betrag_eur)) for zeile in counted]
    above_zero = [pair for pair in pairs if pair[0] > 0]
    shares = [Share(persons, amount) for persons, amount in above_zero if amount is not None]
    return common_rate(shares), len(above_zero)


def _enough(common: Common, tested: int, source: Source) -> bool:
    return PERCENT * common.rows >= source.expectations.recognition_percent * tested


def _of(rate: Rate) -> Text:
    eur = two_places((rate.low + rate.high) / 2)
    return Text(f"of {english(eur)} EUR a person", f"von {german(eur)} Euro je Person")


def _no_rate(common: Common | None, rows: int) -> Finding:
    agreeing = common.rows if common else 0
    return Finding(
        Text(
            f"printed persons and amounts have no rate in common: at most {english(agreeing)} of "
            f"{english(rows)} rows agree; look whether the right columns were read",
            "Gedruckte Personen und Beträge folgen keinem gemeinsamen Satz: Höchstens "
            f"{german(agreeing)} von {german(rows)} Zeilen stimmen überein; bitte prüfen, ob die "
            "richtigen Spalten gelesen wurden",
        )
    )


def _misfits(zeilen: Sequence[Zeile], rate: Rate, of: Text) -> list[Finding]:
    return [
        _misfit(zeile, rate, of)
        for zeile in zeilen
        if not follows(zeile.betrag_eur, zeile.personen, rate)
    ]


def follows(betrag_eur: Decimal, personen: int | None, rate: Rate) -> bool:
    """Whether an amount is that of its persons, or of any number of them where none are known."""
    amount = whole_euros(betrag_eur)
    if amount is None:
        return False
    return bool(rate.head_counts(amount)) if personen is None else rate.gives(personen, amount)


def _misfit(zeile: Zeile, rate: Rate, of: Text) -> Finding:
    where, name = at(zeile.herkunft), shown(zeile.gemeinde_name)
    key, betrag = zeile.gemeinde_ags, zeile.betrag_eur
    expected = expectation(whole_euros(betrag), zeile.personen, rate)
    return Finding(
        Text(
            f"{where.message}{name} ({key}): {english(betrag)} EUR does not follow the rate "
            f"{of.message}; {expected.message}; check the printed row",
            f"{where.meldung}{name} ({key}): {german(betrag)} Euro entspricht nicht dem Satz "
            f"{of.meldung}; {expected.meldung}; bitte die gedruckte Zeile prüfen",
        ),
        (zeile.herkunft,),
    )


def two_places(number: Fraction) -> Decimal:
    """A fraction rounded to cents, for people."""
    return round(Decimal(number.numerator) / Decimal(number.denominator), 2)
