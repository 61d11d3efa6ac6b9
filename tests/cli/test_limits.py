"""A command that gets too little of the machine says what is lacking, and ends with 6."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders.frames import snapshot_draft, warehouse_with
from tests.paths import ROOT, SAMPLES

SAMPLE = SAMPLES / "endgueltig-2018-01_synthetic.pdf"
MEMORY, FILES = "-v", "-n"
"""What `ulimit` calls the address space, in KiB, and open files."""

needs_address_space_limit = pytest.mark.skipif(
    sys.platform == "darwin", reason="macOS does not honour RLIMIT_AS"
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return warehouse_with(tmp_path_factory.mktemp("limits") / "warehouse", snapshot_draft()).root


def run_within(limit: str, most: int | str, *words: str | Path) -> tuple[int, list[str]]:
    """Run a command within a limit: its exit code, and what it says on standard error but logs."""
    command = (sys.executable, "-m", "pipeline", *map(str, words))
    # A fork of this process might need more than the limit before it is the command.
    done = subprocess.run(
        ["sh", "-c", f'ulimit {limit} {most} && exec "$@"', "sh", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, [line for line in done.stderr.splitlines() if line[0] != "{"]


@needs_address_space_limit
@pytest.mark.parametrize("most", [100_000, 200_000, 250_000])
def test_too_little_memory_for_the_database_is_said(warehouse: Path, most: int) -> None:
    code, said = run_within(MEMORY, most, "status", "--warehouse", warehouse)
    assert (code, len(said)) == (6, 1)
    assert said[0].startswith("error: out of memory: duckdb needs 256 MiB more; free some or ")


@needs_address_space_limit
def test_too_little_memory_to_take_in_a_document_leaves_nothing_half_written(
    tmp_path: Path,
) -> None:
    places = ("--warehouse", tmp_path / "warehouse", "--raw-dir", tmp_path / "raw")
    code, said = run_within(MEMORY, 200_000, "ingest", SAMPLE, *places)
    assert (code, len(said)) == (6, 1)
    assert said[0].startswith("error: out of ")
    assert not list(tmp_path.rglob("snapshots/*"))


@pytest.mark.parametrize("most", [5, 6, 8, 10])
def test_too_few_open_files_to_read_a_document_are_said(most: int) -> None:
    code, said = run_within(FILES, most, "extract", SAMPLE)
    assert (code, len(said)) == (6, 1)
    assert said[0].startswith("error: out of open files: [Errno 24] Too many open files; allow m")


@pytest.mark.slow
@needs_address_space_limit
@pytest.mark.parametrize("most", range(100_000, 700_000, 50_000))
def test_no_command_fails_otherwise_for_lack_of_memory(
    tmp_path: Path, warehouse: Path, most: int
) -> None:
    new = ("--warehouse", tmp_path / "warehouse", "--raw-dir", tmp_path / "raw")
    there = ("--warehouse", warehouse)
    for words in (
        ("ingest", SAMPLE, *new),
        ("extract", SAMPLE),
        ("query", "FROM planungsrahmen", *there),
        ("show", "Tettnang", *there),
        ("verify", *there),
        ("status", *there),
    ):
        code, said = run_within(MEMORY, most, *words)
        assert (code, said) == (0, []) or (code, len(said)) == (6, 1), words
    ended, _ = run_within(MEMORY, "unlimited", "ingest", SAMPLE, *new)
    assert ended == 0
