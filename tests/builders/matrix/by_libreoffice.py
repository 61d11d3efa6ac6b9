"""Printed by LibreOffice: spreadsheets (Calc) and text documents (Writer), written as flat XML.

Flat OpenDocument needs no library and can be read as it stands. Most published tables of this kind
were printed from a spreadsheet or a word processor.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tests.builders.matrix import columns as c
from tests.builders.matrix.content import DATE, TITLE, Kind, Line, Table, blank_repeats, build_table
from tests.builders.matrix.html import run
from tests.builders.notation import (
    dotted,
    euro_sign,
    euro_word,
    plain,
    spaced_from_five_digits,
    with_cents,
    zero_as,
)
from tests.builders.rows import Rows
from tests.builders.synthetic import KEYWORDS, NOTICE, SUBJECT

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "meta": "meta",
        "fo": "xsl-fo-compatible",
    }.items()
)
META = (
    f'<office:meta xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{TITLE}</dc:title>'
    f"<dc:subject>{SUBJECT}</dc:subject>"
    + "".join(f"<meta:keyword>{word}</meta:keyword>" for word in KEYWORDS)
    + "</office:meta>"
)
BORDERS = {
    "grid": 'fo:border="0.5pt solid #000000"',
    "rules": 'fo:border-bottom="0.5pt solid #888888"',
    "none": "",
}


@dataclass(frozen=True)
class Sheet:
    """How a sheet or text table looks; widths in millimetres."""

    widths: tuple[float, ...]
    border: str = "grid"
    landscape: bool = False
    wrap: bool = False
    vertical: str = "bottom"
    size: float = 9
    merged: int | None = None
    repeat_header: bool = True
    padding: str = "0.35mm"
    margin: str = "15mm"


def convert(source: str, ending: str, path: Path) -> None:
    """Have LibreOffice print a flat XML document."""
    with tempfile.TemporaryDirectory() as folder:
        flat = Path(folder) / f"{path.stem}.{ending}"
        flat.write_text(source, encoding="utf-8")
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        run([*command, flat])
        shutil.move(flat.with_suffix(".pdf"), path)


def calc(table: Table, sheet: Sheet, path: Path, *, header: bool = True) -> None:
    """Print a spreadsheet: the title in its first rows, the notice in the page's foot."""
    rows = [_title_row(TITLE, table.width), _title_row(DATE, table.width)]
    titles = "".join(_calc_cell(text, "head") for text in table.header) if header else ""
    head = f"<table:table-row>{titles}</table:table-row>" if header else ""
    if sheet.repeat_header and header:
        head = f"<table:table-header-rows>{head}</table:table-header-rows>"
    body = "".join(_calc_row(table, number, sheet) for number in range(len(table.lines)))
    columns = "".join(f'<table:table-column table:style-name="c{n}"/>' for n in range(table.width))
    content = f"{columns}{''.join(rows)}{head}{body}"
    spread = f'<table:table table:name="Tabelle1" table:style-name="t">{content}</table:table>'
    source = _document("spreadsheet", spread, _calc_styles(table, sheet), sheet)
    convert(source, "fods", path)


def _document(kind: str, body: str, styles: str, sheet: Sheet) -> str:
    width, height = (297, 210) if sheet.landscape else (210, 297)
    way = "landscape" if sheet.landscape else "portrait"
    footer = f"{NOTICE} – Seite <text:page-number>1</text:page-number>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {SPACES} office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.{kind}">{META}
<office:automatic-styles>{styles}
<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="{width}mm"
 fo:page-height="{height}mm" style:print-orientation="{way}" fo:margin="{sheet.margin}"
 style:scale-to="100%"/><style:footer-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Default" style:page-layout-name="page">
