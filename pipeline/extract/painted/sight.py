"""What of a page its readers do not plainly see: the whole page at once.

Ink that the text leaves alone in black, but not on the page as it is shown, is hidden. Words
with hidden ink, or without any, or of which something else may be wrong, are looked at letter by
letter (`closer`); most pages have none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from PIL import Image, ImageChops

from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.drawn import RawWord
from pipeline.extract.glyphs.objects import TEXT, PageObject, has_outlines
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.painted.allowlist import (
    font_of,
    glyphs_without_ink,
    is_unclipped,
    shows_all,
)
from pipeline.extract.painted.canvas import (
    CONTRAST,
    Canvas,
    PagePlaces,
    Painter,
    PaintingError,
    brightest,
    count,
    difference,
    hidden_ink,
    largest_scale,
    switched_off,
)
from pipeline.extract.painted.closer import Sight, indexes, look_closer, overlap
from pipeline.extract.painted.ink import unread_ink
from pipeline.extract.painted.parts import PageParts
from pipeline.extract.painted.places import UnseenRun
from pipeline.extract.painted.unseen import Unseen, unseen_runs
from pipeline.model import Bbox, Omission, OmissionKind

WORD_PIXELS = 12
"""Pixels that the usual word is to be high: enough to tell ink from none."""
LEAST_SCALE, MOST_SCALE = 1.0, 4.0
"""Pixels a point."""
HIDDEN_PIXELS = 3
"""Fewer are where a thin rule crosses a word."""
LEVEL = 4.0
"""Points between the middles of words that are on one line: half a line of small print."""
LARGE = 1.6
"""Usual heights: such words may cover others on several lines."""
MOST_LARGE = 500
OVERLAP = 0.3
"""Share of the narrower word that two words have in common where one may cover the other."""


@dataclass(frozen=True, slots=True)
class PageSight:
    """What a page's readers see otherwise than its file says."""

    unseen: tuple[Unseen, ...] = ()
    omissions: tuple[Omission, ...] = ()
    """The same and ink that no text explains, with their places on the page as shown."""
    note: str = ""
    """Why the page could not be painted; then all its characters are in doubt."""
    places: PagePlaces | None = None
    """Where places of PDF space are shown; None where all is seen."""

    @property
    def stand_ins(self) -> dict[int, str]:
        """What is read in place of characters, by their index in pdfium's text page."""
        return {index: stand_in for run in self.unseen for index, stand_in in run.stand_ins.items()}

    def runs(self, *, as_shown: bool) -> Iterator[UnseenRun]:
        """Yield the unseen characters with their boxes on the page as shown, or in PDF space."""
        for run in self.unseen:
            place = self.places.box if as_shown and self.places else _as_it_is
            boxes = map(place, run.boxes)
            yield UnseenRun(tuple(zip(run.characters, boxes, strict=True)), run.kind)


def _as_it_is(box: Bbox) -> Bbox:
    return box


def look(painter: Painter, parts: PageParts, text: TextPage, words: Sequence[RawWord]) -> PageSight:
    """Return what of a page its readers do not plainly see, given its text and all its words."""
    if shows_all(parts, words, text):
        return PageSight()
    places = PagePlaces(parts.page)
    try:
        sights, ink = _painted(painter, parts, places, text, words)
        note = ""
    except PaintingError as error:
        sights = {index: Sight.DOUBTFUL for word in words for index in indexes(word)}
        ink, note = (), f"page {parts.number} could not be painted: {error}"
    unseen = tuple(unseen_runs(sights, text))
    omissions = [
        *(Omission(run.kind, parts.number, run.text, places.shown(run.box)) for run in unseen),
        *(Omission(OmissionKind.UNREAD, parts.number, "", box) for box in ink),
    ]
    return PageSight(unseen, tuple(omissions), note, places)


