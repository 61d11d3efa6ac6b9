"""Clipping paths: what is drawn outside of them leaves no ink.

A text cut off by the edge of its cell is read to its end, for its letters say nothing else than
what can be seen of it; a number is read only where it can be seen.
"""

import ctypes
from collections.abc import Iterable, Iterator, Sequence

from pipeline.extract.pdfium import native
from pipeline.extract.pdfium.characters import RawWord
from pipeline.extract.pdfium.objects import TEXT, PageObject, moved
from pipeline.model import Bbox


def without_clipped(words: Sequence[RawWord], objects: Iterable[PageObject]) -> list[RawWord]:
    """Return words without those that are clipped away."""
    clips = {
        order: box
        for order, found in enumerate(objects)
        if found.kind == TEXT and (box := _clip_box(found)) is not None
    }
    if not clips:
        return list(words)
    within = [_is_within(word, clips.get(word.order[0])) for word in words]
    begun = {word.order[0] for word, inside in zip(words, within, strict=True) if inside}
    return [
        word
        for word, inside in zip(words, within, strict=True)
        if inside or (word.order[0] in begun and not any(map(str.isdigit, word.text)))
    ]


def _is_within(word: RawWord, clip: Bbox | None) -> bool:
    """Say whether the middle of a word lies within its clipping path."""
    if clip is None:
        return True
    left, bottom, right, top = clip
    x, y = (word.left + word.right) / 2, (word.bottom + word.top) / 2
    return left <= x <= right and bottom <= y <= top


def _clip_box(found: PageObject) -> Bbox | None:
    """Return the part of the page within an object's clipping paths; None where it has none.

    Of a path that is no rectangle it is the box around it: what lies outside is clipped for
    certain. An empty part has its left edge right of its right one.
    """
    clip = native.get_clip_path(found.handle)
    count = native.count_clip_paths(clip)
    if count <= 0:
        return None
    boxes = [_box(list(_points(clip, index, found))) for index in range(count)]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return (max(lefts), max(bottoms), min(rights), min(tops))


def _points(clip: int, index: int, found: PageObject) -> Iterator[tuple[float, float]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for place in range(native.count_clip_segments(clip, index)):
        segment = native.get_clip_segment(clip, index, place)
        native.get_segment_point(segment, ctypes.byref(x), ctypes.byref(y))
        yield moved((x.value, y.value), found.transform)


def _box(points: list[tuple[float, float]]) -> Bbox:
    """Return the box around points; a path without any clips all."""
    if not points:
        return (1.0, 1.0, 0.0, 0.0)
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))
