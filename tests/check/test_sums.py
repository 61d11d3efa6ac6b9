"""Printed sums, recomputed from the rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from pipeline.check.recognition import Counted, count_persons
from pipeline.check.sums import sums_recomputed
from pipeline.model import CheckResult, Ebene, Severity, Summe
from schemas.register import load_register
from schemas.source import load_source
from tests.builders.interpretations import herkunft, printed_sums, zeilen

SOURCE = load_source()
REGISTER = load_register()
FINAL_EDITION = SOURCE.editions[1]
ROWS = count_persons(zeilen(), FINAL_EDITION)
LOERRACH = tuple(row for row in ROWS if row.gemeinde_ags.startswith("08336"))
LOERRACH_EUR = sum((row.betrag_eur for row in LOERRACH), Decimal(0))


def summe(**overrides: Any) -> Summe:
    valid = Summe(Ebene.KREIS, "08336", None, LOERRACH_EUR, herkunft(40, 12))
    return replace(valid, **overrides)


def recompute(*summen: Summe, rows: tuple[Counted, ...] = ROWS) -> dict[str, CheckResult]:
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
