"""Pages that show all their text for certain, so that they need not be painted.

Only what is on the list below is certain; whatever else a page has, it is painted.
"""

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.drawn import MIN_RULE_LENGTH, RawWord
from pipeline.extract.glyphs.objects import (
    PATH,
    TEXT,
    PageObject,
    bounds_of,
    has_outlines,
    is_upright,
    moved,
    stroke_width,
)
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.painted.parts import PageParts
from pipeline.model import Bbox

DARK = 96
"""A channel up to which (of 255) a colour is dark on paper; all three must be."""
THIN = 1.5
"""Points: a rule of this width beside a text is no shade."""
MARGIN = 0.1
"""Heights by which a word's box may stick out of what clips it: boxes are larger than glyphs."""
CORE = 0.25
"""Share of a word's height above and below which a rule may touch it."""
LARGE = 2.5
"""Times the height of the lowest word: text so large may cover others."""
FILL = 0
"""The plain way of drawing text (ISO 32000-1, table 106)."""
LINE = 12.0
"""Points; rules are looked for by the height of the page that they are at."""
BLOCKS = re.compile(r"[■-◿▀-▟⬀-⯿\ue000-\uf8ff\ufffd]")
"""Signs that may be as large as to cover others, or are of unknown shape."""
RECTANGLE_POINTS = 5


def shows_all(parts: PageParts, words: Sequence[RawWord], text: TextPage) -> bool:
    """Return True if a page has nothing but plain dark text and thin rules, all in its box."""
    objects = parts.objects
    return (
        native.count_annotations(parts.handle) == 0
        and not BLOCKS.search(text.characters)
        and all(map(_is_plain, objects))
        and _are_of_one_size(words)
        and not _crosses_any(parts.rules, words)
        and all(is_unclipped(word, objects, parts.visible) for word in words)
        and not glyphs_without_ink(words, objects, text)
    )


def _are_of_one_size(words: Sequence[RawWord]) -> bool:
    heights = [word.top - word.bottom for word in words if word.quarter_turns == 0]
    return len(heights) == len(words) and max(heights, default=0) <= LARGE * min(heights, default=0)


def _crosses_any(rules: Iterable[Bbox], words: Iterable[RawWord]) -> bool:
    """Return True if a rule goes through a word, rather than around it or below it."""
    lines: dict[int, list[Bbox]] = {}
    for rule in rules:
        for line in range(int(rule[1] // LINE), int(rule[3] // LINE) + 1):
            lines.setdefault(line, []).append(rule)
    return any(
        _crosses(rule, word)
        for word in words
        for line in range(int(word.bottom // LINE), int(word.top // LINE) + 1)
        for rule in lines.get(line, ())
    )


def _crosses(rule: Bbox, word: RawWord) -> bool:
    left, bottom, right, top = rule
    core = CORE * (word.top - word.bottom)
    level = bottom < word.top - core and top > word.bottom + core
    return level and left < word.right - MARGIN * core and right > word.left + core


def is_unclipped(word: RawWord, objects: Sequence[PageObject], visible: Bbox) -> bool:
    """Return True if neither the page's edge (`visible`) nor a clipping path cuts a word.

    Only rectangles are looked at: any other path may cut whatever it likes.
    """
    found = objects[word.order[0]]
    clip = native.get_clip_path(found.handle)
    return _contains(visible, word) and all(
        box is not None and _contains(box, word) for box in _clip_boxes(clip, found)
    )


def _is_plain(found: PageObject) -> bool:
    if found.in_form or native.has_transparency(found.handle):
        return False
    if found.kind == TEXT:
        return _is_plain_text(found.handle)
    return found.kind == PATH and _is_thin_rule(found)


def _is_plain_text(text: int) -> bool:
    """Return True for dark filled text in no layer and of a font with a name (not Type 3)."""
    mode = native.get_render_mode(text)
    if mode != FILL or not has_outlines(text) or native.count_marks(text):
        return False
    channels = [ctypes.c_uint(255) for _ in range(4)]
    known = native.get_fill_color(text, *map(ctypes.byref, channels))
    *colour, alpha = (channel.value for channel in channels)
    return bool(known) and alpha == 255 and max(colour) <= DARK


def _is_thin_rule(path: PageObject) -> bool:
    """Return True for straight lines that are stroked and thin, and filled boxes as thin as these.

    What goes up or down slantwise, or in a curve, may be a digit or cover one.
    """
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    native.get_draw_mode(path.handle, ctypes.byref(fill), ctypes.byref(stroke))
    left, bottom, right, top = bounds_of(path)
    if max(right - left, top - bottom) < MIN_RULE_LENGTH:
        return False
    if fill.value:
        return min(right - left, top - bottom) <= THIN
    if min(right - left, top - bottom) > THIN and not is_upright(path.handle):
        return False
    return stroke_width(path) <= THIN


def _contains(box: Bbox, word: RawWord) -> bool:
    """Return True if a box holds a word from its first to its last letter, and half its height."""
    along = [(box[0], word.left, word.right, box[2]), (box[1], word.bottom, word.top, box[3])]
    across = along.pop(0 if word.quarter_turns in (1, 3) else 1)
    low, start, end, high = across
    quarter = (end - start) / 4 if word.quarter_turns is not None else 0.0
    margin = MARGIN * (end - start)
    return (
        low <= start + quarter
        and end - quarter <= high
        and all(low - margin <= start and end <= high + margin for low, start, end, high in along)
    )


def _clip_boxes(clip: int, found: PageObject) -> Iterator[Bbox | None]:
    """Yield the box of each clipping path; None where it is no upright rectangle."""
    for index in range(max(0, native.count_clip_paths(clip))):
        yield _clip_box(clip, index, found)


def _clip_box(clip: int, index: int, found: PageObject) -> Bbox | None:
    count = native.count_clip_segments(clip, index)
    if not RECTANGLE_POINTS - 1 <= count <= RECTANGLE_POINTS:
        return None
    points = [_clip_point(clip, index, place, found) for place in range(count)]
    xs, ys = sorted({round(x, 1) for x, _ in points}), sorted({round(y, 1) for _, y in points})
    if len(xs) != 2 or len(ys) != 2:
        return None
    return (xs[0], ys[0], xs[1], ys[1])


def _clip_point(clip: int, index: int, place: int, found: PageObject) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    segment = native.get_clip_segment(clip, index, place)
    native.get_segment_point(segment, ctypes.byref(x), ctypes.byref(y))
    return moved((x.value, y.value), found.transform)


def glyphs_without_ink(
    words: Iterable[RawWord], objects: Sequence[PageObject], text: TextPage
) -> frozenset[tuple[int, str]]:
    """Return the characters that have no outline in their font, each with its font."""
    known: dict[tuple[int, str], bool] = {}
    for word in words:
        font = font_of(word, objects)
        for index, character in enumerate(word.text, word.order[1]):
            if (font, character) not in known:
                known[font, character] = text.has_outline(index)
    return frozenset(glyph for glyph, has_outline in known.items() if not has_outline)


def font_of(word: RawWord, objects: Sequence[PageObject]) -> int:
    """Return the font of a word, as a pdfium handle."""
    return native.get_font(objects[word.order[0]].handle) or 0
