"""From the frame in which camelot reads a page to the page as a viewer shows it.

camelot reads the whole sheet of paper, turned as `/Rotate` says, and turns it once more where most
of its text runs up or down. A viewer shows the crop box and leaves sideways text sideways.
"""

from dataclasses import dataclass
from typing import Literal

from pipeline.model import Bbox

Turn = Literal["", "clockwise", "anticlockwise"]
"""How the text of a page is turned, in camelot's words."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the visible page lies on the sheet of paper, both as shown (y downwards)."""

    left: float
    top: float
    width: float
    height: float
    sheet: tuple[float, float]
    """Width and height of the sheet."""

    @classmethod
    def of(cls, media: Bbox, crop: Bbox, rotation: int) -> "Place":
        """From the boxes in PDF space and the clockwise rotation in degrees.

        What of the crop box is beyond the media box is not shown (ISO 32000-2, 14.11.2.1).
        """
        x0, y0, x1, y1 = media
        visible = (max(x0, crop[0]), max(y0, crop[1]), min(x1, crop[2]), min(y1, crop[3]))
        corners = [_turned(point, media, rotation % 360) for point in (visible[:2], visible[2:])]
        (left, right), (top, bottom) = (sorted(ends) for ends in zip(*corners, strict=True))
        sideways = rotation % 180 == 90
        sheet = (y1 - y0, x1 - x0) if sideways else (x1 - x0, y1 - y0)
        return cls(left, top, right - left, bottom - top, sheet)

    def shown(self, box: Bbox, turn: Turn) -> Bbox:
        """A box in the frame of reading (y downwards), measured from the visible page's corner."""
        width, height = self.sheet
        x0, y0, x1, y1 = box
        if turn == "clockwise":
            x0, y0, x1, y1 = width - y1, x0, width - y0, x1
        elif turn == "anticlockwise":
            x0, y0, x1, y1 = y0, height - x1, y1, height - x0
        return x0 - self.left, y0 - self.top, x1 - self.left, y1 - self.top


def _turned(point: tuple[float, float], media: Bbox, rotation: int) -> tuple[float, float]:
    """A point in PDF space on the sheet as shown."""
    x, y = point
    x0, y0, x1, y1 = media
    match rotation:
        case 90:
            return y - y0, x - x0
        case 180:
            return x1 - x, y - y0
        case 270:
            return y1 - y, x1 - x
        case _:
            return x - x0, y1 - y
