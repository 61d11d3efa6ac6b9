"""Printed subtotals and totals: each recomputed from the rows, and what they prove of these.

A key's first digits tell the Kreis, Regierungsbezirk and state of its row, so a sum does not depend
on the Kreis printed next to it. The same figure printed twice for one municipality counts once.

Where a sum differs, the single mistakes that would explain it are named: one digit of an amount or
of the sum itself, or a row that is not there. Where sums agree, they are the only proof of the
amounts but for persons: an amount misread as another possible one shows in no row.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from pipeline.check.distribution import Followed
from pipeline.check.mistakes import DigitError, error_between, explained
from pipeline.check.rate import distinct_rows, total_eur, total_persons
from pipeline.check.texts import Finding, Question, check, finding, finding_at, run_check
from pipeline.model import CheckResult, Ebene, Summe, Zeile
from pipeline.texts import Text, joined, say
from schemas.register import LAND, Register
from schemas.source import SourceEdition

MOST_SUSPECTS = 3
"""More rows than this that one mistake could have hit say nothing."""


def sums_recomputed(
    summen: Sequence[Summe],
    counted: Sequence[Zeile],
    register: Register,
    edition: SourceEdition | None,
    followed: Followed,
) -> list[CheckResult]:
    """`summe_kreis`, `summe_regierungsbezirk`, `summe_land`, and `summe_ist_budget`.

    `counted` are the rows with the persons that a known edition tells (`editions.count_persons`).
    """
    rows = distinct_rows(counted)
    budgets = [summe for summe in summen if _states_budget(summe, rows, edition)]
    recomputed = [
        RecomputedSum(
            summe,
            [row for row in rows if row.gemeinde_ags.startswith(summe.schluessel)],
            register,
            followed,
        )
        for summe in summen
        if summe not in budgets
    ]
    levels = [run_check(f"summe_{ebene}", _agreement(ebene, recomputed)) for ebene in Ebene]
    return [*levels, totals_are_sums(budgets, rows)]


def _agreement(ebene: Ebene, printed: Sequence["RecomputedSum"]) -> Question:
    of_level = [one for one in printed if one.summe.ebene is ebene]
    what = say(f"summe_{ebene}.what")
    for one in of_level:
        yield from one.differences()
    if not of_level:
        return say("summe.none", what=what)
    return say("summe.passed", what=what, count=len(of_level))


def _states_budget(summe: Summe, rows: Sequence[Zeile], edition: SourceEdition | None) -> bool:
    """Return True for a total that is the edition's budget, which rows miss by rounding alone."""
    if summe.ebene is not Ebene.LAND or edition is None or summe.betrag_eur != edition.budget_eur:
        return False
    gap = abs(total_eur(rows) - edition.budget_eur)
    persons = sum(row.personen for row in rows if row.personen is not None)
    return summe.personen in (None, persons) and 0 < gap <= Decimal(len(rows)) / 2


@check("summe_ist_budget")
def totals_are_sums(budgets: Sequence[Summe], rows: Sequence[Zeile]) -> Question:
    """No printed total is a budget, which the rows miss by half a euro a row at most."""
    for summe in budgets:
        total = total_eur(rows)
        yield finding_at(summe.herkunft, "summe_ist_budget.budget", summe=summe, total=total)
    return say("summe_ist_budget.passed")


