"""Query results as text."""

import json
from datetime import date
from decimal import Decimal

from pipeline.store.query import QueryResult, render_csv, render_json, render_table

RESULT = QueryResult(
    ("gemeinde_name", "betrag_eur", "stand_am"),
    (
        ("Lörrach, Stadt", Decimal("218922.00"), date(2018, 1, 1)),
        ("=1+1\x1b[2J", None, None),
        ("Aitern", Decimal("-0.50"), date(2017, 7, 1)),
    ),
)


def test_a_table_for_terminals() -> None:
    assert render_table(RESULT) == (
        "gemeinde_name   betrag_eur  stand_am\n"
        "--------------  ----------  ----------\n"
        "Lörrach, Stadt      218922  2018-01-01\n"
        "=1+1 [2J\n"
        "Aitern               -0.50  2017-07-01\n"
    )


def test_csv_guards_text_and_leaves_numbers_alone() -> None:
    assert render_csv(RESULT) == (
        "gemeinde_name,betrag_eur,stand_am\n"
        '"Lörrach, Stadt",218922,2018-01-01\n'
        "'=1+1\x1b[2J,,\n"
        "Aitern,-0.50,2017-07-01\n"
    )


def test_json_keeps_numbers_and_nothing() -> None:
    assert json.loads(render_json(RESULT)) == [
        {"gemeinde_name": "Lörrach, Stadt", "betrag_eur": 218922, "stand_am": "2018-01-01"},
        {"gemeinde_name": "=1+1\x1b[2J", "betrag_eur": None, "stand_am": None},
        {"gemeinde_name": "Aitern", "betrag_eur": -0.5, "stand_am": "2017-07-01"},
    ]


def test_no_rows_are_still_a_table() -> None:
    assert render_table(QueryResult(("a", "bc"), ())) == "a  bc\n-  --\n"
    assert render_csv(QueryResult(("a", "bc"), ())) == "a,bc\n"
    assert render_json(QueryResult(("a", "bc"), ())) == "[]\n"
