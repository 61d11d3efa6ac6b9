"""The printed titles of the columns, and which of them belong to which column of numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from pipeline.interpret.cells import CellText
from pipeline.interpret.columns import Column, find_rates
from pipeline.interpret.flow import FlowRow
from pipeline.interpret.labels import sum_label
from pipeline.model import RowPlace
from schemas.headers import NUMBER_ROLES, role_of_header, titles_in_order

HEADER_ROWS = 4
"""At most so many rows above the first of a municipality are read as its titles."""
AMOUNT_ROLES = ("personen", "betrag")
TEXT_TITLES = ("gemeinde_ags", "gemeinde_name", "kreis", "text")


def header_rows(table: Sequence[FlowRow], first: FlowRow) -> list[tuple[str, ...]]:
    """Return the texts of the rows above the first that names a municipality, upper level first."""
    above = takewhile(lambda flow: flow is not first, table)
    titles = [flow.texts for flow in above if len(flow.filled) > 1 and _could_be_titles(flow.cells)]
    return titles[-HEADER_ROWS:]


def lone_titles(table: Sequence[FlowRow], first: FlowRow) -> list[tuple[str, ...]]:
    """Return the texts of the rows above the first that hold one title of numbers alone.

    They are lines of a broken title: which title they belong to is not certain, so they say
    nothing about the columns, but they are no rows either.
    """
    above = takewhile(lambda flow: flow is not first, table)
    return [flow.texts for flow in above if _is_lone_title(flow, first)]


def _is_lone_title(row: FlowRow, first: FlowRow) -> bool:
    filled = [index for index, text in enumerate(row.texts) if text]
    if len(filled) != 1 or not first.cells[filled[0]].is_figure:
        return False
    text = row.texts[filled[0]]
    return role_of_header(text, NUMBER_ROLES) is not None and not any(map(str.isdigit, text))


def _could_be_titles(cells: Iterable[CellText]) -> bool:
    """Return True if a row holds no number, as sums do, or titles beside it ("in 2018")."""
    known = [cell for cell in cells if cell.number is None and role_of_header(cell.text)]
    return len(known) > 1 or not any(cell.is_figure for cell in cells)


def header_texts(rows: Sequence[tuple[str, ...]], width: int) -> list[str]:
    """Return the titles per column, one level to a line."""
    return ["\n".join(texts[c] for texts in rows if texts[c]) for c in range(width)]


def rows_of_larger_areas(table: Sequence[FlowRow]) -> frozenset[RowPlace]:
    """Return the rows below titles of Kreise or Bezirke, where other titles are of municipalities.

    They are sums in the columns of the table: a page of them before it, or some rows behind it.
    """
    blocks = [(titles, rows) for titles, rows in _blocks_under_titles(table) if titles]
    if not any("gemeinde_name" in titles for titles, _ in blocks):
        return frozenset()
    return frozenset(
        row.row.place
        for titles, rows in blocks
        if titles & {"kreis", "text"} and not titles & {"gemeinde_name", "gemeinde_ags"}
        for row in rows
    )


def _blocks_under_titles(table: Sequence[FlowRow]) -> list[tuple[set[str], list[FlowRow]]]:
    """Return the rows in blocks that begin with titles of numbers, with the roles of these."""
    blocks: list[tuple[set[str], list[FlowRow]]] = [(set(), [])]
    titles: set[str] = set()
    heads: list[FlowRow] = []
    for row in table:
        if not row.has_figure:
            titles |= _roles_in(row) if len(row.filled) > 1 else set()
            heads.append(row)
            continue
        if titles & {*NUMBER_ROLES} and titles & {*TEXT_TITLES}:
            blocks.append((titles, heads))
        else:
            blocks[-1][1].extend(heads)
        blocks[-1][1].append(row)
        titles, heads = set(), []
    blocks[-1][1].extend(heads)
    return blocks


def _roles_in(row: FlowRow) -> set[str]:
    """Return the roles of the titles in a row; the name of a Kreis or of its sum is not one."""
    words = (c for c in row.cells if c.has_letters and not c.kreise)
    generic = (c.text for c in words if not (c.speaks_of_sum and sum_label(c.text)))
    return {role for text in generic for role, _ in titles_in_order(text)}


def with_titles_in_place(columns: Sequence[Column], numbers: Sequence[Column]) -> list[Column]:
    """Give the columns of numbers their titles in order where these are printed beside them.

    Titles set left over numbers set right may end up over a neighbouring column, or two over one.
    A column's own title is replaced only where arithmetic confirms the new ones.
    """
    kept = list(numbers)
    misplaced = any(
        len(titles_in_order(column.header, AMOUNT_ROLES)) > any(column is n for n in numbers)
        for column in columns
    )
    titles = titles_in_order("\n".join(column.header for column in columns), AMOUNT_ROLES)
    if not misplaced or len(titles) != len(numbers):
        return kept
    moved = [
        replace(column, header=title) for column, (_, title) in zip(numbers, titles, strict=True)
    ]
    known = [role_of_header(column.header, NUMBER_ROLES) for column in numbers]
    changed = any(own not in (None, role) for own, (role, _) in zip(known, titles, strict=True))
    return moved if not changed or _is_confirmed(moved, titles) else kept


def _is_confirmed(columns: Sequence[Column], titles: Iterable[tuple[str, str]]) -> bool:
    """Return True if some column titled as an amount is one titled as persons times a rate."""
    roles = {column.index: role for column, (role, _) in zip(columns, titles, strict=True)}
    return any(
        (roles[persons.index], roles[amounts.index]) == AMOUNT_ROLES
        for persons, amounts in find_rates(columns)
    )
