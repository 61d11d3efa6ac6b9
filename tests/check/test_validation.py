"""Failures of the pandera models, led back to rows and checks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.check.frame import zeilen_to_frame
from pipeline.check.rules import CHECKS, RULES, UNIQUE_RULE
from pipeline.check.validation import (
    Failure,
    convertible,
    each_cell_once,
    failures_to_results,
    text_failures,
    type_failures,
)
from pipeline.model import CheckResult, Zeile
from schemas.planungsrahmen import PlanungsrahmenText, planungsrahmen_schema
from schemas.register import load_register
from schemas.source import load_source
from tests.builders.interpretations import changed, zeilen

SOURCE = load_source()
REGISTER = load_register()
SCHEMA = planungsrahmen_schema(REGISTER, SOURCE.expectations, page_count=99)
AALEN = "08136088"


def results(*found: Failure) -> dict[str, CheckResult]:
    outcome = failures_to_results(found, zeilen(), REGISTER, SOURCE)
    return {result.name: result for result in outcome if not result.passed}


def test_every_rule_of_the_models_has_words() -> None:
    schemas = [PlanungsrahmenText.to_schema(), SCHEMA]
    columns = [column for schema in schemas for column in schema.columns.values()]
    checks = [check for part in (*schemas, *columns) for check in part.checks]
    assert {check.name for check in checks} == set(RULES)


def test_all_faults_of_all_rows_are_found_at_once() -> None:
    rows = [
        replace(zeilen()[0], gemeinde_ags="x", betrag_eur=Decimal("Infinity")),
        zeilen()[1],
        replace(zeilen()[2], gemeinde_name="\n"),
    ]
    assert text_failures(rows) == (
        Failure("key_digits", "gemeinde_ags", 0, "x"),
        Failure("not_blank", "gemeinde_name", 2, "\n"),
        Failure("amount_decimal", "betrag_eur", 0, "Infinity"),
    )


def test_rows_without_a_number_cannot_be_converted() -> None:
    found = [
        Failure("amount_decimal", "betrag_eur", 0, "NaN"),
        Failure("key_digits", "gemeinde_ags", 1, "x"),
    ]
    assert convertible(3, found) == (1, 2)


def test_a_typed_failure_is_led_back_over_the_rows_left_out() -> None:
    rows: tuple[Zeile, ...] = changed(zeilen()[:3], "08115001", betrag_eur=Decimal("-796"))
    frame = zeilen_to_frame(rows[1:], SOURCE, None)
    assert type_failures(SCHEMA, frame, (1, 2)) == (
        Failure("amount_not_negative", "betrag_eur", 1, "-796"),
    )


def test_one_wrong_cell_is_one_finding_by_its_first_rule() -> None:
    first = Failure("key_digits", "gemeinde_ags", 7, "x")
    again = Failure("key_known", "gemeinde_ags", 7, "x")
    earlier = Failure("not_blank", "gemeinde_name", 2, "")
    twice = Failure(UNIQUE_RULE, "gemeinde_ags", 7, "x")
    assert each_cell_once([first, again, earlier, twice]) == [earlier, first, twice]


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
    frame = zeilen_to_frame(zeilen()[:2], SOURCE, None).drop(columns="page")
    found = type_failures(SCHEMA, frame, (0, 1))
    assert found
    assert {failure.index for failure in found} == {None}
    assert "aufbau" in results(*found)


def test_without_failures_every_check_passes() -> None:
    outcome = failures_to_results([], zeilen(), REGISTER, SOURCE)
    assert [(result.name, result.passed) for result in outcome] == [
        (check, True) for check in CHECKS
    ]
