"""The list of fixtures in `tests/matrix/README.md`, written from the cases and the recipes.

python -m tests.builders.matrix.readme
"""

from __future__ import annotations

from pathlib import Path

from tests.builders.matrix.cases import CASES, FIRST, Case
from tests.builders.matrix.recipes import find_recipe

README = Path(__file__).parents[2] / "matrix" / "README.md"
TABLE_STARTS = "| file |"
PRODUCERS = {
    "canvas": "ReportLab canvas",
    "chromium": "Chromium",
    "fop": "Apache FOP",
    "fpdf2": "fpdf2",
    "groff": "groff, tbl",
    "latex": "pdfLaTeX",
    "libreoffice": "LibreOffice",
    "plaintext": "enscript or a2ps, Ghostscript",
    "reportlab": "ReportLab",
    "rewritten": "another, then Ghostscript, qpdf or pikepdf",
    "typst": "Typst",
    "weasyprint": "WeasyPrint",
    "wkhtmltopdf": "wkhtmltopdf",
}


def table() -> str:
    """Return the list of all fixtures."""
    head = f"{TABLE_STARTS} producer | layout | rows | what it is there for | recipe |\n"
    return head + "|---|---|---|---|---|---|\n" + "".join(map(_entry, CASES))


def write() -> None:
    """Write the list anew below the text that stands above it."""
    text = README.read_text(encoding="utf-8").partition(TABLE_STARTS)[0]
    README.write_text(text + table(), encoding="utf-8")


def _entry(case: Case) -> str:
    recipe = find_recipe(case)
    producer = PRODUCERS[case.stem.partition("_")[0]]
    place = f"`{recipe.module}.{recipe.function}`"
    cells = (f"`{case.file_name}`", producer, recipe.layout, _rows(case), recipe.purpose, place)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"


def _rows(case: Case) -> str:
    """Say how many rows are printed, of which edition, and how many must not be read."""
    tranche = ", July 2017" if case.edition == FIRST else ""
    if case.refused_whole:
        return f"{len(case.rows)}{tranche}, none to be read: {case.refused_whole}"
    left_out = f", {len(case.refused)} of them to be refused" if case.refused else ""
    return f"{len(case.rows)}{tranche}{left_out}"


if __name__ == "__main__":
    write()
