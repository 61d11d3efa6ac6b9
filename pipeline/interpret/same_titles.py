"""A table too short to tell what its columns are, under the same titles as one that is understood.

Where each Kreis has a table of its own, that of a Stadtkreis has one row, by which neither content
nor arithmetic decide. The titles do, for elsewhere in the document they were found to be true.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.interpret.evidence import ColumnEvidence
from pipeline.interpret.relations import LEAST_RATE, MANY_ROWS
from pipeline.interpret.roles import Roles
from schemas.names import plain

BROKEN = re.compile(r"[\s-]")
"""What a title broken elsewhere has more or less of."""

Titles = tuple[str, ...]


@dataclass(frozen=True)
class Titled:
    """A table's columns under their titles."""

    columns: tuple[ColumnEvidence, ...]
    rows: frozenset[tuple[str, ...]]
    """The rows of titles above the first row, which may be printed again and again."""

    @property
    def titles(self) -> Titles:
        """The columns' titles, however they are broken into lines."""
        return tuple(BROKEN.sub("", plain(column.header)) for column in self.columns)


def roles_by_titles(
    understood: Mapping[int | None, Roles], titled: Mapping[int | None, Titled]
) -> dict[int | None, Roles]:
    """Return the roles of tables not understood whose titles are those of tables that are.

    Columns whose titles mean one thing here and another there mean nothing.
    """
    known: dict[Titles, dict[Roles, Roles]] = {}
    for model, roles in understood.items():
        known.setdefault(titled[model].titles, {})[_columns_of(roles)] = roles
    return {
        model: replace(roles, explained=())
        for model, table in titled.items()
        if model not in understood and len(found := known.get(table.titles, {})) == 1
        for roles in found.values()
        if _all_titled(roles, table.titles) and _is_too_short(table, roles)
    }


def _columns_of(roles: Roles) -> Roles:
    """Return roles without what differs from table to table: evidence and broken titles."""
    return replace(roles, explained=(), parts=tuple((column, "") for column, _ in roles.parts))


def _all_titled(roles: Roles, titles: Titles) -> bool:
    """Say whether every column that matters has a title."""
    columns = (*roles.key, roles.name, roles.kreis, roles.personen, roles.betrag)
    return all(titles[column] for column in columns if column is not None)


def _is_too_short(table: Titled, roles: Roles) -> bool:
    """Say whether a table has too few rows to tell, and none that contradicts the roles.

    Of more rows arithmetic knows better than titles: columns may have been exchanged.
    """
    amounts = table.columns[roles.betrag].values
    persons = table.columns[roles.personen].values if roles.personen is not None else ()
    pairs = zip(persons, amounts, strict=False)
    return len(amounts) < MANY_ROWS and all(
        amount >= LEAST_RATE * person
        for person, amount in pairs
        if person is not None and amount is not None
    )
