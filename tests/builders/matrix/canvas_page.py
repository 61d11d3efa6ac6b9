"""A plain page drawn on ReportLab's canvas: five columns of texts without lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.builders.matrix import columns as c
from tests.builders.matrix.content import DATE, TITLE, Table, build_table
from tests.builders.matrix.reportlab_story import BOLD, FONT
from tests.builders.notation import dotted
from tests.builders.rows import Rows
from tests.builders.synthetic import KEYWORDS, NOTICE, SUBJECT

SIZE, LEADING = 8.0, 12.0


TOP, BOTTOM = 760.0, 60.0


LEFT_EDGES = (45.0, 105.0, 255.0)


RIGHT_EDGES = (470.0, 550.0)


PER_PAGE = int((TOP - BOTTOM) / LEADING)


@dataclass(frozen=True, slots=True)
class Placed:
    """A text and where its left end stands on the baseline."""

    text: str
    x: float
    y: float
    font: str = FONT


Draw = Callable[[Canvas, Sequence[Placed]], None]


def plain_table(rows: Rows) -> Table:
    """Key, name, Kreis, persons, amount."""
    return build_table(
        rows, [c.key(), c.name(c.without_title), c.kreis(), c.personen(), c.betrag(dotted)]
    )


def draw_pages(
    table: Table,
    path: Path,
    draw: Draw,
    finish: Callable[[Canvas], None] | None = None,
    *,
    framed: bool = True,
) -> None:
    """Draw a table page by page; `draw` puts the texts of a page, `finish` what comes after.

    Each page has title, date, notice and number unless it is not `framed`.
    """
    canvas = new_canvas(path)
    for texts in placed_pages(table):
        if framed:
            draw_frame(canvas)
        draw(canvas, texts)
        if finish:
            finish(canvas)
        canvas.showPage()
    canvas.save()


def new_canvas(path: Path) -> Canvas:
    """Return a canvas with the document's information."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setTitle(TITLE)
    canvas.setSubject(SUBJECT)
    canvas.setKeywords(", ".join(KEYWORDS))
    canvas.setAuthor("planungsrahmen")
    return canvas


def draw_frame(canvas: Canvas) -> None:
    """Draw title, date, notice and page number."""
    canvas.setFont(BOLD, 12)
    canvas.drawString(45, 800, TITLE)
    canvas.setFont(FONT, 8)
    canvas.drawString(45, 785, DATE)
    canvas.setFont(FONT, 6.5)
    canvas.drawString(45, 30, NOTICE)
    canvas.drawRightString(550, 30, f"Seite {canvas.getPageNumber()}")
    canvas.setFont(FONT, SIZE)


def placed_pages(table: Table) -> Iterator[list[Placed]]:
    """Yield each page's texts, the header first."""
    lines = [line.cells for line in table.lines]
    for start in range(0, len(lines), PER_PAGE - 1):
        texts = list(place_row(table.header, TOP, BOLD))
        for number, cells in enumerate(lines[start : start + PER_PAGE - 1], start=1):
            texts.extend(place_row(cells, TOP - number * LEADING))
        yield texts


def place_row(cells: Sequence[str], y: float, font: str = FONT) -> Iterator[Placed]:
    """Place a row: the first three cells by their left ends, the others by their right."""
    for text, x in zip(cells, LEFT_EDGES, strict=False):
        yield Placed(text, x, y, font)
    for text, x in zip(cells[len(LEFT_EDGES) :], RIGHT_EDGES, strict=True):
        yield Placed(text, x - stringWidth(text, font, SIZE), y, font)


def draw_plain(canvas: Canvas, texts: Sequence[Placed]) -> None:
    """Draw texts in their order, one string each."""
    for placed in texts:
        canvas.setFont(placed.font, SIZE)
        canvas.drawString(placed.x, placed.y, placed.text)
