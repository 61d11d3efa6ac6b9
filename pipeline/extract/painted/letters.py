"""How a page's readers see its words, letter by letter.

Each text is painted alone and as part of the page, together with others only where none of them
overlap: so what is seen of it is its own ink, not that of a text above.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import Enum

from msgspec import Struct
from PIL import Image, ImageChops

from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.objects import (
    TEXT,
    PageObject,
    has_outlines,
    stroke_width,
)
from pipeline.extract.glyphs.page_parts import PageParts
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.glyphs.words_and_rules import RawWord
from pipeline.extract.painted.canvas import (
    Canvas,
    PixelBox,
    brightest,
    count,
    crop,
    switched_off,
)

CONTRAST = 21
"""Least difference (of 255) that one sees: some 1.2 : 1 on white, as WCAG 2.2 counts contrast.
Differences of the three colours are added up by how bright they are, so that none cancels another
(red on green), and pale yellow on white is as little as it looks."""
INK, FULL = 64, 255
"""From this darkness on a pixel is ink; lighter ones are the edges of strokes."""
SEEN, HIDDEN = 0.6, 0.05
"""Share of its ink from which on a character is seen, and below which it is hidden."""
DIGIT_SEEN = 0.8
"""The same for a digit: another one may differ from it in no more."""
ERASED = 0.08
"""Share of a digit's ink in whose place the page may be light: patches make a 3 of an 8."""
WHOLE = 0.85
"""Share of its outline that a character has ink on, unless it is cut off; a digit needs that."""
CROSSED = 0.25
"""Share of its own from which on ink that another text of the same colour crosses counts too."""
LEAST_INK = 4
"""Pixels; of less than that no share is taken."""
EDGES = 2
"""Pixels that a glyph's box may be wider than its ink, one on each side."""
WIDE = 8
"""Pixels from which on a glyph's outermost ones do not matter: they may be of those beside it."""
LEAST_OUTLINE = 3
"""Pixels: a stroke as thin as this has no extent to speak of."""
STROKED_MODES, FIRST_CLIPPING_MODE = (1, 2, 5, 6), 4
"""Ways of drawing text that stroke its outlines, and from which on it clips what is drawn after it
(ISO 32000-1, table 106)."""
BLOT = 0.1
"""Font heights: a stroke as wide as this fills the holes of a glyph."""
LAP = 0.25
"""Share of the shorter side of a word's box by which another may reach into it."""
FIELD = 32
"""Pixels; boxes that may overlap are looked for by the fields of the picture."""
MOST_OF_A_FIELD = 50
"""Where there are more, all others are taken to overlap."""
MOST_GROUPS = 12
"""Of texts that overlap; what lies in more layers stays in doubt."""

SHOWN, BARE = 1, 2
"""The sheets on which a scene is painted with its texts, and without."""

