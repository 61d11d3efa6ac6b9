"""Rows of tables whose columns are parted by rules, from the cells that pdfplumber finds.

Rules decide only where they really part the columns: zebra shading and frames look like rules
too, but leave whole rows of figures within one cell.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.extract.pdfplumber_columns import is_figure, is_table_line
from pipeline.extract.pdfplumber_text import (
    LINE_SHIFT,
    Draft,
    DraftTable,
    Line,
    Run,
    draft_row,
    runs_to_lines,
    union,
)
from pipeline.model import Bbox

RULED_SHARE = 0.5
"""Share of a page's table lines that must lie within ruled tables for rules to decide."""
UNPARTED_SHARE = 0.2
"""Share of whole table lines among the lines in cells, above which rules are decoration."""
RECORDS_IN_ONE_ROW = 3
"""From so many aligned figures on, a ruled row holds several rows parted by nothing."""
FIGURES_SHARE = 0.7
"""Share of figures among the lines of a cell that holds a column of them."""
CELL_GAP = 0.35
"""In font sizes: a gap at a rule wider than a plain space parts two cells."""

Grid = tuple[tuple[Bbox | None, ...], ...]
"""Cells of a ruled table by row and column; None where a neighbour extends."""


def true_grids(grids: Iterable[Grid], runs: Sequence[Run], lines: Sequence[Line]) -> list[Grid]:
    """The grids of a page if rules part most of its table lines into columns; else none."""
    parting = [grid for grid in grids if _parts_columns(grid, runs)]
    frames = [_grid_box(grid) for grid in parting]
    wanted = [line for line in lines if is_table_line(line)]
    inside = [line for line in wanted if any(_holds(frame, line) for frame in frames)]
    return parting if len(inside) >= RULED_SHARE * len(wanted) else []


def ruled_tables(grids: Sequence[Grid], runs: Iterable[Run]) -> tuple[list[DraftTable], list[Line]]:
    """The rows of the ruled tables, and the lines outside them."""
    cells = [cell for grid in grids for row in grid for cell in row if cell]
    content: dict[Bbox, list[Run]] = {cell: [] for cell in cells}
    outside: list[Run] = []
    for run in runs:
        for cell, piece in _pieces(run, cells):
            (outside if cell is None else content[cell]).append(piece)
    tables = [DraftTable(_lefts(grid), _grid_rows(grid, content)) for grid in grids]
    return [table for table in tables if table.rows], runs_to_lines(outside)


def _grid_box(grid: Grid) -> Bbox:
    return union([cell for row in grid for cell in row if cell])


def _holds(box: Bbox, line: Line) -> bool:
    return box[1] <= line.middle < box[3] and line.bbox[0] < box[2] and line.bbox[2] > box[0]


def _parts_columns(grid: Grid, runs: Iterable[Run]) -> bool:
    """Whether hardly any cell holds a whole table line."""
    if max(map(len, grid)) < 2:
        return False
    cells = [cell for row in grid for cell in row if cell]
    content: dict[Bbox, list[Run]] = {cell: [] for cell in cells}
    for run in runs:
        cell = _cell_at(cells, (run.x0 + run.x1) / 2, run.middle)
        if cell is not None:
            content[cell].append(run)
    lines = [line for inside in content.values() for line in runs_to_lines(inside)]
    unparted = sum(is_table_line(line) for line in lines)
    return unparted <= UNPARTED_SHARE * len(lines)


def _pieces(run: Run, cells: Sequence[Bbox]) -> list[tuple[Bbox | None, Run]]:
    """Part a run at rules that stand in a gap; a rule through a word is one it flows over."""
    pieces = [[run.words[0]]]
    cell = _cell_at(cells, _anchor(run), run.middle)
    for word in run.words[1:]:
        gap = word.bbox[0] - pieces[-1][-1].bbox[2]
        beyond = cell is None or word.bbox[0] >= cell[2] - 0.5
        if beyond and gap > CELL_GAP * run.size:
            pieces.append([])
            cell = _cell_at(cells, word.bbox[0] + 0.3 * run.size, run.middle)
        pieces[-1].append(word)
    parts = [Run(tuple(words), run.size) for words in pieces]
    return [(_cell_at(cells, _anchor(part), part.middle), part) for part in parts]


def _anchor(run: Run) -> float:
    """The place that tells a run's cell: figures may stick out to the left, text to the right."""
    inset = min(0.3 * run.size, (run.x1 - run.x0) / 2)
    return run.x1 - inset if is_figure(run.text) else run.x0 + inset


def _cell_at(cells: Sequence[Bbox], x: float, y: float) -> Bbox | None:
    for cell in cells:
        if cell[1] <= y < cell[3] and cell[0] <= x < cell[2]:
            return cell
    return None


def _lefts(grid: Grid) -> tuple[float, ...]:
    columns = zip(*grid, strict=True)
    return tuple(min(cell[0] for cell in column if cell) for column in columns)


def _grid_rows(grid: Grid, content: dict[Bbox, list[Run]]) -> tuple[Draft, ...]:
    rows: list[Draft] = []
    for boxes in grid:
        cells = [runs_to_lines(content[box]) if box else [] for box in boxes]
        rows += [draft_row(record) for record in _records(cells) if any(record)]
    return tuple(rows)


def _records(cells: list[list[Line]]) -> list[list[list[Line]]]:
    """One ruled row as one row, or as several where columns of figures stand in its cells."""
    figures = [cell for cell in cells if _is_column_of_figures(cell)]
    anchors = max(figures, key=len, default=[])
    beside = [cell for cell in cells if cell is not anchors and _aligned(cell, anchors)]
    if not anchors or not beside:
        return [cells]
    middles = [line.middle for line in anchors]
    limits = [(above + below) / 2 for above, below in pairwise(middles)]
    return [
        [[line for line in cell if bisect_right(limits, line.middle) == record] for cell in cells]
        for record in range(len(middles))
    ]


def _is_column_of_figures(lines: Sequence[Line]) -> bool:
    """Whether these are figures below each other, perhaps with their title above."""
    figures = sum(is_figure(line.text) for line in lines)
    return figures >= RECORDS_IN_ONE_ROW and figures >= FIGURES_SHARE * len(lines)


def _aligned(lines: Sequence[Line], anchors: Sequence[Line]) -> bool:
    """Whether each anchor has one of these lines beside it."""
    within = [LINE_SHIFT * max(run.size for run in anchor.runs) for anchor in anchors]
    return bool(anchors) and all(
        any(abs(line.middle - anchor.middle) <= limit for line in lines)
        for anchor, limit in zip(anchors, within, strict=True)
    )
