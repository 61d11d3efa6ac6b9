"""Rows that were not understood, in words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import pipeline
from pipeline.check.row_errors import OTHER, PROBLEMS, rows_readable
from schemas.source import load_source
from tests.builders.interpretations import herkunft, row_error

SOURCE = load_source()
INTERPRET = Path(pipeline.__file__).parent / "interpret"


def test_no_error_is_said() -> None:
    result = rows_readable((), SOURCE)
    assert (result.name, result.passed) == ("zeilen_lesbar", True)


def test_an_error_is_told_with_its_place_and_text() -> None:
    error = row_error()
    result = rows_readable([error], SOURCE)
    assert result.holds
    assert result.rows == (error.herkunft,)
    assert result.message == (
        "page 3, row 17: the amount is not readable (amount_unreadable): found '218,922', "
        "expected whole euros with points between thousands; the row reads "
        "'08336050 | Lörrach, Stadt | 218,922'; check the printed row"
    )
    assert result.meldung == (
        "Seite 3, Zeile 17: der Betrag ist nicht lesbar: gefunden „218,922“, erwartet: ein Betrag "
        "in ganzen Euro wie „218.922“, bei keinem Betrag „0“ oder „–“; die Zeile lautet "
        "„08336050 | Lörrach, Stadt | 218,922“; bitte die gedruckte Zeile prüfen"
    )


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_code_has_words_of_its_own(code: str) -> None:
    result = rows_readable([row_error(code=code)], SOURCE)
    assert PROBLEMS[code].text.message in result.message
    assert PROBLEMS[code].text.meldung in result.meldung
    assert PROBLEMS[code].erwartet.format(expected=row_error().expected) in result.meldung
    assert [problem.text for problem in PROBLEMS.values()].count(PROBLEMS[code].text) == 1


def test_a_key_of_another_municipality_is_told_with_the_name_that_it_has() -> None:
    error = row_error(code="name_conflict", found="Binzen", expected="Lörrach, Stadt (08336050)")
    assert (
        "Schlüssel und Name gehören zu verschiedenen Gemeinden: gefunden „Binzen“, erwartet: der "
        "Name zum Schlüssel: Lörrach, Stadt (08336050); die Zeile"
    ) in rows_readable([error], SOURCE).meldung


def raised_codes() -> set[str]:
    """The codes that the interpreting stage gives its errors, read from its source."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in INTERPRET.glob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("MisreadError", "RowError")
        if call.args and isinstance(call.args[0], ast.Constant)
    }


def test_the_codes_with_words_are_those_that_are_raised() -> None:
    assert set(PROBLEMS) == raised_codes()


def test_an_unforeseen_code_is_named_all_the_same() -> None:
    result = rows_readable([row_error(code="moon_phase")], SOURCE)
    assert f"{OTHER.text.message} (moon_phase)" in result.message
    assert OTHER.text.meldung in result.meldung


def test_every_row_is_kept_also_where_not_every_one_is_told() -> None:
    errors = [row_error(herkunft=herkunft(1, number)) for number in range(1, 31)]
    result = rows_readable(errors, SOURCE)
    assert len(result.rows) == 30
    assert result.message.splitlines()[-1] == "and 5 more"
    assert result.meldung.splitlines()[-1] == "und 5 weitere"
