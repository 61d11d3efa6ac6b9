"""The benchmark measures what it says, and goes on running; how fast things are is no test."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from tests.bench.__main__ import main
from tests.bench.timing import Ratio, ratio, run_in_turn, table


def test_works_take_turns_and_their_first_run_is_not_counted() -> None:
    calls: list[str] = []
    works = {name: lambda name=name: calls.append(name) for name in "AB"}
    seconds = run_in_turn(works, runs=2)
    assert calls == ["A", "B"] * 3
    assert {name: len(counted) for name, counted in seconds.items()} == {"A": 2, "B": 2}


def test_the_ratio_is_the_median_of_those_of_neighbours() -> None:
    seconds = {"A": [1.0, 4.0, 9.0], "B": [1.0, 1.0, 3.0]}
    assert ratio(seconds, "A", "B", "at most 2") == Ratio("A", 4.0, "B", 3.0, "at most 2")


def test_a_table_is_for_people() -> None:
    assert table("Reading", [Ratio("ours", 0.25, "the floor", 1.5, "at most 2")]) == (
        "Reading\n"
        "        seconds  ratio x than       wanted\n"
        "  ours    0.250   1.50 x the floor  at most 2"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param(
            ["--only", "database", "--editions", "2", "--runs", "1"],
            0,
            "2 editions: a database of",
            marks=pytest.mark.slow,
        ),
        (["--only", "nothing"], 2, "no part nothing; ruled, unruled"),
    ],
)
def test_a_part_can_be_measured_alone(arguments: list[str], code: int, told: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, told in result.output) == (code, True)
