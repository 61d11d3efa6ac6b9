"""Printed sums against their rows, and what is likely wrong where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from pipeline.check.distribution import rate_followed
from pipeline.check.editions import count_persons
from pipeline.check.sums import Mismatch, Witnesses, sums_recomputed
from pipeline.check.texts import Finding, finding
from pipeline.model import CheckResult, Ebene, Severity, Summe, Zeile
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
REGISTER = load_register()
FINAL_EDITION = SOURCE.editions[1]
ROWS = count_persons(zeilen(), FINAL_EDITION)
LOERRACH = tuple(row for row in ROWS if row.gemeinde_ags.startswith("08336"))
LOERRACH_EUR = sum((row.betrag_eur for row in LOERRACH), Decimal(0))


def summe(**overrides: Any) -> Summe:
    valid = Summe(Ebene.KREIS, "08336", None, LOERRACH_EUR, herkunft(40, 12))
    return replace(valid, **overrides)


def recompute(*summen: Summe, rows: tuple[Zeile, ...] = ROWS) -> dict[str, CheckResult]:
    results = sums_recomputed(summen, rows, REGISTER, SOURCE, FINAL_EDITION)
    return {result.name: result for result in results}


def failed(results: dict[str, CheckResult]) -> list[str]:
    return [name for name, result in results.items() if not result.passed]


def test_true_sums_agree() -> None:
    results = recompute(*printed_sums(zeilen()))
    assert failed(results) == []
    assert results["summe_kreis"].message == (
        "printed subtotals of Kreise: 44, agreeing with the rows"
    )


def test_where_no_sum_is_printed_that_is_said() -> None:
    results = recompute()
    assert {name: result.message for name, result in results.items()} == {
        "summe_kreis": "no subtotals of Kreise are printed",
        "summe_regierungsbezirk": "no subtotals of Regierungsbezirke are printed",
        "summe_land": "no totals of the Land are printed",
        "summe_ist_budget": "no printed total is a budget instead of a sum",
    }
    assert failed(results) == []


def test_a_difference_names_place_kreis_and_both_amounts() -> None:
    result = recompute(summe(betrag_eur=LOERRACH_EUR - 1_000))["summe_kreis"]
    printed, total = f"{LOERRACH_EUR - 1_000:,}", f"{LOERRACH_EUR:,}"
    assert result.holds
    assert result.rows == (herkunft(40, 12),)
    assert result.message == (
        f"page 40, row 12: the printed sum of Landkreis Lörrach (08336) is {printed} EUR; "
        f"expected {total}, the sum of its {len(LOERRACH)} rows (difference -1,000); "
        "check its rows and the printed sum"
    )
    assert "Seite 40, Zeile 12: Die gedruckte Summe für Landkreis Lörrach (08336)" in result.meldung
    assert printed.replace(",", ".") in result.meldung


def test_persons_and_amount_are_two_findings() -> None:
    result = recompute(summe(personen=1, betrag_eur=Decimal(1)))["summe_kreis"]
    assert [line.split(";")[0].split()[-1] for line in result.message.splitlines()] == [
        "EUR",
        "persons",
    ]


def test_computed_persons_are_held_against_a_printed_sum() -> None:
    rows = count_persons(zeilen(persons=False), FINAL_EDITION)
    persons = sum(row.personen or 0 for row in LOERRACH)
    assert failed(recompute(summe(personen=persons), rows=rows)) == []
    assert failed(recompute(summe(personen=persons + 1), rows=rows)) == ["summe_kreis"]


def test_unknown_persons_are_not_added_up() -> None:
    rows = count_persons(zeilen(persons=False), None)
    assert failed(recompute(summe(personen=1), rows=rows)) == []


def test_a_sum_of_nothing_printed_is_no_difference() -> None:
    assert failed(recompute(summe(betrag_eur=None))) == []


def test_a_sum_of_an_unknown_kreis_is_a_difference() -> None:
    result = recompute(summe(schluessel="08999"))["summe_kreis"]
    assert "the printed sum of 08999" in result.message
    assert "the sum of its 0 rows" in result.message


def test_the_other_levels_are_named() -> None:
    results = recompute(
        summe(ebene=Ebene.REGIERUNGSBEZIRK, schluessel="083"),
        summe(ebene=Ebene.LAND, schluessel="08"),
    )
    assert "sum of Regierungsbezirk Freiburg (083)" in results["summe_regierungsbezirk"].message
    assert "sum of Baden-Württemberg" in results["summe_land"].message


def test_the_same_figure_twice_counts_once() -> None:
    assert failed(recompute(summe(), rows=(*ROWS, *LOERRACH))) == []


def land(**overrides: Any) -> Summe:
    return summe(ebene=Ebene.LAND, schluessel="08", **overrides)


def test_a_total_that_is_the_budget_is_a_warning() -> None:
    results = recompute(land(betrag_eur=Decimal(58_000_000), personen=72_857))
    assert failed(results) == ["summe_ist_budget"]
    result = results["summe_ist_budget"]
    assert result.severity is Severity.WARNING
    assert result.message == (
        "page 40, row 12: the printed total 58,000,000 EUR is the budget; the rounded rows add "
        "up to 58,000,008 EUR; use the rows"
    )


def test_a_budget_that_the_rows_miss_by_more_than_rounding_is_an_error() -> None:
    budget = land(betrag_eur=Decimal(58_000_000))
    assert failed(recompute(budget, rows=ROWS[1:])) == ["summe_land"]


def test_a_budget_beside_wrong_persons_is_an_error() -> None:
    budget = land(betrag_eur=Decimal(58_000_000), personen=72_858)
    assert failed(recompute(budget)) == ["summe_land"]


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
) -> Finding:
    """What is said of the sum with this key."""
    rows = tuple(rows)
    edition = FINAL_EDITION if rate else None
    followed = rate_followed(rows, SOURCE, edition)
    if not rate:
        followed = replace(followed, rate=None)
    witnesses = Witnesses(count_persons(rows, edition), printed, load_register(), followed)
    summe = next(one for one in printed if one.schluessel == key)
    gap = witnesses.gap(summe)
    assert gap
    return Mismatch(summe, gap, witnesses).suspicion()


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
    assert found.rows == ()
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
    assert found == finding("summe.either")
