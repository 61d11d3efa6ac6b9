"""Rows of several lines that nothing but white space parts: lines of one row stand closer.

Where cells may be wrapped and no rules close them, rows are parted by wider gaps than lines are.
How wide, all pages of a table tell together: at one distance of baselines its lines must part into
rows with one number in a column each, and many of the lines without a number must have found theirs
that way. Where only the first column has them, and the row has a text there, too, they may be
headings, and nothing is joined.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from pipeline.extract.layout.columns import Band, SortedLine, filled_columns
from pipeline.extract.layout.settings import SETTINGS


class _Mark(NamedTuple):
    """What is to be known of a line."""

    baseline: float
    has_number: bool
    columns: frozenset[int]
    """Those that have a text."""
    is_over_numbers: bool
    """Whether some of them mostly have numbers."""


def find_row_gap(runs: Iterable[Sequence[SortedLine]], numeric: Collection[int]) -> float | None:
    """Return how far apart lines are of two rows; None where white space does not tell.

    A run is what follows each other on a page; `numeric` are the columns that mostly have numbers.
    """
    marks = [
        list(lines)
        for run in runs
        for is_title, lines in groupby((_mark(line, numeric) for line in run), _is_title)
        if not is_title
    ]
    rows = sum(mark.has_number for run in marks for mark in run)
    least = max(SETTINGS.enough_aligned, SETTINGS.wrapped_rows * rows)
    if sum(map(len, marks)) - rows < least:
        return None
    best, found = 0, None
    for gap in _gaps(marks):
        if (count := _count_joined(marks, gap)) > best:
            best, found = count, gap
    return found if best >= least else None


def join_rows(
    bands: Iterable[Band], gap: float, numeric: Collection[int], first: int
) -> Iterator[Band]:
    """Yield the bands with those put together that are of one row: exactly one has a number.

    What stands alone in the first column, above another text there, may be a heading; titles are
    no part of a row.
    """
    group: list[Band] = []
    for band in bands:
        is_title = any(_is_title(_mark(line, numeric)) for line in band)
        is_far = group and band[0].line.baseline - group[-1][-1].line.baseline >= gap
        if is_title or is_far:
            yield from _joined(group, numeric)
            group = []
        if is_title:
            yield band
            continue
        if len(group) == 1 and filled_columns(group[0]) == {first} <= filled_columns(band):
            yield group.pop()
        group.append(band)
    yield from _joined(group, numeric)


def _joined(group: Sequence[Band], numeric: Collection[int]) -> Sequence[Band]:
    numbered = sum(any(_has_number(line, numeric) for line in band) for band in group)
    return [[line for band in group for line in band]] if numbered == 1 else group


def _mark(line: SortedLine, numeric: Collection[int]) -> _Mark:
    is_over_numbers = any(column in line.cells for column in numeric)
    has_number = is_over_numbers and _has_number(line, numeric)
    return _Mark(line.line.baseline, has_number, frozenset(line.cells), is_over_numbers)


def _has_number(line: SortedLine, numeric: Collection[int]) -> bool:
    cells = (line.cells.get(column, ()) for column in numeric)
    return any(phrase.is_number for phrases in cells for phrase in phrases)


def _is_title(mark: _Mark) -> bool:
    """Return True if words, and no number, stand where there are numbers elsewhere."""
    return mark.is_over_numbers and not mark.has_number


def _gaps(runs: Iterable[Sequence[_Mark]]) -> Iterator[float]:
    """Yield the distances at which lines could part, between those that lines have."""
    distances = {
        round(below.baseline - above.baseline, 1) for run in runs for above, below in pairwise(run)
    }
    for nearer, farther in pairwise(sorted(distances)):
        if farther - nearer >= SETTINGS.row_gap:
            yield (nearer + farther) / 2


def _count_joined(runs: Iterable[Sequence[_Mark]], gap: float) -> int:
    """Return how many lines without a number a gap joins to one; 0 if it joins rows to others."""
    single = several = joined = parts = 0
    for run in runs:
        first = min(min(mark.columns) for mark in run)
        for group in _groups(run, gap):
            numbered = [mark for mark in group if mark.has_number]
            several += len(numbered) > 1
            if len(numbered) == 1:
                single += 1
                joined += len(group) - 1
                [row] = numbered
                is_nameless = first not in row.columns
                parts += sum(is_nameless or mark.columns != {first} for mark in group) - 1
    is_sound = several <= SETTINGS.stray_share * single and parts > SETTINGS.mostly * joined
    return joined if is_sound else 0


def _groups(run: Sequence[_Mark], gap: float) -> Iterator[Sequence[_Mark]]:
    starts = [i for i, (a, b) in enumerate(pairwise(run), 1) if b.baseline - a.baseline >= gap]
    for start, end in pairwise([0, *starts, len(run)]):
        yield run[start:end]
