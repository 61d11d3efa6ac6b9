"""Tables printed side by side under one another's columns (step 5c: panels).

Two tables side by side look like one with twice the columns. They are told by repetition: the
same kinds of columns at the same distances, or beginning with the same header.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.pdfium.columns import ColumnModel
from pipeline.extract.pdfium.grid import PageGrid

MAX_PANELS = 4
SAME_DISTANCE = 4.0
"""Points by which the distance of a column to its likeness may differ."""


@dataclass(frozen=True)
class Panel:
    """One of several tables side by side."""

    number: int
    columns: range


def find_panels(
    model: ColumnModel, grids: Sequence[PageGrid], numeric: Sequence[int]
) -> list[Panel]:
    """Return the panels of a table from left to right; one where it does not repeat."""
    kinds = [column in numeric for column in range(model.width)]
    for count in range(MAX_PANELS, 1, -1):
        size, rest = divmod(model.width, count)
        if rest or size < 2 or kinds[:size] * count != kinds or len(set(kinds)) < 2:
            continue
        if _same_distances(model, size) or _same_header(grids, size, count):
            return [Panel(n, range(n * size, (n + 1) * size)) for n in range(count)]
    return [Panel(0, range(model.width))]


def _same_distances(model: ColumnModel, size: int) -> bool:
    """Say whether each column lies at one and the same distance from its likeness."""
    distances = []
    for column in range(model.width - size):
        pair = [
            (edges[column], edges[column + size]) for edges in (model.left_edges, model.right_edges)
        ]
        known = [b - a for a, b in pair if a is not None and b is not None]
        if not known:
            return False
        distances.append(known)
    first = distances[0][0]
    return all(any(abs(d - first) <= SAME_DISTANCE for d in known) for known in distances)


def _same_header(grids: Sequence[PageGrid], size: int, count: int) -> bool:
    """Say whether the topmost texts of a page's columns repeat panel by panel."""
    for grid in grids:
        texts: dict[int, str] = {}
        for grid_line in grid.lines:
            for column, phrases in grid_line.cells.items():
                texts.setdefault(column, " ".join(phrase.text for phrase in phrases))
        titles = [texts.get(column, "") for column in range(size * count)]
        if all(titles) and titles == titles[:size] * count:
            return True
    return False
