"""Names with a second line below them that says more: Kreis, key, association.

Where most names of a column are followed in their cells by such lines, these become columns of
their own, a key, a Kreis and a number of persons, behind the others.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.interpret.flow import FlowRow, by_table
from pipeline.interpret.notation import PERSONS, parse_gemeinde_ags
from pipeline.model import Cell
from schemas.names import NameIndex

MOSTLY = 0.6
"""Share of a column's texts that must be a name with lines below it."""
PIECES = re.compile(r"[\n·|/;,•]|\s[-–]\s")
LABEL = re.compile(r"^\s*[A-Za-zÄÖÜäöüß]+\.?:\s*")
"""A word before what is said: "Kreis: Esslingen"."""
KEY = re.compile(r"\d[\d. ]*\d")
COUNT = re.compile(rf"{PERSONS}:?\s*(\d[\d.]*|[-–])|(\d[\d.]*|[-–])\s*{PERSONS}", re.IGNORECASE)


def part_second_lines(flow: Sequence[FlowRow], names: NameIndex) -> list[FlowRow]:
    """Return the rows with names alone in the columns of names."""
    columns = {
        model: column
        for model, rows in by_table(flow)
        if (column := _column_with_second_lines(rows, names)) is not None
    }
    return [
        _parted(row, columns[row.model], names) if row.model in columns else row for row in flow
    ]


def _column_with_second_lines(rows: Sequence[FlowRow], names: NameIndex) -> int | None:
    for column in range(len(rows[0].row.cells)):
        texts = [row.texts[column] for row in rows if row.texts[column]]
        if not any("\n" in text for text in texts):
            continue
        found = sum(bool(_name_and_rest(text, names)[1]) for text in texts)
        if found >= MOSTLY * len(texts):
            return column
    return None


def _name_and_rest(text: str, names: NameIndex) -> tuple[str, str]:
    """Part the lines that are a name from those below; a text that is a name has none below."""
    lines = text.split("\n")
    for count in range(len(lines), 0, -1):
        name = "\n".join(lines[:count])
        if any(names.find_gemeinden(name)):
            return name, "\n".join(lines[count:])
    return text, ""


def _parted(row: FlowRow, column: int, names: NameIndex) -> FlowRow:
    name, rest = _name_and_rest(row.texts[column], names)
    cells = list(row.row.cells)
    cells[column] = replace(cells[column], text=name)
    box = cells[column].bbox
    said = (Cell(text, box if text else None) for text in _said(rest, names))
    return replace(row, row=replace(row.row, cells=(*cells, *said)))


def _said(rest: str, names: NameIndex) -> tuple[str, str, str]:
    """Return key, Kreis and persons that stand among other things, empty where there is none."""
    counts = (
        match[1] or match[2]
        for match in map(COUNT.fullmatch, map(str.strip, PIECES.split(rest)))
        if match
    )
    pieces = [LABEL.sub("", piece).strip() for piece in PIECES.split(rest)]
    keys = (match[0] for match in KEY.finditer(rest) if parse_gemeinde_ags(match[0]))
    kreise = (piece for piece in pieces if piece and names.find_kreise(piece))
    return next(keys, ""), next(kreise, ""), next(counts, "")
