"""Families: blocks of any pages whose texts begin, end or are centred at the same places.

    Block -> edges that return in many rows -> Family -> boundaries that hold for all its rows

What one page shows by chance, a family over all pages does not.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.extract.camelot_blocks import Block
from pipeline.extract.camelot_columns import moved_atoms, soft_walls, wall_in_strip, white_strips
from pipeline.extract.camelot_text import Line, Phrase, atoms

FREQUENT = 0.2
"""Share of rows in which an edge must return to mark a column."""
EDGE_STEP = 1.5
"""In points: edges so near each other are one."""
ALIKE = 0.7
"""Share of the edges of the block with fewer that two of one family have in common."""
FITTING = 0.6
"""Share of a line's texts that stand where its family's do."""
TYPICAL = 0.75
"""The same of the lines from which the boundaries are found."""
MANY_ROWS = 3
"""A block with fewer shows no edges of its own."""

Edge = tuple[str, int]
"""What of a text stands there (left, right, centre), and where, in steps."""


@dataclass
class Family:
    """Blocks with the same columns; those after the first may stand further left or right."""

    edges: frozenset[Edge]
    members: list[tuple[Block, int]] = field(default_factory=list)
    """Each with how many steps it stands to the right of the first."""

    @property
    def boundaries(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Where columns end and begin, as in the first block: in the white, and elsewhere."""
        rows = [
            moved_atoms(line, shift * EDGE_STEP)
            for block, shift in self.members
            for line in block.rows
            if _aligned_share(line, self.edges, shift) >= TYPICAL
        ]
        titles = [
            (phrase.bbox[0] - shift * EDGE_STEP, phrase.bbox[2] - shift * EDGE_STEP)
            for block, shift in self.members
            for line in block.titles
            for phrase in line.phrases
        ]
        walls = tuple(wall_in_strip(strip, titles) for strip in white_strips(rows))
        return walls, soft_walls(walls, rows)

    def trimmed(self, block: Block, shift: int) -> Block | None:
        """The block without lines at its ends that only look like rows: page numbers, titles."""
        lines = list(block.lines)
        for end in (0, -1):
            while lines and lines[end].is_row and not _is_aligned(lines[end], self.edges, shift):
                del lines[end]
        return Block(block.page, tuple(lines)) if lines else None


def find_families(blocks: Iterable[Block]) -> list[Family]:
    """Blocks of many rows found families; those of few join where all their rows fit."""
    families: list[Family] = []
    large: list[Block] = []
    small: list[Block] = []
    for block in blocks:
        (large if len(block.rows) >= MANY_ROWS else small).append(block)
    for block in sorted(large, key=lambda block: -len(block.rows)):
        edges = _frequent_edges(block)
        family, shift = _kin(families, edges)
        if family is None:
            family = Family(edges)
            families.append(family)
        family.members.append((block, shift))
    for block in small:
        _adopt(families, block)
    return families


def _frequent_edges(block: Block) -> frozenset[Edge]:
    rows = block.rows
    seen = Counter(edge for line in rows for edge in _edges(line))
    enough = max(2.0, FREQUENT * len(rows))
    # An edge between two steps is counted in either: the one with more stands for both.
    return frozenset(
        (kind, step)
        for (kind, step), count in seen.items()
        if count + seen[kind, step + 1] + seen[kind, step - 1] >= enough
        and count >= seen[kind, step + 1]
        and count > seen[kind, step - 1]
    )


def _edges(line: Line) -> set[Edge]:
    return {edge for phrase in line.phrases for atom in atoms(phrase) for edge in _edges_of(atom)}


def _edges_of(phrase: Phrase) -> tuple[Edge, Edge, Edge]:
    left, _, right, _ = phrase.bbox
    places = (left, right, (left + right) / 2)
    left_step, right_step, centre_step = (round(place / EDGE_STEP) for place in places)
    return ("left", left_step), ("right", right_step), ("centre", centre_step)


def _kin(families: Iterable[Family], edges: frozenset[Edge]) -> tuple[Family | None, int]:
    """The family that shares most of these edges, and how far these stand to its right."""
    best: tuple[float, Family | None, int] = (ALIKE, None, 0)
    for family in families:
        shifts = Counter(
            step - its_step
            for kind, step in edges
            for its_kind, its_step in family.edges
            if kind == its_kind
        )
        fewest = min(len(edges), len(family.edges))
        for shift in sorted(shifts, key=abs):
            common = shifts[shift] + shifts[shift - 1] + shifts[shift + 1]
            share = min(common, fewest) / fewest
            if fewest >= 2 and (share > best[0] or (best[1] is None and share == best[0])):
                best = share, family, shift
    return best[1], best[2]


def _adopt(families: Iterable[Family], block: Block) -> None:
    """Put the block to the family in whose columns all its rows stand."""
    for family in families:
        walls = family.boundaries[0]
        for shift in sorted({shift for _, shift in family.members}, key=abs):
            fits = [
                _is_aligned(row, family.edges, shift) and not _crosses(row, walls, shift)
                for row in block.rows
            ]
            if fits and all(fits):
                family.members.append((block, shift))
                return


def _crosses(line: Line, walls: Sequence[float], shift: int) -> bool:
    """Whether some text of the line reaches beyond its column: a footer, a line of prose."""
    return any(
        atom.left < wall < atom.right
        for atom in moved_atoms(line, shift * EDGE_STEP)
        for wall in walls
    )


def _is_aligned(line: Line, edges: frozenset[Edge], shift: int) -> bool:
    """Whether most of the line's texts stand where the family's do."""
    return _aligned_share(line, edges, shift) >= FITTING


def _aligned_share(line: Line, edges: frozenset[Edge], shift: int) -> float:
    """The share of its texts that stand where the family's do; none where only one does."""
    parts = [atom for phrase in line.phrases for atom in atoms(phrase)]
    fitting = sum(
        any(
            (kind, step - shift + near) in edges
            for kind, step in _edges_of(part)
            for near in (-1, 0, 1)
        )
        for part in parts
    )
    return fitting / len(parts) if fitting > 1 else 0.0
