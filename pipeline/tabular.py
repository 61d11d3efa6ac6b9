"""A table of values, and how it stands in text: for terminals, spreadsheets and machines.

This module is a leaf: it knows no stage.
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.values import format_value, guard_formula, json_value, one_line

_GAP = "  "


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values under the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    types: tuple[str, ...] = ()
    """What the database calls the type of each column; none for a table from elsewhere."""

    @property
    def records(self) -> list[dict[str, Any]]:
        """Each row by the names of its columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def terminal_text(table: Table) -> str:
    """Aligned columns, numbers to the right, control characters as spaces."""
    cells = [[format_value(value) for value in row] for row in table.rows]
    numeric = [all(_is_number(row[i]) for row in table.rows) for i in range(len(table.columns))]
    lines, widths = align([table.columns, *cells], numeric)
    rule = _GAP.join("-" * width for width in widths)
    return "".join(f"{line}\n" for line in (lines[0], rule, *lines[1:]))


def align(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> tuple[list[str], list[int]]:
    """Return rows as lines of aligned columns, some of them to the right, and the widths."""
    cells = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        _GAP.join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in cells
    ]
    return lines, widths


def csv_text(table: Table) -> str:
    """CSV (UTF-8, comma, header) in which text cannot run as a formula; numbers stay numbers."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerows([_csv_cell(value) for value in row] for row in (table.columns, *table.rows))
    return output.getvalue()


def json_text(value: object) -> str:
    """JSON for people; amounts as numbers wherever a number can hold them exactly."""
    return json.dumps(json_value(value), ensure_ascii=False, indent=2) + "\n"


def _csv_cell(value: object) -> str:
    return guard_formula(value) if isinstance(value, str) else format_value(value)


def _is_number(value: object) -> bool:
    return value is None or (
        isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    )
