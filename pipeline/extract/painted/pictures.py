"""Arithmetic of pictures: how two differ, and where ink is that should be seen."""

from PIL import Image, ImageChops

from pipeline.extract.painted.canvas import PixelBox

CONTRAST = 21
"""Least difference (of 255) that one sees: some 1.2 : 1 on white, as WCAG 2.2 counts contrast.
Differences of the three colours are added up by how bright they are, so that none cancels another
(red on green), and pale yellow on white is as little as it looks."""
INK = 64
"""From this darkness on (of 255) a pixel is ink; lighter ones are the edges of strokes."""
BLACK = 255

_LEAST_SEEN = [value * CONTRAST // BLACK + 1 if value >= INK else 0 for value in range(256)]
_IS_INK = [BLACK if value >= INK else 0 for value in range(256)]
_ANY = [0] + [BLACK] * 255


def difference(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return how much two pictures in colour differ, pixel by pixel (L)."""
    return ImageChops.difference(one, other).convert("L")


def ink(alone: Image.Image) -> Image.Image:
    """Return where text painted alone, light on black, leaves ink (0 or 255)."""
    return alone.point(_IS_INK)


def hidden_ink(alone: Image.Image, seen: Image.Image) -> Image.Image:
    """Return where text leaves ink alone that the page does not show (0 or 255).

    Args:
        alone: the text painted alone, light on black.
        seen: how much the page differs from the page without that text.
    """
    return ImageChops.subtract(alone.point(_LEAST_SEEN), seen).point(_ANY)


def count(picture: Image.Image, box: PixelBox) -> int:
    """Return how many pixels within a box are not black."""
    if box[0] >= box[2] or box[1] >= box[3]:
        return 0
    return sum(picture.crop(box).histogram()[1:])


def brightest(picture: Image.Image, box: PixelBox) -> int:
    """Return the brightest pixel within a box; 0 where it is empty."""
    if box[0] >= box[2] or box[1] >= box[3]:
        return 0
    extrema = picture.crop(box).getextrema()
    return int(extrema[1])  # type: ignore[arg-type]  # one band
