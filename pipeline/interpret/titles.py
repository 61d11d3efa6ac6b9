"""The printed titles of a table's columns."""

from collections.abc import Iterable, Sequence
from itertools import groupby, takewhile

from pipeline.interpret.cells import CellText
from pipeline.interpret.flow import FlowRow
from pipeline.interpret.labels import sum_label
from pipeline.model import RowPlace
from schemas.headers import NUMBER_ROLES, role_of_header, titles_in_order

HEADER_ROWS = 4
"""At most so many rows above the first of a municipality are read as its titles."""
TEXT_TITLES = ("gemeinde_ags", "gemeinde_name", "kreis", "text")

Titles = list[tuple[str, ...]]


def titles_above(table: Sequence[FlowRow], first: FlowRow) -> tuple[Titles, Titles]:
    """Return the texts of the titles above the first row that names a municipality, upper first.

    Behind them those of rows that hold one title of numbers alone: lines of a broken title. Which
    title they belong to is not certain, so they say nothing about the columns, but they are no
    rows either.
    """
    above = list(takewhile(lambda row: row is not first, table))
    titles = [row.texts for row in above if len(row.filled) > 1 and _could_be_titles(row.cells)]
    return titles[-HEADER_ROWS:], [row.texts for row in above if _is_lone_title(row, first)]


def _could_be_titles(cells: Iterable[CellText]) -> bool:
    """Return True if a row holds no number, as sums do, or titles beside it ("in 2018")."""
    known = [cell for cell in cells if cell.number is None and role_of_header(cell.text)]
    return len(known) > 1 or not any(cell.is_figure for cell in cells)


def _is_lone_title(row: FlowRow, first: FlowRow) -> bool:
    filled = [index for index, text in enumerate(row.texts) if text]
    if len(filled) != 1 or not first.cells[filled[0]].is_figure:
        return False
    text = row.texts[filled[0]]
    return role_of_header(text, NUMBER_ROLES) is not None and not any(map(str.isdigit, text))


def rows_of_larger_areas(table: Iterable[FlowRow]) -> frozenset[RowPlace]:
    """Return the rows below titles of Kreise or Bezirke, where other titles are of municipalities.

    They are sums in the columns of the table: a page of them before it, or some rows behind it.
    """
    blocks: list[tuple[set[str], list[RowPlace]]] = [(set(), [])]
    for has_figure, group in groupby(table, key=lambda row: row.has_figure):
        rows = list(group)
        titles = {role for row in rows if not has_figure for role in _roles_in(row)}
        if titles & {*NUMBER_ROLES} and titles & {*TEXT_TITLES}:
            blocks.append((titles, []))
        blocks[-1][1].extend(row.row.place for row in rows)
    if not any("gemeinde_name" in titles for titles, _ in blocks):
        return frozenset()
    return frozenset(
        place
        for titles, places in blocks
        if titles & {"kreis", "text"} and not titles & {"gemeinde_name", "gemeinde_ags"}
        for place in places
    )


def _roles_in(row: FlowRow) -> set[str]:
    """Return the roles of several titles in a row; the name of a Kreis or of its sum is not one."""
    words = (cell for cell in row.cells if cell.has_letters and not cell.kreise)
    generic = (c.text for c in words if not (c.speaks_of_sum and sum_label(c.text)))
    roles = {role for text in generic for role, _ in titles_in_order(text)}
    return roles if len(row.filled) > 1 else set()
