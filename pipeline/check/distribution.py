"""Does every row follow the apportionment that the table follows?

With a known edition, its rate is exact: printed persons give the amount, and without persons the
amount must be that of a whole number of them. In an edition nobody knows yet, printed persons still
tell a common rate, and so do amounts alone where they are many. Else there is nothing to test,
which is said. A row that does not fit is named with what would, and with the digit errors that
explain it.
"""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from pipeline.check.editions import Recognition
from pipeline.check.mistakes import expectation
from pipeline.check.rate import (
    PERCENT,
    RateInterval,
    Share,
    common_rate,
    total_eur,
    total_persons,
    whole_euros,
)
from pipeline.check.texts import Finding, Question, check, finding, finding_at
from pipeline.model import Zeile
from pipeline.texts import Text, say
from schemas.source import Source, SourceEdition


class Followed(Struct, frozen=True):
    """The rate that rows of a table should follow, and what is said of it."""

    rate: RateInterval | None
    """None where none is known."""
    persons_printed: bool
    """True where some row prints its persons, which prove its amount."""
    rows: Sequence[Zeile] = ()
    """Those that should follow it."""
    of: Text = Text()
    """Whose rate it is, or how much."""
    passed: Text = Text()
    """What is said where all rows follow it, or where there is none to follow."""
    contradiction: Finding | None = None
    """Printed persons and amounts that have no rate in common."""


def rate_followed(zeilen: Sequence[Zeile], source: Source, recognition: Recognition) -> Followed:
    """Find the rate that the rows should follow: the edition's, that of persons, or their own."""
    counted = [zeile for zeile in zeilen if zeile.personen is not None]
    edition, rate = recognition.by_rows, recognition.rate
    if edition is not None:
        of = say("verteilung.of_edition", edition=edition)
        passed = say("verteilung.edition", rows=len(zeilen), of=of)
        return Followed(rate, bool(counted), zeilen, of, passed)
    if any(zeile.personen for zeile in counted):
        return _rate_of_persons(counted, source)
    if rate is None:
        return Followed(None, False, passed=say("verteilung.not_applicable"))
    of = _of(rate)
    return Followed(rate, False, zeilen, of, say("verteilung.amounts", rows=len(zeilen), of=of))


def _rate_of_persons(counted: Sequence[Zeile], source: Source) -> Followed:
    """The rate that most rows with persons have in common."""
    shares = [(row.personen, whole_euros(row.betrag_eur)) for row in counted if row.personen]
    common = common_rate([Share(number, eur) for number, eur in shares if eur is not None])
    agreeing, tested = common.rows if common else 0, len(shares)
    if common is None or PERCENT * agreeing < source.expectations.recognition_percent * tested:
        apart = finding("verteilung.no_common_rate", agreeing=agreeing, rows=tested)
        return Followed(None, True, contradiction=apart)
    of = _of(common.rate)
    passed = say("verteilung.persons", rows=len(counted), of=of)
    return Followed(common.rate, True, counted, of, passed)


def _of(rate: RateInterval) -> Text:
    middle = (rate.low + rate.high) / 2
    eur = round(Decimal(middle.numerator) / Decimal(middle.denominator), 2)
    return say("verteilung.of_rate", rate=eur)


@check("verteilung")
def rows_follow_rate(followed: Followed) -> Question:
    """Each amount is its share of the budget, to the euro."""
    if followed.contradiction is not None:
        yield followed.contradiction
    rate = followed.rate
    for zeile in followed.rows:
        if rate is not None and not rate.follows(zeile.betrag_eur, zeile.personen):
            expected = expectation(whole_euros(zeile.betrag_eur), zeile.personen, rate)
            yield finding_at(
                zeile.herkunft, "verteilung.misfit", zeile=zeile, of=followed.of, expected=expected
            )
    return followed.passed


@check("personensumme")
def persons_add_up(
    rows: Sequence[Zeile], complete: bool, edition: SourceEdition | None
) -> Question:
    """In a complete table of a known edition, its persons are all there."""
    total = total_persons(rows)
    if edition is None or not complete or total is None:
        return say("personensumme.not_applicable")
    if more := total - edition.personen_gesamt:
        yield finding("personensumme.differs", edition=edition, total=total, difference=more)
    return say("personensumme.passed", total=total)


@check("gesamtbetrag")
def total_plausible(zeilen: Sequence[Zeile], complete: bool, source: Source) -> Question:
    """A complete table adds up to an amount of the order of a budget."""
    if not complete:
        return say("gesamtbetrag.not_applicable")
    bounds, total = source.expectations, total_eur(zeilen)
    if not bounds.total_min_eur <= total <= bounds.total_max_eur:
        yield finding("gesamtbetrag.outside", total=total, bounds=bounds)
    return say("gesamtbetrag.passed", total=total)