def _painted(
    painter: Painter,
    parts: PageParts,
    places: PagePlaces,
    text: TextPage,
    words: Sequence[RawWord],
) -> tuple[Mapping[int, Sight], tuple[Bbox, ...]]:
    """Return how doubtful words are seen, letter by letter, and the ink that no text explains."""
    height = _usual_height(words)
    scale = min(MOST_SCALE, max(LEAST_SCALE, WORD_PIXELS / height))
    canvas = Canvas(painter, parts.page, places, largest_scale(parts.page.get_size(), scale))
    shown = canvas.paint()
    with switched_off(found for found in parts.objects if found.kind == TEXT):
        bare = canvas.paint()
    with switched_off(found for found in parts.objects if found.kind != TEXT):
        alone = ImageChops.invert(canvas.paint_in_black())
    suspects = _suspects(words, parts, text, canvas, difference(shown, bare), alone)
    sights = look_closer(painter, parts.page, places, suspects, parts.objects, text)
    return sights, unread_ink(canvas, bare, parts, height)


def _usual_height(words: Sequence[RawWord]) -> float:
    across = [
        word.right - word.left if word.quarter_turns in (1, 3) else word.top - word.bottom
        for word in words
    ]
    return max(1.0, median(across or [10.0]))


def _suspects(
    words: Sequence[RawWord],
    parts: PageParts,
    text: TextPage,
    canvas: Canvas,
    seen: Image.Image,
    alone: Image.Image,
) -> list[RawWord]:
    """Return the words of which something may be hidden; not slanted ones, which are no figures."""
    hidden = hidden_ink(alone, seen)
    anything_hidden = hidden.getbbox() is not None
    covering = {id(word) for word in (*_overlapping(words), *_beside_large(words))}
    strange = {
        place for place in {word.order[0] for word in words} if _is_strange(parts.objects[place])
    }
    inkless = glyphs_without_ink(words, parts.objects, text)

    def is_suspect(word: RawWord) -> bool:
        if word.quarter_turns is None:
            return False
        if word.order[0] in strange or id(word) in covering:
            return True
        if inkless and not inkless.isdisjoint((font_of(word, parts.objects), c) for c in word.text):
            return True
        box = canvas.pixels(word[1:5], 1)
        if brightest(seen, box) < CONTRAST or not is_unclipped(word, parts.objects, parts.visible):
            return True
        return anything_hidden and count(hidden, box) >= HIDDEN_PIXELS

    return [word for word in words if is_suspect(word)]


def _is_strange(text: PageObject) -> bool:
    """Return True for text that may be masked in part, used as a clip, or drawn anyhow.

    Type 3 fonts draw anything, and wide strokes fill the holes of glyphs.
    """
    masked = text.veiled or bool(native.has_transparency(text.handle))
    return masked or native.get_render_mode(text.handle) != 0 or not has_outlines(text.handle)


def _beside_large(words: Sequence[RawWord]) -> Iterator[RawWord]:
    """Yield the words much larger than usual, and those that they reach into."""
    largest = LARGE * _usual_height(words)
    large = [word for word in words if word.top - word.bottom > largest][:MOST_LARGE]
    yield from large
    for word in words:
        if any(overlap(word, other) for other in large if other is not word):
            yield word


def _overlapping(words: Sequence[RawWord]) -> Iterator[RawWord]:
    """Yield the words that share a place with another one on their line."""
    lines: dict[int, list[RawWord]] = {}
    for word in words:
        height = (word.bottom + word.top) / LEVEL
        # In two lines each, so that near words meet in one of them.
        for line in (2 * int(height / 2), 2 * int((height + 1) / 2) + 1):
            lines.setdefault(line, []).append(word)
    for line_words in lines.values():
        line_words.sort(key=lambda word: word.left)
        for one, other in pairwise(line_words):
            common = min(one.right, other.right) - other.left
            if common > OVERLAP * min(one.right - one.left, other.right - other.left):
                yield one
                yield other
