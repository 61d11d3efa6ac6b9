"""Which edition the rows follow, and what the title says about it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest

from pipeline.check.editions import (
    EditionFit,
    Recognition,
    count_persons,
    edition_not_in_doubt,
    edition_recognised,
    recognise,
    title_agrees,
)
from pipeline.check.rate import edition_rate
from pipeline.check.recovery import Unrecovered
from pipeline.model import Severity, Zeile
from pipeline.values import replace
from schemas.source import load_source
from tests.builders.interpretations import FINAL, FIRST, with_amount, zeilen
from tests.builders.rates import half_up

SOURCE = load_source()
FIRST_EDITION, FINAL_EDITION = SOURCE.editions
SHARE = SOURCE.expectations.recognition_percent
STRAY = 500
"""No share of either edition."""


def rows_above_zero(count: int, edition: str = FINAL) -> tuple[Zeile, ...]:
    return tuple(row for row in zeilen(edition, persons=False) if row.betrag_eur > 0)[:count]


def with_strays(rows: Sequence[Zeile], strays: int) -> tuple[Zeile, ...]:
    return (*(with_amount(row, STRAY) for row in rows[:strays]), *rows[strays:])


@pytest.mark.parametrize("edition", [FIRST, FINAL])
def test_an_edition_is_told_by_its_amounts(edition: str) -> None:
    recognition = recognise(zeilen(edition, persons=False), "", SOURCE)
    assert recognition.by_rows is not None
    assert recognition.by_rows.id == edition
    assert recognition.fit.fitting == recognition.fit.tested < 1_101


def test_enough_rows_decide_and_one_less_does_not() -> None:
    rows = rows_above_zero(100)
    enough = recognise(with_strays(rows, 100 - SHARE), "", SOURCE)
    too_few = recognise(with_strays(rows, 100 - SHARE + 1), "", SOURCE)
    assert (enough.by_rows, enough.fit.fitting) == (FINAL_EDITION, SHARE)
    assert (too_few.by_rows, too_few.fit.fitting) == (None, SHARE - 1)


def test_too_few_rows_say_nothing() -> None:
    least = SOURCE.expectations.recognition_rows
    assert recognise(rows_above_zero(least), "", SOURCE).by_rows == FINAL_EDITION
    few = recognise(rows_above_zero(least - 1), "endgültig", SOURCE)
    assert few.by_rows is None
    assert edition_not_in_doubt(few, SOURCE).passed
    assert title_agrees(few, "endgültig", SOURCE).passed
    assert not edition_recognised(few, SOURCE).passed


def test_amounts_for_two_years_are_no_edition_but_a_doubt() -> None:
    rows = tuple(with_amount(row, 2 * row.betrag_eur) for row in zeilen(persons=False))
    exact = [row for row in rows if row.betrag_eur % 1_592 < 100]
    recognition = recognise(exact, "", SOURCE)
    assert (recognition.by_rows, recognition.fit.step) == (None, 2)
    result = edition_not_in_doubt(recognition, SOURCE)
    assert result.holds
    assert "but as 2 times what it gives" in result.message
    assert "als das 2-Fache" in result.meldung


def test_a_table_that_half_fits_is_held() -> None:
    rows = rows_above_zero(100)
    result = edition_not_in_doubt(recognise(with_strays(rows, 60), "", SOURCE), SOURCE)
    assert result.holds
    assert result.message.startswith("40 of 100 amounts fit the rate of endgueltig-2018-01")


def test_what_fits_by_chance_is_no_doubt() -> None:
    rows = rows_above_zero(100)
    recognition = recognise(with_strays(rows, 95), "", SOURCE)
    assert edition_not_in_doubt(recognition, SOURCE).passed
    result = edition_recognised(recognition, SOURCE)
    assert (result.passed, SOURCE.severity(result.name)) == (False, Severity.WARNING)
    assert "at most 5 of 100 amounts" in result.message


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Planungsrahmen", None),
        ("ENDGÜLTIGER Planungsrahmen", FINAL_EDITION),
        ("endgu\u0308ltig", FINAL_EDITION),
        ("Stichtag 15.\nSeptember   2017", FINAL_EDITION),
        ("Stand 24.07.2017", FIRST_EDITION),
        ("erste Rate: 60\u00a0% der Mittel", FIRST_EDITION),
        ("Endgültiger Planungsrahmen; ersetzt den vorläufigen vom Juli 2017", None),
    ],
)
def test_signs_of_the_title(title: str, expected: object) -> None:
    assert recognise((), title, SOURCE).by_title == expected


def recognition(**overrides: object) -> Recognition:
    valid = Recognition(
        EditionFit(FINAL_EDITION, 1_000, tuple(range(1, 1_001))), FINAL_EDITION, FINAL_EDITION
    )
    return replace(valid, **overrides)


def test_title_and_rows_contradict_each_other() -> None:
    result = title_agrees(recognition(by_title=FIRST_EDITION), "vorläufig", SOURCE)
    assert result.holds
    assert result.message == (
        "the title names edition vorlaeufig-2017-07, the amounts follow the rate of another: "
        "expected that of vorlaeufig-2017-07, found that of endgueltig-2018-01; the title reads "
        "'vorläufig'; look whether title and table belong together and the right column was read"
    )
    assert result.meldung.startswith(
        "Der Titel nennt die Ausgabe „vorläufig (erste Tranche, 60 %)“, die Beträge folgen aber "
        "dem Satz der Ausgabe „endgültig“; der Titel lautet „vorläufig“;"
    )


def test_a_title_whose_rate_no_row_follows_is_a_contradiction() -> None:
    result = title_agrees(recognition(by_rows=None), "endgültig", SOURCE)
    assert result.holds
    assert "found that of no known edition" in result.message


@pytest.mark.parametrize("by_title", [None, FINAL_EDITION])
def test_no_contradiction(by_title: object) -> None:
    assert title_agrees(recognition(by_title=by_title), "", SOURCE).passed


def at_rate(rate: Fraction, persons: bool = False) -> tuple[Zeile, ...]:
    """All rows at a rate of no known edition."""
    return tuple(
        with_amount(row, half_up(row.personen or 0, rate))
        if persons
        else replace(with_amount(row, half_up(row.personen or 0, rate)), personen=None)
        for row in zeilen()
    )


@pytest.mark.parametrize("persons", [True, False], ids=["persons printed", "amounts alone"])
def test_an_unknown_edition_tells_its_own_rate(persons: bool) -> None:
    rate = Fraction(81_234, 100)
    recognition = recognise(at_rate(rate, persons), "", SOURCE)
    assert recognition.rate is not None
    assert recognition.rate.contains(rate)
    result = edition_recognised(recognition, SOURCE)
    assert (result.passed, SOURCE.severity(result.name)) == (False, Severity.WARNING)
    assert "1,054 of 1,054 rows follow one rate from 812.3" in result.message
    assert "persons are computed from it; if this is a new one, add it to" in result.message
    assert "1.054 von 1.054 Zeilen folgen einem Satz von 812,3" in result.meldung
    assert result.meldung.endswith("daraus errechnet, der Zeitraum bleibt leer.")


def test_rows_of_no_rate_say_so() -> None:
    rng = random.Random(5)
    rows = tuple(with_amount(row, rng.randrange(700, 90_000)) for row in rows_above_zero(300))
    recognition = recognise(rows, "", SOURCE)
    assert recognition.recovered is Unrecovered.NO_RATE
    assert recognition.rate is None
    result = edition_recognised(recognition, SOURCE)
    assert "enough rows follow no other rate either; if this is a new one" in result.message
    assert result.meldung.endswith(". Zeitraum und errechnete Personenzahlen bleiben leer.")


def test_where_a_known_edition_has_all_rows_none_else_is_sought() -> None:
    assert recognise(zeilen(persons=False), "", SOURCE).recovered is None


def test_a_misread_row_of_a_known_edition_is_no_doubt() -> None:
    rows = with_strays(rows_above_zero(100), 1)
    recognition = recognise(rows, "", SOURCE)
    assert recognition.by_rows == FINAL_EDITION
    assert recognition.rate == edition_rate(FINAL_EDITION)
    assert edition_not_in_doubt(recognition, SOURCE).passed


@pytest.mark.parametrize("cents", [1, 2, 5])
def test_a_rate_next_to_a_known_one_that_fits_many_more_rows_is_a_doubt(cents: int) -> None:
    rate = Fraction(58_000_000, 72_857) + Fraction(cents, 100)
    recognition = recognise(at_rate(rate), "", SOURCE)
    assert recognition.fit.fitting < recognition.fit.tested
    result = edition_not_in_doubt(recognition, SOURCE)
    assert result.holds
    assert "but 1,054 of 1,054 rows follow one rate from 796." in result.message
    assert "aber 1.054 von 1.054 Zeilen folgen einem Satz von 796," in result.meldung


def test_printed_persons_come_before_computed_ones() -> None:
    printed, unprinted = (
        replace(row, personen=personen)
        for row, personen in zip(zeilen()[:2], (9_999, None), strict=True)
    )
    stray = with_amount(unprinted, Decimal(STRAY))
    counted = count_persons([printed, unprinted, stray], FINAL_EDITION)
    assert [row.personen for row in counted] == [9_999, zeilen()[1].personen, None]
    assert counted[0] == printed


def test_without_an_edition_only_printed_persons_are_known() -> None:
    rows = zeilen(persons=False)[:2]
    assert [row.personen for row in count_persons(rows, None)] == [None, None]
