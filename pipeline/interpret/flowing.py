"""Texts of which a reader gives each line a row of its own, put together in the first of these.

Where no rules tell, the lines of a Kreis in a cell beside many rows stand level with several of
them: "Landkreis Breisgau-" and, one row below, "Hochschwarzwald". A key in a narrow column is
broken: "081150" and below it "01". Both are told by being a Kreis or key only together.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.interpret.evidence import is_figure
from pipeline.interpret.flow import FlowRow, adjacent, by_table
from pipeline.interpret.notation import parse_gemeinde_ags
from pipeline.model import Cell
from schemas.names import NameIndex, plain
from schemas.register import Register

MOST_LINES = 4
"""Lines that the name of a Kreis with the word for its kind is broken into at most."""
BLANK = 0.5
"""Share of the rows in which a column with cells beside many rows is blank at least."""
LAST_WORD = "kreis"
"""May stand on a line of its own below what names the Kreis without it: "Rems-Murr-"."""
PART_OF_KEY = re.compile(r"08[\d ]{1,9}")


def join_flowing(flow: Sequence[FlowRow], names: NameIndex, register: Register) -> list[FlowRow]:
    """Return the rows with each Kreis and each key whole in the row where it begins."""
    blank = {model: list(_blank_columns(rows)) for model, rows in by_table(flow)}
    rows = list(flow)
    for index, row in enumerate(rows):
        if row.model is None or not any(map(is_figure, row.texts)):
            continue
        for column in blank[row.model]:
            lines = _lines_below(rows[index : index + MOST_LINES], column)
            _lift(rows, index, column, _lines_of_kreis(lines, names))
        for column, text in enumerate(row.texts):
            if PART_OF_KEY.fullmatch(text) and not _is_key(text, register):
                below = rows[index + 1 : index + 2]
                lines = _lines_below(rows[index : index + 2], column)
                if _is_key("\n".join(lines), register) and not _has_figure_beside(below, column):
                    _lift(rows, index, column, len(lines))
    return list(_without_blanks(rows, flow))


def _blank_columns(rows: Sequence[FlowRow]) -> Iterator[int]:
    """Yield the columns that are blank in most of the rows with figures."""
    figured = [row for row in rows if any(map(is_figure, row.texts))]
    for column in range(max(len(row.texts) for row in rows)):
        filled = sum(bool(_text(row, column)) for row in figured)
        if filled and filled <= (1 - BLANK) * len(figured):
            yield column


def _lines_below(rows: Sequence[FlowRow], column: int) -> list[str]:
    """Return the texts of a column from the first row on, while the rows follow closely."""
    lines: list[str] = []
    for index, row in enumerate(rows):
        follows = not index or (row.model == rows[0].model and adjacent(rows[index - 1], row))
        if not follows or not _text(row, column):
            break
        lines.append(row.texts[column])
    return lines


def _lines_of_kreis(lines: Sequence[str], names: NameIndex) -> int:
    """Return how many lines, from the first on, name one Kreis; 0 if none do."""
    for count in range(1, len(lines) + 1):
        if len(names.find_kreise("\n".join(lines[:count]))) == 1:
            return count + (plain(" ".join(lines[count : count + 1])) == LAST_WORD)
    return 0


def _is_key(text: str, register: Register) -> bool:
    return parse_gemeinde_ags(text) in register.gemeinden


def _has_figure_beside(rows: Sequence[FlowRow], column: int) -> bool:
    """Say whether a row is one of its own: it has a figure in another column."""
    return any(is_figure(text) for row in rows for i, text in enumerate(row.texts) if i != column)


def _lift(rows: list[FlowRow], first: int, column: int, count: int) -> None:
    """Put the texts of a column in some rows into the first of them."""
    parts = rows[first : first + count]
    whole = "\n".join(part.texts[column] for part in parts)
    for index, part in enumerate(parts if count > 1 else (), start=first):
        cells = list(part.row.cells)
        cells[column] = Cell("") if index > first else replace(cells[column], text=whole)
        rows[index] = replace(part, row=replace(part.row, cells=tuple(cells)))


def _without_blanks(rows: Sequence[FlowRow], before: Sequence[FlowRow]) -> Iterator[FlowRow]:
    """Yield the rows; those that had a text, now in the row above, are a continuation of it."""
    whole: FlowRow | None = None
    for row, original in zip(rows, before, strict=True):
        if whole and any(original.texts) and not any(row.texts):
            whole = replace(whole, continued=(*whole.continued, row.row.place))
            continue
        if whole:
            yield whole
        whole = row
    if whole:
        yield whole


def _text(row: FlowRow, column: int) -> str:
    """Return a text; a line over the whole width of a table has one only."""
    return row.texts[column] if column < len(row.texts) else ""
