"""Words of which something may be hidden, looked at letter by letter.

Each text is painted alone and as part of the page, at a larger scale and together with others
only where none of them overlap: so what is seen of it is its own ink, not that of a text above.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import product
from typing import NamedTuple

import pypdfium2
from PIL import Image, ImageChops

from pipeline.boxes import union_box
from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.drawn import RawWord
from pipeline.extract.glyphs.objects import (
    TEXT,
    PageObject,
    bounds_of,
    has_outlines,
    stroke_width,
)
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.painted.canvas import (
    CONTRAST,
    Canvas,
    PagePlaces,
    Painter,
    PixelBox,
    brightest,
    count,
    difference,
    hidden_ink,
    ink,
    largest_scale,
    switched_off,
)
from pipeline.model import Bbox

SCALE = 4.0
"""Pixels a point: a digit of 8 points is some 24 pixels high."""
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
AROUND = 4.0
"""Points around the words that are painted with them."""
TWIN_OFFSET = 3.0
"""Points between the edges of a text and of the same text drawn again."""
EDGES = 2
"""Pixels that a glyph's box may be wider than its ink, one on each side."""
WIDE = 8
"""Pixels from which on a glyph's outermost ones do not matter."""
LEAST_OUTLINE = 3
"""Pixels: a stroke as thin as this has no extent to speak of."""
STROKED_MODES, FIRST_CLIPPING_MODE = (1, 2, 5, 6), 4
"""Ways of drawing text that stroke its outlines, and from which on it clips what is drawn after it
(ISO 32000-1, table 106)."""
BLOT = 0.1
"""Font heights: a stroke as wide as this fills the holes of a glyph."""
FIELD = 24.0
"""Points; words that may overlap are looked for by the fields of the page."""
MOST_FIELDS = 50
"""Of a word, along and across."""
MOST_GROUPS = 12
"""Of texts that overlap; what lies in more layers stays in doubt."""


class Sight(Enum):
    """Whether a reader of the page sees a character."""

    SEEN = "seen"
    CLIPPED = "clipped"
    """Seen, but not to its edges: it may be the last one before the rest is cut off."""
    DOUBTFUL = "doubtful"
    HIDDEN = "hidden"
    REPEATED = "repeated"
    """Hidden, but the same text is seen there: pdfium has the first of both only."""


def look_closer(
    painter: Painter,
    page: pypdfium2.PdfPage,
    places: PagePlaces,
    words: Sequence[RawWord],
    objects: Sequence[PageObject],
    text: TextPage,
) -> dict[int, Sight]:
    """Return for each character of some words, by pdfium's index, how it is seen.

    Raises:
        PaintingError: the page cannot be painted at this scale.
    """
    if not words:
        return {}
    part = _part_around(places.box(union_box([word[1:5] for word in words])), page)
    x0, y0, x1, y1 = part
    canvas = Canvas(painter, page, places, largest_scale((x1 - x0, y1 - y0), SCALE), part)
    studio = _Studio(canvas, objects)
    sights = _sights(words, studio, text, {})
    hidden = [word for word in words if any(sights[i] is Sight.HIDDEN for i in indexes(word))]
    twins = _twins(hidden, objects, text)
    again = [word for word in hidden if word.order[0] in twins]
    repeated = _sights(again, studio, text, twins)
    for word in again:
        # A little aside, small signs are not where the first print has them.
        seen = sum(repeated[index] is Sight.SEEN for index in indexes(word))
        if 2 * seen > len(word.text):
            sights.update(dict.fromkeys(indexes(word), Sight.REPEATED))
    return sights


def _sights(
    words: Sequence[RawWord], studio: "_Studio", text: TextPage, twins: Mapping[int, int]
) -> dict[int, Sight]:
    """Return how the characters of words are seen, or those of the texts that are their twins."""
    sights = {index: Sight.DOUBTFUL for word in words for index in indexes(word)}
    for group in _groups(words)[:MOST_GROUPS]:
        places = {word.order[0]: twins.get(word.order[0], word.order[0]) for word in group}
        pictures = studio.paint(set(places.values()))
        for word in group:
            found = studio.objects[places[word.order[0]]]
            for index in indexes(word):
                box = _within(studio.canvas.pixels(text.glyph_box(index)))
                extent = pictures.extent(box) if has_outlines(found.handle) else 1.0
                share = min(pictures.share_seen(box), extent)
                number = text.characters[index].isdigit()
                if number and pictures.share_erased(box) > ERASED:
                    share = min(share, SEEN / 2)
                sights[index] = _sight(share, found.handle, clipped=extent < WHOLE, number=number)
            if _is_blotted(found, word):
                sights.update(dict.fromkeys(indexes(word), Sight.DOUBTFUL))
    return sights


def _twins(
    hidden: Iterable[RawWord], objects: Sequence[PageObject], text: TextPage
) -> dict[int, int]:
    """Return for each text of hidden words one without characters that covers its place.

    pdfium leaves out a text that is drawn again at nearly the same place.
    """
    silent = text.silent_texts() if hidden else []
    boxes = {place: bounds_of(objects[place]) for place in silent}
    twins = {}
    for place in {word.order[0] for word in hidden}:
        own = bounds_of(objects[place])
        near = (twin for twin, box in boxes.items() if _is_same_place(own, box))
        if (twin := next(near, None)) is not None:
            twins[place] = twin
    return twins


def _is_same_place(one: Bbox, other: Bbox) -> bool:
    return all(abs(a - b) <= TWIN_OFFSET for a, b in zip(one, other, strict=True))


def indexes(word: RawWord) -> range:
    """Return the indexes of a word's characters in pdfium's text page."""
    start = word.order[1]
    return range(start, start + len(word.text))


