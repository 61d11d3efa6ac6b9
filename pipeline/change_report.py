"""What differs between two snapshots, in the words of the database.

This module is a leaf: it knows no stage.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pipeline.tabular import Table

Record: TypeAlias = Mapping[str, Any]
"""A row by the names of its columns."""
_YEAR = re.compile(r"\b20\d\d\b")


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """All that differs between two snapshots; columns as `store/sql` names them."""

    alt: Record
    """What is said of the older one (see `side.sql`)."""
    neu: Record
    vergleichbar: bool
    """Whether the amounts of both are known to cover the same time."""
    gemeinden: Table
    """Each municipality that changed, or that only one of them has, by key."""
    kreise: Sequence[Record]
    """Every Kreis that either has, by key."""


def same_period(alt: str | None, neu: str | None, *, known: bool) -> bool:
    """Whether two periods, in words, are known to be the same.

    In titles of editions that the source file does not know (`known`: it knows both) a "zweite
    Tranche" may be any year's: equal words are enough only where they name the year.
    """
    return alt is not None and alt == neu and (known or _YEAR.search(alt) is not None)
