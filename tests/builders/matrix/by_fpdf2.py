"""Printed by fpdf2: cells placed one after the other, core fonts in WinAnsi, rotated contents."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.builders.matrix import columns as c
from tests.builders.matrix.content import DATE, TITLE, Kind, Table, blank_repeats, build_table, cut
from tests.builders.notation import dotted, plain, with_cents, zero_as
from tests.builders.rows import Rows
from tests.builders.synthetic import KEYWORDS, NOTICE, SUBJECT

fpdf = import_module("fpdf")  # not a dependency of the project

LATIN = {"–": "-", "€": "\x80", "\u00a0": " "}


def new_document(orientation: str = "portrait") -> Any:
    """Return a document with title and notice; core fonts, nothing embedded."""

    class Document(fpdf.FPDF):  # type: ignore[misc, name-defined]
        def footer(self) -> None:
            self.set_y(-12)
            self.set_font("Helvetica", size=6)
            self.cell(0, 4, latin(f"{NOTICE}, Seite {self.page_no()}"), align="C")

    document = Document(orientation=orientation, format="A4")
    document.set_title(TITLE)
    document.set_subject(SUBJECT)
    document.set_keywords(", ".join(KEYWORDS))
    document.set_auto_page_break(True, 16)
    document.add_page()
    document.set_font("Helvetica", "B", 12)
    document.cell(0, 7, TITLE, new_x="LMARGIN", new_y="NEXT")
    document.set_font("Helvetica", size=8)
    document.cell(0, 5, DATE, new_x="LMARGIN", new_y="NEXT")
    return document


def latin(text: str) -> str:
    """Return text in the signs that the core fonts have."""
    return "".join(LATIN.get(sign, sign) for sign in text)


def put_row(
    document: Any,
    cells: Sequence[str],
    widths: Sequence[float],
    align: Sequence[str],
    border: str | int = 0,
) -> None:
    """Put a row of cells and go to the next line."""
    for text, width, side in zip(cells, widths, align, strict=True):
        document.cell(width, 4.6, latin(text), align=side[0].upper(), border=border)
    document.ln()


def put_table(document: Any, table: Table, widths: Sequence[float], border: str | int = 0) -> None:
    """Put a table with its header once; headings over the whole width."""
    document.set_font("Helvetica", "B", 8)
    put_row(document, table.header, widths, table.align, border)
    for line in table.lines:
        document.set_font("Helvetica", "" if line.kind is Kind.ROW else "B", 8)
        if line.kind is Kind.HEADING:
            document.cell(sum(widths), 4.6, latin(line.cells[0]), border=border)
            document.ln()
        else:
            put_row(document, line.cells, widths, table.align, border)


def cells_unruled(rows: Rows, path: Path) -> None:
    """Core fonts (WinAnsi, not embedded), no lines, header once; persons right of the amount.

    The order amount, persons; the last page has few rows.
    """
    number = zero_as("-", dotted)
    columns = [c.key(), c.name(c.without_title), c.kreis(), c.betrag(number), c.personen(number)]
    document = new_document()
    put_table(document, build_table(rows, columns), (18, 56, 60, 26, 18))
    document.output(path)


def cells_underlined(rows: Rows, path: Path) -> None:
    """A rule under each cell, gaps in the rules between columns; heading and subtotal per Kreis.

    Rules are in pieces; heading lines have one over the whole width.
    """
    columns = [c.name(), c.personen(), c.betrag(with_cents)]
    table = build_table(
        rows, columns, heading=str, subtotal="Summe {}".format, total="Baden-Württemberg"
    )
    document = new_document()
    put_table(document, table, (80, 25, 40), "B")
    document.output(path)


def centred(rows: Rows, path: Path) -> None:
    """All columns centred; no lines; Kreis on its first row only, in the last column.

    No column has a common edge, left or right.
    """
    columns = [c.key_6(), c.name(c.without_title), c.personen(), c.betrag(plain), c.kreis()]
    table = blank_repeats(build_table(rows, columns), 4)
    document = new_document()
    centred_table = Table(table.header, ("center",) * 5, table.lines)
    put_table(document, centred_table, (20, 62, 20, 26, 60))
    document.output(path)


def left_aligned(rows: Rows, path: Path) -> None:
    """All columns aligned to the left, amounts too; a grid of dashed lines.

    Amounts begin, but do not end, at one edge.
    """
    columns = [c.key(), c.name(), c.kreis(), c.personen(), c.betrag()]
    table = build_table(rows, columns)
    document = new_document()
    document.set_dash_pattern(dash=0.6, gap=0.8)
    put_table(document, Table(table.header, ("left",) * 5, table.lines), (19, 58, 62, 18, 26), 1)
    document.output(path)


def three_panels(rows: Rows, path: Path) -> None:
    """Three panels of name, persons, amount on landscape pages, all starting at one height.

    Panels are filled one after the other; a header over each; no lines; the last is half empty.
    """
    columns = [c.key_6("Nr."), c.name(c.without_title), c.personen(plain), c.betrag(plain, "Euro")]
    document = new_document("landscape")
    top = document.get_y() + 2
    panels = cut(build_table(rows, columns), 34)
    for number, panel in enumerate(panels):
        if number and number % 3 == 0:
            document.add_page()
        _put_panel(document, panel, 10 + 95 * (number % 3), top)
    document.output(path)


def _put_panel(document: Any, panel: Table, left: float, top: float) -> None:
    document.set_y(top)
    document.set_left_margin(left)
    document.set_x(left)
    document.set_font("Helvetica", size=7)
    put_row(document, panel.header, (14, 48, 10, 14), panel.align)
    for line in panel.lines:
        put_row(document, line.cells, (14, 48, 10, 14), panel.align)
    document.set_left_margin(10)


def slightly_turned(rows: Rows, path: Path) -> None:
    """The table is turned by a third of a degree, as after a bad scan; no lines.

    Rows climb by a point from the first column to the last.
    """
    columns = [c.key(), c.name(), c.kreis(), c.personen(), c.betrag()]
    document = new_document()
    with document.rotation(0.33, 105, 148):
        put_table(document, build_table(rows, columns), (20, 55, 60, 18, 26))
    document.output(path)


def touching_numbers(rows: Rows, path: Path) -> None:
    """Persons to the right, amounts like `15 922` to the left of the gap between them: 2 mm.

    The gap between two columns is hardly wider than the one within an amount.
    """
    columns = [c.key(), c.name(), c.kreis(), c.personen(plain), c.betrag(_spaced)]
    table = build_table(rows, columns)
    align = ("left", "left", "left", "right", "left")
    document = new_document()
    put_table(document, Table(table.header, align, table.lines), (19, 58, 62, 18, 30))
    document.output(path)


def _spaced(number: int) -> str:
    return dotted(number).replace(".", " ")
