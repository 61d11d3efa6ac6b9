"""Something odd lies at a path, or stands in a record, whatever the command that meets it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.attack.table import Row, Scale, row
from tests.paths import ROOT


def oddities(_: Path, scale: Scale) -> Iterator[Row]:
    """A row for each state after which not all is as it should be, and one for all."""
    options = ["--states", str(scale.oddities), "--seed", scale.seed]
    command = [sys.executable, "-m", "tests.builders.oddities", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    *faults, summary = done.stdout.splitlines() or [done.stderr]
    yield from (row("odd", "named, mended, the same figures", fault) for fault in faults)
    what = "states by chance: kinds and values, paths, commands"
    yield row(what, f"{scale.oddities} states tried, 0 not as they should be", summary)
