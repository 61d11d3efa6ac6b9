"""Printed by groff's tbl: tables as Unix manuals have them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.builders.matrix import columns as c
from tests.builders.matrix.content import DATE, TITLE, Kind, Line, Table, build_table
from tests.builders.matrix.html import run
from tests.builders.notation import dotted, plain
from tests.builders.rows import Rows
from tests.builders.synthetic import NOTICE

SIDES = {"left": "l", "right": "r", "center": "c"}


def print_groff(
    table: Table, path: Path, options: str, *, size: int = 9, landscape: bool = False
) -> None:
    """Set a table with a running header (.TS H) and the notice in the page's foot."""
    form = " ".join(SIDES[side] for side in table.align)
    lines = ["\t".join(table.header), ".TH", *(_line(line) for line in table.lines)]
    source = (
        f""".nr PS {size}
.nr VS {size + 2}
.nr HM 2c
.nr PO 2c
.nr LL {25 if landscape else 17}c
.ds LH
.ds CH
.ds LF {NOTICE}
.ds CF
.ds RF \\n%
.LP
\\fB{TITLE}\\fP
.br
{DATE}
.TS H
{options}tab(\t);
{form}.
"""
        + "\n".join(lines)
        + "\n.TE\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / "table.ms", Path(folder) / "table.pdf"
        file.write_text(source, encoding="utf-8")
        way = "-P-l -dpaper=a4l" if landscape else "-dpaper=a4"
        shell = f'groff -k -t -ms -Tpdf -P-pa4 {way} "$0" > "$1"'
        run(["sh", "-c", shell, file, out])
        path.write_bytes(out.read_bytes())


def _line(line: Line) -> str:
    if line.kind is Kind.HEADING:
        return f".T&\nl s s s.\n\\fB{line.cells[0]}\\fP\n.T&\nl l r r."
    return "\t".join(line.cells)


def tbl_box(rows: Rows, path: Path) -> None:
    """tbl with allbox: a grid of rules; header on every page.

    Rules drawn as single strokes per cell.
    """
    columns = [c.key(), c.name(), c.kreis(c.kreis_short), c.personen(), c.betrag(dotted)]
    print_groff(build_table(rows, columns), path, "allbox ")


def tbl_plain(rows: Rows, path: Path) -> None:
    """tbl without rules; heading per Kreis over the whole width; plain digits.

    Times in a narrow setting.
    """
    columns = [c.key_6(), c.name(c.without_title), c.personen(plain), c.betrag(plain)]
    print_groff(build_table(rows, columns, heading=str), path, "")
