"""Text that a page shows for certain, so that it need not be painted.

Only what is on the list below is certain; a page that has anything else is painted, and of one that
has not the words that something crosses.
"""

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline.boxes import union_box
from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.objects import (
    TEXT,
    PageObject,
    Path,
    Transform,
    has_outlines,
    is_upright,
    moved,
    stroke_width,
)
from pipeline.extract.glyphs.page_parts import PageParts
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.glyphs.words_and_rules import MIN_RULE_LENGTH, RawWord, has_digit
from pipeline.extract.painted.canvas import Canvas, Painter, switched_off
from pipeline.extract.painted.strokes import CORE, MARGIN, is_short, marked, touched
from pipeline.model import Bbox

DARK = 96
"""A channel up to which (of 255) a colour is dark on paper; all three must be."""
PALE = 192
"""A channel from which on a colour shows dark text above it, and is no print itself."""
AREAS_SCALE = 0.5
"""Pixels a point: a dark spot that hides a digit is some pixels."""
AREAS_SHEET = 3
LAYER = "OC\0".encode("utf-16-le")
"""The mark of text in a layer (ISO 32000-1, sec. 8.11.3.2)."""
THIN = 1.5
"""Points: a rule of this width beside a text is no shade."""
LARGE = 2.5
"""Times the height of the lowest word: text so large may cover others."""
FILL = 0
"""The plain way of drawing text (ISO 32000-1, table 106)."""
BLOCKS = re.compile(r"[■-◿▀-▟⬀-⯿\ue000-\uf8ff\ufffd]")
"""Signs that may be as large as to cover others, or are of unknown shape."""
RECTANGLE_POINTS = (4, 5)

_CHANNELS = (ctypes.c_uint * 4)()
_CHANNEL_ADDRESSES = [ctypes.addressof(_CHANNELS) + 4 * index for index in range(4)]
_NAME, _NAME_LENGTH = ctypes.create_string_buffer(len(LAYER)), ctypes.c_ulong()


def in_doubt(
    painter: Painter, parts: PageParts, words: Sequence[RawWord], text: TextPage
) -> frozenset[int] | None:
    """Return which words of a page something may cover or cut, where the page is plain.

    None unless it has nothing but plain dark text, thin rules, and pale areas.
    """
    areas, turns = _areas(parts), _common_turns(words)
    if (
        areas is None
        or turns is None
        or native.count_annotations(parts.handle)
        or BLOCKS.search(text.characters)
        or any(found.in_form for found in parts.objects)
        or any(map(native.has_transparency, [found.handle for found in parts.objects]))
        or not _are_plain_texts(parts)
    ):
        return None
    boxes = _upright([word.box for word in words], turns)
    if (
        not _are_of_one_size(boxes)
        or glyphs_without_ink(words, parts, text)
        or not _are_pale([place for place, _ in areas], painter, parts)
    ):
        return None
    rules = _upright(parts.rules, turns)
    over = _upright([box for _, box in areas], turns)
    if _numbers_have_marks(words, boxes, [*rules, *over]):
        return None
    orders = [word.order[0] for word in words]
    placed = [*zip(boxes, orders, range(len(words)), strict=True)]
    shades = zip([n for n, _ in areas], over, strict=True)
    return clipped(words, parts).union(touched(placed, rules, shades))


def _numbers_have_marks(
    words: Sequence[RawWord], boxes: Sequence[Bbox], paths: Iterable[Bbox]
) -> bool:
    """Return True if strokes or dots that are no rules stand at numbers."""
    height = max([top - bottom for _, bottom, _, top in boxes], default=0.0)
    short = [path for path in paths if is_short(path, height)]
    if not short:
        return False
    numbers = [box for word, box in zip(words, boxes, strict=True) if has_digit(word)]
    return bool(marked(numbers, short, height))


def _are_plain_texts(parts: PageParts) -> bool:
    """Return True for dark filled texts in no layer and of fonts with a name (not Type 3)."""
    texts = [found.handle for found in parts.objects if found.kind == TEXT]
    one_of_each_font = dict(zip(parts.fonts.values(), texts, strict=True)).values()
    return (
        all(mode == FILL for mode in map(native.get_render_mode, texts))
        and all(map(has_outlines, one_of_each_font))
        and _are_dark(texts)
        and not any(map(_is_of_layer, parts.marks))
    )


def _are_dark(texts: Sequence[int]) -> bool:
    channels, places = native.room(ctypes.c_uint, 4, len(texts))
    have_colours = list(map(native.get_fill_color, texts, *places))
    brightest = max([0, *channels[::4], *channels[1::4], *channels[2::4]])
    return all(have_colours) and brightest <= DARK and min(channels[3::4], default=255) == 255


def _is_of_layer(mark: int) -> bool:
    """Return True for what marks text that may be switched off."""
    known = native.get_mark_name(mark, _NAME, len(_NAME), ctypes.byref(_NAME_LENGTH))
    return not known or (_NAME_LENGTH.value == len(LAYER) and _NAME.raw == LAYER)


def _areas(parts: PageParts) -> list[tuple[int, Bbox]] | None:
    """Return the place in drawing order and the box of each area that is only filled.

    None where anything beside text is neither that nor a thin rule.
    """
    areas: list[tuple[int, Bbox]] = []
    for place, found in enumerate(parts.objects):
        if found.kind == TEXT or ((path := parts.paths.get(place)) and _is_thin_rule(path)):
            continue
        if not path or not path.is_filled or path.is_stroked:
            return None
        areas.append((place, path.box))
    return areas


