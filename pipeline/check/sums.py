"""Printed subtotals and totals: each recomputed from the rows, and what they prove of these.

A key's first digits tell the Kreis, Regierungsbezirk and state of its row, so a sum does not depend
on the Kreis printed next to it. The same figure printed twice for one municipality counts once.

Where a sum differs, the single mistakes that would explain it are named: one digit of an amount or
of the sum itself, or a row that is not there. Where sums agree, they are the only proof of the
amounts but for persons: an amount misread as another possible one shows in no row.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check.distribution import NO_RATE, Followed
from pipeline.check.mistakes import DigitError, error_between, explained
from pipeline.check.texts import (
    NOTHING,
    Finding,
    Question,
    Text,
    answer,
    check,
    finding,
    finding_at,
    joined,
    place_of,
    say,
)
from pipeline.model import CheckResult, Ebene, Summe, Zeile
from schemas.register import LAND, Register
from schemas.source import SourceEdition

KREIS_DIGITS = 5
MOST_SUSPECTS = 3
"""More rows than this that one mistake could have hit say nothing."""


def sums_recomputed(
    summen: Sequence[Summe],
    rows: Sequence[Zeile],
    register: Register,
    edition: SourceEdition | None,
    followed: Followed = NO_RATE,
) -> list[CheckResult]:
    """`summe_kreis`, `summe_regierungsbezirk`, `summe_land`, and `summe_ist_budget`."""
    figures = {(row.gemeinde_ags, row.personen, row.betrag_eur): row for row in reversed(rows)}
    distinct = tuple(figures.values())
    budgets = [summe for summe in summen if _states_budget(summe, distinct, edition)]
    others = [
        RecomputedSum(summe, distinct, register, followed)
        for summe in summen
        if summe not in budgets
    ]
    levels = [answer(f"summe_{ebene}", _agreement(ebene, others)) for ebene in Ebene]
    return [*levels, totals_are_sums(budgets, distinct)]


def _agreement(ebene: Ebene, printed: Sequence["RecomputedSum"]) -> Question:
    of_level = [one for one in printed if one.summe.ebene is ebene]
    what = say(f"summe_{ebene}.what")
    for one in of_level:
        yield from one.differences()
    if not of_level:
        return say("summe.none", what=what)
    return say("summe.passed", what=what, count=len(of_level))


def _total(rows: Sequence[Zeile]) -> Decimal:
    return sum((row.betrag_eur for row in rows), Decimal(0))


def _states_budget(summe: Summe, rows: Sequence[Zeile], edition: SourceEdition | None) -> bool:
    """Return True for a total that is the edition's budget, which rows miss by rounding alone."""
    if summe.ebene is not Ebene.LAND or edition is None or summe.betrag_eur != edition.budget_eur:
        return False
    gap = abs(_total(rows) - edition.budget_eur)
    persons = sum(row.personen for row in rows if row.personen is not None)
    return summe.personen in (None, persons) and 0 < gap <= Decimal(len(rows)) / 2


@check("summe_ist_budget")
def totals_are_sums(budgets: Sequence[Summe], rows: Sequence[Zeile]) -> Question:
    """No printed total is a budget, which the rows miss by half a euro a row at most."""
    for summe in budgets:
        total = _total(rows)
        yield finding_at(summe.herkunft, "summe_ist_budget.budget", summe=summe, total=total)
    return say("summe_ist_budget.passed")


