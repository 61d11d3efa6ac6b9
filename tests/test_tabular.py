"""Tables as text."""

import json
from datetime import date
from decimal import Decimal

from pipeline.tabular import Table, csv_text, json_text, terminal_text

RESULT = Table(
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
        "Lörrach, Stadt      218922  2018-01-01\n"
        "=1+1 [2J\n"
        "Aitern               -0.50  2017-07-01\n"
    )


def test_csv_guards_text_and_leaves_numbers_alone() -> None:
    assert csv_text(RESULT) == (
        "gemeinde_name,betrag_eur,stand_am\n"
        '"Lörrach, Stadt",218922,2018-01-01\n'
        "'=1+1\x1b[2J,,\n"
        "Aitern,-0.50,2017-07-01\n"
    )


def test_json_keeps_numbers_and_nothing() -> None:
    assert json.loads(json_text(RESULT.records)) == [
        {"gemeinde_name": "Lörrach, Stadt", "betrag_eur": 218922, "stand_am": "2018-01-01"},
        {"gemeinde_name": "=1+1\x1b[2J", "betrag_eur": None, "stand_am": None},
        {"gemeinde_name": "Aitern", "betrag_eur": -0.5, "stand_am": "2017-07-01"},
    ]


def test_no_rows_are_still_a_table() -> None:
    assert terminal_text(Table(("a", "bc"), ())) == "a  bc\n-  --\n"
    assert csv_text(Table(("a", "bc"), ())) == "a,bc\n"
    assert json_text(Table(("a", "bc"), ()).records) == "[]\n"
