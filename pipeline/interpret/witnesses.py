"""What titles and arithmetic say of a table's columns of numbers, before anything is decided."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.interpret.evidence import ColumnEvidence
from pipeline.interpret.relations import NEARLY_ALL, find_rates, find_total
from schemas.headers import NUMBER_ROLES, role_of_header

MOSTLY = 0.8
"""Share of a column's texts that must be readable."""
LEAST_AMOUNT = Decimal(500)
"""Euros; the amount for one person is larger, the head counts of most municipalities are not."""

Columns = Sequence[ColumnEvidence]


class RoleError(Exception):
    """The roles of a table's columns cannot be told."""


@dataclass(frozen=True)
class Witnesses:
    """What titles and arithmetic say of the columns that may be amounts or persons."""

    titles: dict[int, str | None]
    """Per column the role that its title names."""
    columns: tuple[ColumnEvidence, ...]
    rates: tuple[tuple[ColumnEvidence, ColumnEvidence], ...]
    """Pairs of head counts and amounts."""
    ignored: tuple[ColumnEvidence, ...]
    """Columns of numbers that are neither, as their titles say."""

    def titled(self, *roles: str | None) -> list[ColumnEvidence]:
        """Return the columns whose title names one of the roles."""
        return [c for c in self.columns if self.titles[c.column] in roles]


def hear(numbers: Columns) -> Witnesses:
    """Gather what titles and arithmetic say; columns of other things do not count.

    Raises:
        RoleError: amounts in thousands, or in no notation known here.
    """
    titles = {c.column: role_of_header(c.header, NUMBER_ROLES) for c in numbers}
    if "refused" in titles.values():
        raise RoleError("the amounts are printed in thousands of euros, so they are rounded")
    counting = [c for c in numbers if titles[c.column] != "ignored" and not c.is_running_number]
    readable = [c for c in counting if c.share(c.readable) >= MOSTLY]
    strange = [c for c in counting if c.share(c.readable) < MOSTLY]
    sure = any(titles[c.column] in ("betrag", "teilbetrag") for c in readable)
    for column in strange:
        if titles[column.column] is not None or not sure:
            text = next(cell.text for cell in column.cells if cell.text and cell.value is None)
            raise RoleError(f"the amounts under {column.header!r} are unreadable, like {text!r}")
    ignored = tuple(c for c in numbers if titles[c.column] == "ignored")
    return Witnesses(titles, tuple(readable), tuple(_rates(readable)), ignored)


def _rates(columns: Columns) -> Iterator[tuple[ColumnEvidence, ColumnEvidence]]:
    """Yield pairs of head counts and amounts; what is added up to an amount is no head count."""
    total, parts = find_total(columns) or (None, ())
    for persons, amounts in find_rates(columns):
        if persons not in parts or amounts not in (total, *parts):
            yield persons, amounts


def are_amounts(column: ColumnEvidence) -> bool:
    """Say whether a column's numbers are too large for head counts of municipalities."""
    numbers = [value for value in column.values if value]
    return sum(value > LEAST_AMOUNT for value in numbers) > NEARLY_ALL * len(numbers) > 0


def undecided(columns: Collection[ColumnEvidence]) -> str:
    """Return what to say where the amount cannot be told among some columns."""
    return f"which column is the amount cannot be told (columns of numbers: {listed(columns)})"


def listed(columns: Collection[ColumnEvidence]) -> str:
    """Return the titles of columns for a message."""
    return ", ".join(repr(column.header or "no title") for column in columns)
