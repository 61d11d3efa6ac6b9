"""Printed subtotals and totals: each recomputed from the rows, and what they prove of these.

A key's first digits tell the Kreis, Regierungsbezirk and Land of its row, so a sum does not depend
on the Kreis printed next to it. The same figure printed twice for one municipality counts once.

Where a sum differs, what else is known says which of the two is likely wrong: the rows that do not
follow the rate of the table, the municipalities that have no row or several, the sums printed
within this one, and those that this one is part of. Where sums agree, they are the only proof of
the amounts but for persons: an amount misread as another possible one shows in no row.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.digit_errors import amount_errors, explained
from pipeline.check.distribution import NO_RATE, Followed
from pipeline.check.rate import Rate
from pipeline.check.texts import (
    NOTHING,
    Finding,
    Text,
    finding,
    finding_at,
    joined,
    place_of,
    result,
    say,
)
from pipeline.model import CheckResult, Ebene, Summe, Zeile
from schemas.register import Register
from schemas.source import Source, SourceEdition

LAND = "08"
KREIS_DIGITS = 5
MOST_SUSPECTS = 3


def sums_recomputed(
    summen: Sequence[Summe],
    rows: Sequence[Zeile],
    register: Register,
    source: Source,
    edition: SourceEdition | None,
    followed: Followed = NO_RATE,
) -> list[CheckResult]:
    """`summe_kreis`, `summe_regierungsbezirk`, `summe_land`, and `summe_ist_budget`."""
    figures = {(row.gemeinde_ags, row.personen, row.betrag_eur): row for row in reversed(rows)}
    distinct = tuple(figures.values())
    budgets = [summe for summe in summen if _states_budget(summe, distinct, edition)]
    others = tuple(summe for summe in summen if summe not in budgets)
    witnesses = Witnesses(distinct, others, register, followed)
    return [
        *(_level(ebene, witnesses, source) for ebene in Ebene),
        _budgets(budgets, distinct, source),
    ]


@dataclass(frozen=True, slots=True)
class Witnesses:
    """All that can say whether a printed sum or its rows are wrong."""

    rows: tuple[Zeile, ...]
    summen: tuple[Summe, ...]
    """All printed sums that should be those of the rows."""
    register: Register
    followed: Followed
    """What all rows should follow; where persons are printed, an amount that does is right."""

    def members(self, key: str) -> list[Zeile]:
        """The rows that a sum is the sum of."""
        return [row for row in self.rows if row.gemeinde_ags.startswith(key)]

    def gap(self, summe: Summe) -> Decimal | None:
        """By how much more a printed sum is than its rows; None where it has no amount."""
        if summe.betrag_eur is None:
            return None
        return summe.betrag_eur - _total(self.members(summe.schluessel))

    def gaps(self, summen: Sequence[Summe]) -> list[tuple[Summe, Decimal]]:
        """Those of these sums that have an amount, each with its gap."""
        return [(one, gap) for one in summen if (gap := self.gap(one)) is not None]

    def within(self, key: str) -> list[Summe]:
        """The sums printed for parts of an area."""
        return [one for one in self.summen if _is_part(one.schluessel, key)]

    def around(self, key: str) -> list[Summe]:
        """The sums printed for what an area is part of."""
        return [one for one in self.summen if _is_part(key, one.schluessel)]

    def area(self, key: str) -> str:
        """A Kreis, a Regierungsbezirk or the Land in words."""
        if key == LAND:
            return "Baden-Württemberg"
        if key in self.register.kreise:
            return f"{self.register.kreise[key].label} ({key})"
        for kreis in self.register.kreise.values():
            if kreis.regierungsbezirk_ags == key:
                return f"Regierungsbezirk {kreis.regierungsbezirk_name} ({key})"
        return key

    def covered(self, key: str) -> bool:
        """Return True if the sums printed within an area are those of all its rows.

        A Kreis that is one municipality needs no sum of its own.
        """
        parts = tuple(one.schluessel for one in self.within(key))
        others = [row for row in self.members(key) if not row.gemeinde_ags.startswith(parts)]
        return all(len(self.members(row.gemeinde_ags[:KREIS_DIGITS])) == 1 for row in others)


def _is_part(key: str, whole: str) -> bool:
    return len(key) > len(whole) and key.startswith(whole)


def _total(rows: Sequence[Zeile]) -> Decimal:
    return sum((row.betrag_eur for row in rows), Decimal(0))


def _level(ebene: Ebene, witnesses: Witnesses, source: Source) -> CheckResult:
    summen = [summe for summe in witnesses.summen if summe.ebene is ebene]
    findings = [one for summe in summen for one in _differences(summe, witnesses)]
    what = say(f"summe_{ebene}.what")
    passed = say("summe.passed", what=what, count=len(summen))
    return result(
        f"summe_{ebene}", source, findings, passed if summen else say("summe.none", what=what)
    )


def _differences(summe: Summe, witnesses: Witnesses) -> Iterator[Finding]:
    """One finding for each of amount and persons that is printed and not the sum of the rows."""
    members, gap = witnesses.members(summe.schluessel), witnesses.gap(summe)
    if gap:
        yield _difference(
            summe, "betrag_eur", gap, Mismatch(summe, gap, witnesses).suspicion(), witnesses
        )
    persons = [row.personen for row in members if row.personen is not None]
    if summe.personen is not None and len(persons) == len(members):
        more = Decimal(summe.personen - sum(persons))
        if more:
            yield _difference(summe, "personen", more, finding("summe.either"), witnesses)


def _difference(
    summe: Summe, unit: str, gap: Decimal, suspicion: Finding, witnesses: Witnesses
) -> Finding:
    printed = summe.betrag_eur if unit == "betrag_eur" else summe.personen
    value = Decimal(printed or 0)
    return finding_at(
        summe.herkunft,
        "summe.differs",
        *suspicion.rows,
        name=witnesses.area(summe.schluessel),
        value=value,
        unit=say(f"unit.{unit}"),
        total=value - gap,
        rows=len(witnesses.members(summe.schluessel)),
        gap=gap,
        suspicion=suspicion.text,
    )


def _states_budget(summe: Summe, rows: Sequence[Zeile], edition: SourceEdition | None) -> bool:
    """Return True for a total that is the edition's budget, which rows miss by rounding alone."""
    if summe.ebene is not Ebene.LAND or edition is None or summe.betrag_eur != edition.budget_eur:
        return False
    gap = abs(_total(rows) - edition.budget_eur)
    persons = sum(row.personen for row in rows if row.personen is not None)
    return summe.personen in (None, persons) and 0 < gap <= Decimal(len(rows)) / 2


