"""The demo as its users see it: all tables and views, and what the commands print of them.

`tests/golden/demo.txt` has the hash of what is long and the text of what is short, without moments.
After a change that is meant, write it anew: python -m tests.cli.test_demo > tests/golden/demo.txt
"""

import csv
import hashlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from pipeline.cli.app import cli
from tests.builders.demo import copy_demo
from tests.paths import ROOT

GOLDEN = ROOT / "tests" / "golden" / "demo.txt"
LASTING = "COLUMNS(lambda name: NOT regexp_matches(name, '(seit|seen)_utc$|^engines$|version$'))"
"""All columns but those that tell when a run was, and of which version."""
CONTENTS = {
    **{
        name: f"SELECT {LASTING} FROM {name} ORDER BY ALL"
        for name in (
            *("documents", "snapshots", "figures", "gemeinden", "kreise"),
            *("planungsrahmen", "aenderungen", "historie", "belege"),
            "planungsrahmen_am(DATE '2017-12-31')",
            "zusammenschluss(['08336050', '08336081'])",
        )
    },
    "checks": "SELECT snapshot_id, name, severity, passed FROM checks ORDER BY ALL",
    "comments": "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal "
    "ORDER BY ALL",
}
COMMANDS = (
    ("snapshots",),
    ("snapshots", "--json"),
    ("diff",),
    ("diff", "--format", "markdown"),
    ("diff", "--format", "csv"),
    ("diff", "--format", "json"),
    ("query", "SELECT * EXCLUDE (bekannt_seit_utc) FROM historie LIMIT 2", "--format", "json"),
    ("query", "SELECT gemeinde_name, betrag_eur FROM planungsrahmen LIMIT 3", "--format", "table"),
    ("query", "SELECT status, total_eur FROM snapshots ORDER BY sequence", "--format", "csv"),
)
MOST_LINES = 60
"""A longer output is told by its first lines and its hash."""


def output(*words: str | Path) -> str:
    """What a command prints."""
    done = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def demo(warehouse: Path) -> Iterator[str]:
    """Show all that is there when both samples were taken in."""
    copy_demo(warehouse)
    for name, sql in CONTENTS.items():
        text = output("query", sql, "--warehouse", warehouse, "--format", "csv")
        rows = len(list(csv.reader(io.StringIO(text)))) - 1
        yield f"{name}: {rows} rows, sha256 {hashed(text)}\n"
    for path in sorted((warehouse / "exports").iterdir()):
        header = (
            path.read_text("utf-8-sig").splitlines()[0] if path.suffix == ".csv" else "is there"
        )
        yield f"{path.name}: {header}\n"
    for words in COMMANDS:
        text = output(*words, "--warehouse", warehouse)
        lines = text.splitlines(keepends=True)
        shown = "".join(lines[: MOST_LINES // 4]) if len(lines) > MOST_LINES else text
        yield f"\n$ planungsrahmen {' '.join(words)}\n{shown}"
        if shown != text:
            yield f"… {len(lines)} lines, sha256 {hashed(text)}\n"


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_demo_is_as_it_was(tmp_path: Path) -> None:
    assert "".join(demo(tmp_path / "demo")) == GOLDEN.read_text("utf-8")


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        sys.stdout.writelines(demo(Path(folder) / "demo"))
