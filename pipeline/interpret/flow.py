"""All printed rows of a reading in the order a person reads them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from pipeline.boxes import union_box
from pipeline.interpret.cells import CellText, classify
from pipeline.model import Bbox, Cell, Herkunft, RawRow, Reading, RowPlace
from schemas.names import load_gazetteer, plain

DIGITS = re.compile(r"\d+")
MAX_DISTANCE = 3.0
"""Line heights between lines of one text."""
MOST_LINES = 4
"""Lines that the name of a Kreis with the word for its kind is broken into at most."""
BLANK = 0.5
"""Share of the rows in which a column with cells beside many rows is blank at least."""
LAST_WORD = "kreis"
"""May stand on a line of its own below what names the Kreis without it: "Rems-Murr-"."""

RowKey = tuple[int, str]


@dataclass(frozen=True)
class FlowRow:
    """One printed row, or several lines of a row put together."""

    row: RawRow
    model: int | None
    """The column model of its table; None outside any table."""
    continued: tuple[RowPlace, ...] = ()
    """The places of the further printed rows that were put into it."""

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The cells' texts, with what is cut off at an edge: it says what the beginning means."""
        return tuple(cell.text + cell.cut for cell in self.row.cells)

    @cached_property
    def cells(self) -> tuple[CellText, ...]:
        """What each of the texts can be."""
        return tuple(map(classify, self.texts))

    @cached_property
    def label(self) -> str:
        """All its text that is no number, in one line."""
        return " ".join(" ".join(cell.text.split()) for cell in self.cells if cell.has_letters)

    @cached_property
    def has_figure(self) -> bool:
        """Whether any of its texts is a number other than a year."""
        return any(cell.is_figure for cell in self.cells)

    @cached_property
    def speaks_of_sum(self) -> bool:
        """Whether any of its texts has a word that sums are labelled with."""
        return any(cell.speaks_of_sum for cell in self.cells)

    @property
    def filled(self) -> list[str]:
        """The texts that are not empty."""
        return [text for text in self.texts if text]

    @property
    def herkunft(self) -> Herkunft:
        """Where it stands."""
        row = self.row
        return Herkunft(row.page, row.number, row.bbox, row.text, row.engine)


def reading_to_flow(reading: Reading) -> list[FlowRow]:
    """Return all rows, in tables and outside, page by page and in their printed order.

    Tables side by side follow each other whole, the left one first.
    """
    beside = _pages_with_tables_side_by_side(reading)
    rows: list[tuple[int, int, int, RawRow, int | None]] = [
        (row.page, table.rows[0].number if row.page in beside else 0, row.number, row, table.model)
        for table in reading.tables
        for row in table.rows
    ]
    rows.extend(
        (row.page, row.number if row.page in beside else 0, row.number, row, None)
        for row in reading.outside
    )
    rows.sort(key=lambda entry: entry[:3])
    return [FlowRow(row, model) for *_, row, model in rows]


def _pages_with_tables_side_by_side(reading: Reading) -> set[int]:
    """Return the pages on which rows of two tables alternate."""
    return {
        one.page
        for one, other in combinations(reading.tables, 2)
        if one.page == other.page
        and one.rows[0].number < other.rows[-1].number
        and other.rows[0].number < one.rows[-1].number
    }


def running_rows(rows: Sequence[FlowRow]) -> frozenset[RowKey]:
    """Return the rows that stand at one height of half the pages, but for their numbers."""
    pages = {row.row.page for row in rows}
    counts = Counter(key for _, key in {(row.row.page, row_key(row)) for row in rows})
    needed = max(2, len(pages) / 2)
    return frozenset(key for key, count in counts.items() if count >= needed)


def row_key(row: FlowRow) -> RowKey:
    """Return a row's height and its text without numbers, which differ from page to page."""
    text = " ".join(" ".join(row.texts).split())
    return round(row.row.bbox[1]), DIGITS.sub("#", text)


def merge_rows(parts: Sequence[FlowRow], main: FlowRow) -> FlowRow:
    """Put the lines of one row together, cell by cell; parts are in printed order.

    A part outside the table, or of one cell only, goes where its text stands. The row stands
    where its lines on the page of `main` do.
    """
    width, page = len(main.row.cells), main.row.page
    whole = [part for part in parts if len(part.row.cells) == width]
    cells = tuple(
        _merge_cells([part.row.cells[i] for part in whole], [p.row.page == page for p in whole])
        for i in range(width)
    )
    box = _box(cells) or main.row.bbox
    row = RawRow(page, main.row.number, cells, box, main.row.engine)
    places = [place for part in parts for place in (part.row.place, *part.continued)]
    return FlowRow(row, main.model, tuple(place for place in places if place != row.place))


