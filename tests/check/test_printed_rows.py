"""Printed rows: understood, read as printed, their parts added up, and all of them there."""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.check.printed_rows import (
    amounts_as_printed,
    is_complete,
    parts_add_up,
    register_complete,
    rows_readable,
    says,
)
from pipeline.model import Zeile
from pipeline.values import replace
from schemas.messages import messages
from schemas.register import load_register
from schemas.source import load_source
from tests.builders.interpretations import changed, herkunft, row_error, row_of, zeilen

SOURCE = load_source()


@pytest.mark.parametrize(
    ("printed", "betrag_eur"),
    [
        ("218.922 €", 218_922),
        ("218 922 Euro", 218_922),
        ("218\u202f922", 218_922),
        ("218'922", 218_922),
        ("218922", 218_922),
        ("218.922,00", 218_922),
        ("218922,00", 218_922),
        ("218.922,- EUR", 218_922),
        ("218.\n922", 218_922),
        ("218.922 1)", 218_922),
        ("2 1 8 . 9 2 2", 218_922),
        ("1.234.567", 1_234_567),
        ("9661", 9_661),
        ("0", 0),
        ("0,00", 0),
        ("–", 0),
        ("", 0),
    ],
)
def test_what_is_printed_says_the_figure(printed: str, betrag_eur: int) -> None:
    assert says(printed, Decimal(betrag_eur))


@pytest.mark.parametrize(
    ("printed", "betrag_eur"),
    [
        ("218.922", 218_912),
        ("218.922", 2_189_220),
        ("218.922", 21_892),
        ("218.922", 0),
        ("218.922,00", 0),
        ("–", 1),
        ("x", 796),
        ("0", 10),
        ("218.922 1)", 1),
    ],
)
def test_what_is_printed_says_another_figure(printed: str, betrag_eur: int) -> None:
    assert not says(printed, Decimal(betrag_eur))


@given(st.integers(0, 10**9), st.sampled_from([".", " ", "\u00a0", "'"]), st.integers(0, 10**9))
def test_exactly_the_printed_figure_is_said(printed: int, mark: str, read: int) -> None:
    text = f"{printed:,}".replace(",", mark)
    assert says(text, Decimal(printed))
    if read not in (printed, printed / 100):
        assert not says(text, Decimal(read))


def test_what_is_no_whole_amount_is_left_to_other_checks() -> None:
    assert says("x", Decimal("0.5"))


def test_a_difference_names_the_row() -> None:
    rows = changed(zeilen(), "08136088", betrag_gedruckt="108.276")
    result = amounts_as_printed(rows)
    assert result.holds
    assert result.message == (
        "page 6, row 42: betrag_eur 108,267 for 08136088 is not what is printed; expected the "
        "digits of '108.276'; check the printed row"
    )


AALEN = "08136088"


def parted(split: Callable[[Decimal], tuple[Decimal, ...]]) -> tuple[Zeile, ...]:
    return tuple(replace(row, teilbetraege=split(row.betrag_eur)) for row in zeilen())


def halves(betrag: Decimal) -> tuple[Decimal, ...]:
    return betrag // 2, betrag - betrag // 2


def test_rows_without_parts_have_nothing_to_add_up() -> None:
    assert parts_add_up(zeilen(), SOURCE).message.startswith("no row has several amounts")


def test_parts_that_add_up() -> None:
    assert parts_add_up(parted(halves), SOURCE).message == "the parts of all 1,054 rows add up"


def test_a_row_whose_parts_do_not_add_up_is_named() -> None:
    rows = tuple(
        replace(row, betrag_eur=row.betrag_eur + 10) if row.gemeinde_ags == AALEN else row
        for row in parted(halves)
    )
    result = parts_add_up(rows, SOURCE)
    assert result.holds
    assert result.rows == (row_of(rows, AALEN).herkunft,)
    assert result.message == (
        "page 6, row 42: betrag_eur 108,277 for 08136088 is not the sum of its parts; expected "
        "108,267; check the printed row"
    )


def test_a_figure_of_nothing_with_parts_of_something_is_named() -> None:
    rows = tuple(
        replace(row, betrag_eur=Decimal(0)) if row.gemeinde_ags == AALEN else row
        for row in parted(halves)
    )
    assert parts_add_up(rows, SOURCE).rows == (row_of(rows, AALEN).herkunft,)


def test_amounts_that_are_no_parts_need_not_add_up() -> None:
    result = parts_add_up(parted(lambda betrag: (betrag, betrag)), SOURCE)
    assert result.passed
    assert result.message.startswith("the further amounts of a row are not parts of its figure")


CODES = {
    name.removeprefix("row_error.") for name in messages("en") if name.startswith("row_error.")
}
INTERPRET = Path(pipeline.__file__).parent / "interpret"


