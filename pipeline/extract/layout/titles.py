"""The titles above the rows of a table without drawn cells: their lines, and what they cover.

Lines too near to be of one text are of one row, in which some titles are higher than others. From
the first row that fills most columns, which has titles or numbers, the lines above are looked at
one by one. A text is a line of the title below it if it begins, ends or has its middle where that
does, close above it and without a rule between; else it is a title in a row of its own. It covers
the columns that a rule below it underlines, else those that it reaches over or has its middle over.
Beside titles over several columns, one that covers none is that of all their rows.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import inf

from pipeline.extract.layout.columns import (
    Band,
    SortedLine,
    box_around,
    filled_columns,
    phrases_of,
)
from pipeline.extract.layout.geometry import Segment
from pipeline.extract.layout.lines import Line, has_digits, share_edge
from pipeline.extract.layout.settings import SETTINGS
from pipeline.model import Bbox, Span

Extent = tuple[float, float]
"""Where something begins and ends from left to right."""


def title_rows(
    rows: Sequence[Band], first: int, places: Sequence[Extent], horizontal: Sequence[Segment]
) -> tuple[list[Band], list[Span]]:
    """Return the rows of a table, its titles in rows of their own, and their spans.

    Titles may be printed again between rows. `places` says where the columns from the first one on
    begin and end, `horizontal` has the rules of the page by height.
    """
    found: list[Band] = []
    spans: list[Span] = []
    most = SETTINGS.mostly * len(places)
    for start, end in pairwise([0, *_titles_again(rows, most), len(rows)]):
        part, covering = _rows_below_titles(rows[start:end], first, places, horizontal, most)
        spans += [span._replace(row=span.row + len(found)) for span in covering]
        found += part
    return found, spans


def _titles_again(rows: Sequence[Band], most: float) -> Iterator[int]:
    """Yield where rows without a label begin, of which one fills more than so many columns."""
    for is_labelled, run in groupby(enumerate(rows), key=lambda entry: _is_labelled(entry[1])):
        (start, _), *_ = entries = [*run]
        bands = _side_by_side(row for _, row in entries) if start and not is_labelled else ()
        if any(len(filled_columns(band)) > most for band in bands):
            yield start


def _rows_below_titles(
    rows: Sequence[Band],
    first: int,
    places: Sequence[Extent],
    horizontal: Sequence[Segment],
    most: float,
) -> tuple[Sequence[Band], list[Span]]:
    body = next((n for n, row in enumerate(rows) if _is_labelled(row)), len(rows))
    rows = [*_side_by_side(rows[:body]), *rows[body:]]
    full = next((n for n, row in enumerate(rows) if len(filled_columns(row)) > most), None)
    if full is None:
        return rows, []
    are_titles = not has_number(rows[full])
    end = 1 + (_last_titles(rows, full, first, horizontal) if are_titles else full)
    units = rows[:end]
    if are_titles:
        units = _side_by_side([[line] for row in units for line in row])
    stack = _Stack(dict(enumerate(places, start=first)), horizontal)
    for column, texts in _columns(units[-1]).items():
        stack.add(_Title(column, range(column, column + 1), texts, is_number=not are_titles))
    taken = 0
    while taken + 1 < len(units) and stack.take(units[-taken - 2]):
        taken += 1
    if not taken:
        return rows, []
    before = units[: -taken - 1]
    titles, spans = stack.grid()
    return [*before, *titles, *rows[end:]], [
        Span(span.row + len(before), span.column - first, span.rows, span.columns) for span in spans
    ]


def _is_labelled(row: Band) -> bool:
    """Return True if a row has a number beside a text; years alone are titles."""
    return len({phrase.is_number for phrase in phrases_of(row)}) > 1


def are_side_by_side(above: Line, below: Line) -> bool:
    """Return True if two lines are too close to be of one text: cells of one row are centred."""
    return below.baseline - above.baseline < SETTINGS.side_by_side * min(above.size, below.size)


def _side_by_side(bands: Iterable[Band]) -> list[Band]:
    """Return bands with those together whose lines stand side by side."""
    joined: list[Band] = []
    for band in bands:
        if joined and are_side_by_side(joined[-1][-1].line, band[0].line):
            joined[-1] = [*joined[-1], *band]
        else:
            joined.append(band)
    return joined


def has_number(row: Iterable[SortedLine]) -> bool:
    """Return True if a cell has nothing but numbers; a dash says nothing."""
    return bool(_number_columns(row))


def _number_columns(row: Iterable[SortedLine]) -> set[int]:
    """Return the columns of the cells that have nothing but numbers."""
    texts_in = _columns(row).items()
    return {column for column, texts in texts_in if all(map(has_digits, phrases_of(texts)))}


def _last_titles(rows: Sequence[Band], full: int, first: int, horizontal: Sequence[Segment]) -> int:
    """Return the last row of titles: a few more follow if a rule ends them before any number.

    So do those of which each text stands over numbers, and none in the first column, as headings.
    """
    last = full
    for place in range(full, min(full + SETTINGS.loose_lines, len(rows) - 2) + 1):
        if place > full and has_number(rows[place]):
            break
        beside_first = _next_numbers(rows[place:]) - {first}
        if last == place - 1 and filled_columns(rows[place]) <= beside_first:
            last = place
        above, below = rows[place][-1].line, rows[place + 1][0].line
        if _are_parted(above, below, (above.phrases[0].x0, above.phrases[-1].x1), horizontal):
            return place
    return last


def _next_numbers(rows: Iterable[Band]) -> set[int]:
    """Return in which columns the first row that has numbers has them."""
    return next(filter(None, map(_number_columns, rows)), set())


def _rules_between(above: Line, below: Line, horizontal: Sequence[Segment]) -> Sequence[Segment]:
    first = bisect_left(horizontal, (above.foot,))
    return horizontal[first : bisect_right(horizontal, (below.head, inf))]


def _are_parted(above: Line, below: Line, ends: Extent, horizontal: Sequence[Segment]) -> bool:
    """Return True if a rule passes between two lines where a text of one has its middle."""
    middle, rules = sum(ends) / 2, _rules_between(above, below, horizontal)
    return any(rule.start <= middle <= rule.end for rule in rules)


def _columns(unit: Iterable[SortedLine]) -> dict[int, Band]:
    """Return what stands in each column, line by line."""
    columns: dict[int, Band] = {}
    for line in unit:
        for column, phrases in line.cells.items():
            columns.setdefault(column, []).append(SortedLine(line.line, {column: phrases}))
    return columns


@dataclass(eq=False)
class _Title:
    column: int
    cover: range
    texts: Band
    """Its lines from top to bottom, with nothing of other columns."""
    is_number: bool = False
    """Whether it is none, but what the first row of the table has in this column."""
    has_own_row: bool = False
    """Whether it is in another row than the titles below all others."""

    @property
    def box(self) -> Bbox:
        return box_around(self.texts)

    @property
    def is_wide(self) -> bool:
        return len(self.cover) > 1


class _Stack:
    """Titles that stand on each other, from the last row up."""

    def __init__(self, places: dict[int, Extent], horizontal: Sequence[Segment]) -> None:
        self._places = places
        self._horizontal = horizontal
        self._titles: list[_Title] = []
        self._top: dict[int, _Title] = {}
        """The uppermost title of each column."""

    def add(self, title: _Title) -> None:
        """Put a title on those that it covers."""
        title.has_own_row = title.is_wide or title.column in self._top
        self._titles.append(title)
        self._top |= dict.fromkeys(title.cover, title)
        if not title.is_wide:
            x0, _, x1, _ = title.box
            self._places[title.column] = (x0, x1)

    def take(self, unit: Band) -> bool:
        """Put what stands next above on the titles; return False if it is no title.

        A text in the first column alone is a heading, a number over one column that of a row.
        """
        titles = self._new_titles(unit)
        more = {c: self._top[c] for c, title in titles.items() if self._goes_on(title)}
        new = [title for column, title in titles.items() if column not in more]
        has_row_number = any(not title.is_wide and has_number(title.texts) for title in new)
        first = min(self._places)
        if has_row_number or (more.keys() <= {first} and all(first in t.cover for t in new)):
            return False
        for column, title in more.items():
            title.texts = [*titles[column].texts, *title.texts]
        for title in new:
            self.add(title)
        return True

    def _new_titles(self, unit: Band) -> dict[int, _Title]:
        above = unit[-1].line
        columns = _columns(unit)
        boxes = {column: box_around(texts) for column, texts in columns.items()}
        beside = [column for column, top in self._top.items() if top.box[1] < above.baseline]
        lower = [top.texts[0].line for column, top in self._top.items() if column not in beside]
        next_line = min(lower, key=lambda line: line.baseline, default=above)
        rules = _rules_between(above, next_line, self._horizontal)
        below = {column: top.cover for column, top in self._top.items()}
        found = covers(boxes, self._places, rules, below, beside)
        return {column: _Title(column, cover, columns[column]) for column, cover in found.items()}

    def _goes_on(self, title: _Title) -> bool:
        """Return True if a text is a line of the uppermost title of its column."""
        under = self._top.get(title.column)
        if under is None or under.is_number:
            return False
        above, below = title.texts[-1].line, under.texts[0].line
        far = SETTINGS.text_spacing * max(above.size, below.size)
        x0, _, x1, _ = box = title.box
        if below.baseline - above.baseline > far or _are_parted(
            above, below, (x0, x1), self._horizontal
        ):
            return False
        if under.is_wide:
            return title.cover == under.cover
        reached = [column for column in title.cover if reaches_over(box, self._places[column])]
        return len(reached) < 2 and share_edge(box, under.box)

    def grid(self) -> tuple[list[Band], list[Span]]:
        """Return the rows of titles from top to bottom, and what of them covers several cells."""
        levels = self._levels()
        last = max(levels.values())
        rows: list[dict[int, SortedLine]] = [{} for _ in range(last + 1)]
        spans: list[Span] = []
        for title, level in levels.items():
            row = rows[level if title.has_own_row else last]
            for line, cells in title.texts:
                kept = row.setdefault(id(line), SortedLine(line, {}))
                [kept.cells[title.column]] = cells.values()
            down = 1 if title.has_own_row or title.is_number else last - level + 1
            if down > 1 or title.is_wide:
                spans.append(Span(level, title.cover.start, down, len(title.cover)))
        return [sorted(row.values(), key=lambda line: line.line.baseline) for row in rows], spans

    def _levels(self) -> dict[_Title, int]:
        """Return how many titles stand on each title."""
        levels: dict[_Title, int] = {}
        height: dict[int, int] = {}
        for title in reversed(self._titles):
            levels[title] = max(height.get(column, 0) for column in title.cover)
            if title.has_own_row:
                height |= dict.fromkeys(title.cover, levels[title] + 1)
        return levels


def covers(
    boxes: Mapping[int, Bbox],
    places: Mapping[int, Extent],
    rules: Sequence[Segment],
    below: Mapping[int, range],
    beside: Collection[int],
) -> dict[int, range]:
    """Return by their columns what the texts of one row cover.

    `places` says where the texts of each column begin and end, `below` what the titles below cover,
    whose parts nothing covers, `rules` are next below the row, `beside` has columns with texts
    beside it.
    """
    edges = sorted({min(places) - 1, *boxes, *beside, max(places) + 1})
    found: dict[int, range] = {}
    for column, box in boxes.items():
        at = edges.index(column)
        free = range(edges[at - 1] + 1, edges[at + 1])
        others = [(x0 + x1) / 2 for other, (x0, _, x1, _) in boxes.items() if other != column]
        own = [r for r in rules if not any(r.start <= x <= r.end for x in others)]
        found[column] = _underlined(box, free, places, own) or _centred(
            box, column, free, places, below
        )
    return found


def _underlined(
    box: Bbox, free: range, places: Mapping[int, Extent], rules: Iterable[Segment]
) -> range | None:
    """Return the columns that a rule under a text, and under no other nor all, underlines."""
    for rule in rules:
        left, right = rule.start - SETTINGS.touching, rule.end + SETTINGS.touching
        over = {column for column, place in places.items() if left <= sum(place) / 2 <= right}
        columns = over.intersection(free)
        if columns and len(over) < len(places) and left <= box[0] and box[2] <= right:
            return range(min(columns), max(columns) + 1)
    return None


def _centred(
    box: Bbox,
    column: int,
    free: range,
    places: Mapping[int, Extent],
    below: Mapping[int, range],
) -> range:
    """Return the columns that a text has its middle over, at least those that it reaches over."""
    reached = [column, *(c for c in free if reaches_over(box, places[c]))]
    starts = [c for c in range(free[0], min(reached) + 1) if c not in below or below[c][0] == c]
    ends = [c for c in range(max(reached), free[-1] + 1) if c not in below or below[c][-1] == c]
    middle = box[0] + box[2]
    centred = [
        (off, first, last)
        for first in starts
        for last in ends
        if first < last
        and (off := abs(places[first][0] + places[last][1] - middle) / 2)
        <= SETTINGS.centred * (places[last][1] - places[first][0]) / (last - first + 1)
    ]
    _, first, last = min(centred, default=(0.0, min(reached), max(reached)))
    return range(first, last + 1)


def reaches_over(box: Bbox, place: Extent) -> bool:
    """Return True if a text stands over a part of a place."""
    return box[0] < place[1] - SETTINGS.over_rule and place[0] + SETTINGS.over_rule < box[2]
