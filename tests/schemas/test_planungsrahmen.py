"""One published row, and the rules that its values are held to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from schemas.planungsrahmen import Broken, Planungsrahmen, broken_rules
from schemas.register import load_register
from schemas.source import load_source

BOUNDS = load_source().expectations
ROW = Planungsrahmen(
    gemeinde_ags="08435057",
    gemeinde_name="Tettnang, Stadt",
    kreis_ags="08435",
    kreis_name="Bodenseekreis",
    personen=166,
    personen_errechnet=166,
    betrag_eur=Decimal(132_149),
    betrag_eur_gedruckt=Decimal(132_149),
    zeitraum="ein Jahr",
    antragsberechtigt=True,
    name_gedruckt="Tettnang",
    betrag_gedruckt="132.149 €",
    page=18,
    row_on_page=14,
    x0=50.0,
    y0=208.0,
    x1=500.0,
    y1=218.0,
    text_gedruckt="Tettnang 166 132.149 €",
    engine="pdfium",
)
OPTIONAL = ("personen", "personen_errechnet", "zeitraum", "antragsberechtigt")


def broken(changes: Mapping[str, Any], page_count: int = 20) -> list[Broken]:
    row = ROW._replace(**changes)
    return list(broken_rules(row, load_register(), BOUNDS, page_count))


def test_a_valid_row_breaks_no_rule() -> None:
    assert broken({}) == []
    assert broken(dict.fromkeys(OPTIONAL)) == []


@pytest.mark.parametrize("name", sorted({*Planungsrahmen._fields} - {*OPTIONAL}))
def test_what_may_not_be_missing(name: str) -> None:
    [(rule, column, value)] = broken({name: None})
    assert (rule.startswith(("<class", "int | float")), column, value) == (True, name, "None")


@pytest.mark.parametrize(
    ("name", "value"), [("personen", "166"), ("betrag_eur", 1.5), ("page", 1.0), ("x0", "9")]
)
def test_what_is_of_another_type(name: str, value: object) -> None:
    assert [(one.column, one.value) for one in broken({name: value})] == [(name, str(value))]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"gemeinde_ags": "08435999"}, "key_known"),
        ({"gemeinde_ags": "8435057"}, "key_known"),
        ({"gemeinde_ags": "08435057\n"}, "key_known"),
        ({"gemeinde_ags": "0843505\u0667"}, "key_known"),
        ({"gemeinde_name": " "}, "name_of_key"),
        ({"kreis_ags": "0843"}, "kreis_of_key"),
        ({"betrag_gedruckt": ""}, "not_blank"),
        ({"text_gedruckt": "\n"}, "not_blank"),
        ({"x0": float("-inf")}, "coordinate"),
        ({"x1": 14_401.0}, "coordinate"),
        ({"gemeinde_name": "Tettnang"}, "name_of_key"),
        ({"kreis_ags": "08436"}, "kreis_of_key"),
        ({"kreis_name": "Ravensburg"}, "kreis_of_key"),
        ({"betrag_eur": Decimal("0.5")}, "amount_whole"),
        ({"betrag_eur": Decimal("NaN")}, "amount_whole"),
        ({"betrag_eur": Decimal(-1)}, "amount_not_negative"),
        ({"betrag_eur": Decimal(BOUNDS.amount_max_eur + 1)}, "amount_plausible"),
        ({"personen": -1}, "persons_not_negative"),
        ({"personen_errechnet": -1}, "persons_not_negative"),
        ({"personen": BOUNDS.persons_max + 1}, "persons_plausible"),
        ({"page": 0}, "counts_from_one"),
        ({"page": 21}, "page_in_document"),
        ({"row_on_page": 0}, "counts_from_one"),
        ({"x1": 50.0}, "box_has_area"),
        ({"y1": 1.0}, "box_has_area"),
    ],
)
def test_a_value_that_cannot_be(changes: dict[str, Any], rule: str) -> None:
    assert [one.rule for one in broken(changes)] == [rule]


@pytest.mark.parametrize(
    "changes",
    [
        {"betrag_eur": Decimal(BOUNDS.amount_max_eur)},
        {"betrag_eur": Decimal(0), "personen": 0},
        {"personen": BOUNDS.persons_max},
        {"page": 20},
    ],
)
def test_the_bounds_themselves_are_allowed(changes: dict[str, Any]) -> None:
    assert broken(changes) == []


def test_the_pages_of_one_document_are_not_those_of_the_next() -> None:
    assert [one.rule for one in broken({"page": 20}, 1)] == ["page_in_document"]
    assert broken({"page": 30}, 30) == []
