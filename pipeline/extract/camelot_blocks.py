"""Blocks: the rows of one table on one page, known by following each other closely."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import median

from pipeline.extract.camelot_text import Line, union
from pipeline.model import Bbox

BREAK = 3.6
"""In line pitches: rows further apart are two blocks."""
ATTACHED = 2.1
"""In line pitches: lines so near the first or last row are of its table."""


@dataclass(frozen=True)
class Block:
    """The rows of one table on one page, with what is printed between and close to them."""

    page: int
    lines: tuple[Line, ...]

    @property
    def rows(self) -> list[Line]:
        """The lines that have the form of a row."""
        return [line for line in self.lines if line.is_row]

    @property
    def titles(self) -> list[Line]:
        """The lines above the rows that hold several texts."""
        above = takewhile(lambda line: not line.is_row, self.lines)
        return [line for line in above if len(line.phrases) > 1]

    @property
    def bbox(self) -> Bbox:
        """Box around all its lines."""
        return union(line.bbox for line in self.lines)


def find_blocks(page: int, lines: Sequence[Line], pitch: float) -> list[Block]:
    """The blocks of a page; lines of none of them are outside any table."""
    blocks: list[list[int]] = []
    for index, line in enumerate(lines):
        if not line.is_row:
            continue
        if blocks and line.middle - lines[blocks[-1][-1]].middle <= BREAK * pitch:
            blocks[-1].append(index)
        else:
            blocks.append([index])
    spans = [_attached(lines, block[0], block[-1], ATTACHED * pitch) for block in blocks]
    return [Block(page, tuple(lines[start:end])) for start, end in _disjoint(spans)]


def _attached(lines: Sequence[Line], first: int, last: int, reach: float) -> tuple[int, int]:
    """From the titles of the columns to the end of a wrapped name; no heading above titles."""
    titles = False
    while first > 0 and lines[first].middle - lines[first - 1].middle <= reach:
        several = len(lines[first - 1].phrases) > 1
        if titles and not several:
            break
        titles = titles or several
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].middle - lines[last].middle <= reach:
        last += 1
    return first, last + 1


def _disjoint(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    end = 0
    for start, stop in spans:
        if stop > max(start, end):
            yield max(start, end), stop
        end = max(end, stop)


def usual_pitch(pages: Iterable[Sequence[Line]]) -> float:
    """The usual distance from row to row."""
    steps = []
    for lines in pages:
        rows = [line.middle for line in lines if line.is_row]
        steps += [below - above for above, below in pairwise(rows)]
    return median(steps) if steps else 0.0
