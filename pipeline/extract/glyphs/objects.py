"""A page's objects in pdfium, in the order in which they are drawn, and what its paths rule off.

Forms are taken apart into what they hold.
"""

import ctypes
from collections.abc import Iterable, Iterator
from itertools import pairwise, repeat
from math import hypot

import pypdfium2.raw as raw
from msgspec import Struct

from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.words_and_rules import (
    STRAIGHT,
    Point,
    Step,
    is_thin,
    long_enough,
    path_to_rules,
)
from pipeline.model import Bbox

TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
"""FPDF_PAGEOBJ_TEXT and so on."""
LINE_TO, MOVE_TO = 0, 2
"""FPDF_SEGMENT_LINETO and so on."""
CURVE_POINTS = 3
"""Points that a curve has after the one it begins at."""
RECTANGLE = 5
"""Segments of a rectangle at most."""
MAX_FORM_DEPTH = 40
"""Forms may contain forms; pdfium paints no deeper ones."""

Transform = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f (ISO 32000-1, sec. 8.3.3)."""
IDENTITY: Transform = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_EDGES = (ctypes.c_float * 4)()
_EDGE_ADDRESSES = [ctypes.addressof(_EDGES) + 4 * index for index in range(4)]
_MODES = (ctypes.c_int * 2)()
_MODE_ADDRESSES = [ctypes.addressof(_MODES) + 4 * index for index in range(2)]


class PageObject(Struct, frozen=True, gc=False):
    """An object that leaves ink, and what turns its coordinates into those of the page."""

    handle: int
    kind: int
    transform: Transform = IDENTITY
    in_form: bool = False
    """Whether a form holds it."""
    veiled: bool = False
    """Whether a form that holds it is see-through, masked, or clipped beyond its own box."""


class Path(Struct, frozen=True, gc=False):
    """A path, as it is painted."""

    found: PageObject
    box: Bbox
    is_filled: bool
    is_stroked: bool


def page_objects(page: int) -> list[PageObject]:
    """Return all objects of a page, given as a pdfium handle, in drawing order."""
    handles = map(native.get_object, repeat(page), range(native.count_objects(page)))
    return list(_taken_apart(handles, IDENTITY, 0, veiled=False))


def _taken_apart(
    handles: Iterable[int], transform: Transform, depth: int, *, veiled: bool
) -> Iterator[PageObject]:
    """Yield objects, of forms what they hold."""
    for handle in handles:
        kind = native.get_type(handle)
        if kind != FORM:
            yield PageObject(handle, kind, transform, in_form=depth > 0, veiled=veiled)
        elif depth < MAX_FORM_DEPTH:
            held = range(native.count_form_objects(handle))
            inner = placed_matrix(handle, transform)
            clips = native.count_clip_paths(native.get_clip_path(handle))
            is_veiled = veiled or bool(native.has_transparency(handle)) or clips > 0
            inside = map(native.get_form_object, repeat(handle), held)
            yield from _taken_apart(inside, inner, depth + 1, veiled=is_veiled)


def placed_matrix(handle: int, outer: Transform) -> Transform:
    """Return what turns an object's coordinates into those of the page."""
    own = raw.FS_MATRIX()
    native.get_matrix(handle, ctypes.byref(own))
    matrix = (own.a, own.b, own.c, own.d, own.e, own.f)
    return matrix if outer == IDENTITY else combined(matrix, outer)


def bounds_of(found: PageObject) -> Bbox:
    """Return the box around an object in PDF space."""
    _EDGES[:] = [0.0, 0.0, 0.0, 0.0]
    native.get_bounds(found.handle, *_EDGE_ADDRESSES)
    left, bottom, right, top = _EDGES
    return transformed((left, bottom, right, top), found.transform)


def painted_path(found: PageObject) -> Path:
    """Return where a path lies, and whether it is filled and stroked."""
    native.get_draw_mode(found.handle, *_MODE_ADDRESSES)
    fill, stroke = _MODES
    return Path(found, bounds_of(found), bool(fill), bool(stroke))


