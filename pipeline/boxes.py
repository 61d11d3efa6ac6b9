"""Arithmetic of boxes. This module is a leaf: it knows no stage."""

from collections.abc import Sequence

from pipeline.model import Bbox

LINES_AROUND = 3
LEAST_LINE_POINTS = 9.0
"""A row's box is as high as its letters: low where it has none that are tall."""


def overlaps(one: Bbox, other: Bbox) -> bool:
    """Return True if two boxes have an area in common."""
    across = min(one[2], other[2]) > max(one[0], other[0])
    return across and min(one[3], other[3]) > max(one[1], other[1])


def union_box(boxes: Sequence[Bbox]) -> Bbox:
    """Return the smallest box around all the given ones (at least one)."""
    if len(boxes) == 1:
        return boxes[0]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def rounded(box: Bbox) -> Bbox:
    """Return a box rounded to 1/100 point."""
    x0, y0, x1, y1 = box
    return round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2)


def wider(box: Bbox, across: float, upright: float) -> Bbox:
    """Return a box that is larger on the left and right, and above and below."""
    x0, y0, x1, y1 = box
    return (x0 - across, y0 - upright, x1 + across, y1 + upright)


def with_lines_around(row: Bbox, across: float) -> Bbox:
    """Return the box of a row with a few lines above and below, and wider on both sides."""
    return wider(row, across, LINES_AROUND * max(row[3] - row[1], LEAST_LINE_POINTS))


def same_row(one: Bbox, other: Bbox) -> bool:
    """Return True if two boxes belong to one printed row: most of their height is common."""
    height = min(one[3] - one[1], other[3] - other[1])
    common = min(one[3], other[3]) - max(one[1], other[1])
    return overlaps(one, other) and common > height / 2
