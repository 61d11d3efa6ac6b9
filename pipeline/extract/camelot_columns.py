"""Boundaries of columns, found over all rows that have them.

A boundary is what all rows leave white. camelot's own guess looks at one page and shifts with the
longest name on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from pipeline.extract.camelot_text import Line, atoms

CROSSING = 0.005
"""Share of rows that may cross a boundary: sums with long labels."""
NARROWEST = 1.2
"""In points: the narrowest white strip that is a boundary."""
MIXED = 0.5
"""Share of rows that hold a text and a figure in what seems to be one column."""
FEWEST_MIXED = 3
"""In fewer rows than these it may be chance."""


@dataclass(frozen=True, slots=True)
class Atom:
    """Text or figure of one row, where it would stand in the first block of its family."""

    left: float
    right: float
    is_figure: bool


def moved_atoms(line: Line, by: float) -> list[Atom]:
    """The texts and figures of a line that stands further right by so much."""
    return [
        Atom(atom.bbox[0] - by, atom.bbox[2] - by, atom.is_figure)
        for phrase in line.phrases
        for atom in atoms(phrase)
    ]


def white_strips(rows: Sequence[Sequence[Atom]]) -> list[tuple[float, float]]:
    """What (nearly) no row enters, between the leftmost and the rightmost text."""
    changes = [
        change for row in rows for atom in row for change in ((atom.left, 1), (atom.right, -1))
    ]
    strips: list[tuple[float, float]] = []
    allowed, covering, begin = int(CROSSING * len(rows)), 0, None
    for place, change in sorted(changes, key=lambda change: (change[0], -change[1])):
        before, covering = covering, covering + change
        if before > allowed >= covering:
            begin = place
        elif before <= allowed < covering and begin is not None:
            if place - begin >= NARROWEST:
                strips.append((begin, place))
            begin = None
    return strips


def wall_in_strip(strip: tuple[float, float], titles: Iterable[tuple[float, float]]) -> float:
    """Where the boundary stands in a white strip: in its middle, or else beside the titles there.

    Titles, given by their ends, need not stand as their columns do: left over figures set right.
    """
    begin, end = strip
    middle = (begin + end) / 2
    entering = [ends for ends in titles if begin < ends[0] < end or begin < ends[1] < end]
    if not any(left < middle < right for left, right in entering):
        return middle
    gaps, reached = [], begin
    for left, right in [*sorted(entering), (end, end)]:
        gaps.append((left - reached, (reached + left) / 2))
        reached = max(reached, right)
    width, beside = max(gaps)
    return beside if width > 0 else middle


def soft_walls(walls: tuple[float, ...], rows: Sequence[Sequence[Atom]]) -> tuple[float, ...]:
    """One more boundary wherever names and figures share a column.

    Long names with short numbers beside short names with long numbers leave no white between
    them; yet the names begin, and the numbers end, at one place.
    """
    found = [
        _wall_within([_between(row, left, right) for row in rows])
        for left, right in pairwise((-inf, *walls, inf))
    ]
    return tuple(wall for wall in found if wall is not None)


def _between(row: Sequence[Atom], left: float, right: float) -> list[Atom]:
    return [atom for atom in row if left < (atom.left + atom.right) / 2 < right]


def _wall_within(cells: Sequence[Sequence[Atom]]) -> float | None:
    """Where text ends and figures begin, in a column that mostly holds one beside the other."""
    filled = [cell for cell in cells if cell]
    mixed = [cell for cell in filled if [atom.is_figure for atom in cell] == [False, True]]
    if len(mixed) < max(FEWEST_MIXED, MIXED * len(filled)):
        return None
    begin = max(text.left for text, _ in mixed)
    end = min(figure.right for _, figure in mixed)
    spread = max(figure.right for _, figure in mixed) - end
    return (begin + end) / 2 if end - begin > spread + NARROWEST else None
