"""Whether anything but the reading itself says that the amounts are right.

An amount that is misread or misprinted as another possible one shows in no row. What shows it is
a sum: a printed total, or the persons that the known edition counted in all.
"""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.check.findings import Finding, Text, result
from pipeline.check.recognition import Counted
from pipeline.model import CheckResult, Ebene, Summe, Zeile
from schemas.source import Source, SourceEdition

NAME = "beweis"


def amounts_proven(proof: Text | None, complete: bool, source: Source) -> CheckResult:
    """`beweis`: a sum that is not ours confirms the amounts of a complete table."""
    if not complete:
        nothing = Text("not applicable: the table is incomplete", "Nicht anwendbar: unvollständig.")
        return result(NAME, source, [], nothing)
    unproven = Text(
        "no printed total agrees with the rows, and neither persons nor a known edition confirm "
        "them: a wrong amount could not be noticed; compare the amounts with the document",
        "Keine gedruckte Summe stimmt mit den Zeilen überein, und weder Personen noch eine "
        "bekannte Ausgabe bestätigen sie: Ein falscher Betrag fiele nicht auf; bitte die Beträge "
        "mit dem Dokument vergleichen",
    )
    return result(NAME, source, [] if proof else [Finding(unproven)], proof or unproven)


def find_proof(
    zeilen: Sequence[Zeile],
    rows: Sequence[Counted],
    summen: Sequence[Summe],
    edition: SourceEdition | None,
) -> Text | None:
    """Return what confirms the amounts of all rows, None where nothing does."""
    if _has_agreeing_total(rows, summen):
        return Text("a printed total confirms them", "Eine gedruckte Gesamtsumme bestätigt sie.")
    if _has_agreeing_subtotals(rows, summen):
        return Text("printed subtotals confirm them", "Gedruckte Zwischensummen bestätigen sie.")
    if edition is None:
        printed = all(zeile.personen is not None for zeile in zeilen)
        text = Text("printed persons confirm them", "Gedruckte Personenzahlen bestätigen sie.")
        return text if printed else None
    counted = [row.personen for row in rows if row.personen is not None]
    if len(counted) == len(rows) and sum(counted) == edition.personen_gesamt:
        return Text(
            "the persons of the known edition confirm them",
            "Die Personen der bekannten Ausgabe bestätigen sie.",
        )
    return None


def _has_agreeing_total(rows: Sequence[Counted], summen: Sequence[Summe]) -> bool:
    total = sum((row.betrag_eur for row in rows), Decimal(0))
    return any(s.ebene is Ebene.LAND and s.betrag_eur == total for s in summen)


def _has_agreeing_subtotals(rows: Sequence[Counted], summen: Sequence[Summe]) -> bool:
    """Say whether each Kreis of several municipalities has a printed sum that agrees."""
    totals: dict[str, Decimal] = {}
    sizes: dict[str, int] = {}
    for row in rows:
        kreis = row.gemeinde_ags[:5]
        totals[kreis] = totals.get(kreis, Decimal(0)) + row.betrag_eur
        sizes[kreis] = sizes.get(kreis, 0) + 1
    agreeing = {s.schluessel for s in summen if s.betrag_eur == totals.get(s.schluessel)}
    return all(kreis in agreeing for kreis, size in sizes.items() if size > 1)
