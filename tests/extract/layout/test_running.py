"""Lines at the foot and head of every page, told from rows of a list that is printed again."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.extract.layout.lines import Line, words_to_lines
from pipeline.extract.layout.texts_around import count_running, last_lines
from pipeline.extract.sandbox import read
from tests.builders.drawn import (
    BETRAG_RIGHT,
    LEFT,
    PERSONEN_RIGHT,
    PITCH,
    TOP,
    Printed,
    draw_pages,
    draw_rows,
    tables_of,
)
from tests.builders.drawn import HEADER as DRAWN_HEADER
from tests.builders.drawn import ROWS as DRAWN
from tests.builders.lines import LEADING, Text, words
from tests.builders.rows import edition_rows
from tests.builders.ruled import Cells, print_ruled_cells, ruled_cells

CELLS = ruled_cells(edition_rows("endgueltig-2018-01"))
HEADER, ROWS = CELLS[0], CELLS[1:-1]
ON_FIRST_PAGE, ON_SECOND_PAGE = 55, 60


def read_cells(path: Path, cells: Cells) -> list[Printed]:
    """The tables read from cells printed in the ruled layout."""
    print_ruled_cells(cells, path)
    return tables_of(read(path, "pdfium"))


def on_pages(rows: Sequence[tuple[str, ...]]) -> list[Printed]:
    """The tables expected: as many rows as the ruled layout has on a page, below its titles."""
    second = ON_FIRST_PAGE + ON_SECOND_PAGE
    parts = (rows[:ON_FIRST_PAGE], rows[ON_FIRST_PAGE:second], rows[second:])
    return [[HEADER, *part] for part in parts]


def test_rows_that_stand_where_the_same_names_stood_are_no_page_foot(tmp_path: Path) -> None:
    first = ROWS[:ON_SECOND_PAGE]
    again = [(*row[:-1], "1.234 €") for row in first]

    assert read_cells(tmp_path / "twice.pdf", [HEADER, *first, *again]) == on_pages(
        [*first, *again]
    )


FOOT = 700.0
NAMES = ("Aach", "Bondorf", "Calw", "Denzlingen", "Ehningen", "Fellbach")


def page_of_rows(number: int, last_row: float, foot: Sequence[Text]) -> list[Line]:
    """A page of three rows that ends at a height, and the foot below."""
    rows = [
        words(last_row - above * LEADING, [(50, f"{NAMES[number]}-{above}"), (200, "1.234")])
        for above in (2, 1, 0)
    ]
    return words_to_lines(number, [*(word for row in rows for word in row), *words(FOOT, foot)])


def texts_parted(feet: Sequence[Sequence[Text]]) -> list[str]:
    """The texts parted from pages whose rows end far above the foot, on the last page near it."""
    near = FOOT - LEADING * 1.1
    ends = [*(FOOT - 3 * LEADING for _ in feet[1:]), near]
    pages = [page_of_rows(n, *page) for n, page in enumerate(zip(ends, feet, strict=True), start=1)]
    counts = count_running([last_lines(page) for page in pages])
    running = [page[len(page) - n :] for page, n in zip(pages, counts, strict=True)]
    return [line.text for foot in running for line in foot]


@pytest.mark.parametrize(
    ("feet", "parted"),
    [
        ([[(500, f"{n}")] for n in (1, 2, 3, 4)], ["1", "2", "3", "4"]),
        ([[(50, "Referat 44"), (500, f"Seite {n}")] for n in (1, 2, 3)], None),
        ([[(500, "1")], [(500, "2")], [(500, "3")], [(500, "14")]], ["1", "2", "3"]),
        ([[(50, "Stand"), (500, f"{n}")] for n in (1, 2, 3)], None),
        ([[(50, "Seite 1")], [(50, "Seite 2")], [(50, "Bondorf 3")]], ["Seite 1", "Seite 2"]),
    ],
)
def test_a_line_at_the_last_lines_most_pages_is_one_if_its_numbers_count_the_pages(
    feet: list[list[Text]], parted: list[str] | None
) -> None:
    every = [" ".join(text for _, text in foot) for foot in feet]
    assert texts_parted(feet) == (every if parted is None else parted)


def test_titles_above_drawn_cells_are_no_page_foot(tmp_path: Path) -> None:
    """They are the last lines outside cells, at the same height on every page."""

    def draw(canvas: Canvas) -> None:
        draw_rows(canvas, [DRAWN_HEADER, *DRAWN])
        heights = [TOP - 4 - PITCH * line for line in range(len(DRAWN) + 1)]
        canvas.grid([LEFT - 5, PERSONEN_RIGHT - 60, PERSONEN_RIGHT + 5, BETRAG_RIGHT + 5], heights)

    draw_pages(tmp_path / "titles.pdf", [draw] * 3)
    assert tables_of(read(tmp_path / "titles.pdf", "pdfium")) == [[DRAWN_HEADER, *DRAWN]] * 3
