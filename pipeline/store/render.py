"""Query results as text: a table for terminals, CSV for spreadsheets, JSON for machines."""

import csv
import io
import json
from decimal import Decimal

from pipeline.store.query import QueryResult
from pipeline.values import format_value, guard_formula, json_value, one_line

_GAP = "  "


def render_table(result: QueryResult) -> str:
    """Aligned columns for a terminal, numbers to the right, control characters as spaces."""
    cells = [[one_line(format_value(value)) for value in row] for row in result.rows]
    header = [one_line(name) for name in result.columns]
    widths = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    numeric = [all(_is_number(row[i]) for row in result.rows) for i in range(len(header))]

    def line(texts: list[str]) -> str:
        aligned = (
            text.rjust(width) if number else text.ljust(width)
            for text, width, number in zip(texts, widths, numeric, strict=True)
        )
        return _GAP.join(aligned).rstrip()

    rule = _GAP.join("-" * width for width in widths)
    return "".join(f"{text}\n" for text in (line(header), rule, *map(line, cells)))


def render_csv(result: QueryResult) -> str:
    """CSV with a header; text that a spreadsheet would take for a formula is guarded."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow([guard_formula(name) for name in result.columns])
    for row in result.rows:
        writer.writerow([_csv_cell(value) for value in row])
    return output.getvalue()


def render_json(result: QueryResult) -> str:
    """A list of objects; amounts as numbers wherever a number can hold them exactly."""
    objects = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    return json.dumps(json_value(objects), ensure_ascii=False, indent=2) + "\n"


def _csv_cell(value: object) -> str:
    text = format_value(value)
    return guard_formula(text) if isinstance(value, str) else text


def _is_number(value: object) -> bool:
    return value is None or (
        isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    )
