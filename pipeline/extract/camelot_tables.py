"""Which flavour of camelot serves which part of which page, decided from what the document shows.

Rules decide where they really part the texts of a page's rows: zebra shading and frames look like
rules too, but leave whole rows within one cell. All else is read by the columns of the document.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.camelot_blocks import Block, find_blocks, usual_pitch
from pipeline.extract.camelot_families import EDGE_STEP, find_families
from pipeline.extract.camelot_grid import Grid, fill, holds_several_rows
from pipeline.extract.camelot_page import Sheet
from pipeline.extract.camelot_text import Line, Phrase, phrases_to_lines
from pipeline.model import Bbox

RULED_SHARE = 0.5
"""Share of a page's rows that must lie in ruled tables for rules to decide."""
UNPARTED_SHARE = 0.2
"""Share of whole rows among the lines in cells above which rules are decoration."""
BY_RULES = -1


@dataclass(frozen=True)
class Region:
    """Where stream is to read, and the columns it is told."""

    page: int
    box: Bbox
    walls: tuple[float, ...]
    soft: tuple[float, ...]
    """Those of the walls that some long texts cross."""
    family: int
    """Which columns these are; `BY_RULES` where vertical rules say them."""


def ruled_grids(
    sheet: Sheet, grids: Iterable[Grid]
) -> tuple[list[Grid], list[Region], list[Phrase]]:
    """The grids that hold a page's rows, regions whose rules part columns only, and the rest."""
    parting = [grid for grid in grids if grid.walls and _parts_columns(grid, sheet.phrases)]
    rows = [line for line in phrases_to_lines(sheet.phrases) if line.is_row]
    inside = [line for line in rows if any(_holds(grid.frame, line) for grid in parting)]
    if not parting or len(inside) < RULED_SHARE * len(rows):
        return [], [], list(sheet.phrases)
    kept, regions, rest = [], [], list(sheet.phrases)
    for grid in parting:
        filled, rest = fill(grid, rest)
        if any(map(holds_several_rows, filled)):
            regions.append(Region(sheet.page, grid.frame, grid.walls, (), BY_RULES))
        else:
            kept.append(grid)
    return kept, regions, rest


def _parts_columns(grid: Grid, phrases: Iterable[Phrase]) -> bool:
    """Whether hardly any cell holds a whole row."""
    rows, _ = fill(grid, phrases)
    lines = [line for row in rows for cell in row for line in phrases_to_lines(cell)]
    unparted = sum(line.is_row for line in lines)
    return unparted <= UNPARTED_SHARE * len(lines)


def _holds(frame: Bbox, line: Line) -> bool:
    left, _, right, _ = line.bbox
    return frame[1] <= line.middle <= frame[3] and left < frame[2] and right > frame[0]


def open_regions(rest: Mapping[int, Sequence[Phrase]], shift: float) -> list[Region]:
    """The regions without rules, and the columns found for them over all pages.

    `shift` is how far apart the middles of one line may be.
    """
    lines = {page: phrases_to_lines(phrases, shift) for page, phrases in rest.items()}
    pitch = usual_pitch(lines.values())
    blocks = [block for page in lines for block in find_blocks(page, lines[page], pitch)]
    regions = [
        _region(block, steps, boundaries, number)
        for number, family in enumerate(find_families(blocks))
        if any(boundaries := family.boundaries)
        for member, steps in family.members
        if (block := family.trimmed(member, steps))
    ]
    return sorted(regions, key=lambda region: (region.page, region.box[3]))


def _region(
    block: Block, steps: int, boundaries: tuple[tuple[float, ...], tuple[float, ...]], number: int
) -> Region:
    white, soft = (tuple(place + steps * EDGE_STEP for place in places) for places in boundaries)
    return Region(block.page, block.bbox, tuple(sorted((*white, *soft))), soft, number)
