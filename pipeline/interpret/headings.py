"""What the headings of a document are like, seen over all its rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from pipeline.interpret.flow import FlowRow
from pipeline.interpret.labels import Labels
from pipeline.interpret.roles import Roles
from pipeline.interpret.stray import has_number
from pipeline.model import RowPlace
from schemas.names import NameIndex
from schemas.register import Kreis

BARE_HEADINGS = 5
"""So many different lines that are just the name of a Kreis are headings, not blank rows."""


def has_bare_headings(rows: Iterable[FlowRow], labels: Labels, names: NameIndex) -> bool:
    """Say whether the tables' rows have the names of Kreise alone as headings."""
    bare = {
        row.label
        for row in rows
        if sum(map(bool, row.texts)) == 1 and names.find_kreise(row.label)
        if not labels.kreis_heading(row.label, bare=False)
    }
    return len(bare) >= BARE_HEADINGS


def bare_headings_outside(
    rows: Sequence[FlowRow], tables: Collection[int | None], names: NameIndex
) -> frozenset[RowPlace]:
    """Return the lines that are just the name of a Kreis right above a table, where many are."""
    found = [
        row
        for row, below in pairwise(rows)
        if row.model not in tables and below.model in tables and row.row.page == below.row.page
        if sum(map(bool, row.texts)) == 1 and names.find_kreise(row.label)
    ]
    many = len({row.label for row in found}) >= BARE_HEADINGS
    return frozenset(row.row.place for row in found) if many else frozenset()


def kreise_ahead(
    rows: Sequence[FlowRow],
    tables: Mapping[int | None, Roles],
    labels: Labels,
    names: NameIndex,
) -> list[tuple[Kreis, ...]]:
    """Return per row the Kreis that is printed next below it."""
    ahead: list[tuple[Kreis, ...]] = []
    following: tuple[Kreis, ...] = ()
    for row in reversed(rows):
        ahead.append(following)
        roles = tables.get(row.model)
        in_column = row.texts[roles.kreis] if roles and roles.kreis is not None else ""
        label = in_column or ("" if has_number(row.texts) else row.label)
        found = names.find_kreise(label) if label else ()
        if found and (in_column or labels.kreis_heading(label)):
            following = found
    return ahead[::-1]
