"""One page's drawn lines and shaded areas (step 2: ruling lines).

Tables are ruled in many ways: stroked lines, thin filled rectangles, stroked rectangles around
cells, one path holding a whole grid. All end here as straight stretches in PDF space. A shaded
area gives its upper and lower edge only: taken for vertical rules, shading makes sliver columns.
"""

import ctypes
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from pipeline.extract.pdfium import native
from pipeline.extract.pdfium.objects import (
    PATH,
    PageObject,
    Transform,
    combined,
    matrix_of,
    moved,
    transformed,
)
from pipeline.model import Bbox

LINE_TO, BEZIER_TO, MOVE_TO = 0, 1, 2
MAX_RULE_THICKNESS = 3.0
"""Points; thicker filled boxes are shading."""
MIN_RULE_LENGTH = 3.0
SLANT = 0.5
"""Points by which a horizontal or vertical line may be slanted."""

Point = tuple[float, float]


class Stretch(NamedTuple):
    """A thin box in PDF space: a ruling line, or the edge of a shaded area."""

    left: float
    bottom: float
    right: float
    top: float
    is_rule: bool


def read_paths(objects: Iterable[PageObject]) -> list[Stretch]:
    """Read the ruling lines and shading edges among a page's objects."""
    reader = _PathReader()
    return [
        stretch
        for found in objects
        if found.kind == PATH
        for stretch in reader.stretches(found.handle, found.transform)
    ]


class _PathReader:
    """Reads paths; keeps the buffers that pdfium fills."""

    def __init__(self) -> None:
        self._box = tuple(ctypes.c_float() for _ in range(4))
        self._box_refs = tuple(map(ctypes.byref, self._box))
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._modes = (ctypes.byref(self._fill), ctypes.byref(self._stroke))

    def stretches(self, path: int, transform: Transform) -> Iterator[Stretch]:
        native.get_draw_mode(path, *self._modes)
        filled, stroked = bool(self._fill.value), bool(self._stroke.value)
        if not (filled or stroked) or not native.get_bounds(path, *self._box_refs):
            return
        left, bottom, right, top = (value.value for value in self._box)
        bounds = transformed((left, bottom, right, top), transform)
        if _is_thin(bounds):
            yield from _as_rule(bounds)
        elif not stroked and native.count_segments(path) <= 5:
            yield from _shading_edges(bounds)
        else:
            yield from _drawn(path, combined(matrix_of(path), transform), stroked)


def is_upright(path: int) -> bool:
    """Return True if a path consists of horizontal and vertical lines only."""
    before: Point | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(native.count_segments(path)):
        segment = native.get_segment(path, index)
        kind = native.get_segment_type(segment)
        native.get_segment_point(segment, ctypes.byref(x), ctypes.byref(y))
        if kind not in (LINE_TO, MOVE_TO):
            return False
        here = (x.value, y.value)
        if kind == LINE_TO and before and _is_slant(before, here):
            return False
        before = here
    return True


def _is_slant(one: Point, other: Point) -> bool:
    return min(abs(other[0] - one[0]), abs(other[1] - one[1])) > SLANT


def _drawn(path: int, transform: Transform, stroked: bool) -> Iterator[Stretch]:
    """Take a path apart: thin parts and straight strokes are rules, other fills are shading."""
    for points in _subpaths(path, transform):
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        bounds = (min(xs), min(ys), max(xs), max(ys))
        if _is_thin(bounds):
            yield from _as_rule(bounds)
        elif stroked:
            for (x0, y0), (x1, y1) in pairwise(points):
                side = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                if min(side[2] - side[0], side[3] - side[1]) < 0.5:
                    yield from _as_rule(side)
        else:
            yield from _shading_edges(bounds)


def _subpaths(path: int, transform: Transform) -> Iterator[list[Point]]:
    """Yield the corner points of each subpath, closed ones with the first point repeated."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    for index in range(native.count_segments(path)):
        segment = native.get_segment(path, index)
        native.get_segment_point(segment, ctypes.byref(x), ctypes.byref(y))
        if native.get_segment_type(segment) == MOVE_TO and points:
            yield points
            points = []
        points.append(moved((x.value, y.value), transform))
        if native.get_segment_close(segment):
            points.append(points[0])
    if points:
        yield points


def _as_rule(bounds: Bbox) -> Iterator[Stretch]:
    left, bottom, right, top = bounds
    if max(right - left, top - bottom) >= MIN_RULE_LENGTH:
        yield Stretch(left, bottom, right, top, is_rule=True)


def _shading_edges(bounds: Bbox) -> Iterator[Stretch]:
    left, bottom, right, top = bounds
    yield Stretch(left, bottom, right, bottom, is_rule=False)
    yield Stretch(left, top, right, top, is_rule=False)
    yield Stretch(left, bottom, left, top, is_rule=False)
    yield Stretch(right, bottom, right, top, is_rule=False)


def _is_thin(bounds: Bbox) -> bool:
    left, bottom, right, top = bounds
    return min(right - left, top - bottom) <= MAX_RULE_THICKNESS
