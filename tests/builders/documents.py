"""PDFs that must be refused, and complete ones with faults printed into them; all synthetic."""

from collections.abc import Callable
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tests.builders.rows import edition_rows
from tests.builders.ruled import Cells, print_ruled_cells, ruled_cells
from tests.builders.synthetic import NOTICE

EDITION = "endgueltig-2018-01"
AMOUNT = 4
"""The column of amounts; row 0 is the header."""


def print_faulty(path: Path, change: Callable[[Cells], None]) -> Path:
    """Print all 1,101 rows of the final edition after `change` was made to their texts."""
    cells = ruled_cells(edition_rows(EDITION))
    change(cells)
    print_ruled_cells(cells, path)
    return path


def print_prose(path: Path) -> Path:
    """Print a letter without any table."""
    canvas = Canvas(str(path), invariant=1)
    for line, text in enumerate((NOTICE, "Sehr geehrte Damen und Herren,", "anbei nichts.")):
        canvas.drawString(72, 700 - 20 * line, text)
    canvas.save()
    return path


def replaced(cells: Cells, row: int, column: int, text: str) -> None:
    """Print another text in one cell; row 0 is the header."""
    changed = list(cells[row])
    changed[column] = text
    cells[row] = tuple(changed)


def misprint(cells: Cells) -> None:
    """Print another first digit of one amount."""
    amount = cells[7][AMOUNT]
    replaced(cells, 7, AMOUNT, amount.replace(amount[0], "9", 1))
