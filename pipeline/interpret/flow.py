"""All printed rows of a reading in the order a person reads them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from pipeline.boxes import union_box
from pipeline.interpret.notation import CURRENCY, PERSONS
from pipeline.model import Bbox, Cell, Herkunft, RawRow, Reading, RowPlace

DIGITS = re.compile(r"\d+")
UNITS = re.compile(rf"(?<![^\W\d_])(?:{CURRENCY}|{PERSONS})(?![^\W\d_])")
MAX_DISTANCE = 3.0
"""Line heights between lines of one text."""

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
        return tuple(cell.whole for cell in self.row.cells)

    @cached_property
    def label(self) -> str:
        """All its text that is no number, in one line."""
        return " ".join(" ".join(text.split()) for text in self.texts if has_letters(text))

    @property
    def first_text(self) -> str:
        """The text of the first cell that has any."""
        return next((text for text in self.texts if text), "")

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

    A part outside the table, or of one cell only, goes where its text stands.
    """
    columns = [_column_texts(parts, main, index) for index in range(len(main.row.cells))]
    cells = tuple(map(_merged, columns))
    box = _box([cell for cell in cells if cell.text]) or main.row.bbox
    row = RawRow(main.row.page, main.row.number, cells, box, main.row.engine)
    places = [place for part in parts for place in (part.row.place, *part.continued)]
    return FlowRow(row, main.model, tuple(place for place in places if place != row.place))


def adjacent(above: FlowRow, below: FlowRow) -> bool:
    """Say whether one row follows the other within the spacing of one text."""
    height = min(r.row.bbox[3] - r.row.bbox[1] for r in (above, below))
    return below.row.bbox[1] - above.row.bbox[3] <= (MAX_DISTANCE - 1) * height


def is_number(text: str) -> bool:
    """Say whether a text is digits or signs, with or without a unit."""
    return not has_letters(text) and bool(UNITS.sub("", text).strip())


def has_letters(text: str) -> bool:
    """Say whether a text is more than digits, signs and units."""
    return any(character.isalpha() for character in UNITS.sub("", text))


def _merged(parts: Sequence[Cell]) -> Cell:
    """Put the lines of a cell together; only its last one may go on beyond an edge."""
    lines = [*(part.whole for part in parts[:-1]), *(part.text for part in parts[-1:])]
    return Cell("\n".join(lines), _box(parts), parts[-1].cut if parts else "")


def _column_texts(parts: Iterable[FlowRow], main: FlowRow, index: int) -> list[Cell]:
    width = len(main.row.cells)
    return [
        part.row.cells[index]
        for part in parts
        if len(part.row.cells) == width and part.row.cells[index].text
    ]


def _box(cells: Iterable[Cell]) -> Bbox | None:
    boxes = [cell.bbox for cell in cells if cell.bbox]
    return union_box(boxes) if boxes else None


def by_table(rows: Iterable[FlowRow]) -> Iterator[tuple[int, list[FlowRow]]]:
    """Yield each column model with its rows."""
    tables: dict[int, list[FlowRow]] = {}
    for flow in rows:
        if flow.model is not None:
            tables.setdefault(flow.model, []).append(flow)
    yield from tables.items()
