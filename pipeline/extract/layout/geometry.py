"""The small shapes that our own reader thinks in: words and rules on one page.

All coordinates are those of the reading frame: points, the text upright, origin at the top left,
y downwards. `extract.pages` turns PDF coordinates into them, and them into those of the page as
shown.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple, TypeVar

from msgspec import Struct

from pipeline.extract.layout.settings import SETTINGS
from pipeline.model import Bbox

Item = TypeVar("Item")


class RowWord(Struct, frozen=True, eq=False, gc=False, array_like=True):
    """What columns are told by: characters without a space, and where they begin and end."""

    text: str
    x0: float
    x1: float

    @property
    def middle(self) -> float:
        """Half way between its left and right edge."""
        return (self.x0 + self.x1) / 2


class Word(RowWord, frozen=True, gc=False, array_like=True):
    """Characters printed without a space between them."""

    y0: float
    y1: float
    baseline: float
    size: float
    """Height of the font's box: the yardstick for gaps and line distances."""
    order: tuple[int, int]
    """Position in the content stream; settles the order of overlapping words."""
    joints: tuple[tuple[float, int], ...] = ()
    """Where pieces drawn on their own were joined to one word: x, and index in the text."""
    is_cut: bool = False
    """Whether it ends where its text is cut off, at the edge of a cell or of the page."""

    @property
    def bbox(self) -> Bbox:
        """The word's box."""
        return self.x0, self.y0, self.x1, self.y1


class Segment(NamedTuple):
    """A straight horizontal or vertical stretch of ink."""

    at: float
    """Its fixed coordinate: y of a horizontal stretch, x of a vertical one."""
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """What one page shows, in the reading frame."""

    number: int
    width: float
    words: tuple[Word, ...]
    horizontal: tuple[Segment, ...]
    """Ruling lines; shading is no rule."""
    vertical: tuple[Segment, ...]
    """Ruling lines."""
    turned: tuple[Word, ...] = ()
    """Words that run in another direction, as titles of narrow columns do."""


def clusters(
    items: Iterable[Item], place: Callable[[Item], float], reach: float
) -> list[list[Item]]:
    """Gather what stands no farther than so much from the one before it, in order."""
    found: list[list[Item]] = []
    for item in sorted(items, key=place):
        if found and place(item) - place(found[-1][-1]) <= reach:
            found[-1].append(item)
        else:
            found.append([item])
    return found


def join_segments(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Join the segments that continue each other, as the borders of neighbouring cells do."""
    straights = clusters(segments, attrgetter("at"), SETTINGS.same_straight)
    return tuple(joined for straight in straights for joined in join_straight(straight))


def join_straight(straight: Sequence[Segment]) -> Iterator[Segment]:
    """Yield what those that are on one straight line cover."""
    at = sum(segment.at for segment in straight) / len(straight)
    first, *others = sorted(straight, key=attrgetter("start"))
    _, start, end = first
    for segment in others:
        if segment.start > end + SETTINGS.touching:
            yield Segment(at, start, end)
            start, end = segment.start, segment.end
        end = max(end, segment.end)
    yield Segment(at, start, end)
