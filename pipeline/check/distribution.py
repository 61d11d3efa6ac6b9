"""Does every row follow the apportionment that the table follows?

With a known edition, its rate is exact: printed persons give the amount, and without persons the
amount must be that of a whole number of them. In an edition nobody knows yet, printed persons still
tell a common rate, and so do amounts alone where they are many. Else there is nothing to test,
which is said. A row that does not fit is named with what would, and with the digit errors that
explain it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.digit_errors import (
    DigitError,
    errors_between,
    explained,
    in_words,
    true_numbers,
)
from pipeline.check.rate import PERCENT, Rate, Share, common_rate, edition_rate, whole_euros
from pipeline.check.recovery import Recovered
from pipeline.check.texts import (
    NOTHING,
    Finding,
    Text,
    figure_text,
    finding,
    finding_at,
    joined,
    result,
    say,
)
from pipeline.model import CheckResult, Zeile
from schemas.source import Source, SourceEdition

LARGEST_EXPLAINED_EUR = 1_000_000_000
MOST_SHOWN = 6
RANKS = {error: rank for rank, error in enumerate(DigitError)}


@dataclass(frozen=True, slots=True)
class Followed:
    """The rate that rows of a table should follow, and what is said of it."""

    rate: Rate | None
    """None where none is known."""
    persons_printed: bool
    """True where some row prints its persons, which prove its amount."""
    rows: Sequence[Zeile] = ()
    """Those that should follow it."""
    of: Text = NOTHING
    """Whose rate it is, or how much."""
    passed: Text = NOTHING
    """What is said where all rows follow it, or where there is none to follow."""
    contradiction: Finding | None = None
    """Printed persons and amounts that have no rate in common."""


NO_RATE = Followed(None, False)


def rate_followed(
    zeilen: Sequence[Zeile],
    source: Source,
    edition: SourceEdition | None,
    own_rate: Recovered | None = None,
) -> Followed:
    """Find the rate that the rows should follow: the edition's, that of persons, or their own."""
    counted = [zeile for zeile in zeilen if zeile.personen is not None]
    if edition is not None:
        of = say("verteilung.of_edition", edition=edition)
        passed = say("verteilung.edition", rows=len(zeilen), of=of)
        return Followed(edition_rate(edition), bool(counted), zeilen, of, passed)
    if any(zeile.personen for zeile in counted):
        return _rate_of_persons(counted, source)
    if own_rate is not None:
        of = _of(own_rate.rate)
        passed = say("verteilung.amounts", rows=len(zeilen), of=of)
        return Followed(own_rate.rate, False, zeilen, of, passed)
    return Followed(None, False, passed=say("verteilung.not_applicable"))


def _rate_of_persons(counted: Sequence[Zeile], source: Source) -> Followed:
    """The rate that most rows with persons have in common."""
    shares = [
        (zeile.personen, whole_euros(zeile.betrag_eur))
        for zeile in counted
        if zeile.personen is not None and zeile.personen > 0
    ]
    common = common_rate([Share(number, eur) for number, eur in shares if eur is not None])
    agreeing, tested = common.rows if common else 0, len(shares)
    if common is None or PERCENT * agreeing < source.expectations.recognition_percent * tested:
        apart = finding("verteilung.no_common_rate", agreeing=agreeing, rows=tested)
        return Followed(None, True, contradiction=apart)
    of = _of(common.rate)
    passed = say("verteilung.persons", rows=len(counted), of=of)
    return Followed(common.rate, True, counted, of, passed)


def _of(rate: Rate) -> Text:
    middle = (rate.low + rate.high) / 2
    eur = round(Decimal(middle.numerator) / Decimal(middle.denominator), 2)
    return say("verteilung.of_rate", rate=eur)


def rows_follow_rate(followed: Followed, source: Source) -> CheckResult:
    """`verteilung`: each amount is its share of the budget, to the euro."""
    findings = list(_misfits(followed)) if followed.rate else []
    if followed.contradiction is not None:
        findings = [followed.contradiction]
    return result("verteilung", source, findings, followed.passed)


def _misfits(followed: Followed) -> Iterator[Finding]:
    rate = followed.rate
    for zeile in followed.rows:
        if rate is not None and not rate.follows(zeile.betrag_eur, zeile.personen):
            yield finding_at(
                zeile.herkunft,
                "verteilung.misfit",
                zeile=zeile,
                of=followed.of,
                expected=expectation(whole_euros(zeile.betrag_eur), zeile.personen, rate),
            )