class RecomputedSum(Struct, frozen=True):
    """A printed sum and the rows that it is the sum of."""

    summe: Summe
    rows: Sequence[Zeile]
    register: Register
    followed: Followed

    def differences(self) -> Iterator[Finding]:
        """One finding for each of amount and persons that is printed and not the sum of the rows.

        Persons are added up where all rows have theirs.
        """
        totals = {"betrag_eur": total_eur(self.rows), "personen": total_persons(self.rows)}
        for unit, total in totals.items():
            printed: Decimal | int | None = getattr(self.summe, unit)
            if printed is None or total is None or printed == total:
                continue
            gap = printed - total
            causes = list(self._causes(Decimal(gap))) if unit == "betrag_eur" else []
            mistakes = joined([cause.text for cause in causes], say("summe.or"))
            explanation = say("summe.explained", mistakes=mistakes)
            yield finding_at(
                self.summe.herkunft,
                "summe.differs",
                *(row for cause in causes for row in cause.rows),
                name=self._area(),
                value=printed,
                unit=say(f"unit.{unit}"),
                total=total,
                rows=len(self.rows),
                gap=gap,
                suspicion=explanation if causes else say("summe.either"),
            )

    def _area(self) -> str:
        """The Kreis, the Regierungsbezirk or the state in words."""
        key, kreise = self.summe.schluessel, self.register.kreise
        if key == LAND:
            return "Baden-Württemberg"
        if key in kreise:
            return f"{kreise[key].label} ({key})"
        bezirke = {one.regierungsbezirk_ags: one.regierungsbezirk_name for one in kreise.values()}
        return f"Regierungsbezirk {bezirke[key]} ({key})" if key in bezirke else key

    def _causes(self, gap: Decimal) -> Iterator[Finding]:
        """Each single mistake by which the sum would exceed its rows by this gap."""
        misread = [(row, error) for row in self.rows if (error := self._error(row, gap))]
        for row, error in misread if len(misread) <= MOST_SUSPECTS else ():
            name, then = self.register.named(row.gemeinde_ags), row.betrag_eur + gap
            yield finding_at(
                row.herkunft, "summe.mended", name=name, then=then, row=row, error=explained(error)
            )
        known = {key for key in self.register.gemeinden if key.startswith(self.summe.schluessel)}
        missing = sorted(known - {row.gemeinde_ags for row in self.rows})
        rate = self.followed.rate
        if len(missing) == 1 and (rate.follows(gap, None) if rate else gap > 0):
            name = self.register.named(missing[0])
            yield finding("summe.row_missing", name=name, amount=gap)
        if wrong := error_between(total_eur(self.rows), total_eur(self.rows) + gap):
            yield finding("summe.itself", error=explained(wrong))

    def _error(self, row: Zeile, gap: Decimal) -> DigitError | None:
        """What happened to the digits of a row's amount, where that makes the gap.

        Of an amount that follows the rate of a table with printed persons nothing is suspected, nor
        is anything where no rate tells possible amounts from others.
        """
        rate, printed = self.followed.rate, self.followed.persons_printed
        persons, then = row.personen if printed else None, row.betrag_eur + gap
        if rate is None or not rate.follows(then, persons):
            return None
        is_right = printed and rate.follows(row.betrag_eur, persons)
        return None if is_right else error_between(then, row.betrag_eur)


@check("beweis")
def amounts_proven(proof: Text | None, complete: bool) -> Question:
    """A sum that is not ours confirms the amounts of a complete table."""
    if not complete:
        return say("beweis.not_applicable")
    if proof is None:
        yield finding("beweis.none")
    return proof or Text()


def find_proof(
    counted: Sequence[Zeile], summen: Sequence[Summe], edition: SourceEdition | None
) -> Text | None:
    """Return what confirms the amounts of all rows, None where nothing does."""
    if any(s.ebene is Ebene.LAND and s.betrag_eur == total_eur(counted) for s in summen):
        return say("beweis.total")
    if _have_agreeing_subtotals(counted, summen):
        return say("beweis.subtotals")
    persons = total_persons(counted)
    if edition is None:
        return say("beweis.persons") if persons is not None else None
    return say("beweis.edition") if persons == edition.personen_gesamt else None


def _have_agreeing_subtotals(rows: Sequence[Zeile], summen: Sequence[Summe]) -> bool:
    """Return True if each row is of a Kreis or Bezirk with a printed sum that agrees."""
    agreeing = tuple(
        summe.schluessel
        for summe in summen
        if summe.schluessel
        and summe.betrag_eur
        == total_eur([row for row in rows if row.gemeinde_ags.startswith(summe.schluessel)])
    )
    return all(row.gemeinde_ags.startswith(agreeing) for row in rows)
