"""Printed by LibreOffice Writer: tables and tab stops in text documents."""

from __future__ import annotations

from html import escape
from pathlib import Path

from tests.builders.matrix import columns as c
from tests.builders.matrix.content import (
    DATE,
    TITLE,
    Kind,
    Line,
    Table,
    blank_repeats,
    build_table,
)
from tests.builders.matrix.flat_xml import Sheet, column_styles, convert, wrap_document
from tests.builders.notation import (
    euro_sign,
    euro_word,
)
from tests.builders.rows import Rows

TAB_STOPS = """<style:tab-stops><style:tab-stop style:position="25mm"/>
<style:tab-stop style:position="115mm" style:type="right"/>
<style:tab-stop style:position="150mm" style:type="right"/></style:tab-stops>"""


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
    """No table: lines with tab stops, as typed by hand; Kreis headings and sums as paragraphs.

    Columns are places where tabs end.
    """
    _tab_stops(rows, path, TAB_STOPS)


def writer_tab_stops_askew(rows: Rows, path: Path) -> None:
    """As before, but titles and sums without the tab stops of the rows: they stand askew.

    The numbers of a sum stand under no column of numbers.
    """
    _tab_stops(rows, path, "")


def _tab_stops(rows: Rows, path: Path, stops_of_sums: str) -> None:
    table = build_table(
        rows,
        [c.key(), c.name(c.without_title), c.personen(), c.betrag()],
        heading=str,
        subtotal=lambda label: f"Summe {label}",
        label_in=1,
    )
    lines = "".join(_tabbed(line) for line in [Line(Kind.SUBTOTAL, table.header), *table.lines])
    styles = _tab_style("tabs", TAB_STOPS, "normal") + _tab_style("strong", stops_of_sums, "bold")
    body = f"<text:p>{TITLE}</text:p><text:p>{DATE}</text:p>{lines}"
    source = wrap_document("text", body, styles, Sheet(())).replace('"Default"', '"Standard"')
    convert(source, "fodt", path)


def _tab_style(name: str, stops: str, weight: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties>'
        f"{stops}</style:paragraph-properties>{_text_properties(weight)}</style:style>"
    )


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
    styles = column_styles(table, sheet) + _writer_styles(table, sheet)
    source = wrap_document("text", content, styles, sheet).replace('"Default"', '"Standard"')
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
