"""Rows that are titles of columns or headings of Kreise, told with what stands around them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from pipeline.interpret.figures import RowCells
from pipeline.interpret.flow import FlowRow
from pipeline.interpret.labels import kreis_heading
from pipeline.interpret.notation import parse_betrag
from pipeline.interpret.roles import Roles
from pipeline.model import RowPlace
from schemas.headers import role_of_header
from schemas.names import load_gazetteer
from schemas.register import Kreis

BARE_HEADINGS = 5
"""So many different lines that are just the name of a Kreis are headings, not blank rows."""


def is_header(row: FlowRow, cells: RowCells, *, below_header: bool) -> bool:
    """Return True if a row is the columns' titles, their second line, or numbers them."""
    if row.texts in cells.roles.headers:
        return True
    if cells.has_key or row.has_figure:
        return _is_column_count(row.filled)
    if below_header and not cells.name.text and cells.betrag.number is None:
        return True
    titles = [text for text in row.filled if role_of_header(text)]
    titled = role_of_header(cells.betrag.text) is not None or not cells.name.is_name
    return len(titles) > 1 and titled


def begins_titles(row: FlowRow, cells: RowCells, below: Iterable[FlowRow]) -> bool:
    """Return True if a row is the first line of titles that stand below it: one may be wrapped."""
    if cells.has_key or cells.name.text or row.has_figure:
        return False
    same = (r for r in below if (r.model, r.row.page) == (row.model, row.row.page))
    ends = next((r for r in same if r.has_figure or r.texts in cells.roles.headers), row)
    return ends.texts in cells.roles.headers


def _is_column_count(filled: Sequence[str]) -> bool:
    """Return True if texts merely number the columns from left to right."""
    words = " ".join(filled).split()
    return len(words) > 2 and words == [str(n) for n in range(1, len(words) + 1)]


def kreis_in_titles(row: FlowRow, name: str) -> tuple[Kreis, ...]:
    """Return the Kreis that stands in a row of titles.

    "Landkreis Böblingen" may be the title over its municipalities, or "Böblingen" a line above it.
    """
    found: tuple[Kreis, ...] = ()
    for text in row.texts:
        bare = text == name and role_of_header(text) is None
        found = kreis_heading(text, bare=bare) or _above_title(text) or found
    return found


def _above_title(text: str) -> tuple[Kreis, ...]:
    """Return the Kreis whose name alone stands in the line above the title of the names."""
    above, _, title = text.partition("\n")
    if role_of_header(title) != "gemeinde_name":
        return ()
    return load_gazetteer().find_kreise(above)


def bare_headings(
    rows: Sequence[FlowRow], tables: Mapping[int | None, Roles]
) -> frozenset[RowPlace]:
    """Return the rows that are just the name of a Kreis, where these are headings.

    They stand in a table or right above one.
    """
    bare = [
        row
        for row, below in pairwise([*rows, *rows[-1:]])
        if len(row.filled) == 1 and (row.model in tables or _is_above(row, below, tables))
        if load_gazetteer().find_kreise(row.label) and not kreis_heading(row.label)
    ]
    are_headings = len({row.label for row in bare}) >= BARE_HEADINGS
    return frozenset(row.row.place for row in bare) if are_headings else frozenset()


def _is_above(row: FlowRow, below: FlowRow, tables: Mapping[int | None, Roles]) -> bool:
    return below.model in tables and row.row.page == below.row.page


def kreise_ahead(
    rows: Sequence[FlowRow], tables: Mapping[int | None, Roles], bare: frozenset[RowPlace]
) -> list[tuple[Kreis, ...]]:
    """Return per row the Kreis that is printed next below it."""
    ahead: list[tuple[Kreis, ...]] = []
    following: tuple[Kreis, ...] = ()
    for row in reversed(rows):
        ahead.append(following)
        following = _kreis_of(row, tables.get(row.model), row.row.place in bare) or following
    return ahead[::-1]


def _kreis_of(row: FlowRow, roles: Roles | None, bare: bool) -> tuple[Kreis, ...]:
    in_column = row.texts[roles.kreis.index] if roles and roles.kreis else ""
    if in_column:
        return load_gazetteer().find_kreise(in_column)
    ends = (text.split()[-1] for text in row.filled)
    if not row.label or row.has_figure or any(parse_betrag(end) is not None for end in ends):
        return ()
    return kreis_heading(row.label, bare=bare)
