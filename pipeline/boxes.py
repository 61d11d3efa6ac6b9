"""Arithmetic of boxes. This module is a leaf: it knows no stage."""

from collections.abc import Sequence

from pipeline.model import Bbox


def union_box(boxes: Sequence[Bbox]) -> Bbox:
    """Return the smallest box around all the given ones (at least one)."""
    if len(boxes) == 1:
        return boxes[0]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))