def _are_pale(areas: Sequence[int], painter: Painter, parts: PageParts) -> bool:
    """Return True if areas are pale as they are painted; pdfium does not say it of patterns."""
    if not areas:
        return True
    others = set(range(len(parts.objects))).difference(areas)
    with switched_off(parts.objects[place] for place in others):
        picture = Canvas(painter, parts, AREAS_SCALE).paint(AREAS_SHEET)
    pixels = picture.histogram()
    return not any(sum(pixels[band : band + PALE]) for band in (0, 256, 512))


def _common_turns(words: Sequence[RawWord]) -> int | None:
    """Return the direction that all words have; None where they differ or one is slanted."""
    directions = {word.quarter_turns for word in words} or {0}
    return directions.pop() if len(directions) == 1 else None


def _upright(boxes: Sequence[Bbox], quarter_turns: int) -> Sequence[Bbox]:
    """Return boxes as they lie to text of that direction, if the page is turned to read it."""
    if quarter_turns == 1:
        return [(bottom, -right, top, -left) for left, bottom, right, top in boxes]
    if quarter_turns == 2:
        return [(-right, -top, -left, -bottom) for left, bottom, right, top in boxes]
    if quarter_turns == 3:
        return [(-top, left, -bottom, right) for left, bottom, right, top in boxes]
    return boxes


def _are_of_one_size(words: Sequence[Bbox]) -> bool:
    heights = [top - bottom for _, bottom, _, top in words]
    return max(heights, default=0) <= LARGE * min(heights, default=0)


def fill_colour(page_object: int) -> tuple[int, int, int, int]:
    """Return red, green, blue and opacity of a fill; white and opaque where pdfium has none."""
    if not native.get_fill_color(page_object, *_CHANNEL_ADDRESSES):
        return (255, 255, 255, 255)
    red, green, blue, alpha = _CHANNELS
    return red, green, blue, alpha


def _is_thin_rule(path: Path) -> bool:
    """Return True for straight lines that are stroked and thin, and filled boxes as thin as these.

    What goes up or down slantwise, or in a curve, may be a digit or cover one.
    """
    left, bottom, right, top = path.box
    thinner, longer = sorted((right - left, top - bottom))
    if longer < MIN_RULE_LENGTH:
        return False
    if path.is_filled:
        return thinner <= THIN
    stroke = stroke_width(path.found)
    return stroke <= THIN and (thinner <= THIN or is_upright(path.found.handle))


def clipped(words: Sequence[RawWord], parts: PageParts) -> frozenset[int]:
    """Return which words the page's edge or a clipping path cuts.

    Only rectangles are looked at: any other path may cut whatever it likes.
    """
    clips = _clips({word.order[0] for word in words}, parts)
    found: set[int] = set()
    if union_box([parts.visible, *[word.box for word in words]]) != parts.visible:
        found |= {n for n, word in enumerate(words) if not _contains(parts.visible, word)}
    for n, word in enumerate(words) if clips else ():
        if not all(box and _contains(box, word) for box in clips.get(word.order[0], ())):
            found.add(n)
    return frozenset(found)


def _contains(box: Bbox, word: RawWord) -> bool:
    """Return True if a box holds a word from its first to its last letter, and half its height."""
    left, bottom, right, top = word.box
    if word.quarter_turns in (1, 3):
        across, upright = CORE * (right - left), MARGIN * (right - left)
    else:
        across, upright = MARGIN * (top - bottom), CORE * (top - bottom)
    return (
        box[0] - across <= left
        and box[1] - upright <= bottom
        and right <= box[2] + across
        and top <= box[3] + upright
    )


def _clips(texts: Iterable[int], parts: PageParts) -> dict[int, list[Bbox | None]]:
    """Return the box of each clipping path of the texts that have any, by their places.

    None stands for a path that is no upright rectangle. Many texts share one path: it is known by
    its first segment.
    """
    known: dict[tuple[int | None, Transform], Bbox | None] = {}
    found: dict[int, list[Bbox | None]] = {}
    for place in texts:
        text = parts.objects[place]
        clip = native.get_clip_path(text.handle)
        for index in range(native.count_clip_paths(clip)):
            path = native.get_clip_segment(clip, index, 0), text.transform
            if path not in known:
                known[path] = _clip_box(clip, index, text)
            found.setdefault(place, []).append(known[path])
    return found


def _clip_box(clip: int, index: int, found: PageObject) -> Bbox | None:
    count = native.count_clip_segments(clip, index)
    points = [_clip_point(clip, index, place, found) for place in range(min(count, 6))]
    xs, ys = {round(x, 1) for x, _ in points}, {round(y, 1) for _, y in points}
    upright = count in RECTANGLE_POINTS and len(xs) == len(ys) == 2
    return (min(xs), min(ys), max(xs), max(ys)) if upright else None


def _clip_point(clip: int, index: int, place: int, found: PageObject) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    segment = native.get_clip_segment(clip, index, place)
    native.get_segment_point(segment, ctypes.byref(x), ctypes.byref(y))
    return moved((x.value, y.value), found.transform)


def glyphs_without_ink(
    words: Sequence[RawWord], parts: PageParts, text: TextPage
) -> frozenset[tuple[int, str]]:
    """Return the characters that have no outline in their font, each with its font."""
    asked: dict[tuple[int, str], int] = {}
    known: defaultdict[int, set[str]] = defaultdict(set)
    for word in words:
        font = parts.fonts.get(word.order[0], 0)
        of_font = known[font]
        if not of_font.issuperset(word.text):
            of_font.update(word.text)
            for index, character in enumerate(word.text, word.order[1]):
                asked.setdefault((font, character), index)
    outlined = text.have_outlines(list(asked.values()))
    return frozenset(glyph for glyph, has_ink in zip(asked, outlined, strict=True) if not has_ink)
