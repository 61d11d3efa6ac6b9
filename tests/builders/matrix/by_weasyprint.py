"""Printed by WeasyPrint (Pango): paged HTML, ligatures, footnotes, page-dependent margins."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from pipeline.values import replace
from tests.builders.matrix import columns as c
from tests.builders.matrix import html
from tests.builders.matrix.content import Column, Table, blank_repeats, build_table
from tests.builders.notation import dotted, euro_sign, euro_word, plain, zero_as
from tests.builders.rows import Rows

weasyprint = import_module("weasyprint")  # not a dependency of the project

LIGATURES_CSS = """body { font-family: "Linux Libertine O", serif; font-size: 10pt }
* { font-variant-ligatures: common-ligatures discretionary-ligatures }"""


def _print(path: Path, body: str, *css: str, page: str | None = None) -> None:
    source = html.document(html.title_block() + body, page or html.page_css(), *css)
    weasyprint.HTML(string=source).write_pdf(path)


def ligatures(rows: Rows, path: Path) -> None:
    """A serif typeface with ligatures (ff, fi, ffl, ch, tz); horizontal rules.

    One glyph stands for several letters of a name.
    """
    table = build_table(rows, [c.name(), c.kreis(), c.personen(), c.betrag(euro_sign)])
    _print(path, html.table_html(table), html.RULES_CSS, LIGATURES_CSS)


def old_style_figures(rows: Rows, path: Path) -> None:
    """Old-style proportional figures that reach above and below the line; no rules.

    Digits have different heights and widths.
    """
    table = build_table(rows, [c.key(), c.name(c.short), c.personen(), c.betrag(plain)])
    css = "td { font-variant-numeric: oldstyle-nums proportional-nums }"
    _print(path, html.table_html(table), LIGATURES_CSS, css)


def capitals(rows: Rows, path: Path) -> None:
    """Names in capitals, letters spaced; Kreis as "LK …"; zero is `-`; zebra.

    A gap between letters is not one between words.
    """
    number = zero_as("-", dotted)
    table = build_table(
        rows,
        [c.name(c.capitals), c.kreis(c.kreis_short), c.personen(number), c.betrag(number)],
    )
    css = "td:first-child { letter-spacing: 1.4pt }"
    _print(path, html.table_html(table), html.ZEBRA_CSS, css)


def asterisks(rows: Rows, path: Path) -> None:
    """Marks `*`, `**`, `1)` after names; footnotes on each page; ruled grid.

    Marks of full size on the line.
    """
    signs = ("*", "**", " 1)", " *)")
    marks = {row.gemeinde_ags: signs[n % 4] for n, row in enumerate(rows) if n % 5 == 1}
    name = replace(c.name(), text=c.marked(str, marks))
    table = build_table(rows, [c.key_6(), name, c.kreis(), c.personen(), c.betrag()])
    notes = (
        "<p>* nachgemeldet &nbsp; ** geschätzt &nbsp; 1) Stand 15.09.2017 &nbsp; *) siehe 1)</p>"
    )
    _print(path, html.table_html(table) + notes, html.GRID_CSS)


def kreis_wrapped(rows: Rows, path: Path) -> None:
    """Wrapped Kreis names beside names on one line; cells aligned to the middle; grid.

    The Kreis has more lines than the name.
    """
    table = build_table(rows, [c.kreis(), c.name(c.without_title), c.personen(), c.betrag()])
    css = (
        "td, th { vertical-align: middle } td:first-child { width: 24mm; overflow-wrap: anywhere }"
    )
    _print(path, html.table_html(table), html.GRID_CSS, css)


def soft_hyphens(rows: Rows, path: Path) -> None:
    """Names broken at soft hyphens over two lines; no rules; cells aligned to the top.

    The hyphen at the line's end is no part of the name.
    """
    table = build_table(rows, [c.name(_with_soft_hyphens), c.kreis(), c.personen(), c.betrag()])
    css = "table { width: 120mm } td:first-child { width: 20mm } td { padding: 2.5px 4px }"
    _print(path, html.table_html(table), css)


def _with_soft_hyphens(official: str) -> str:
    words = official.split(" ")
    return " ".join(f"{w[:6]}\u00ad{w[6:]}" if len(w) > 10 and "-" not in w else w for w in words)


def portrait_and_landscape(rows: Rows, path: Path) -> None:
    """First page upright, the others landscape with wider columns; header on every page.

    The same table in two widths.
    """
    page = html.page_css() + "@page wide { size: A4 landscape } .wide { page: wide }"
    columns = [c.key(), c.name(), c.kreis(), c.personen(), c.betrag(euro_word)]
    first, rest = rows[:40], rows[40:]
    body = html.table_html(build_table(first, columns))
    body += f'<div class="wide">{html.table_html(build_table(rest, columns))}</div>'
    _print(path, body, html.GRID_CSS, page=page)


def kreis_sections(rows: Rows, path: Path) -> None:
    """Each Kreis on a page of its own: heading above the ruled table, subtotal at its end.

    Headings stand outside the table.
    """
    columns = [c.name(c.without_title), c.personen(), c.betrag()]
    body = "".join(
        f"<h2>{c.kreis_label(kreis)}</h2>{html.table_html(table)}"
        for kreis, table in _per_kreis(rows, columns)
    )
    _print(path, body, html.GRID_CSS, "h2 { font-size: 11pt; break-before: page }")


def _per_kreis(rows: Rows, columns: list[Column]) -> list[tuple[str, Table]]:
    keys = dict.fromkeys(row.kreis_ags for row in rows)
    return [(key, build_table(_of(rows, key), columns, total="Zwischensumme")) for key in keys]


def _of(rows: Rows, kreis_ags: str) -> Rows:
    return tuple(row for row in rows if row.kreis_ags == kreis_ags)


def margin_texts(rows: Rows, path: Path) -> None:
    """File name, date and page numbers in the margins, within the table's width; lone Kreis names.

    Lines of numbers directly above and below the table that belong to no row.
    """
    page = (
        html.page_css()
        + """@page { margin-top: 12mm;
      @top-left { content: "Planungsrahmen_2017-12-18.xlsx"; font-size: 8pt;
        vertical-align: bottom }
      @top-center { content: "18.12.2017"; font-size: 8pt; vertical-align: bottom }
      @top-right { content: "Blatt " counter(page) " von " counter(pages); font-size: 8pt;
        vertical-align: bottom } }"""
    )
    table = build_table(rows, [c.kreis(), c.name(c.without_title), c.personen(), c.betrag()])
    _print(path, html.table_html(blank_repeats(table, 0)), html.RULES_CSS, page=page)
