"""Drawn on ReportLab's canvas: texts in the file that nobody sees on the page, or above it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from reportlab.lib import colors
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.builders.matrix.canvas_page import (
    LEADING,
    SIZE,
    Placed,
    draw_pages,
    draw_plain,
    plain_table,
)
from tests.builders.matrix.reportlab_story import BOLD, FONT
from tests.builders.notation import euro_sign
from tests.builders.rows import Rows
from tests.builders.synthetic import NOTICE


def _other_amounts(texts: Sequence[Placed]) -> list[Placed]:
    """Return amounts that are printed nowhere, in the places of those that are."""
    amounts = [p for p in texts[4::5] if p.text[0].isdigit()]
    return [Placed(euro_sign(987_654), p.x - 3, p.y) for p in amounts]


def invisible_text(rows: Rows, path: Path) -> None:
    """Other amounts in render mode 3 (invisible) over the printed ones, as OCR layers have.

    Invisible text is never a figure.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        draw_plain(canvas, texts)
        for placed in _other_amounts(texts):
            canvas.drawString(placed.x, placed.y, placed.text, mode=3)

    draw_pages(plain_table(rows), path, draw)


def white_text(rows: Rows, path: Path) -> None:
    """Other amounts in white on white, in the gap before the printed ones.

    Nobody sees them on the page.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        draw_plain(canvas, texts)
        canvas.setFillColor(colors.white)
        shifted = [Placed(p.text, 385, p.y) for p in _other_amounts(texts)]
        draw_plain(canvas, shifted)
        canvas.setFillColor(colors.black)

    draw_pages(plain_table(rows), path, draw)


def covered_text(rows: Rows, path: Path) -> None:
    """Other amounts drawn first, covered by white boxes on which the printed ones stand.

    What lies under a box was corrected by whoever put the box there.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        draw_plain(canvas, _other_amounts(texts))
        canvas.setFillColor(colors.white)
        for placed in _other_amounts(texts):
            canvas.rect(placed.x - 2, placed.y - 2.5, 60, LEADING - 1, stroke=0, fill=1)
        canvas.setFillColor(colors.black)
        draw_plain(canvas, texts)

    draw_pages(plain_table(rows), path, draw)


def clipped_text(rows: Rows, path: Path) -> None:
    """Other amounts outside the clipping path, in the gap before the printed ones.

    Clipped text is not on the page.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        draw_plain(canvas, texts)
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(0, 0, 20, 20)
        canvas.clipPath(clip, stroke=0, fill=0)
        draw_plain(canvas, [Placed(p.text, 385, p.y) for p in _other_amounts(texts)])
        canvas.restoreState()

    draw_pages(plain_table(rows), path, draw)


def clipped_amounts(rows: Rows, path: Path) -> None:
    """Other amounts over the printed ones, clipped to a strip beside the table.

    What a program left outside a clipping path may stand at any place.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        draw_plain(canvas, texts)
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(560, 0, 20, 800)
        canvas.clipPath(clip, stroke=0, fill=0)
        draw_plain(canvas, _other_amounts(texts))
        canvas.restoreState()

    draw_pages(plain_table(rows), path, draw)


def pictures(rows: Rows, path: Path) -> None:
    """Other amounts under white pictures on which the printed ones stand; a see-through seal.

    A picture hides what it covers, unless one sees through it.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        draw_plain(canvas, _other_amounts(texts))
        for placed in _other_amounts(texts):
            canvas.drawImage(_plain_picture((255, 255, 255)), placed.x - 2, placed.y - 2.5, 60, 11)
        draw_plain(canvas, texts)

    def finish(canvas: Canvas) -> None:
        canvas.drawImage(_plain_picture((180, 0, 0, 60)), 150, 400, 300, 200, mask="auto")

    draw_pages(plain_table(rows), path, draw, finish)


def _plain_picture(colour: tuple[int, ...]) -> ImageReader:
    mode = "RGB" if len(colour) == 3 else "RGBA"
    return ImageReader(Image.new(mode, (8, 8), colour))


def ocr_layer(rows: Rows, path: Path) -> None:
    """A picture on each page, and the whole text invisible over it, as OCR programs leave it.

    Recognised text is not what is printed, only what a program took it for.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        canvas.drawImage(_plain_picture((245, 243, 238)), 0, 0, 596, 842)
        for placed in texts:
            canvas.drawString(placed.x, placed.y, placed.text, mode=3)
        canvas.drawString(45, 50, NOTICE, mode=3)

    draw_pages(plain_table(rows), path, draw, framed=False)


def sticky_notes(rows: Rows, path: Path) -> None:
    """Sticky notes and link rectangles over the table; the notes name other amounts.

    What a reader of the file added is not what the authority printed.
    """

    def finish(canvas: Canvas) -> None:
        canvas.textAnnotation("Lörrach 987.654 €", (300, 500, 320, 520), addtopage=1)
        canvas.linkURL("https://example.org/987654", (45, 400, 550, 412))

    draw_pages(plain_table(rows), path, draw_plain, finish)


def stamped(rows: Rows, path: Path) -> None:
    """A stamp over the table: a framed date and reference number, tilted by 12 degrees.

    Its digits cross rows.
    """

    def finish(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillColor(colors.Color(0.7, 0, 0, alpha=0.5))
        canvas.translate(330, 420)
        canvas.rotate(12)
        canvas.setFont(BOLD, 16)
        canvas.drawString(0, 0, "EINGANG 21.12.2017")
        canvas.drawString(0, -18, "Az. 4-5911.1")
        canvas.restoreState()

    draw_pages(plain_table(rows), path, draw_plain, finish)


def struck_out(rows: Rows, path: Path) -> None:
    """Three amounts are struck out by a line, the corrected ones stand beside them; no rules.

    A line through a number is no letter: which of two numbers counts is not in the text.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        draw_plain(canvas, texts)
        for placed in texts[9:65:20]:
            end = placed.x + stringWidth(placed.text, FONT, SIZE)
            canvas.line(placed.x, placed.y + 2.7, end, placed.y + 2.7)
            canvas.drawString(end + 3, placed.y, "7.961")

    draw_pages(plain_table(rows), path, draw)
