"""Which lines of a page are put together to rows, so that as few as can be are left over.

Each line joined to a row leaves one less to others, so the lines of a page are looked at together:
of all ways to put them together the best is taken, by dynamic programming from the last line on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from pipeline.interpret.flow import FlowRow

EVENLY_SPACED = 1.0
"""Points by which distances between evenly spaced lines differ, as their letters are not all of one
height."""
SHAPES = ((1, 1), (0, 2), (2, 0), (0, 1), (1, 0))
"""Lines above and below the one with the amount."""

Groups: TypeAlias = Mapping[int, range]
"""Which lines are put together, by the index of the one with the amount."""


@dataclass(frozen=True)
class _Plan:
    """A way to put the lines from one on together."""

    left_over: int
    """Lines that belong to no row, and rows that have no name."""
    apart: int
    """Groups of which the outermost line stands nearer to the row beyond it."""
    points: float
    """From line to line within all groups."""
    groups: Groups

    def after_left_over(self, count: int) -> "_Plan":
        """This plan with so many lines before that are left over."""
        return replace(self, left_over=self.left_over + count)

    def after_group(self, main: int, lines: range, *, apart: bool, points: float) -> "_Plan":
        """This plan with a group before."""
        groups = {main: lines, **self.groups}
        return _Plan(self.left_over, self.apart + apart, self.points + points, groups)

    def is_as_good_as(self, best: "_Plan") -> bool:
        """Say whether nothing but chance would decide between this plan and the best."""
        same = (self.left_over, self.apart) == (best.left_over, best.apart)
        return same and self.points - best.points < EVENLY_SPACED


def best_groups(
    rows: Sequence[FlowRow],
    is_incomplete: Callable[[FlowRow], bool],
    belong_together: Callable[[int, int, int], bool],
) -> Groups:
    """Say which lines of a page are put together.

    Where that can be done in several ways as good, what they differ about is left apart.
    `is_incomplete` says whether a line alone is no row, or one without a name; `belong_together`
    whether lines can be a row, given the first, that with the amount, and the last.
    """

    def grouped(first: int) -> Iterator[_Plan]:
        for above, below in SHAPES:
            main, last = first + above, first + above + below
            if last < len(rows) and belong_together(first, main, last):
                lines = range(first, last + 1)
                texts = rows[first : last + 1]
                yield plans[last - first].after_group(
                    main,
                    lines,
                    apart=_stand_apart(rows, main, lines),
                    points=sum(_distance(one, other) for one, other in pairwise(texts)),
                )

    # Those from the line after the one that is looked at.
    plans = [_Plan(0, 0, 0.0, {})]
    for first in reversed(range(len(rows))):
        alone = plans[0].after_left_over(is_incomplete(rows[first]))
        plans.insert(0, _best([alone, *grouped(first)]))
    return plans[0].groups


def _best(plans: Sequence[_Plan]) -> _Plan:
    """Return the plan that leaves least over; of several as good, what they have in common."""
    best = min(plans, key=lambda plan: (plan.left_over, plan.apart, plan.points))
    good = [plan.groups for plan in plans if plan.is_as_good_as(best)]
    common = {
        main: lines
        for main, lines in best.groups.items()
        if all(groups.get(main) == lines for groups in good)
    }
    return replace(best, groups=common)


def stand_near(rows: Sequence[FlowRow], main: int, lines: range) -> bool:
    """Say whether lines above or below an amount are nearer to it than to the row beyond them."""
    edges = list(_edges(rows, main, lines))
    return bool(edges) and all(_nearer(edge, inner, beyond) for edge, inner, beyond in edges)


def _stand_apart(rows: Sequence[FlowRow], main: int, lines: range) -> bool:
    """Say whether the outermost of these lines stands nearer to the row beyond it.

    The lines of one row stand no farther apart than rows do.
    """
    edges = _edges(rows, main, lines)
    return any(_nearer(edge, beyond, inner) for edge, inner, beyond in edges)


def _edges(
    rows: Sequence[FlowRow], main: int, lines: range
) -> Iterator[tuple[FlowRow, FlowRow, FlowRow]]:
    """Yield the outermost line on each side of the amount, the one within, and the row beyond."""
    first, last = lines[0], lines[-1]
    if 0 < first < main:
        yield rows[first], rows[first + 1], rows[first - 1]
    if main < last < len(rows) - 1:
        yield rows[last], rows[last - 1], rows[last + 1]


def _nearer(line: FlowRow, one: FlowRow, other: FlowRow) -> bool:
    """Say whether a line is plainly nearer to one row than to another."""
    return _distance(line, one) < _distance(line, other) - EVENLY_SPACED


def _distance(one: FlowRow, other: FlowRow) -> float:
    """Between the middles of two lines, in points."""
    (_, y0, _, y1), (_, other_y0, _, other_y1) = one.row.bbox, other.row.bbox
    return abs(y0 + y1 - other_y0 - other_y1) / 2
