"""The document's tables and loose lines: rows numbered, panels apart, continued tables known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.extract.camelot_grid import Draft, Grid, cell_of, fill
from pipeline.extract.camelot_page import Sheet
from pipeline.extract.camelot_place import Place, Turn
from pipeline.extract.camelot_text import Phrase, is_figure, phrases_to_lines
from pipeline.model import Bbox, Cell, RawRow, RawTable

SAME_WIDTHS = 4.0
"""In points: how far the columns of a continued table may be from those before."""
SAME_PLACES = 40.0
"""The same without rules: each page's or Kreis's table may be as wide as its longest name."""
PANEL_SPACING = 6.0
"""In points: how far panels may differ in where their columns stand."""
PANEL_STRETCH = 0.2
"""By what share one of them may be wider, where each is as wide as its names."""
SAME_LENGTH = 2
"""By how many characters the usual lengths of the same figures may differ between panels."""

Columns = tuple[Cell, ...]


@dataclass(frozen=True)
class Filled:
    """One table on one page with its texts."""

    grid: Grid
    model: int
    rows: tuple[Columns, ...]


@dataclass(frozen=True)
class _FilledPage:
    """One page with its texts in tables, and the others."""

    sheet: Sheet
    tables: tuple[Filled, ...]
    loose: list[Draft]


def grids_to_rows(
    sheets: Sequence[Sheet], grids: Mapping[int, Sequence[Grid]], engine: str
) -> tuple[tuple[RawTable, ...], tuple[RawRow, ...]]:
    """The tables and the rows outside them, page by page."""
    models = _Models()
    pages = [_fill_page(sheet, grids.get(sheet.page, ()), models) for sheet in sheets]
    panels = _Panels([table for page in pages for table in page.tables])
    tables: list[RawTable] = []
    outside: list[RawRow] = []
    for page in pages:
        drafts = [(table.model, rows) for table in page.tables for rows in panels.split(table)]
        numbers = _numbered([*(row for _, rows in drafts for row in rows), *page.loose])
        for ordinal, (model, rows) in enumerate(drafts, start=1):
            printed = tuple(_raw_row(page.sheet, numbers, row, engine) for row in rows)
            tables.append(RawTable(page.sheet.page, ordinal, model, printed))
        single = [_raw_row(page.sheet, numbers, row, engine) for row in page.loose]
        outside += sorted(single, key=lambda row: row.number)
    return tuple(tables), tuple(outside)


def _fill_page(sheet: Sheet, grids: Iterable[Grid], models: "_Models") -> _FilledPage:
    tables: list[Filled] = []
    rest: Sequence[Phrase] = sheet.phrases
    for grid in grids:
        rows, rest = fill(grid, rest)
        cells = tuple(tuple(map(cell_of, row)) for row in rows if any(row))
        tables.append(Filled(grid, models.number_of(grid), cells))
    lines = [*phrases_to_lines(rest), *sheet.loose]
    return _FilledPage(sheet, tuple(tables), [Draft((cell_of(line.phrases),)) for line in lines])


def _numbered(rows: Sequence[Draft]) -> dict[int, int]:
    """Ordinals from top to bottom, of rows side by side from left to right, by identity."""
    ordered = sorted(rows, key=lambda row: (round(row.bbox[1]), row.bbox[0]))
    return {id(row): number for number, row in enumerate(ordered, start=1)}


def _raw_row(sheet: Sheet, numbers: Mapping[int, int], row: Draft, engine: str) -> RawRow:
    cells = tuple(
        Cell(cell.text, cell.bbox and _shown(cell.bbox, sheet.place, sheet.turn))
        for cell in row.cells
    )
    box = _shown(row.bbox, sheet.place, sheet.turn)
    return RawRow(sheet.page, numbers[id(row)], cells, box, engine)


def _shown(box: Bbox, place: Place, turn: Turn) -> Bbox:
    x0, y0, x1, y1 = (round(value, 2) for value in place.shown(box, turn))
    return x0, y0, x1, y1


class _Models:
    """Numbers for columns, given out in the order in which they appear."""

    def __init__(self) -> None:
        self._known: list[Grid] = []

    def number_of(self, grid: Grid) -> int:
        """The number of the table's columns; the same again where they return."""
        for number, known in enumerate(self._known, start=1):
            if _same_columns(known, grid):
                return number
        self._known.append(grid)
        return len(self._known)


def _same_columns(here: Grid, there: Grid) -> bool:
    if here.ruled != there.ruled or len(here.walls) != len(there.walls):
        return False
    if not here.ruled:
        pairs = zip(here.walls, there.walls, strict=True)
        return here.family == there.family or all(abs(a - b) <= SAME_PLACES for a, b in pairs)
    return all(
        abs(width - other) <= SAME_WIDTHS
        for width, other in zip(_widths(here), _widths(there), strict=True)
    )


def _widths(grid: Grid) -> list[float]:
    edges = (grid.frame[0], *grid.walls, grid.frame[2])
    return [right - left for left, right in pairwise(edges)]


class _Panels:
    """For each model the columns of its panels, told by what stands in them on all pages."""

    def __init__(self, tables: Iterable[Filled]) -> None:
        by_model: dict[int, list[Filled]] = {}
        for table in tables:
            by_model.setdefault(table.model, []).append(table)
        self._columns = {
            model: _panel_columns(tables[0].grid, [row for table in tables for row in table.rows])
            for model, tables in by_model.items()
        }

    def split(self, table: Filled) -> list[tuple[Draft, ...]]:
        """The rows of the table, one tuple for each of its panels that holds any."""
        panels = [
            tuple(
                Draft(tuple(row[column] for column in columns))
                for row in table.rows
                if any(row[column].text for column in columns)
            )
            for columns in self._columns[table.model]
        ]
        return [panel for panel in panels if panel]


def _panel_columns(grid: Grid, rows: Sequence[Columns]) -> list[list[int]]:
    """The columns of each panel; columns in which nothing is ever printed are none."""
    profiles = {
        column: _Profile.of([row[column] for row in rows if row[column].text])
        for column in range(len(grid.walls) + 1)
        if any(row[column].text for row in rows)
    }
    columns = list(profiles)
    for count in (4, 3, 2):
        width, remainder = divmod(len(columns), count)
        if width < 2 or remainder:
            continue
        panels = [columns[start : start + width] for start in range(0, len(columns), width)]
        if _repeat([[profiles[column] for column in panel] for panel in panels]):
            return panels
    return [columns]


@dataclass(frozen=True)
class _Profile:
    """What one column looks like: its figures end, its texts begin at one place."""

    figures: bool
    anchor: float
    length: float

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> "_Profile":
        """From all cells of the column that hold anything."""
        figures = 2 * sum(is_figure(cell.text) for cell in cells) > len(cells)
        places = [cell.bbox[2 if figures else 0] for cell in cells if cell.bbox]
        return cls(figures, median(places), median(len(cell.text) for cell in cells))


def _repeat(panels: Sequence[Sequence[_Profile]]) -> bool:
    """Whether each panel has the columns of the first, at the same distances."""
    first = panels[0]
    kinds = {profile.figures for profile in first}
    return len(kinds) == 2 and all(
        here.figures == there.figures
        and _is_near(here.anchor - first[0].anchor, there.anchor - panel[0].anchor)
        and (not here.figures or abs(here.length - there.length) <= SAME_LENGTH)
        for panel in panels[1:]
        for here, there in zip(first, panel, strict=True)
    )


def _is_near(here: float, there: float) -> bool:
    return abs(here - there) <= PANEL_SPACING + PANEL_STRETCH * max(here, there)
