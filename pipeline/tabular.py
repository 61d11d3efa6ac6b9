"""A table of values, and how it stands in text: for terminals, spreadsheets and machines.

This module is a leaf: it knows no stage.
"""

import csv
import io
import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from msgspec import Struct

from pipeline.values import format_value, json_value, one_line

_GAP = "  "
_ELLIPSIS = "…"
LEAST_WIDTH = 10
"""In characters, to which a column may be cut: keys, dates and most names still differ."""


Record: TypeAlias = Mapping[str, Any]
"""A row by the names of its columns."""


class ResultTable(Struct, frozen=True):
    """Rows of values under the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    types: tuple[str, ...] = ()
    """What the database calls the type of each column; none for a table from elsewhere."""

    @property
    def records(self) -> list[dict[str, Any]]:
        """Each row by the names of its columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def terminal_text(table: ResultTable, width: int | None = None) -> str:
    """Aligned columns, numbers to the right, each value on one visible line.

    What is wider than `width` is cut, but for numbers and the names of columns; where that is not
    enough, each row becomes a block of lines, in which nothing is cut.
    """
    names = [*map(one_line, table.columns)]
    cells = [[one_line(_shown(value)) for value in row] for row in table.rows]
    numeric = [all(_is_number(row[i]) for row in table.rows) for i in range(len(names))]
    lines, widths = align([names, *cells], numeric)
    if width is not None and _total(widths) > width:
        leasts = [w if n else len(name) for w, n, name in zip(widths, numeric, names, strict=True)]
        fitting = _fitting(widths, leasts, width)
        if fitting is None:
            return _blocks_text(names, cells, width)
        rows = ([*map(_cut, row, fitting)] for row in (names, *cells))
        lines, widths = align([*rows], numeric)
    rule = _GAP.join("-" * width for width in widths)
    return "".join(f"{line}\n" for line in (lines[0], rule, *lines[1:]))


def _shown(value: object) -> str:
    """A value as the usual clients of the database print it: amounts with their cents."""
    return f"{value:f}" if isinstance(value, Decimal) else format_value(value)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _fitting(widths: Sequence[int], leasts: Sequence[int], width: int) -> list[int] | None:
    """To what columns are cut so that all fit a width; None where they cannot be."""
    for most in range(width, LEAST_WIDTH - 1, -1):
        fitting = [min(wide, max(most, least)) for wide, least in zip(widths, leasts, strict=True)]
        if _total(fitting) <= width:
            return fitting
    return None


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + _ELLIPSIS


def _blocks_text(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Each row as a block, a line for each column; a long value goes on below itself."""
    if not rows:
        return textwrap.fill(f"no rows; columns: {', '.join(names)}", width) + "\n"
    label = max(map(len, names))
    room = max(width - label - len(_GAP), LEAST_WIDTH)
    blocks = []
    for row in rows:
        lines = []
        for name, value in zip(names, row, strict=True):
            first, *more = textwrap.wrap(value, room) or [""]
            lines.append(f"{name:{label}}{_GAP}{first}".rstrip())
            lines.extend(f"{'':{label}}{_GAP}{text}" for text in more)
        blocks.append("".join(f"{line}\n" for line in lines))
    return "\n".join(blocks)


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


def table_csv(table: ResultTable) -> str:
    """A table as CSV for machines, its header first."""
    return csv_text((table.columns, *table.rows))


def table_json(table: ResultTable) -> str:
    """A table as JSON, each row an object."""
    return json_text(table.records)


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """CSV for machines (UTF-8, comma): each value as it is, also what a spreadsheet would run."""
    output = io.StringIO()
    csv.writer(output, lineterminator="\n").writerows(map(format_value, row) for row in rows)
    return output.getvalue()


def json_text(value: object) -> str:
    """JSON for people; amounts as numbers wherever a number can hold them exactly."""
    return json.dumps(json_value(value), ensure_ascii=False, indent=2) + "\n"


def _is_number(value: object) -> bool:
    return value is None or (
        isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    )
