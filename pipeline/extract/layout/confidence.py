"""How sure it is that a table was read as it is printed, every cell in its place.

Told from the table alone, and only where somebody asks. Each doubt is a share between 0 and 1; the
more they weigh together, the fewer of the tables like this one were right. What each weighs is
fitted to published tables whose cells are known (`tests/bench/calibration.py`), so that of those
with a confidence of at least c at least the share c is right, on documents left out, too.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import exp, floor
from statistics import mean, median
from typing import NamedTuple

from pipeline.extract.layout.settings import SETTINGS
from pipeline.model import Bbox, Cell, RawTable


class Doubt(NamedTuple):
    """One thing that speaks against a table."""

    share: float
    """How much of the table it is about, from 0 to 1."""
    weight: float
    words: str

    @property
    def weighs(self) -> float:
        """How much it speaks against the table."""
        return self.share * self.weight


def confidence(table: RawTable) -> tuple[float, tuple[str, ...]]:
    """Return which share of tables like this one is right, and what speaks against it.

    The weightiest doubt comes first.
    """
    doubts = sorted(find_doubts(table), key=lambda doubt: -doubt.weighs)
    against = sum(doubt.weighs for doubt in doubts)
    share = SETTINGS.most_certain / (1 + exp(against - SETTINGS.certain))
    told = [doubt.words for doubt in doubts if doubt.weighs >= SETTINGS.told_doubt]
    return floor(100 * share) / 100, tuple(told)


def find_doubts(table: RawTable) -> Iterator[Doubt]:
    """Yield all doubts about a table, those that it gives no cause for with a share of 0."""
    grid = _Grid(table)
    for name, (find, words) in DOUBTS.items():
        share = find(grid)
        yield Doubt(share, getattr(SETTINGS, f"doubt_{name}"), words.format(share))


@dataclass(frozen=True)
class _Grid:
    table: RawTable

    @cached_property
    def cells(self) -> list[tuple[int, int, Cell]]:
        """The cells with text, by row and column."""
        rows = enumerate(self.table.rows)
        return [(n, c, cell) for n, row in rows for c, cell in enumerate(row.cells) if cell.text]

    @cached_property
    def covered(self) -> set[tuple[int, int]]:
        """The places of cells that cover several."""
        return {
            (row, column)
            for span in self.table.spans
            for row in range(span.row, span.row + span.rows)
            for column in range(span.column, span.column + span.columns)
        }

    @cached_property
    def columns(self) -> list[list[Bbox]]:
        """The boxes of the cells of each column that cover no other."""
        found: list[list[Bbox]] = [[] for _ in range(self.width)]
        for row, column, cell in self.cells:
            if cell.bbox and (row, column) not in self.covered:
                found[column].append(cell.bbox)
        return found

    @cached_property
    def width(self) -> int:
        return max(len(row.cells) for row in self.table.rows)

    @cached_property
    def filled(self) -> list[int]:
        """How many places of each row have a text or are covered by one."""
        places = {(row, column) for row, column, _ in self.cells} | self.covered
        count = Counter(row for row, _ in places)
        return [count[row] for row in range(len(self.table.rows))]

    @cached_property
    def gaps(self) -> list[float]:
        """Between neighbouring columns, in heights of a line, but for a tenth of the texts."""
        heights = [
            (cell.bbox[3] - cell.bbox[1]) / (1 + cell.text.count("\n"))
            for _, _, cell in self.cells
            if cell.bbox
        ]
        edges = [
            (
                sorted(box[0] for box in boxes)[len(boxes) // 10],
                sorted(box[2] for box in boxes)[-1 - len(boxes) // 10],
            )
            for boxes in self.columns
            if boxes
        ]
        height = median(heights)
        return [(right[0] - left[1]) / height for left, right in pairwise(edges)]


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 0.0


def _lone(grid: _Grid) -> float:
    return _share([count == 1 for count in grid.filled])


def _blank(grid: _Grid) -> float:
    return 1 - sum(grid.filled) / (len(grid.filled) * grid.width)


def _ends(grid: _Grid) -> float:
    return _share([grid.filled[end] == 1 for end in (0, -1)])


def _tight(grid: _Grid) -> float:
    return _share([gap < SETTINGS.within_phrase for gap in grid.gaps])


def _askew(grid: _Grid) -> float:
    """Return the share of the texts that have no edge in common with most of their column."""
    found = []
    for boxes in grid.columns:
        if len(boxes) < SETTINGS.enough_aligned:
            continue
        edges: list[Callable[[Bbox], float]] = [
            lambda box: box[0],
            lambda box: box[2],
            lambda box: (box[0] + box[2]) / 2,
        ]
        counts = (Counter(round(edge(box)) for box in boxes) for edge in edges)
        best = max(max(count[at] + count[at + 1] for at in count) for count in counts)
        found.append(1 - best / len(boxes))
    return mean(found) if found else 0.0


def _prose(grid: _Grid) -> float:
    return _share([len(cell.text.split()) > 2 * SETTINGS.prose_words for *_, cell in grid.cells])


def _few(grid: _Grid) -> float:
    return 1 / len(grid.table.rows)


DOUBTS: dict[str, tuple[Callable[[_Grid], float], str]] = {
    "lone": (_lone, "{:.0%} of the rows have a text in one column only"),
    "blank": (_blank, "{:.0%} of the cells are empty"),
    "ends": (_ends, "the first or the last row has a text in one column only"),
    "tight": (_tight, "{:.0%} of the columns are no farther apart than words"),
    "askew": (_askew, "{:.0%} of the texts keep to no edge of their column"),
    "prose": (_prose, "{:.0%} of the texts are sentences"),
    "few": (_few, "it has few rows"),
}
