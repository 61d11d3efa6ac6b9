"""What the pages print is what readers see: each query in the oldest and the newest DuckDB.

Releases other than the installed one are in environments of their own.
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.builders.demo import copy_demo
from tests.builders.environments import NotOfferedError, environment
from tests.test_docs import printed_queries

pytestmark = pytest.mark.slow

CLIENT = """
import json, sys
import duckdb

with duckdb.connect(sys.argv[1], read_only=True) as connection:
    answers = []
    for sql in json.load(sys.stdin):
        names = [name for name, *_ in connection.execute(sql).description]
        shown = f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({sql})"
        answers.append([names, *connection.execute(shown).fetchall()])
print(json.dumps([duckdb.__version__, answers]))
"""
"""Prints what a client's screen shows: every value as DuckDB itself writes it."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("demo") / "warehouse"
    copy_demo(root)
    return root / "planungsrahmen.duckdb"


@pytest.mark.parametrize("release", ["1.2", "1.4", "2.0"])
def test_a_client_shows_what_is_printed(release: str, database: Path) -> None:
    printed = printed_queries()
    python = sys.executable if release == "2.0" else fetched(release)
    done = subprocess.run(
        [python, "-c", CLIENT, database],
        input=json.dumps([*printed]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    version, answers = json.loads(done.stdout)
    assert version.startswith(f"{release}.")
    shown = dict(zip(printed, answers, strict=True))
    assert shown == {sql: cells(result) for sql, result in printed.items()}


def fetched(release: str) -> Path:
    """The Python of an environment with this release and nothing else."""
    try:
        return environment(f"duckdb-{release}")
    except NotOfferedError as error:
        pytest.skip(str(error))


def cells(printed: str) -> list[Sequence[str]]:
    """The cells of a printed table, those of its header first; its rule tells where they stand."""
    header, rule, *rows = printed.splitlines()
    places = [match.span() for match in re.finditer("-+", rule)]
    return [[line[start:end].strip() for start, end in places] for line in (header, *rows)]
