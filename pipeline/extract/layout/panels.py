"""Tables printed side by side under one another's columns.

Two tables side by side look like one with twice the columns. They are told by repetition: the
same kinds of columns at the same distances, or beginning with the same header.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.layout.columns import ColumnModel
from pipeline.extract.layout.lines import Line, Phrase
from pipeline.extract.layout.settings import SETTINGS

LineCells = dict[int, list[Phrase]]
"""The phrases of a line by column."""


@dataclass(frozen=True)
class GridLine:
    """One line of a table, its phrases sorted into columns."""

    line: Line
    cells: LineCells


@dataclass(frozen=True)
class Panel:
    """One of several tables side by side."""

    number: int
    columns: range


def find_panels(
    model: ColumnModel, pages: Sequence[Sequence[GridLine]], numeric: Sequence[int]
) -> list[Panel]:
    """Return the panels of a table from left to right; one where it does not repeat.

    A column that few rows fill (remarks, headings beside the others) may be missing in a panel.
    """
    rows = [grid_line.cells for lines in pages for grid_line in lines]
    texts = Counter(column for cells in rows for column in cells)
    every = list(range(model.width))
    filled = [c for c in every if texts[c] >= SETTINGS.well_filled * len(rows)]
    for columns in (every, filled):
        kinds = [column in numeric for column in columns]
        are_filled = all(texts[column] >= SETTINGS.enough_aligned for column in columns)
        for count in range(SETTINGS.most_panels, 1, -1):
            size, rest = divmod(len(columns), count)
            if rest or size < 2 or kinds[:size] * count != kinds or len(set(kinds)) < 2:
                continue
            is_alike = (
                are_filled
                and _same_distances(model, columns, size)
                and not _other_titles(
                    pages, [c for c in columns if c in numeric], sum(kinds[:size])
                )
            )
            if is_alike or _same_header(pages, columns, size):
                return _parted(model, columns[::size])
    return [Panel(0, range(model.width))]


def _parted(model: ColumnModel, firsts: Sequence[int]) -> list[Panel]:
    """Return panels that begin at given columns, the first of them at the table's first."""
    edges = [0, *firsts[1:], model.width]
    return [Panel(n, range(start, end)) for n, (start, end) in enumerate(pairwise(edges))]


def _same_distances(model: ColumnModel, columns: Sequence[int], size: int) -> bool:
    """Return True if each column lies at one and the same distance from its likeness."""
    distances = []
    for column, likeness in zip(columns, columns[size:], strict=False):
        pair = [(edges[column], edges[likeness]) for edges in (model.left_edges, model.right_edges)]
        known = [b - a for a, b in pair if a is not None and b is not None]
        if not known:
            return False
        distances.append(known)
    first = distances[0][0]
    return all(any(abs(d - first) <= SETTINGS.same_distance for d in known) for known in distances)


def _same_header(pages: Sequence[Sequence[GridLine]], columns: Sequence[int], size: int) -> bool:
    """Return True if the topmost texts of a page's columns repeat panel by panel."""
    for lines in pages:
        texts: dict[int, str] = {}
        for grid_line in lines:
            for column in grid_line.cells:
                texts.setdefault(column, _text(grid_line, column))
        titles = [texts.get(column, "") for column in columns]
        if all(titles) and titles == titles[:size] * (len(columns) // size):
            return True
    return False


def _other_titles(pages: Sequence[Sequence[GridLine]], numeric: Sequence[int], size: int) -> bool:
    """Return True if a line that titles all numbers titles one otherwise than its likeness."""
    for grid_line in (grid_line for lines in pages for grid_line in lines):
        titles = [_title_words(_text(grid_line, column)) for column in numeric]
        pairs = zip(titles, titles[size:], strict=False)
        if all(titles) and any(one.isdisjoint(other) for one, other in pairs):
            return True
    return False


def _title_words(text: str) -> set[str]:
    """Return the words of a text without digits; of a figure none."""
    return set() if any(map(str.isdigit, text)) else set(re.findall(r"[^\W\d_]{2,}", text))


def _text(grid_line: GridLine, column: int) -> str:
    return " ".join(phrase.text for phrase in grid_line.cells.get(column, ()))
