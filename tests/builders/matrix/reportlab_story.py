"""What ReportLab's flowing documents share: pages, notice, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    LongTable,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)

from tests.builders.matrix.content import DATE, TITLE, Kind, Table
from tests.builders.synthetic import KEYWORDS, NOTICE, SUBJECT

FONT, BOLD = "Helvetica", "Helvetica-Bold"
"""Not embedded, which keeps the fixtures small; the samples in `raw/sample` embed theirs."""


BODY = ParagraphStyle("body", fontName=FONT, fontSize=7.5, leading=9)


NUMBER = ParagraphStyle("number", BODY, alignment=2)


Style = list[tuple[Any, ...]]


GRID: Style = [("GRID", (0, 0), (-1, -1), 0.4, colors.black)]


RULES: Style = [("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.grey)]


@dataclass(frozen=True)
class Paper:
    """The page and its margins."""

    size: tuple[float, float] = A4
    left: float = 15 * mm
    right: float = 15 * mm


def print_story(story: Sequence[Flowable], path: Path, *papers: Paper) -> None:
    """Print flowables; several papers take turns from page to page."""
    papers = papers or (Paper(),)
    document = BaseDocTemplate(
        str(path),
        pagesize=papers[0].size,
        title=TITLE,
        author="planungsrahmen",
        subject=SUBJECT,
        keywords=", ".join(KEYWORDS),
        invariant=1,
        pageTemplates=[_template(number, paper) for number, paper in enumerate(papers)],
    )
    cycle = [NextPageTemplate([str(number) for number in range(len(papers))])]
    document.build([*cycle, *story])


def _template(number: int, paper: Paper) -> PageTemplate:
    width, height = paper.size
    frame = Frame(
        paper.left, 16 * mm, width - paper.left - paper.right, height - 30 * mm, 0, 0, 0, 0
    )
    return PageTemplate(str(number), [frame], onPage=_print_footer, pagesize=paper.size)


def _print_footer(canvas: Canvas, document: BaseDocTemplate) -> None:
    width = document.pageTemplate.pagesize[0]
    canvas.setFont(FONT, 6.5)
    canvas.drawString(15 * mm, 9 * mm, NOTICE)
    canvas.drawRightString(width - 15 * mm, 9 * mm, f"Seite {document.page}")


def title_story(title: str = TITLE, line: str = DATE) -> list[Flowable]:
    """The title and the date."""
    big = ParagraphStyle("title", fontName=BOLD, fontSize=12, leading=16)
    return [Paragraph(title, big), Paragraph(line, BODY), Spacer(0, 3 * mm)]


def flowing_table(
    table: Table, widths: Sequence[float], style: Style, *, repeat: int = 1, wrap: int | None = None
) -> LongTable:
    """Lay a table out; texts in column `wrap` break over lines."""
    body: list[Sequence[Any]] = [table.header]
    for line in table.lines:
        wrapped = line.kind is Kind.ROW and wrap is not None
        body.append(
            [Paragraph(t, BODY) if wrapped and n == wrap else t for n, t in enumerate(line.cells)]
        )
    return LongTable(
        body,
        colWidths=[width * mm for width in widths],
        repeatRows=repeat,
        style=TableStyle([*_base_style(table), *style]),
        hAlign="LEFT",
    )


def _base_style(table: Table, first: int = 1) -> Style:
    style: Style = [
        ("FONT", (0, 0), (-1, -1), FONT, 7.5),
        *([("FONT", (0, 0), (-1, 0), BOLD, 7.5)] if first else []),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    for column, side in enumerate(table.align):
        style.append(("ALIGN", (column, 0), (column, -1), side.upper()))
    for number, line in enumerate(table.lines, start=first):
        if line.kind is Kind.HEADING:
            style += [
                ("SPAN", (0, number), (-1, number)),
                ("ALIGN", (0, number), (-1, number), "LEFT"),
            ]
        if line.kind is not Kind.ROW:
            style.append(("FONT", (0, number), (-1, number), BOLD, 7.5))
    return style


def headless_table(table: Table, widths: Sequence[float], style: Style) -> LongTable:
    return LongTable(
        [line.cells for line in table.lines],
        [width * mm for width in widths],
        style=TableStyle([*_base_style(table, first=0), *style]),
        hAlign="LEFT",
    )