def stroke_width(found: PageObject) -> float:
    """Return how wide the lines of an object are painted at most, in points."""
    width = ctypes.c_float()
    native.get_stroke_width(found.handle, ctypes.byref(width))
    a, b, c, d, _, _ = placed_matrix(found.handle, found.transform)
    return width.value * max(hypot(a, b), hypot(c, d))


def has_outlines(text: int) -> bool:
    """Return True if the font of a text has a name, and so outlines; one of Type 3 has neither."""
    return bool(native.get_font_name(native.get_font(text), None, 0) > 1)


def moved(point: tuple[float, float], by: Transform) -> tuple[float, float]:
    """Return a point transformed."""
    x, y = point
    return (by[0] * x + by[2] * y + by[4], by[1] * x + by[3] * y + by[5])


def combined(inner: Transform, outer: Transform) -> Transform:
    """Return the transformation that applies `inner` first (ISO 32000-1, sec. 8.3.4)."""
    a, b, c, d, e, f = inner
    return (
        outer[0] * a + outer[2] * b,
        outer[1] * a + outer[3] * b,
        outer[0] * c + outer[2] * d,
        outer[1] * c + outer[3] * d,
        *moved((e, f), outer),
    )


def transformed(box: Bbox, by: Transform) -> Bbox:
    """Return the smallest box around a transformed one."""
    if by == IDENTITY:
        return box
    a, b, c, d, e, f = by
    left, bottom, right, top = box
    x0, x1 = sorted((a * left, a * right))
    y0, y1 = sorted((d * bottom, d * top))
    aside0, aside1 = sorted((c * bottom, c * top))
    up0, up1 = sorted((b * left, b * right))
    return (x0 + aside0 + e, up0 + y0 + f, x1 + aside1 + e, up1 + y1 + f)


def turning(visible: Bbox, turns: int) -> Transform:
    """Return what turns a page clockwise, to points from the top left corner of what is visible.

    Args:
        visible: left, bottom, right and top in PDF space.
        turns: quarter turns.
    """
    left, bottom, right, top = visible
    return (
        (1, 0, 0, -1, -left, top),
        (0, 1, 1, 0, -bottom, -left),
        (-1, 0, 0, 1, right, -bottom),
        (0, -1, -1, 0, top, right),
    )[turns % 4]


def read_rules(paths: Iterable[Path]) -> list[Bbox]:
    """Return the ruling lines among a page's paths."""
    rules: list[Bbox] = []
    for path in paths:
        if not (path.is_filled or path.is_stroked):
            continue
        if is_thin(path.box):
            rules += long_enough(path.box)
        elif path.is_stroked or native.count_segments(path.found.handle) > RECTANGLE:
            rules += path_to_rules(_steps(path.found), stroked=path.is_stroked)
    return rules


def is_upright(path: int) -> bool:
    """Return True if a path consists of horizontal and vertical lines only."""
    segments = [(kind, point) for kind, point, _ in _segments(path)]
    return all(kind in {LINE_TO, MOVE_TO} for kind, _ in segments) and all(
        kind == MOVE_TO or min(abs(x - from_x), abs(y - from_y)) <= STRAIGHT
        for (_, (from_x, from_y)), (kind, (x, y)) in pairwise(segments)
    )


def _segments(path: int) -> Iterator[tuple[int, Point, bool]]:
    """Yield the kind of each segment of a path, its point, and whether it closes a subpath."""
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(native.count_segments(path)):
        segment = native.get_segment(path, index)
        native.get_segment_point(segment, ctypes.byref(x), ctypes.byref(y))
        closes = bool(native.get_segment_close(segment))
        yield native.get_segment_type(segment), (x.value, y.value), closes


def _steps(found: PageObject) -> Iterator[Step]:
    transform = placed_matrix(found.handle, found.transform)
    curve: list[Point] = []
    for kind, place, closes in _segments(found.handle):
        point = moved(place, transform)
        if kind in {LINE_TO, MOVE_TO}:
            yield kind == MOVE_TO, [point]
        else:
            curve.append(point)
            if len(curve) == CURVE_POINTS:
                yield False, curve
                curve = []
        if closes:
            yield False, []
