"""The model of the trusted frame."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pytest

from schemas.planungsrahmen import Planungsrahmen, planungsrahmen_schema
from schemas.register import load_register
from schemas.source import load_source

BOUNDS = load_source().expectations
SCHEMA = planungsrahmen_schema(load_register(), BOUNDS, page_count=20)
COLUMNS = [
    "gemeinde_ags",
    "gemeinde_name",
    "kreis_ags",
    "kreis_name",
    "personen",
    "personen_errechnet",
    "betrag_eur",
    "betrag_eur_gedruckt",
    "zeitraum",
    "antragsberechtigt",
    "name_gedruckt",
    "betrag_gedruckt",
    "page",
    "row_on_page",
    "x0",
    "y0",
    "x1",
    "y1",
    "text_gedruckt",
    "engine",
]
TYPES = {
    "personen": "Int64",
    "personen_errechnet": "Int64",
    "betrag_eur": "object",
    "betrag_eur_gedruckt": "object",
    "antragsberechtigt": "boolean",
    "page": "Int64",
    "row_on_page": "Int64",
    **dict.fromkeys(("x0", "y0", "x1", "y1"), "float64"),
}


def row(**overrides: Any) -> dict[str, Any]:
    valid = {
        "gemeinde_ags": "08435057",
        "gemeinde_name": "Tettnang, Stadt",
        "kreis_ags": "08435",
        "kreis_name": "Bodenseekreis",
        "personen": 166,
        "personen_errechnet": 166,
        "betrag_eur": Decimal(132_149),
        "betrag_eur_gedruckt": Decimal(132_149),
        "zeitraum": "ein Jahr",
        "antragsberechtigt": True,
        "name_gedruckt": "Tettnang",
        "betrag_gedruckt": "132.149 €",
        "page": 18,
        "row_on_page": 14,
        "x0": 50.0,
        "y0": 208.0,
        "x1": 500.0,
        "y1": 218.0,
        "text_gedruckt": "Tettnang 166 132.149 €",
        "engine": "pdfium",
    }
    return valid | overrides


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: pd.Series([row[name] for row in rows], dtype=TYPES.get(name, "str"))
            for name in COLUMNS
        }
    )


def broken(schema: pa.DataFrameSchema, bad: pd.DataFrame) -> set[str]:
    with pytest.raises(pa.errors.SchemaErrors) as caught:
        schema.validate(bad, lazy=True)
    return {str(rule) for rule in caught.value.failure_cases["check"]}


def test_the_columns_are_those_promised() -> None:
    assert list(Planungsrahmen.to_schema().columns) == COLUMNS
    assert list(SCHEMA.columns) == COLUMNS


def test_a_valid_row_passes_unchanged() -> None:
    valid = frame(row())
    assert SCHEMA.validate(valid).equals(valid)
    assert Planungsrahmen.validate(valid).equals(valid)


def test_what_may_be_missing() -> None:
    optional = dict.fromkeys(
        ("personen", "personen_errechnet", "zeitraum", "antragsberechtigt"), None
    )
    valid = frame(row(**optional))
    assert SCHEMA.validate(valid).equals(valid)


@pytest.mark.parametrize(
    "name", [name for name in COLUMNS if name not in TYPES and name != "zeitraum"]
)
def test_what_may_not_be_missing(name: str) -> None:
    assert "not_nullable" in broken(SCHEMA, frame(row(**{name: None})))


@pytest.mark.parametrize(
    ("overrides", "rule"),
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
def test_a_value_that_cannot_be(overrides: dict[str, Any], rule: str) -> None:
    assert broken(SCHEMA, frame(row(**overrides))) == {rule}


@pytest.mark.parametrize(
    "overrides",
    [
        {"betrag_eur": Decimal(BOUNDS.amount_max_eur)},
        {"betrag_eur": Decimal(0), "personen": 0},
        {"personen": BOUNDS.persons_max},
        {"page": 20},
    ],
)
def test_the_bounds_themselves_are_allowed(overrides: dict[str, Any]) -> None:
    assert len(SCHEMA.validate(frame(row(**overrides)))) == 1


def test_one_row_for_each_key() -> None:
    assert broken(SCHEMA, frame(row(), row())) == {"field_uniqueness"}


def test_no_column_more_or_less_and_in_order() -> None:
    valid = frame(row())
    assert broken(SCHEMA, valid.assign(more="x")) == {"column_in_schema"}
    assert broken(SCHEMA, valid.drop(columns="engine")) == {"column_in_dataframe"}
    assert broken(SCHEMA, valid[COLUMNS[::-1]]) == {"column_ordered"}


def test_the_bounds_of_one_document_are_not_those_of_the_next() -> None:
    planungsrahmen_schema(load_register(), BOUNDS, page_count=1)
    assert len(SCHEMA.validate(frame(row(page=20)))) == 1
    longer = planungsrahmen_schema(load_register(), BOUNDS, page_count=30)
    assert len(longer.validate(frame(row(page=30)))) == 1
