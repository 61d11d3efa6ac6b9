"""Commands as they can be typed: quoted for a shell, with the folders that were given.

A message about something wrong ends with the command that mends it.
This module is a leaf: it knows no stage.
"""

import shlex
from pathlib import Path

WAREHOUSE, RAW_DIR = Path("warehouse"), Path("raw")
"""The folders of a command that is given none."""


def command(*words: str, warehouse: Path, raw_dir: Path = RAW_DIR) -> str:
    """Return a command of this software; folders that it takes by itself are left out."""
    given = options(warehouse, raw_dir)
    return shlex.join(["planungsrahmen", *words]) + given


def options(warehouse: Path, raw_dir: Path = RAW_DIR) -> str:
    """Return the options that name these folders, each after a blank."""
    return _option("--warehouse", warehouse, WAREHOUSE) + _option("--raw-dir", raw_dir, RAW_DIR)


def _option(name: str, folder: Path, usual: Path) -> str:
    return "" if folder == usual else f" {name} {shlex.quote(str(folder))}"
