"""PDFs with a font that lies: the page shows one character, and the file says another.

Some cells are printed in a second subset of the table's own font, and the map of that subset says
what its glyphs mean. What the file says is always the text given; what the page shows is not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path

from reportlab.lib.colors import Color as Colour
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate

from tests.builders.ruled import TEXT_FONT, Cells, Style, print_footer, print_ruled_cells

Place = tuple[int, int]
"""Row and column of a cell; row 0 is the header."""

LINE, LETTERS = 9, 80
"""Points from one line that lies under the text to the next, and how many letters each has."""
TRUE_NAME = b"BitstreamVeraSans-Roman"


def print_lying(
    cells: Cells,
    path: Path,
    places: Collection[Place],
    lies: Mapping[str, str],
    face: str = TEXT_FONT,
    *,
    own_name: bool = False,
    style: Style = (),
    under: Colour | None = None,
) -> Path:
    """Print cells so that each character of `lies` in these places says another.

    With another `face`, two different fonts have one name, unless it has its own name. `style` is
    how these cells look otherwise; `under` is the colour of letters that lie under all text.
    """
    shown = [list(row) for row in cells]
    said_by = str.maketrans({said: glyph for glyph, said in lies.items()})
    for row, column in places:
        shown[row][column] = shown[row][column].translate(said_by)
    _register_lying_font(face)
    fonts = [
        (command, (column, row), (column, row), *values)
        for row, column in places
        for command, *values in [("FONTNAME", _lying_name(face).decode()), *style]
    ]
    page = partial(_print_page, under=under)
    print_ruled_cells([tuple(row) for row in shown], path, fonts, packed=False, print_page=page)
    lying_name = _lying_name(face)
    lying = _with_lies(path.read_bytes(), lies, lying_name)
    name = lying_name if own_name else TRUE_NAME
    path.write_bytes(lying.replace(b"AAAAAA+" + lying_name, b"BAAAAA+" + name))
    return path


def _print_page(canvas: Canvas, document: SimpleDocTemplate, under: Colour | None) -> None:
    """Print the footer, and letters in a colour where the lines of the table are to be."""
    print_footer(canvas, document)
    if under is not None:
        canvas.setFillColor(under)
        canvas.setFont(TEXT_FONT, LINE)
        for baseline in range(0, int(A4[1]), LINE):
            canvas.drawString(0, baseline, "O" * LETTERS)


def _lying_name(face: str) -> bytes:
    """The name of a face's second subset: ReportLab takes fonts of one name for the same."""
    return b"BitstreamLiar" + face.encode().rjust(len(TRUE_NAME) - 13, b"-")


def _register_lying_font(face: str) -> None:
    name = _lying_name(face)
    font = TTFont(name.decode(), f"{face}.ttf")
    font.face.name = name
    pdfmetrics.registerFont(font)


def _with_lies(pdf: bytes, lies: Mapping[str, str], lying_name: bytes) -> bytes:
    """Change what the second subset says; no byte moves, so the file stays whole."""
    begin = pdf.index(b"/Registry (AAAAAA+" + lying_name)
    end = pdf.index(b"endcmap", begin)
    lying_map = pdf[begin:end]
    meanings = {b"<%04X>" % ord(glyph): b"<%04X>" % ord(said) for glyph, said in lies.items()}
    changed = re.sub(
        rb"(?<=> )<[0-9A-F]{4}>", lambda found: meanings.get(found[0], found[0]), lying_map
    )
    return pdf[:begin] + changed + pdf[end:]
