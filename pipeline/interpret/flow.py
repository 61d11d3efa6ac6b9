"""All printed rows of a reading in the order a person reads them."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, compress, islice, takewhile

from pipeline.boxes import union_box
from pipeline.interpret.cells import CellText, classify
from pipeline.interpret.labels import SumLabel, goes_on_below, sum_label
from pipeline.interpret.once import once
from pipeline.model import Cell, Herkunft, RawRow, RawTable, Reading, RowPlace, Span
from pipeline.values import replace

DIGITS = re.compile(r"\d+")
MAX_DISTANCE = 3.0
"""Line heights between lines of one text."""
MOST_LINES_BESIDE = 2
"""Lines of a row above or below one of them."""

RowKey = tuple[int, str]


@dataclass(frozen=True)
class FlowRow:
    """One printed row, or several lines of a row put together."""

    row: RawRow
    model: int | None
    """The column model of its table; None outside any table."""
    continued: tuple[RowPlace, ...] = ()
    """The places of the further printed rows that were put into it."""
    spans: tuple[Span, ...] = ()
    """What in it covers several columns."""

    @once
    def texts(self) -> tuple[str, ...]:
        """The cells' texts, with what is cut off at an edge: it says what the beginning means."""
        return tuple([cell.text + cell.cut for cell in self.row.cells])

    @once
    def cells(self) -> tuple[CellText, ...]:
        """What each of the texts can be."""
        return tuple(map(classify, self.texts))

    @once
    def label(self) -> str:
        """All its text that is no number, in one line."""
        return " ".join(" ".join(cell.text.split()) for cell in self.cells if cell.has_letters)

    @once
    def has_figure(self) -> bool:
        """Whether any of its texts is a number other than a year."""
        return any(cell.is_figure for cell in self.cells)

    @once
    def speaks_of_sum(self) -> bool:
        """Whether any of its texts has a word that sums are labelled with."""
        return any(cell.speaks_of_sum for cell in self.cells)

    @once
    def sum_label(self) -> SumLabel | None:
        """What it is the sum of, if its text says that it is one."""
        return sum_label(self.label) if self.speaks_of_sum else None

    @once
    def has_open_label(self) -> bool:
        """Whether it is labelled as a sum whose label goes on in the line below."""
        return self.has_figure and goes_on_below(self.label)

    @once
    def key(self) -> RowKey:
        """Its height and its text without numbers, which differ from page to page."""
        return round(self.row.bbox[1]), DIGITS.sub("#", " ".join(" ".join(self.texts).split()))

    @once
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
    pairs = combinations(reading.tables, 2)
    side_by_side = {one.page for one, other in pairs if _are_side_by_side(one, other)}
    rows = [
        ((row.row.page, first if row.row.page in side_by_side else 0, row.row.number), row)
        for first, row in (
            *((t.rows[0].number, row) for t in reading.tables for row in _rows_of(t)),
            *((row.number, FlowRow(row, None)) for row in reading.outside),
        )
    ]
    return [row for _, row in sorted(rows, key=lambda entry: entry[0])]


def _rows_of(table: RawTable) -> Iterator[FlowRow]:
    wide: dict[int, list[Span]] = {}
    for span in table.spans:
        if span.columns > 1:
            wide.setdefault(span.row, []).append(span)
    for number, row in enumerate(table.rows):
        yield FlowRow(row, table.model, spans=tuple(wide.get(number, ())))


def _are_side_by_side(one: RawTable, other: RawTable) -> bool:
    """Return True if rows of two tables alternate on a page, the one left of the other."""
    if (
        one.page != other.page
        or one.rows[0].number > other.rows[-1].number
        or other.rows[0].number > one.rows[-1].number
    ):
        return False
    left, right = sorted(union_box([row.bbox for row in t.rows]) for t in (one, other))
    return (left[0] + left[2]) / 2 < right[0]


def merge_rows(parts: Sequence[FlowRow], main: FlowRow) -> FlowRow:
    """Put the lines of one row together, cell by cell; parts are in printed order.

    The row stands where its lines on the page of `main` do.
    """
    page = main.row.page
    cells = tuple(
        _merge_cells(column, [part.row.page == page for part in parts])
        for column in zip(*(part.row.cells for part in parts), strict=True)
    )
    boxes = [cell.bbox for cell in cells if cell.text and cell.bbox]
    row = replace(main.row, cells=cells, bbox=union_box(boxes) if boxes else main.row.bbox)
    places = [place for part in parts for place in (part.row.place, *part.continued)]
    return FlowRow(row, main.model, tuple(place for place in places if place != row.place))


def _merge_cells(parts: Sequence[Cell], are_here: Sequence[bool]) -> Cell:
    """Put the lines of a cell together; only its last one may go on beyond an edge."""
    filled = [part for part in parts if part.text]
    lines = [*(part.whole for part in filled[:-1]), *(part.text for part in filled[-1:])]
    boxes = [cell.bbox for cell in compress(parts, are_here) if cell.text and cell.bbox]
    box = union_box(boxes) if boxes else None
    return Cell("\n".join(lines), box, filled[-1].cut if filled else "")


def adjacent(above: FlowRow, below: FlowRow) -> bool:
    """Return True if one row follows the other within the spacing of one text, or a page's end."""
    if above.row.page != below.row.page:
        return below.row.page - above.row.page == 1
    height = min(r.row.bbox[3] - r.row.bbox[1] for r in (above, below))
    return below.row.bbox[1] - above.row.bbox[3] <= (MAX_DISTANCE - 1) * height


def lines_next_to(
    rows: Sequence[FlowRow], index: int, step: int, titles: Collection[tuple[str, ...]]
) -> Iterator[FlowRow]:
    """Yield the rows above (-1) or below (1) one that may be lines of it, nearest first.

    A page may end between them, and titles may be printed again.
    """
    row = rows[index]
    lines = map(rows.__getitem__, range(index + step, len(rows) if step > 0 else -1, step))
    near = takewhile(lambda line: abs(line.row.page - row.row.page) <= 1, lines)
    here = (line for line in near if line.model == row.model and line.texts not in titles)
    for line in islice(here, MOST_LINES_BESIDE):
        if not adjacent(*((row, line) if step > 0 else (line, row))):
            return
        yield line
        row = line
