"""What of a page its readers do not plainly see: all of it at once that is in doubt.

Ink that the text leaves alone in black, but not on the page as it is shown, is hidden. Words
with hidden ink, or without any, or of which something else may be wrong, are looked at letter by
letter, at a larger scale (`letters`); most pages have none.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median

import pypdfium2
import pypdfium2.raw as raw
from msgspec import Struct
from PIL import Image

from pipeline.boxes import overlaps, rounded, union_box
from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.objects import PageObject, has_outlines
from pipeline.extract.glyphs.page_parts import PageParts
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.glyphs.words_and_rules import RawWord, has_digit
from pipeline.extract.painted.allowlist import clipped, glyphs_without_ink, in_doubt
from pipeline.extract.painted.canvas import (
    Canvas,
    Painter,
    PaintingError,
    PixelBox,
    brightest,
    count,
)
from pipeline.extract.painted.ink import Strokes, unread_ink
from pipeline.extract.painted.letters import (
    CONTRAST,
    Scene,
    Sight,
    core,
    hidden_ink,
    indexes,
    overlapping,
    see_letters,
)
from pipeline.extract.painted.unseen import (
    STAND_INS,
    Placed,
    Unseen,
    find_unseen,
    seen_beside,
    unseen_runs,
)
from pipeline.model import Bbox, Omission, OmissionKind

WORD_PIXELS = 12
"""Pixels that the usual word is to be high: enough to tell ink from none."""
LEAST_SCALE, LETTER_SCALE = 1.0, 4.0
"""Pixels a point; at the larger one a digit of 8 points is some 24 pixels high."""
SQUARE = 4
"""Pixels: of squares that large it is looked at first whether there is ink in them."""
AROUND = 4.0
"""Points around words that are painted with them."""
MINUTE = 0.3
"""Usual words high: what is smaller nobody reads."""
HIDDEN_PIXELS = 3
"""Fewer are where a thin rule crosses a word."""


class PageSight(Struct, frozen=True):
    """What a page's readers see otherwise than its file says."""

    unseen: tuple[Unseen, ...] = ()
    seen_beside: tuple[Placed, ...] = ()
    """The characters that are seen where the same ones are not."""
    omissions: tuple[Omission, ...] = ()
    """The same and ink that no text explains, with their places on the page as shown."""
    note: str = ""
    """Why the page could not be painted; then all its characters are in doubt."""
    shown: Callable[[Bbox], Bbox] = lambda box: box
    """From a box of PDF space to that on the page as shown."""

    @property
    def stand_ins(self) -> dict[int, str]:
        """What is read in place of characters, by their index in pdfium's text page."""
        return {index: STAND_INS[run.kind] for run in self.unseen for index in run.indexes}

    def stand_ins_for(
        self, characters: Sequence[Placed], place: Callable[[Bbox], Bbox] = lambda box: box
    ) -> dict[int, str]:
        """Return what is read in place of another library's characters, by index among these.

        `place` turns boxes of PDF space into those of that library.
        """
        if not self.unseen:
            return {}
        return find_unseen(characters, self.unseen, self.seen_beside, place)


def page_sights(document: pypdfium2.PdfDocument) -> Iterator[PageSight]:
    """Yield how the pages of a document are seen, in order."""
    painter = Painter(document)
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        try:
            parts = PageParts(page, number)
            with TextPage(parts) as text:
                yield look(painter, parts, text, text.read())
        finally:
            page.close()


def look(painter: Painter, parts: PageParts, text: TextPage, words: Sequence[RawWord]) -> PageSight:
    """Return what of a page its readers do not plainly see, given its text and all its words."""
    try:
        doubts = in_doubt(painter, parts, words, text)
        if doubts is not None and not doubts:
            return PageSight()
        sights, ink = _painted(painter, parts, text, words, doubts)
        note = ""
    except PaintingError as error:
        sights = {index: Sight.DOUBTFUL for word in words for index in indexes(word)}
        ink, note = (), f"page {parts.number} could not be painted: {error}"
    unseen = tuple(unseen_runs(sights, text))
    omissions = [
        Omission(run.kind, parts.number, run.text, rounded(parts.shown(run.box))) for run in unseen
    ]
    omissions += [Omission(OmissionKind.UNREAD, parts.number, "", box) for box in ink]
    omissions += [
        Omission(OmissionKind.NOTE, parts.number, note, rounded(parts.shown(box)))
        for note, box in parts.notes
        if note
    ]
    beside = tuple(seen_beside(unseen, text))
    return PageSight(unseen, beside, tuple(omissions), note, parts.shown)


