"""Nothing reaches a terminal that could do something to it; in a pipe data are as they are."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.values import visible
from tests.builders.frames import snapshot_draft, warehouse_with
from tests.builders.slow import slow
from tests.builders.terminal import HARMFUL, print_harmful, run_on_terminal
from tests.paths import ROOT

SIGNS = " || ".join(f"chr({ord(sign)})" for sign in HARMFUL)
"""The same in SQL."""
ASKED = f"SELECT {SIGNS} || '[2J' AS \"a{HARMFUL}\", '=1+1' AS formula, E'x\\ny\\rz' AS lines"
SHOWN = visible(HARMFUL)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A document whose name would do harm too, and a warehouse."""
    folder = tmp_path_factory.mktemp("terminal")
    warehouse = warehouse_with(folder / "w", snapshot_draft())
    return print_harmful(folder / f"p{HARMFUL}_synthetic.pdf"), warehouse.root


def harm(shown: str, status: bool = False) -> set[str]:
    """What of it could do harm; the line of status alone goes back to its beginning."""
    return {sign for sign in shown if visible(sign) != sign and not (status and sign == "\r")}


def piped(*words: str | Path) -> bytes:
    command = [sys.executable, "-m", "pipeline", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout


@pytest.mark.parametrize("form", ["table", slow("csv"), "json"])
def test_an_answer_is_visible_on_a_terminal(places: tuple[Path, Path], form: str) -> None:
    code, shown = run_on_terminal(["query", ASKED, "--format", form, "--warehouse", places[1]])
    assert (code, harm(shown)) == (0, set())
    assert shown.count(f"a{SHOWN}") == 1
    assert f"{SHOWN}[2J" in shown
    assert "=1+1" in shown
    if form == "json":
        assert [*json.loads(shown)[0].values()] == [f"{HARMFUL}[2J", "=1+1", "x\ny\rz"]


def test_an_answer_in_a_pipe_is_what_the_database_has(places: tuple[Path, Path]) -> None:
    words = ("query", ASKED, "--warehouse", places[1])
    rows = csv.reader(io.StringIO(piped(*words).decode(), newline=""))
    answer = [[f"a{HARMFUL}", "formula", "lines"], [f"{HARMFUL}[2J", "=1+1", "x\ny\rz"]]
    assert [*rows] == answer
    as_json = piped(*words, "--format", "json").decode()
    assert f"{HARMFUL[3:]}[2J" in as_json
    assert [*json.loads(as_json)[0].values()] == answer[1]


@pytest.mark.parametrize(
    ("words", "expected", "says"),
    [
        (["query", f'SELECT * FROM "x{HARMFUL}"'], 2, "the query failed"),
        slow(["query", f"@x{HARMFUL}"], 2, "the query failed"),
        slow(["diff", f"x{HARMFUL}"], 2, "no snapshot 'x"),
        (["show", f"x{HARMFUL}"], 2, "no municipality"),
        slow(["query", "SELECT 1", f"x{HARMFUL}"], 2, "unexpected extra argument"),
        ([f"query{HARMFUL}"], 2, "No such command"),
        slow(["rebuild", "--forget", f"x{HARMFUL}"], 2, "nothing of x"),
        (["query", "SELECT 1", "--format", f"x{HARMFUL}"], 2, "Invalid value for '--format'"),
    ],
)
def test_what_was_typed_is_visible_in_the_error(
    places: tuple[Path, Path], words: list[str], expected: int, says: str
) -> None:
    code, shown = run_on_terminal([*words, "--warehouse", places[1]])
    assert (code, harm(shown)) == (expected, set())
    assert says in shown
    assert SHOWN in shown or repr(HARMFUL)[1:-1] in shown


@pytest.mark.parametrize(
    ("words", "expected"),
    [(["extract", "--raw"], 0), (["extract"], 3), slow(["extract", "--explain"], 3)],
)
def test_a_document_is_visible_on_a_terminal(
    places: tuple[Path, Path], words: list[str], expected: int
) -> None:
    code, shown = run_on_terminal([*words, places[0]])
    assert (code, harm(shown, status=True)) == (expected, set())
    assert f"p{SHOWN}_synthetic.pdf: " in shown
    assert "\\u202e" in shown


@pytest.mark.slow
def test_its_tables_in_a_pipe_are_what_it_says(places: tuple[Path, Path]) -> None:
    told = piped("extract", "--raw", places[0]).decode()
    assert "\u061c\u200b\u200f\u202e" in told
    assert "\\u" not in told


def test_a_run_is_visible_with_its_steps_and_its_log(
    places: tuple[Path, Path], tmp_path: Path
) -> None:
    place = ("--warehouse", tmp_path / "w", "--readings", "own")
    code, shown = run_on_terminal(["ingest", "-v", places[0], *place])
    assert (code, harm(shown, status=True)) == (3, set())
    steps, _, end = shown.partition("held: failed checks")
    assert f"\ringest p{SHOWN}_synthetic.pdf · check\r" in steps
    assert re.search(r"· extract · █*░* \d of 2 pages\r", steps)
    assert "\rINFO acquire: asked " in steps
    assert "w/held/" in end
    assert "the row reads" in end
