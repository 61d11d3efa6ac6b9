"""What failed checks say: a decision about some of them is none about others.

A decision covers another reading only where the checks that fail say the same of the same printed
rows, and these rows are read as before.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from pipeline.model import CheckResult

Place: TypeAlias = tuple[int, str]
"""Page and wording of a printed row: by these it is the same in every reading."""
Said: TypeAlias = tuple[str, frozenset[Place]]
"""What a failed check says: its message, and the printed rows concerned."""


def said_by_failed(checks: Iterable[CheckResult]) -> Mapping[str, Said]:
    """Return what the checks that hold a document say, by their names."""
    return {
        check.name: (check.message, frozenset((row.page, row.text) for row in check.rows))
        for check in checks
        if check.holds
    }


def covers(
    then: Iterable[CheckResult], now: Iterable[CheckResult], changed: Iterable[Place]
) -> bool:
    """Say whether what was decided about these checks `then` is decided about those of `now`.

    `changed` are the printed rows that are read otherwise now, even if in the same words: a
    correction may have changed the figure.
    """
    known, failed = said_by_failed(then), said_by_failed(now)
    concerned = {place for _, places in failed.values() for place in places}
    return failed.items() <= known.items() and concerned.isdisjoint(changed)
