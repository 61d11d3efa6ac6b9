"""Environments with releases other than those installed, made when they are asked for.

They are fetched by their hashes into folders below the user's cache.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

from tests.paths import ROOT

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "planungsrahmen-tests"


class NotOfferedError(Exception):
    """The package registry does not give the release, for this machine."""


def environment(lock: str) -> Path:
    """The Python of an environment with what a file in requirements/ locks, and nothing else.

    Raises:
        NotOfferedError: a release is not to be had.
    """
    locked = ROOT / "requirements" / f"{lock}.txt"
    folder = CACHE / f"python{sys.version_info.major}.{sys.version_info.minor}-{lock}"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--retries", "1"]
    install = ["--python", str(python), "install", "--require-hashes", "-r", str(locked)]
    done = subprocess.run([*pip, *install], capture_output=True, text=True, check=False)
    if "No matching distribution found" in done.stderr:
        raise NotOfferedError(f"the package registry does not give what {locked.name} locks")
    assert done.returncode == 0, done.stderr
    return python
