"""A ruled grid printed by ReportLab: key, name, Kreis, persons and amount, header on every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer

from tests.builders.notation import dotted, euro_sign
from tests.builders.register import kreise
from tests.builders.rows import DocumentRow, Rows, total_eur, total_personen
from tests.builders.synthetic import KEYWORDS, NOTICE, SUBJECT

TITLE = "Planungsrahmen VwV-Integrationsmanagement (endgültig)"
DATE = "Stand: Dezember 2017"
HEADER = ("Schlüssel", "Gemeinde", "Stadt-/Landkreis", "Personen", "Planungsrahmen")
COLUMN_WIDTHS = (20 * mm, 62 * mm, 48 * mm, 20 * mm, 30 * mm)
FOOTER_BASELINE = 10 * mm

# ReportLab's own fonts: Latin-1 is enough for German, and embedded they are real text.
TEXT_FONT, BOLD_FONT = "Vera", "VeraBd"

GRID_STYLE = (
    ("FONT", (0, 0), (-1, -1), TEXT_FONT, 7.5),
    ("FONT", (0, 0), (-1, 0), BOLD_FONT, 7.5),
    ("FONT", (0, -1), (-1, -1), BOLD_FONT, 7.5),
    ("GRID", (0, 0), (-1, -1), 0.4, colors.black),
    ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey),
    ("ALIGN", (3, 0), (-1, -1), "RIGHT"),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
)


Cells = list[tuple[str, ...]]
"""Printed rows, the header first and the grand total last."""
Style = Sequence[tuple[object, ...]]
"""Commands of a ReportLab table."""


def print_ruled(rows: Rows, path: Path) -> None:
    """Print rows to a PDF of as many pages as they need; the last row is the grand total."""
    print_ruled_cells(ruled_cells(rows), path)


def print_ruled_cells(
    cells: Cells,
    path: Path,
    fonts: Style = (),
    *,
    packed: bool = True,
    print_page: Callable[[Canvas, SimpleDocTemplate], None] | None = None,
) -> None:
    """Print the given texts, right or wrong, in the ruled layout; `fonts` are those of cells.

    Before a page's table `print_page` prints what else is on it, usually its footer.
    """
    _register_fonts()
    document = SimpleDocTemplate(
        str(path),
        pagesize=A4,
        leftMargin=15 * mm,
        rightMargin=15 * mm,
        topMargin=15 * mm,
        bottomMargin=17 * mm,
        title=TITLE,
        author="planungsrahmen",
        subject=SUBJECT,
        keywords=", ".join(KEYWORDS),
        invariant=1,
        pageCompression=int(packed),
    )
    style = (*GRID_STYLE, *fonts)
    table = LongTable(cells, colWidths=COLUMN_WIDTHS, repeatRows=1, style=style)
    around = print_page or print_footer
    story = [*_title_block(), Spacer(0, 4 * mm), table]
    document.build(story, onFirstPage=around, onLaterPages=around)


def _register_fonts() -> None:
    for name in (TEXT_FONT, BOLD_FONT):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))


def _title_block() -> list[Paragraph]:
    title = ParagraphStyle("title", fontName=BOLD_FONT, fontSize=13, leading=18)
    line = ParagraphStyle("line", fontName=TEXT_FONT, fontSize=9, leading=13)
    return [Paragraph(TITLE, title), Paragraph(DATE, line), Paragraph(NOTICE, line)]


def ruled_cells(rows: Rows) -> Cells:
    """Return the texts of the ruled layout for rows, to print or to change before."""
    total = ("", "Summe", "", dotted(total_personen(rows)), euro_sign(total_eur(rows)))
    return [HEADER, *map(_row_cells, rows), total]


def _row_cells(row: DocumentRow) -> tuple[str, ...]:
    return (
        row.gemeinde_ags,
        row.gemeinde_name,
        kreise()[row.kreis_ags].label,
        dotted(row.personen),
        euro_sign(row.betrag_eur),
    )


def print_footer(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(TEXT_FONT, 7)
    canvas.drawString(15 * mm, FOOTER_BASELINE, NOTICE)
    canvas.drawRightString(A4[0] - 15 * mm, FOOTER_BASELINE, f"Seite {document.page}")
