"""Rows printed over several lines, put together where the register proves it.

A reader without rules to go by gives each printed line as a row. A line of text without an
amount belongs to the row above or below if, and only if, the texts joined are a name; a unit alone
belongs to the number above it. Each line joined to a row leaves one less to others, so the lines
of a page are looked at together: of all ways to put them together the best is taken, by dynamic
programming from the last line on.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple, TypeAlias

from pipeline.boxes import union_box
from pipeline.interpret.cells import classify
from pipeline.interpret.flow import FlowRow, adjacent, merge_rows
from pipeline.interpret.labels import kreis_heading
from pipeline.interpret.notation import parse_gemeinde_ags
from pipeline.interpret.roles import Roles
from pipeline.interpret.row_figure import RowCells
from pipeline.model import Cell
from pipeline.values import replace
from schemas.names import KREIS_WORDS, NONE, SMALL_WORD, letters, load_gazetteer, plain

ENDS_IN_SMALL_WORD = re.compile(rf" (?:{SMALL_WORD})$")
IN_BRACKETS = re.compile(r"\([^()\n]+\n[^()]+\)")
EVENLY_SPACED = 1.0
"""Points by which distances between evenly spaced lines differ, as their letters are not all of one
height."""
SHAPES = ((1, 1), (0, 2), (2, 0), (0, 1), (1, 0))
"""Lines above and below the one with the amount."""
MOST_LINES = max(above + 1 + below for above, below in SHAPES)

Lines: TypeAlias = Sequence[FlowRow]
Groups: TypeAlias = dict[int, range]
"""Which lines are put together, by the index of the one with the amount."""


class _Plan(NamedTuple):
    """A way to put the lines from one on together."""

    left_over: int
    """Lines that belong to no row, and rows that have no name."""
    apart: int
    """Groups of which the outermost line stands nearer to the row beyond it."""
    points: float
    """From line to line within all groups."""
    groups: Groups


def join_wrapped(rows: Lines, tables: Mapping[int | None, Roles]) -> list[FlowRow]:
    """Return the rows of the document with wrapped ones put together, table by table.

    Where amounts stand beside no name and one of them is left without, a page may have ended
    between a name and its amount, and all that follow could have their neighbours' names.
    """
    joiners = {model: _Joiner(roles) for model, roles in tables.items()}
    pages: list[tuple[_Joiner | None, list[FlowRow], Groups]] = []
    rows = [part for row in rows for part in _without_heading(row, joiners.get(row.model))]
    for (model, _), page in groupby(rows, key=lambda row: (row.model, row.row.page)):
        joiner, lines = joiners.get(model), list(page)
        pages.append((joiner, lines, joiner.best_groups(lines) if joiner else {}))
    doubtful = {
        joiner
        for joiner, lines, groups in pages
        for index, line in enumerate(lines)
        if joiner and index not in groups and joiner.is_nameless(line)
    }
    joined: list[FlowRow] = []
    for joiner, lines, groups in pages:
        mains: dict[int, int] = {}
        for main, group in groups.items():
            if not (joiner in doubtful and joiner.name_may_be_of_neighbour(lines, main, group)):
                mains |= dict.fromkeys(group, main)
        joined += [
            merge_rows([lines[i] for i in groups[index]], line) if index in mains else line
            for index, line in enumerate(lines)
            if mains.get(index, index) == index
        ]
    return _joined_over_pages(joined, joiners)


def _joined_over_pages(rows: Lines, joiners: "Mapping[int | None, _Joiner]") -> list[FlowRow]:
    """Return the rows with those put together that began on one page and end on the next.

    Titles printed again may stand between their lines.
    """
    result: list[FlowRow | None] = list(rows)
    ends: dict[int | None, int] = {}
    """The last row of each table so far."""
    for index, row in enumerate(rows):
        joiner = joiners.get(row.model)
        if joiner is None or row.texts in joiner.roles.headers:
            continue
        place, end = index, ends.get(row.model, index)
        above = result[end]
        is_next = above is not None and above.row.page == row.row.page - 1
        if above and is_next and (merged := joiner.over_page(above, row)):
            place = end if merged.row.place == above.row.place else index
            result[end] = result[index] = None
            result[place] = merged
        ends[row.model] = place
    return [row for row in result if row is not None]


def _without_heading(row: FlowRow, joiner: "_Joiner | None") -> Iterator[FlowRow]:
    """Yield a row, and before it the heading of a Kreis that no rule parts from its key or name."""
    for column in joiner.labels if joiner else ():
        cell = row.row.cells[column]
        heading, _, rest = cell.text.partition("\n")
        if not rest or not cell.bbox:
            continue
        if kreis_heading(heading) and (classify(rest).is_name or parse_gemeinde_ags(rest)):
            x0, y0, x1, y1 = cell.bbox
            middle = y0 + (y1 - y0) / (2 + rest.count("\n"))
            parts = Cell(heading, (x0, y0, x1, middle)), Cell(rest, (x0, middle, x1, y1), cell.cut)
            blank = [Cell("")] * len(row.row.cells)
            yield _with_cells(row, [*blank[:column], parts[0], *blank[column + 1 :]])
            row = _with_cells(row, [c if c is not cell else parts[1] for c in row.row.cells])
    yield row


def _with_cells(row: FlowRow, cells: Sequence[Cell]) -> FlowRow:
    box = union_box([cell.bbox for cell in cells if cell.bbox])
    return replace(row, row=replace(row.row, cells=tuple(cells), bbox=box))


class _Joiner:
    """Joins the lines of wrapped rows of one table."""

    def __init__(self, roles: Roles) -> None:
        """Keep what decides: the columns."""
        self.roles = roles
        self._numbers = [column.index for column in roles.numbers.all]
        self._name, self._betrag = roles.name.index, roles.numbers.betrag.index
        self.labels = (*(column.index for column in roles.key), self._name)
        """The columns in which a heading may stand above its first row."""

    def best_groups(self, lines: Lines) -> Groups:
        """Return which lines of a page are put together.

        Where that can be done in several ways as good, what they differ about is left apart.
        """
        fragments = [
            self._is_fragment(line) and not (index and lines[index - 1].has_open_label)
            for index, line in enumerate(lines)
        ]
        if not any(fragments):
            return {}
        # From the last line on: the last plan is that of all lines below the one looked at.
        plans = [_Plan(0, 0, 0.0, {})]
        for first in reversed(range(len(lines))):
            line = lines[first]
            # A line without a fragment near it is alone in every plan.
            if True not in fragments[max(0, first - MOST_LINES + 1) : first + MOST_LINES]:
                plans.append(plans[-1])
                continue
            lost = fragments[first] or (self._has_amount(line) and not self._is_named(line))
            alone = plans[-1]._replace(left_over=plans[-1].left_over + lost)
            plans.append(_best([alone, *self._grouped(lines, first, fragments, plans)]))
        return plans[-1].groups

    def _grouped(
        self, lines: Lines, first: int, fragments: Sequence[bool], plans: Sequence[_Plan]
    ) -> Iterator[_Plan]:
        """Yield the plans in which a line and some below it are one row."""
        for above, below in SHAPES:
            main, end = first + above, first + above + below + 1
            pattern = [index != main for index in range(first, end)]
            if fragments[first:end] != pattern or not self._is_row(lines[first:end], lines[main]):
                continue
            group, rest = range(first, end), plans[-len(pattern)]
            edges = _edges(lines, main, group)
            yield _Plan(
                rest.left_over,
                rest.apart + any(beyond < inner - EVENLY_SPACED for inner, beyond in edges),
                rest.points + sum(_distance(a, b) for a, b in pairwise(lines[first:end])),
                {main: group, **rest.groups},
            )

    def name_may_be_of_neighbour(self, lines: Lines, main: int, group: range) -> bool:
        """Return True if an amount could as well have a neighbour's name.

        It cannot where a key or a part of the name stands beside it, or lines on both sides, or
        where its lines are plainly nearer to it.
        """
        edges = list(_edges(lines, main, group))
        is_near = edges and all(inner < beyond - EVENLY_SPACED for inner, beyond in edges)
        around = group[0] < main < group[-1]
        return not around and not is_near and self.is_nameless(lines[main])

    def is_nameless(self, row: FlowRow) -> bool:
        """Return True if a line is an amount without a key, a part of a name, or words of a sum."""
        named = row.texts[self._name] or any(row.texts[c.index] for c in self.roles.key)
        return self._has_amount(row) and not named and not row.sum_label

    def _is_row(self, group: Lines, main: FlowRow) -> bool:
        return (
            self._has_amount(main)
            and all(adjacent(a, b) for a, b in pairwise(group))
            and self._is_whole_row(group, main)
            and not self._would_swallow_heading([line for line in group if line is not main], main)
        )

    def _is_whole_row(self, group: Lines, main: FlowRow) -> bool:
        """Return True if lines joined are a row: its name, its Kreis and its numbers are whole.

        The numbers are what they were, or have got the unit below them. A Kreis on a line of its
        own is a heading of the rows below, or stands in the middle of a cell over many rows: a
        blank one is not filled from one side only. A sum has no name.
        """
        joined = merge_rows(group, main)
        for column in self._numbers:
            number, longer = main.texts[column], joined.texts[column]
            has_unit = number and longer.startswith(number) and joined.cells[column].is_numeric
            if longer != number and not has_unit:
                return False
        added = [cell for line in group if line is not main for cell in line.cells if cell.text]
        if main.sum_label or all(cell.is_unit for cell in added):
            return all(cell.is_unit for cell in added)
        if not self._is_named(joined):
            return False
        if self.roles.kreis is None:
            return True
        kreis, alone = (row.cells[self.roles.kreis.index] for row in (joined, main))
        around = group[0] is not main and group[-1] is not main
        known = alone.kreise or alone.kreis_of_key or kreis.kreise
        is_kreis = (alone.text or around) and kreis.kreise and {*kreis.kreise} <= {*known}
        return kreis.text == alone.text or bool(is_kreis)

    def _would_swallow_heading(self, fragments: Lines, main: FlowRow) -> bool:
        """Return True if one of the lines is more likely a heading: it names a Kreis.

        It is not one where Kreise have a column, where the row has no name without it, or where a
        unit or the key of a municipality stands next to it.
        """
        if self.roles.kreis is not None or not self._is_named(main):
            return False
        return any(
            _names_kreis(row) and not (_has_key(row) or any(cell.is_unit for cell in row.cells))
            for row in fragments
        )

    def _is_named(self, row: FlowRow) -> bool:
        """Return True if a row has a whole name, that of its key if it has one."""
        cells = RowCells(row, self.roles)
        # A Kreis on a line of its own is a heading; with a key, or in brackets that go on below,
        # it is not.
        is_of_row = cells.name.key or IN_BRACKETS.search(cells.name.text)
        is_apart = cells.name.beside and not is_of_row
        whole = () if is_apart else cells.name.named.whole
        if not whole or _is_begun(cells.name.name):
            return False
        return cells.ags is None or cells.ags in {gemeinde.gemeinde_ags for gemeinde in whole}

    def over_page(self, above: FlowRow, row: FlowRow) -> FlowRow | None:
        """Return the row of which one line ends a page and another begins the next, if it is one.

        A row that has a name is not given one that stands by itself.
        """
        for main, line in ((above, row), (row, above)):
            if not self._has_amount(main) or self.is_nameless(main) or not self._is_fragment(line):
                continue
            name, other = main.cells[self._name], line.cells[self._name]
            are_two = name.is_name and not _is_begun(name.as_name.name) and other.is_name
            is_other = are_two or self._would_swallow_heading([line], main)
            if not is_other and self._is_whole_row([above, row], main):
                return merge_rows([above, row], main)
        return None

    def _has_amount(self, row: FlowRow) -> bool:
        """Return True if a line has digits or signs in the column of amounts."""
        betrag = row.cells[self._betrag]
        return bool(betrag.text) and not betrag.has_letters and not betrag.is_unit

    def _is_fragment(self, row: FlowRow) -> bool:
        """Return True if a line has no number and no key, and is not a row of its own."""
        numbers = (row.cells[column] for column in self._numbers)
        if not row.filled or any(cell.text and not cell.is_unit for cell in numbers):
            return False
        if any(row.texts[column.index] for column in self.roles.key):
            return False
        return not row.sum_label or _names_kreis(row)


def _is_begun(name: str) -> bool:
    """Return True if a name ends in a word that must be followed by another: "Freiburg im"."""
    text = plain(name)
    begun = ENDS_IN_SMALL_WORD.sub("", text)
    return begun != text and load_gazetteer().find_gemeinden(begun) != NONE


def _names_kreis(row: FlowRow) -> bool:
    bare = letters(KREIS_WORDS.sub("", plain(row.label)))
    return bool(bare and load_gazetteer().find_kreise(row.label))


def _has_key(row: FlowRow) -> bool:
    words = (word.strip(",;:()") for word in row.label.split())
    return any(parse_gemeinde_ags(word) in load_gazetteer().register.gemeinden for word in words)


def _best(plans: Sequence[_Plan]) -> _Plan:
    """Return the plan that leaves least over; of several as good, what they have in common.

    Between those nothing but chance would decide.
    """
    best = min(plans, key=lambda plan: plan[:3])
    nearly = [plan for plan in plans if plan.points - best.points < EVENLY_SPACED]
    good = [plan.groups for plan in nearly if plan[:2] == best[:2]]
    common = {
        main: lines
        for main, lines in best.groups.items()
        if all(groups.get(main) == lines for groups in good)
    }
    return best._replace(groups=common)


def _edges(lines: Lines, main: int, group: range) -> Iterator[tuple[float, float]]:
    """Yield how far the outermost line on each side is from the one within, and the row beyond."""
    first, last = group[0], group[-1]
    if 0 < first < main:
        yield _distance(lines[first], lines[first + 1]), _distance(lines[first], lines[first - 1])
    if main < last < len(lines) - 1:
        yield _distance(lines[last], lines[last - 1]), _distance(lines[last], lines[last + 1])


def _distance(one: FlowRow, other: FlowRow) -> float:
    """Between the middles of two lines, in points."""
    (_, y0, _, y1), (_, other_y0, _, other_y1) = one.row.bbox, other.row.bbox
    return abs(y0 + y1 - other_y0 - other_y1) / 2
