"""What is said of faults: caught, harmless or missed; and which bars that meets."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from pipeline.check.readings import compare
from pipeline.model import Zeile
from pipeline.values import replace
from tests.builders.interpretations import changed, interpretation, with_amount, zeilen
from tests.builders.readers import ENGINES, by
from tests.faults import one_reading
from tests.faults.all_readings import (
    draw_meaning,
    draw_table,
    figures,
    held_by,
    judge,
    understand,
)
from tests.faults.cases import Case
from tests.faults.papers import KINDS, PART, Paper, alike, write_paper
from tests.faults.tally import EXACT, ROWS_ONLY, Line, Result, below_bar, reasons, table, tally
from tests.faults.verdict import Outcome, Verdict, holding, references_for

CAUGHT, HARMLESS, MISSED = Outcome
AALEN = "08136088"


def case(*engines: str) -> Case:
    """A whole Land as these engines read it, without sheets: faults are made in its meaning."""
    understood = tuple(by(engine, zeilen()) for engine in engines)
    compared = compare(understood)
    references = references_for(understood[0])
    return Case("Land", (), (), understood, compared, references, holding(compared, references))


def verdict(of: Case, reading: int, amount: int) -> Verdict:
    """What is said where one reading gives Aalen another amount; the true one is 108,267 EUR."""
    right = of.understood[reading]
    rows = changed(right.zeilen, AALEN, change=lambda row: with_amount(row, amount))
    fault = one_reading.Fault("meaning", "digit", reading, replace(right, zeilen=rows))
    return one_reading.judge(of, fault)


@pytest.mark.parametrize("reading", range(3))
def test_a_wrong_amount_in_one_of_three_readings_is_caught(reading: int) -> None:
    assert verdict(case(*ENGINES), reading, 1) == Verdict(CAUGHT, "held by lesungen")


def test_a_fault_that_changes_nothing_is_harmless() -> None:
    same = Verdict(HARMLESS, "the reading still says the same")
    assert verdict(case(*ENGINES), 0, 108_267) == same


def test_a_lost_row_is_caught_because_the_comparison_shows_it() -> None:
    of = case(*ENGINES)
    fewer = replace(of.understood[1], zeilen=of.understood[1].zeilen[1:])
    fault = one_reading.Fault("meaning", "row lost", 1, fewer)
    shown = Verdict(CAUGHT, "right figures; shown as abstention")
    assert one_reading.judge(of, fault) == shown


def test_a_reading_that_is_not_understood_any_more_is_caught() -> None:
    fault = one_reading.Fault("text", "page lost", 0, None)
    shown = Verdict(CAUGHT, "right figures; shown as abstention")
    assert one_reading.judge(case(*ENGINES), fault) == shown


def test_what_checks_alone_can_show_is_caught_by_them() -> None:
    assert verdict(case(ENGINES[0]), 0, 108_257) == Verdict(CAUGHT, "held by verteilung")


def test_what_nothing_shows_is_missed() -> None:
    of = case(ENGINES[0])
    one, other = of.understood[0].zeilen[5:7]
    rows = changed(of.understood[0].zeilen, one.gemeinde_ags, **_numbers(other))
    rows = changed(rows, other.gemeinde_ags, **_numbers(one))
    fault = one_reading.Fault("meaning", "", 0, replace(of.understood[0], zeilen=rows))
    assert one_reading.judge(of, fault) == Verdict(MISSED, "wrong figures")


def _numbers(row: Zeile) -> dict[str, Any]:
    names = ("personen", "betrag_eur", "betrag_gedruckt")
    return {name: getattr(row, name) for name in names}


def paper(name: str) -> Paper:
    return write_paper(next(kind for kind in KINDS if kind.name == name), *PART)


@pytest.mark.parametrize(
    ("kind", "fault", "outcome"),
    [
        ("persons", "digit changed, amount", CAUGHT),
        ("persons", "amounts of neighbours swapped", CAUGHT),
        ("persons", "all values of neighbours swapped", MISSED),
        ("totals", "sum lost", HARMLESS),
        ("amounts alone", "amounts slipped by a row", CAUGHT),
        ("amounts alone, new edition", "amounts slipped by a row", MISSED),
        ("amounts alone, new edition", "digits swapped, amount", CAUGHT),
    ],
)
def test_a_fault_in_all_readings_ends_as_it_must(kind: str, fault: str, outcome: Outcome) -> None:
    of = paper(kind)
    compared = understand(draw_table(of, fault, random.Random(1)), of)
    assert judge(held_by(compared, of), compared, of).outcome is outcome


@pytest.mark.parametrize(("amount", "same"), [(0, True), (796, False)])
def test_nothing_printed_for_nobody_is_nobody(amount: int, same: bool) -> None:
    zero, blank = (
        interpretation(zeilen=(replace(with_amount(zeilen()[0], amount), personen=persons),))
        for persons in (0, None)
    )
    assert (figures(zero) == figures(blank)) is same


def test_a_check_can_be_left_out() -> None:
    of = paper("amounts alone")
    compared = alike(draw_meaning(of, "amounts slipped by a row", random.Random(1)))
    held = held_by(compared, of)
    assert held == {"beweis", "lage"}
    assert judge(held, compared, of, held).outcome is MISSED


def line(
    group: str, kind: str, caught: int, missed: int, section: str = EXACT, harmless: int = 0
) -> Line:
    counts = Counter({CAUGHT: caught, MISSED: missed, HARMLESS: harmless})
    return Line(section, group, kind, counts)


@pytest.mark.parametrize(
    ("counted", "rate", "remark"),
    [
        (line("persons", "row lost", 9, 0, harmless=5), Fraction(1), ""),
        (line("persons", "row lost", 9, 1), Fraction(9, 10), "BELOW 100.00 %"),
        (line("persons", "row lost", 0, 0, harmless=5), None, ""),
        (line(ROWS_ONLY, "digit dropped, amount", 98, 2), Fraction(98, 100), ""),
        (line(ROWS_ONLY, "digit dropped, amount", 97, 3), Fraction(97, 100), "BELOW 98.00 %"),
        (line(ROWS_ONLY, "digits swapped, amount", 998, 2), Fraction(499, 500), "BELOW 99.90 %"),
        (
            line(ROWS_ONLY, "digit dropped, amount", 97, 3, "B.3"),
            Fraction(97, 100),
            "by chance below 98.00 %: see B.4",
        ),
        (line(ROWS_ONLY, "digit dropped, amount", 90, 10, "B.3"), Fraction(9, 10), "BELOW 98.00 %"),
    ],
)
def test_a_bar_is_met_or_not(counted: Line, rate: Fraction | None, remark: str) -> None:
    assert (counted.rate, counted.remark) == (rate, remark)
    assert below_bar([counted]) == ([counted] if remark.startswith("BELOW") else [])


def test_what_arithmetic_cannot_show_has_no_bar_but_a_reason() -> None:
    counted = line("totals", "amounts of neighbours swapped", 0, 4)
    assert (counted.bar, counted.remark) == (
        None,
        "no bar: the same amounts are printed, so every sum of them is right",
    )


RESULTS = [
    Result("B.2:1", "B.2", "totals", "sum lost", HARMLESS, "all figures are right"),
    *(Result(f"B.2:{n}", "B.2", "persons", "row lost", CAUGHT, "held") for n in range(19_999)),
    Result("B.2:7", "B.2", "persons", "row lost", MISSED, "wrong figures"),
]


def test_a_table_counts_and_never_rounds_up_to_all() -> None:
    counted = [line.rstrip() for line in table(tally(RESULTS)).splitlines()]
    assert counted == [
        f"    {'kind':42}  faults  caught  harmless  missed      rate",
        "  persons",
        "    row lost                                    20,000  19,999         0       1   99.99 %"
        "  BELOW 100.00 %",
        "  totals",
        "    sum lost                                         1       0         1       0",
        "    together                                    20,001  19,999         1       1",
    ]


def test_misses_are_named_by_kind_and_id() -> None:
    assert reasons(RESULTS, MISSED, 20) == ["    persons, row lost: wrong figures: 1 (B.2:7)"]
    assert reasons(RESULTS, HARMLESS, 0) == ["    totals, sum lost: all figures are right: 1 ()"]
