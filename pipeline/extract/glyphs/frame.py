"""Where a page's coordinates come from: PDF space, the reading frame, and the page as shown.

The reading frame has the text upright, whatever the page's /Rotate says and however the text was
turned; boxes that leave the reader are those of the page as a viewer shows it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.extract.glyphs.drawn import RawWord
from pipeline.extract.layout.geometry import Word
from pipeline.model import Bbox


@dataclass(frozen=True, slots=True)
class Frame:
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
        return _turned_size(self.crop, self.text_turns)

    def box(self, left: float, bottom: float, right: float, top: float) -> Bbox:
        """Return a box of PDF space in the reading frame."""
        return _turn(self.crop, self.text_turns, left, bottom, right, top)

    def word(self, raw: RawWord) -> Word:
        """Return a word of PDF space in the reading frame."""
        if self.text_turns == 0:
            # As below, but without turning: nearly all words of nearly all documents.
            left, top = self.crop[0], self.crop[3]
            return Word(
                raw.text,
                raw.left - left,
                top - raw.top,
                raw.right - left,
                top - raw.bottom,
                top - raw.origin_y,
                raw.top - raw.bottom,
                raw.order,
                (),
                raw.is_cut,
            )
        x0, y0, x1, y1 = self.box(raw.left, raw.bottom, raw.right, raw.top)
        baseline = self.box(raw.origin_x, raw.origin_y, raw.origin_x, raw.origin_y)[1]
        return Word(raw.text, x0, y0, x1, y1, baseline, y1 - y0, raw.order, (), raw.is_cut)

    def shown(self, box: Bbox) -> Bbox:
        """Return a box of the reading frame on the page as shown, rounded to 1/100 point."""
        if self.text_turns == self.shown_turns:
            turned = box
        else:
            turned = _turn(self.crop, self.shown_turns, *_turn_back(self, box))
        return (
            round(turned[0], 2),
            round(turned[1], 2),
            round(turned[2], 2),
            round(turned[3], 2),
        )


def text_turns(words: Iterable[RawWord], shown_turns: int) -> int:
    """Return the quarter turns that bring most of the page's text upright."""
    votes: Counter[int] = Counter()
    for word in words:
        if word.quarter_turns is not None:
            votes[word.quarter_turns] += len(word.text)
    return max(votes, key=lambda turns: (votes[turns], turns == shown_turns), default=shown_turns)


def _turned_size(crop: Bbox, turns: int) -> tuple[float, float]:
    width, height = crop[2] - crop[0], crop[3] - crop[1]
    return (width, height) if turns % 2 == 0 else (height, width)


def _turn(crop: Bbox, turns: int, left: float, bottom: float, right: float, top: float) -> Bbox:
    """Turn a box of PDF space clockwise, origin in the new top left corner, y downwards."""
    crop_left, crop_bottom, crop_right, crop_top = crop
    if turns == 0:
        return (left - crop_left, crop_top - top, right - crop_left, crop_top - bottom)
    if turns == 1:
        return (bottom - crop_bottom, left - crop_left, top - crop_bottom, right - crop_left)
    if turns == 2:
        return (crop_right - right, bottom - crop_bottom, crop_right - left, top - crop_bottom)
    return (crop_top - top, crop_right - right, crop_top - bottom, crop_right - left)


def _turn_back(frame: Frame, box: Bbox) -> Bbox:
    """Turn a box of the reading frame back into PDF space (left, bottom, right, top)."""
    crop_left, crop_bottom, crop_right, crop_top = frame.crop
    x0, y0, x1, y1 = box
    if frame.text_turns == 0:
        return (crop_left + x0, crop_top - y1, crop_left + x1, crop_top - y0)
    if frame.text_turns == 1:
        return (crop_left + y0, crop_bottom + x0, crop_left + y1, crop_bottom + x1)
    if frame.text_turns == 2:
        return (crop_right - x1, crop_bottom + y0, crop_right - x0, crop_bottom + y1)
    return (crop_right - y1, crop_top - x1, crop_right - y0, crop_top - x0)