<style:header style:display="false"/><style:footer><text:p>{footer}</text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"""


def _title_row(text: str, width: int) -> str:
    rest = f'<table:covered-table-cell table:number-columns-repeated="{width - 1}"/>'
    return (
        f'<table:table-row><table:table-cell table:style-name="title" '
        f'table:number-columns-spanned="{width}" table:number-rows-spanned="1" '
        f'office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>{rest}'
        "</table:table-row>"
    )


def _calc_cell(text: str, style: str, spans: str = "") -> str:
    content = f"<text:p>{escape(text)}</text:p>" if text else ""
    return (
        f'<table:table-cell table:style-name="{style}"{spans} office:value-type="string">'
        f"{content}</table:table-cell>"
    )


def _calc_row(table: Table, number: int, sheet: Sheet) -> str:
    line = table.lines[number]
    if line.kind is Kind.HEADING:
        spans = f' table:number-columns-spanned="{table.width}" table:number-rows-spanned="1"'
        return f"<table:table-row>{_calc_cell(line.cells[0], 'bold', spans)}</table:table-row>"
    cells = []
    for column, text in enumerate(line.cells):
        style = f"a{column}" if line.kind is Kind.ROW else f"b{column}"
        if column == sheet.merged and line.kind is Kind.ROW:
            height = _merged_height(table, number, column)
            spans = f' table:number-columns-spanned="1" table:number-rows-spanned="{height}"'
            cells.append(_calc_cell(text, style, spans) if text else "<table:covered-table-cell/>")
        else:
            cells.append(_calc_cell(text, style))
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _merged_height(table: Table, start: int, column: int) -> int:
    """Count the lines of a merged cell: its own and the blanks below (see `blank_repeats`)."""
    below = (line for line in table.lines[start + 1 :])
    height = 1
    for line in below:
        if line.kind is not Kind.ROW or line.cells[column]:
            break
        height += 1
    return height


def _calc_styles(table: Table, sheet: Sheet) -> str:
    columns = "".join(
        f'<style:style style:name="c{n}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}mm"/></style:style>'
        for n, width in enumerate(sheet.widths)
    )
    master = (
        '<style:style style:name="t" style:family="table" style:master-page-name="Default">'
        '<style:table-properties table:display="true"/></style:style>'
    )
    cells = [_cell_style("title", "start", sheet, bold=True, border="none", wrap=False)]
    cells += [_cell_style("head", "start", sheet, bold=True), _cell_style("bold", "start", sheet, bold=True)]
    for n, side in enumerate(table.align):
        align = {"left": "start", "right": "end", "center": "center"}[side]
        cells.append(_cell_style(f"a{n}", align, sheet))
        cells.append(_cell_style(f"b{n}", align, sheet, bold=True))
    return master + columns + "".join(cells)


def _cell_style(
    name: str,
    align: str,
    sheet: Sheet,
    *,
    bold: bool = False,
    border: str | None = None,
    wrap: bool | None = None,
) -> str:
    wrapped = sheet.wrap if wrap is None else wrap
    weight = "bold" if bold else "normal"
    return (
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties '
        f'{BORDERS[border or sheet.border]} style:vertical-align="{sheet.vertical}" '
        f'fo:padding="{sheet.padding}" fo:wrap-option="{"wrap" if wrapped else "no-wrap"}" '
        f'style:text-align-source="fix" style:repeat-content="false"/>'
        f'<style:paragraph-properties fo:text-align="{align}"/><style:text-properties '
        f'style:font-name="Liberation Sans" fo:font-family="Liberation Sans" '
        f'fo:font-size="{sheet.size}pt" fo:font-weight="{weight}"/></style:style>'
    )


def calc_grid(rows: Rows, path: Path) -> None:
    """Spreadsheet with cell borders, header on every page; amounts `218.922 €`, grand total.

    The plainest printout of a spreadsheet.
    """
    table = build_table(
        rows,
        [c.key(), c.name(), c.kreis(), c.personen(), c.betrag(euro_sign)],
        total="Summe",
        label_in=1,
    )
    calc(table, Sheet((20, 58, 52, 18, 28)), path)


def calc_no_borders(rows: Rows, path: Path) -> None:
    """Spreadsheet without borders, header on the first page only; `9661` beside `11 890`.

    Nothing but alignment, cells touching each other.
    """
    number = zero_as("-", spaced_from_five_digits)
    table = build_table(rows, [c.key_6(), c.name(), c.kreis(), c.personen(number), c.betrag(number)])
    calc(table, Sheet((18, 58, 60, 16, 22), "none", repeat_header=False), path)


def calc_overflow(rows: Rows, path: Path) -> None:
    """Columns too narrow: long names run into the empty cell beside them, others are cut off.

    A text reaches over the edge of its column.
    """
    table = build_table(
        rows,
        [c.key(), c.name(c.without_title), c.Column("Bemerkung", lambda _row: ""), c.betrag(), c.personen()],
    )
    calc(table, Sheet((18, 26, 22, 28, 18)), path)


def calc_merged_middle(rows: Rows, path: Path) -> None:
    """Kreis in a merged cell over all its rows, centred in it; borders; wrapped names.

    The text stands in the middle of the merged cell, also where that is on another page.
    """
    table = blank_repeats(
        build_table(rows, [c.kreis(), c.name(), c.personen(plain), c.betrag(with_cents)]), 0
    )
    calc(table, Sheet((45, 34, 18, 32), wrap=True, vertical="middle", merged=0), path)


def calc_landscape_subtotals(rows: Rows, path: Path) -> None:
    """Landscape; heading and subtotal rows per Kreis, horizontal rules, two years and their total.

    Three amounts in a row and sums between the rows.
    """
    columns = [
        c.key_parted(),
        c.name(),
        c.personen(),
        c.first_year(euro_word, "Betrag 2018"),
        c.second_year(euro_word, "Betrag 2019"),
        c.betrag(euro_word, "Betrag gesamt"),
    ]
    table = build_table(
        rows, columns, heading=str, subtotal=lambda label: f"Zwischensumme {label}", label_in=1
    )
    sheet = Sheet((34, 80, 22, 36, 36, 38), "rules", landscape=True, size=10)
    calc(table, sheet, path)


def calc_currency_column(rows: Rows, path: Path) -> None:
    """The currency sign in a column of its own, no header, Regierungsbezirk before the Kreis.

    A column of signs only; the amount has none.
    """
    columns = [c.bezirk(), c.kreis(), c.name(c.short), c.betrag(dotted), c.currency()]
    calc(build_table(rows, columns), Sheet((26, 56, 54, 24, 8)), path, header=False)


def writer_table(rows: Rows, path: Path) -> None:
    """Word processor table with borders, wrapped names at the top, Kreis on its first row only.

    Cells are paragraphs.
    """
    table = build_table(rows, [c.kreis(), c.key(), c.name(), c.personen(), c.betrag(euro_sign)])
    writer(blank_repeats(table, 0), Sheet((45, 22, 38, 20, 30), wrap=True, vertical="top"), path)


def writer_headings(rows: Rows, path: Path) -> None:
    """Word processor table without borders; headings in capitals per Kreis; `218 922 Euro`.

    Headings are merged cells over the whole width.
    """
    columns = [c.name(c.great_town), c.betrag(euro_word), c.personen()]
    table = build_table(rows, columns, heading=str.upper, total="GESAMT")
    writer(table, Sheet((80, 40, 30), "none", wrap=True, vertical="top"), path)


def writer_tab_stops(rows: Rows, path: Path) -> None:
    """No table: lines with tab stops, as typed by hand; Kreis headings as paragraphs.

    Columns are places where tabs end.
    """
    table = build_table(
        rows,
        [c.key(), c.name(c.without_title), c.personen(), c.betrag()],
        heading=str,
        subtotal=lambda label: f"Summe {label}",
        label_in=1,
    )
    lines = "".join(_tabbed(line) for line in [Line(Kind.SUBTOTAL, table.header), *table.lines])
    styles = f"""<style:style style:name="tabs" style:family="paragraph"><style:paragraph-properties>
