"""What a source of glyphs gives of a page: words, and ruling lines.

All is in PDF space (points, y upwards), as the page's content has it, before its rotation.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import sub

from msgspec import Struct

from pipeline.model import Bbox

UNREADABLE = "\ufffd"
"""Stands where a glyph is printed whose meaning is not known: part of no figure and no name."""
UNSEEN = "\0"
"""In place of a character that no reader of the page sees: part of no word."""
CUT_OFF = "\1"
"""The same for what is cut off behind a word."""
WORD = re.compile(r"[^\s\0\1]+")
UNSOUND = re.compile(f"[{UNREADABLE}\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""Unreadable, or of a meaning that only its font knows (private use)."""
NUMBER = re.compile(r"(?<![\d.,])(?!\d{8}\b)\d[\d.,]*\d")
"""One of several characters; of a key the register tells whether it is whole."""
CROWDED = 0.12
"""Heights; a digit so near behind the one before it stands on it. After a point it has .18."""
SWAPPED = {chr(ord(letter) << 8): letter for letter in "abcdefghijklmnopqrstuvwxyz"}
"""Letters of ligatures whose two bytes older releases of Ghostscript wrote in the wrong order."""
ASCENT, DESCENT = 0.93, 0.22
"""In font sizes, as common typefaces have them: the box of a font that does not say its own."""

SLACK = 0.02
"""Quarter turns by which upright text may be turned."""
MAX_RULE_THICKNESS = 3.0
"""Points; thicker filled boxes are shading."""
MIN_RULE_LENGTH = 3.0
STRAIGHT = 0.5
"""Points by which a horizontal or vertical line may be slanted."""

Point = tuple[float, float]
Step = tuple[bool, Sequence[Point]]
"""Whether a new subpath begins, and the points by which the pen goes on; none to close it."""


class RawWord(Struct, frozen=True, gc=False):
    """A word in PDF space, before the page's rotation is known."""

    text: str
    box: Bbox
    """Left, bottom, right, top."""
    origin_x: float
    origin_y: float
    quarter_turns: int | None
    """Direction of the text in quarter turns counter-clockwise; None for a slant."""
    order: tuple[int, int]
    """Position of its text in the content stream, and within that."""
    is_cut: bool = False
    """Whether it ends where its text is cut off, at the edge of a cell or of the page.

    Then its box ends in the middle of its last letter, which is seen at least so far: spreadsheets
    cut long texts off at the edge of their cell, and the next cell begins there.
    """


def has_digit(word: RawWord) -> bool:
    """Return True for a word that may be a number, or part of one."""
    return any(map(str.isdigit, word.text))


def are_crowded(starts: Sequence[float], height: float) -> bool:
    """Return True if a character begins before or on the one that its text has before it.

    `starts` are where they begin in the direction of the text. Then nobody reads what it says.
    """
    steps: list[float] = [*map(sub, starts[1:], starts)]
    return min(steps) < CROWDED * height


def count_unsound(text: str) -> int:
    """Return how many characters are unreadable or of private use."""
    return len(UNSOUND.findall(text))


def quarter_turns(angle: float, slack: float = SLACK) -> int | None:
    """Return a text direction (radians) in whole quarter turns, or None if it is slanted."""
    if angle == 0:
        return 0
    turns = angle / 1.5707963
    nearest = round(turns)
    return nearest % 4 if abs(turns - nearest) < slack else None


def path_to_rules(steps: Iterable[Step], *, stroked: bool) -> Iterator[Bbox]:
    """Take a painted path for its rules.

    Tables are ruled in many ways: stroked lines, thin filled rectangles, stroked rectangles
    around cells, one path holding a whole grid. An area that is filled is no rule, nor is a curve
    that bends.
    """
    for sides in _subpaths(steps):
        bounds = bounds_of_points([point for side in sides for point in side])
        if is_thin(bounds):
            yield from long_enough(bounds)
        elif stroked:
            for side in map(bounds_of_points, sides):
                if min(side[2] - side[0], side[3] - side[1]) < STRAIGHT:
                    yield from long_enough(side)


def _subpaths(steps: Iterable[Step]) -> Iterator[list[Sequence[Point]]]:
    """Yield the sides of each subpath: the ends of a straight line, the points of a curve."""
    sides: list[Sequence[Point]] = []
    for begins, points in steps:
        if points and (begins or not sides):
            if sides:
                yield sides
            sides = [(points[-1],)]
        elif sides:
            sides.append((sides[-1][-1], *(points or sides[0])))
    if sides:
        yield sides


def bounds_of_points(points: Sequence[Point]) -> Bbox:
    """Return the box around some points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))


def long_enough(bounds: Bbox) -> Iterator[Bbox]:
    """Yield a thin box that is long enough for a rule."""
    left, bottom, right, top = bounds
    if max(right - left, top - bottom) >= MIN_RULE_LENGTH:
        yield bounds


def is_thin(bounds: Bbox) -> bool:
    """Return True for a box as thin as a ruling line."""
    left, bottom, right, top = bounds
    return min(right - left, top - bottom) <= MAX_RULE_THICKNESS
