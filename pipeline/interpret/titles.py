"""The printed titles of the columns, and which of them belong to which column of numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from pipeline.interpret.evidence import ColumnEvidence, is_figure, number_in
from pipeline.interpret.flow import FlowRow
from pipeline.interpret.relations import find_rates
from schemas.headers import NUMBER_ROLES, role_of_header, titles_in_order

HEADER_ROWS = 4
"""At most so many rows above the first of a municipality are read as its titles."""
AMOUNT_ROLES = ("personen", "betrag")


def header_rows(table: Sequence[FlowRow], first: FlowRow) -> list[tuple[str, ...]]:
    """Return the texts of the rows above the first that names a municipality, upper level first."""
    above: list[tuple[str, ...]] = []
    for flow in table:
        if flow is first:
            break
        if sum(map(bool, flow.texts)) > 1 and _could_be_titles(flow.texts):
            above.append(flow.texts)
    return above[-HEADER_ROWS:]


def lone_titles(table: Sequence[FlowRow], first: FlowRow) -> list[tuple[str, ...]]:
    """Return the texts of the rows above the first that hold one title of numbers alone.

    They are lines of a broken title: which title they belong to is not certain, so they say
    nothing about the columns, but they are no rows either.
    """
    above = takewhile(lambda flow: flow is not first, table)
    return [flow.texts for flow in above if _is_lone_title(flow.texts, first.texts)]


def _is_lone_title(texts: Sequence[str], first: Sequence[str]) -> bool:
    filled = [index for index, text in enumerate(texts) if text]
    if len(filled) != 1 or not is_figure(first[filled[0]]):
        return False
    text = texts[filled[0]]
    return role_of_header(text, NUMBER_ROLES) is not None and not any(map(str.isdigit, text))


def _could_be_titles(texts: Sequence[str]) -> bool:
    """Say whether a row holds no number, as sums do, or titles beside it ("in 2018")."""
    figures = sum(map(is_figure, texts))
    known = sum(role_of_header(text) is not None and number_in(text) is None for text in texts)
    return known > 1 or not figures


def header_texts(rows: Sequence[tuple[str, ...]], width: int) -> list[str]:
    """Return the titles per column, one level to a line."""
    return ["\n".join(texts[c] for texts in rows if texts[c]) for c in range(width)]


def with_titles_in_place(
    columns: Sequence[ColumnEvidence], numbers: Sequence[ColumnEvidence]
) -> list[ColumnEvidence]:
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


def _is_confirmed(columns: Sequence[ColumnEvidence], titles: Iterable[tuple[str, str]]) -> bool:
    """Say whether some column titled as an amount is one titled as persons times a rate."""
    roles = {column.column: role for column, (role, _) in zip(columns, titles, strict=True)}
    return any(
        (roles[persons.column], roles[amounts.column]) == AMOUNT_ROLES
        for persons, amounts in find_rates(columns)
    )
