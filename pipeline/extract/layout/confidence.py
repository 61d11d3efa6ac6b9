"""How sure it is that a table was read as it is printed, every cell in its place.

Told from the table alone, and only where somebody asks. Each doubt is a share between 0 and 1; the
more they weigh together, the fewer of the tables like this one were right. What each weighs is
fitted to published tables whose cells are known (`tests/bench/calibration.py`), so that of those
with a confidence of at least c at least the share c is right, on documents left out, too.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import exp, floor
from statistics import fmean, median
from typing import NamedTuple

from pipeline.extract.layout.settings import SETTINGS
from pipeline.model import Bbox, RawTable

MOST_CERTAIN = 0.97
"""A table without any doubt may be wrong all the same: what is not told is not seen."""
CERTAIN = 2.32
"""The doubts about a table that is as likely wrong as right."""
LEAST_TOLD = 0.2
"""A doubt that weighs less is not told."""
DOUBTS: Mapping[str, tuple[float, str]] = {
    "lone": (4.24, "{:.0%} of the rows have a text in one column only"),
    "blank": (3.59, "{:.0%} of the cells are empty"),
    "ends": (1.78, "the first or the last row has a text in one column only"),
    "tight": (2.24, "{:.0%} of the columns are no farther apart than words"),
    "askew": (1.58, "{:.0%} of the texts keep to no edge of their column"),
    "prose": (1.09, "{:.0%} of the texts are sentences"),
    "few": (1.54, "it has few rows"),
}
"""What each weighs if it is about all of the table, and how it is told."""


class Doubt(NamedTuple):
    """One thing that speaks against a table."""

    share: float
    """How much of the table it is about, from 0 to 1."""
    weighs: float
    """How much it speaks against the table."""
    words: str


def confidence(table: RawTable) -> tuple[float, tuple[str, ...]]:
    """Return which share of tables like this one is right, and what speaks against it.

    The weightiest doubt comes first.
    """
    doubts = sorted(find_doubts(table), key=lambda doubt: -doubt.weighs)
    share = MOST_CERTAIN / (1 + exp(sum(doubt.weighs for doubt in doubts) - CERTAIN))
    told = [doubt.words for doubt in doubts if doubt.weighs >= LEAST_TOLD]
    return floor(100 * share) / 100, tuple(told)


def find_doubts(table: RawTable) -> Iterator[Doubt]:
    """Yield all doubts about a table, those that it gives no cause for with a share of 0."""
    for name, share in _shares(table).items():
        weight, words = DOUBTS[name]
        yield Doubt(share, share * weight, words.format(share))


def _shares(table: RawTable) -> dict[str, float]:
    width = max(len(row.cells) for row in table.rows)
    rows = enumerate(table.rows)
    cells = {(n, c): cell for n, row in rows for c, cell in enumerate(row.cells) if cell.text}
    covered = {
        (row, column)
        for span in table.spans
        for row in range(span.row, span.row + span.rows)
        for column in range(span.column, span.column + span.columns)
    }
    counts = Counter(row for row, _ in cells.keys() | covered)
    filled = [counts[row] for row in range(len(table.rows))]
    boxes = {place: cell.bbox for place, cell in cells.items() if cell.bbox}
    columns = [
        [box for place, box in boxes.items() if place[1] == column and place not in covered]
        for column in range(width)
    ]
    heights = [(box[3] - box[1]) / (1 + cells[at].text.count("\n")) for at, box in boxes.items()]
    least = SETTINGS.within_phrase * median(heights)
    words = [len(cell.text.split()) for cell in cells.values()]
    return {
        "lone": _mean([count == 1 for count in filled]),
        "blank": 1 - sum(filled) / (len(filled) * width),
        "ends": _mean([filled[end] == 1 for end in (0, -1)]),
        "tight": _mean([gap < least for gap in _gaps(columns)]),
        "askew": _mean([_askew(c) for c in columns if len(c) >= SETTINGS.enough_aligned]),
        "prose": _mean([count > 2 * SETTINGS.prose_words for count in words]),
        "few": 1 / len(filled),
    }


def _mean(found: Sequence[float]) -> float:
    return fmean(found) if found else 0.0


def _gaps(columns: Sequence[Sequence[Bbox]]) -> Iterator[float]:
    """Yield how far neighbouring columns are apart, but for a tenth of the texts."""
    edges = []
    for boxes in filter(None, columns):
        few = len(boxes) // 10
        edges.append(
            (sorted(box[0] for box in boxes)[few], sorted(box[2] for box in boxes)[-1 - few])
        )
    yield from (right[0] - left[1] for left, right in pairwise(edges))


def _askew(boxes: Sequence[Bbox]) -> float:
    """Return the share of a column's texts that have no edge in common with most of them."""
    best = 0
    for edge in zip(*((x0, x1, (x0 + x1) / 2) for x0, _, x1, _ in boxes), strict=True):
        count = Counter(map(round, edge))
        best = max(best, *(count[at] + count[at + 1] for at in count))
    return 1 - best / len(boxes)
