"""Printed subtotals and totals, each recomputed from the rows.

A key's first digits tell the Kreis, Regierungsbezirk and Land of its row, so a sum does not depend
on the Kreis printed beside it. The same figure printed twice for one municipality counts once.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeline.check.distribution import NO_RATE, Followed
from pipeline.check.findings import Finding, Text, at, english, german, result
from pipeline.check.recognition import Counted
from pipeline.check.sum_suspects import EITHER, Suspicion, suspect
from pipeline.check.sum_witnesses import Witnesses
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
    follow: Followed = NO_RATE,
) -> list[CheckResult]:
    """`summe_kreis`, `summe_regierungsbezirk`, `summe_land`, and `summe_ist_budget`."""
    distinct = _distinct(rows)
    budgets = [summe for summe in summen if _states_budget(summe, distinct, edition)]
    others = tuple(summe for summe in summen if summe not in budgets)
    witnesses = Witnesses(tuple(distinct), others, register, follow.rate, follow.persons_printed)
    return [
        *(_level(ebene, witnesses, source) for ebene in LEVELS),
        _budgets(budgets, distinct, source),
    ]


def _distinct(rows: Sequence[Counted]) -> list[Counted]:
    figures = {(row.gemeinde_ags, row.personen, row.betrag_eur): row for row in reversed(rows)}
    return list(figures.values())


def _level(ebene: Ebene, witnesses: Witnesses, source: Source) -> CheckResult:
    summen = [summe for summe in witnesses.summen if summe.ebene is ebene]
    findings = [finding for summe in summen for finding in _differences(summe, witnesses)]
    what, count = LEVELS[ebene], len(summen)
    agree = Text(
        f"printed {what.message}: {count}, agreeing with the rows",
        f"Gedruckte {what.meldung}: {count}, in Übereinstimmung mit den Zeilen.",
    )
    none = Text(f"no {what.message} are printed", f"Es sind keine {what.meldung} gedruckt.")
    return result(f"summe_{ebene.value}", source, findings, agree if summen else none)


def _differences(summe: Summe, witnesses: Witnesses) -> Iterator[Finding]:
    """One finding for each of amount and persons that is printed and not the sum of the rows."""
    members = witnesses.members(summe.schluessel)
    gap = witnesses.gap(summe)
    if summe.betrag_eur is not None and gap:
        suspicion = suspect(summe, gap, witnesses)
        printed = _Printed(summe, summe.betrag_eur, gap, Text("EUR", "Euro"))
        yield _difference(printed, len(members), suspicion, witnesses)
    persons = [row.personen for row in members if row.personen is not None]
    if summe.personen is not None and len(persons) == len(members):
        printed = _Printed(
            summe,
            Decimal(summe.personen),
            Decimal(summe.personen - sum(persons)),
            Text("persons", "Personen"),
        )
        if printed.gap:
            yield _difference(printed, len(members), Suspicion(EITHER), witnesses)


class _Printed(NamedTuple):
    """A printed sum of amounts or of persons, and by how much more it is than its rows."""

    summe: Summe
    value: Decimal
    gap: Decimal
    unit: Text


def _difference(
    printed: _Printed, rows: int, suspicion: Suspicion, witnesses: Witnesses
) -> Finding:
    summe, value, gap, unit = printed
    where, name, total = at(summe.herkunft), witnesses.area(summe.schluessel), value - gap
    return Finding(
        Text(
            f"{where.message}the printed sum of {name} is {english(value)} {unit.message}; "
            f"expected {english(total)}, the sum of its {english(rows)} rows (difference "
            f"{english(gap)}); {suspicion.text.message}",
            f"{where.meldung}Die gedruckte Summe für {name} beträgt {german(value)} "
            f"{unit.meldung}; erwartet: {german(total)}, die Summe der {german(rows)} Zeilen "
            f"(Unterschied {german(gap)}); {suspicion.text.meldung}",
        ),
        (summe.herkunft, *suspicion.rows),
    )


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
