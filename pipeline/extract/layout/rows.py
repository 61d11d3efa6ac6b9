"""A table's lines sorted into columns and bands, and these turned into rows.

Where cells are drawn, a band is what stands between two rules of the raster; elsewhere rules part
bands where they cover most of the table's width. A band is one row, however many lines its cells
have, unless several of its lines hold a number in one column (a rule after every fifth row): then,
and where there are no rules, each line is a row. Names wrapped over such lines are joined later, in
`pipeline.interpret.wrapped`, which has the register.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from math import inf
from operator import attrgetter
from statistics import median_low
from typing import NamedTuple
from weakref import WeakKeyDictionary

from pipeline.boxes import union_box
from pipeline.extract.layout.blocks import Block
from pipeline.extract.layout.columns import Band, Columns, SortedLine, filled_columns
from pipeline.extract.layout.drawn_cells import drawn_bands, drawn_spans
from pipeline.extract.layout.geometry import Page, Segment, join_straight
from pipeline.extract.layout.lines import Line, Phrase, words_to_lines
from pipeline.extract.layout.panels import count_texts, find_panels
from pipeline.extract.layout.row_gaps import find_row_gap, join_rows
from pipeline.extract.layout.settings import SETTINGS
from pipeline.extract.layout.tables import Table
from pipeline.extract.layout.texts_around import part_texts_around
from pipeline.extract.layout.titles import are_side_by_side, title_rows
from pipeline.model import Bbox, Span

WRAPPED = re.compile(r"[\d\s]*\d\n\d{3}(?!\d).*|.*\d[.'’]\n\d{3}(?!\d).*|.*\n[.,'’]\d.*")
"""The lines of one number that is wrapped at a separator."""
MOST_LINES_OF_ROW = 9
"""Rules that close more lines than this on average close no rows."""
FRAME_BANDS = 3
"""Horizontal rules of a frame with titles, and none between its rows."""


class PlacedRow(NamedTuple):
    """A row in the reading frame of its page, or a line outside any table."""

    page: int
    order: tuple[float, ...]
    """Its place in the reading order of its page: drawn table and panel it is of, and height."""
    table: int | None
    """Number of its column model, None outside any table."""
    texts: Sequence[tuple[str, Bbox | None]]
    """What stands in each column, and the box around it; none around nothing."""
    spans: tuple[Span, ...] = ()
    """What of them covers several cells, from left to right."""


_Bands = tuple[list[Band], list[Line]]
"""What rules part of a block's table, else line by line, and the lines around it."""
_Part = tuple[int, Sequence[Band]]
"""What one of the tables side by side has of it."""