def test_no_error_is_said() -> None:
    result = rows_readable(())
    assert (result.name, result.passed) == ("zeilen_lesbar", True)


def test_an_error_is_told_with_its_place_and_text() -> None:
    error = row_error()
    result = rows_readable([error])
    assert result.holds
    assert result.rows == (error.herkunft,)
    assert result.message == (
        "page 3, row 17: the amount is not readable (amount_unreadable): found '218,922', "
        "expected whole euros with points between thousands; the row reads "
        "'08336050 | Lörrach, Stadt | 218,922'; check the printed row"
    )
    assert result.meldung == (
        "Seite 3, Zeile 17: der Betrag ist nicht lesbar (amount_unreadable): gefunden „218,922“, "
        "erwartet: ein Betrag in ganzen Euro wie „218.922“, bei keinem Betrag „0“ oder „–“; "
        "die Zeile lautet „08336050 | Lörrach, Stadt | 218,922“; bitte die gedruckte Zeile prüfen"
    )


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_words_of_its_own(code: str) -> None:
    result = rows_readable([row_error(code=code)])
    expected = messages("de")[f"row_error_expected.{code}"].format(error=row_error())
    assert f": {messages('en')[f'row_error.{code}']} ({code}): " in result.message
    assert f": {messages('de')[f'row_error.{code}']} ({code}): " in result.meldung
    assert f", erwartet: {expected}; " in result.meldung
    for language in ("en", "de"):
        said = [messages(language)[f"row_error.{other}"] for other in CODES]
        assert said.count(messages(language)[f"row_error.{code}"]) == 1


def test_a_key_of_another_municipality_is_told_with_the_name_that_it_has() -> None:
    error = row_error(code="name_conflict", found="Binzen", expected="Lörrach, Stadt (08336050)")
    assert (
        "Schlüssel und Name gehören zu verschiedenen Gemeinden (name_conflict): gefunden „Binzen“, "
        "erwartet: der Name zum Schlüssel: Lörrach, Stadt (08336050); die Zeile"
    ) in rows_readable([error]).meldung


def raised_codes() -> set[str]:
    """The codes that the interpreting stage gives its errors, read from its source."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in INTERPRET.glob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("MisreadError", "RowError")
        if call.args and isinstance(call.args[0], ast.Constant)
    }


def test_the_codes_with_words_are_those_that_are_raised() -> None:
    assert raised_codes() == CODES


def test_an_unforeseen_code_is_named_all_the_same() -> None:
    result = rows_readable([row_error(code="moon_phase")])
    assert "the row is not understood (moon_phase)" in result.message
    assert "die Zeile ist nicht verstanden" in result.meldung


def test_every_row_is_kept_also_where_not_every_one_is_told() -> None:
    errors = [row_error(herkunft=herkunft(1, number)) for number in range(1, 31)]
    result = rows_readable(errors)
    assert len(result.rows) == 30
    assert result.message.splitlines()[-1] == "and 5 more"
    assert result.meldung.splitlines()[-1] == "und 5 weitere"


REGISTER = load_register()


def without(*beginnings: str) -> list[str]:
    rows = [row for row in zeilen() if not row.gemeinde_ags.startswith(beginnings)]
    result = register_complete(rows, REGISTER, SOURCE)
    assert result.holds
    assert not is_complete(rows, REGISTER)
    return result.message.splitlines()


def test_a_complete_table() -> None:
    result = register_complete(zeilen(), REGISTER, SOURCE)
    assert (result.passed, result.message, result.meldung) == (
        True,
        "all 1,101 municipalities are there",
        "Alle 1.101 Gemeinden sind vorhanden.",
    )
    assert is_complete(zeilen(), REGISTER)


def test_gaps_are_named_with_their_kreis() -> None:
    assert without("08336050", "08336045", "08111000") == [
        "1,098 of 1,101 municipalities have a row; missing: 3; look for their rows in the document",
        "Stadtkreis Stuttgart, 1: Stuttgart, Landeshauptstadt (08111000)",
        "Landkreis Lörrach, 2: Kandern, Stadt (08336045); Lörrach, Stadt (08336050)",
    ]


def test_many_gaps_of_one_kreis_are_counted() -> None:
    headline, kreis = without("08336")
    assert headline.startswith("1,066 of 1,101")
    assert kreis.startswith("Landkreis Lörrach, 35: ")
    assert kreis.count("(08336") == 10
    assert kreis.endswith("; and 25 more")


def test_many_kreise_are_counted() -> None:
    lines = without("08")
    assert len(lines) == 26
    assert lines[-1] == "and 20 more"


def test_a_row_twice_is_not_complete() -> None:
    assert not is_complete([*zeilen(), zeilen()[0]], REGISTER)
