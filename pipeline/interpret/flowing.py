"""The name of a Kreis in a cell beside many rows, whose lines stand level with several of them.

Where no rules tell, a reader gives each of these rows one line: "Landkreis Breisgau-" and, one row
below, "Hochschwarzwald". Lines that are a Kreis only together are put together in the first row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.interpret.evidence import is_figure
from pipeline.interpret.flow import FlowRow, adjacent, by_table
from pipeline.model import Cell
from schemas.names import NameIndex

MOST_LINES = 3
"""Lines that the name of a Kreis with the word for its kind is broken into at most."""
BLANK = 0.5
"""Share of the rows in which a column with cells beside many rows is blank at least."""


def join_flowing(flow: Sequence[FlowRow], names: NameIndex) -> list[FlowRow]:
    """Return the rows with each Kreis that flows down over several whole in the first of them."""
    columns: dict[int | None, list[int]] = {
        model: list(_blank_columns(rows)) for model, rows in by_table(flow)
    }
    joined = list(flow)
    for index, row in enumerate(joined):
        for column in columns.get(row.model, ()):
            for count in range(MOST_LINES, 1, -1):
                parts = joined[index : index + count]
                if _text(row, column) and _are_one_kreis(parts, column, names):
                    joined[index : index + count] = _with_one_kreis(parts, column)
                    break
    return joined


def _blank_columns(rows: Sequence[FlowRow]) -> Iterator[int]:
    """Yield the columns that are blank in most of the rows with figures."""
    figured = [row for row in rows if any(map(is_figure, row.texts))]
    for column in range(max(len(row.texts) for row in rows)):
        filled = sum(bool(_text(row, column)) for row in figured)
        if filled and filled <= (1 - BLANK) * len(figured):
            yield column


def _are_one_kreis(parts: Sequence[FlowRow], column: int, names: NameIndex) -> bool:
    """Say whether the texts of neighbouring rows name one Kreis, though not each of them does."""
    texts = [_text(part, column) for part in parts if any(map(is_figure, part.texts))]
    if len(texts) < 2 or len(texts) < len(parts) or not all(texts):
        return False
    if not all(a.model == b.model and adjacent(a, b) for a, b in pairwise(parts)):
        return False
    alone = all(map(names.find_kreise, texts))
    return not alone and len(names.find_kreise("\n".join(texts))) == 1


def _with_one_kreis(parts: Sequence[FlowRow], column: int) -> Iterator[FlowRow]:
    whole = "\n".join(part.texts[column] for part in parts)
    for number, part in enumerate(parts):
        cells = list(part.row.cells)
        cells[column] = Cell("") if number else replace(cells[column], text=whole)
        yield replace(part, row=replace(part.row, cells=tuple(cells)))


def _text(row: FlowRow, column: int) -> str:
    """Return a text; a line over the whole width of a table has one only."""
    return row.texts[column] if column < len(row.texts) else ""