class SortedTable:
    """A table whose lines are sorted into columns and bands, and what all its pages tell of it.

    What is worked out of a block is kept as long as the block is.
    """

    def __init__(self, table: Table, models: Iterator[int], known: set[int]) -> None:
        """Sort the lines of a table.

        `models` gives new numbers: the panels of a table have one for all, unless some lack a
        column. `known` is how many panels tables before had; a new number is added.
        """
        self._table = table
        self._bands: WeakKeyDictionary[Block, _Bands] = WeakKeyDictionary()
        self._parts: WeakKeyDictionary[Block, list[_Part]] = WeakKeyDictionary()
        columns = table.columns
        counts = count_texts(chain.from_iterable(self._sorted_pages()), columns)
        self.is_text = counts.is_text and not table.blocks[0].drawn
        """Whether it is no table, but a text whose words are here and there set apart."""
        self._numeric = counts.numeric
        self._panels = find_panels(columns, self._sorted_pages, counts, known)
        is_even = len(set(map(len, self._panels))) == 1
        number = next(models)
        self._models = [number, *(number if is_even else next(models) for _ in self._panels[1:])]
        self._is_ruled = bool(table.blocks[0].drawn) or self._bands_are_rows()
        self._gap = find_row_gap(self._unparted(), self._numeric)

    def _sorted_pages(self) -> Iterator[Sequence[SortedLine]]:
        for outline in self._table.blocks:
            yield list(chain.from_iterable(self._bands_of(outline.block())[0]))

    def _bands_of(self, block: Block) -> _Bands:
        if block not in self._bands:
            self._bands[block] = _block_bands(block, self._table.columns)
        return self._bands[block]

    def _parts_of(self, block: Block) -> Sequence[_Part]:
        if block not in self._parts:
            bands, _ = self._bands_of(block)
            panels = self._panels if len(self._panels) > 1 else [None]
            found = ((n, _panel_bands(self._table, block, bands, p)) for n, p in enumerate(panels))
            self._parts[block] = [(n, bands) for n, bands in found if bands]
        return self._parts[block]

    def _bands_are_rows(self) -> bool:
        """Return True if rules close single rows, seen over the whole table."""
        count = lines = single = 0
        for outline in self._table.blocks:
            for _, bands in self._parts_of(outline.block()):
                count += len(bands)
                lines += sum(map(len, bands))
                single += sum(_count_rows(band, self._numeric) <= 1 for band in bands)
        return lines < MOST_LINES_OF_ROW * count and single >= SETTINGS.single_rows * count

    def _unparted(self) -> Iterator[Sequence[SortedLine]]:
        """Yield lines that follow each other, where no rules part rows."""
        for outline in self._table.blocks:
            block = outline.block()
            for _, bands in self._parts_of(block):
                if block.raster:
                    yield from bands
                elif all(len(band) == 1 for band in bands):
                    yield list(chain.from_iterable(bands))

    def rows(self, block: Block) -> tuple[list[PlacedRow], list[Line]]:
        """Return the rows of a block, and its lines above the first row and below the last."""
        rows = [row for n, bands in self._parts_of(block) for row in self._rows(block, n, bands)]
        return rows, self._bands_of(block)[1]

    def _rows(self, block: Block, number: int, bands: Sequence[Band]) -> list[PlacedRow]:
        """Return the rows of one of the tables side by side, and what covers several cells."""
        panel, raster = self._panels[number], block.raster
        ends = raster.ends if raster else self._table.ends
        places = [self._table.columns.extent(column, ends) for column in panel]
        is_frame = len(raster.ys) <= FRAME_BANDS if raster else len(bands) <= FRAME_BANDS
        parts = [[*self._band_to_rows(block, band, panel, is_frame)] for band in bands]
        if self._gap is not None:
            runs = parts if raster else [[*chain.from_iterable(parts)]]
            parts = [[*join_rows(run, self._gap, self._numeric, panel.start)] for run in runs]
        bands = [*chain.from_iterable(parts)]
        spans: Iterable[Span] = ()
        if not raster:
            bands, spans = title_rows(bands, panel.start, places, block.page.horizontal)
        place = (0.0, raster.ys[0], raster.xs[0], number) if raster else (number,)
        rows: list[PlacedRow] = []
        for lines in bands:
            texts = [_text([line.cells.get(column, ()) for line in lines]) for column in panel]
            top = min([box[1] for _, box in texts if box])
            if rows and not raster:  # A title in several lines may begin above one before it.
                top = max(top, rows[-1].order[-1])
            rows.append(PlacedRow(block.page.number, (*place, top), self._models[number], texts))
        if raster:
            spans = drawn_spans([row.texts for row in rows], raster, places)
        for span in sorted(spans, key=attrgetter("column")):
            row = rows[span.row]
            rows[span.row] = row._replace(spans=(*row.spans, span))
        return rows

    def _band_to_rows(
        self, block: Block, band: Band, panel: range, is_frame: bool
    ) -> Iterator[Band]:
        """Yield the lines of each row of a band: all of them below its headings, or one by one."""
        count = _count_rows(band, self._numeric, closed=block.raster is not None)
        if not (self._is_ruled and count < 2 and _is_one_row(band, self._numeric, is_frame)):
            yield from ([line] for line in band)
            return
        start = 0
        while start < len(band) - 1 and not block.raster and self._is_heading(band[start], panel):
            yield [band[start]]
            start += 1
        yield from [band[start:]] if block.raster else _close_lines(band[start:])

    def _is_heading(self, line: SortedLine, panel: range) -> bool:
        """Return True if a line is one phrase that runs from the first column over its open end."""
        if list(line.cells) != [panel.start] or len(panel) < 2:
            return False
        phrases, corridor = line.cells[panel.start], self._table.columns.corridors[panel.start]
        return len(phrases) == 1 and phrases[0].x0 < corridor.x0 and corridor.x1 < phrases[0].x1