class RecomputedSum:
    """A printed sum and the rows that it is the sum of."""

    def __init__(
        self, summe: Summe, rows: Sequence[Zeile], register: Register, followed: Followed
    ) -> None:
        """Find its rows among all that are printed."""
        self.summe, self.register, self.followed = summe, register, followed
        self.rows = [row for row in rows if row.gemeinde_ags.startswith(summe.schluessel)]

    def differences(self) -> Iterator[Finding]:
        """One finding for each of amount and persons that is printed and not the sum of the rows.

        Persons are added up where all rows have theirs.
        """
        if self.summe.betrag_eur is not None:
            yield from self._difference("betrag_eur", self.summe.betrag_eur, _total(self.rows))
        persons = [row.personen for row in self.rows if row.personen is not None]
        if self.summe.personen is not None and len(persons) == len(self.rows):
            yield from self._difference("personen", self.summe.personen, sum(persons))

    def _difference(
        self, unit: str, printed: Decimal | int, total: Decimal | int
    ) -> Iterator[Finding]:
        if printed == total:
            return
        causes = list(self._causes(Decimal(printed - total))) if unit == "betrag_eur" else []
        either, mistakes = say("summe.either"), joined([c.text for c in causes], say("summe.or"))
        yield finding_at(
            self.summe.herkunft,
            "summe.differs",
            *(row for cause in causes for row in cause.rows),
            name=self._area(),
            value=printed,
            unit=say(f"unit.{unit}"),
            total=total,
            rows=len(self.rows),
            gap=printed - total,
            suspicion=say("summe.explained", mistakes=mistakes) if causes else either,
        )

    def _area(self) -> str:
        """The Kreis, the Regierungsbezirk or the state in words."""
        key = self.summe.schluessel
        if key == LAND:
            return "Baden-Württemberg"
        if key in self.register.kreise:
            return f"{self.register.kreise[key].label} ({key})"
        for kreis in self.register.kreise.values():
            if kreis.regierungsbezirk_ags == key:
                return f"Regierungsbezirk {kreis.regierungsbezirk_name} ({key})"
        return key

    def _causes(self, gap: Decimal) -> Iterator[Finding]:
        """Each single mistake by which the sum would exceed its rows by this gap."""
        misread = [(row, error) for row in self.rows if (error := self._error(row, gap))]
        for row, error in misread if len(misread) <= MOST_SUSPECTS else ():
            name, then = self.register.named(row.gemeinde_ags), row.betrag_eur + gap
            why = say("summe.mended", name=name, then=then, row=row, error=explained(error))
            yield Finding(place_of(row.herkunft) + why, (row.herkunft,))
        present = {row.gemeinde_ags for row in self.rows}
        known = [key for key in self.register.gemeinden if key.startswith(self.summe.schluessel)]
        missing = [key for key in known if key not in present]
        if len(missing) == 1 and self._is_possible(gap, None):
            name = self.register.named(missing[0])
            yield finding("summe.row_missing", name=name, amount=gap)
        if wrong := error_between(_total(self.rows), _total(self.rows) + gap):
            yield finding("summe.itself", error=explained(wrong))

    def _error(self, row: Zeile, gap: Decimal) -> DigitError | None:
        """What happened to the digits of a row's amount, where that makes the gap.

        Of an amount that follows the rate of a table with printed persons nothing is suspected, nor
        is anything where no rate tells possible amounts from others.
        """
        printed, then = self.followed.persons_printed, row.betrag_eur + gap
        persons = row.personen if printed else None
        right = printed and self._is_possible(row.betrag_eur, persons)
        if right or self.followed.rate is None or not self._is_possible(then, persons):
            return None
        return error_between(then, row.betrag_eur)

    def _is_possible(self, betrag_eur: Decimal, personen: int | None) -> bool:
        rate = self.followed.rate
        return betrag_eur > 0 if rate is None else rate.follows(betrag_eur, personen)


@check("beweis")
def amounts_proven(proof: Text | None, complete: bool) -> Question:
    """A sum that is not ours confirms the amounts of a complete table."""
    if not complete:
        return say("beweis.not_applicable")
    if proof is None:
        yield finding("beweis.none")
    return proof or NOTHING


def find_proof(
    zeilen: Sequence[Zeile],
    counted: Sequence[Zeile],
    summen: Sequence[Summe],
    edition: SourceEdition | None,
) -> Text | None:
    """Return what confirms the amounts of all rows, None where nothing does.

    `counted` are the rows with the persons that a known edition tells (`editions.count_persons`).
    """
    if any(s.ebene is Ebene.LAND and s.betrag_eur == _total(counted) for s in summen):
        return say("beweis.total")
    if _have_agreeing_subtotals(counted, summen):
        return say("beweis.subtotals")
    if edition is None:
        printed = all(zeile.personen is not None for zeile in zeilen)
        return say("beweis.persons") if printed else None
    persons = [row.personen for row in counted if row.personen is not None]
    if len(persons) == len(counted) and sum(persons) == edition.personen_gesamt:
        return say("beweis.edition")
    return None


def _have_agreeing_subtotals(rows: Sequence[Zeile], summen: Sequence[Summe]) -> bool:
    """Return True if each Kreis of several municipalities has a printed sum that agrees."""
    kreise: dict[str, list[Zeile]] = {}
    for row in rows:
        kreise.setdefault(row.gemeinde_ags[:KREIS_DIGITS], []).append(row)
    printed = {(summe.schluessel, summe.betrag_eur) for summe in summen}
    return all(
        (kreis, _total(members)) in printed for kreis, members in kreise.items() if len(members) > 1
    )
