"""Something odd lies at a path, or stands in a record, whatever the command that meets it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tests.attack.table import Row, Scale, row
from tests.builders.oddities import COMMANDS, bench

ALL = re.compile("")


def oddities(_: Path, scale: Scale) -> Iterator[Row]:
    """A row for each command, and one for each state after which not all is as it should be."""
    tried: Counter[str] = Counter()
    with bench(COMMANDS) as made:
        for state in islice(made.states(scale.seed, ALL, COMMANDS), scale.oddities):
            tried[state.command] += 1
            for fault in made.faults(state):
                yield row(str(state), "as it should be", fault)
    for command, count in sorted(tried.items()):
        yield row(command, "named, mended, the same figures", f"{count} tried")