def _budgets(summen: Sequence[Summe], rows: Sequence[Zeile], source: Source) -> CheckResult:
    """`summe_ist_budget`: half a euro a row is what rounding can make."""
    findings = [
        finding_at(summe.herkunft, "summe_ist_budget.budget", summe=summe, total=_total(rows))
        for summe in summen
    ]
    return result("summe_ist_budget", source, findings, say("summe_ist_budget.passed"))


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A printed sum that exceeds its rows by a gap: which of the two is likely wrong, and where?"""

    summe: Summe
    gap: Decimal
    witnesses: Witnesses

    def suspicion(self) -> Finding:
        """What is likely wrong, with the rows under suspicion, if any."""
        return (
            self._wrong_rows()
            or self._lacking_rows()
            or self._sums_within()
            or self._sums_around()
            or self._sound_rows()
            or finding("summe.either")
        )

    @property
    def _rows(self) -> list[Zeile]:
        return self.witnesses.members(self.summe.schluessel)

    @property
    def _rate(self) -> Rate | None:
        return self.witnesses.followed.rate

    @property
    def _errors(self) -> Text:
        """What may have happened to the digits of the printed sum."""
        printed = self.summe.betrag_eur or Decimal(0)
        return explained(amount_errors(printed - self.gap, printed))

    def _wrong_rows(self) -> Finding | None:
        """Rows that do not follow the rate; of one, what would mend both row and sum."""
        rate = self._rate
        if rate is None:
            return None
        wrong = [row for row in self._rows if not rate.follows(row.betrag_eur, row.personen)]
        mending = [row for row in wrong if rate.follows(row.betrag_eur + self.gap, row.personen)]
        if len(mending) == 1:
            return finding(
                "summe.row_off_rate", mending[0].herkunft, mended=self._mended(mending[0])
            )
        if not wrong:
            return None
        named = [self.witnesses.register.named(row.gemeinde_ags) for row in wrong]
        names, places = joined(named, most=MOST_SUSPECTS), [row.herkunft for row in wrong]
        return finding("summe.rows_off_rate", *places, count=len(wrong), names=names)

    def _lacking_rows(self) -> Finding | None:
        """Municipalities without a row, or with several."""
        register, rate = self.witnesses.register, self._rate
        counts = Counter(row.gemeinde_ags for row in self._rows)
        known = [key for key in register.gemeinden if key.startswith(self.summe.schluessel)]
        missing = [key for key in known if key not in counts]
        doubled = sorted(key for key, count in counts.items() if count > 1)
        may_be_amount = self.gap > 0 and (rate is None or rate.follows(self.gap, None))
        if len(missing) == 1 and not doubled and may_be_amount:
            name = register.named(missing[0])
            return finding("summe.row_missing", name=name, amount=self.gap)
        if not missing and not doubled:
            return None
        names = joined(map(register.named, [*missing, *doubled][:MOST_SUSPECTS]))
        return finding(
            "summe.rows_lacking", missing=len(missing), doubled=len(doubled), names=names
        )

    def _sums_within(self) -> Finding | None:
        """Printed parts of this sum: they all agree with the rows, or tell where they do not."""
        key, witnesses = self.summe.schluessel, self.witnesses
        within = witnesses.gaps(witnesses.within(key))
        differing = [(one, gap) for one, gap in within if gap]
        if differing:
            names = joined(witnesses.area(one.schluessel) for one, _ in differing)
            whole = any(gap == self.gap for _, gap in differing)
            as_much = say("summe.by_as_much") if whole else NOTHING
            return finding("summe.within_differs", names=names, as_much=as_much)
        if not within or not witnesses.covered(key):
            return None
        return finding("summe.within_agrees", count=len(within), errors=self._errors)

    def _sums_around(self) -> Finding | None:
        """Printed sums that this one is part of: they differ by as much, or agree with the rows."""
        around = self.witnesses.around(self.summe.schluessel)
        gaps = [gap for _, gap in self.witnesses.gaps(around)]
        if self.gap in gaps:
            mending = self._mending_rows()
            return finding("summe.around_differs", *mending.rows, mending=mending.text)
        if not gaps or any(gaps):
            return None
        return finding("summe.around_agrees", errors=self._errors)

    def _sound_rows(self) -> Finding | None:
        """All rows follow the rate: the sum is wrong, or one amount is that of other persons."""
        if self._rate is None:
            return None
        errors, count = self._errors, len(self._rows)
        mending = Finding(NOTHING) if errors else self._mending_rows()
        return finding(
            "summe.rows_follow", *mending.rows, rows=count, errors=errors, mending=mending.text
        )

    def _mending_rows(self) -> Finding:
        """Rows that follow the rate, and would with the gap if one error is undone; few or none."""
        rate = self._rate
        if rate is None or self.witnesses.followed.persons_printed:
            return Finding(NOTHING)
        rows = [
            row
            for row in self._rows
            if rate.follows(row.betrag_eur + self.gap, None) and self._errors_of(row)
        ]
        if not 0 < len(rows) <= MOST_SUSPECTS:
            return Finding(NOTHING)
        mended = joined(map(self._mended, rows), say("summe.or_mended"))
        return finding("summe.mending", *(row.herkunft for row in rows), mended=mended)

    def _mended(self, row: Zeile) -> Text:
        """A row, and the amount that it and the sum would both agree with."""
        name, then = self.witnesses.register.named(row.gemeinde_ags), row.betrag_eur + self.gap
        errors = self._errors_of(row)
        mended = say("summe.mended", name=name, then=then, row=row, errors=errors)
        return place_of(row.herkunft) + mended

    def _errors_of(self, row: Zeile) -> Text:
        """What happened to the digits of a row's amount; nothing where no error makes this gap."""
        return explained(amount_errors(row.betrag_eur + self.gap, row.betrag_eur))


def amounts_proven(proof: Text | None, complete: bool, source: Source) -> CheckResult:
    """`beweis`: a sum that is not ours confirms the amounts of a complete table."""
    if not complete:
        return result("beweis", source, [], say("beweis.not_applicable"))
    return result("beweis", source, [] if proof else [finding("beweis.none")], proof or NOTHING)


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
