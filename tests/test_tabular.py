"""Tables as text."""

import json
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipeline.tabular import LEAST_WIDTH, ResultTable, json_text, table_csv, terminal_text

RESULT = ResultTable(
    ("gemeinde_name", "betrag_eur", "stand_am"),
    (
        ("Lörrach, Stadt", Decimal("218922.00"), date(2018, 1, 1)),
        ("=1+1\x1b[2J", None, None),
        ("Aitern", Decimal("-0.50"), date(2017, 7, 1)),
    ),
)


def test_a_table_for_terminals() -> None:
    assert terminal_text(RESULT) == (
        "gemeinde_name   betrag_eur  stand_am\n"
        "--------------  ----------  ----------\n"
        "Lörrach, Stadt   218922.00  2018-01-01\n"
        "=1+1\\u001b[2J\n"
        "Aitern               -0.50  2017-07-01\n"
    )


def test_a_table_that_is_too_wide_has_its_text_cut_and_no_number() -> None:
    assert terminal_text(RESULT, 37) == (
        "gemeinde_name  betrag_eur  stand_am\n"
        "-------------  ----------  ----------\n"
        "Lörrach, Sta…   218922.00  2018-01-01\n"
        "=1+1\\u001b[2J\n"
        "Aitern              -0.50  2017-07-01\n"
    )
    assert terminal_text(RESULT, 38) == terminal_text(RESULT, 1_000) == terminal_text(RESULT)


def test_a_table_that_cannot_be_cut_enough_is_turned_and_loses_nothing() -> None:
    assert terminal_text(RESULT, 36) == (
        "gemeinde_name  Lörrach, Stadt\n"
        "betrag_eur     218922.00\n"
        "stand_am       2018-01-01\n"
        "\n"
        "gemeinde_name  =1+1\\u001b[2J\n"
        "betrag_eur\n"
        "stand_am\n"
        "\n"
        "gemeinde_name  Aitern\n"
        "betrag_eur     -0.50\n"
        "stand_am       2017-07-01\n"
    )
    long = ResultTable(("text", *"abcdef"), (("Belegt auf Seite eins und zwei", *"123456"),))
    assert terminal_text(long, 24).startswith(
        "text  Belegt auf Seite\n      eins und zwei\na     1\n"
    )
    assert terminal_text(ResultTable(RESULT.columns, ()), 30) == (
        "no rows; columns:\ngemeinde_name, betrag_eur,\nstand_am\n"
    )


@given(st.integers(10, 120), st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_no_line_of_a_table_is_wider_than_the_terminal(width: int, values: list[str]) -> None:
    names = tuple(f"c{number}" for number in range(len(values)))
    text = terminal_text(ResultTable(names, (tuple(values),)), max(width, 2 + 2 + LEAST_WIDTH))
    assert max(map(len, text.split("\n"))) <= max(width, 2 + 2 + LEAST_WIDTH)


def test_csv_has_each_value_as_it_is() -> None:
    assert table_csv(RESULT) == (
        "gemeinde_name,betrag_eur,stand_am\n"
        '"Lörrach, Stadt",218922,2018-01-01\n'
        "=1+1\x1b[2J,,\n"
        "Aitern,-0.50,2017-07-01\n"
    )


def test_json_keeps_numbers_and_nothing() -> None:
    assert json.loads(json_text(RESULT.records)) == [
        {"gemeinde_name": "Lörrach, Stadt", "betrag_eur": 218922, "stand_am": "2018-01-01"},
        {"gemeinde_name": "=1+1\x1b[2J", "betrag_eur": None, "stand_am": None},
        {"gemeinde_name": "Aitern", "betrag_eur": -0.5, "stand_am": "2017-07-01"},
    ]


def test_no_rows_are_still_a_table() -> None:
    assert terminal_text(ResultTable(("a", "bc"), ())) == "a  bc\n-  --\n"
    assert table_csv(ResultTable(("a", "bc"), ())) == "a,bc\n"
    assert json_text(ResultTable(("a", "bc"), ()).records) == "[]\n"
