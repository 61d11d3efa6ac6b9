"""A reader of a warehouse, as many are: python -m tests.attack.reader ROOT END PAUSE.

Opens the database and reads the exports until the file END is there, and prints what it met.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

WHOLE = """
    SELECT (SELECT count(*) FROM figures), (SELECT sum(betrag_eur) FROM figures),
        sum(row_count), sum(total_eur) FROM snapshots
"""


@dataclass
class Met:
    """What a reader met."""

    opens: int = 0
    errors: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    """What was not whole, or not of one edition."""
    seconds: list[float] = field(default_factory=list)
    """From each opening of the database to its answer."""


def read_until(root: Path, end: Path, pause: float) -> Met:
    """Read again and again, with a pause of so many seconds."""
    met = Met()
    say("reading")
    while not end.exists():
        for look in (look_at_database, look_at_exports):
            met.opens += 1
            try:
                look(root, met)
            except (duckdb.Error, OSError, ValueError) as error:
                met.errors.append(f"{type(error).__name__}: {error}")
        time.sleep(pause)
    return met


def look_at_database(root: Path, met: Met) -> None:
    """Count the rows of the database, and hold them against its own record of them."""
    started = time.perf_counter()
    with duckdb.connect(root / "planungsrahmen.duckdb", read_only=True) as connection:
        [(rows, euros, expected_rows, expected_euros)] = connection.execute(WHOLE).fetchall()
    met.seconds.append(time.perf_counter() - started)
    if (rows, euros) != (expected_rows, expected_euros):
        met.torn.append(f"{rows} rows of {expected_rows}, {euros} euros of {expected_euros}")


def look_at_exports(root: Path, met: Met) -> None:
    """Read one file of the exports, and hold it against their index."""
    index = root / "exports" / "index.json"
    before = json.loads(index.read_bytes())["dateien"]
    name = random.choice(list(before))
    sha256 = hashlib.sha256((index.parent / name).read_bytes()).hexdigest()
    # They may have been exchanged between the two; then it is a file of those that came.
    after = json.loads(index.read_bytes())["dateien"]
    if sha256 not in {before[name]["sha256"], after[name]["sha256"]}:
        met.torn.append(f"{name} of no edition")


def say(line: str) -> None:
    """Write a line to who started this."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    root, end, pause = sys.argv[1:]
    say(json.dumps(asdict(read_until(Path(root), Path(end), float(pause)))))
