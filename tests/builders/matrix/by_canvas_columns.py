"""Drawn on ReportLab's canvas: columns so near each other, or so rarely filled, that few rows tell.

All pages are set in one size, one string per cell; what differs is where the cells stand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.builders.matrix import columns as c
from tests.builders.matrix.canvas_page import LEADING, SIZE, TOP, draw_frame, new_canvas
from tests.builders.matrix.content import Column, Kind, Line, Table, build_table
from tests.builders.matrix.reportlab_story import BOLD, FONT
from tests.builders.notation import dotted, with_cents
from tests.builders.rows import Rows

ROWS_PER_PAGE = 55

Edges = Callable[[Sequence[Line]], tuple[float, ...]]


def amount_beside_key(rows: Rows, path: Path) -> None:
    """Amounts right-aligned, keys left-aligned 3 points after them, names 3 points after those.

    What stands between the columns is no wider than a space.
    """
    table = build_table(
        rows, [c.personen(), c.betrag(with_cents), c.key(), c.name(c.without_title), c.kreis()]
    )
    _draw(table, path, lambda _: (80.0, 150.0, 153.0, 192.0, 380.0))


def columns_move(rows: Rows, path: Path) -> None:
    """On each page the Kreis begins 6 points after the longest name of that page.

    Where it begins on one page, names still go on on another.
    """
    table = build_table(
        rows, [c.key(), c.name(c.without_title), c.kreis(), c.personen(), c.betrag(dotted)]
    )

    def edges(lines: Sequence[Line]) -> tuple[float, ...]:
        longest = max(stringWidth(line.cells[1], FONT, SIZE) for line in lines)
        return (45.0, 100.0, 106.0 + longest, 470.0, 550.0)

    _draw(table, path, edges, per_page=34)


def few_notes(rows: Rows, path: Path) -> None:
    """A last column of notes, filled in three rows only.

    So few texts hardly make a column, but they are no part of the amount.
    """
    keys = [row.gemeinde_ags for row in rows][::40]
    notes = Column("Bemerkung", lambda row: "über Verband" if row.gemeinde_ags in keys else "")
    table = build_table(
        rows, [c.key(), c.name(c.without_title), c.personen(), c.betrag(dotted), notes]
    )
    _draw(table, path, lambda _: (45.0, 100.0, 350.0, 420.0, 428.0))


def headings_without_rule(rows: Rows, path: Path) -> None:
    """A rule under each row but none under the titles and headings.

    Between two rules then stand a heading and a row.
    """
    table = build_table(
        rows,
        [c.key(), c.name(c.without_title), c.personen(), c.betrag(dotted)],
        heading=str.upper,
    )
    _draw(table, path, lambda _: (45.0, 100.0, 350.0, 450.0), ruled=True)


def _draw(
    table: Table, path: Path, edges: Edges, *, ruled: bool = False, per_page: int = ROWS_PER_PAGE
) -> None:
    """Draw a table; `edges` says where each column of a page's lines begins or ends."""
    canvas = new_canvas(path)
    for start in range(0, len(table.lines), per_page):
        draw_frame(canvas)
        lines = table.lines[start : start + per_page]
        _draw_row(canvas, table, table.header, TOP, edges(lines), BOLD)
        for number, line in enumerate(lines, start=1):
            y = TOP - number * LEADING
            _draw_row(canvas, table, line.cells, y, edges(lines), FONT)
            if ruled and line.kind is Kind.ROW:
                canvas.line(45, y - 3, 550, y - 3)
        canvas.showPage()
    canvas.save()


def _draw_row(
    canvas: Canvas, table: Table, cells: Sequence[str], y: float, edges: Sequence[float], font: str
) -> None:
    canvas.setFont(font, SIZE)
    for text, align, edge in zip(cells, table.align, edges, strict=True):
        width = stringWidth(text, font, SIZE) if align == "right" else 0.0
        if text:
            canvas.drawString(edge - width, y, text)
