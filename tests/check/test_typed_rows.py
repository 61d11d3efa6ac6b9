"""Rows as the typed frame, and what is wrong with them led back to rows and checks."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pandas as pd
import pytest

from pipeline.check.rate import edition_rate
from pipeline.check.typed_rows import (
    CHECKS,
    COLUMN_OF_RULE,
    UNIQUE_RULE,
    Failure,
    failures_to_results,
    find_failures,
    in_key_order,
    zeilen_to_frame,
)
from pipeline.model import CheckResult
from pipeline.values import replace
from schemas.messages import messages
from schemas.planungsrahmen import Planungsrahmen, planungsrahmen_schema
from schemas.register import load_register
from schemas.source import load_source
from tests.builders.interpretations import FIRST, changed, herkunft, row_of, with_amount, zeilen

SOURCE = load_source()
FIRST_EDITION, FINAL_EDITION = SOURCE.editions
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


REGISTER = load_register()
SCHEMA = planungsrahmen_schema(REGISTER, SOURCE.expectations, page_count=99)
AALEN = "08136088"


def results(*found: Failure) -> dict[str, CheckResult]:
    outcome = failures_to_results(found, zeilen(), REGISTER, SOURCE)
    return {result.name: result for result in outcome if not result.passed}


def test_every_rule_of_the_model_has_words() -> None:
    parts = (SCHEMA, *SCHEMA.columns.values())
    rules = {check.name for part in parts for check in part.checks}
    for table in ("rule", "rule_expected"):
        said = {name.split(".")[1] for name in messages("en") if name.startswith(f"{table}.")}
        assert said == rules
    assert set(COLUMN_OF_RULE) <= rules


def test_all_faults_of_all_rows_are_found_at_once() -> None:
    rows = changed(zeilen()[:3], "08115001", betrag_eur=Decimal("-796"), gemeinde_ags="x")
    rows = changed(rows, "08115002", kreis_name="\n", betrag_gedruckt=" ")
    assert set(find_failures(SCHEMA, zeilen_to_frame(rows))) == {
        Failure("key_known", "gemeinde_ags", 1, "x"),
        Failure("amount_not_negative", "betrag_eur", 1, "-796"),
        Failure("kreis_of_key", "kreis_ags", 2, "08115"),
        Failure("not_blank", "betrag_gedruckt", 2, " "),
    }


def test_a_key_that_is_not_unique_is_said_besides_what_else_is_wrong_with_it() -> None:
    rows = changed(zeilen()[:2], "08115001", gemeinde_ags="08111000")
    found = find_failures(SCHEMA, zeilen_to_frame(rows))
    assert [(failure.rule, failure.index) for failure in found] == [
        (UNIQUE_RULE, 0),
        ("name_of_key", 1),
        ("kreis_of_key", 1),
        (UNIQUE_RULE, 1),
    ]


@pytest.mark.parametrize(
    ("failure", "check", "said"),
    [
        (
            Failure("name_of_key", "gemeinde_name", 0, "Esslingen"),
            "name",
            "gemeinde_name 'Esslingen' is not the name of its key; "
            "expected 'Stuttgart, Landeshauptstadt' for 08111000",
        ),
        (
            Failure("kreis_of_key", "kreis_ags", 1, "08116"),
            "kreis",
            "kreis_ags '08116' is not the Kreis of its key; "
            "expected 08115 (Landkreis Böblingen) for 08115001",
        ),
        (
            Failure("amount_plausible", "betrag_eur", 0, "20000001"),
            "betrag",
            "betrag_eur '20000001' is implausibly large; expected at most 20,000,000 EUR",
        ),
        (
            Failure("persons_plausible", "personen", 0, "25001"),
            "personen",
            "personen '25001' is implausibly large; expected at most 25,000 persons",
        ),
        (
            Failure("box_has_area", "x0", 0, "9.0"),
            "herkunft",
            "x0 '9.0' begins a box without area; expected x0 < x1 and y0 < y1",
        ),
    ],
)
def test_a_failure_in_words(failure: Failure, check: str, said: str) -> None:
    row = zeilen()[failure.index or 0].herkunft
    result = results(failure)[check]
    assert result.message == f"page {row.page}, row {row.row}: {said}; check the printed row"
    assert result.rows == (row,)


def test_a_failure_nobody_foresaw_holds_the_document() -> None:
    of_a_row = Failure("dtype('int64')", "page", 3, "x")
    of_the_frame = Failure("column_in_dataframe", "page", None, "")
    found = results(of_a_row, of_the_frame)
    assert list(found) == ["aufbau"]
    assert found["aufbau"].holds
    assert found["aufbau"].rows == (zeilen()[3].herkunft,)
    assert found["aufbau"].message.splitlines() == [
        "page 1, row 4: page: dtype('int64') does not hold; compare with the models in "
        "schemas/planungsrahmen.py",
        "page: column_in_dataframe does not hold; compare with the models in "
        "schemas/planungsrahmen.py",
    ]


def test_a_frame_without_a_column_is_found() -> None:
    frame = zeilen_to_frame(zeilen()[:2]).drop(columns="page")
    found = find_failures(SCHEMA, frame)
    assert found
    assert {failure.index for failure in found} == {None}
    assert "aufbau" in results(*found)


def test_without_failures_every_check_passes() -> None:
    outcome = failures_to_results([], zeilen(), REGISTER, SOURCE)
    assert [(result.name, result.passed) for result in outcome] == [
        (check, True) for check in CHECKS
    ]
