"""Tables side by side, each as wide as what stands in it, with titles on the first page alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract.sandbox import read
from tests.builders.lists import ROWS
from tests.builders.matrix.by_typst import print_typst
from tests.builders.matrix.content import Kind, Line, Table
from tests.builders.notation import dotted

TITLES = ("Schlüssel", "Gemeinde", "Betrag")
LINES = 40
"""Of each panel."""
BODY = """#for (number, line) in t.lines.enumerate() [
  #if number > 0 { pagebreak() }
  #let parts = line.cells.chunks(t.width * 40)
  #let titles = if number == 0 { t.header } else { () }
  #grid(columns: parts.map(part => auto), column-gutter: 9mm,
    ..parts.map(part => table(columns: t.width, stroke: none, inset: (x: 3pt, y: 2pt),
      align: aligned, ..titles, ..part)))
]"""
TEXTS = [(row.gemeinde_ags, row.gemeinde_name, dotted(row.betrag_eur)) for row in ROWS]


@pytest.mark.parametrize(("panels", "letters"), [(2, 40), (3, 9)])
def test_panels_are_told_where_the_first_page_shows_how_many_there_are(
    panels: int, letters: int, tmp_path: Path
) -> None:
    on_page = panels * LINES
    texts = [(key, name[:letters].strip(), amount) for key, name, amount in TEXTS[: 3 * on_page]]
    lines = tuple(
        Line(Kind.ROW, tuple(text for row in texts[first : first + on_page] for text in row))
        for first in range(0, len(texts), on_page)
    )
    path = tmp_path / "panels_synthetic.pdf"
    print_typst(BODY, Table(TITLES, ("left", "left", "right"), lines), path)

    tables = read(path, "pdfium").tables

    rows = [tuple(cell.text for cell in row.cells) for table in tables for row in table.rows]
    assert [row for row in rows if row != TITLES] == texts
