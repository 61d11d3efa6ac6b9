"""Ink as large as print that no text explains: pictures of text, annotations, patterns.

On the page painted without its text, straight rules and the edges of shaded areas are known from
its paths. What sharp edges remain is cut at its white gaps, down and across in turn (an XY-cut),
into marks. Those of the size of the page's print may be text that was not read.
"""

from collections.abc import Iterable, Iterator

from PIL import Image, ImageChops, ImageDraw

from pipeline.extract.painted.canvas import Canvas, PixelBox
from pipeline.extract.painted.pictures import CONTRAST
from pipeline.extract.pdfium.paths import Stretch
from pipeline.model import Bbox

NARROWEST, LOWEST = 0.18, 0.45
"""Usual words high: the shorter and the longer side of the smallest mark that may be a digit."""
HIGHEST = 2.0
"""Usual words high: larger marks are drawings, coats of arms, watermarks."""
GAP = 2
"""Pixels without ink that part two marks."""
RULE_MARGIN = 2
"""Pixels beside a rule that are its own edges."""
FRAME = 0.3
"""Share of its height that the outline of a plain area, with its corners, reaches into it."""
MOST_MARKS = 4000
"""A page with more is a drawing: what is left of it is one mark."""


def unread_ink(
    canvas: Canvas, bare: Image.Image, stretches: Iterable[Stretch], usual_height: float
) -> tuple[Bbox, ...]:
    """Return the marks of a page painted without its text that may be text, as shown.

    Args:
        canvas: what painted it.
        bare: the page without its text.
        stretches: its rules and the edges of its shaded areas, in PDF space.
        usual_height: of the page's words, in points.
    """
    edges = _edges(bare)
    if edges.getbbox() is None:
        return ()
    pen = ImageDraw.Draw(edges)
    for stretch in stretches:
        x0, y0, x1, y1 = canvas.pixels(stretch[:4], RULE_MARGIN)
        if x0 < x1 and y0 < y1:
            pen.rectangle((x0, y0, x1 - 1, y1 - 1), fill=0)
    boxes = (
        (canvas.points(mark), mark) for mark in _marks(edges) if not _is_plain_area(edges, mark)
    )
    return tuple(box for box, _ in boxes if _is_as_large_as_print(box, usual_height))


def _edges(picture: Image.Image) -> Image.Image:
    """Return where a pixel differs from the one left of it or above it (0 or 255)."""
    steps = [
        ImageChops.difference(picture, ImageChops.offset(picture, *by)).convert("L")
        for by in ((1, 0), (0, 1))
    ]
    edges = ImageChops.lighter(*steps).point([0] * CONTRAST + [255] * (256 - CONTRAST))
    # What is moved out on one side comes in on the other.
    ImageDraw.Draw(edges).line([(0, edges.height), (0, 0), (edges.width, 0)], fill=0)
    return edges


def _marks(edges: Image.Image) -> Iterator[PixelBox]:
    """Cut a picture at its gaps until nothing can be cut any more."""
    whole = edges.getbbox()
    waiting = [whole] if whole else []
    found = 0
    while waiting:
        box = waiting.pop()
        parts = _cut(edges, box) if found < MOST_MARKS else [box]
        if len(parts) == 1:
            found += 1
            yield parts[0]
        else:
            waiting.extend(parts)


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
    shorter, longer = sorted((width / usual_height, height / usual_height))
    return shorter >= NARROWEST and longer >= LOWEST and height <= HIGHEST * usual_height
