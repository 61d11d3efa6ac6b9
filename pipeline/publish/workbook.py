"""The newest edition as XLSX, for people; the one file that knows XlsxWriter."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.publish.edition import COLUMNS, FOR_PEOPLE, Export
from pipeline.publish.metadata import source_facts, text_about
from pipeline.tabular import ResultTable

# Text stays text, whatever it looks like; nothing is written to disk meanwhile.
_WORKBOOK = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_OF_DATABASE = re.compile(r" \(siehe angaben_aus in snapshots\)| In planungsrahmen_am mit .*")
"""What only who asks the database can look up."""
_ON_SHEET = {
    **{name: f"„{column.title}“" for name, column in COLUMNS.items()},
    "NULL": "leer",
    "true": "ja",
    "false": "nein",
}
"""How the sheet has what the database calls so; German nouns are no names of columns."""
_NAMES = re.compile(rf"\b(?:{'|'.join(_ON_SHEET)})\b")
_A3 = 8
_LINE_POINTS = 15


def workbook(export: Export) -> bytes:
    """XLSX: the edition, where it is from, and what its columns mean."""
    output, people, manifest = io.BytesIO(), export.only(FOR_PEOPLE), export.manifest
    with xlsxwriter.Workbook(output, _WORKBOOK) as book:
        moment = manifest.accepted_at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": "Planungsrahmen", "created": moment})
        bold = book.add_format({"bold": True})
        name = "Planungsrahmen (erfunden)" if manifest.synthetic else "Planungsrahmen"
        _write_edition(book, book.add_worksheet(name), people, bold)
        warnings, notes = (
            [("", line) for line in text_about(manifest, template).splitlines()]
            for template in ("warnungen.txt", "hinweise.txt")
        )
        source = [*warnings, *source_facts(manifest).items(), *notes]
        _write_text(book, "Herkunft", source, (22, 100))
        meanings = ((COLUMNS[name].title, name, _meaning(export, name)) for name in people.columns)
        titles = ("Spalte", "in Datenbank und CSV", "Bedeutung")
        _write_text(book, "Spalten", [titles, *meanings], (26, 24, 100))
    return output.getvalue()


def _meaning(export: Export, column: str) -> str:
    """Return what a column means in words of the sheet: titles, blanks, yes."""
    text = _OF_DATABASE.sub("", export.meaning(column))
    return _NAMES.sub(lambda name: _ON_SHEET[name[0]], text)


def _write_edition(book: Any, sheet: Worksheet, table: ResultTable, bold: Format) -> None:
    formats = {"whole": "#,##0", "cents": "#,##0.00", "day": "dd.mm.yyyy"}
    apart = {"align": "right", "indent": 1}  # from the text in the next column
    styles = {
        name: book.add_format({"num_format": form, **apart}) for name, form in formats.items()
    }
    for place, name in enumerate(table.columns):
        sheet.set_column(place, place, COLUMNS[name].width)
        sheet.write_string(0, place, COLUMNS[name].title, bold)
    for number, row in enumerate(table.rows, start=1):
        for place, value in enumerate(row):
            _write_cell(sheet, number, place, value, styles)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{len(table.rows) + 1}"})


def _write_cell(
    sheet: Worksheet, number: int, place: int, value: object, styles: Mapping[str, Format]
) -> None:
    match value:
        case str():
            sheet.write_string(number, place, value)
        case bool():
            sheet.write_string(number, place, "ja" if value else "nein")
        case int() | Decimal():
            style = styles["whole" if value == int(value) else "cents"]
            sheet.write_number(number, place, float(value), style)
        case date():
            sheet.write_datetime(number, place, value, styles["day"])


def _write_text(
    book: Any, name: str, lines: Iterable[Sequence[str]], widths: Sequence[int]
) -> None:
    sheet, style = book.add_worksheet(name), book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    for number, line in enumerate(lines):
        wrapped = max(1 + len(text) // width for text, width in zip(line, widths, strict=True))
        sheet.set_row(number, _LINE_POINTS * wrapped)
        for place, text in enumerate(line):
            sheet.write_string(number, place, text, style)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
