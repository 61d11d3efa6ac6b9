"""Printed by Chromium (Skia): what a web page saved as PDF looks like."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path

from tests.builders.matrix import columns as c
from tests.builders.matrix import html
from tests.builders.matrix.content import (
    TITLE_VORLAEUFIG,
    Table,
    add_running_numbers,
    blank_repeats,
    build_table,
    cut,
)
from tests.builders.notation import dotted, euro_sign, euro_sign_narrow, plain, zero_as
from tests.builders.rows import Rows

MIDDLE_CSS = "td[rowspan] { vertical-align: middle }"


def print_html(source: str, path: Path, *flags: str) -> None:
    """Print HTML; pages are not tagged unless asked for, which would triple the file."""
    tagging = [] if "--tagged" in flags else ["--disable-pdf-tagging"]
    html.with_source(
        source,
        lambda page: [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            *tagging,
            f"--print-to-pdf={path}",
            page,
        ],
    )


def _print(path: Path, body: str, *css: str, title: str | None = None) -> None:
    block = html.title_block(title) if title else html.title_block()
    print_html(html.document(block + body, html.page_css(), *css), path)


def grid_merged_kreis(rows: Rows, path: Path) -> None:
    """Ruled grid; the Kreis is one cell over all its rows, its text in the middle.

    A merged cell belongs to all rows beside it, also those above its text.
    """
    table = build_table(
        rows, [c.kreis(), c.key(), c.name(), c.personen(), c.betrag(euro_sign)], total="Summe"
    )
    _print(path, html.table_html(table, merged=0), html.GRID_CSS, MIDDLE_CSS)


def rules_merged_kreis(rows: Rows, path: Path) -> None:
    """Horizontal rules only; the Kreis is one cell over all its rows, its text in the middle.

    The rules stop before the merged cell, which alone says where the Kreis ends.
    """
    table = build_table(rows, [c.name(c.without_title), c.personen(), c.betrag(), c.kreis()])
    css = "td, th { border-top: 0.4pt solid #333; border-bottom: 0.4pt solid #333 }"
    _print(path, html.table_html(table, merged=3), css, MIDDLE_CSS)


def narrow_grid(rows: Rows, path: Path) -> None:
    """Narrow columns without padding; names and Kreise wrap, cells aligned to the top.

    Texts of neighbouring columns nearly touch; only the rules part them.
    """
    table = build_table(rows, [c.key(), c.name(), c.kreis(), c.personen(), c.betrag(euro_sign)])
    css = "table { width: 88mm; table-layout: fixed } td, th { padding: 0 0.6px }"
    widths = "th:nth-child(4) { width: 13.5mm } th:nth-child(2) { width: 25mm }"
    _print(path, html.table_html(table), html.GRID_CSS, css, widths)


def narrow_auto(rows: Rows, path: Path) -> None:
    """No lines, columns as narrow as their texts, 1 px of padding.

    The gap between columns is hardly wider than one between words.
    """
    table = build_table(
        rows, [c.key(), c.name(c.without_title), c.kreis(c.kreis_short), c.personen(), c.betrag()]
    )
    _print(path, html.table_html(table), "table { width: auto } td, th { padding: 0 1px }")


def zebra_headings(rows: Rows, path: Path) -> None:
    """Zebra shading without lines; headings and subtotals per Kreis, header on every page.

    Shaded bands must not be taken for cells of their own.
    """
    table = build_table(
        rows,
        [c.key_6(), c.name(c.without_title), c.personen(), c.betrag(euro_sign)],
        heading=str,
        subtotal=lambda label: f"Summe {label}",
        label_in=1,
        total="Baden-Württemberg insgesamt",
    )
    _print(path, html.table_html(table), html.ZEBRA_CSS)


def wrapped_middle(rows: Rows, path: Path) -> None:
    """Rules under rows; long names wrap, all other cells aligned to the middle of the row.

    The amount then stands between the two lines of the name.
    """
    table = build_table(rows, [c.name(), c.kreis(), c.personen(), c.betrag()])
    css = "table { width: 105mm } td, th { vertical-align: middle }"
    _print(path, html.table_html(table), html.RULES_CSS, css)


def wrapped_middle_unruled(rows: Rows, path: Path) -> None:
    """No lines; long names wrap, cells aligned to the middle; rows stand apart by white space.

    Only the register and the spacing say which lines are one name.
    """
    table = build_table(rows, [c.key(), c.name(), c.personen(), c.betrag()])
    css = "table { width: 78mm } td, th { vertical-align: middle; padding: 3px 4px }"
    _print(path, html.table_html(table), css)


def wrapped_bottom(rows: Rows, path: Path) -> None:
    """No lines; long names wrap, cells aligned to the bottom, so names begin above their row.

    A line of text without an amount belongs to the row below.
    """
    table = build_table(rows, [c.key(), c.name(), c.personen(), c.betrag()])
    css = "table { width: 78mm } td, th { vertical-align: bottom; padding: 3px 4px }"
    _print(path, html.table_html(table), css)


def two_level_header(rows: Rows, path: Path) -> None:
    """Header in two levels: two years and their total, which is the figure; ruled grid.

    Three columns of amounts, of which only "gesamt" counts.
    """
    table = build_table(
        rows,
        [c.key(), c.name(), c.personen(), c.first_year(), c.second_year(), c.betrag()],
        total="Summe",
        label_in=1,
    )
    head = """<thead><tr><th rowspan="2">AGS</th><th rowspan="2">Gemeinde</th>
    <th rowspan="2">Personen</th><th colspan="3" class="center">Planungsrahmen in Euro</th></tr>
    <tr><th class="right">2018</th><th class="right">2019</th><th class="right">gesamt</th></tr>
    </thead>"""
    _print(path, f"<table>{head}{html.body_html(table)}</table>", html.GRID_CSS)


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
    """Three tables side by side without lines, of 38, 38 and the remaining rows; no keys.

    The third is shorter than the others; headings of Kreise stand within the tables.
    """
    columns = [c.name(c.without_title), c.betrag(plain)]
    table = build_table(rows, columns, heading=str)
    parts = [html.table_html(part) for part in cut(table, 50)]
    body = "".join(f'<div class="third">{part}</div>' for part in parts)
    css = ".third { width: 54mm; float: left; margin-right: 6mm }"
    _print(path, body, css)


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
    _print(path, body, html.RULES_CSS, css)


def amount_first(rows: Rows, path: Path) -> None:
    """Unusual order: amount, persons, name, key, Kreis last; horizontal rules.

    The order of columns means nothing.
    """
    table = build_table(rows, [c.betrag(euro_sign), c.personen(), c.name(), c.key(), c.kreis()])
    _print(path, html.table_html(table), html.RULES_CSS)


def running_number(rows: Rows, path: Path) -> None:
    """A running number first and a column of inhabitants; zero is `-`; ruled grid.

    Two more columns of numbers, neither persons nor amounts.
    """
    number = zero_as("-", dotted)
    columns = [c.key(), c.name(), c.einwohner(), c.personen(number), c.betrag(number)]
    table = add_running_numbers(build_table(rows, columns, total="Summe", label_in=1))
    _print(path, html.table_html(table), html.GRID_CSS)


def first_row_only(rows: Rows, path: Path) -> None:
    """The Kreis is printed on its first row only; no lines; title of the July edition.

    A blank repeats the Kreis above, also on the next page.
    """
    table = build_table(rows, [c.kreis(), c.name(c.without_title), c.personen(), c.betrag()])
    body = html.table_html(blank_repeats(table, 0))
    _print(path, body, "tr { break-inside: avoid }", title=TITLE_VORLAEUFIG)


def narrow_no_break(rows: Rows, path: Path) -> None:
    """Amounts with narrow no-break spaces and €; tagged PDF; header on the first page only.

    The spaces within an amount are narrower than any other.
    """
    table = build_table(rows, [c.key(), c.name(), c.betrag(euro_sign_narrow)])
    body = html.title_block() + html.table_html(table)
    source = html.document(body, html.page_css(), html.PLAIN_HEADER_CSS)
    print_html(source, path, "--tagged")


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
    _print(path, body, html.RULES_CSS, "sup { font-size: 5.5pt } .notes { margin-top: 3mm }")


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
    _print(path, html.table_html(table) + body, css)


def kreis_tables(rows: Rows, path: Path) -> None:
    """One table per Kreis with its own header, each as wide as its texts need.

    Columns of the same meaning stand at other places from table to table.
    """
    columns = [c.name(c.without_title), c.personen(), c.betrag()]
    whole = build_table(rows, columns, heading=str)
    body = "".join(_kreis_section(part) for part in _by_heading(whole))
    css = "table { width: auto; margin-bottom: 4mm } h2 { font-size: 10pt; margin: 0 0 1mm }"
    _print(path, body, html.GRID_CSS, css)


def _by_heading(table: Table) -> list[Table]:
    starts = [n for n, line in enumerate(table.lines) if line.kind == "heading"]
    ends = [*starts[1:], len(table.lines)]
    return [replace(table, lines=table.lines[a:b]) for a, b in zip(starts, ends, strict=True)]


def _kreis_section(table: Table) -> str:
    heading, rest = table.lines[0], replace(table, lines=table.lines[1:])
    return f"<h2>{escape(heading.cells[0])}</h2>{html.table_html(rest)}"
