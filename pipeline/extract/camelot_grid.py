"""What camelot says of one table, and the phrases put into its cells.

camelot fills its cells letter by letter, which cuts a word that flows over a rule. Here a phrase is
only cut where a wall stands in the gap between two words, and each part goes to one cell whole.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.extract.camelot_text import (
    UNREADABLE,
    Line,
    Phrase,
    Word,
    atoms,
    group_by_height,
    phrases_to_lines,
    union,
)
from pipeline.model import Bbox, Cell

INSET = 0.3
"""In font sizes: a figure may stick out of its cell to the left by more, a text to the right."""
CELL_GAP = 0.3
"""In font sizes: a gap at a rule from this width on parts two cells."""


@dataclass(frozen=True)
class Grid:
    """One table on one page, from left to right and from top to bottom."""

    page: int
    walls: tuple[float, ...]
    """Between the columns, so one fewer than columns."""
    floors: tuple[float, ...]
    """The lower end of each row."""
    frame: Bbox
    """Text whose middle is outside belongs to another."""
    merged: dict[tuple[int, int], tuple[int, int]]
    """Cells (row, column) without a wall to the one that they are part of: its first."""
    ruled: bool
    soft: tuple[float, ...] = ()
    """Walls that some long texts cross, with texts to the left of them and figures to the right."""
    family: int = 0
    """Which columns these are, where they were found in the text."""
    shift: float = 0.0
    """Where rows are lines, how far apart the middles of one may be; 0 where rules part rows."""


@dataclass(frozen=True)
class Draft:
    """One row before it has its number."""

    cells: tuple[Cell, ...]

    @property
    def bbox(self) -> Bbox:
        """Box around all text of the row."""
        return union(cell.bbox for cell in self.cells if cell.bbox is not None)


def fill(grid: Grid, phrases: Iterable[Phrase]) -> tuple[list[list[list[Phrase]]], list[Phrase]]:
    """The phrases of each cell by row and column, and those that are outside the table."""
    rows: list[list[list[Phrase]]] = [[[] for _ in range(len(grid.walls) + 1)] for _ in grid.floors]
    outside: list[Phrase] = []
    for phrase in phrases:
        if not _is_inside(grid.frame, phrase):
            outside.append(phrase)
            continue
        row = min(bisect_right(grid.floors, phrase.middle), len(grid.floors) - 1)
        for part in _parts(phrase, grid):
            cell = (row, _column(part, grid.walls))
            first_row, first_column = grid.merged.get(cell, cell)
            rows[first_row][first_column].append(part)
    if grid.shift:
        rows = [part for row in rows for part in _lines_apart(row, grid.shift)]
    return rows, outside


def _lines_apart(row: Sequence[Sequence[Phrase]], shift: float) -> list[list[list[Phrase]]]:
    """The lines that camelot took for one row: it measures from baselines, whatever the size."""
    column_of = {id(phrase): column for column, cell in enumerate(row) for phrase in cell}
    rows = []
    for line in group_by_height([phrase for cell in row for phrase in cell], shift):
        cells: list[list[Phrase]] = [[] for _ in row]
        for phrase in line:
            cells[column_of[id(phrase)]].append(phrase)
        rows.append(cells)
    return rows


def _is_inside(frame: Bbox, phrase: Phrase) -> bool:
    middle = (phrase.bbox[0] + phrase.bbox[2]) / 2
    return frame[0] <= middle <= frame[2] and frame[1] <= phrase.middle <= frame[3]


def _parts(phrase: Phrase, grid: Grid) -> list[Phrase]:
    """The phrase cut where a wall stands in a gap, and where figures begin at a soft wall."""
    parts: list[list[Word]] = []
    for atom in atoms(phrase):
        text, figure = parts[0][0].bbox[0] if parts else 0.0, atom.bbox[2]
        cut = not parts or (atom.is_figure and any(text < wall < figure for wall in grid.soft))
        for word in atom.words:
            if cut or _stands_behind_wall(parts[-1][-1], word, grid.walls, phrase.size):
                parts.append([])
            parts[-1].append(word)
            cut = False
    return [Phrase(tuple(words)) for words in parts]


def _stands_behind_wall(left: Word, right: Word, walls: Sequence[float], size: float) -> bool:
    begin, end = left.bbox[2], right.bbox[0]
    wall = bisect_right(walls, begin - 0.5) < bisect_right(walls, end + 0.5)
    return wall and end - begin > CELL_GAP * size


def _column(phrase: Phrase, walls: Sequence[float]) -> int:
    left, _, right, _ = phrase.bbox
    first, last = bisect_right(walls, left + 0.1), bisect_right(walls, right - 0.1)
    if first == last:
        return first
    inset = min(INSET * phrase.size, (right - left) / 2)
    return bisect_right(walls, right - inset if phrase.is_figure else left + inset)


def cell_of(phrases: Sequence[Phrase]) -> Cell:
    """One cell of these phrases, its lines parted by newlines."""
    if not phrases:
        return Cell("")
    lines = phrases_to_lines(phrases)
    return Cell("\n".join(map(line_text, lines)), union(line.bbox for line in lines))


def line_text(line: Line) -> str:
    """The phrases with single spaces; figures that stand apart are never read as one."""
    text = line.phrases[0].text
    for phrase in line.phrases[1:]:
        figures = text[-1:].isdigit() and phrase.text[:1].isdigit()
        text += (f" {UNREADABLE} " if figures else " ") + phrase.text
    return text


def holds_several_rows(row: Sequence[Sequence[Phrase]]) -> bool:
    """Whether figures stand below each other, each beside another line: rules part groups."""
    lines = [phrases_to_lines(cell) for cell in row if cell]
    most = max((sum(map(line_is_figure, cell)) for cell in lines), default=0)
    return most > 1 and sum(len(cell) >= most for cell in lines) > 1


def line_is_figure(line: Line) -> bool:
    """Whether nothing but a figure stands on the line."""
    return len(line.phrases) == 1 and line.phrases[0].is_figure
