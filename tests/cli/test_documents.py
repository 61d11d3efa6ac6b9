"""A document from standard input: as from a file, bounded, and called what it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders.lists import population, print_list
from tests.paths import CALLED, MATRIX, ROOT, SAMPLES

SMALL = MATRIX / "pdf" / "canvas_cells_shuffled.pdf"
FINAL = SAMPLES / "endgueltig-2018-01_synthetic.pdf"


def run(typed: str, *names: Path) -> subprocess.CompletedProcess[str]:
    """Run what is typed behind `planungsrahmen`, in a shell; the names are $1, $2, …"""
    words = ["bash", "-c", f'"$0" -m pipeline {typed}', sys.executable, *map(str, names)]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_standard_input_is_taken_in_as_a_file_is(tmp_path: Path) -> None:
    done = run('ingest - --readings own --json --warehouse "$1" <"$2"', tmp_path / "w", FINAL)
    assert (done.returncode, json.loads(done.stdout)["rows"]) == (0, 1_101)
    (record,) = (tmp_path / "w" / "raw").glob("*.json")
    assert json.loads(record.read_bytes())["original_name"] == "standard input"
    again = run('ingest "$2" - --readings own --warehouse "$1" <"$2"', tmp_path / "w", FINAL)
    assert again.stdout.count("unchanged: these bytes are snapshot endgueltig-2018-01-") == 2


def test_its_rows_are_printed_and_no_file_is_left(tmp_path: Path) -> None:
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    words = [sys.executable, "-m", "pipeline", "extract"]
    ways: list[tuple[list[str | Path], bytes | None]] = [
        ([SMALL], None),
        (["-"], SMALL.read_bytes()),
    ]
    from_file, from_pipe = (
        subprocess.run(
            [*words, *more], cwd=ROOT, env=env, input=given, capture_output=True, check=True
        )
        for more, given in ways
    )
    assert from_pipe.stdout == from_file.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("redirection", "code", "error"),
    [
        ("</dev/null", 4, "standard input: not a PDF: the file is empty, expected '%PDF-'"),
        ("<&-", 4, "standard input: not a PDF: the file is empty, expected '%PDF-'"),
        (
            "</dev/zero",
            4,
            "standard input: more than 33,554,432 bytes, expected a PDF of that many",
        ),
        ("- </dev/null", 2, "- is given twice; standard input can be read once"),
    ],
)
def test_what_is_no_document_is_said(
    tmp_path: Path, redirection: str, code: int, error: str
) -> None:
    done = run(f'ingest --warehouse "$1" - {redirection}', tmp_path / "w")
    assert (done.returncode, done.stdout) == (code, "")
    assert f"error: {error}" in done.stderr


def test_a_command_that_is_named_can_be_typed_as_it_stands(tmp_path: Path) -> None:
    pdf = print_list(
        population(), tmp_path / "inhabitants.pdf", "Einwohner der Gemeinden, erfunden"
    )
    done = run('extract - <"$1"', pdf)
    assert done.returncode == 3
    assert "standard input: dokument: " in done.stderr
    assert f"run: {CALLED} ingest -\n" in done.stderr
