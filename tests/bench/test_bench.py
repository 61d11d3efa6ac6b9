"""The benchmark measures what it says, and goes on running; how fast things are is no test."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.bench.__main__ import main
from tests.bench.contenders import OURS, PLUMBER, Contender
from tests.bench.timing import Measured, ratio, run_in_turn, table
from tests.builders.editions import ENDGUELTIG
from tests.builders.rows import edition_rows
from tests.builders.ruled import print_ruled


def test_works_take_turns_and_their_first_run_is_not_counted() -> None:
    calls: list[str] = []
    works = {name: lambda name=name: calls.append(name) for name in "AB"}
    seconds = run_in_turn(works, runs=2)
    assert calls == ["A", "B"] * 3
    assert {name: len(counted) for name, counted in seconds.items()} == {"A": 2, "B": 2}


def test_the_ratio_is_the_median_of_those_of_neighbours() -> None:
    seconds = {"A": [1.0, 4.0, 9.0], "B": [1.0, 1.0, 3.0]}
    expected = Measured("works", "A / B", 3.0, "x", "at most 2", "4.000 s")
    assert ratio("works", seconds, "A", "B", "at most 2") == expected


def test_a_table_is_for_people() -> None:
    measured = [
        Measured("ruled", "ours / walk", 1.5, "x", "at most 1", "0.250 s"),
        Measured("ruled", "load / walk", 0.2, "x", ""),
        Measured("growth", "memory", 1234.5, "KiB", "at most 40"),
    ]
    assert [line.split() for line in table(measured).splitlines()] == [
        ["measured", "wanted"],
        ["ruled", "ours", "/", "walk", "1.50", "x", "at", "most", "1", "0.250", "s"],
        ["load", "/", "walk", "0.20", "x"],
        ["growth", "memory", "1,234", "KiB", "at", "most", "40"],
    ]


def test_each_reads_what_it_is_given(tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    print_ruled(edition_rows(ENDGUELTIG.name)[:20], path)
    with Contender(OURS) as ours, Contender(PLUMBER) as plumber:
        found, theirs = (one.read(path, tables=True) for one in (ours, plumber))
    assert found.rows.total() > 20
    assert found.rows == theirs.rows
    assert min(found.seconds, found.processor, theirs.kib) > 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param(
            ["--only", "database", "--editions", "2", "--runs", "1"],
            0,
            "2 editions  the database",
            marks=pytest.mark.slow,
        ),
        (["--only", "nothing"], 2, "no part nothing; ruled, unruled"),
    ],
)
def test_a_part_can_be_measured_alone(arguments: list[str], code: int, told: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, told in result.output) == (code, True)
