"""Rows that give one municipality twice: which of two different figures is its own nobody knows."""

from __future__ import annotations

import pytest

from pipeline.interpret.stage import interpret
from pipeline.run.read import sound_rows
from tests.builders.gridrows import KEYED, keyed, members
from tests.builders.readings import reading

ROWS = members("08336")


@pytest.mark.parametrize(
    ("amounts", "are_same"),
    [(("796", "796"), True), (("796", "1.592"), False), (("0", "796"), False)],
)
def test_of_different_figures_of_one_municipality_none_is_given(
    amounts: tuple[str, str], are_same: bool
) -> None:
    key, name, persons, _ = keyed(ROWS[0])
    twice = [(key, name, persons, amount) for amount in amounts]
    interpretation = interpret(reading(KEYED, *twice, *map(keyed, ROWS[1:])))

    rows, errors = sound_rows(interpretation)

    assert [row.herkunft.row for row in rows[:2]] == ([2, 3] if are_same else [4, 5])
    assert {error.code for error in errors} == {"row_twice"}
    assert [error.herkunft.row for error in errors] == ([3] if are_same else [2, 3])
