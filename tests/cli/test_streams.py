"""What is printed arrives whole or ends the command with its code; no stream gives a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders.frames import snapshot_draft, vorlaeufig_draft, warehouse_with
from tests.paths import ROOT


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("streams") / "warehouse"
    return warehouse_with(root, snapshot_draft(), vorlaeufig_draft()).root


def run(
    warehouse: Path, words: str, redirection: str = "", **environment: str
) -> tuple[int, str, str]:
    """Run a command with its streams redirected by a shell: exit code and both outputs."""
    command = f'"$0" -m pipeline {words} --warehouse "$1" {redirection}'
    done = subprocess.run(
        ["bash", "-c", command, sys.executable, warehouse],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.slow
@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
def test_messages_that_cannot_be_written_change_nothing(warehouse: Path, redirection: str) -> None:
    if redirection == "2>/dev/full" and not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    assert run(warehouse, "query 'SELECT 1 AS eins'", redirection) == (0, "eins\n1\n", "")
    assert run(warehouse, "query 'SELECT'", redirection) == (2, "", "")


@pytest.mark.parametrize(
    ("redirection", "reason"),
    [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")],
)
def test_data_that_cannot_be_written_are_an_error(
    warehouse: Path, redirection: str, reason: str
) -> None:
    if redirection == ">/dev/full" and not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    error = f"error: cannot write standard output: {reason}; what was printed is not whole\n"
    assert run(warehouse, "snapshots", redirection) == (6, "", error)


def test_a_reader_that_has_gone_ends_it_as_the_signal_would(warehouse: Path) -> None:
    assert run(warehouse, "snapshots", "| true; exit ${PIPESTATUS[0]}") == (141, "", "")


@pytest.mark.parametrize("encoding", ["latin-1", "ascii:strict"])
def test_data_and_messages_are_utf_8_whatever_the_locale_says(
    warehouse: Path, encoding: str
) -> None:
    told = run(warehouse, "query \"SELECT 'Lörrach – „x“' AS name\"", PYTHONIOENCODING=encoding)
    assert told == (0, "name\nLörrach – „x“\n", "")
    code, out, err = run(warehouse, "diff 'ä–'", PYTHONIOENCODING=encoding)
    assert (code, out, err.startswith("error: no snapshot 'ä–'; known ")) == (2, "", True)


@pytest.mark.parametrize(
    "words", ["snapshots --raw-dir $'\\xff'", "query $'SELECT \\xff'", "diff $'\\xff'"]
)
def test_arguments_that_are_no_text_are_refused(warehouse: Path, words: str) -> None:
    code, out, err = run(warehouse, words)
    assert (code, out) == (2, "")
    assert err.startswith("error: the argument '")
    assert "\\udcff' holds bytes that are not UTF-8; rename the file or folder" in err
