"""Tables whose cells are drawn: what rules enclose is a cell.

rules -> those that touch each other -> a raster of slots with walls -> cells

Rules that touch each other span a raster: a column begins at each vertical rule, a band of rows at
each horizontal one. Slots without a wall between them are one cell. A side where rules reach beyond
the last one across is closed, too: many tables have no frame.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from operator import attrgetter

from pipeline.extract.layout.geometry import Page, Segment, clusters
from pipeline.extract.layout.settings import SETTINGS

Slot = tuple[int, int]
"""Band and column, from the top left."""
_Rules = tuple[list[Segment], list[Segment]]
"""Horizontal and vertical ones."""


@dataclass(frozen=True, eq=False)
class Raster:
    """Cells that rules close on one page."""

    xs: tuple[float, ...]
    """Where columns begin, and where the last one ends."""
    ys: tuple[float, ...]
    """Where bands begin, and where the last one ends."""
    merged: dict[Slot, Slot]
    """The slots of cells over several, each with the first one of its cell."""
    is_open: bool = False
    """Whether no rule stands above and below its columns."""

    @property
    def ends(self) -> tuple[float, float]:
        """Where it begins and ends from left to right."""
        return self.xs[0], self.xs[-1]

    def holds(self, x: float, y: float) -> bool:
        """Return True if a place is within the outermost rules."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def column_at(self, x: float) -> int:
        """Return the column that a place belongs to, outside them all the nearest."""
        return bisect_right(self.xs, x, 1, len(self.xs) - 1) - 1

    def band_at(self, y: float) -> int:
        """Return the band that a height belongs to, outside them all the nearest."""
        return bisect_right(self.ys, y, 1, len(self.ys) - 1) - 1

    def first_slot(self, slot: Slot) -> Slot:
        """Return the first slot of the cell that a slot is part of."""
        return self.merged.get(slot, slot)

    def with_sides(self, left: float | None, right: float | None) -> "Raster":
        """Return a raster that reaches farther, where texts beside it belong to its rows."""
        xs = tuple(x for x in (left, *self.xs, right) if x is not None)
        moved = int(left is not None)
        merged = {(b, c + moved): (d, e + moved) for (b, c), (d, e) in self.merged.items()}
        return Raster(xs, self.ys, merged)


def page_to_rasters(page: Page) -> list[Raster]:
    """Return the rasters of a page that close several cells in several columns, smallest first."""
    found = (_raster(*touching) for touching in _touching(page.horizontal, page.vertical))
    return sorted(
        (raster for raster in found if raster),
        key=lambda r: (r.xs[-1] - r.xs[0]) * (r.ys[-1] - r.ys[0]),
    )


def _touching(horizontal: Sequence[Segment], vertical: Sequence[Segment]) -> Iterator[_Rules]:
    """Yield the horizontal and vertical rules that touch each other, directly or by others.

    A vertical one that touches none may be a piece of one in the frame that others span. Of what is
    left, yield those that begin and end at the same heights: columns without rules across.
    """
    part_of = list(range(len(horizontal)))

    def part(index: int) -> int:
        while part_of[index] != index:
            part_of[index] = part_of[part_of[index]]
            index = part_of[index]
        return index

    crossings = [_crossed(rule, horizontal) for rule in vertical]
    for crossed in crossings:
        for index in crossed:
            part_of[part(index)] = part(crossed[0])
    parts: dict[int, _Rules] = {}
    loose: list[Segment] = []
    for rule, crossed in zip(vertical, crossings, strict=True):
        if crossed:
            parts.setdefault(part(crossed[0]), ([], []))[1].append(rule)
        else:
            loose.append(rule)
    for index, rule in enumerate(horizontal):
        if (number := part(index)) in parts:
            parts[number][0].append(rule)
    yield from _with_loose([*parts.values()], loose)


def _with_loose(parts: Sequence[_Rules], loose: Iterable[Segment]) -> Iterator[_Rules]:
    """Yield parts with the pieces of their rules, and what is loose besides."""
    frames = [(rules, tuple(rules[1])) for rules in parts]
    alone: dict[tuple[int, int], _Rules] = {}
    for rule in loose:
        own = next((rules for rules, down in frames if _is_piece(rule, down)), None)
        if own is None:
            own = alone.setdefault((round(rule.start), round(rule.end)), ([], []))
        own[1].append(rule)
    yield from (*parts, *alone.values())


def _is_piece(rule: Segment, frame: Sequence[Segment]) -> bool:
    """Return True if a vertical rule is in line with one of some, and between their ends."""
    within = min(r.start for r in frame) <= rule.start and rule.end <= max(r.end for r in frame)
    return within and any(abs(r.at - rule.at) <= SETTINGS.one_rule for r in frame)


