"""Failures of the pandera models, led back to rows and checks."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.check.frame import zeilen_to_frame
from pipeline.check.validation import (
    CHECKS,
    COLUMN_OF_RULE,
    UNIQUE_RULE,
    Failure,
    failures_to_results,
    find_failures,
)
from pipeline.model import CheckResult
from schemas.messages import messages
from schemas.planungsrahmen import planungsrahmen_schema
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
