"""Sections of tables side by side under headings that span them all (step 5c: panels).

Such a section is read to its end, panel by panel, before the next one. Where each panel has
headings of its own, it is read to the foot of the page instead.
"""

from collections.abc import Sequence
from itertools import islice

from pipeline.extract.layout.grid import GridLine, PageGrid
from pipeline.extract.layout.panels import Panel

STANDS_OFF = 1.2
"""Times the distance to the line below that a heading is from the line above."""
ENOUGH_HEADINGS = 3
"""Headings over rows of several panels that are no chance."""


def find_sections(
    grids: Sequence[PageGrid], panels: Sequence[Panel], numeric: Sequence[int]
) -> list[tuple[int, float]]:
    """Return page and upper edge of each heading that stands alone across all panels.

    None where any heading stands in one panel with text of another one beside it.
    """
    headings: list[tuple[int, float]] = []
    over_several = 0
    for grid in grids:
        lines = grid.lines
        for above, line, below in zip(
            lines, islice(lines, 1, None), islice(lines, 2, None), strict=False
        ):
            if not _is_heading(above, line, below, panels, numeric):
                continue
            if _filled(line, panels) != [0] or 0 not in _filled(above, panels):
                return []
            over_several += len(_filled(below, panels)) > 1
            headings.append((grid.page.number, line.line.y0))
    return headings if over_several >= ENOUGH_HEADINGS else []


def _is_heading(
    above: GridLine,
    line: GridLine,
    below: GridLine,
    panels: Sequence[Panel],
    numeric: Sequence[int],
) -> bool:
    """Say whether a panel has one text without numbers, nearer to the line below than above."""
    here = line.line.baseline
    if here - above.line.baseline < STANDS_OFF * (below.line.baseline - here):
        return False
    columns = ([c for c in panel.columns if c in line.cells] for panel in panels)
    return any(
        found == [panel.columns.start] and found[0] not in numeric
        for found, panel in zip(columns, panels, strict=True)
    )


def _filled(line: GridLine, panels: Sequence[Panel]) -> list[int]:
    """Return the panels in which a line has text."""
    return [panel.number for panel in panels if any(c in line.cells for c in panel.columns)]
