"""Figures as the rows to publish, and what is wrong with them led back to rows and checks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.check.rate import edition_rate
from pipeline.check.typed_rows import CHECKS, in_key_order, rows_valid, zeilen_to_rows
from pipeline.model import CheckResult, Zeile
from schemas.messages import messages
from schemas.planungsrahmen import Planungsrahmen, Rows, rules_of_values
from schemas.register import load_register
from schemas.source import load_source
from tests.builders.interpretations import FIRST, changed, herkunft, row_of, with_amount, zeilen

SOURCE, REGISTER = load_source(), load_register()
FIRST_EDITION, FINAL_EDITION = SOURCE.editions
TETTNANG = "08435057"
OF_SEVERAL_VALUES = {"key_known", "name_of_key", "kreis_of_key", "box_has_area"}


def test_a_row_of_the_final_edition() -> None:
    row = row_of(zeilen(), TETTNANG)
    rate = edition_rate(FINAL_EDITION)
    [made] = zeilen_to_rows([row], None, rate, "ein Jahr", 51_000)
    assert made._asdict() == {
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
    [(50_999, 51_000, False), (51_000, 51_000, True), (51_000, None, None)],
)
def test_who_may_apply_is_told_by_the_threshold(
    betrag_eur: int, threshold_eur: int | None, expected: object
) -> None:
    row = with_amount(zeilen()[0], betrag_eur)
    [made] = zeilen_to_rows([row], threshold_eur=threshold_eur)
    assert made.antragsberechtigt is expected


def test_persons_are_computed_only_where_the_amount_fits() -> None:
    fits, strays = zeilen(FIRST, persons=False)[0], with_amount(zeilen()[1], 500)
    rows = zeilen_to_rows([fits, strays], rate=edition_rate(FIRST_EDITION))
    assert [row.personen_errechnet for row in rows] == [629, None]
    assert [row.personen for row in rows] == [None, strays.personen]
    [unknown] = zeilen_to_rows([fits])
    assert (unknown.personen_errechnet, unknown.zeitraum) == (None, None)


def test_what_is_printed_stays_next_to_what_is_corrected() -> None:
    printed = zeilen()[0]
    [made] = zeilen_to_rows([with_amount(printed, 7)], [printed])
    assert (made.betrag_eur, made.betrag_eur_gedruckt) == (Decimal(7), printed.betrag_eur)


def test_rows_are_sorted_by_key_and_then_by_place() -> None:
    first, second = zeilen()[:2]
    again = replace(first, herkunft=herkunft(9, 9))
    assert in_key_order([second, again, first]) == (first, again, second)


def valid(rows: Rows, figures: tuple[Zeile, ...]) -> list[CheckResult]:
    return rows_valid(rows, figures, REGISTER, SOURCE, 99)


def failed(*figures: Zeile, **changes: object) -> dict[str, CheckResult]:
    """The checks that fail of figures, the first of which has other values."""
    first, *others = zeilen_to_rows(figures)
    rows = (first._replace(**changes), *others)  # type: ignore[arg-type]
    return {result.name: result for result in valid(rows, figures) if not result.passed}


def test_every_rule_has_words() -> None:
    of_values = rules_of_values(SOURCE.expectations, 1)
    rules = OF_SEVERAL_VALUES.union(*of_values.values())
    for table in ("rule", "rule_expected"):
        said = {name.split(".")[1] for name in messages("en") if name.startswith(f"{table}.")}
        assert said == rules
    assert set(of_values) == set(Planungsrahmen._fields)


def test_all_faults_of_all_rows_are_found_at_once() -> None:
    rows = changed(zeilen()[:3], "08115001", betrag_eur=Decimal("-796"), gemeinde_ags="x")
    rows = changed(rows, "08115002", kreis_name="\n", betrag_gedruckt=" ")
    found = failed(*rows)
    second, third = rows[1].herkunft, rows[2].herkunft
    assert {name: result.rows for name, result in found.items()} == {
        "schluessel": (second,),
        "betrag": (second,),
        "kreis": (third,),
        "herkunft": (third,),
    }


def test_a_key_that_is_not_unique_is_said_besides_what_else_is_wrong_with_it() -> None:
    rows = changed(zeilen()[:2], "08115001", gemeinde_ags="08111000")
    found = failed(*rows)
    first, second = rows[0].herkunft, rows[1].herkunft
    assert {name: result.rows for name, result in found.items()} == {
        "name": (second,),
        "kreis": (second,),
        "eindeutig": (first, second),
    }


@pytest.mark.parametrize(
    ("changes", "check", "said"),
    [
        (
            {"gemeinde_name": "Esslingen"},
            "name",
            "gemeinde_name 'Esslingen' is not the name of its key; "
            "expected 'Stuttgart, Landeshauptstadt' for 08111000",
        ),
        (
            {"kreis_ags": "08116"},
            "kreis",
            "kreis_ags '08116' is not the Kreis of its key; "
            "expected 08111 (Stadtkreis Stuttgart) for 08111000",
        ),
        (
            {"betrag_eur": Decimal(20_000_001)},
            "betrag",
            "betrag_eur '20000001' is implausibly large; expected at most 20,000,000 EUR",
        ),
        (
            {"personen": 25_001},
            "personen",
            "personen '25001' is implausibly large; expected at most 25,000 persons",
        ),
        (
            {"x0": 9.0, "x1": 9.0},
            "herkunft",
            "x0 '9.0' begins a box without area; expected x0 < x1 and y0 < y1",
        ),
    ],
)
def test_a_failure_in_words(changes: dict[str, object], check: str, said: str) -> None:
    figure = zeilen()[0]
    row, result = figure.herkunft, failed(figure, **changes)[check]
    assert result.message == f"page {row.page}, row {row.row}: {said}; check the printed row"
    assert result.rows == (row,)


def test_a_value_of_another_type_holds_the_document() -> None:
    found = failed(*zeilen()[:2], page="x")
    assert list(found) == ["aufbau"]
    assert found["aufbau"].holds
    assert found["aufbau"].rows == (zeilen()[0].herkunft,)
    assert found["aufbau"].message == (
        "page 1, row 1: page: <class 'int'> does not hold; compare with the models in "
        "schemas/planungsrahmen.py"
    )


def test_without_failures_every_check_passes() -> None:
    outcome = valid(zeilen_to_rows(zeilen()), zeilen())
    assert [(result.name, result.passed) for result in outcome] == [
        (check, True) for check in CHECKS
    ]
