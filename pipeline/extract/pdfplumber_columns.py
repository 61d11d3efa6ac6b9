"""The columns of tables that no vertical rule divides, found over the whole document at once.

A table row is a line of several runs with a figure among them. What all such lines together leave
white from top to bottom is a corridor between two columns. One page alone would show corridors
by chance, a hundred do not.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.pdfplumber_text import Line, Run, Word, union

FIGURE = re.compile(r"(?:[+\-−–]?\d[\d.,'’ ]*(?:,[-–]+)?|[-–—.x/…])\s*(?:€|EUR|Euro|%)?", re.I)
RESOLUTION = 2.0
"""Cells per point in which the cover is counted."""
NARROWEST = 0.25
"""Width of the narrowest corridor, in font sizes."""
CROSSING_SHARE = 0.005
"""Share of table lines that may cross a corridor: long names, labels of sums."""


def is_figure(text: str) -> bool:
    """Whether the text is a number, an amount or one of the signs that stand for one."""
    return FIGURE.fullmatch(text.strip()) is not None


def is_table_line(line: Line) -> bool:
    """Whether the line has the form of a table row: several runs and a figure among them."""
    return len(line.runs) > 1 and any(is_figure(run.text) for run in line.runs[1:])


@dataclass(frozen=True)
class ColumnModel:
    """Columns that hold for all lines they were found in."""

    borders: tuple[float, ...]
    """Where one column ends and the next begins, from left to right."""
    panels: int = 1
    """How many times the same columns stand side by side."""

    @property
    def columns(self) -> int:
        """Number of columns of one panel."""
        return (len(self.borders) + 1) // self.panels

    def place(self, line: Line) -> list[tuple[int, Run]]:
        """The pieces of a line and the column of each, from left to right."""
        pieces = [piece for run in line.runs for part in _parts(run) for piece in self._split(part)]
        return [
            (self.column_of(piece) if index == 0 else self._column_below(piece), piece)
            for index, piece in enumerate(pieces)
        ]

    def column_of(self, run: Run) -> int:
        """Figures stand at the right end of their column, text at the left."""
        anchor = run.x1 - 0.1 if is_figure(run.text) else run.x0 + 0.1
        return bisect_right(self.borders, anchor)

    def _column_below(self, run: Run) -> int:
        """A title may be wider than the figures below it on either side: most of it decides."""
        first, last = bisect_right(self.borders, run.x0), bisect_left(self.borders, run.x1)
        if first >= last or is_figure(run.text):
            return self.column_of(run)
        edges = (run.x0, *self.borders[first:last], run.x1)
        widths = [right - left for left, right in pairwise(edges)]
        return first + widths.index(max(widths))

    def _split(self, run: Run) -> list[Run]:
        """Part a run at a border beyond which a figure begins: a long name beside its number."""
        for border in self.borders:
            left = [word for word in run.words if word.bbox[2] <= border]
            right = run.words[len(left) :]
            if left and right and right[0].bbox[0] >= border and is_figure(_text(right)):
                return [*self._split(Run(tuple(left), run.size)), Run(right, run.size)]
        return [run]


def _parts(run: Run) -> list[Run]:
    """The run parted where its words were drawn apart: each may stand in a column of its own."""
    starts = [0, *(i for i, word in enumerate(run.words) if i and word.apart), len(run.words)]
    return [Run(run.words[start:end], run.size) for start, end in pairwise(starts)]


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def find_columns(lines: Sequence[Line]) -> ColumnModel | None:
    """The columns of the table lines among these; None where there is no table."""
    table_lines = [line for line in lines if is_table_line(line)]
    if not table_lines:
        return None
    borders = tuple((start + end) / 2 for start, end in _corridors(table_lines))
    return ColumnModel(borders, _count_panels(borders, table_lines)) if borders else None


def _corridors(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """The white strips (left, right) between the leftmost and the rightmost text."""
    left, _, right, _ = union([line.bbox for line in lines])
    sizes = sorted(run.size for line in lines for run in line.runs)
    narrowest = NARROWEST * sizes[len(sizes) // 2]
    cover = _cover(lines, left, right)
    allowed = int(len(lines) * CROSSING_SHARE)
    text = [index for index, count in enumerate(cover) if count > allowed]
    strips = [
        (left + (before + 1) / RESOLUTION, left + after / RESOLUTION)
        for before, after in pairwise(text)
    ]
    return [(start, end) for start, end in strips if end - start >= narrowest]


def _cover(lines: Sequence[Line], left: float, right: float) -> list[int]:
    """How many lines have text at each place between left and right."""
    steps = [0] * (int((right - left) * RESOLUTION) + 2)
    for line in lines:
        for run in line.runs:
            steps[int((run.x0 - left) * RESOLUTION)] += 1
            steps[int((run.x1 - left) * RESOLUTION) + 1] -= 1
    cover, covering = [], 0
    for step in steps:
        covering += step
        cover.append(covering)
    return cover


def _count_panels(borders: tuple[float, ...], lines: Sequence[Line]) -> int:
    """How many equal tables stand side by side: same kinds of column, same distances."""
    kinds = _kinds(ColumnModel(borders), lines)
    for panels in (4, 3, 2):
        width, rest = divmod(len(kinds), panels)
        if rest or width < 2:
            continue
        repeated = kinds == kinds[:width] * panels and not all(kinds)
        if repeated and _equally_spaced(borders, width):
            return panels
    return 1


def _kinds(model: ColumnModel, lines: Sequence[Line]) -> list[bool]:
    """For each column whether most of what stands in it are figures."""
    votes = [0] * (len(model.borders) + 1)
    for line in lines:
        for run in line.runs:
            votes[model.column_of(run)] += 1 if is_figure(run.text) else -1
    return [vote > 0 for vote in votes]


def _equally_spaced(borders: tuple[float, ...], width: int, tolerance: float = 12.0) -> bool:
    inner = [borders[start : start + width - 1] for start in range(0, len(borders), width)]
    offsets = [
        [there - here for here, there in zip(inner[0], panel, strict=True)] for panel in inner
    ]
    return all(max(panel) - min(panel) <= tolerance for panel in offsets if panel)
