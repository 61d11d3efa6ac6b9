"""Lines at the foot and head of every page, told from rows of a list that is printed again."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.extract import read
from tests.builders.drawn import Printed, tables_of
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