def persons_add_up(
    rows: Sequence[Zeile], complete: bool, source: Source, edition: SourceEdition | None
) -> CheckResult:
    """`personensumme`: in a complete table of a known edition, its persons are all there."""
    name = "personensumme"
    persons = [row.personen for row in rows if row.personen is not None]
    if edition is None or not complete or len(persons) < len(rows):
        return result(name, source, [], say("personensumme.not_applicable"))
    total, expected = sum(persons), edition.personen_gesamt
    more = total - expected
    differs = finding("personensumme.differs", edition=edition, total=total, difference=more)
    findings = [differs] if total != expected else []
    return result(name, source, findings, say("personensumme.passed", total=expected))


def total_plausible(zeilen: Sequence[Zeile], complete: bool, source: Source) -> CheckResult:
    """`gesamtbetrag`: a complete table adds up to an amount of the order of a budget."""
    name, bounds = "gesamtbetrag", source.expectations
    if not complete:
        return result(name, source, [], say("gesamtbetrag.not_applicable"))
    total = sum((zeile.betrag_eur for zeile in zeilen), Decimal(0))
    outside = finding("gesamtbetrag.outside", total=total, bounds=bounds)
    findings = [] if bounds.total_min_eur <= total <= bounds.total_max_eur else [outside]
    return result(name, source, findings, say("gesamtbetrag.passed", total=total))


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a row may truly say, and what happened to it."""

    amount_eur: int
    persons: int
    errors: tuple[DigitError, ...]
    """Each of them alone is enough; none for an amount that is only near."""

    @property
    def text(self) -> Text:
        """Amount, persons and errors in words."""
        return figure_text(self.amount_eur, self.persons) + explained(in_words(self.errors))


def expectation(amount_eur: int | None, persons: int | None, rate: Rate) -> Text:
    """What was expected of a row that does not follow its rate, and which errors explain it.

    The amount is None where it is negative or not a whole number of euros.
    """
    if persons is not None and persons >= 0:
        amounts = rate.amounts(persons)
        several = say("expectation.to", last=amounts[-1]) if len(amounts) > 1 else NOTHING
        expected = say("expectation.share", first=amounts[0], several=several, persons=persons)
        if amount_eur is None:
            return expected
        return expected + _explained(explanations_with_persons(amount_eur, persons, rate))
    if amount_eur is None:
        return say("expectation.whole")
    shares = joined([one.text for one in nearest(amount_eur, rate)], say("common.and"))
    expected = say("expectation.nearest", shares=shares)
    return expected + _explained(explanations(amount_eur, rate))


def _explained(found: Sequence[Explanation]) -> Text:
    if not found:
        return say("expectation.unexplained")
    errors = joined([one.text for one in found], most=MOST_SHOWN)
    return say("expectation.explained", errors=errors)


def nearest(amount_eur: int, rate: Rate) -> tuple[Explanation, ...]:
    """The fitting amounts next to an amount (0 or more), below and above, the nearer first."""
    around = rate.head_counts(amount_eur).start
    shares = [
        Explanation(amount, persons, ())
        for persons in range(max(0, around - 2), around + 3)
        for amount in rate.amounts(persons)
    ]
    below = [share for share in shares if share.amount_eur < amount_eur][-1:]
    above = [share for share in shares if share.amount_eur > amount_eur][:1]
    return tuple(sorted(below + above, key=lambda share: abs(share.amount_eur - amount_eur)))


def explanations(amount_eur: int, rate: Rate) -> tuple[Explanation, ...]:
    """Every fitting amount that one error turns into this one (0 or more), the likelier first."""
    if amount_eur > LARGEST_EXPLAINED_EUR:
        return ()
    found = [
        Explanation(true, persons, errors)
        for true, errors in true_numbers(amount_eur).items()
        for persons in rate.head_counts(true)
    ]
    return _ordered(found, amount_eur)


def explanations_with_persons(amount_eur: int, persons: int, rate: Rate) -> tuple[Explanation, ...]:
    """The same where persons are printed (0 or more): the error is in the amount, or in them."""
    if max(amount_eur, persons) > LARGEST_EXPLAINED_EUR:
        return ()
    return _ordered(list(_with_persons(amount_eur, persons, rate)), amount_eur)


def _with_persons(amount_eur: int, persons: int, rate: Rate) -> Iterator[Explanation]:
    for amount in rate.amounts(persons):
        if errors := errors_between(amount, amount_eur):
            yield Explanation(amount, persons, errors)
    for counted in rate.head_counts(amount_eur):
        if errors := errors_between(counted, persons):
            yield Explanation(amount_eur, counted, errors)


def _ordered(found: Sequence[Explanation], amount_eur: int) -> tuple[Explanation, ...]:
    def order(one: Explanation) -> tuple[int, int, int]:
        return RANKS[one.errors[0]], abs(one.amount_eur - amount_eur), one.persons

    return tuple(sorted(found, key=order))
