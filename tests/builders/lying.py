"""PDFs with a font that lies: the page shows one character, and the file says another.

Some cells are printed in a second subset of the table's own font, and the map of that subset says
what its glyphs mean. What the file says is always the text given; what the page shows is not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from tests.builders.ruled import TEXT_FONT, Cells, print_ruled_cells

Place = tuple[int, int]
"""Row and column of a cell; row 0 is the header."""

LYING_FONT = "Liar"
TRUE_NAME, LYING_NAME = b"BitstreamVeraSans-Roman", b"BitstreamVeraSans-Liars"


def print_lying(
    cells: Cells,
    path: Path,
    places: Collection[Place],
    lies: Mapping[str, str],
    face: str = TEXT_FONT,
) -> Path:
    """Print cells so that each character of `lies` in these places says another.

    With another `face`, two different fonts have one name.
    """
    shown = [list(row) for row in cells]
    said_by = str.maketrans({said: glyph for glyph, said in lies.items()})
    for row, column in places:
        shown[row][column] = shown[row][column].translate(said_by)
    _register_lying_font(face)
    fonts = [("FONTNAME", (column, row), (column, row), LYING_FONT) for row, column in places]
    print_ruled_cells([tuple(row) for row in shown], path, fonts, packed=False)
    path.write_bytes(_with_lies(path.read_bytes(), lies))
    return path


def _register_lying_font(face: str) -> None:
    font = TTFont(LYING_FONT, f"{face}.ttf")
    font.face.name = LYING_NAME
    pdfmetrics.registerFont(font)


def _with_lies(pdf: bytes, lies: Mapping[str, str]) -> bytes:
    """Change what the second subset says; no byte moves, so the file stays whole."""
    begin = pdf.index(b"/Registry (AAAAAA+" + LYING_NAME)
    end = pdf.index(b"endcmap", begin)
    lying_map = pdf[begin:end]
    meanings = {b"<%04X>" % ord(glyph): b"<%04X>" % ord(said) for glyph, said in lies.items()}
    changed = re.sub(
        rb"(?<=> )<[0-9A-F]{4}>", lambda found: meanings.get(found[0], found[0]), lying_map
    )
    pdf = pdf[:begin] + changed + pdf[end:]
    return pdf.replace(b"AAAAAA+" + LYING_NAME, b"BAAAAA+" + TRUE_NAME)
