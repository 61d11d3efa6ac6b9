"""Flat OpenDocument, printed by LibreOffice: sheets, text tables, and what they share."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.builders.matrix.content import (
    TITLE,
    Table,
)
from tests.builders.matrix.html import run
from tests.builders.synthetic import KEYWORDS, NOTICE, SUBJECT

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "meta": "meta",
        "fo": "xsl-fo-compatible",
    }.items()
)


META = (
    f'<office:meta xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{TITLE}</dc:title>'
    f"<dc:subject>{SUBJECT}</dc:subject>"
    + "".join(f"<meta:keyword>{word}</meta:keyword>" for word in KEYWORDS)
    + "</office:meta>"
)


BORDERS = {
    "grid": 'fo:border="0.5pt solid #000000"',
    "rules": 'fo:border-bottom="0.5pt solid #888888"',
    "none": "",
}


@dataclass(frozen=True)
class Sheet:
    """How a sheet or text table looks; widths in millimetres."""

    widths: tuple[float, ...]
    border: str = "grid"
    landscape: bool = False
    wrap: bool = False
    vertical: str = "bottom"
    size: float = 9
    merged: int | None = None
    repeat_header: bool = True
    padding: str = "0.35mm"
    margin: str = "15mm"


def convert(source: str, ending: str, path: Path) -> None:
    """Have LibreOffice print a flat XML document."""
    with tempfile.TemporaryDirectory() as folder:
        flat = Path(folder) / f"{path.stem}.{ending}"
        flat.write_text(source, encoding="utf-8")
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        run([*command, flat])
        shutil.move(flat.with_suffix(".pdf"), path)


def wrap_document(kind: str, body: str, styles: str, sheet: Sheet) -> str:
    width, height = (297, 210) if sheet.landscape else (210, 297)
    way = "landscape" if sheet.landscape else "portrait"
    footer = f"{NOTICE} – Seite <text:page-number>1</text:page-number>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {SPACES} office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.{kind}">{META}
<office:automatic-styles>{styles}
<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="{width}mm"
 fo:page-height="{height}mm" style:print-orientation="{way}" fo:margin="{sheet.margin}"
 style:scale-to="100%"/><style:footer-style>
<style:header-footer-properties fo:min-height="6mm" fo:margin-top="2mm"/></style:footer-style>
</style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Default" style:page-layout-name="page">
<style:header style:display="false"/><style:footer><text:p>{footer}</text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"""


def column_styles(table: Table, sheet: Sheet) -> str:
    columns = "".join(
        f'<style:style style:name="c{n}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}mm"/></style:style>'
        for n, width in enumerate(sheet.widths)
    )
    cells = [_cell_style("title", "start", sheet, bold=True, border="none", wrap=False)]
    cells += [
        _cell_style("head", "start", sheet, bold=True),
        _cell_style("bold", "start", sheet, bold=True),
    ]
    for n, side in enumerate(table.align):
        align = {"left": "start", "right": "end", "center": "center"}[side]
        cells.append(_cell_style(f"a{n}", align, sheet))
        cells.append(_cell_style(f"b{n}", align, sheet, bold=True))
    return columns + "".join(cells)


def _cell_style(
    name: str,
    align: str,
    sheet: Sheet,
    *,
    bold: bool = False,
    border: str | None = None,
    wrap: bool | None = None,
) -> str:
    wrapped = sheet.wrap if wrap is None else wrap
    weight = "bold" if bold else "normal"
    return (
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties '
        f'{BORDERS[border or sheet.border]} style:vertical-align="{sheet.vertical}" '
        f'fo:padding="{sheet.padding}" fo:wrap-option="{"wrap" if wrapped else "no-wrap"}" '
        f'style:text-align-source="fix" style:repeat-content="false"/>'
        f'<style:paragraph-properties fo:text-align="{align}"/><style:text-properties '
        f'style:font-name="Liberation Sans" fo:font-family="Liberation Sans" '
        f'fo:font-size="{sheet.size}pt" fo:font-weight="{weight}"/></style:style>'
    )
