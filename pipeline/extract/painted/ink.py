"""Ink as large as print that no text explains: pictures of text, annotations, patterns.

The page is painted without its text and without the paths that are larger than print and look as
they say: rules, frames, shades. What sharp edges remain is cut at its white gaps, down and across
in turn (an XY-cut), into marks. Those of the size of the page's print may be text that was not
read; larger ones are drawings, coats of arms, watermarks.
"""

from collections.abc import Iterable, Iterator, Sequence

from PIL import Image, ImageChops, ImageDraw

from pipeline.boxes import rounded
from pipeline.extract.glyphs import native
from pipeline.extract.glyphs.objects import TEXT, Path
from pipeline.extract.glyphs.page_parts import PageParts
from pipeline.extract.painted.allowlist import THIN, fill_colour
from pipeline.extract.painted.canvas import Canvas, PixelBox, crop, switched_off
from pipeline.extract.painted.strokes import EDGE, TALLEST_DIGIT, is_short, marked
from pipeline.model import Bbox

PRINT_STEP = 64
"""Difference of brightness (of 255) at the edges of what may be print; watermarks are paler."""
NARROWEST, LOWEST = 0.18, 0.45
"""Usual words high: width and height of the smallest mark that may be a digit."""
WIDEST = 8.0
"""Heights: the widest mark that may be a number without gaps, and no line or arc."""
HIGHEST = 2.0
"""Usual words high: the largest mark that may be print."""
GAP = 2
"""Pixels without ink that part two marks."""
FRAME = 0.3
"""Share of its height that the outline of a plain area, with its corners, reaches into it."""
OF_PATTERNS = ((191, 191, 191), (255, 255, 255))
"""What pdfium gives as the colour of tiling and shading patterns (CPDF_ColorState)."""
PIECE_OF_RULE = 3.0
"""As many times as wide are what may be pieces of rules: as wide as one, and in line with it."""
SAME_COLOUR = 12
"""Of 255, in each channel."""
RIM = 0.35
"""Share of a word's height above and below its middle, through which strokes strike it out."""
THINNEST = 0.5
"""Points; paler than their colour are strokes that are thinner than a pixel."""
STRUCK = 0.3
"""Share of its width: two digits of six; of a stroke from corner to corner as much is there."""
MOST_MARKS = 4000
"""A page with more is a drawing: what is left of it is one mark."""


def unread_ink(
    canvas: Canvas,
    bare: Image.Image,
    parts: PageParts,
    usual_height: float,
    numbers: Sequence[Bbox],
) -> tuple[Bbox, ...]:
    """Return the marks of a page that may be text and are none, on the page as shown.

    Those that are smaller than print are of a number: it is returned instead.

    Args:
        canvas: what paints the page.
        bare: the page without its text.
        parts: the page.
        usual_height: of the page's words, in points.
        numbers: the boxes of its numbers in PDF space.
    """
    shown = [parts.shown(box) for box in numbers]
    # Lines of one path that holds long ones too; those of their own are in the picture.
    own = {path.box for path in parts.paths.values()}
    lines = (rule for rule in parts.rules if rule not in own)
    small = [parts.shown(line) for line in lines if is_short(line, usual_height)]
    long = {
        place for place, path in parts.paths.items() if _is_longer_than_print(path, usual_height)
    }
    in_line = {side for place in long for side in _sides(parts.paths[place])}
    known = [
        found
        for place, found in enumerate(parts.objects)
        if found.kind == TEXT
        or (
            (path := parts.paths.get(place))
            and (place in long or not in_line.isdisjoint(_sides(path)))
            and (not path.is_filled or _has_its_colour(path, canvas, bare))
        )
    ]
    if len(known) == len(parts.objects) and not native.count_annotations(parts.handle):
        return tuple(rounded(shown[place]) for place in marked(shown, small, usual_height))
    with switched_off(known):
        edges = _edges(canvas.paint())
    marks = [canvas.points(mark) for mark in _marks(edges)]
    large = [box for box in marks if _is_as_large_as_print(box, usual_height)]
    small += (box for box in marks if is_short(box, usual_height) and box not in large)
    places = marked(shown, small, usual_height)
    places |= {n for n, box in enumerate(numbers) if _has_ink(edges, canvas.pixels(box))}
    return (*large, *(rounded(shown[place]) for place in sorted(places)))


def _has_ink(edges: Image.Image, number: PixelBox) -> bool:
    """Return True if there is ink in the box of a number, but at its edges."""
    left, top, right, bottom = number
    rim = max(1, round(EDGE * (bottom - top)))
    inside = crop(edges, (left + 1, top + rim, right - 1, bottom - rim))
    return inside is not None and inside.getbbox() is not None


def _is_longer_than_print(path: Path, usual_height: float) -> bool:
    shorter, longer = _lengths(path)
    return longer > (HIGHEST if shorter > THIN else TALLEST_DIGIT) * usual_height


def _lengths(path: Path) -> list[float]:
    """Return the lengths of the shorter and of the longer side of a path."""
    left, bottom, right, top = path.box
    return sorted((right - left, top - bottom))


