"""What an attack shows: rows of what is expected and what was observed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One thing that was done, and what came of it."""

    what: str
    expected: str
    observed: str
    ok: bool


@dataclass(frozen=True)
class Scale:
    """How much is done."""

    hostile: Path
    """Collected hostile PDFs; where the folder is absent, only those that are made are tried."""
    every: int
    """One in so many hostile PDFs is tried."""
    read_seconds: int
    """What reading one hostile PDF may take, instead of what its pages would give it."""
    kills: int
    calls_apart: int
    """Of the system calls of an ingest one in so many is one at which it is killed."""
    readers: int
    publications: int
    """How often is published under the eyes of these readers."""
    oddities: int
    """How many odd states commands meet."""
    editions: tuple[int, ...]
    """Sizes of warehouses."""
    rows: int
    """Rows of the long document; half as many are more than there are municipalities, too."""
    seed: str
    jobs: int


FULL = Scale(Path(), 1, 20, 100, 1, 50, 20, 600, (300, 1_000), 100_000, "1", 2)
QUICK = Scale(Path(), 40, 5, 4, 40, 4, 2, 12, (5, 10), 2_500, "1", 2)


def row(what: str, expected: str, *observed: str) -> Row:
    """What is to be observed to the letter."""
    found = ", ".join(observed)
    return Row(what, expected, found, expected == found)


def counted(kinds: Iterable[str]) -> str:
    """How often there is each kind, the most frequent first."""
    return ", ".join(f"{kind} {count}" for kind, count in Counter(kinds).most_common())


def text(title: str, rows: Sequence[Row]) -> str:
    """A table for people."""
    cells = [
        ("", "expected", "observed"),
        *((one.what, one.expected, one.observed) for one in rows),
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(2)]
    marks = ["  ", *("  " if one.ok else "! " for one in rows)]
    lines = (
        f"{mark}{what:{widths[0]}}  {expected:{widths[1]}}  {observed}".rstrip()
        for mark, (what, expected, observed) in zip(marks, cells, strict=True)
    )
    return "\n".join([title, *lines])