<style:tab-stops><style:tab-stop style:position="25mm"/><style:tab-stop style:position="115mm"
 style:type="right"/><style:tab-stop style:position="150mm" style:type="right"/></style:tab-stops>
</style:paragraph-properties>{_text_properties("normal")}</style:style>
<style:style style:name="strong" style:family="paragraph" style:parent-style-name="tabs">
{_text_properties("bold")}</style:style>"""
    body = f"<text:p>{TITLE}</text:p><text:p>{DATE}</text:p>{lines}"
    convert(_document("text", body, styles, Sheet(())).replace('"Default"', '"Standard"'), "fodt", path)


def _text_properties(weight: str) -> str:
    return (
        '<style:text-properties fo:font-family="Liberation Serif" fo:font-size="10pt" '
        f'fo:font-weight="{weight}"/>'
    )


def _tabbed(line: Line) -> str:
    style = "tabs" if line.kind is Kind.ROW else "strong"
    if line.kind is Kind.HEADING:
        return f'<text:p text:style-name="strong">{escape(line.cells[0])}</text:p>'
    texts = "<text:tab/>".join(map(escape, line.cells))
    return f'<text:p text:style-name="{style}">{texts}</text:p>'


def writer(table: Table, sheet: Sheet, path: Path) -> None:
    """Print a text document that holds one table."""
    head = "".join(_writer_cell(text, f"b{n}") for n, text in enumerate(table.header))
    body = "".join(_writer_row(line, table.width) for line in table.lines)
    columns = "".join(f'<table:table-column table:style-name="c{n}"/>' for n in range(table.width))
    content = (
        f"<text:p>{TITLE}</text:p><text:p>{DATE}</text:p>"
        f'<table:table table:name="Tabelle1" table:style-name="t">{columns}'
        f"<table:table-header-rows><table:table-row>{head}</table:table-row>"
        f"</table:table-header-rows>{body}</table:table>"
    )
    styles = _calc_styles(table, sheet) + _writer_styles(table, sheet)
    source = _document("text", content, styles, sheet).replace('"Default"', '"Standard"')
    convert(source, "fodt", path)


def _writer_styles(table: Table, sheet: Sheet) -> str:
    styles = [
        f'<style:style style:name="t" style:family="table"><style:table-properties '
        f'style:width="{sum(sheet.widths)}mm" table:align="left"/></style:style>'
    ]
    for n, side in enumerate(table.align):
        align = "end" if side == "right" else "start"
        for prefix, weight in (("a", "normal"), ("b", "bold")):
            styles.append(
                f'<style:style style:name="p{prefix}{n}" style:family="paragraph">'
                f'<style:paragraph-properties fo:text-align="{align}"/>'
                f'<style:text-properties fo:font-family="Liberation Sans" fo:font-size="9pt" '
                f'fo:font-weight="{weight}"/></style:style>'
            )
    return "".join(styles)


def _writer_cell(text: str, style: str, spans: str = "") -> str:
    return (
        f'<table:table-cell table:style-name="{style}"{spans} office:value-type="string">'
        f'<text:p text:style-name="p{style}">{escape(text)}</text:p></table:table-cell>'
    )


def _writer_row(line: Line, width: int) -> str:
    if line.kind is Kind.HEADING:
        spans = f' table:number-columns-spanned="{width}"'
        covered = "<table:covered-table-cell/>" * (width - 1)
        cells = _writer_cell(line.cells[0], "b0", spans) + covered
    else:
        prefix = "a" if line.kind is Kind.ROW else "b"
        cells = "".join(_writer_cell(text, f"{prefix}{n}") for n, text in enumerate(line.cells))
    return f"<table:table-row>{cells}</table:table-row>"