def _part_around(box: Bbox, page: pypdfium2.PdfPage) -> Bbox:
    """Return the part of a page, as shown, with a box in it; a point where that is off the page."""
    width, height = page.get_size()
    x0, x1 = (min(max(0.0, x), width) for x in (box[0] - AROUND, box[2] + AROUND))
    y0, y1 = (min(max(0.0, y), height) for y in (box[1] - AROUND, box[3] + AROUND))
    return (x0, y0, x1, y1)


class _Studio:
    """Paints chosen texts of one page in the ways that tell what is seen of them."""

    def __init__(self, canvas: Canvas, objects: Sequence[PageObject]) -> None:
        """Paint the page with all its texts, and without any."""
        self.canvas, self.objects = canvas, objects
        self._shown = canvas.paint()
        self._texts = {place: found for place, found in enumerate(objects) if found.kind == TEXT}
        with switched_off(self._texts.values()):
            self._bare = canvas.paint()

    def paint(self, chosen: Collection[int]) -> "_Pictures":
        """Return the pictures of some texts, given by their places among the page's objects."""
        canvas = self.canvas
        with switched_off(self._texts[place] for place in chosen):
            among_all = difference(self._shown, canvas.paint())
        with switched_off(t for place, t in self._texts.items() if place not in chosen):
            by_itself = difference(canvas.paint(), self._bare)
        others = (found for place, found in enumerate(self.objects) if place not in chosen)
        with switched_off(others):
            alone = ImageChops.invert(canvas.paint_in_black())
        inked = ImageChops.darker(by_itself, difference(self._shown, self._bare))
        missing = hidden_ink(alone, among_all)
        return _Pictures(
            ink(alone),
            among_all,
            missing,
            hidden_ink(alone, inked),
            ImageChops.darker(missing, ink(self._shown.convert("L"))),
        )


class _Pictures(NamedTuple):
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

    def share_erased(self, box: PixelBox) -> float:
        """Return which share of a glyph's ink is gone without any other in its place."""
        return count(self.erased, box) / max(1, count(self.full, box))

    def share_seen(self, box: PixelBox) -> float:
        """Return which share of a glyph's ink the page shows."""
        whole = count(self.full, box)
        if whole < LEAST_INK:
            return 1.0 if brightest(self.seen, box) >= CONTRAST else 0.0
        share = 1 - count(self.missing, box) / whole
        if CROSSED <= share < DIGIT_SEEN:
            share = 1 - count(self.inkless, box) / whole
        return share

    def extent(self, box: PixelBox) -> float:
        """Return which share of a glyph's outline has ink: less than all where it is cut off."""
        width, height = box[2] - box[0], box[3] - box[1]
        inked = self.full.crop(box).getbbox() if width > 0 and height > 0 else None
        if inked is None:
            return 0.0
        share = 1.0
        for side, extent in ((width, inked[2] - inked[0]), (height, inked[3] - inked[1])):
            if side > LEAST_OUTLINE:
                share *= min(1.0, (extent + EDGES) / side)
        return share


def _within(box: PixelBox) -> PixelBox:
    """Return a box without its outermost pixels, which may be those of the glyphs beside it."""
    left, top, right, bottom = box
    across, upright = (int(side > WIDE) for side in (right - left, bottom - top))
    return (left + across, top + upright, right - across, bottom - upright)


def _is_blotted(found: PageObject, word: RawWord) -> bool:
    """Return True for text with a stroke so wide that it fills the holes of its glyphs."""
    if native.get_render_mode(found.handle) not in STROKED_MODES:
        return False
    return stroke_width(found) > BLOT * (word.top - word.bottom)


def _sight(share: float, text: int, *, clipped: bool, number: bool) -> Sight:
    if share >= (DIGIT_SEEN if number else SEEN) and not (clipped and number):
        return Sight.CLIPPED if clipped else Sight.SEEN
    clips = native.get_render_mode(text) >= FIRST_CLIPPING_MODE
    return Sight.HIDDEN if share < HIDDEN and not clips else Sight.DOUBTFUL


def _groups(words: Iterable[RawWord]) -> list[list[RawWord]]:
    """Part words so that texts within one group do not overlap; those of one text stay together."""
    texts: dict[int, list[RawWord]] = {}
    for word in words:
        texts.setdefault(word.order[0], []).append(word)
    groups: list[_Group] = []
    for own in texts.values():
        group = next((group for group in groups if not group.overlaps(own)), None)
        if group is None:
            group = _Group()
            groups.append(group)
        group.add(own)
    return [group.words for group in groups]


class _Group:
    """Texts that do not overlap, by the fields of the page that they reach into."""

    def __init__(self) -> None:
        self.words: list[RawWord] = []
        self._fields: dict[tuple[int, int], list[RawWord]] = {}

    def add(self, own: Sequence[RawWord]) -> None:
        self.words.extend(own)
        for word in own:
            for field in _fields(word):
                self._fields.setdefault(field, []).append(word)

    def overlaps(self, own: Iterable[RawWord]) -> bool:
        return any(
            overlap(word, other)
            for word in own
            for field in _fields(word)
            for other in self._fields.get(field, ())
        )


def _fields(word: RawWord) -> Iterator[tuple[int, int]]:
    columns = range(int(word.left // FIELD), int(word.right // FIELD) + 1)
    lines = range(int(word.bottom // FIELD), int(word.top // FIELD) + 1)
    return product(columns[:MOST_FIELDS], lines[:MOST_FIELDS])


def overlap(one: RawWord, other: RawWord) -> bool:
    """Return True if the boxes of two words have an area in common."""
    across = one.left < other.right and other.left < one.right
    return across and one.bottom < other.top and other.bottom < one.top
