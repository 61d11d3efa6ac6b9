"""Printed from HTML: WeasyPrint, wkhtmltopdf and Chromium."""

from __future__ import annotations

from html import escape
from importlib import import_module
from pathlib import Path

from pipeline.values import replace
from tests.builders.editions import VORLAEUFIG
from tests.builders.matrix import html
from tests.builders.matrix.content import TITLE, TITLE_VORLAEUFIG, Table, cut
from tests.builders.synthetic import NOTICE
from tests.builders.unseen.table import MARK, kreis_column, kreis_sums, make_table
from tests.builders.unseen.traits import Traits

FONTS = {
    "sans": '"Liberation Sans"',
    "serif": '"Liberation Serif"',
    "narrow": '"Liberation Sans Narrow"',
    "mono": '"Liberation Mono"',
    "wide": '"DejaVu Sans"',
}
NARROW_COLUMN = 23
"""Millimetres of a column, on average, where names are to wrap."""
RULES = {
    "grid": html.GRID_CSS,
    "rows": html.RULES_CSS,
    "three": "thead tr { border-top: 1pt solid black; border-bottom: 0.6pt solid black }",
    "fifth": "tbody tr:nth-child(5n) { border-bottom: 0.5pt solid black }",
    "zebra": html.ZEBRA_CSS,
    "columns": "td + td, th + th { border-left: 0.5pt solid #444 }",
    "frame": "table { border: 0.8pt solid black }",
}
FIGURES = {
    "old style": 'body { font-family: "Libertinus Serif", serif }'
    " td { font-variant-numeric: oldstyle-nums proportional-nums }",
    "ligatures": 'body { font-family: "Libertinus Serif", serif;'
    " font-variant-ligatures: common-ligatures discretionary-ligatures }",
}


def print_html(traits: Traits, path: Path) -> None:
    """Print a document by way of HTML."""
    title = TITLE_VORLAEUFIG if traits.edition == VORLAEUFIG.name else TITLE
    body = html.title_block(title) + _tables(traits)
    if traits.sums_before:
        sums = html.table_html(kreis_sums(traits))
        body = f'<h1>Summen je Kreis</h1>{sums}<div class="new"></div>{body}'
    if traits.watermark and traits.producer != "wkhtmltopdf":
        body += '<div class="mark">ENTWURF</div>'
    PRINTERS[traits.producer](body, traits, title, path)


def _tables(traits: Traits) -> str:
    table = make_table(traits)
    merged = kreis_column(table, traits) if traits.kreis == "merged" else None
    if traits.panels == 1:
        return _table(table, traits, merged, titled=traits.header != "nowhere")
    pages = []
    panels = cut(table, 42)
    for first in range(0, len(panels), traits.panels):
        titled = traits.header == "every page" or (traits.header == "first page" and not first)
        cells = (
            f"<td>{_table(panel, traits, None, titled=titled)}</td>"
            for panel in panels[first : first + traits.panels]
        )
        pages.append(f'<table class="side"><tr>{"".join(cells)}</tr></table>')
    return '<div class="new"></div>'.join(pages)


def _table(table: Table, traits: Traits, merged: int | None, *, titled: bool) -> str:
    head = html.header_html([table.header], table.align).replace("\n", "<br>") if titled else ""
    if merged is not None:
        table = _filled(table, merged)
    return f'<table class="t">{head}{html.body_html(table, merged, _cell)}</table>'


def _filled(table: Table, column: int) -> Table:
    """Put the text of a run's first row into all of them: equal texts become one cell."""
    lines, above = [], ""
    for line in table.lines:
        above = line.cells[column] or above
        cells = (*line.cells[:column], above, *line.cells[column + 1 :])
        lines.append(replace(line, cells=cells) if line.kind == "row" else line)
    return replace(table, lines=tuple(lines))


def _cell(text: str) -> str:
    if text.endswith(MARK):
        return f"{escape(text.removesuffix(MARK))}<sup>1)</sup>"
    return escape(text)


def _css(traits: Traits) -> tuple[str, ...]:
    size = f"A4{' landscape' if traits.landscape else ''}"
    head = f'@page {{ @top-left {{ content: "{traits.running}"; font-size: 7pt }} }}'
    base = f"""body {{ font: {traits.size}pt {FONTS[traits.font]} }}
    .t td, .t th {{ padding: 1.5px {traits.padding}pt; vertical-align: {traits.vertical} }}
    .t {{ width: {_width(traits)} }}
    .new {{ break-after: page; page-break-after: always }} .side {{ width: 100% }}
    .side > tbody > tr > td {{ border: 0 !important; background: none !important;
      padding: 0 4mm; vertical-align: top }}
    .side, .side > tbody > tr {{ border: 0 !important }} sup {{ font-size: 65% }}
    .mark {{ position: fixed; top: 40%; left: 15%; font-size: 90pt; color: #ddd;
      transform: rotate(-40deg); z-index: -1 }}"""
    once = html.PLAIN_HEADER_CSS if traits.header == "first page" else ""
    return (
        html.page_css(size) + (head if traits.running else ""),
        base,
        RULES.get(traits.rules, ""),
        FIGURES.get(traits.figures, ""),
        once,
    )


def _width(traits: Traits) -> str:
    if traits.narrow:
        return f"{NARROW_COLUMN * make_table(traits).width}mm"
    return "100%" if traits.padding > 2 else "auto"


def _weasyprint(body: str, traits: Traits, title: str, path: Path) -> None:
    source = html.document(body, *_css(traits), title=title)
    import_module("weasyprint").HTML(string=source).write_pdf(path)


def _chromium(body: str, traits: Traits, title: str, path: Path) -> None:
    by_chromium = import_module("tests.builders.matrix.by_chromium")
    by_chromium.print_html(html.document(body, *_css(traits), title=title), path)


def _wkhtmltopdf(body: str, traits: Traits, title: str, path: Path) -> None:
    source = html.document(f"{body}<p>{NOTICE}</p>", *_css(traits), title=title)
    way = "Landscape" if traits.landscape else "Portrait"
    command = ["wkhtmltopdf", "-q", "-s", "A4", "-O", way]
    html.with_source(source, lambda page: [*command, page, path])


PRINTERS = {"weasyprint": _weasyprint, "chromium": _chromium, "wkhtmltopdf": _wkhtmltopdf}
