"""Which numbers the witness of place sees beside which name, from words and places alone."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.extract.layout.geometry import Page, Word
from pipeline.extract.layout.level_numbers import numbers_beside_names
from tests.builders.lines import LEADING, Text, words

LOERRACH, MAULBURG, KANDERN = "08336050", "08336057", "08336045"
ALTDORF_TWICE = ("08115002", "08116005")

Seen = list[tuple[tuple[str, ...], tuple[str, ...]]]


def seen(*rows: Iterable[Text]) -> Seen:
    return beside([w for n, row in enumerate(rows) for w in words(100 + n * LEADING, row)])


def beside(found: Iterable[Word]) -> Seen:
    page = Page(1, 595, tuple(found), (), ())
    return [(entry.gemeinde_ags, entry.numbers) for entry in numbers_beside_names([page])]


def test_numbers_are_those_level_with_the_name() -> None:
    assert seen(
        [(50, "Kandern"), (300, "12"), (350, "9.661")],
        [(50, "Maulburg"), (300, "275"), (350, "218.922")],
    ) == [((KANDERN,), ("12", "9661")), ((MAULBURG,), ("275", "218922"))]


def test_a_key_is_as_good_as_a_name() -> None:
    row = [(50.0, "08 3 36 050"), (150.0, "Lö."), (350.0, "218.922")]
    assert seen(row) == [((LOERRACH,), ("218922",))]
    assert seen([(50, "336050"), (350, "218.922")]) == [((LOERRACH,), ("218922",))]


def test_an_amount_of_several_words_is_given_word_by_word() -> None:
    assert seen([(50, "Maulburg"), (350, "218 922,00 €")]) == [((MAULBURG,), ("218", "922"))]


def test_a_title_and_an_addition_belong_to_the_name() -> None:
    expected = [((LOERRACH,), ("218922",))]
    assert seen([(50, "Lörrach, Stadt"), (350, "218.922")]) == expected
    rot = seen([(50, "Rot an der Rot"), (350, "9.661")])
    assert rot == [(("08426100",), ("9661",))]


def test_letters_drawn_one_by_one_are_a_word() -> None:
    letters = [w for n, c in enumerate("Maulburg") for w in words(100, [(50 + 5 * n, c)])]
    digits = [w for n, c in enumerate("218.922") for w in words(100, [(350 + 5 * n, c)])]
    assert beside([*reversed(digits), *letters]) == [((MAULBURG,), ("218922",))]


def test_a_part_of_another_word_is_no_name() -> None:
    assert seen([(50, "Aubach"), (350, "218.922")]) == []


def test_a_name_that_two_bear_is_told_of_both() -> None:
    assert seen([(50, "Altdorf"), (350, "9.661")]) == [(ALTDORF_TWICE, ("9661",))]


def test_the_name_of_a_kreis_says_nothing() -> None:
    row = [(50.0, "Maulburg"), (150.0, "Landkreis Lörrach"), (350.0, "218.922")]
    assert seen(row) == [((MAULBURG,), ("218922",))]


def test_numbers_behind_the_next_name_are_not_beside_this_one() -> None:
    assert seen(
        [(50, "Kandern"), (110, "9.661"), (200, "Maulburg"), (270, "12.345")],
    ) == [((KANDERN,), ("9661",)), ((MAULBURG,), ("9661", "12345"))]


def test_numbers_of_the_next_row_are_not_level() -> None:
    lowered = [*words(100, [(50, "Maulburg")]), *words(100 + LEADING / 2 + 1, [(350, "9.661")])]
    assert beside(lowered) == []
    uneven = [*words(100, [(50, "Maulburg")]), *words(102.5, [(350, "9.661")])]
    assert beside(uneven) == [((MAULBURG,), ("9661",))]
