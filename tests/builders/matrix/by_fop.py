"""Printed by Apache FOP from XSL-FO: what reporting systems written in Java print."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from tests.builders.matrix import columns as c
from tests.builders.matrix.content import DATE, TITLE, Kind, Line, Table, build_table
from tests.builders.matrix.html import run
from tests.builders.notation import dotted, euro_sign
from tests.builders.rows import Rows
from tests.builders.synthetic import NOTICE, SUBJECT

FONT = 'font-family="Helvetica" font-size="8pt"'


def print_fop(table: Table, widths: Sequence[int], cell: str, path: Path) -> None:
    """Print a table with its header on every page; `cell` are the attributes of cells."""
    columns = "".join(f'<fo:table-column column-width="{width}mm"/>' for width in widths)
    header = _row(Line(Kind.TOTAL, table.header), table, cell)
    body = "".join(_row(line, table, cell) for line in table.lines)
    source = f"""<?xml version="1.0" encoding="UTF-8"?>
<fo:root xmlns:fo="http://www.w3.org/1999/XSL/Format" xml:lang="de"><fo:layout-master-set>
<fo:simple-page-master master-name="A4" page-width="210mm" page-height="297mm" margin="15mm">
<fo:region-body margin-bottom="8mm"/><fo:region-after extent="5mm"/></fo:simple-page-master>
</fo:layout-master-set><fo:declarations><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{TITLE}</dc:title>
<dc:description>{SUBJECT}</dc:description></rdf:Description></rdf:RDF></x:xmpmeta></fo:declarations>
<fo:page-sequence master-reference="A4"><fo:static-content flow-name="xsl-region-after">
<fo:block font-size="6pt">{NOTICE} <fo:page-number/></fo:block></fo:static-content>
<fo:flow flow-name="xsl-region-body" {FONT}><fo:block font-size="12pt">{TITLE}</fo:block>
<fo:block>{DATE}</fo:block><fo:table table-layout="fixed" width="100%">{columns}
<fo:table-header>{header}</fo:table-header><fo:table-body>{body}</fo:table-body></fo:table>
</fo:flow></fo:page-sequence></fo:root>"""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.fo"
        file.write_text(source, encoding="utf-8")
        run(["fop", "-q", file, path])


def _row(line: Line, table: Table, attributes: str) -> str:
    weight = "normal" if line.kind is Kind.ROW else "bold"
    if line.kind is Kind.HEADING:
        cells = _cell(
            line.cells[0], "start", weight, f'{attributes} number-columns-spanned="{table.width}"'
        )
    else:
        sides = ("end" if side == "right" else "start" for side in table.align)
        cells = "".join(
            _cell(text, side, weight, attributes)
            for text, side in zip(line.cells, sides, strict=True)
        )
    return f'<fo:table-row keep-together="always">{cells}</fo:table-row>'


def _cell(text: str, side: str, weight: str, attributes: str) -> str:
    return (
        f'<fo:table-cell padding="0.6mm" {attributes}><fo:block text-align="{side}" '
        f'font-weight="{weight}">{escape(text)}</fo:block></fo:table-cell>'
    )


def grid(rows: Rows, path: Path) -> None:
    """Ruled grid, names wrapped in a narrow column, cells aligned to the top; `218.922 €`.

    Core fonts; the header on every page.
    """
    columns = [c.key(), c.name(), c.kreis(), c.personen(), c.betrag(euro_sign)]
    border = 'border="0.4pt solid black"'
    print_fop(build_table(rows, columns), (18, 32, 52, 18, 28), border, path)


def report(rows: Rows, path: Path) -> None:
    """A report: bands of heading, rows and subtotal per Kreis, no vertical rules.

    A double rule above each subtotal.
    """
    columns = [c.key_parted(), c.name(c.great_town), c.personen(dotted), c.betrag(dotted)]
    table = build_table(
        rows,
        columns,
        heading=lambda label: f"Kreis: {label}",
        subtotal=lambda label: f"Summe {label}:",
        label_in=1,
        total="Gesamtsumme:",
    )
    print_fop(table, (30, 84, 24, 32), 'border-bottom="0.3pt solid grey"', path)
