"""Pictures of printed rows, cut out of their pages with a few lines around."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from pipeline.errors import UnreadableDocumentError
from pipeline.extract import draw
from pipeline.logs import LOG
from pipeline.marks import Mark
from pipeline.model import Bbox, Document, RowClass
from pipeline.store.report import Pictures, PrintedRow
from pipeline.town import TownFigure

MOST_PICTURES = 20
AT_ONCE = 2
"""So many pages are drawn side by side; each in a process of its own."""
FRAME_POINTS = 1.5
"""Between the letters of a row and its frame."""
LINES_AROUND = 3
LEAST_LINE_POINTS = 9.0
"""A row's box is as high as its letters: low where it has none that are tall."""
BESIDE_POINTS = 10_000.0
"""Left and right of the row, as far as the page goes: what is missing may be a column away."""


def picture_rows(document: Document, rows: Sequence[PrintedRow]) -> Pictures:
    """Draw the first of these printed rows, framed and with a few lines around.

    A page that cannot be drawn loses no more than its pictures.
    """
    on_page: dict[int, list[PrintedRow]] = {}
    for row in rows[:MOST_PICTURES]:
        on_page.setdefault(row[0].page, []).append(row)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        drawn = pool.map(lambda part: _draw(document, *part), on_page.items())
        pages = dict(zip(on_page, drawn, strict=True))
    png = {
        row: picture
        for page, pictures in pages.items()
        for row, picture in zip(on_page[page], pictures, strict=False)
    }
    return Pictures(
        drawn={row: png[row] for row in rows[:MOST_PICTURES] if row in png},
        broken_pages=tuple(sorted(page for page, pictures in pages.items() if not pictures)),
        more=max(0, len(rows) - MOST_PICTURES),
    )


def draw_receipt(document: Document, figure: TownFigure, note: Sequence[str]) -> bytes:
    """Return the printed row of a figure, framed and with a few lines around, above a note.

    Raises:
        UnreadableDocumentError: the page cannot be drawn.
    """
    frame = _wider((figure.x0, figure.y0, figure.x1, figure.y1), FRAME_POINTS, FRAME_POINTS)
    marks = [Mark("row", frame, f"Zeile {figure.row_on_page}", RowClass.FIGURE)]
    clips = [_with_lines_around(frame)]
    name = document.original_name
    [picture] = draw(document.path, figure.page, marks, clips, name=name, note=note)
    return picture


def _draw(document: Document, page: int, rows: Sequence[PrintedRow]) -> tuple[bytes, ...]:
    """One picture for each row, or none at all where the page cannot be drawn."""
    frames = [_wider(row[0].bbox, FRAME_POINTS, FRAME_POINTS) for row in rows]
    marks = [
        Mark("row", frame, f"Zeile {row[0].row}", "error")
        for row, frame in zip(rows, frames, strict=True)
    ]
    try:
        clips = [_with_lines_around(frame) for frame in frames]
        return draw(document.path, page, marks, clips, name=document.original_name)
    except UnreadableDocumentError as error:
        LOG.warning("no pictures of page %d: %s", page, error)
        return ()


def _with_lines_around(box: Bbox) -> Bbox:
    return _wider(box, BESIDE_POINTS, LINES_AROUND * max(box[3] - box[1], LEAST_LINE_POINTS))


def _wider(box: Bbox, across: float, upright: float) -> Bbox:
    x0, y0, x1, y1 = box
    return (x0 - across, y0 - upright, x1 + across, y1 + upright)
