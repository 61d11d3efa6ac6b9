"""Pictures of pages, and of printed rows, cut out of their pages with a few lines around."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from pipeline.boxes import wider, with_lines_around
from pipeline.errors import EngineLimitError, UnreadableDocumentError
from pipeline.extract.sandbox import draw
from pipeline.logs import LOG
from pipeline.manifest import Document
from pipeline.marks import Drawing, Mark
from pipeline.model import RowClass
from pipeline.store.held import Pictures, PrintedRow
from pipeline.town import TownFigure

MOST_PICTURES = 20
PAGES = 16
"""The most that one process draws."""
AT_ONCE = 2
"""Processes that draw side by side."""
FRAME_POINTS = 1.5
"""Between the letters of a row and its frame."""
BESIDE_POINTS = 10_000.0
"""Left and right of the row, as far as the page goes: what is missing may be a column away."""


def picture_rows(document: Document, rows: Sequence[PrintedRow]) -> Pictures:
    """Draw the first of these printed rows, framed and with a few lines around.

    A page that cannot be drawn loses no more than its pictures.
    """
    on_page: dict[int, list[PrintedRow]] = {}
    for row in rows[:MOST_PICTURES]:
        on_page.setdefault(row[0].page, []).append(row)
    drawn = draw_pages(document, [_drawing(page, on_it) for page, on_it in on_page.items()])
    png = {
        row: picture
        for page, pictures in drawn.items()
        for row, picture in zip(on_page[page], pictures, strict=True)
    }
    return Pictures(
        drawn={row: png[row] for row in rows[:MOST_PICTURES] if row in png},
        broken_pages=tuple(sorted(on_page.keys() - drawn.keys())),
        more=max(0, len(rows) - MOST_PICTURES),
    )


def draw_pages(document: Document, drawings: Sequence[Drawing]) -> Mapping[int, tuple[bytes, ...]]:
    """Return pictures of pages by their numbers, for each drawing one for each of its clips.

    A page that cannot be drawn is left out, with a warning.
    """
    batches = (drawings[at : at + PAGES] for at in range(0, len(drawings), PAGES))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        drawn = pool.map(partial(_draw, document), batches)
        return {page: pictures for batch in drawn for page, pictures in batch.items()}


def draw_receipt(document: Document, figure: TownFigure, note: Sequence[str]) -> bytes:
    """Return the printed row of a figure, framed and with a few lines around, above a note."""
    frame = wider(figure.bbox, FRAME_POINTS, FRAME_POINTS)
    marks = [Mark("row", frame, f"Zeile {figure.row_on_page}", RowClass.FIGURE)]
    clips = [with_lines_around(frame, BESIDE_POINTS)]
    drawing = Drawing(figure.page, marks, clips, note)
    [[picture]] = draw(document.path, [drawing], name=str(document.path))
    return picture


def _draw(document: Document, drawings: Sequence[Drawing]) -> dict[int, tuple[bytes, ...]]:
    """Draw pages in one child, each half of them again where one page is too much for it."""
    try:
        drawn = draw(document.path, drawings, name=str(document.path))
    except UnreadableDocumentError as error:
        if isinstance(error, EngineLimitError) and len(drawings) > 1:
            middle = len(drawings) // 2
            return _draw(document, drawings[:middle]) | _draw(document, drawings[middle:])
        pages = ", ".join(str(drawing.page) for drawing in drawings)
        LOG.warning("no pictures of page %s: %s", pages, error)
        return {}
    return {one.page: pictures for one, pictures in zip(drawings, drawn, strict=True)}


def _drawing(page: int, rows: Sequence[PrintedRow]) -> Drawing:
    frames = [wider(row[0].bbox, FRAME_POINTS, FRAME_POINTS) for row in rows]
    marks = [
        Mark("row", frame, f"Zeile {row[0].row}", "error")
        for row, frame in zip(rows, frames, strict=True)
    ]
    return Drawing(page, marks, [with_lines_around(frame, BESIDE_POINTS) for frame in frames])
