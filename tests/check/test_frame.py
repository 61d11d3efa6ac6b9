"""Rows as the typed frame."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import duckdb
import pandas as pd
import pytest

from pipeline.check.frame import in_key_order, zeilen_to_frame
from pipeline.check.rate import edition_rate
from schemas.planungsrahmen import Planungsrahmen
from schemas.source import load_source
from tests.builders.interpretations import FIRST, herkunft, row_of, with_amount, zeilen

FIRST_EDITION, FINAL_EDITION = load_source().editions
TETTNANG = "08435057"


def first_row(frame: pd.DataFrame) -> dict[str, object]:
    return {str(name): value for name, value in frame.iloc[0].items()}


def test_a_row_of_the_final_edition() -> None:
    row = row_of(zeilen(), TETTNANG)
    rate = edition_rate(FINAL_EDITION)
    assert first_row(zeilen_to_frame([row], None, rate, "ein Jahr", 51_000)) == {
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


@pytest.mark.parametrize(
    ("betrag_eur", "threshold_eur", "expected"),
    [(50_999, 51_000, False), (51_000, 51_000, True), (51_000, None, pd.NA)],
)
def test_who_may_apply_is_told_by_the_threshold(
    betrag_eur: int, threshold_eur: int | None, expected: object
) -> None:
    row = with_amount(zeilen()[0], betrag_eur)
    frame = zeilen_to_frame([row], threshold_eur=threshold_eur)
    assert frame["antragsberechtigt"].tolist() == [expected]


def test_persons_are_computed_only_where_the_amount_fits() -> None:
    fits, strays = zeilen(FIRST, persons=False)[0], with_amount(zeilen()[1], 500)
    frame = zeilen_to_frame([fits, strays], rate=edition_rate(FIRST_EDITION))
    assert frame["personen_errechnet"].tolist() == [629, pd.NA]
    assert frame["personen"].tolist() == [pd.NA, strays.personen]
    unknown = zeilen_to_frame([fits])
    assert unknown["personen_errechnet"].tolist() == [pd.NA]
    assert unknown["zeitraum"].isna().tolist() == [True]


def test_what_is_printed_stays_next_to_what_is_corrected() -> None:
    printed = zeilen()[0]
    frame = zeilen_to_frame([with_amount(printed, 7)], [printed])
    assert frame["betrag_eur"].tolist() == [7]
    assert frame["betrag_eur_gedruckt"].tolist() == [printed.betrag_eur]


@pytest.mark.parametrize("count", [0, 1, 1_101])
@pytest.mark.parametrize("threshold_eur", [51_000, None])
def test_the_frame_has_the_columns_and_types_of_its_model(
    count: int, threshold_eur: int | None
) -> None:
    rows = zeilen(persons=False)[:count]
    frame = zeilen_to_frame(rows, rows, edition_rate(FINAL_EDITION), None, threshold_eur)
    assert Planungsrahmen.validate(frame).dtypes.equals(frame.dtypes)
    assert frame["gemeinde_ags"].dtype == "str"
    assert frame["personen"].dtype == "Int64"


def test_rows_are_sorted_by_key_and_then_by_place() -> None:
    first, second = zeilen()[:2]
    again = replace(first, herkunft=herkunft(9, 9))
    assert in_key_order([second, again, first]) == (first, again, second)


def test_duckdb_takes_the_frame_as_it_is() -> None:
    frame = zeilen_to_frame(zeilen(persons=False)[:1])
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
