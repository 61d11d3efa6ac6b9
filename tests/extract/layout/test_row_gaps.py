"""Rows of several lines without rules between them: white space tells which lines are one."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from pipeline.extract.own import PdfiumEngine

PAGE = """
#set page(width: 400pt, height: 300pt, margin: 30pt, footer: [Synthetische Liste])
#set text(size: 9pt)
"""
KREISE = (
    "Enzkreis",
    *(f"Landkreis {name}" for name in ("Biberach", "Calw", "Rottweil", "Rastatt")),
)
ROWS = [(f"Ort {n:02}", KREISE[n % len(KREISE)], f"{n}.{n}00") for n in range(1, 39)]


def by_typst(folder: Path, *, align: str, inset: int, more: str = "") -> list[tuple[str, ...]]:
    """Rows of a list without rules whose second column is wrapped, as they are read."""
    cells = "".join(f"[{name}], [{kreis}], [{amount}],\n" for name, kreis, amount in ROWS)
    source = f"""{PAGE}#table(columns: (90pt, 60pt, 60pt), stroke: none, inset: {inset}pt,
        align: (left + {align}, left + {align}, right + {align}),
        table.header([Gemeinde], [Kreis], [Betrag]), {cells}{more})"""
    template, path = folder / "printed.typ", folder / "printed.pdf"
    template.write_text(source, encoding="utf-8")
    typst.compile(template, output=path)
    reading = PdfiumEngine().read(path)
    return [
        tuple(cell.text for cell in row.cells) for table in reading.tables for row in table.rows
    ]


@pytest.mark.parametrize("align", ["top", "horizon", "bottom"])
def test_lines_that_stand_closer_than_rows_are_of_one(tmp_path: Path, align: str) -> None:
    rows = [row for row in by_typst(tmp_path, align=align, inset=5) if row[0] != "Gemeinde"]
    assert rows == [(name, kreis.replace(" ", "\n"), amount) for name, kreis, amount in ROWS]


def test_where_all_lines_stand_as_close_each_is_a_row(tmp_path: Path) -> None:
    rows = by_typst(tmp_path, align="top", inset=3)
    assert ("Ort 01", "Landkreis", "1.100") in rows
    assert ("", "Biberach", "") in rows


def test_headings_close_to_the_row_below_stay_apart(tmp_path: Path) -> None:
    parts = "".join(
        f"table.cell(colspan: 3, inset: (top: 9pt, bottom: 1pt, left: 5pt))[Gruppe {n}],"
        f"[Stadt {n}a], [Ulm], [{n}.000], [Stadt {n}b], [Ulm], [{n}.500],"
        for n in range(1, 9)
    )
    rows = by_typst(tmp_path, align="top", inset=5, more=parts)
    assert {(f"Stadt {n}a", "Ulm", f"{n}.000") for n in range(1, 9)} <= {*rows}
