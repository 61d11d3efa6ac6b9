"""Numbers wrapped at their spaces, of which one line was taken for the whole."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from pipeline.interpret.flow import FlowRow, lines_next_to
from pipeline.interpret.notation import is_end_of_number, may_go_on, parse_betrag
from pipeline.interpret.roles import Roles
from pipeline.interpret.row_figure import RowCells
from pipeline.model import RowError, RowPlace


def torn_numbers(
    rows: Sequence[FlowRow], tables: Mapping[int | None, Roles], unread: Collection[RowPlace]
) -> Iterator[RowError]:
    """Yield errors for rows whose numbers may go on in a line next to them that is not understood.

    That is a line that names nothing and has nothing but their other halves.
    """
    for index, line in enumerate(rows):
        roles = tables.get(line.model)
        if roles is None or line.row.place not in unread:
            continue
        filled = [c.index for c in roles.numbers.ours if line.texts[c.index]]
        if not filled or RowCells(line, roles).is_of_municipality:
            continue
        above, below = (
            next((row for row in lines_next_to(rows, index, step) if _has_any(row, filled)), None)
            for step in (-1, 1)
        )
        for row, begun, end in ((above, above, line), (below, line, below)):
            if (
                row
                and begun
                and end
                and all(_is_torn(begun.texts[c], end.texts[c]) for c in filled)
            ):
                both = " ".join(f"{begun.texts[c]} {end.texts[c]}" for c in filled)
                yield RowError("amount_unreadable", both, "each number on one line", row.herkunft)


def _has_any(row: FlowRow, columns: Sequence[int]) -> bool:
    return any(row.texts[column] for column in columns)


def _is_torn(begun: str, end: str) -> bool:
    may_be = may_go_on(begun) and is_end_of_number(end)
    return may_be and parse_betrag(f"{begun} {end}") is not None
