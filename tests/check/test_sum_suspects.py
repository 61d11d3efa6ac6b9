"""What is likely wrong where a printed sum is not that of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.check.distribution import rate_followed
from pipeline.check.recognition import count_persons
from pipeline.check.sum_suspects import EITHER, Suspicion, suspect
from pipeline.check.sum_witnesses import Witnesses
from pipeline.model import Ebene, Summe, Zeile
from schemas.register import load_register
from schemas.source import load_source
from tests.builders.interpretations import (
    changed,
    herkunft,
    printed_sums,
    row_of,
    with_amount,
    zeilen,
)

SOURCE = load_source()
FINAL_EDITION = SOURCE.editions[1]
AALEN, ESSINGEN, OSTALBKREIS = "08136088", "08136021", "08136"
KREIS, LAND = Ebene.KREIS, Ebene.LAND
TRUE = printed_sums(zeilen())


def sums(*ebenen: Ebene, off: Callable[[Summe], int] = lambda summe: 0) -> tuple[Summe, ...]:
    """The true sums of these levels, each off by what the function says."""
    return tuple(
        replace(summe, betrag_eur=(summe.betrag_eur or Decimal(0)) + off(summe))
        for summe in TRUE
        if summe.ebene in ebenen
    )


def suspicion(
    rows: Iterable[Zeile], printed: tuple[Summe, ...], key: str, rate: bool = True
) -> Suspicion:
    """What is said of the sum with this key."""
    rows = tuple(rows)
    edition = FINAL_EDITION if rate else None
    followed = rate_followed(rows, SOURCE, edition)
    witnesses = Witnesses(
        count_persons(rows, edition),
        printed,
        load_register(),
        followed.rate if rate else None,
        followed.persons_printed,
    )
    summe = next(one for one in printed if one.schluessel == key)
    gap = witnesses.gap(summe)
    assert gap
    return suspect(summe, gap, witnesses)


@pytest.mark.parametrize("persons", [True, False])
@pytest.mark.parametrize("key", [OSTALBKREIS, "08"])
def test_the_row_off_the_rate_that_mends_the_sum(persons: bool, key: str) -> None:
    rows = changed(zeilen(persons=persons), AALEN, change=lambda row: with_amount(row, 108_257))
    found = suspicion(rows, sums(KREIS, LAND), key)
    assert found.rows == (row_of(rows, AALEN).herkunft,)
    assert found.text.message == (
        "likely wrong is a row that is off the rate: page 6, row 42: Aalen, Stadt (08136088), with "
        "108,267 EUR for 108,257 row and sum would agree (one digit changed)"
    )
    assert found.text.meldung == (
        "wahrscheinlich falsch ist eine Zeile, die dem Satz nicht entspricht: Seite 6, Zeile 42: "
        "Aalen, Stadt (08136088), mit 108.267 statt 108.257 Euro stimmten Zeile und Summe (eine "
        "Ziffer geändert)"
    )


def test_several_rows_off_the_rate_are_named() -> None:
    rows = changed(zeilen(), AALEN, change=lambda row: with_amount(row, 108_257))
    rows = changed(rows, ESSINGEN, change=lambda row: with_amount(row, 3))
    found = suspicion(rows, sums(KREIS), OSTALBKREIS)
    assert found.text.message == (
        "rows off the rate: 2 (Essingen (08136021), Aalen, Stadt (08136088))"
    )
    assert len(found.rows) == 2


def test_a_grand_total_alone_is_off() -> None:
    printed = (*sums(KREIS), *sums(LAND, off=lambda summe: 90))
    found = suspicion(zeilen(), printed, "08")
    assert found == Suspicion(found.text)
    assert found.text.message == (
        "the 44 sums printed within it agree with the rows, so this sum alone is likely wrong (one "
        "digit changed)"
    )
    assert found.text.meldung == (
        "die 44 darin gedruckten Summen stimmen mit den Zeilen überein, also ist wahrscheinlich "
        "nur diese Summe falsch (eine Ziffer geändert)"
    )


def test_subtotals_of_some_kreise_say_nothing_of_the_others() -> None:
    some = sums(KREIS)[:20]
    found = suspicion(zeilen(), (*some, *sums(LAND, off=lambda summe: 90)), "08")
    assert found.text.message == (
        "all 1,101 rows follow the rate, so the printed sum is likely wrong (one digit changed)"
    )


def test_a_subtotal_alone_is_off() -> None:
    printed = sums(KREIS, LAND, off=lambda summe: 900 * (summe.schluessel == OSTALBKREIS))
    found = suspicion(zeilen(), printed, OSTALBKREIS)
    assert found.text.message.startswith(
        "the larger printed sum agrees with all rows, so this sum is likely wrong"
    )
    assert found.text.meldung.startswith(
        "die größere gedruckte Summe stimmt mit allen Zeilen überein, also ist wahrscheinlich diese"
    )


def test_the_larger_sum_points_to_the_smaller() -> None:
    small = next(row for row in zeilen() if row.personen == 10)
    rows = changed(
        zeilen(persons=False), small.gemeinde_ags, change=lambda row: with_amount(row, 796)
    )
    kreis = small.gemeinde_ags[:5]
    printed = sums(KREIS, LAND)
    assert suspicion(rows, printed, "08").text.message.startswith("within it the printed sum of ")
    assert suspicion(rows, printed, "08").text.message.endswith(" differs by as much: begin there")
    found = suspicion(rows, printed, kreis)
    assert found.text.message.startswith(
        "a larger printed sum differs by as much, so a row here is likely wrong; one slip would "
        "explain it: "
    )
    assert small.herkunft in found.rows
    assert f"{small.gemeinde_ags}), with 7,961 EUR for 796 row and sum" in found.text.message


def test_with_persons_printed_a_row_that_follows_the_rate_is_right() -> None:
    found = suspicion(zeilen(), sums(KREIS, off=lambda summe: 7_165), OSTALBKREIS)
    assert found.text.message == "all 42 rows follow the rate, so the printed sum is likely wrong"
    assert found.rows == ()


def test_the_amount_of_a_missing_row() -> None:
    rows = [row for row in zeilen() if row.gemeinde_ags != AALEN]
    found = suspicion(rows, sums(KREIS), OSTALBKREIS)
    assert found.text.message == (
        "the row of Aalen, Stadt (08136088) is missing: 108,267 EUR would be its amount"
    )
    assert found.text.meldung == (
        "die Zeile von Aalen, Stadt (08136088) fehlt: 108.267 Euro wären ihr Betrag"
    )


def test_a_gap_that_cannot_be_the_missing_amount() -> None:
    rows = [row for row in zeilen() if row.gemeinde_ags != AALEN]
    found = suspicion(rows, sums(KREIS, off=lambda summe: -200_000), OSTALBKREIS)
    assert found.text.message == (
        "municipalities without a row: 1, with several: 0, such as Aalen, Stadt (08136088)"
    )


def test_a_municipality_with_two_figures() -> None:
    other = replace(with_amount(row_of(zeilen(), AALEN), 796), personen=1, herkunft=herkunft(19, 1))
    found = suspicion((*zeilen(), other), sums(KREIS), OSTALBKREIS)
    assert found.text.meldung == (
        "Gemeinden ohne Zeile: 0, mit mehreren: 1, zum Beispiel Aalen, Stadt (08136088)"
    )


def test_without_a_rate_or_other_sums_nobody_knows() -> None:
    printed = sums(KREIS, off=lambda summe: 5)
    found = suspicion(zeilen(persons=False), printed, OSTALBKREIS, rate=False)
    assert found == Suspicion(EITHER)