def _block_bands(block: Block, columns: Columns) -> _Bands:
    if block.raster:
        bands = drawn_bands(block, block.raster, columns)
        return part_texts_around(bands, columns, are_drawn=True)
    inside = _table_lines(block, columns)
    bands = [[columns.sort_line(line, block.rules)] for line in block.lines[inside]]
    bands, around = part_texts_around(bands, columns, are_drawn=False)
    return bands, [*block.lines[: inside.start], *block.lines[inside.stop :], *around]


def line_to_row(line: Line) -> PlacedRow:
    """Return a line that stands outside any table."""
    box = union_box([phrase.bbox for phrase in line.phrases])
    return PlacedRow(line.page, (0, line.y0), None, [(line.text, box)])


def _table_lines(block: Block, columns: Columns) -> slice:
    """Return where the lines are from the first to the last row, and those beside vertical rules.

    At the ends of a block a row may be one phrase that only the columns of other pages part. The
    last row's name may run on below it. The first row's may begin above it, unless that
    row is titles, above which may be titles that stand beside the first column.
    """
    lines, rows = block.lines, set(map(id, block.row_lines))
    top = min((rule.start for rule in block.rules), default=inf)
    bottom = max((rule.end for rule in block.rules), default=-inf)
    inside = [i for i, line in enumerate(lines) if id(line) in rows or top <= line.middle <= bottom]
    ends = [i for i in range(len(lines)) if i < inside[0] or i > inside[-1]]
    inside = sorted([*inside, *(i for i in ends if _is_parted(columns.sort_line(lines[i], ())))])
    first, end = inside[0], inside[-1] + 1
    most = min(len(lines), end + SETTINGS.loose_lines)
    while end < most and _is_close(lines[end - 1], lines[end]):
        end += 1
    is_named = any(phrase.is_number for phrase in lines[first].phrases)
    least = max(0, first - SETTINGS.loose_lines)
    while first and (
        are_side_by_side(lines[first - 1], lines[first])
        or (
            first > least
            and _is_close(lines[first - 1], lines[first])
            and (is_named or columns.column_at(lines[first - 1].phrases[0].x0))
        )
    ):
        first -= 1
    return slice(first, end)


def _is_parted(line: SortedLine) -> bool:
    """Return True if a line has a number, and another text in another column."""
    return len(line.cells) > 1 and any(phrase.is_number for phrase in line.phrases)


def _is_close(above: Line, below: Line) -> bool:
    """Return True if a line follows another as the next line of one text."""
    return below.baseline - above.baseline <= SETTINGS.text_spacing * min(above.size, below.size)


def _panel_bands(
    table: Table, block: Block, bands: Sequence[Band], panel: range | None
) -> Sequence[Band]:
    """Return what stands in one panel of a table on one page; None for its only panel.

    Lines of tables side by side may be at heights that differ by less than those of one line:
    each panel's are gathered without the words of the others.
    """
    columns = table.columns
    if block.raster:
        return [*filter(None, (_within(band, panel) for band in bands))] if panel else bands
    left, right = table.ends
    lines = list(chain.from_iterable(bands))
    if panel:
        left, _ = columns.extent(panel.start, table.ends)
        _, right = columns.extent(panel.stop - 1, table.ends)
        pieces = chain.from_iterable(line.phrases for line in _within(lines, panel))
        words = [word for phrase in pieces for word in phrase.words]
        gathered = words_to_lines(block.page.number, words)
        lines = [columns.sort_line(line, block.rules) for line in gathered]
    return _between_rules(lines, block.page, left, right) if lines else []


def _within(band: Iterable[SortedLine], panel: range) -> Band:
    """Return what of some lines stands in the columns of a panel."""
    cut = ((line, {c: cells[c] for c in cells if c in panel}) for line, cells in band)
    return [SortedLine(line, cells) for line, cells in cut if cells]


