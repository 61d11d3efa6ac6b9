"""How alike two pictures of glyphs are, whatever their size: a distance between blurred grids.

Of one glyph in two sizes, or with the edge of a neighbour in its picture, the distance is some
hundredths; of two digits of one font it is a tenth at least.
"""

from functools import lru_cache
from math import log
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.shapes.painting import Picture

Features: TypeAlias = NDArray[np.float64]

ROWS, COLUMNS = 16, 12
BLUR = 1.0
"""Width of the blur, in cells of the grid."""
ASPECT_WEIGHT = 0.25
"""How much the ratio of width to height counts: twice as wide is a distance of 0.17."""
LOOKALIKES = {
    "0": frozenset("OoQDCU"),
    "1": frozenset("lIi|!/Tt"),
    "2": frozenset("Zz"),
    "5": frozenset("Ss"),
    "6": frozenset("bG"),
    "7": frozenset("T/"),
    "8": frozenset("B&"),
    "9": frozenset("gq"),
}
"""Letters and signs that some fonts draw much like a digit."""
TWINS = {"0": frozenset("Oo"), "1": frozenset("lI|")}
"""Those that some fonts draw exactly like one."""


def are_alike(digit: str, character: str) -> bool:
    """Return True if a font may draw a character much like a digit without any fault."""
    return character == digit or character in LOOKALIKES.get(digit, ())


def are_twins(digit: str, character: str) -> bool:
    """Return True if a font may draw a character with the very picture of a digit."""
    return character == digit or character in TWINS.get(digit, ())


@lru_cache(maxsize=4096)
def features(picture: Picture) -> Features:
    """Return what a picture looks like, as a point: the closer two points, the more alike."""
    height, width, levels = picture
    ink = np.frombuffer(levels, np.uint8).reshape(height, width)
    grid = _weights(height, ROWS) @ (ink / ink.max()) @ _weights(width, COLUMNS).T
    aspect = ASPECT_WEIGHT * log(width / height)
    return np.append(grid.ravel() / (ROWS * COLUMNS) ** 0.5, aspect)


@lru_cache(maxsize=256)
def _weights(pixels: int, cells: int) -> NDArray[np.float64]:
    """Return how much of each pixel goes into each cell of a blurred grid."""
    edges = np.arange(cells + 1) * pixels / cells
    begins = np.arange(pixels)
    reach = np.minimum(edges[1:, None], begins + 1) - np.maximum(edges[:-1, None], begins)
    share = np.clip(reach, 0, None) * cells / pixels
    apart = np.subtract.outer(np.arange(cells), np.arange(cells))
    blur = np.exp(-(apart**2) / (2 * BLUR**2))
    blurred: NDArray[np.float64] = blur / blur[cells // 2].sum() @ share
    return blurred
