"""Commands as they can be typed: quoted for a shell, with the folders that were given.

A message about something wrong ends with the command that mends it.
This module is a leaf: it knows no stage.
"""

import shlex
from pathlib import Path

WAREHOUSE = Path("warehouse")
"""The warehouse of a command that is given none."""


def usual_raw_dir(warehouse: Path) -> Path:
    """Return the folder of documents of a command that is given none, however that is typed."""
    return Path("raw") if warehouse.resolve() == WAREHOUSE.resolve() else warehouse / "raw"


def command(*words: str, warehouse: Path, raw_dir: Path | None = None) -> str:
    """Return a command of this software; folders that it takes by itself are left out."""
    given = options(warehouse, raw_dir)
    return shlex.join(["planungsrahmen", *words]) + given


def options(warehouse: Path, raw_dir: Path | None = None) -> str:
    """Return the options that name these folders, each after a blank."""
    usual = usual_raw_dir(warehouse)
    named = _option("--warehouse", warehouse, WAREHOUSE)
    return named + _option("--raw-dir", raw_dir or usual, usual)


def _option(name: str, folder: Path, usual: Path) -> str:
    return "" if folder == usual else f" {name} {shlex.quote(str(folder))}"
