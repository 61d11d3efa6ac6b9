"""Rows as frames, of strings and of types."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import duckdb
import pandas as pd
import pytest

from pipeline.check.frame import in_key_order, zeilen_to_frame, zeilen_to_text_frame
from schemas.planungsrahmen import Planungsrahmen, PlanungsrahmenText
from schemas.source import SourceEdition, load_source
from tests.builders.interpretations import FIRST, herkunft, row_of, with_amount, zeilen

SOURCE = load_source()
FIRST_EDITION, FINAL_EDITION = SOURCE.editions
TETTNANG = "08435057"


def first_row(frame: pd.DataFrame) -> dict[str, object]:
    return {str(name): value for name, value in frame.iloc[0].items()}


def test_a_row_of_the_final_edition() -> None:
    row = row_of(zeilen(), TETTNANG)
    assert first_row(zeilen_to_frame([row], SOURCE, FINAL_EDITION)) == {
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
        "name_gedruckt": "Tettnang, Stadt",
        "betrag_gedruckt": "132.149",
        "page": 18,
        "row_on_page": 14,
        "x0": 50.0,
        "y0": 208.0,
        "x1": 500.0,
        "y1": 218.0,
        "text_gedruckt": "08435057 | Tettnang, Stadt | 166 | 132.149",
        "engine": "pdfium",
    }


def may_apply(betrag_eur: int, edition: SourceEdition | None) -> object:
    row = with_amount(zeilen()[0], betrag_eur)
    return zeilen_to_frame([row], SOURCE, edition)["antragsberechtigt"][0]


@pytest.mark.parametrize(("betrag_eur", "expected"), [(50_999, False), (51_000, True)])
def test_the_threshold_is_for_annual_amounts(betrag_eur: int, expected: bool) -> None:
    assert may_apply(betrag_eur, FINAL_EDITION) == expected
    assert may_apply(betrag_eur, FIRST_EDITION) is pd.NA
    assert may_apply(betrag_eur, None) is pd.NA


def test_persons_are_computed_only_where_the_amount_fits() -> None:
    fits, strays = zeilen(FIRST, persons=False)[0], with_amount(zeilen()[1], 500)
    frame = zeilen_to_frame([fits, strays], SOURCE, FIRST_EDITION)
    assert frame["personen_errechnet"].tolist() == [629, pd.NA]
    assert frame["personen"].tolist() == [pd.NA, strays.personen]
    unknown = zeilen_to_frame([fits], SOURCE, None)
    assert unknown["personen_errechnet"].tolist() == [pd.NA]
    assert unknown["zeitraum"].isna().tolist() == [True]


@pytest.mark.parametrize("count", [0, 1, 1_101])
@pytest.mark.parametrize("edition", [FINAL_EDITION, None])
def test_frames_have_the_columns_and_types_of_their_models(
    count: int, edition: SourceEdition | None
) -> None:
    rows = zeilen(persons=False)[:count]
    typed, texts = zeilen_to_frame(rows, SOURCE, edition), zeilen_to_text_frame(rows)
    assert Planungsrahmen.validate(typed).dtypes.equals(typed.dtypes)
    assert PlanungsrahmenText.validate(texts).dtypes.equals(texts.dtypes)
    assert typed["gemeinde_ags"].dtype == "str"
    assert typed["personen"].dtype == "Int64"


def test_texts_are_what_the_values_are() -> None:
    row = replace(zeilen()[0], personen=None, betrag_eur=Decimal("NaN"), kreis_name="")
    texts = first_row(zeilen_to_text_frame([row]))
    assert (texts["betrag_eur"], texts["kreis_name"]) == ("NaN", "")
    assert pd.isna(texts["personen"])  # type: ignore[call-overload]


def test_rows_are_sorted_by_key_and_then_by_place() -> None:
    first, second = zeilen()[:2]
    again = replace(first, herkunft=herkunft(9, 9))
    assert in_key_order([second, again, first]) == (first, again, second)


def test_duckdb_takes_the_frame_as_it_is() -> None:
    frame = zeilen_to_frame(zeilen(persons=False)[:1], SOURCE, None)
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        types = connection.execute("SELECT column_name, column_type FROM (DESCRIBE frame)")
        assert dict(types.fetchall()) == {
            **dict.fromkeys(frame.columns, "VARCHAR"),
            **dict.fromkeys(("x0", "y0", "x1", "y1"), "DOUBLE"),
            **dict.fromkeys(("personen", "personen_errechnet", "page", "row_on_page"), "BIGINT"),
            **dict.fromkeys(("betrag_eur", "betrag_eur_gedruckt"), "DECIMAL(6,0)"),
            "antragsberechtigt": "BOOLEAN",
        }
        values = connection.execute("SELECT personen, zeitraum, antragsberechtigt FROM frame")
        assert values.fetchall() == [(None, None, None)]
