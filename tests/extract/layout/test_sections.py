"""Tables side by side under headings that span them all are read section by section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from pipeline.extract import read
from tests.builders.drawn import Printed, draw_pages, tables_of

NAMES = ("Aach", "Bad Boll", "Calw", "Denkingen", "Engen", "Fellbach", "Gaggenau", "Horb")
TOP, ROW, OFF = 780.0, 12.0, 10.0
LEFTS = (50.0, 310.0)
Piece = tuple[int, str, str]
"""A panel, a name and a number; a heading has none."""


def rows(number: int) -> list[list[Piece]]:
    """Four rows of two panels each, names and numbers all different."""
    texts = [(f"{name} {number}", f"{n + 11 * number}") for n, name in enumerate(NAMES)]
    return [[(0, *texts[n]), (1, *texts[n + 4])] for n in range(4)]


def heading(number: int, panel: int = 0) -> list[Piece]:
    """A heading in a line of its own."""
    return [(panel, f"Landkreis {number}", "")]


def read_tables(path: Path, printed: Iterable[Sequence[Piece]], off: float = OFF) -> list[Printed]:
    """The tables read from lines drawn below each other, headings farther from those above."""

    def draw(canvas: Canvas) -> None:
        y = TOP
        for line in printed:
            y -= ROW if all(number for _, _, number in line) else ROW + off
            for panel, name, number in line:
                canvas.drawString(LEFTS[panel], y, name)
                canvas.drawRightString(LEFTS[panel] + 200, y, number)

    draw_pages(path, [draw])
    return tables_of(read(path, "pdfium"))


def texts(printed: Iterable[Sequence[Piece]], panel: int) -> Printed:
    """What stands in one panel, from top to bottom."""
    return [piece[1:] for line in printed for piece in line if piece[0] == panel]


def test_a_section_is_read_to_its_end_before_the_next(tmp_path: Path) -> None:
    sections = [[heading(n), *rows(n)] for n in range(1, 6)]
    printed = [line for section in sections for line in section]
    assert read_tables(tmp_path / "sections.pdf", [*rows(0), *printed]) == [
        texts(part, panel) for part in (rows(0), *sections) for panel in (0, 1)
    ]


def test_panels_with_headings_of_their_own_are_read_to_the_foot(tmp_path: Path) -> None:
    printed = [line for n in range(1, 6) for line in (heading(n, n % 2), *rows(n))]
    printed = [*rows(0), *printed]
    assert read_tables(tmp_path / "panels.pdf", printed) == [texts(printed, p) for p in (0, 1)]


def test_rows_beside_a_heading_are_of_another_panel(tmp_path: Path) -> None:
    printed = [line for n in range(1, 6) for line in (heading(n), *rows(n))]
    printed[10] += [(1, "Isny", "99")]
    printed = [*rows(0), *printed]
    assert read_tables(tmp_path / "beside.pdf", printed) == [texts(printed, p) for p in (0, 1)]


def test_the_second_line_of_a_name_is_no_heading(tmp_path: Path) -> None:
    printed = [line for n in range(1, 6) for line in (*rows(n), [(0, "am Neckar", "")])]
    printed = [*printed, *rows(6)]
    assert read_tables(tmp_path / "wrapped.pdf", printed, off=0) == [
        texts(printed, p) for p in (0, 1)
    ]
