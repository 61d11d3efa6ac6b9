"""Something odd in a warehouse is named with what to do, harms no figure, and can be mended."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

import pytest

from tests.builders.oddities import COMMANDS, QUICK, Bench, State, bench, pipe

ALL = re.compile("")


def faulty(made: Bench, commands: tuple[str, ...], count: int) -> dict[str, list[str]]:
    """What is not as it should be in so many states, by chance."""
    states = islice(made.states("1", ALL, commands), count)
    found = {str(state): made.faults(state) for state in states}
    assert len(found) == count
    return {state: faults for state, faults in found.items() if faults}


def test_commands_that_meet_something_odd(monkeypatch: pytest.MonkeyPatch) -> None:
    with bench(QUICK) as made:
        assert faulty(made, QUICK, 4) == {}
        monkeypatch.setattr("pipeline.run.status.read_status", lambda _: 1 // 0)
        [noticed, *_] = made.faults(State(Path("warehouse/runs"), pipe, "status"))
        assert noticed.startswith("exit code 1: ")


@pytest.mark.slow
def test_all_commands_that_meet_something_odd() -> None:
    with bench(COMMANDS) as made:
        assert faulty(made, COMMANDS, 400) == {}