def _between_rules(
    lines: Sequence[SortedLine], page: Page, left: float, right: float
) -> Sequence[Band]:
    """Part lines at the rules that cover most of a width, and are not the line under a text.

    Lines above the first and below the last rule are a band each: no rule holds them together.
    """
    heights = [rule.at for rule in page.horizontal]

    def is_ruled(above: SortedLine | None, top: float, bottom: float) -> bool:
        start, end = bisect_left(heights, top), bisect_right(heights, bottom)
        texts = [*above.phrases] if above and start < end else []
        rules: Sequence[Segment] = page.horizontal[start:end]
        if len(texts) == 1:
            rules = [rule for rule in rules if not _underlines(rule, texts[0])]
        return _is_covered(rules, left, right)

    first, last = lines[0].line, lines[-1].line
    bottoms = [first.baseline - SETTINGS.border * first.size, *(line.line.foot for line in lines)]
    tops = [*(line.line.head for line in lines), last.baseline + SETTINGS.border * last.size]
    gaps = zip([None, *lines], bottoms, tops, strict=True)
    edges = [i for i, gap in enumerate(gaps) if is_ruled(*gap)]
    start, end = (edges[0], edges[-1]) if edges else (len(lines), len(lines))
    between = [list(lines[a:b]) for a, b in pairwise(edges)]
    return [*([line] for line in lines[:start]), *between, *([line] for line in lines[end:])]


def _underlines(rule: Segment, text: Phrase) -> bool:
    """Return True if a rule begins and ends where the text above it does."""
    ends = abs(rule.start - text.x0), abs(rule.end - text.x1)
    return max(ends) <= SETTINGS.same_edge and rule.at <= text.bbox[3] + SETTINGS.one_rule


def _is_covered(rules: Sequence[Segment], left: float, right: float) -> bool:
    """Return True if rules together cover most of a width."""
    joined = join_straight(rules) if rules else ()
    covered = sum(max(0.0, min(rule.end, right) - max(rule.start, left)) for rule in joined)
    return right > left and covered >= SETTINGS.half * (right - left)


def _is_one_row(band: Band, numeric: Collection[int], is_frame: bool) -> bool:
    """Return True if a band with no column of several numbers is one row.

    Where no rules part rows at all, each line with a text in every column is a row.
    """
    if _begins_with_titles(band, numeric):
        return False
    if not is_frame:
        return True
    filled = filled_columns(band)
    full = sum(filled == set(cells) for _, cells in band)
    return len(filled) < 2 or full < SETTINGS.mostly * len(band)


def _begins_with_titles(band: Band, numeric: Collection[int]) -> bool:
    """Return True if titles stand above the numbers of a row that has a label: no rule parts them.

    Years below titles are a part of these, and have none.
    """
    for place, (_, cells) in enumerate(band):
        numbers = [c for c in cells if c in numeric and any(p.is_number for p in cells[c])]
        if numbers:
            titled = [c for c in numbers if any(c in above for _, above in band[:place])]
            return len(titled) > 1 and any(column not in numeric for column in cells)
    return False


def _close_lines(band: Band) -> Iterator[Band]:
    """Part lines where they are too far apart to be of one row."""
    pairs = enumerate(pairwise(band), start=1)
    gaps = [place for place, (above, below) in pairs if not _is_close(above.line, below.line)]
    yield from (band[a:b] for a, b in pairwise([0, *gaps, len(band)]))


def _count_rows(band: Band, numeric: Iterable[int], *, closed: bool = False) -> int:
    """Return how many lines of a band hold a number in one column: the rows in it.

    In a closed cell a number may be wrapped: at its separators, or anywhere if others of its row
    are not. A sum has no number where the others have keys.
    """
    if len(band) == 1:
        return 1
    counts: list[int] = []
    for column in numeric:
        cells = [line.cells[column] for line in band if column in line.cells]
        numbers = [
            "".join(p.text for p in cell) for cell in cells if any(p.is_number for p in cell)
        ]
        pairs = map("\n".join, pairwise(numbers)) if closed else ()
        wrapped = len([*filter(WRAPPED.fullmatch, pairs)])
        counts += [len(numbers) - wrapped] if numbers else []
    return (median_low if closed else max)(counts or [1])


def _text(lines: Sequence[Sequence[Phrase]]) -> tuple[str, Bbox | None]:
    """Return what stands in one column on some lines, and the box around it."""
    pieces = [phrases for phrases in lines if phrases]
    if not pieces:
        return "", None
    if len(pieces) == len(pieces[0]) == 1:
        return pieces[0][0].text, pieces[0][0].bbox
    text = "\n".join([" ".join([phrase.text for phrase in phrases]) for phrases in pieces])
    return text, union_box([phrase.bbox for phrases in pieces for phrase in phrases])
