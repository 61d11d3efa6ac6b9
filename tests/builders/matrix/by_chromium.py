"""Printed by Chromium (Skia): what a web page saved as PDF looks like."""

from __future__ import annotations

from pathlib import Path

from tests.builders.matrix import columns as c
from tests.builders.matrix import html
from tests.builders.matrix.content import (
    TITLE_VORLAEUFIG,
    add_running_numbers,
    blank_repeats,
    build_table,
)
from tests.builders.notation import dotted, euro_sign, euro_sign_narrow, zero_as
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


def print_page(path: Path, body: str, *css: str, title: str | None = None) -> None:
    block = html.title_block(title) if title else html.title_block()
    print_html(html.document(block + body, html.page_css(), *css), path)


def grid_merged_kreis(rows: Rows, path: Path) -> None:
    """Ruled grid; the Kreis is one cell over all its rows, its text in the middle.

    A merged cell belongs to all rows beside it, also those above its text.
    """
    table = build_table(
        rows, [c.kreis(), c.key(), c.name(), c.personen(), c.betrag(euro_sign)], total="Summe"
    )
    print_page(path, html.table_html(table, merged=0), html.GRID_CSS, MIDDLE_CSS)


def rules_merged_kreis(rows: Rows, path: Path) -> None:
    """Horizontal rules only; the Kreis is one cell over all its rows, its text in the middle.

    The rules stop before the merged cell, which alone says where the Kreis ends.
    """
    table = build_table(rows, [c.name(c.without_title), c.personen(), c.betrag(), c.kreis()])
    css = "td, th { border-top: 0.4pt solid #333; border-bottom: 0.4pt solid #333 }"
    print_page(path, html.table_html(table, merged=3), css, MIDDLE_CSS)


def narrow_grid(rows: Rows, path: Path) -> None:
    """Narrow columns without padding; names and Kreise wrap, cells aligned to the top.

    Texts of neighbouring columns nearly touch; only the rules part them.
    """
    table = build_table(rows, [c.key(), c.name(), c.kreis(), c.personen(), c.betrag(euro_sign)])
    css = "table { width: 88mm; table-layout: fixed } td, th { padding: 0 0.6px }"
    widths = "th:nth-child(4) { width: 13.5mm } th:nth-child(2) { width: 25mm }"
    print_page(path, html.table_html(table), html.GRID_CSS, css, widths)


def narrow_auto(rows: Rows, path: Path) -> None:
    """No lines, columns as narrow as their texts, 1 px of padding.

    The gap between columns is hardly wider than one between words.
    """
    table = build_table(
        rows, [c.key(), c.name(c.without_title), c.kreis(c.kreis_short), c.personen(), c.betrag()]
    )
    print_page(path, html.table_html(table), "table { width: auto } td, th { padding: 0 1px }")


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
    print_page(path, html.table_html(table), html.ZEBRA_CSS)


def wrapped_middle(rows: Rows, path: Path) -> None:
    """Rules under rows; long names wrap, all other cells aligned to the middle of the row.

    The amount then stands between the two lines of the name.
    """
    table = build_table(rows, [c.name(), c.kreis(), c.personen(), c.betrag()])
    css = "table { width: 105mm } td, th { vertical-align: middle }"
    print_page(path, html.table_html(table), html.RULES_CSS, css)


def wrapped_middle_unruled(rows: Rows, path: Path) -> None:
    """No lines; long names wrap, cells aligned to the middle; rows stand apart by white space.

    Only the register and the spacing say which lines are one name.
    """
    table = build_table(rows, [c.key(), c.name(), c.personen(), c.betrag()])
    css = "table { width: 78mm } td, th { vertical-align: middle; padding: 3px 4px }"
    print_page(path, html.table_html(table), css)


def wrapped_bottom(rows: Rows, path: Path) -> None:
    """No lines; long names wrap, cells aligned to the bottom, so names begin above their row.

    A line of text without an amount belongs to the row below.
    """
    table = build_table(rows, [c.key(), c.name(), c.personen(), c.betrag()])
    css = "table { width: 78mm } td, th { vertical-align: bottom; padding: 3px 4px }"
    print_page(path, html.table_html(table), css)


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
    print_page(path, f"<table>{head}{html.body_html(table)}</table>", html.GRID_CSS)


def amount_first(rows: Rows, path: Path) -> None:
    """Unusual order: amount, persons, name, key, Kreis last; horizontal rules.

    The order of columns means nothing.
    """
    table = build_table(rows, [c.betrag(euro_sign), c.personen(), c.name(), c.key(), c.kreis()])
    print_page(path, html.table_html(table), html.RULES_CSS)


def running_number(rows: Rows, path: Path) -> None:
    """A running number first and a column of inhabitants; zero is `-`; ruled grid.

    Two more columns of numbers, neither persons nor amounts.
    """
    number = zero_as("-", dotted)
    columns = [c.key(), c.name(), c.einwohner(), c.personen(number), c.betrag(number)]
    table = add_running_numbers(build_table(rows, columns, total="Summe", label_in=1))
    print_page(path, html.table_html(table), html.GRID_CSS)


def first_row_only(rows: Rows, path: Path) -> None:
    """The Kreis is printed on its first row only; no lines; title of the July edition.

    A blank repeats the Kreis above, also on the next page.
    """
    table = build_table(rows, [c.kreis(), c.name(c.without_title), c.personen(), c.betrag()])
    body = html.table_html(blank_repeats(table, 0))
    print_page(path, body, "tr { break-inside: avoid }", title=TITLE_VORLAEUFIG)


def narrow_no_break(rows: Rows, path: Path) -> None:
    """Amounts with narrow no-break spaces and €; tagged PDF; header on the first page only.

    The spaces within an amount are narrower than any other.
    """
    table = build_table(rows, [c.key(), c.name(), c.betrag(euro_sign_narrow)])
    body = html.title_block() + html.table_html(table)
    source = html.document(body, html.page_css(), html.PLAIN_HEADER_CSS)
    print_html(source, path, "--tagged")
