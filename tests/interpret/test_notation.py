"""Every amount in every notation of German tables is read back; anything else is refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.interpret.notation import (
    parse_anzahl,
    parse_betrag,
    parse_gemeinde_ags,
    parse_signed,
)
from tests.builders import notation
from tests.builders.register import gemeinden
from tests.builders.search import examples

AMOUNTS = st.integers(0, 100_000_000)
NOTATIONS = st.sampled_from(notation.AMOUNT_NOTATIONS)
MARKS = st.sampled_from(
    ["*", " *", "**", " †", "¹", " ²", "¹²", " ¹, ²", " ¹⁾", "(1)", " (12)", " 1)", " 12)"]
)
BLANKS = st.text(" \n\t\u00a0", max_size=3)


@given(AMOUNTS, NOTATIONS, BLANKS, BLANKS)
def test_an_amount_in_any_notation_is_read_back(
    number: int, write: Callable[[int], str], before: str, after: str
) -> None:
    assert parse_betrag(before + write(number) + after) == Decimal(number)


@given(AMOUNTS, NOTATIONS, MARKS)
def test_a_mark_behind_an_amount_is_none_of_its_digits(
    number: int, write: Callable[[int], str], mark: str
) -> None:
    assert parse_betrag(write(number) + mark) == Decimal(number)


@given(AMOUNTS, st.integers(0, 99))
def test_cents_are_kept(number: int, cents: int) -> None:
    printed = f"{notation.dotted(number)},{cents:02}"

    assert parse_betrag(printed) == Decimal(f"{number}.{cents:02}")


@pytest.mark.parametrize("mark", ["1)", "12)"])
@pytest.mark.parametrize("unit", ["€", " EUR", " Euro"])
def test_a_mark_right_behind_the_unit_is_none_of_its_digits(unit: str, mark: str) -> None:
    assert parse_betrag(f"5.573{unit}{mark}") == Decimal(5573)


@pytest.mark.parametrize("mark", ["'", "’"])
def test_thousands_may_be_set_apart_by_an_apostrophe(mark: str) -> None:
    assert parse_betrag(f"2{mark}275{mark}993 €") == Decimal(2_275_993)
    assert parse_anzahl(f"2{mark}859") == 2859
    assert parse_betrag(f"2{mark}275.993") is None


@pytest.mark.parametrize("unit", [" €/a", " EUR/Jahr", " Euro / Jahr"])
def test_an_amount_may_be_that_of_a_year(unit: str) -> None:
    assert parse_betrag(f"5.573{unit}") == Decimal(5573)


@pytest.mark.parametrize("words", ["bis zu", "Bis zu", "max.", "maximal", "höchstens"])
def test_an_amount_may_be_the_highest_that_can_be_granted(words: str) -> None:
    assert parse_betrag(f"{words} 5.573 Euro") == Decimal(5573)


def test_persons_may_stand_in_brackets_if_they_are_called_so() -> None:
    assert parse_anzahl("(1.166 Personen)") == 1166
    assert parse_anzahl("(1.166)") is None


@pytest.mark.parametrize("sign", notation.ZERO_SIGNS)
def test_what_stands_for_nothing_is_zero(sign: str) -> None:
    assert [parse_betrag(sign), parse_betrag(f"{sign} €"), parse_anzahl(sign)] == [0, 0, 0]


@pytest.mark.parametrize("printed", ["-,-", "–,–", "-,--", "-,- €", "–,–– EUR", "- €", "—,— €"])
def test_nothing_in_the_format_of_a_currency_is_zero(printed: str) -> None:
    assert (parse_betrag(printed), parse_signed(printed)) == (Decimal(0), None)


@pytest.mark.parametrize(
    "sign", [".", "x", "X", "/", "…", "...", "•", "_", "./.", "k. A.", "", " "]
)
def test_other_signs_and_a_blank_are_never_zero(sign: str) -> None:
    for parse in (parse_betrag, parse_anzahl):
        assert parse(sign) is None


@given(st.integers(1_000, 100_000_000))
def test_a_comma_never_parts_thousands(number: int) -> None:
    assert parse_betrag(f"{number:,}") is None


@given(st.integers(1_000_000, 999_999_999), st.permutations([".", " ", ",", "\u00a0", "'"]))
def test_two_different_marks_in_one_amount_are_refused(number: int, marks: list[str]) -> None:
    first, second, third = f"{number:,}".split(",")

    assert parse_betrag(f"{first}{marks[0]}{second}{marks[1]}{third}") is None


@given(st.integers(1_000, 9_999_999), st.integers(0, 99))
def test_a_footnote_digit_at_an_amount_is_refused(number: int, digit: int) -> None:
    for printed in (f"{notation.dotted(number)}{digit}", f"{number}{digit})"):
        assert parse_betrag(printed) is None


@given(st.integers(1, 999), st.sampled_from([".", " "]))
def test_a_group_of_thousands_has_three_digits_and_no_zero_in_front(number: int, mark: str) -> None:
    for printed in (f"0{mark}{number:03}", f"0{number}{mark}000", f"1{mark}{number % 100:02}"):
        assert parse_betrag(printed) is None


@pytest.mark.parametrize(
    "printed",
    [
        "218,922 €",
        "218,922",
        "218.922,5",
        "218.922,000",
        "218.922,",
        "218..922",
        "218  922",
        "136\n922",
        "136 108.267",
        "218.92",
        "2189.22",
        "218.9221",
        ".218",
        "0123",
        "-5",
        "–1.234",
        "+5",
        "218.922-",
        "218.922 T€",
        "218.922 €/Monat",
        "218.922 €/ha",
        "218.922 €1",
        "218.922.",
        "-.-",
        "218.922 TEUR",
        "218.922 %",
        "ca. 218.922",
        "218 922 Personen",
        "2l8.922",
        "21O",
        "1e5",
        "NaN",
        "½",
        "2189221)",
    ],
)
def test_what_is_no_amount_is_refused(printed: str) -> None:
    assert parse_betrag(printed) is None


@given(st.text("0123456789., -–€EURo\u00a0\u2009)(*", max_size=12))
def test_digits_are_never_added_dropped_or_exchanged(printed: str) -> None:
    amount = parse_betrag(printed)
    digits = "".join(filter(str.isdigit, printed))
    assert not amount or digits.startswith(f"{amount:f}".replace(".", ""))


LOOKALIKES = st.sampled_from("OoIlSBZ\u0966\u09ea\u0660\uff15\u0ce7\u07c1\U0001d7d6²⅛½①")


@examples(200)
@given(AMOUNTS, NOTATIONS, st.data(), LOOKALIKES)
def test_what_looks_like_a_digit_is_none(
    number: int, write: Callable[[int], str], data: st.DataObject, other: str
) -> None:
    printed = write(number)
    places = [place for place, sign in enumerate(printed) if sign.isdigit()]
    place = data.draw(st.sampled_from(places))
    damaged = f"{printed[:place]}{other}{printed[place + 1 :]}"

    read = parse_betrag(damaged), parse_anzahl(damaged), parse_signed(damaged)

    assert [value for value in read if value and place < max(places)] == []
    assert parse_gemeinde_ags(f"0833605{other}") is None


SEPARATORS = st.text(".,'’·\u00a0\u2007\u2009\u202f\u00ad\u200b \n-", max_size=2)


@examples(300)
@given(st.integers(1_000, 999_999_999), SEPARATORS, SEPARATORS)
def test_an_amount_grouped_in_any_way_is_that_amount_or_none(
    number: int, first: str, second: str
) -> None:
    *groups, middle, last = f"{number:,}".split(",")
    printed = f"{second.join([*groups, middle])}{first}{last}"

    assert parse_betrag(printed) in (None, number)
    assert parse_anzahl(printed) in (None, number)


@given(
    st.sampled_from(sorted(gemeinden())),
    st.lists(st.text("0123456789 .-/\u00a0\n", max_size=2), min_size=9, max_size=9),
)
def test_a_key_with_anything_between_its_digits_is_that_key_or_another_of_the_same_digits(
    ags: str, between: list[str]
) -> None:
    printed = "".join(f"{a}{b}" for a, b in zip(between, [*ags, ""], strict=True))
    digits = "".join(filter(str.isdigit, printed))

    key = parse_gemeinde_ags(printed)

    assert key is None or key in (digits, f"0{digits}", f"08{digits}", digits[:5] + digits[9:])


@given(st.integers(0, 999_999), st.sampled_from([notation.plain, notation.dotted]))
def test_a_count_is_read_back(number: int, write: Callable[[int], str]) -> None:
    assert parse_anzahl(write(number)) == number


@pytest.mark.parametrize("printed", ["1,5", "2,0", "136,00", "136 €", "13 6", "1.36", "-4", "136."])
def test_what_is_no_count_is_refused(printed: str) -> None:
    assert parse_anzahl(printed) is None


KEY_NOTATIONS: list[Callable[[str], str]] = [
    str,
    notation.key_without_land,
    notation.key_grouped,
    lambda ags: ags[1:],
    lambda ags: f"{ags[2:5]} {ags[5:]}",
    lambda ags: f"{ags[2]} {ags[3:5]} {ags[5:]}",
    lambda ags: f"{ags[:5]} {ags[5:]}",
    lambda ags: f"{ags[:2]}.{ags[2]}.{ags[3:5]}.{ags[5:]}",
    lambda ags: f"{ags[:5]}-{ags[5:]}",
    lambda ags: f"{ags[:5]}0000{ags[5:]}",
    lambda ags: f"{ags[:2]} {ags[2]} {ags[3:5]} 5001 {ags[5:]}",
]


@given(st.sampled_from(sorted(gemeinden())), st.sampled_from(KEY_NOTATIONS), BLANKS)
def test_a_key_in_any_notation_is_read_back(
    ags: str, write: Callable[[str], str], blanks: str
) -> None:
    assert parse_gemeinde_ags(write(ags) + blanks) == ags


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "08",
        "08336",
        "336",
        "08336O50",
        "0833605",
        "083360500",
        "09336050",
        "936050",
        "8.336,05",
    ],
)
def test_what_is_no_key_is_refused(printed: str) -> None:
    assert parse_gemeinde_ags(printed) is None


@pytest.mark.parametrize("parse", [parse_betrag, parse_anzahl])
def test_a_number_of_more_than_15_digits_is_none(parse: Callable[[str], object]) -> None:
    assert parse("9" * 15) == parse(".".join(["999"] * 5)) == 10**15 - 1
    for printed in ("1" + "0" * 15, ".".join(["1", *["000"] * 5])):
        assert parse(printed) is None
