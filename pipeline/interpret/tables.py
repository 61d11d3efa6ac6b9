"""The roles of the columns of each table in a document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import LayoutError
from pipeline.interpret.columns import Column, make_column
from pipeline.interpret.flow import FlowRow, by_table
from pipeline.interpret.labels import sum_label
from pipeline.interpret.numbers import RoleError
from pipeline.interpret.roles import Roles, find_name_column, find_roles
from pipeline.interpret.titles import header_rows, header_texts, lone_titles, rows_of_larger_areas
from pipeline.model import RowPlace

Headers = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Tables:
    """The column models of a document that hold municipalities."""

    understood: Mapping[int | None, Roles]
    undecided: Mapping[int | None, str]
    """Those in which the roles of the columns cannot be told, with the reason."""
    headers: Mapping[int | None, Headers]
    """The rows of titles above the first row of each, which may be printed again and again."""
    of_larger_areas: frozenset[RowPlace]
    """Rows of understood tables that are sums of Kreise or Bezirke, as the titles above say."""


@dataclass(frozen=True)
class _Table:
    """The rows of one column model that name municipalities, by column, under their titles."""

    columns: tuple[Column, ...]
    headers: Headers
    of_larger_areas: frozenset[RowPlace]


def find_tables(name: str, rows: Sequence[FlowRow], notes: Sequence[str] = ()) -> Tables:
    """Return the roles per column model; `notes` of the engine are told where nothing is found.

    Raises:
        LayoutError: no table of municipalities and amounts is understood.
    """
    understood: dict[int | None, Roles] = {}
    undecided: dict[int | None, str] = {}
    headers: dict[int | None, Headers] = {}
    of_larger_areas: set[RowPlace] = set()
    for model, printed in by_table(rows):
        table = _read_titles(printed)
        if table is None:
            continue
        try:
            roles = find_roles(model, table.columns)
        except RoleError as error:
            undecided[model] = f"page {printed[0].row.page}: {error}"
            continue
        if roles is not None:
            understood[model], headers[model] = roles, table.headers
            of_larger_areas |= table.of_larger_areas
    if not understood:
        raise LayoutError(name, "; ".join(undecided.values()) or _nothing_found(rows, notes))
    return Tables(understood, undecided, headers, frozenset(of_larger_areas))


def _read_titles(printed: Sequence[FlowRow]) -> _Table | None:
    """Return a table's columns under their titles; None where it has no row with a figure.

    Columns hold the rows that name a municipality, or all with a figure where none does.
    """
    of_larger_areas = rows_of_larger_areas(printed)
    table = [row for row in printed if row.row.place not in of_larger_areas]
    numbered = _numbered_rows(table)
    if not numbered:
        return None
    columns = _columns(numbered)
    name = find_name_column(columns)
    named = [row for row, cell in enumerate(name.cells) if cell.is_name] if name else []
    told = named or list(range(len(numbered)))
    first = numbered[told[0]]
    titles = header_rows(table, first)
    headers = header_texts(titles, len(columns))
    return _Table(
        tuple(c.of_rows(told, headers[c.index]) for c in columns),
        frozenset([*titles, *lone_titles(table, first)]),
        of_larger_areas,
    )


def _numbered_rows(table: Iterable[FlowRow]) -> list[FlowRow]:
    """Return the rows with a figure that is no sum."""
    return [
        row for row in table if row.has_figure and not (row.speaks_of_sum and sum_label(row.label))
    ]


def _columns(rows: Sequence[FlowRow]) -> list[Column]:
    width = len(rows[0].cells) if rows else 0
    return [make_column(index, [row.texts[index] for row in rows]) for index in range(width)]


def _nothing_found(rows: Sequence[FlowRow], notes: Sequence[str]) -> str:
    tables = len({flow.model for flow in rows if flow.model is not None})
    return (
        f"{len(rows)} printed rows in {tables} tables, but none whose columns hold names of "
        "municipalities of Baden-Württemberg beside amounts" + "".join(f"; {n}" for n in notes)
    )
