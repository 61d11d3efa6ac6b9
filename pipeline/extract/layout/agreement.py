"""Which blocks of a group really have their columns in common.

Tables that differ by a few points share their edges, but not the corridors between their columns:
taken together, two columns would run into one. What a block alone parts clearly, the model it is
read by must part too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.layout.blocks import Block, Group
from pipeline.extract.layout.corridors import Corridor, find_corridors
from pipeline.extract.layout.lines import Line
from pipeline.extract.layout.settings import SETTINGS

TELLING_ROWS = 8
"""Rows from which on a block's own corridors are more than chance."""
MOSTLY = 0.6
"""Share of a block's rows that have text on both sides of a clear boundary."""


@dataclass(frozen=True)
class Agreed:
    """Blocks of the same columns, and where these are parted."""

    group: Group
    corridors: tuple[Corridor, ...]


def same_columns(group: Group) -> list[Agreed]:
    """Return a group whole if its blocks agree on columns, else in parts that do."""
    shared = find_corridors(group)
    owns = [_own_corridors(block) for block in group.blocks]
    if _all_met(group.blocks, owns, shared):
        return [Agreed(group, tuple(shared))]
    return [agreed for part in _alike(owns) for agreed in _agreeing(group, owns, part)]


def _own_corridors(block: Block) -> list[Corridor]:
    """Return a block's own corridors, none where it has too few rows to tell."""
    telling = len(block.row_lines) >= TELLING_ROWS
    return find_corridors(Group((block,))) if telling else []


def _agreeing(
    group: Group, owns: Sequence[list[Corridor]], part: Sequence[int]
) -> Iterator[Agreed]:
    """Yield the blocks of a part as one group if their own corridors are met, else one by one."""
    blocks = [group.blocks[index] for index in part]
    if len(blocks) > 1:
        joined = Group(tuple(blocks))
        shared = find_corridors(joined)
        if _all_met(blocks, [owns[index] for index in part], shared):
            yield Agreed(joined, tuple(shared))
            return
    for index, block in zip(part, blocks, strict=True):
        alone = Group((block,))
        yield Agreed(alone, tuple(owns[index] or find_corridors(alone)))


def _alike(owns: Sequence[list[Corridor]]) -> list[list[int]]:
    """Gather the blocks whose own corridors are as many and overlap; the others stay alone."""
    parts: list[list[int]] = []
    common: list[list[tuple[float, float]]] = []
    for index, own in enumerate(owns):
        for place, known in enumerate(common):
            if own and (met := _overlaps(known, own)):
                parts[place].append(index)
                common[place] = met
                break
        else:
            parts.append([index])
            common.append([(corridor.x0, corridor.x1) for corridor in own])
    return parts


def _overlaps(
    known: Sequence[tuple[float, float]], own: Sequence[Corridor]
) -> list[tuple[float, float]] | None:
    """Return what corridors have in common, pair by pair; None where a pair has too little."""
    if len(known) != len(own):
        return None
    met = [(max(x0, c.x0), min(x1, c.x1)) for (x0, x1), c in zip(known, own, strict=True)]
    narrow = zip(met, own, strict=True)
    return (
        None
        if any(x1 - x0 < (0 if c.ruled else SETTINGS.corridor) for (x0, x1), c in narrow)
        else met
    )


def _all_met(
    blocks: Sequence[Block], owns: Sequence[list[Corridor]], shared: Sequence[Corridor]
) -> bool:
    return all(
        _is_met(corridor, block, shared) or not _is_clear(corridor, block)
        for block, own in zip(blocks, owns, strict=True)
        for corridor in own
    )


def _is_met(own: Corridor, block: Block, shared: Sequence[Corridor]) -> bool:
    """Return True if a shared corridor parts a block's rows where its own does."""
    if any(own.x0 <= other.x1 and other.x0 <= own.x1 for other in shared):
        return True
    lines = block.body_lines
    gaps = [(other.x1, own.x0) for other in shared if other.x1 < own.x0][-1:]
    gaps += [(own.x1, other.x0) for other in shared if other.x0 > own.x1][:1]
    return any(_lines_within(*gap, lines) <= SETTINGS.stray_share * len(lines) for gap in gaps)


def _lines_within(left: float, right: float, lines: Sequence[Line]) -> int:
    """Count the lines with text between two places, but for one: a title."""
    words = ([word for phrase in line.phrases for word in phrase.words] for line in lines)
    return sum(any(w.x0 < right - 0.5 and w.x1 > left + 0.5 for w in found) for found in words) - 1


def _is_clear(corridor: Corridor, block: Block) -> bool:
    """Return True if mostly numbers stand on the right, or most rows have text on both sides."""
    lines = block.row_lines
    after = [
        next((phrase for phrase in line.phrases if phrase.x0 >= corridor.x1 - 0.5), None)
        for line in lines
    ]
    found = [phrase for phrase in after if phrase is not None]
    if sum(phrase.is_number for phrase in found) > MOSTLY * len(found) > 0:
        return True
    before = (any(p.x1 <= corridor.x0 + 0.5 for p in line.phrases) for line in lines)
    both = sum(b and a is not None for b, a in zip(before, after, strict=True))
    return both > MOSTLY * len(lines)