def _crossed(rule: Segment, horizontal: Sequence[Segment]) -> list[int]:
    """Return which horizontal rules, sorted by height, a vertical one crosses or nearly meets."""
    reach = SETTINGS.one_rule
    first = bisect_left(horizontal, (rule.start - reach,))
    last = bisect_right(horizontal, (rule.end + reach, inf))
    return [
        index
        for index in range(first, last)
        if horizontal[index].start - reach <= rule.at <= horizontal[index].end + reach
    ]


def _raster(horizontal: Sequence[Segment], vertical: Sequence[Segment]) -> Raster | None:
    """Return the raster that touching rules span; None where they close no cells of a table."""
    xs, ys = _straights(vertical, horizontal), _straights(horizontal, vertical)
    if len(xs) < 3 or len(ys) < 2 or len(xs) * len(ys) > SETTINGS.most_slots:
        return None
    closed, merged = _cells(_walls(vertical, xs, ys), _walls(horizontal, ys, xs))
    if closed < SETTINGS.least_cells:
        return None
    return Raster(tuple(xs), tuple(ys), merged, not horizontal)


def _straights(rules: Iterable[Segment], across: Sequence[Segment]) -> list[float]:
    """Return where parallel rules stand, and where those across them end beyond these."""
    places = clusters((rule.at for rule in rules), float, SETTINGS.one_rule)
    straights = [sum(place) / len(place) for place in places]
    if not straights:
        return [min(rule.start for rule in across), max(rule.end for rule in across)]
    whole = [*clusters(across, attrgetter("at"), SETTINGS.one_rule)]
    starts = [min([piece.start for piece in rule]) for rule in whole]
    ends = [max([piece.end for piece in rule]) for rule in whole]
    before = [start for start in starts if start < straights[0] - SETTINGS.one_column]
    behind = [end for end in ends if end > straights[-1] + SETTINGS.one_column]
    enough = max(2, len(whole) / 2)
    if len(before) >= enough:
        straights.insert(0, min(before))
    if len(behind) >= enough:
        straights.append(max(behind))
    return straights


def _walls(
    rules: Iterable[Segment], at: Sequence[float], along: Sequence[float]
) -> list[bytearray]:
    """Return per straight which of the stretches along it are ruled; open ends count as ruled.

    A stretch is, if a rule passes its middle, or pieces that do not are half of it.
    """
    walls: dict[int, bytearray] = {}
    pieces: defaultdict[tuple[int, int], float] = defaultdict(float)
    middles = [(a + b) / 2 for a, b in pairwise(along)]
    for rule in rules:
        place = min(bisect_left(at, rule.at), len(at) - 1)
        if place and rule.at - at[place - 1] < at[place] - rule.at:
            place -= 1
        first, last = bisect_left(middles, rule.start), bisect_right(middles, rule.end)
        wall = walls.setdefault(place, bytearray(len(middles)))
        wall[first:last] = b"\x01" * (last - first)
        for stretch in {max(first - 1, 0), min(last, len(middles) - 1)}:
            start, end = max(rule.start, along[stretch]), min(rule.end, along[stretch + 1])
            pieces[place, stretch] += max(0.0, end - start)
    for (place, stretch), length in pieces.items():
        if length >= SETTINGS.half * (along[stretch + 1] - along[stretch]):
            walls[place][stretch] = 1
    open_end = bytearray(b"\x01" * len(middles))
    return [walls.get(place, open_end) for place in range(len(at))]


def _cells(
    beside: Sequence[bytearray], across: Sequence[bytearray]
) -> tuple[int, dict[Slot, Slot]]:
    """Return how many cells walls close, and the slots of those that are larger than one."""
    closed = 0
    merged: dict[Slot, Slot] = {}
    for top in range(len(across) - 1):
        for left in range(len(beside) - 1):
            if (top, left) in merged:
                continue
            if across[top + 1][left] and beside[left + 1][top]:  # One slot, as most cells are.
                closed += beside[left][top] and across[top][left]
                continue
            bottom = next((b for b in range(top + 1, len(across)) if across[b][left]), top)
            right = next((c for c in range(left + 1, len(beside)) if beside[c][top]), left)
            bands, columns = range(top, bottom), range(left, right)
            if (
                bands
                and columns
                and all(beside[left][b] and beside[right][b] for b in bands)
                and all(across[top][c] and across[bottom][c] for c in columns)
            ):
                closed += 1
                if len(bands) > 1 or len(columns) > 1:
                    merged |= {(b, c): (top, left) for b in bands for c in columns}
    return closed, merged
