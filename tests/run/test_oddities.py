"""Something odd in a warehouse is named with what to do, harms no figure, and can be mended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import ExitCode
from tests.builders.odd import pipe
from tests.builders.oddities import Bench, Ended, State
from tests.builders.servers import Server
from tests.paths import ROOT


def try_states(*options: str) -> str:
    """What is said of them by a process of its own: this one has threads, and shall not fork."""
    command = [sys.executable, "-m", "tests.builders.oddities", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def test_commands_that_meet_something_odd() -> None:
    assert try_states("--quick", "--states", "2") == "2 states tried, 0 not as they should be\n"


@pytest.mark.slow
def test_all_commands_that_meet_something_odd() -> None:
    assert try_states("--states", "400") == "400 states tried, 0 not as they should be\n"


@pytest.mark.parametrize(
    ("code", "err", "fault"),
    [
        (ExitCode.BUG, "KeyError: 'snapshot'", "exit code 1"),
        (
            ExitCode.WAREHOUSE,
            "error: raw/.lock: found a pipe; to move it away, run: mv",
            "not named",
        ),
        (ExitCode.WAREHOUSE, "error: warehouse/runs: found a pipe", "nothing to do"),
        (ExitCode.WAREHOUSE, "error: warehouse/runs: found a pipe; to move it away, run: mv", ""),
    ],
)
def test_an_end_that_helps_nobody_is_noticed(code: int, err: str, fault: str) -> None:
    made = Bench(Path("x"), Server("http://127.0.0.1"), quick=True)
    state = State(Path("warehouse/runs"), pipe, "verify")
    found = " ".join(made.faults_of_end(state, Ended(code, "", err)))
    assert found.partition(":")[0] == fault
