"""Every slip there is in every amount of a whole Land, held against the rate: exact shares.

What chance picks shows a share of 98 % only roughly. The arithmetic of amounts alone is quick
enough to try all: the rate that `verteilung` tests rows by is asked whether it gives the amount.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.check.rate import RateInterval, edition_rate
from pipeline.check.recovery import Recovered, recover
from schemas.source import load_source
from tests.builders.editions import ENDGUELTIG, VORLAEUFIG, Edition
from tests.builders.rows import edition_rows
from tests.faults.papers import UNKNOWN
from tests.faults.tally import NEW_EDITION, ROWS_ONLY, Line
from tests.faults.verdict import Outcome

DIGITS = "0123456789"
SECTION = "B.4"


def exact_shares() -> list[Line]:
    """The lines of the table, for both known editions together and for one that nobody knows."""
    known = {edition.id: edition_rate(edition) for edition in load_source().editions}
    groups = {
        ROWS_ONLY: [(known[e.name], amounts(e, e)) for e in (ENDGUELTIG, VORLAEUFIG)],
        NEW_EDITION: [(recovered_rate(found), found) for found in [amounts(UNKNOWN, ENDGUELTIG)]],
    }
    return [
        Line(SECTION, group, kind, _counts(kind, tables))
        for group, tables in groups.items()
        for kind in SLIPS
    ]


def amounts(edition: Edition, counted: Edition) -> list[int]:
    """The amounts in EUR that an edition gives for the persons counted for another."""
    return [edition.betrag_eur(row.personen) for row in edition_rows(counted.name)]


def recovered_rate(found: Sequence[int]) -> RateInterval:
    """The rate that amounts tell by themselves; these tell one."""
    recovered = recover(found, load_source().expectations.recognition_percent)
    if not isinstance(recovered, Recovered):
        raise LookupError(f"amounts without a rate: {recovered}")
    return recovered.rate


def _counts(kind: str, tables: Sequence[tuple[RateInterval, list[int]]]) -> Counter[Outcome]:
    return Counter(
        Outcome.MISSED if rate.head_counts(wrong) else Outcome.CAUGHT
        for rate, found in tables
        for amount in found
        for wrong in slips(amount, kind)
    )


def slips(amount: int, kind: str) -> set[int]:
    """All other amounts that one slip of a kind makes of one, none with a leading zero."""
    made = set(SLIPS[kind](str(amount)))
    return {int(digits) for digits in made if digits and str(int(digits)) == digits} - {amount}


def _changed(digits: str) -> Iterator[str]:
    for place in range(len(digits)):
        for digit in DIGITS:
            yield digits[:place] + digit + digits[place + 1 :]


def _dropped(digits: str) -> Iterator[str]:
    for place in range(len(digits)):
        yield digits[:place] + digits[place + 1 :]


def _swapped(digits: str) -> Iterator[str]:
    for place in range(len(digits) - 1):
        yield digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :]


def _inserted(digits: str) -> Iterator[str]:
    for place in range(len(digits) + 1):
        for digit in DIGITS:
            yield digits[:place] + digit + digits[place:]


def _shifted(digits: str) -> Iterator[str]:
    for places in (1, 2, 3):
        yield digits + "0" * places
        yield digits[:-places]


SLIPS = {
    "digit changed, amount": _changed,
    "digit dropped, amount": _dropped,
    "digits swapped, amount": _swapped,
    "digit inserted, amount": _inserted,
    "decimal sign shifted": _shifted,
}
"""By the name that the tables print."""
