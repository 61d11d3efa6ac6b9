"""Where a page's coordinates come from: PDF space, the reading frame, and the page as shown.

The reading frame has the text upright, whatever the page's /Rotate says and however the text was
turned; boxes that leave the reader are those of the page as a viewer shows it. Both have their
origin at the top left, y downwards.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from pipeline.extract.glyphs.words_and_rules import RawWord
from pipeline.extract.layout.geometry import Word
from pipeline.model import Bbox


class Frame(Struct, frozen=True):
    """Turns boxes of PDF space into the reading frame, and those into the page as shown."""

    crop: Bbox
    """The visible part of the page in PDF space: left, bottom, right, top."""
    shown_turns: int
    """/Rotate in quarter turns clockwise."""
    text_turns: int
    """Quarter turns clockwise that bring the text upright."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the reading frame."""
        width, height = self.crop[2] - self.crop[0], self.crop[3] - self.crop[1]
        return (height, width) if self.text_turns % 2 else (width, height)

    def box(self, left: float, bottom: float, right: float, top: float) -> Bbox:
        """Return a box of PDF space in the reading frame."""
        crop_left, crop_bottom, crop_right, crop_top = self.crop
        box = (left - crop_left, crop_top - top, right - crop_left, crop_top - bottom)
        if not self.text_turns:
            return box
        return _turned(box, self.text_turns, crop_right - crop_left, crop_top - crop_bottom)

    def words(self, raws: Iterable[RawWord]) -> list[Word]:
        """Return words of PDF space in the reading frame."""
        left, _, _, top = self.crop
        found: list[Word] = []
        for raw in raws:
            (x0, y1, x1, y0), baseline = raw.box, top - raw.origin_y
            x0, y0, x1, y1 = x0 - left, top - y0, x1 - left, top - y1
            if self.text_turns:
                x0, y0, x1, y1 = self.box(*raw.box)
                baseline = self.box(raw.origin_x, raw.origin_y, raw.origin_x, raw.origin_y)[1]
            word = Word(raw.text, x0, x1, y0, y1, baseline, y1 - y0, raw.order, (), raw.is_cut)
            found.append(word)
        return found

    def shown(self, box: Bbox) -> Bbox:
        """Return a box of the reading frame on the page as shown, rounded to 1/100 point."""
        if self.shown_turns != self.text_turns:
            box = _turned(box, (self.shown_turns - self.text_turns) % 4, *self.size)
        x0, y0, x1, y1 = box
        return round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2)


def text_turns(words: Sequence[RawWord], shown_turns: int) -> int:
    """Return the quarter turns that bring most of the page's text upright."""
    directions = {word.quarter_turns for word in words} - {None}
    if len(directions) == 1:
        return next(iter(directions)) or 0
    votes: Counter[int] = Counter()
    for word in words:
        if word.quarter_turns is not None:
            votes[word.quarter_turns] += len(word.text)
    return max(votes, key=lambda turns: (votes[turns], turns == shown_turns), default=shown_turns)


def _turned(box: Bbox, turns: int, width: float, height: float) -> Bbox:
    """Return a box of a page of that size when the page is turned clockwise by quarter turns."""
    x0, y0, x1, y1 = box
    if turns == 1:
        return height - y1, x0, height - y0, x1
    if turns == 2:
        return width - x1, height - y1, width - x0, height - y0
    if turns == 3:
        return y0, width - x1, y1, width - x0
    return box
