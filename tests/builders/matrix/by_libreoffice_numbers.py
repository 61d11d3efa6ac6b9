"""Printed by LibreOffice Calc from an Excel workbook: numbers with formats instead of texts."""

from __future__ import annotations

import shutil
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.builders.matrix import columns as c
from tests.builders.matrix.content import DATE, TITLE
from tests.builders.matrix.html import run
from tests.builders.rows import Rows, total_eur, total_personen
from tests.builders.synthetic import KEYWORDS, NOTICE, SUBJECT

openpyxl = import_module("openpyxl")  # not a dependency of the project

GERMAN = "[$-407]"
"""Has LibreOffice write numbers as in German, whatever its own language."""
ACCOUNTING = '_-* #,##0\\ "€"_-;-* #,##0\\ "€"_-;_-* "-"\\ "€"_-;_-@_-'
"""Excel's accounting format in German: the number filled up with spaces, a dash for zero."""
HEADER = ("AGS", "Gemeinde", "Stadt-/Landkreis", "Personen", "Betrag in Euro")


def print_workbook(book: Any, path: Path) -> None:
    """Have LibreOffice print a workbook in German."""
    book.properties.title = TITLE
    book.properties.subject = SUBJECT
    book.properties.keywords = ", ".join(KEYWORDS)
    book.active.oddFooter.left.text = NOTICE
    book.active.oddFooter.left.size = 6
    book.active.oddFooter.right.text = "&P"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{path.stem}.xlsx"
        book.save(source)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        run([*command, source])
        shutil.move(source.with_suffix(".pdf"), path)


def _workbook(
    rows: Rows, number_format: str, widths: tuple[float, ...], *, fit: bool = True
) -> Any:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([TITLE])
    sheet.append([DATE])
    sheet.append(HEADER)
    for row in rows:
        kreis = c.kreis_label(row.kreis_ags)
        sheet.append([row.gemeinde_ags, row.gemeinde_name, kreis, row.personen, row.betrag_eur])
    for cells in sheet.iter_rows(min_row=4, min_col=5, max_col=5):
        cells[0].number_format = number_format
    for letter, width in zip("ABCDE", widths, strict=True):
        sheet.column_dimensions[letter].width = width
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.font = openpyxl.styles.Font(name="Liberation Sans", size=10)
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(
        fitToPage=fit
    )
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = "3:3"
    return book


def xlsx_accounting(rows: Rows, path: Path) -> None:
    """Excel's accounting format: digits right, € in a line, `- €` for zero; autofilter, no borders.

    Spaces of any width lie within one amount.
    """
    book = _workbook(rows, GERMAN + ACCOUNTING, (10, 30, 34, 10, 18))
    book.active.auto_filter.ref = f"A3:E{len(rows) + 3}"
    print_workbook(book, path)


def xlsx_english(rows: Rows, path: Path) -> None:
    """Excel's accounting format printed in English: `218,922 €` beside plain persons; no borders.

    A comma is decimal in German, and persons are no amounts.
    """
    print_workbook(_workbook(rows, ACCOUNTING, (10, 30, 34, 10, 18)), path)


def xlsx_hashes(rows: Rows, path: Path) -> None:
    """A column too narrow for its larger numbers prints `###` in their place; grid lines printed.

    What is not printed cannot be read: rows of hashes are refused.
    """
    book = _workbook(rows, GERMAN + '#,##0\\ "€"', (10, 30, 34, 10, 6.6))
    book.active.print_options.gridLines = True
    print_workbook(book, path)


def xlsx_two_pages_wide(rows: Rows, path: Path) -> None:
    """A sheet wider than the page: names are printed on one page, amounts on another.

    Only the order of rows joins them; nothing on a page says whose an amount is.
    """
    book = _workbook(rows, GERMAN + '#,##0\\ "€"', (12, 40, 50, 12, 20), fit=False)
    print_workbook(book, path)


def xlsx_grand_total_first(rows: Rows, path: Path) -> None:
    """The grand total stands in the first row, bold; grid lines printed; two empty rows after it.

    A sum may stand above what it sums up.
    """
    book = _workbook(rows, GERMAN + "#,##0", (10, 30, 34, 10, 16))
    sheet = book.active
    sheet.insert_rows(4, 3)
    total = ["", "Baden-Württemberg gesamt", "", total_personen(rows), total_eur(rows)]
    for column, value in enumerate(total, start=1):
        cell = sheet.cell(4, column, value or None)
        cell.font = openpyxl.styles.Font(bold=True)
        cell.number_format = GERMAN + "#,##0"
    sheet.print_options.gridLines = True
    print_workbook(book, path)
