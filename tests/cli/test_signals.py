"""A command that is told to stop ends at once, with its children, one line, and the signal."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.builders.stopped import STOPPING, stop
from tests.paths import ROOT, SAMPLES

SAMPLE = SAMPLES / "endgueltig-2018-01_synthetic.pdf"
BUSY_ENGINE = """
import os, time
from pathlib import Path

class Engine:
    name, version = "busy", "1"
    def parts(self, path, *, places=False):
        Path({note!r}).write_text(str(os.getpid()))
        while True:
            pass
"""
BUSY_COMMAND = """
import sys
sys.path.insert(0, {folder!r})
from functools import partial
from pipeline import cli
from pipeline.extract import sandbox
read = sandbox.read
sandbox.read = lambda pdf, engine, **more: read(pdf, "busy_engine:Engine", **more)
sys.argv[0] = "planungsrahmen"
cli.main()
"""


class Busy:
    """A command whose child reads without end."""

    def __init__(self, folder: Path) -> None:
        self.note = folder / "child"
        (folder / "busy_engine.py").write_text(BUSY_ENGINE.format(note=str(self.note)))
        self.program = ("-c", BUSY_COMMAND.format(folder=str(folder)))
        self.words = ("extract", SAMPLE)

    def wait(self) -> None:
        deadline = time.monotonic() + 20
        while not self.note.exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)


@pytest.fixture
def busy(tmp_path: Path) -> Busy:
    return Busy(tmp_path)


@pytest.mark.parametrize("number", STOPPING)
def test_a_stopped_command_takes_its_children_along(busy: Busy, number: signal.Signals) -> None:
    stopped = stop(busy.words, number, busy.wait, busy.program)
    line = f"error: stopped by {number.name}; nothing is half-written, it can be run again"
    assert (stopped.code, stopped.errors, stopped.left) == (-number, [line], [])


def test_a_killed_command_takes_its_children_along(busy: Busy) -> None:
    stopped = stop(busy.words, signal.SIGKILL, busy.wait, busy.program)
    assert (stopped.code, stopped.errors, stopped.left) == (-signal.SIGKILL, [], [])


def test_a_second_signal_adds_nothing(busy: Busy) -> None:
    stopped = stop(busy.words, signal.SIGINT, busy.wait, busy.program, times=2)
    assert (stopped.code, len(stopped.errors), stopped.left) == (-signal.SIGINT, 1, [])


def test_what_nohup_ignores_stays_ignored(busy: Busy) -> None:
    command = subprocess.Popen(
        ["nohup", sys.executable, *busy.program, *map(str, busy.words)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with command:
        busy.wait()
        command.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            command.wait(0.5)
        command.terminate()
    assert command.returncode == -signal.SIGTERM


def test_a_long_statement_of_the_database_is_no_reason_to_wait(tmp_path: Path) -> None:
    """DuckDB works in the main thread, which hears of a signal between its calls."""
    program = (
        "import sys, duckdb; from pipeline.cli import main; from pipeline.cli import app\n"
        f"app.run_command_line = lambda: (open({str(tmp_path / 'begun')!r}, 'w'), "
        "duckdb.execute('SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b'))\n"
        "main()"
    )

    def wait() -> None:
        while not (tmp_path / "begun").exists():
            time.sleep(0.01)
        time.sleep(0.3)

    stopped = stop((), signal.SIGTERM, wait, ("-c", program))
    assert (stopped.code, len(stopped.errors)) == (-signal.SIGTERM, 1)
    assert stopped.seconds < 2


@pytest.mark.slow
@pytest.mark.parametrize("number", [*STOPPING, signal.SIGKILL])
def test_a_run_that_was_stopped_anywhere_is_completed_by_the_next(
    tmp_path: Path, number: signal.Signals
) -> None:
    places = ("--warehouse", tmp_path / "warehouse", "--raw-dir", tmp_path / "raw")
    for moment in random.Random(number).sample(range(20, 4000), 8):
        stopped = stop(("ingest", SAMPLE, *places), number, partial(time.sleep, moment / 1000))
        assert stopped.left == []
        if stopped.code and number is not signal.SIGKILL:
            assert (stopped.code, stopped.errors) == (-number, [stopped.last])
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "ingest", SAMPLE, *places],
        cwd=ROOT,
        env=os.environ,
        check=False,
    )
    assert done.returncode == 0
    assert not list(tmp_path.rglob(".tmp-*"))
