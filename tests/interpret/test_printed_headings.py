"""Lists by Kreis without keys, printed by Typst: the Kreis stands over or below its rows."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest

from pipeline.extract.own import PdfiumEngine
from pipeline.interpret.stage import interpret
from schemas.register import Kreis, load_register
from tests.builders.lists import ROWS
from tests.builders.matrix.by_typst import print_typst
from tests.builders.matrix.content import Kind, Line, Table
from tests.builders.notation import dotted

ALIGN = ("left", "right", "right")
TITLES = ("Gemeinde", "Personen", "Betrag in Euro")
IN_ONE_TABLE = """#titles
#table(align: aligned, columns: (1fr, auto, auto), stroke: 0.5pt,
  table.header(..t.header.map(strong)), ..all-cells)"""
IN_TABLES = """#titles
#for part in t.lines.map(line => line.cells) [
  #if part.first() != "" [*#part.first()*]
  #table(align: aligned, columns: (1fr, auto, auto), stroke: 0.5pt, ..part.slice(1))
]"""


def kreise() -> list[tuple[Kreis, tuple[str, ...]]]:
    """Each Kreis with the texts of its rows."""
    known = load_register().kreise
    return [
        (
            known[key],
            tuple(
                text
                for row in rows
                for text in (row.gemeinde_name, dotted(row.personen), dotted(row.betrag_eur))
            ),
        )
        for key, rows in groupby(ROWS, key=lambda row: row.kreis_ags)
    ]


def in_one_table(path: Path) -> None:
    lines: list[Line] = []
    for kreis, texts in kreise():
        lines.append(Line(Kind.HEADING, (kreis.kreis_name, "", "")))
        lines += [Line(Kind.ROW, texts[n : n + 3]) for n in range(0, len(texts), 3)]
    print_typst(IN_ONE_TABLE, Table(TITLES, ALIGN, tuple(lines)), path)


def above_tables(path: Path) -> None:
    parts = [Line(Kind.ROW, (k.kreis_name, *TITLES, *texts)) for k, texts in kreise()]
    print_typst(IN_TABLES, Table(TITLES, ALIGN, tuple(parts)), path)


def in_titles(path: Path) -> None:
    parts = [
        Line(Kind.ROW, ("", f"Gemeinden im {k.label}", *TITLES[1:], *texts))
        for k, texts in kreise()
    ]
    print_typst(IN_TABLES, Table(TITLES, ALIGN, tuple(parts)), path)


def over_their_sum(path: Path) -> None:
    lines: list[Line] = []
    for kreis, texts in kreise():
        lines += [Line(Kind.ROW, texts[n : n + 3]) for n in range(0, len(texts), 3)]
        rows = [row for row in ROWS if row.kreis_ags == kreis.kreis_ags]
        sums = (sum(row.personen for row in rows), sum(row.betrag_eur for row in rows))
        lines.append(Line(Kind.SUBTOTAL, (f"Summe {kreis.label}", *map(dotted, sums))))
    print_typst(IN_ONE_TABLE, Table(TITLES, ALIGN, tuple(lines)), path)


@pytest.mark.parametrize("write", [in_one_table, above_tables, in_titles, over_their_sum])
def test_the_name_of_a_kreis_over_or_below_its_rows_decides(
    write: Callable[[Path], None], tmp_path: Path
) -> None:
    write(tmp_path / "list_synthetic.pdf")

    found = interpret(PdfiumEngine().read(tmp_path / "list_synthetic.pdf"))

    assert [(z.gemeinde_ags, z.personen, int(z.betrag_eur)) for z in found.zeilen] == [
        (row.gemeinde_ags, row.personen, row.betrag_eur) for row in ROWS
    ]
    assert found.errors == ()
