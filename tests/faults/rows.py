"""Faults in whole rows, columns and pages: lost, doubled, slipped, exchanged, taken for another."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import pairwise

from pipeline.model import RowClass
from pipeline.values import replace
from tests.faults.cells import (
    SheetFault,
    neighbours,
    number,
    pick,
    with_row,
)
from tests.faults.sheet import BETRAG, KEY, NAME, PERSONEN, SUMS, TEIL, Sheet, SheetRow

LONGEST_SLIP = 20
FARTHEST_MOVE = 5


def lose(*kinds: RowClass) -> SheetFault:
    """One row less."""

    def fault(sheet: Sheet, rng: random.Random) -> Sheet | None:
        index = pick(sheet, rng, lambda row: row.kind in kinds)
        return None if index is None else _lost(sheet, index)

    return fault


def double(sheet: Sheet, rng: random.Random) -> Sheet | None:
    """One figure twice, one below the other."""
    index = pick(sheet, rng, lambda row: row.kind is RowClass.FIGURE)
    return None if index is None else _doubled(sheet, index)


def slip(role: str) -> SheetFault:
    """The values of a column one row lower, for some rows: the last of them loses its own."""

    def fault(sheet: Sheet, rng: random.Random) -> Sheet | None:
        pair = neighbours(sheet, rng, lambda one, other: bool(one.text(role) and other.text(role)))
        if pair is None:
            return None
        first = min(pair)
        figures = [n for n, row in enumerate(sheet) if n >= first and row.kind is RowClass.FIGURE]
        stretch = figures[: rng.randint(2, LONGEST_SLIP)]
        if sheet[stretch[0]].text(role) == sheet[stretch[-1]].text(role):
            return None  # nothing is lost: the texts have only changed places
        slipped = sheet
        for above, below in pairwise(stretch):
            if role in sheet[below].roles:
                row = sheet[below].with_text(role, sheet[above].text(role))
                slipped = with_row(slipped, below, row)
        return slipped if slipped != sheet else None

    return fault


def exchange_columns(everywhere: bool) -> SheetFault:
    """The amounts in the column of other numbers, and those in theirs, on one page or on all."""

    def fault(sheet: Sheet, rng: random.Random) -> Sheet | None:
        index = pick(sheet, rng, lambda row: row.kind is RowClass.FIGURE)
        if index is None:
            return None
        others = [role for role in _numbers_of(sheet[index]) if role != BETRAG]
        if not others:
            return None
        page, role = sheet[index].page, rng.choice(others)
        return tuple(
            _exchanged(row, role) if everywhere or row.page == page else row for row in sheet
        )

    return fault


def _exchanged(row: SheetRow, role: str) -> SheetRow:
    if row.kind not in (RowClass.FIGURE, *SUMS) or role not in row.roles:
        return row
    return row.with_text(BETRAG, row.text(role)).with_text(role, row.text(BETRAG))


def lose_page(sheet: Sheet, rng: random.Random) -> Sheet | None:
    """All rows of one page less."""
    index = pick(sheet, rng, lambda row: row.kind is RowClass.FIGURE)
    if index is None or len({row.page for row in sheet}) == 1:
        return None
    return tuple(row for row in sheet if row.page != sheet[index].page)


def move_heading(sheet: Sheet, rng: random.Random) -> Sheet | None:
    """The heading of a Kreis some rows further down."""
    index = pick(sheet, rng, lambda row: row.kind is RowClass.HEADING)
    if index is None:
        return None
    to = index + rng.randint(1, FARTHEST_MOVE)
    if to >= len(sheet) or any(r.kind is not RowClass.FIGURE for r in sheet[index + 1 : to + 1]):
        return None
    moved = replace(sheet[index], below=sheet[to].origin)
    return (*sheet[:index], *sheet[index + 1 : to + 1], moved, *sheet[to + 1 :])


def sum_as_figure(sheet: Sheet, rng: random.Random) -> Sheet | None:
    """A sum with the key and name of the figure above it."""
    index = pick(sheet, rng, lambda row: row.kind in SUMS and bool(number(row.text(BETRAG))))
    if index is None:
        return None
    above = [row for row in sheet[:index] if row.kind is RowClass.FIGURE]
    if not above or above[-1].roles != sheet[index].roles:
        return None
    row = replace(sheet[index], texts=("",) * len(above[-1].texts), kind=RowClass.FIGURE)
    for role in (KEY, NAME):
        if role in row.roles:
            row = row.with_text(role, above[-1].text(role))
    for role in (PERSONEN, BETRAG):
        if role in row.roles:
            row = row.with_text(role, sheet[index].text(role))
    return with_row(sheet, index, row)


def _numbers_of(row: SheetRow) -> list[str]:
    """The roles of the columns in which a row prints numbers."""
    return [role for role in (BETRAG, PERSONEN, TEIL) if number(row.text(role))]


def _lost(sheet: Sheet, index: int) -> Sheet:
    """The sheet without one row."""
    return (*sheet[:index], *sheet[index + 1 :])


def _doubled(sheet: Sheet, index: int) -> Sheet:
    """The sheet with one row printed twice."""
    again = replace(sheet[index], below=sheet[index].origin)
    return (*sheet[: index + 1], again, *sheet[index + 1 :])


ROW_FAULTS: Mapping[str, SheetFault] = {
    "row lost": lose(RowClass.FIGURE),
    "row doubled": double,
    "sum lost": lose(*SUMS),
    "amounts slipped by a row": slip(BETRAG),
    "persons slipped by a row": slip(PERSONEN),
    "names slipped by a row": slip(NAME),
    "columns exchanged on one page": exchange_columns(everywhere=False),
    "columns exchanged everywhere": exchange_columns(everywhere=True),
    "page lost": lose_page,
    "heading lost": lose(RowClass.HEADING),
    "heading moved": move_heading,
    "sum printed as a figure": sum_as_figure,
}
"""By the name that the tables print."""
