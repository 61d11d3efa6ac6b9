"""Tables and pages as HTML, for the producers that print it."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from tests.builders.matrix.content import DATE, TITLE, Kind, Line, Table, spans
from tests.builders.synthetic import KEYWORDS, NOTICE, SUBJECT

BASE_CSS = """
body { font: 8.5pt "Liberation Sans", sans-serif; margin: 0 }
h1 { font-size: 13pt; margin: 0 0 2mm } p { margin: 0 0 2mm }
table { border-collapse: collapse; width: 100% }
td, th { padding: 1px 4px; vertical-align: top; text-align: left; font-weight: normal }
thead th { font-weight: bold }
tr { break-inside: avoid }
.right { text-align: right } .center { text-align: center }
.heading td, .subtotal td, .total td { font-weight: bold }
"""
GRID_CSS = "td, th { border: 0.5pt solid black }"
RULES_CSS = "tr { border-bottom: 0.4pt solid #555 } thead tr { border-top: 1pt solid black }"
ZEBRA_CSS = "tbody tr:nth-child(even) { background: #dde6ee }"
PLAIN_HEADER_CSS = "thead { display: table-row-group }"
"""Prints the header on the first page only."""

CellHtml = Callable[[str], str]


def page_css(size: str = "A4", margin: str = "18mm 15mm 16mm 15mm") -> str:
    """Return the page rule: size, margins, and the notice and page number at every foot."""
    return f"""@page {{ size: {size}; margin: {margin};
  @bottom-left {{ content: "{NOTICE}"; font: 7pt "Liberation Sans", sans-serif; color: #444 }}
  @bottom-right {{ content: "Seite " counter(page);
    font: 7pt "Liberation Sans", sans-serif; color: #444 }} }}"""


def document(body: str, *css: str, title: str = TITLE) -> str:
    """Return a whole HTML document with the notice in its metadata."""
    return f"""<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">
<title>{escape(title)}</title><meta name="description" content="{SUBJECT}">
<meta name="keywords" content="{", ".join(KEYWORDS)}">
<style>{BASE_CSS}{"".join(css)}</style></head><body>{body}</body></html>"""


def title_block(title: str = TITLE, line: str = DATE) -> str:
    """Return the title and the date, as on the first page."""
    return f"<h1>{escape(title)}</h1><p>{escape(line)} – {NOTICE}</p>"


def table_html(table: Table, *, merged: int | None = None, cell: CellHtml = escape) -> str:
    """Return a table; equal texts in column `merged` become one cell over several rows."""
    return (
        f"<table>{header_html([table.header], table.align)}{body_html(table, merged, cell)}</table>"
    )


def header_html(levels: Sequence[Sequence[str]], align: Sequence[str]) -> str:
    """Return the titles, one row per level."""
    rows = "".join(
        "<tr>"
        + "".join(f'<th class="{a}">{escape(t)}</th>' for t, a in zip(level, align, strict=True))
        + "</tr>"
        for level in levels
    )
    return f"<thead>{rows}</thead>"


def body_html(table: Table, merged: int | None = None, cell: CellHtml = escape) -> str:
    """Return all lines."""
    heights = dict(spans(table, merged)) if merged is not None else {}
    rows = []
    for index, line in enumerate(table.lines):
        skip = merged if merged is not None and index not in heights else None
        height = heights.get(index, 1) if line.kind is Kind.ROW else 1
        rows.append(_row_html(line, table.align, merged, height, skip, cell))
    return f"<tbody>{''.join(rows)}</tbody>"


def _row_html(
    line: Line,
    align: Sequence[str],
    merged: int | None,
    height: int,
    skip: int | None,
    cell: CellHtml,
) -> str:
    if line.kind is Kind.HEADING:
        return f'<tr class="heading"><td colspan="{len(align)}">{cell(line.cells[0])}</td></tr>'
    cells = []
    for column, (text, side) in enumerate(zip(line.cells, align, strict=True)):
        if column == skip:
            continue
        span = f' rowspan="{height}"' if column == merged and height > 1 else ""
        cells.append(f'<td class="{side}"{span}>{cell(text)}</td>')
    return f'<tr class="{line.kind}">{"".join(cells)}</tr>'


def run(command: Sequence[str | bytes | Path]) -> None:
    """Run a producer; raises CalledProcessError with what it said."""
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def with_source(html: str, command: Callable[[Path], Sequence[str | Path]]) -> None:
    """Write HTML to a temporary file and run the command made from its path."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "document.html"
        source.write_text(html, encoding="utf-8")
        run(command(source))