_LEAST_SEEN = [value * CONTRAST // FULL + 1 if value >= INK else 0 for value in range(256)]
_FROM_INK_ON = [FULL if value >= INK else 0 for value in range(256)]
_FROM_CONTRAST_ON = [FULL if value >= CONTRAST else 0 for value in range(256)]
_ANY = [0] + [FULL] * 255


class Sight(Enum):
    """Whether a reader of the page sees a character."""

    SEEN = "seen"
    CLIPPED = "clipped"
    """Seen, but not to its edges: it may be the last one before the rest is cut off."""
    DOUBTFUL = "doubtful"
    HIDDEN = "hidden"


class Scene:
    """A page, or a part of it, painted with its texts, with none, and with some.

    It lasts until the next one is painted.
    """

    def __init__(self, canvas: Canvas, parts: PageParts) -> None:
        """Paint it with all texts, and without any."""
        self.canvas, self._objects = canvas, parts.objects
        self.texts = [place for place, found in enumerate(parts.objects) if found.kind == TEXT]
        self._shown = canvas.paint(SHOWN)
        with self._switched_off(self.texts):
            self.bare = canvas.paint(BARE)
        self.all_seen = difference(self._shown, self.bare)
        """How much the page changes by its texts."""

    def ink_alone(self, chosen: Collection[int]) -> Image.Image:
        """Return what texts, given by their places in drawing order, leave alone on black."""
        with self._switched_off(set(range(len(self._objects))).difference(chosen)):
            return self.canvas.paint_ink()

    def ink_of(self, chosen: Collection[int]) -> "_Ink":
        """Return what some texts leave on paper, alone and on their page."""
        alone = self.ink_alone(chosen)
        others = [place for place in self.texts if place not in chosen]
        seen = difference(self._shown, self._without(chosen))
        by_itself = difference(self._without(others), self.bare)
        missing = hidden_ink(alone, seen)
        return _Ink(
            full=alone.point(_FROM_INK_ON),
            seen=seen,
            missing=missing,
            inkless=hidden_ink(alone, ImageChops.darker(by_itself, self.all_seen)),
            erased=ImageChops.darker(missing, self._shown.convert("L").point(_FROM_INK_ON)),
        )

    def _without(self, texts: Collection[int]) -> Image.Image:
        if len(texts) in (0, len(self.texts)):
            return self.bare if texts else self._shown
        with self._switched_off(texts):
            return self.canvas.paint()

    def _switched_off(self, places: Iterable[int]) -> AbstractContextManager[None]:
        return switched_off(self._objects[place] for place in places)


def difference(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return how much two pictures in colour differ, pixel by pixel (L)."""
    return ImageChops.difference(one, other).convert("L")


def hidden_ink(alone: Image.Image, seen: Image.Image) -> Image.Image:
    """Return where text leaves ink alone that the page does not show (0 or 255).

    Args:
        alone: the text painted alone, light on black.
        seen: how much the page differs from the page without that text.
    """
    hidden = ImageChops.subtract(alone.point(_LEAST_SEEN), seen)
    return hidden.point(_ANY) if hidden.getbbox() else hidden


class _Ink(Struct, frozen=True):
    """What some texts leave on paper, alone and on their page."""

    full: Image.Image
    """Where they leave ink alone."""
    seen: Image.Image
    """How much the page changes by them."""
    missing: Image.Image
    """Where they leave ink alone, and change nothing on the page."""
    inkless: Image.Image
    """The same, but not where another text of their colour crosses them."""
    erased: Image.Image
    """The same, but only where the page is not dark: no rule crosses them there."""

    def sight(self, box: PixelBox, text: int, *, is_digit: bool) -> Sight:
        """Return how a glyph of a text is seen, given the pixels of its outline."""
        extent = self._extent(box) if has_outlines(text) else 1.0
        share = min(self._share_seen(box), extent)
        clipped = extent < WHOLE
        erased = count(self.erased, box) > ERASED * max(1, count(self.full, box))
        broken = is_digit and (clipped or erased)
        if share >= (DIGIT_SEEN if is_digit else SEEN) and not broken:
            return Sight.CLIPPED if clipped else Sight.SEEN
        clips = native.get_render_mode(text) >= FIRST_CLIPPING_MODE
        return Sight.HIDDEN if share < HIDDEN and not clips else Sight.DOUBTFUL

    def _share_seen(self, box: PixelBox) -> float:
        whole = count(self.full, box)
        if whole < LEAST_INK:
            return 1.0 if brightest(self.seen, box) >= CONTRAST else 0.0
        share = 1 - count(self.missing, box) / whole
        if CROSSED <= share < DIGIT_SEEN:
            share = 1 - count(self.inkless, box) / whole
        return share

    def _extent(self, box: PixelBox) -> float:
        """Return which share of a glyph's outline has ink: less than all where it is cut off."""
        inside = crop(self.full, box)
        inked = inside.getbbox() if inside else None
        if inside is None or inked is None:
            return 0.0
        share = 1.0
        for side, extent in zip(
            inside.size, (inked[2] - inked[0], inked[3] - inked[1]), strict=True
        ):
            if side > LEAST_OUTLINE:
                share *= min(1.0, (extent + EDGES) / side)
        return share


def see_letters(
    scene: Scene,
    suspects: Sequence[RawWord],
    plain: Iterable[RawWord],
    parts: PageParts,
    text: TextPage,
) -> dict[int, Sight]:
    """Return for each character of some words, by pdfium's index, how it is seen.

    `plain` are the words next to them that are seen as they are.
    """
    sights = {index: Sight.DOUBTFUL for word in suspects for index in indexes(word)}
    for group in _groups(suspects, scene.canvas)[:MOST_GROUPS]:
        ink = scene.ink_of({word.order[0] for word in group})
        for word in group:
            found = parts.objects[word.order[0]]
            if _is_blotted(found, word):
                continue
            for index, outline in zip(indexes(word), text.glyph_boxes(indexes(word)), strict=True):
                box = _within(scene.canvas.pixels(outline))
                digit = text.characters[index].isdigit()
                sights[index] = ink.sight(box, found.handle, is_digit=digit)
    return sights | dict.fromkeys(_left_out(sights, scene, plain, text), Sight.DOUBTFUL)


def _left_out(
    sights: Mapping[int, Sight], scene: Scene, plain: Iterable[RawWord], text: TextPage
) -> Iterator[int]:
    """Yield the hidden characters in whose place texts show ink that is no seen character's.

    pdfium leaves out a character that is drawn again right after itself at the same place, as where
    a figure is printed over its covered or invisible old self: of both it has the hidden one.
    """
    # A number is the same without its points, which the old and the new often have at one place.
    hidden = [
        n for n, sight in sights.items() if sight is Sight.HIDDEN and text.characters[n] != "."
    ]
    if not hidden:
        return
    seen = [index for index, sight in sights.items() if sight is not Sight.HIDDEN]
    unexplained = scene.all_seen.point(_FROM_CONTRAST_ON)
    for box in (*text.glyph_boxes(seen), *(word.box for word in plain)):
        unexplained.paste(0, scene.canvas.pixels(box, 1))
    for index, outline in zip(hidden, text.glyph_boxes(hidden), strict=True):
        if count(unexplained, _within(scene.canvas.pixels(outline))) >= LEAST_INK:
            yield index


def indexes(word: RawWord) -> range:
    """Return the indexes of a word's characters in pdfium's text page."""
    start = word.order[1]
    return range(start, start + len(word.text))


def _within(box: PixelBox) -> PixelBox:
    """Return a box without its outermost pixels, which may be those of the glyphs beside it."""
    left, top, right, bottom = box
    across, upright = (int(side > WIDE) for side in (right - left, bottom - top))
    return (left + across, top + upright, right - across, bottom - upright)


def _is_blotted(found: PageObject, word: RawWord) -> bool:
    """Return True for text with a stroke so wide that it fills the holes of its glyphs."""
    if native.get_render_mode(found.handle) not in STROKED_MODES:
        return False
    _, bottom, _, top = word.box
    return stroke_width(found) > BLOT * (top - bottom)


def overlapping(boxes: Sequence[PixelBox]) -> set[int]:
    """Return which of some boxes on a picture have pixels in common with another one."""
    fields: dict[tuple[int, int], list[int]] = defaultdict(list)
    found: set[int] = set()
    for place, (left, top, right, bottom) in enumerate(boxes):
        columns = range(left // FIELD, right // FIELD + 1)
        for row in range(top // FIELD, bottom // FIELD + 1):
            for column in columns:
                here = fields[column, row]
                if len(here) >= MOST_OF_A_FIELD:
                    found.add(place)
                    continue
                for other in here:
                    x0, y0, x1, y1 = boxes[other]
                    if left < x1 and x0 < right and top < y1 and y0 < bottom:
                        found.update((place, other))
                here.append(place)
    return found


def _groups(words: Iterable[RawWord], canvas: Canvas) -> list[list[RawWord]]:
    """Split words so that texts of one group do not overlap; those of one text stay together."""
    texts: dict[int, list[RawWord]] = {}
    for word in words:
        texts.setdefault(word.order[0], []).append(word)
    groups: list[tuple[Image.Image, list[RawWord]]] = []
    for own in texts.values():
        boxes = [canvas.pixels(word.box, -1) for word in own]
        free = (group for group in groups if not any(brightest(group[0], box) for box in boxes))
        if (group := next(free, None)) is None:
            groups.append(group := (Image.new("L", canvas.size), []))
        for box in boxes:
            group[0].paste(FULL, box)
        group[1].extend(own)
    return [group for _, group in groups]


def core(box: PixelBox) -> PixelBox:
    """Return what of a word's box on a picture no other word may reach into."""
    left, top, right, bottom = box
    # A word of two texts may begin right of where it ends.
    edge = 1 + round(LAP * max(0, min(right - left, bottom - top)))
    return (left + edge, top + edge, right - edge, bottom - edge)
