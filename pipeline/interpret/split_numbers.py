"""Numbers wrapped at their spaces, of which one line was taken for the whole."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from pipeline.interpret.flow import FlowRow, lines_next_to
from pipeline.interpret.notation import may_be_one
from pipeline.interpret.roles import Roles
from pipeline.interpret.row_figure import RowCells
from pipeline.model import RowError, RowPlace


def split_numbers(
    rows: Sequence[FlowRow], tables: Mapping[int | None, Roles], read: Collection[RowPlace]
) -> Iterator[RowError]:
    """Yield errors for rows that were read whose numbers may go on in a line that was not.

    That is a line next to them that names nothing and has nothing but their other parts.
    """
    for index, line in enumerate(rows):
        roles = tables.get(line.model)
        if roles is None or line.row.place in read or line.texts in roles.headers:
            continue
        filled = [c.index for c in roles.numbers.ours if line.texts[c.index]]
        if not filled or RowCells(line, roles).is_of_municipality:
            continue
        for step in (-1, 1):
            near = lines_next_to(rows, index, step, roles.headers)
            row = next((row for row in near if any(row.texts[c] for c in filled)), line)
            begun, end = (row, line) if step < 0 else (line, row)
            parts = [(begun.texts[c], end.texts[c]) for c in filled]
            if row.row.place in read and all(may_be_one(*part) for part in parts):
                both = " ".join(text for part in parts for text in part)
                yield RowError("amount_unreadable", both, "each number on one line", row.herkunft)
