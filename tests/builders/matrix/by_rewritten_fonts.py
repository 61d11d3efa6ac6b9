"""Fonts that do not say what all their glyphs mean: /ToUnicode rewritten by pikepdf.

The page looks the same; what a glyph means stands in that map (ISO 32000-1, sec. 9.10).
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.builders.matrix import by_chromium, by_fpdf2, html
from tests.builders.matrix import columns as c
from tests.builders.matrix.by_rewritten import pikepdf
from tests.builders.matrix.by_rewritten_pages import edit
from tests.builders.matrix.content import build_table
from tests.builders.rows import Rows

WIDTHS = (62, 66, 20, 30)
LATER = "Serif"
PANGRAM = "ABCDEFGHIJKLMNOPRSTUVWZabcdefghijklmnoprstuvwyzäöü"
"""So many letters come first that the digits after them are glyphs number 51, 52 ...: the codes
of other digits."""
BFCHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
SINGLE = re.compile(rb"\d+ beginbfchar(.*?)endbfchar", re.DOTALL)
BULLET, PRIVATE = b"2022", b"F0B7"
"""Office programs give the bullet of a symbol font a code of private use."""


def no_unicode_maps(rows: Rows, path: Path) -> None:
    """A browser's letter, then its table in a font without /ToUnicode on the pages after it.

    The embedded font's own table tells; pdfium does not look there, pdfplumber does.
    """

    def change(document: Any) -> None:
        for font in _fonts(document):
            if LATER in str(font.BaseFont):
                del font["/ToUnicode"]

    edit(_letter_and_table, rows, path, change)


def digits_unmapped(rows: Rows, path: Path) -> None:
    """Every sixth row in another font, which gives its glyph for 7 no meaning.

    The glyph's number is the code of another digit: read as such, figures would be wrong.
    """

    def change(document: Any) -> None:
        for font in _fonts(document):
            if LATER in str(font.BaseFont):
                _map_again(font, lambda found: b"" if found[2] == b"0037" else found[0])

    edit(_rows_added_later, rows, path, change)


def private_bullets(rows: Rows, path: Path) -> None:
    """Legends with a bullet of private use on each page, everything else as usual.

    A sign that only its font knows is no reason to distrust a page.
    """

    def change(document: Any) -> None:
        for font in _fonts(document):
            _map_again(font, lambda found: found[0].replace(BULLET, PRIVATE))

    edit(_bulleted, rows, path, change)


def _fonts(document: Any) -> list[Any]:
    dictionaries = (item for item in document.objects if isinstance(item, pikepdf.Dictionary))
    return [item for item in dictionaries if item.get("/Type") == "/Font" and "/ToUnicode" in item]


def _map_again(font: Any, change: Callable[[re.Match[bytes]], bytes]) -> None:
    """Change the single entries of a font's /ToUnicode; readers want them counted."""
    stream = font["/ToUnicode"]
    text = SINGLE.sub(lambda found: _counted(BFCHAR.sub(change, found[1])), stream.read_bytes())
    stream.write(text)


def _counted(entries: bytes) -> bytes:
    count = len(BFCHAR.findall(entries))
    return b"%d beginbfchar%sendbfchar" % (count, entries)


def _letter_and_table(rows: Rows, path: Path) -> None:
    letter = "<p>Die Beträge stehen auf den folgenden Seiten.</p>"
    table = build_table(rows, [c.key(), c.name(), c.kreis(), c.personen(), c.betrag()])
    css = f'table {{ font-family: "Liberation {LATER}"; break-before: page }}'
    by_chromium.print_page(path, letter + html.table_html(table), html.RULES_CSS, css)


def _rows_added_later(rows: Rows, path: Path) -> None:
    document = _new_document()
    document.set_font(LATER, size=6)
    document.cell(0, 5, f"Schriftprobe {PANGRAM}", new_x="LMARGIN", new_y="NEXT")
    for number, cells in enumerate(_lines(rows)):
        document.set_font(LATER if number % 6 == 5 else "Sans", size=8)
        _put(document, cells)
    document.output(path)


def _bulleted(rows: Rows, path: Path) -> None:
    document = _new_document()
    for number, cells in enumerate(_lines(rows)):
        if number % 20 == 0:
            _put_legend(document)
        document.set_font("Sans", size=8)
        _put(document, cells)
    document.output(path)


def _put_legend(document: Any) -> None:
    for text in ("Personen: gezählt am Stichtag", "Betrag in Euro"):
        document.set_font(LATER, size=8)
        document.cell(6, 5, "•")
        document.set_font("Sans", size=8)
        document.cell(0, 5, text, new_x="LMARGIN", new_y="NEXT")


def _lines(rows: Rows) -> list[Sequence[str]]:
    table = build_table(rows, [c.name(c.without_title), c.kreis(), c.personen(), c.betrag()])
    return [table.header, *(line.cells for line in table.lines)]


def _new_document() -> Any:
    """Return a document with two embedded fonts beside the core ones."""
    document = by_fpdf2.new_document()
    for family in ("Sans", LATER):
        document.add_font(family, fname=_font_file(f"Liberation {family}"))
    return document


def _font_file(name: str) -> str:
    command = ["fc-match", "--format=%{file}", name]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def _put(document: Any, cells: Sequence[str]) -> None:
    for text, width, align in zip(cells, WIDTHS, "LLRR", strict=True):
        document.cell(width, 4.6, text, align=align)
    document.ln()
