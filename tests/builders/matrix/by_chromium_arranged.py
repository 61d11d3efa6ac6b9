"""Printed by Chromium: tables side by side, one per Kreis, with marks, stamps and notes."""

from __future__ import annotations

from html import escape
from pathlib import Path

from pipeline.values import replace
from tests.builders.matrix import columns as c
from tests.builders.matrix import html
from tests.builders.matrix.by_chromium import print_html, print_page
from tests.builders.matrix.content import (
    Table,
    build_table,
    cut,
)
from tests.builders.notation import plain
from tests.builders.rows import Rows


def side_by_side(rows: Rows, path: Path) -> None:
    """Two ruled tables side by side on landscape pages, header over each.

    Each line of the page holds two rows.
    """
    columns = [c.key(), c.name(c.without_title), c.personen(), c.betrag()]
    parts = [html.table_html(part) for part in cut(build_table(rows, columns), 30)]
    pages = "".join(f'<div class="page">{part}</div>' for part in parts)
    css = """.page { width: 122mm; display: inline-block; vertical-align: top; margin-right: 8mm;
    break-inside: avoid } """
    source = html.document(
        html.title_block() + pages, html.page_css("A4 landscape"), html.GRID_CSS, css
    )
    print_html(source, path)


def three_side_by_side(rows: Rows, path: Path) -> None:
    """Three tables side by side without lines, 50 lines in each of the first two; no keys.

    The third is shorter than the others; headings of Kreise stand within the tables.
    """
    columns = [c.name(c.without_title), c.betrag(plain)]
    table = build_table(rows, columns, heading=str)
    parts = [html.table_html(part) for part in cut(table, 50)]
    body = "".join(f'<div class="third">{part}</div>' for part in parts)
    css = ".third { width: 54mm; float: left; margin-right: 6mm }"
    print_page(path, body, css)


def independent_heights(rows: Rows, path: Path) -> None:
    """Two tables side by side whose rows do not stand at the same heights.

    The left one has wrapped names, the right one larger type.
    """
    columns = [c.name(), c.personen(), c.betrag()]
    half = len(rows) // 2
    tables = [build_table(part, columns) for part in (rows[:half], rows[half:])]
    left, right = map(html.table_html, tables)
    body = f'<div class="one">{left}</div><div class="two">{right}</div>'
    css = """.one { width: 76mm; float: left } .two { width: 94mm; float: right }
    .two td { font-size: 10pt; padding: 1.5px 4px }"""
    print_page(path, body, html.RULES_CSS, css)


def footnotes(rows: Rows, path: Path) -> None:
    """Superscript digits after some names and amounts' headers, footnotes below the table.

    A raised digit is neither part of the name nor of a number.
    """
    marks = {row.gemeinde_ags: str(1 + n % 3) for n, row in enumerate(rows) if n % 6 == 2}
    name = replace(c.name(), text=lambda row: row.gemeinde_name + _sup(marks, row.gemeinde_ags))
    table = build_table(rows, [name, c.kreis(), c.personen(), c.betrag()], total="Summe")
    notes = """<p class="notes"><sup>1</sup> Erhebung nachgemeldet. <sup>2</sup> Einschließlich
    1.204 Personen aus 2016.<br><sup>3</sup> Vorläufig, Stand 15.09.2017.</p>"""
    body = html.table_html(table, cell=_with_sup) + notes
    print_page(path, body, html.RULES_CSS, "sup { font-size: 5.5pt } .notes { margin-top: 3mm }")


def _sup(marks: dict[str, str], ags: str) -> str:
    return f"^{marks[ags]}" if ags in marks else ""


def _with_sup(text: str) -> str:
    name, _, mark = escape(text).partition("^")
    return f"{name}<sup>{mark}</sup>" if mark else name


def watermark(rows: Rows, path: Path) -> None:
    """A slanted watermark under the table on every page, and light text behind the rows.

    The light text lies exactly level with rows: it belongs to no cell.
    """
    table = build_table(rows, [c.key(), c.name(), c.kreis(), c.personen(), c.betrag()])
    body = '<div class="slant">ENTWURF</div><div class="level">Nicht zur Weitergabe</div>'
    css = """.slant, .level { position: fixed; z-index: -1; color: #e4e4e4 }
    .slant { top: 100mm; left: 30mm; font-size: 80pt; transform: rotate(-45deg) }
    .level { top: 60mm; left: 30mm; font-size: 38pt }"""
    print_page(path, html.table_html(table) + body, css)


def kreis_tables(rows: Rows, path: Path) -> None:
    """One table per Kreis with its own header, each as wide as its texts need.

    Columns of the same meaning stand at other places from table to table.
    """
    columns = [c.name(c.without_title), c.personen(), c.betrag()]
    whole = build_table(rows, columns, heading=str)
    body = "".join(_kreis_section(part) for part in _by_heading(whole))
    css = "table { width: auto; margin-bottom: 4mm } h2 { font-size: 10pt; margin: 0 0 1mm }"
    print_page(path, body, html.GRID_CSS, css)


def _by_heading(table: Table) -> list[Table]:
    starts = [n for n, line in enumerate(table.lines) if line.kind == "heading"]
    ends = [*starts[1:], len(table.lines)]
    return [replace(table, lines=table.lines[a:b]) for a, b in zip(starts, ends, strict=True)]


def _kreis_section(table: Table) -> str:
    heading, rest = table.lines[0], replace(table, lines=table.lines[1:])
    return f"<h2>{escape(heading.cells[0])}</h2>{html.table_html(rest)}"
