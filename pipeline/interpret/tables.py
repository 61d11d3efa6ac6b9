"""The roles of the columns of each table in a document."""

from collections.abc import Sequence

from pipeline.errors import LayoutError
from pipeline.interpret.evidence import column_evidence, is_figure
from pipeline.interpret.flow import FlowRow, by_table
from pipeline.interpret.labels import sum_label
from pipeline.interpret.roles import RoleError, Roles, find_roles
from schemas.names import NameIndex
from schemas.register import Register

HEADER_ROWS = 4
"""At most so many rows above the first with a number are read as its titles."""


def find_tables(
    name: str, rows: Sequence[FlowRow], names: NameIndex, register: Register
) -> dict[int, Roles]:
    """Return the roles per column model, for the models that hold municipalities.

    Raises:
        LayoutError: no table of municipalities and amounts is recognised.
    """
    found: dict[int, Roles] = {}
    reasons: list[str] = []
    for model, table in by_table(rows):
        try:
            roles = _table_roles(model, table, names, register)
        except RoleError as error:
            reasons.append(f"page {table[0].row.page}: {error}")
            continue
        if roles is not None:
            found[model] = roles
    if not found:
        raise LayoutError(name, "; ".join(reasons) or _nothing_found(rows))
    return found


def header_texts(table: Sequence[FlowRow]) -> list[str]:
    """Return per column the titles above the first row with a number, upper level first."""
    width = len(table[0].row.cells)
    above: list[tuple[str, ...]] = []
    for flow in table:
        if any(is_figure(text) for text in flow.texts):
            break
        if sum(map(bool, flow.texts)) > 1:
            above.append(flow.texts)
    return [
        "\n".join(texts[column] for texts in above[-HEADER_ROWS:] if texts[column])
        for column in range(width)
    ]


def _table_roles(
    model: int, table: Sequence[FlowRow], names: NameIndex, register: Register
) -> Roles | None:
    headers = header_texts(table)
    numbered = [
        flow.texts
        for flow in table
        if any(map(is_figure, flow.texts)) and not sum_label(flow.label, names, register)
    ]
    columns = [
        column_evidence(index, header, [texts[index] for texts in numbered], names, register)
        for index, header in enumerate(headers)
    ]
    return find_roles(model, columns, register)


def _nothing_found(rows: Sequence[FlowRow]) -> str:
    tables = len({flow.model for flow in rows if flow.model is not None})
    return (
        f"{len(rows)} printed rows in {tables} tables, but none whose columns hold names of "
        "municipalities of Baden-Württemberg beside amounts"
    )
