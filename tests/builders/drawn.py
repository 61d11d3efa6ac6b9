"""Small tables drawn on a canvas, and what an engine read of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import pypdfium2
from PIL import ImageOps
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from pipeline.model import Bbox, RawRow, Reading

Draw: TypeAlias = Callable[[Canvas], None]
Printed: TypeAlias = list[tuple[str, ...]]

HEADER = ("Gemeinde", "Personen", "Betrag")
# Names of all lengths, as a column of names has them; figures of all widths beside them.
ROWS = (
    ("Aach", "4", "3.184"),
    ("Bad Krozingen", "115", "91.549"),
    ("Leinfelden-Echterdingen", "91", "72.443"),
    ("Au", "–", "–"),
    ("Stetten am kalten Markt", "1.031", "820.758"),
    ("Zell im Wiesental", "0", "0"),
)
LEFT, PERSONEN_RIGHT, BETRAG_RIGHT = 60.0, 260.0, 340.0
TOP, PITCH = 740.0, 14.0


def draw_pages(path: Path, pages: Iterable[Draw]) -> None:
    """Draw each page on an A4 canvas in Helvetica 9."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for page in pages:
        canvas.setFont("Helvetica", 9)
        page(canvas)
        canvas.showPage()
    canvas.save()


def draw_row(canvas: Canvas, y: float, row: Sequence[str], left: float = LEFT) -> None:
    """Draw a name by its left end and two figures by their right ends."""
    canvas.drawString(left, y, row[0])
    canvas.drawRightString(left + PERSONEN_RIGHT - LEFT, y, row[1])
    canvas.drawRightString(left + BETRAG_RIGHT - LEFT, y, row[2])


def draw_rows(canvas: Canvas, rows: Iterable[Sequence[str]], left: float = LEFT) -> None:
    """Draw rows from the top of the page downwards."""
    for index, row in enumerate(rows):
        draw_row(canvas, TOP - index * PITCH, row, left)


def open_table(canvas: Canvas) -> None:
    """Draw a table without rules."""
    draw_rows(canvas, [HEADER, *ROWS])


def cells_of(rows: Iterable[RawRow]) -> Printed:
    """The texts of rows."""
    return [tuple(cell.text for cell in row.cells) for row in rows]


def tables_of(reading: Reading) -> list[Printed]:
    """The texts of all tables."""
    return [cells_of(table.rows) for table in reading.tables]


def dark_box(path: Path) -> Bbox:
    """The box around all ink on the first page as pdfium shows it, in points."""
    with pypdfium2.PdfDocument(path) as document:
        image = document[0].render(scale=4).to_pil().convert("L")
    found = ImageOps.invert(image).getbbox()
    assert found is not None
    x0, y0, x1, y1 = (value / 4 for value in found)
    return x0, y0, x1, y1
