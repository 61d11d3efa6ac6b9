"""Which glyphs of a page have another printed over them, told by their boxes."""

import numpy as np
from numpy.typing import NDArray

COVER_SHARE = 0.15
"""A box that reaches less into another touches it only: glyphs lean and are rounded to pixels."""
SAME_SHARE = 0.6
"""A glyph drawn twice to look bold covers itself by more."""
LEAST_POINTS = 0.01
"""Taken for the size of a box that has none."""
AT_ONCE = 64
"""So many glyphs, in lines that follow each other, are compared with all around in one step."""


def find_covered(
    boxes: NDArray[np.float64],
    codes: NDArray[np.int_],
    wanted: list[int],
    covering: NDArray[np.int_],
) -> NDArray[np.bool_]:
    """Return for each wanted glyph whether one of the covering reaches well into its box.

    The same character drawn again in almost the same place only makes it bolder.
    """
    rising = covering[np.argsort(boxes[covering, 1])]
    bottoms, tallest = boxes[rising, 1], (boxes[:, 3] - boxes[:, 1]).max()
    covered = np.zeros(len(boxes), bool)
    in_lines = np.array(wanted)[np.argsort(boxes[wanted, 1])]
    for start in range(0, len(in_lines), AT_ONCE):
        these = in_lines[start : start + AT_ONCE]
        first = np.searchsorted(bottoms, boxes[these, 1].min() - tallest)
        last = np.searchsorted(bottoms, boxes[these, 3].max())
        around = rising[first:last]
        shares = np.minimum(*(_shares(boxes[these], boxes[around], side) for side in (0, 1)))
        again = (shares > SAME_SHARE) & (codes[these, None] == codes[around])
        over = (shares > COVER_SHARE) & ~again & (these[:, None] != around)
        covered[these] = over.any(axis=1)
    return covered[wanted]


def _shares(
    targets: NDArray[np.float64], others: NDArray[np.float64], side: int
) -> NDArray[np.float64]:
    """Return how far each other box reaches into each target, as a share of its width or height."""
    low, high = targets[:, side, None], targets[:, side + 2, None]
    reach = np.minimum(high, others[:, side + 2]) - np.maximum(low, others[:, side])
    shares: NDArray[np.float64] = reach / np.maximum(high - low, LEAST_POINTS)
    return shares
