"""Printed by ReportLab's flowing tables: regular grids, merged cells, wrapped paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    LongTable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)

from tests.builders.matrix import columns as c
from tests.builders.matrix.content import DATE, TITLE, Kind, Table, build_table, spans
from tests.builders.notation import (
    dotted,
    euro_sign,
    euro_word,
    plain,
    spaced_from_five_digits,
    with_cents,
    zero_as,
)
from tests.builders.rows import Rows, by_kreis, total_eur, total_personen
from tests.builders.synthetic import KEYWORDS, NOTICE, SUBJECT

FONT, BOLD = "Vera", "VeraBd"
for font in (FONT, BOLD):
    pdfmetrics.registerFont(TTFont(font, f"{font}.ttf"))

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
    frame = Frame(paper.left, 16 * mm, width - paper.left - paper.right, height - 30 * mm, 0, 0, 0, 0)
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
            style += [("SPAN", (0, number), (-1, number)), ("ALIGN", (0, number), (-1, number), "LEFT")]
        if line.kind is not Kind.ROW:
            style.append(("FONT", (0, number), (-1, number), BOLD, 7.5))
    return style


def grid_continued_headings(rows: Rows, path: Path) -> None:
    """Ruled grid; heading per Kreis, repeated on each page as "… (Fortsetzung)"; no header.

    Without titles only the contents say what a column is; a repeated heading is no new Kreis.
    """
    story: list[Flowable] = title_story()
    columns = [c.key_parted(), c.name(), c.personen(), c.betrag(euro_sign)]
    for part in by_kreis(rows).values():
        for start in range(0, len(part), 30):
            heading = str if start == 0 else _continued
            table = build_table(part[start : start + 30], columns, heading=heading)
            story += [_without_header(table, (30, 80, 25, 35), GRID), PageBreak()]
    print_story(story, path)


def _continued(label: str) -> str:
    return f"{label} (Fortsetzung)"


def _without_header(table: Table, widths: Sequence[float], style: Style) -> LongTable:
    return LongTable(
        [line.cells for line in table.lines],
        [width * mm for width in widths],
        style=TableStyle([*_base_style(table, first=0), *style]),
        hAlign="LEFT",
    )


def rule_after_five(rows: Rows, path: Path) -> None:
    """A rule after every fifth row; key of 6 digits; `9661` beside `11 890`; two totals.

    Rules part groups of rows, not rows.
    """
    number = spaced_from_five_digits
    table = build_table(
        rows,
        [c.key_6(), c.name(c.without_title), c.kreis(), c.personen(), c.betrag(number)],
        total="Insgesamt",
        label_in=1,
    )
    fifths = [
        ("LINEBELOW", (0, n), (-1, n), 0.4, colors.black) for n in range(0, len(rows) + 1, 5)
    ]
    laid = flowing_table(table, (18, 55, 55, 20, 30), fifths)
    print_story([*title_story(), laid], path)


def wrapped_grid(rows: Rows, path: Path) -> None:
    """Narrow name column in a grid: names wrap over two or three lines; landscape pages.

    Rows have different heights; amounts `218.922,00`.
    """
    table = build_table(rows, [c.key(), c.name(), c.kreis(), c.personen(), c.betrag(with_cents)])
    laid = flowing_table(table, (20, 24, 60, 20, 30), GRID, wrap=1)
    print_story([*title_story(), laid], path, Paper(landscape(A4)))


def mirrored_margins(rows: Rows, path: Path) -> None:
    """Margins mirrored on odd and even pages: the table stands 18 mm further right on odd ones.

    The same columns at other places.
    """
    table = build_table(rows, [c.key(), c.name(), c.kreis(), c.personen(), c.betrag(euro_word)])
    laid = flowing_table(table, (18, 52, 50, 16, 30), RULES)
    odd, even = Paper(left=28 * mm, right=10 * mm), Paper(left=10 * mm, right=28 * mm)
    print_story([*title_story(), laid], path, odd, even)


def lone_last_row(rows: Rows, path: Path) -> None:
    """The last page holds one row only, without header; no lines at all; zero is `–`.

    A row alone on its page has only its columns' places to be known by.
    """
    number = zero_as("–", dotted)
    columns = [c.key(), c.name(c.without_title), c.kreis(), c.personen(number), c.betrag(number)]
    widths = (18, 60, 55, 16, 30)
    first = flowing_table(build_table(rows[:-1], columns), widths, [])
    last = _without_header(build_table(rows[-1:], columns), widths, [])
    print_story([*title_story(), first, PageBreak(), last], path)


def other_tables(rows: Rows, path: Path) -> None:
    """A table of totals per Kreis before, one per number of persons after; a letter first.

    Amounts that belong to no municipality, in tables of the same look.
    """
    table = build_table(
        rows,
        [c.key(), c.name(), c.kreis(), c.personen(), c.betrag(euro_sign)],
        total="Summe",
        label_in=1,
    )
    story = [*_letter(), PageBreak(), *title_story("Summen je Kreis"), _kreis_sums(rows)]
    story += [Spacer(0, 6 * mm), *title_story()]
    story += [flowing_table(table, (20, 62, 48, 20, 30), GRID), Spacer(0, 6 * mm)]
    story += [*title_story("Gemeinden nach Zahl der Personen"), _size_classes(rows)]
    print_story(story, path)


def _letter() -> list[Flowable]:
    text = f"""Sehr geehrte Damen und Herren,<br/><br/>anbei erhalten Sie den Planungsrahmen für das
    Integrationsmanagement. Insgesamt stehen 58.000.000 Euro im Jahr zur Verfügung; gezählt wurden
    72.857 Personen (Stichtag 15. September 2017). Gemeinden ab 51.000 Euro können allein einen
    Antrag stellen.<br/><br/>Mit freundlichen Grüßen<br/>{NOTICE}"""
    return [*title_story("Anschreiben", "Stuttgart, den 18. Dezember 2017"), Paragraph(text, BODY)]


def _kreis_sums(rows: Rows) -> LongTable:
    body = [("Kreis", "Gemeinden", "Personen", "Betrag in Euro")]
    for kreis_ags, part in by_kreis(rows).items():
        counts = dotted(len(part)), dotted(total_personen(part)), euro_sign(total_eur(part))
        body.append((c.kreis_label(kreis_ags), *counts))
    return LongTable(body, [w * mm for w in (70, 25, 25, 35)], style=_small_grid(), hAlign="LEFT")


def _size_classes(rows: Rows) -> LongTable:
    body = [("Personen", "Gemeinden", "Betrag in Euro")]
    for low, high in ((0, 9), (10, 64), (65, 9999)):
        part = [row for row in rows if low <= row.personen <= high]
        body.append((f"{low} bis {high}", str(len(part)), euro_sign(total_eur(part))))
    return LongTable(body, [w * mm for w in (40, 25, 35)], style=_small_grid(), hAlign="LEFT")


def _small_grid() -> TableStyle:
    return TableStyle([("FONT", (0, 0), (-1, -1), FONT, 7.5), ("ALIGN", (1, 0), (-1, -1), "RIGHT"), *GRID])


def merged_over_pages(rows: Rows, path: Path) -> None:
    """Grid; the Kreis is one cell over all its rows, text at the top, also over page breaks.

    On the second page the cell goes on without text.
    """
    table = build_table(rows, [c.kreis(), c.name(), c.personen(), c.betrag(plain)])
    style = list(GRID)
    for start, length in spans(table, 0):
        style.append(("SPAN", (0, start + 1), (0, start + length)))
    style.append(("VALIGN", (0, 1), (0, -1), "TOP"))
    laid = flowing_table(table, (60, 62, 20, 30), style)
    print_story([*title_story(), laid], path)
