"""Commands run on a terminal of their own, and documents that would do something to one."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
import tty
from collections.abc import Sequence
from pathlib import Path

from tests.builders.lying import print_lying
from tests.builders.rows import edition_rows
from tests.builders.ruled import ruled_cells
from tests.paths import ROOT

HARMFUL = "\x1b\x07\x08\x7f\x9b\xad\u061c\u200b\u200f\u202e\u2060\u2066\ufeff"
"""Escape, bell, backspace, delete, C1, a soft hyphen, marks of direction, what nobody sees."""
GLYPHS = "ABCDEFGHIJKLM"
ROWS = 60
COLUMNS = 250


def print_harmful(path: Path) -> Path:
    """Print a small edition in which names say, as the file has it, what harms a terminal."""
    header, *rows = ruled_cells(edition_rows("endgueltig-2018-01"))
    cells = [header, *rows[:ROWS], rows[-1]]
    places = [(number, 1) for number in (3, 7)]
    for row, column in places:
        cells[row] = (*cells[row][:column], f"Ort{HARMFUL}", *cells[row][column + 1 :])
    return print_lying(cells, path, places, dict(zip(GLYPHS, HARMFUL, strict=True)))


def run_on_terminal(words: Sequence[str | Path], folder: Path = ROOT) -> tuple[int, str]:
    """Run a command whose streams all are one terminal: its exit code, and all that is shown."""
    terminal, end = pty.openpty()
    tty.setraw(end)  # a line ends as the command ends it
    termios.tcsetwinsize(end, (24, COLUMNS))
    command = [sys.executable, "-m", "pipeline", *map(str, words)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": str(COLUMNS)}
    with subprocess.Popen(
        command, cwd=folder, stdin=end, stdout=end, stderr=end, env=environment
    ) as process:
        os.close(end)
        shown = bytearray()
        while chunk := _read(terminal):
            shown += chunk
    os.close(terminal)
    return process.returncode, shown.decode("utf-8")


def _read(terminal: int) -> bytes:
    """Read what is there; nothing once all who wrote have gone."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