def _merge_cells(parts: Sequence[Cell], are_here: Sequence[bool]) -> Cell:
    """Put the lines of a cell together; only its last one may go on beyond an edge."""
    filled = [part for part in parts if part.text]
    lines = [*(part.text + part.cut for part in filled[:-1]), *(part.text for part in filled[-1:])]
    here = [part for part, is_here in zip(parts, are_here, strict=True) if is_here]
    return Cell("\n".join(lines), _box(here), filled[-1].cut if filled else "")


def _box(cells: Iterable[Cell]) -> Bbox | None:
    boxes = [cell.bbox for cell in cells if cell.text and cell.bbox]
    return union_box(boxes) if boxes else None


def adjacent(above: FlowRow, below: FlowRow) -> bool:
    """Return True if one row follows the other within the spacing of one text."""
    height = min(r.row.bbox[3] - r.row.bbox[1] for r in (above, below))
    return below.row.bbox[1] - above.row.bbox[3] <= (MAX_DISTANCE - 1) * height


def join_flowing_kreise(flow: Sequence[FlowRow]) -> list[FlowRow]:
    """Return the rows with each Kreis whole in the row where it begins.

    Where no rules tell, the lines of a Kreis in a cell beside many rows stand level with several of
    them: "Landkreis Breisgau-" and, one row below, "Hochschwarzwald".
    """
    rows = list(flow)
    blank = {model: list(_blank_columns(table)) for model, table in by_table(flow)}
    for index, row in enumerate(rows):
        if row.model is not None and row.has_figure:
            for column in blank[row.model]:
                lines = _lines_below(rows[index : index + MOST_LINES], column)
                _lift(rows, index, column, _lines_of_kreis(lines))
    return list(_without_emptied(rows, flow))


def _blank_columns(rows: Sequence[FlowRow]) -> Iterator[int]:
    """Yield the columns that are blank in most of the rows with figures."""
    figured = [row.texts for row in rows if row.has_figure]
    for column in range(max(map(len, figured), default=0)):
        filled = sum(column < len(texts) and bool(texts[column]) for texts in figured)
        if filled and filled <= (1 - BLANK) * len(figured):
            yield column


def _lines_below(rows: Sequence[FlowRow], column: int) -> list[str]:
    """Return the texts of a column from the first row on, while the rows follow closely."""
    lines: list[str] = []
    for index, row in enumerate(rows):
        follows = not index or (row.model == rows[0].model and adjacent(rows[index - 1], row))
        if not follows or column >= len(row.texts) or not row.texts[column]:
            break
        lines.append(row.texts[column])
    return lines


def _lines_of_kreis(lines: Sequence[str]) -> int:
    """Return how many lines, from the first on, name one Kreis; 0 if none do."""
    for count in range(1, len(lines) + 1):
        if len(load_gazetteer().find_kreise("\n".join(lines[:count]))) == 1:
            return count + (plain(" ".join(lines[count : count + 1])) == LAST_WORD)
    return 0


def _lift(rows: list[FlowRow], first: int, column: int, count: int) -> None:
    """Put the texts of a column in some rows into the first of them."""
    parts = rows[first : first + count]
    whole = "\n".join(part.texts[column] for part in parts)
    for index, part in enumerate(parts if count > 1 else (), start=first):
        cells = list(part.row.cells)
        cells[column] = Cell("") if index > first else replace(cells[column], text=whole)
        rows[index] = replace(part, row=replace(part.row, cells=tuple(cells)))


def _without_emptied(rows: Sequence[FlowRow], before: Sequence[FlowRow]) -> Iterator[FlowRow]:
    """Yield the rows; those whose text is now in the row above are a continuation of it."""
    whole: list[FlowRow] = []
    for row, original in zip(rows, before, strict=True):
        if whole and original.filled and not row.filled:
            places = (*whole[0].continued, row.row.place)
            whole[0] = replace(whole[0], continued=places)
            continue
        yield from whole
        whole = [row]
    yield from whole


def by_table(rows: Iterable[FlowRow]) -> Iterator[tuple[int, list[FlowRow]]]:
    """Yield each column model with its rows."""
    tables: dict[int, list[FlowRow]] = {}
    for flow in rows:
        if flow.model is not None:
            tables.setdefault(flow.model, []).append(flow)
    yield from tables.items()
