"""Arithmetic between the columns of a table: sums of others, head counts times a rate.

Relations hold whatever the titles say; chance does not make them in many rows.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from statistics import median

from pipeline.interpret.evidence import ColumnEvidence

NEARLY_ALL = 0.98
"""Share of the rows in which an arithmetic relation must hold."""
HARDLY_ANY = 0.5
"""Below this share of the rows a relation does not hold at all, rather than with faults."""
MANY_ROWS = 5
"""Rows from which on an arithmetic relation says something."""
LEAST_RATE = 100
"""Euros per person below which a relation is not that of persons to amounts."""
MAX_PARTS = 8
"""Of more columns no sums are looked for: there would be too many."""


def find_total(
    columns: Sequence[ColumnEvidence],
) -> tuple[ColumnEvidence, tuple[ColumnEvidence, ...]] | None:
    """Return the column that is the sum of two or more others, with as many parts as possible."""
    if len(columns) > MAX_PARTS + 1:
        return None
    for size in range(len(columns) - 1, 1, -1):
        for total in columns:
            others = [column for column in columns if column is not total]
            for parts in combinations(others, size):
                if _is_sum(total, parts):
                    return total, parts
    return None


def find_rates(
    columns: Sequence[ColumnEvidence],
) -> list[tuple[ColumnEvidence, ColumnEvidence]]:
    """Return all pairs of which the second is the first, a head count, times one rate."""
    return [
        (persons, amounts)
        for persons in columns
        for amounts in columns
        if persons is not amounts and share_of_one_rate(persons, amounts) >= NEARLY_ALL
    ]


def share_of_one_rate(persons: ColumnEvidence, amounts: ColumnEvidence) -> float:
    """Return in what share of the rows amounts are head counts times the commonest rate.

    Amounts may be rounded. 0 where too few rows have both, or the rate is none of euros per head.
    """
    rows = [
        (person, amount)
        for person, amount in zip(persons.values, amounts.values, strict=True)
        if person and amount is not None
    ]
    if len(rows) < MANY_ROWS or len({person for person, _ in rows}) == 1:
        return 0.0
    rate = median(amount / person for person, amount in rows)
    if rate < LEAST_RATE:
        return 0.0
    fits = sum(abs(amount - person * rate) <= 1 + person * rate / 1000 for person, amount in rows)
    return fits / len(rows)


def _is_sum(total: ColumnEvidence, parts: Iterable[ColumnEvidence]) -> bool:
    """Say whether a column is the sum of others in nearly all rows that have all of them.

    Most columns are not, and many are tried: it ends as soon as too many rows differ.
    """
    complete = differing = 0
    most = (1 - NEARLY_ALL) * len(total.values)
    for value, *added in zip(total.values, *(part.values for part in parts), strict=True):
        numbers = [number for number in added if number is not None]
        if value is None or len(numbers) < len(added) or not any(numbers):
            continue
        complete += 1
        differing += value != sum(numbers)
        if differing > most:
            return False
    return complete >= MANY_ROWS and complete - differing >= NEARLY_ALL * complete
