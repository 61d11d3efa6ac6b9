"""The name of a Kreis in a cell beside many rows, whose lines stand level with several of them.

Where no rules tell, a reader gives each of these rows one line: "Landkreis Breisgau-" and, one row
below, "Hochschwarzwald". Lines that are a Kreis only together are put together in the first row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.interpret.evidence import is_figure
from pipeline.interpret.flow import FlowRow, adjacent, by_table
from pipeline.model import Cell
from schemas.names import NameIndex, plain

MOST_LINES = 4
"""Lines that the name of a Kreis with the word for its kind is broken into at most."""
BLANK = 0.5
"""Share of the rows in which a column with cells beside many rows is blank at least."""
LAST_WORD = "kreis"
"""May stand on a line of its own below what names the Kreis without it: "Rems-Murr-"."""


def join_flowing(flow: Sequence[FlowRow], names: NameIndex) -> list[FlowRow]:
    """Return the rows with each Kreis that flows down over several whole in the first of them."""
    columns: dict[int | None, list[int]] = {
        model: list(_blank_columns(rows)) for model, rows in by_table(flow)
    }
    joined = list(flow)
    for index, row in enumerate(joined):
        for column in columns.get(row.model, ()):
            parts = list(_filled(joined[index : index + MOST_LINES], column))
            count = _lines_of_one_kreis([part.texts[column] for part in parts], names)
            if count > 1:
                joined[index : index + count] = _with_one_kreis(parts[:count], column)
    return joined


def _blank_columns(rows: Sequence[FlowRow]) -> Iterator[int]:
    """Yield the columns that are blank in most of the rows with figures."""
    figured = [row for row in rows if any(map(is_figure, row.texts))]
    for column in range(max(len(row.texts) for row in rows)):
        filled = sum(bool(_text(row, column)) for row in figured)
        if filled and filled <= (1 - BLANK) * len(figured):
            yield column


def _filled(rows: Sequence[FlowRow], column: int) -> Iterator[FlowRow]:
    """Yield a row with a figure, and those below it, while each has a text in a column."""
    if not any(map(is_figure, rows[0].texts)):
        return
    for index, row in enumerate(rows):
        follows = not index or (row.model == rows[0].model and adjacent(rows[index - 1], row))
        if not follows or not _text(row, column):
            break
        yield row


def _lines_of_one_kreis(texts: Sequence[str], names: NameIndex) -> int:
    """Return how many of some lines, from the first on, name one Kreis; 0 if none do."""
    for count in range(1, len(texts) + 1):
        if len(names.find_kreise("\n".join(texts[:count]))) == 1:
            return count + (plain(" ".join(texts[count : count + 1])) == LAST_WORD)
    return 0


def _with_one_kreis(parts: Sequence[FlowRow], column: int) -> Iterator[FlowRow]:
    whole = "\n".join(part.texts[column] for part in parts)
    for number, part in enumerate(parts):
        cells = list(part.row.cells)
        cells[column] = Cell("") if number else replace(cells[column], text=whole)
        yield replace(part, row=replace(part.row, cells=tuple(cells)))


def _text(row: FlowRow, column: int) -> str:
    """Return a text; a line over the whole width of a table has one only."""
    return row.texts[column] if column < len(row.texts) else ""
