"""Printed by LibreOffice: spreadsheets (Calc) and text documents (Writer), written as flat XML.

Flat OpenDocument needs no library and can be read as it stands. Most published tables of this kind
were printed from a spreadsheet or a word processor.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from tests.builders.matrix import columns as c
from tests.builders.matrix.content import (
    DATE,
    TITLE,
    Column,
    Kind,
    Table,
    blank_repeats,
    build_table,
)
from tests.builders.matrix.flat_xml import Sheet, column_styles, convert, wrap_document
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
    source = wrap_document("spreadsheet", spread, _calc_styles(table, sheet), sheet)
    convert(source, "fods", path)


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
    master = (
        '<style:style style:name="t" style:family="table" style:master-page-name="Default">'
        '<style:table-properties table:display="true"/></style:style>'
    )
    return master + column_styles(table, sheet)


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
    table = build_table(
        rows, [c.key_6(), c.name(), c.kreis(), c.personen(number), c.betrag(number)]
    )
    calc(table, Sheet((18, 58, 60, 16, 22), "none", repeat_header=False), path)


def calc_overflow(rows: Rows, path: Path) -> None:
    """Columns too narrow: long names run into the empty cell beside them, others are cut off.

    A text reaches over the edge of its column.
    """
    table = build_table(
        rows,
        [
            c.key(),
            c.name(c.without_title),
            Column("Bemerkung", lambda _row: ""),
            c.betrag(),
            c.personen(),
        ],
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
