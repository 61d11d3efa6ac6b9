"""Pages that show all their text for certain, so that they need not be painted.

Only what is on the list below is certain; whatever else a page has, it is painted.
"""

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.extract.glyphs import native
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
from pipeline.extract.glyphs.words_and_rules import MIN_RULE_LENGTH, RawWord
from pipeline.extract.painted.page import PageParts
from pipeline.model import Bbox

DARK = 96
"""A channel up to which (of 255) a colour is dark on paper; all three must be."""
THIN = 1.5
"""Points: a rule of this width beside a text is no shade."""
MARGIN = 0.1
"""Heights by which a word's box may stick out of what clips it: boxes are larger than glyphs."""
CORE = 0.25
"""Share of a word's height above and below which a rule may touch it, or a clip may cut its box."""
LARGE = 2.5
"""Times the height of the lowest word: text so large may cover others."""
FILL = 0
"""The plain way of drawing text (ISO 32000-1, table 106)."""
LINE = 12.0
"""Points; rules are looked for by the height of the page that they are at."""
BLOCKS = re.compile(r"[■-◿▀-▟⬀-⯿\ue000-\uf8ff\ufffd]")
"""Signs that may be as large as to cover others, or are of unknown shape."""
RECTANGLE_POINTS = (4, 5)


def shows_all(parts: PageParts, words: Sequence[RawWord], text: TextPage) -> bool:
    """Return True if a page has nothing but plain dark text and thin rules, all in its box."""
    return (
        native.count_annotations(parts.handle) == 0
        and not BLOCKS.search(text.characters)
        and all(map(_is_plain, parts.objects))
        and _are_of_one_size(words)
        and not _crosses_any(parts.rules, words)
        and all(is_unclipped(word, parts) for word in words)
        and not glyphs_without_ink(words, parts, text)
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
    *channels, alpha = fill_colour(text)
    return alpha == 255 and max(channels) <= DARK


def fill_colour(page_object: int) -> tuple[int, int, int, int]:
    """Return red, green, blue and opacity of a fill; white and opaque where pdfium has none."""
    channels = [ctypes.c_uint(255) for _ in range(4)]
    native.get_fill_color(page_object, *map(ctypes.byref, channels))
    red, green, blue, alpha = (channel.value for channel in channels)
    return red, green, blue, alpha


def _is_thin_rule(path: PageObject) -> bool:
    """Return True for straight lines that are stroked and thin, and filled boxes as thin as these.

    What goes up or down slantwise, or in a curve, may be a digit or cover one.
    """
    left, bottom, right, top = bounds_of(path)
    thinner, longer = sorted((right - left, top - bottom))
    if longer < MIN_RULE_LENGTH:
        return False
    if is_filled(path.handle):
        return thinner <= THIN
    return stroke_width(path) <= THIN and (thinner <= THIN or is_upright(path.handle))


def is_filled(path: int) -> bool:
    """Return True if a path is not only stroked."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    native.get_draw_mode(path, ctypes.byref(fill), ctypes.byref(stroke))
    return bool(fill.value)


def is_unclipped(word: RawWord, parts: PageParts) -> bool:
    """Return True if neither the page's edge nor a clipping path cuts a word.

    Only rectangles are looked at: any other path may cut whatever it likes.
    """
    return _contains(parts.visible, word) and all(
        box is not None and _contains(box, word)
        for box in _clip_boxes(parts.objects[word.order[0]])
    )


def _contains(box: Bbox, word: RawWord) -> bool:
    """Return True if a box holds a word from its first to its last letter, and half its height."""
    sides = word[1:5]
    low, high = (0, 2) if word.quarter_turns in (1, 3) else (1, 3)
    height = sides[high] - sides[low]
    slack = [MARGIN * height] * 4
    slack[low] = slack[high] = CORE * height
    return all(box[side] - slack[side] <= sides[side] for side in (0, 1)) and all(
        sides[side] <= box[side] + slack[side] for side in (2, 3)
    )


def _clip_boxes(found: PageObject) -> Iterator[Bbox | None]:
    """Yield the box of each clipping path; None where it is no upright rectangle."""
    clip = native.get_clip_path(found.handle)
    for index in range(max(0, native.count_clip_paths(clip))):
        count = native.count_clip_segments(clip, index)
        points = [_clip_point(clip, index, place, found) for place in range(min(count, 6))]
        xs, ys = {round(x, 1) for x, _ in points}, {round(y, 1) for _, y in points}
        upright = count in RECTANGLE_POINTS and len(xs) == len(ys) == 2
        yield (min(xs), min(ys), max(xs), max(ys)) if upright else None


def _clip_point(clip: int, index: int, place: int, found: PageObject) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    segment = native.get_clip_segment(clip, index, place)
    native.get_segment_point(segment, ctypes.byref(x), ctypes.byref(y))
    return moved((x.value, y.value), found.transform)


def glyphs_without_ink(
    words: Iterable[RawWord], parts: PageParts, text: TextPage
) -> frozenset[tuple[int, str]]:
    """Return the characters that have no outline in their font, each with its font."""
    known: dict[tuple[int, str], bool] = {}
    for word in words:
        font = font_of(word, parts)
        for index, character in enumerate(word.text, word.order[1]):
            if (font, character) not in known:
                known[font, character] = text.has_outline(index)
    return frozenset(glyph for glyph, has_outline in known.items() if not has_outline)


def font_of(word: RawWord, parts: PageParts) -> int:
    """Return the font of a word, as a pdfium handle."""
    return native.get_font(parts.objects[word.order[0]].handle) or 0
