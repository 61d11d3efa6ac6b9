"""Printed subtotals and totals, each recomputed from the rows.

A key's first digits tell the Kreis, Regierungsbezirk and Land of its row, so a sum does not depend
on the Kreis printed beside it. The same figure printed twice for one municipality counts once.
"""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.check.findings import Finding, Text, at, english, german, result
from pipeline.check.recognition import Counted
from pipeline.model import CheckResult, Ebene, Summe
from schemas.register import Register
from schemas.source import Source, SourceEdition

LEVELS = {
    Ebene.KREIS: Text("subtotals of Kreise", "Summen der Kreise"),
    Ebene.REGIERUNGSBEZIRK: Text("subtotals of Regierungsbezirke", "Summen der Regierungsbezirke"),
    Ebene.LAND: Text("totals of the Land", "Summen des Landes"),
}


def sums_recomputed(
    summen: Sequence[Summe],
    rows: Sequence[Counted],
    register: Register,
    source: Source,
    edition: SourceEdition | None,
) -> list[CheckResult]:
    """`summe_kreis`, `summe_regierungsbezirk`, `summe_land`, and `summe_ist_budget`."""
    distinct = _distinct(rows)
    budgets = [summe for summe in summen if _states_budget(summe, distinct, edition)]
    return [
        *(
            _level(
                ebene,
                [summe for summe in summen if summe.ebene is ebene and summe not in budgets],
                distinct,
                register,
                source,
            )
            for ebene in LEVELS
        ),
        _budgets(budgets, distinct, source),
    ]


def _distinct(rows: Sequence[Counted]) -> list[Counted]:
    figures = {(row.gemeinde_ags, row.personen, row.betrag_eur): row for row in reversed(rows)}
    return list(figures.values())


def _level(
    ebene: Ebene,
    summen: Sequence[Summe],
    rows: Sequence[Counted],
    register: Register,
    source: Source,
) -> CheckResult:
    findings = [
        finding for summe in summen for finding in _differences(summe, rows, _name(summe, register))
    ]
    what, count = LEVELS[ebene], len(summen)
    agree = Text(
        f"printed {what.message}: {count}, agreeing with the rows",
        f"Gedruckte {what.meldung}: {count}, in Übereinstimmung mit den Zeilen.",
    )
    none = Text(f"no {what.message} are printed", f"Es sind keine {what.meldung} gedruckt.")
    return result(f"summe_{ebene.value}", source, findings, agree if summen else none)


def _differences(summe: Summe, rows: Sequence[Counted], name: str) -> list[Finding]:
    """One finding for each of amount and persons that is printed and not the sum of the rows."""
    members = [row for row in rows if row.gemeinde_ags.startswith(summe.schluessel)]
    found = []
    if summe.betrag_eur is not None:
        total = sum((row.betrag_eur for row in members), Decimal(0))
        found.append((summe.betrag_eur, total, Text("EUR", "Euro")))
    persons = [row.personen for row in members if row.personen is not None]
    if summe.personen is not None and len(persons) == len(members):
        found.append((Decimal(summe.personen), Decimal(sum(persons)), Text("persons", "Personen")))
    return [
        _difference(summe, name, printed, total, len(members), unit)
        for printed, total, unit in found
        if printed != total
    ]


def _difference(
    summe: Summe, name: str, printed: Decimal, total: Decimal, rows: int, unit: Text
) -> Finding:
    where, gap = at(summe.herkunft), printed - total
    return Finding(
        Text(
            f"{where.message}the printed sum of {name} is {english(printed)} {unit.message}; "
            f"expected {english(total)}, the sum of its {english(rows)} rows (difference "
            f"{english(gap)}); check its rows and the printed sum",
            f"{where.meldung}Die gedruckte Summe für {name} ist {german(printed)} {unit.meldung}; "
            f"erwartet: {german(total)}, die Summe der {german(rows)} Zeilen (Unterschied "
            f"{german(gap)}); bitte die Zeilen und die gedruckte Summe prüfen",
        ),
        (summe.herkunft,),
    )


def _name(summe: Summe, register: Register) -> str:
    key = summe.schluessel
    if summe.ebene is Ebene.LAND:
        return "Baden-Württemberg"
    if summe.ebene is Ebene.KREIS and key in register.kreise:
        return f"{register.kreise[key].label} ({key})"
    for kreis in register.kreise.values():
        if kreis.regierungsbezirk_ags == key:
            return f"Regierungsbezirk {kreis.regierungsbezirk_name} ({key})"
    return key


def _states_budget(summe: Summe, rows: Sequence[Counted], edition: SourceEdition | None) -> bool:
    """Whether a grand total is the edition's budget, and the rows miss it by rounding alone."""
    if summe.ebene is not Ebene.LAND or edition is None or summe.betrag_eur != edition.budget_eur:
        return False
    gap = abs(sum((row.betrag_eur for row in rows), Decimal(0)) - edition.budget_eur)
    persons = [row.personen for row in rows if row.personen is not None]
    same_persons = summe.personen is None or summe.personen == sum(persons)
    return same_persons and 0 < gap <= Decimal(len(rows)) / 2


def _budgets(summen: Sequence[Summe], rows: Sequence[Counted], source: Source) -> CheckResult:
    """Half a euro a row is what rounding can make."""
    total = sum((row.betrag_eur for row in rows), Decimal(0))
    findings = [
        Finding(
            at(summe.herkunft).then(
                f"the printed total {english(summe.betrag_eur or 0)} EUR is the budget; the "
                f"rounded rows add up to {english(total)} EUR; use the rows",
                f"Die gedruckte Summe {german(summe.betrag_eur or 0)} Euro ist das Budget; die "
                f"gerundeten Zeilen ergeben {german(total)} Euro; bitte die Zeilen verwenden",
            ),
            (summe.herkunft,),
        )
        for summe in summen
    ]
    passed = Text(
        "no printed total is a budget instead of a sum",
        "Keine gedruckte Summe nennt ein Budget statt der Summe.",
    )
    return result("summe_ist_budget", source, findings, passed)