def _sides(path: Path) -> Iterator[tuple[bool, float, float]]:
    """Yield where a path stands across the line that it is a piece of, if it is narrow."""
    left, bottom, right, top = path.box
    shorter, longer = _lengths(path)
    if longer >= PIECE_OF_RULE * shorter:
        is_upright = top - bottom == longer
        start, end = (left, right) if is_upright else (bottom, top)
        yield is_upright, round(start, 1), round(end, 1)


def _has_its_colour(path: Path, canvas: Canvas, bare: Image.Image) -> bool:
    """Return True unless an area is filled with a pattern, and not with the colour that it says."""
    said = fill_colour(path.found.handle)[:3]
    if said not in OF_PATTERNS:
        return True
    x0, y0, x1, y1 = canvas.pixels(path.box)
    x = min(max(0, (x0 + x1) // 2), canvas.size[0] - 1)
    y = min(max(0, (y0 + y1) // 2), canvas.size[1] - 1)
    painted = bare.getpixel((x, y))
    return all(abs(a - b) <= SAME_COLOUR for a, b in zip(painted, said, strict=False))  # type: ignore[arg-type]  # several bands


def _edges(picture: Image.Image) -> Image.Image:
    """Return where a pixel differs from the one left of it or above it (0 or 255)."""
    return ImageChops.lighter(*(_steps(picture, *by) for by in ((1, 0), (0, 1))))


def _steps(picture: Image.Image, across: int, down: int, least: int = PRINT_STEP) -> Image.Image:
    """Return where a pixel differs from the one so far before it (0 or 255)."""
    grey = picture.convert("L")
    steps = ImageChops.difference(grey, ImageChops.offset(grey, across, down))
    steps = steps.point([0] * least + [255] * (256 - least))
    # What is moved out on one side comes in on the other.
    ImageDraw.Draw(steps).line([(0, steps.height), (0, 0), (steps.width, 0)], fill=0)
    return steps


class Strokes:
    """What goes from left to right, or slantwise, on a page without its text."""

    def __init__(self, bare: Image.Image, scale: float) -> None:
        """Find what in the picture differs from what is above it.

        A stroke that is thinner than a pixel is paler than it is; `scale` is in pixels a point.
        """
        least = round(PRINT_STEP * min(1.0, THINNEST * scale))
        self._steps = _steps(bare, 0, 1, least)
        _, rows = self._steps.getprojection()
        self._rows = bytes(map(bool, rows))

    def strike(self, box: PixelBox) -> bool:
        """Return True if a stroke goes through the middle of a word, given its box.

        Underlines, and the rules of a table, go through its edges at most.
        """
        left, top, right, bottom = box
        rim = round(RIM * (bottom - top))
        top, bottom = max(0, top + rim), bottom - rim
        # In most pictures there is none at the height of any text.
        if top >= bottom or self._rows.find(1, top, bottom) < 0:
            return False
        inside = crop(self._steps, (left, top, right, bottom))
        if inside is None:
            return False
        struck, _ = inside.getprojection()
        return sum(map(bool, struck)) >= STRUCK * (right - left)


def _marks(edges: Image.Image) -> Iterator[PixelBox]:
    """Cut a picture at its gaps until nothing can be cut any more."""
    whole = edges.getbbox()
    waiting = [whole] if whole else []
    found = 0
    while waiting:
        box = waiting.pop()
        parts = _cut(edges, box) if found < MOST_MARKS else [box]
        if len(parts) > 1:
            waiting.extend(parts)
            continue
        found += 1
        if not _is_plain_area(edges, parts[0]):
            yield parts[0]


def _cut(edges: Image.Image, box: PixelBox) -> list[PixelBox]:
    """Return the parts of a box between its gaps, from top to bottom, else from left to right."""
    across, down = edges.crop(box).getprojection()
    left, top, _, _ = box
    rows, columns = list(_stretches(down)), list(_stretches(across))
    if len(rows) > 1:
        x0, x1 = left + columns[0][0], left + columns[-1][1]
        return [(x0, top + y0, x1, top + y1) for y0, y1 in rows]
    y0, y1 = top + rows[0][0], top + rows[0][1]
    return [(left + x0, y0, left + x1, y1) for x0, x1 in columns]


def _stretches(inked: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield where ink begins and ends, as far as gaps are wide enough to part it."""
    start = end = None
    for place, has_ink in enumerate(inked):
        if not has_ink:
            continue
        if start is None or end is None:
            start = place
        elif place - end >= GAP:
            yield start, end
            start = place
        end = place + 1
    if start is not None and end is not None:
        yield start, end


def _is_plain_area(edges: Image.Image, box: PixelBox) -> bool:
    """Return True for the mere outline of an area that is wider than a character."""
    left, top, right, bottom = box
    rim = max(2, round(FRAME * (bottom - top)))
    inner = (left + rim, top + rim, right - rim, bottom - rim)
    wide = inner[2] - inner[0] > (bottom - top) / 2 and inner[3] > inner[1]
    return wide and edges.crop(inner).getbbox() is None


def _is_as_large_as_print(box: Bbox, usual_height: float) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    as_high = LOWEST * usual_height <= height <= HIGHEST * usual_height
    return as_high and NARROWEST * usual_height <= width <= WIDEST * height