def _painted(
    painter: Painter,
    parts: PageParts,
    text: TextPage,
    words: Sequence[RawWord],
    doubts: frozenset[int] | None,
) -> tuple[Mapping[int, Sight], tuple[Bbox, ...]]:
    """Return how doubtful words are seen, letter by letter, and the ink that no text explains.

    Of a plain page only the part is looked at that has words in doubt.
    """
    height = _usual_height(words)
    scale = min(LETTER_SCALE, max(LEAST_SCALE, WORD_PIXELS / height))
    part = None
    if doubts is not None:
        around = union_box([words[index].box for index in doubts])
        words = [w for n, w in enumerate(words) if n in doubts or overlaps(w.box, around)]
        around = union_box([word.box for word in words])
        part = _with_room(parts.shown(around), parts)
    scene = Scene(Canvas(painter, parts, scale, part), parts)
    ink: tuple[Bbox, ...] = ()
    minute: dict[int, Sight] = {}
    if doubts is None:
        numbers = [word.box for word in filter(has_digit, words) if _is_level(word, parts)]
        ink = unread_ink(scene.canvas, scene.bare, parts, height, numbers)
        small = [word for word in words if _height(word) < MINUTE * height]
        minute = {index: Sight.HIDDEN for word in small for index in indexes(word)}
    suspects = _suspects(words, parts, text, scene)
    if not suspects:
        return minute, ink
    boxes = text.advance_boxes([index for word in suspects for index in indexes(word)])
    around = _with_room(parts.shown(union_box(boxes)), parts)
    closer = Scene(Canvas(painter, parts, LETTER_SCALE, around), parts)
    plain = set(words).difference(suspects)
    sights = see_letters(closer, suspects, plain, parts, text)
    for place in _struck(suspects, parts, closer):
        here = indexes(suspects[place])
        sights |= {n: Sight.DOUBTFUL for n in here if sights[n] is not Sight.HIDDEN}
    return {**sights, **minute}, ink


def _struck(words: Sequence[RawWord], parts: PageParts, scene: Scene) -> set[int]:
    """Return which words are struck out; which of two figures counts then, no reader can tell.

    Of texts that run up or down the page none is a figure.
    """
    strokes = Strokes(scene.bare, scene.canvas.scale)
    return {
        place
        for place, word in enumerate(words)
        if _is_level(word, parts) and strokes.strike(scene.canvas.pixels(word.box))
    }


def _is_level(word: RawWord, parts: PageParts) -> bool:
    """Return True for what runs across the page as shown."""
    turns = raw.FPDFPage_GetRotation(parts.page.raw)
    return bool(((word.quarter_turns or 0) - turns) % 2 == 0)


def _with_room(box: Bbox, parts: PageParts) -> Bbox:
    """Return the part of a page, as shown, with a box in it; a point where that is off the page."""
    width, height = parts.page.get_size()
    x0, x1 = (min(max(0.0, x), width) for x in (box[0] - AROUND, box[2] + AROUND))
    y0, y1 = (min(max(0.0, y), height) for y in (box[1] - AROUND, box[3] + AROUND))
    return (x0, y0, x1, y1)


def _usual_height(words: Sequence[RawWord]) -> float:
    return max(1.0, median(map(_height, words)) if words else 10.0)


def _height(word: RawWord) -> float:
    left, bottom, right, top = word.box
    return right - left if word.quarter_turns in (1, 3) else top - bottom


def _suspects(
    words: Sequence[RawWord], parts: PageParts, text: TextPage, scene: Scene
) -> list[RawWord]:
    """Return the words of which something may be hidden.

    Slanted ones are no figures, for no library; nearly upright ones may be some for another.
    """
    hidden = hidden_ink(scene.ink_alone(scene.texts), scene.all_seen)
    anything_hidden = hidden.getbbox() is not None
    boxes = [scene.canvas.pixels(word.box) for word in words]
    doubtful = overlapping([core(box) for box in boxes]) | clipped(words, parts)
    texts = {word.order[0] for word in words}
    strange = {place for place in texts if _is_strange(parts.objects[place])}
    inkless = glyphs_without_ink(words, parts, text)
    inked = _Inked(scene.all_seen)
    struck = _struck(words, parts, scene)

    def is_suspect(place: int, word: RawWord) -> bool:
        if place in doubtful or word.order[0] in strange or place in struck:
            return True
        if not inked.is_at(boxes[place]):
            return True
        font = parts.fonts.get(word.order[0], 0)
        if inkless and not inkless.isdisjoint((font, character) for character in word.text):
            return True
        return anything_hidden and count(hidden, _grown(boxes[place])) >= HIDDEN_PIXELS

    upright = [(p, word) for p, word in enumerate(words) if text.is_nearly_upright(word)]
    return [word for place, word in upright if is_suspect(place, word)]


class _Inked:
    """Where a picture has ink that one sees.

    Nearly all words show it in squares of some pixels that lie within their boxes; only the others
    are looked at pixel by pixel, which took as long as painting the page did.
    """

    def __init__(self, seen: Image.Image) -> None:
        self._seen = seen
        squares = seen.reduce(SQUARE).point([0] * CONTRAST + [1] * (256 - CONTRAST))
        self._width, self._squares = squares.width, squares.tobytes()

    def is_at(self, box: PixelBox) -> bool:
        """Return True if there is ink within a box, or next to it."""
        width = self._width
        left, top = max(0, -(-box[0] // SQUARE)), max(0, -(-box[1] // SQUARE))
        right, bottom = min(width, box[2] // SQUARE), box[3] // SQUARE
        for start in range(top * width, bottom * width, width) if left < right else ():
            if self._squares.find(1, start + left, start + right) >= 0:
                return True
        return brightest(self._seen, _grown(box)) >= CONTRAST


def _grown(box: PixelBox) -> PixelBox:
    left, top, right, bottom = box
    return (left - 1, top - 1, right + 1, bottom + 1)


def _is_strange(text: PageObject) -> bool:
    """Return True for text that may be masked in part, used as a clip, or drawn anyhow.

    Type 3 fonts draw anything, and wide strokes fill the holes of glyphs.
    """
    masked = text.veiled or bool(native.has_transparency(text.handle))
    return masked or native.get_render_mode(text.handle) != 0 or not has_outlines(text.handle)
