"""The roles of the columns of each table in a document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import LayoutError
from pipeline.interpret.evidence import ColumnEvidence, column_evidence, is_figure
from pipeline.interpret.flow import FlowRow, by_table
from pipeline.interpret.labels import Labels
from pipeline.interpret.roles import Roles, find_name_column, find_repeated_names, find_roles
from pipeline.interpret.same_titles import Titled, roles_by_titles
from pipeline.interpret.titles import header_rows, header_texts, lone_titles
from pipeline.interpret.witnesses import RoleError
from schemas.names import NameIndex
from schemas.register import Register


@dataclass(frozen=True)
class Tables:
    """The column models of a document that hold municipalities."""

    understood: Mapping[int | None, Roles]
    undecided: Mapping[int | None, str]
    """Those in which the roles of the columns cannot be told, with the reason."""
    headers: Mapping[int | None, frozenset[tuple[str, ...]]]
    """The rows of titles above the first row of each, which may be printed again and again."""


def find_tables(
    name: str,
    rows: Sequence[FlowRow],
    names: NameIndex,
    register: Register,
    notes: Sequence[str] = (),
) -> Tables:
    """Return the roles per column model; `notes` of the engine are told where nothing is found.

    Raises:
        LayoutError: no table of municipalities and amounts is understood.
    """
    understood: dict[int | None, Roles] = {}
    undecided: dict[int | None, str] = {}
    titled: dict[int | None, Titled] = {}
    for model, table in by_table(rows):
        found = titled_columns(table, names, register)
        if found is None:
            continue
        titled[model] = found
        try:
            roles = find_roles(model, found.columns, names, register)
        except RoleError as error:
            undecided[model] = f"page {table[0].row.page}: {error}"
            continue
        if roles is not None:
            understood[model] = roles
    by_titles = roles_by_titles(understood, titled)
    understood |= by_titles
    undecided = {model: why for model, why in undecided.items() if model not in by_titles}
    headers = {model: titled[model].rows for model in understood}
    if not understood:
        reasons = [*undecided.values(), *_repetitions(rows, names, register)]
        raise LayoutError(name, "; ".join(reasons) or _nothing_found(rows, notes))
    return Tables(understood, undecided, headers)


def titled_columns(table: Sequence[FlowRow], names: NameIndex, register: Register) -> Titled | None:
    """Return a table's columns under their titles; None where it has no row with a figure.

    Columns hold the rows that name a municipality, or all with a figure where none does.
    """
    numbered = _numbered_rows(table, Labels(names, register))
    if not numbered:
        return None
    columns = _columns(numbered, names, register)
    name = find_name_column(columns)
    cells = name.cells if name else ()
    told = [row for row, cell in enumerate(cells) if cell.gemeinden] or list(range(len(numbered)))
    first = numbered[told[0]]
    titles = header_rows(table, first)
    headers = header_texts(titles, len(columns))
    return Titled(
        tuple(c.of_rows(told, headers[c.column]) for c in columns),
        frozenset([*titles, *lone_titles(table, first)]),
    )


def _numbered_rows(table: Sequence[FlowRow], labels: Labels) -> list[FlowRow]:
    """Return the rows with a figure that is no sum."""
    return [
        flow
        for flow in table
        if any(map(is_figure, flow.texts)) and not labels.sum_label(flow.label)
    ]


def _columns(rows: Sequence[FlowRow], names: NameIndex, register: Register) -> list[ColumnEvidence]:
    width = len(rows[0].row.cells) if rows else 0
    return [
        column_evidence(index, "", [row.texts[index] for row in rows], names, register)
        for index in range(width)
    ]


def _repetitions(rows: Sequence[FlowRow], names: NameIndex, register: Register) -> Iterator[str]:
    """Yield for each table that names its municipalities again and again that it does."""
    for _, table in by_table(rows):
        numbered = _numbered_rows(table, Labels(names, register))
        column = find_repeated_names(_columns(numbered, names, register))
        if column is not None:
            yield (
                f"page {table[0].row.page}: {column.names} rows have only {column.distinct_names} "
                "names of municipalities; expected one row each, not several lists or years"
            )


def _nothing_found(rows: Sequence[FlowRow], notes: Sequence[str]) -> str:
    tables = len({flow.model for flow in rows if flow.model is not None})
    return (
        f"{len(rows)} printed rows in {tables} tables, but none whose columns hold names of "
        "municipalities of Baden-Württemberg beside amounts" + "".join(f"; {n}" for n in notes)
    )
