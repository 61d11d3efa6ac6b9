"""A random list printed by Chromium or Typst, which place, break and draw as they see fit.

What only a canvas can do (hidden digits, letters drawn one by one, turned pages) is left aside.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from tests.builders.matrix import html
from tests.builders.matrix.by_chromium import print_html
from tests.builders.matrix.by_typst import print_typst
from tests.builders.matrix.content import TITLE
from tests.layouts.traits import Layout, decoy_of, table_of

FONTS = {
    "Helvetica": "Liberation Sans",
    "Times-Roman": "Liberation Serif",
    "Courier": "Liberation Mono",
    "Vera": "DejaVu Sans",
}
"""As the system has them; Typst brings its own."""
TYPST_FONTS = {"Courier": "DejaVu Sans Mono", "Times-Roman": "New Computer Modern"}
RULES = {
    "grid": html.GRID_CSS,
    "rows": html.RULES_CSS,
    "three": "thead, table { border-top: 1pt solid black; border-bottom: 1pt solid black }",
    "columns": "td + td, th + th { border-left: 0.5pt solid black }",
    "frame": "table { border: 0.8pt solid black }",
    "fifth": "tbody tr:nth-child(5n) { border-bottom: 0.5pt solid black }",
    "zebra": html.ZEBRA_CSS,
}
STROKES = {
    "grid": "0.4pt",
    "rows": "(x: none, y: 0.3pt)",
    "three": "(x, y) => if y < 2 { (top: 0.8pt) }",
    "columns": "(x: 0.4pt, y: none)",
    "fifth": "(x, y) => if calc.rem(y, 5) == 0 { (bottom: 0.4pt) }",
}
VERTICAL = {"top": "top", "middle": "horizon", "bottom": "bottom"}


def print_by_chromium(layout: Layout, path: Path) -> None:
    """Print the list from a page of HTML."""
    table = table_of(layout)
    head = html.header_html([table.header], table.align).replace("\n", "<br>")
    head = "" if layout.header == "nowhere" else head
    parts = [
        html.title_block(),
        f'<table class="t">{head}{html.body_html(table, None, escape)}</table>',
    ]
    parts.insert(2 if layout.decoy_below else 1, _decoy_html(layout))
    once = html.PLAIN_HEADER_CSS if layout.header == "first page" else ""
    wide = html.page_css("420mm 297mm")
    print_html(
        html.document("".join(parts), wide, _css(layout), RULES.get(layout.rules, ""), once), path
    )


def _css(layout: Layout) -> str:
    title = layout.title_align
    wrapped = (
        f"td.left {{ max-width: {layout.wrap}ch }}" if layout.wrap else "td { white-space: pre }"
    )
    return f"""body {{ font: {layout.size}pt/{layout.leading} "{FONTS[layout.font]}" }}
    .t {{ width: auto }} td {{ vertical-align: {layout.vertical} }} {wrapped}
    td, th {{ padding: {layout.padding}em {min(layout.gaps) / 2}em;
      letter-spacing: {layout.spacing}pt; word-spacing: {(layout.blank - 1) * 0.28}em }}
    {"" if title == "same" else f"th {{ text-align: {title} !important }}"}
    tbody tr:nth-child({layout.rows_per_page[0]}) {{ break-after: page }}"""


def _decoy_html(layout: Layout) -> str:
    rows = ("".join(f"<td>{escape(text)}</td>" for text in line) for line in decoy_of(layout))
    return f"<table class='t'>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def print_by_typst(layout: Layout, path: Path) -> None:
    """Print the list from a template of Typst."""
    table = table_of(layout)
    columns = ", ".join(
        f"{layout.wrap * 0.62}em" if layout.wrap and side == "left" else "auto"
        for side in table.align
    )
    repeat = str(layout.header == "every page").lower()
    head = "" if layout.header == "nowhere" else f"table.header(repeat: {repeat}, ..t.header),"
    shade = "fill: (x, y) => if calc.odd(y) { luma(225) }," if layout.rules == "zebra" else ""
    # A template's own parentheses and braces stay what they are.
    main = f"""#{"block(stroke: 0.6pt, " if layout.rules == "frame" else "("}table(
      columns: ({columns},), align: (x, y) => aligned.at(x) + {VERTICAL[layout.vertical]}, {shade}
      stroke: {STROKES.get(layout.rules, "none")},
      inset: (x: {min(layout.gaps) / 2}em, y: {layout.padding + 0.1}em), {head} ..all-cells))"""
    parts = ["#titles", main]
    parts.insert(2 if layout.decoy_below else 1, _decoy_typst(layout))
    setting = f"""#set page(width: 420mm, height: 297mm)
    #set text(size: {layout.size}pt, font: "{TYPST_FONTS.get(layout.font, "Libertinus Serif")}",
      spacing: {layout.blank * 100}%, tracking: {layout.spacing}pt)
    #set par(leading: {max(layout.leading - 0.75, 0.3)}em)"""
    print_typst("\n".join([setting, *parts]), table, path, title=TITLE)


def _decoy_typst(layout: Layout) -> str:
    lines = decoy_of(layout)
    cells = ", ".join(f'"{text}"' for line in lines for text in line)
    width = max(map(len, lines), default=0)
    return f"#table(columns: {width}, stroke: none, inset: 2pt, {cells})" if lines else ""
