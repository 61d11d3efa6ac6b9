"""pdfplumber's characters in PDF space and drawing order, for a reader that makes words of them.

pdfplumber gives places on the page as it is turned; here they are turned back.
"""

import re
from collections.abc import Iterable, Mapping
from math import hypot
from typing import Any, NamedTuple

from pipeline.model import Bbox

LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
UNREADABLE = "\ufffd"
MEANINGLESS = re.compile("\\(cid:\\d+\\)|[\0-\x08\x0e-\x1f\x7f-\x9f]|")
"""pdfminer's own mark, a control character other than a blank, or nothing at all."""

Transform = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f (ISO 32000-1, sec. 8.3.3)."""


class DrawnCharacter(NamedTuple):
    """One character in PDF space (y upwards), in drawing order among its like."""

    text: str
    """One or more letters; U+FFFD where the meaning of the glyph is not known."""
    box: Bbox
    """Left, bottom, right, top."""
    x: float
    y: float
    """Where it begins on its line; raised text is raised from there."""
    cos: float
    sin: float
    """The direction of its text."""

    @property
    def size(self) -> float:
        """Its height across the direction of the text."""
        width, height = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return height if abs(self.cos) >= abs(self.sin) else width

    @property
    def stretch(self) -> tuple[float, float]:
        """Where it begins and ends in the direction of its text."""
        corners = (self.box[:2], self.box[2:])
        ends = [x * self.cos + y * self.sin for x, y in corners]
        return min(ends), max(ends)


def page_transform(media: Bbox, rotation: int) -> Transform:
    """Return what turns PDF space into pdfminer's: the page upright, its corner the origin."""
    x0, y0, x1, y1 = media
    return {
        90: (0.0, -1.0, 1.0, 0.0, -y0, x1),
        180: (-1.0, 0.0, 0.0, -1.0, x1, y1),
        270: (0.0, 1.0, -1.0, 0.0, y1, -x0),
    }.get(rotation, (1.0, 0.0, 0.0, 1.0, -x0, -y0))


def draw_characters(
    chars: Iterable[Mapping[str, Any]], transform: Transform, left: float
) -> list[DrawnCharacter]:
    """Return a page's characters; `left` is what pdfplumber adds to their horizontal places."""
    return [_drawn(char, transform, left) for char in chars]


def _drawn(char: Mapping[str, Any], transform: Transform, left: float) -> DrawnCharacter:
    corners = (
        _back((char["x0"] - left, char["y0"]), transform),
        _back((char["x1"] - left, char["y1"]), transform),
    )
    (x0, x1), (y0, y1) = (sorted(ends) for ends in zip(*corners, strict=True))
    a, b, _, _, e, f = char["matrix"]
    cos, sin = _back((a, b), (*transform[:4], 0.0, 0.0))
    length = hypot(cos, sin) or 1.0
    return DrawnCharacter(
        _meaning(char["text"]),
        (x0, y0, x1, y1),
        *_back((e, f), transform),
        cos / length,
        sin / length,
    )


def _back(point: tuple[float, float], transform: Transform) -> tuple[float, float]:
    """Turn a point back; the inverse of a rotation is its transpose."""
    a, b, c, d, e, f = transform
    x, y = point[0] - e, point[1] - f
    return a * x + b * y, c * x + d * y


def _meaning(text: str) -> str:
    return UNREADABLE if MEANINGLESS.fullmatch(text) else text.translate(LIGATURES)
