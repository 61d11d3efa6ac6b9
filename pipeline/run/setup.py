"""Where a run reads and writes, and with which engines; who only asks for that loads no stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OWN_ENGINE = "pdfium"
ALL_ENGINES = (OWN_ENGINE, "pdfplumber", "camelot")
"""Whom to ask, first whose rows to take."""
LONGEST_FIRST = ("pdfplumber", "camelot", OWN_ENGINE)
"""The same in the order in which they are begun."""


@dataclass(frozen=True, slots=True)
class Setup:
    """Where a run reads and writes, and with which engines."""

    root: Path
    """The folder of the warehouse."""
    raw_dir: Path
    """The folder of the documents' bytes."""
    engines: Sequence[str] = ALL_ENGINES
    """The first that gives a reading gives the rows, the others are compared with it."""
