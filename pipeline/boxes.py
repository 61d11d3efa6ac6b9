"""Arithmetic of boxes. This module is a leaf: it knows no stage."""

from collections.abc import Sequence

from pipeline.model import Bbox


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


def same_row(one: Bbox, other: Bbox) -> bool:
    """Return True if two boxes belong to one printed row: most of their height is common."""
    height = min(one[3] - one[1], other[3] - other[1])
    common = min(one[3], other[3]) - max(one[1], other[1])
    return overlaps(one, other) and common > height / 2
