"""Rows printed over several lines, put together where the register proves it.

A reader without rules to go by gives each printed line as a row. A line of text without an
amount belongs to the row above or below if, and only if, the texts joined are a name; a unit alone
belongs to the number above it. Each line joined to a row leaves one less to others, so the lines
of a page are looked at together: of all ways to put them together the best is taken, by dynamic
programming from the last line on.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeAlias

from pipeline.interpret.cells import CellText, classify, without_number
from pipeline.interpret.flow import FlowRow, adjacent, merge_rows
from pipeline.interpret.labels import sum_label
from pipeline.interpret.notation import parse_gemeinde_ags
from pipeline.interpret.roles import Roles
from pipeline.interpret.tables import Tables
from pipeline.model import Cell
from schemas.names import KREIS_WORDS, NONE, SMALL_WORD, letters, load_gazetteer, plain

ENDS_IN_SMALL_WORD = re.compile(rf" (?:{SMALL_WORD.pattern})$")
EVENLY_SPACED = 1.0
"""Points by which distances between evenly spaced lines differ, as their letters are not all of one
height."""
MOST_LABEL_LINES = 3
"""Lines of a sum's label above the one with its amount, or below."""
LABEL_GOES_ON = re.compile(r"(?:\b(?:landkreis|stadtkreis|regierungsbezirk|lkr?|sk)\.?|-)$")
"""How a label ends that names its Kreis or Bezirk on the next line."""
SHAPES = ((1, 1), (0, 2), (2, 0), (0, 1), (1, 0))
"""Lines above and below the one with the amount."""

Groups: TypeAlias = Mapping[int, range]
"""Which lines are put together, by the index of the one with the amount."""


@dataclass(frozen=True)
class _Page:
    """The lines of one table on one page, and what of them belongs together."""

    rows: Sequence[FlowRow]
    proved: Groups = field(default_factory=dict)
    """Lines that are one row whatever the others are."""
    likely: Groups = field(default_factory=dict)
    """Lines that are one row if all amounts of the table have names in this way."""
    has_nameless: bool = False
    """Whether an amount is left without a name."""

    @property
    def model(self) -> int | None:
        """The column model of the table."""
        return self.rows[0].model

    def joined(self, *, likely: bool) -> Iterator[FlowRow]:
        """Yield the rows, with the lines that belong together as one."""
        groups = {**self.proved, **self.likely} if likely else self.proved
        taken = {i for lines in groups.values() for i in lines} - groups.keys()
        for i, row in enumerate(self.rows):
            if i in groups:
                yield merge_rows([self.rows[line] for line in groups[i]], row)
            elif i not in taken:
                yield row


@dataclass(frozen=True)
class _Plan:
    """A way to put the lines from one on together."""

    left_over: int
    """Lines that belong to no row, and rows that have no name."""
    apart: int
    """Groups of which the outermost line stands nearer to the row beyond it."""
    points: float
    """From line to line within all groups."""
    groups: Groups

    def is_as_good_as(self, best: "_Plan") -> bool:
        """Return True if nothing but chance would decide between this plan and the best."""
        same = (self.left_over, self.apart) == (best.left_over, best.apart)
        return same and self.points - best.points < EVENLY_SPACED


class WrappedRows:
    """Joins the lines of wrapped rows of one table."""

    def __init__(self, roles: Roles) -> None:
        """Keep what decides: the columns."""
        self._roles = roles

    def page(self, rows: Sequence[FlowRow]) -> _Page:
        """Find out which lines of a page belong together."""
        rows = self._with_sum_labels(self._with_units(rows))
        groups: Groups = self._best_groups(rows) if any(map(self.is_fragment, rows)) else {}
        likely = {
            main: lines for main, lines in groups.items() if self._is_likely(rows, main, lines)
        }
        nameless = (self._is_nameless(row) for i, row in enumerate(rows) if i not in groups)
        proved = {main: lines for main, lines in groups.items() if main not in likely}
        return _Page(rows, proved, likely, any(nameless))

    def _best_groups(self, rows: Sequence[FlowRow]) -> Groups:
        """Return which lines of a page are put together.

        Where that can be done in several ways as good, what they differ about is left apart.
        """
        # Those from the line after the one that is looked at.
        plans = [_Plan(0, 0, 0.0, {})]
        for first in reversed(range(len(rows))):
            left_over = plans[0].left_over + self._is_incomplete(rows[first])
            alone = replace(plans[0], left_over=left_over)
            plans.insert(0, _best([alone, *self._grouped(rows, first, plans)]))
        return plans[0].groups

    def _grouped(
        self, rows: Sequence[FlowRow], first: int, plans: Sequence[_Plan]
    ) -> Iterator[_Plan]:
        """Yield the plans in which a line and some below it are one row."""
        for above, below in SHAPES:
            main, last = first + above, first + above + below
            if last >= len(rows) or not self._belong_together(rows, first, main, last):
                continue
            lines, rest = range(first, last + 1), plans[last - first]
            distances = (_distance(a, b) for a, b in pairwise(rows[first : last + 1]))
            yield _Plan(
                rest.left_over,
                rest.apart + _stand_apart(rows, main, lines),
                rest.points + sum(distances),
                {main: lines, **rest.groups},
            )

    def _is_likely(self, rows: Sequence[FlowRow], main: int, lines: range) -> bool:
        """Return True if an amount could as well have a neighbour's name.

        It cannot where a key or a part of the name stands beside it, or lines on both sides, or
        where its lines are plainly nearer to it.
        """
        around = lines[0] < main < lines[-1]
        return not around and self._is_nameless(rows[main]) and not _stand_near(rows, main, lines)

    def _is_nameless(self, row: FlowRow) -> bool:
        """Return True if a line is an amount without a key, a part of a name, or words of a sum."""
        if not self.has_amount(row):
            return False
        named = any(row.texts[column] for column in (self._roles.name, *self._roles.key))
        return not named and not (row.speaks_of_sum and sum_label(row.label))

    def _belong_together(self, rows: Sequence[FlowRow], first: int, main: int, last: int) -> bool:
        row, fragments = rows[main], [*rows[first:main], *rows[main + 1 : last + 1]]
        return (
            self.has_amount(row)
            and not self.is_fragment(row)
            and all(map(self.is_fragment, fragments))
            and all(adjacent(a, b) for a, b in pairwise(rows[first : last + 1]))
            and self.completes(rows[first : last + 1], row)
            and not self._would_take_headings(fragments, row)
        )

    def _is_incomplete(self, row: FlowRow) -> bool:
        """Return True if a line alone is no row, or one without a name."""
        return self.is_fragment(row) or (self.has_amount(row) and not self.is_named(row))

    def completes(self, group: Sequence[FlowRow], main: FlowRow) -> bool:
        """Return True if lines joined are a row: its name, its Kreis and its numbers are whole."""
        joined = merge_rows(group, main)
        around = group[0] is not main and group[-1] is not main
        return (
            self.is_named(joined)
            and self._is_kreis(joined, main, around=around)
            and self._are_numbers(joined, main)
        )

    def _are_numbers(self, joined: FlowRow, main: FlowRow) -> bool:
        """Return True if the numbers are what they were, or have got the unit below them."""
        added = [c for c in self._roles.numbers if joined.texts[c] != main.texts[c]]
        return all(
            main.texts[c]
            and joined.texts[c].startswith(main.texts[c])
            and joined.cells[c].is_numeric
            for c in added
        )

    def _with_units(self, rows: Sequence[FlowRow]) -> list[FlowRow]:
        """Return the rows with the units that stand alone on the line below their numbers."""
        joined: list[FlowRow] = []
        for row in rows:
            if joined and adjacent(joined[-1], row) and self.is_unit_of(row, joined[-1]):
                joined[-1] = merge_rows([joined[-1], row], joined[-1])
            else:
                joined.append(row)
        return joined

    def _with_sum_labels(self, rows: Sequence[FlowRow]) -> list[FlowRow]:
        """Return the rows with the other lines of a sum's label in the row of its amount.

        "Summe Landkreis" above "Ludwigsburg 2.238.577" is no figure of the town.
        """
        joined: list[FlowRow] = []
        taken = 0
        for index, row in enumerate(rows):
            if index < taken:
                continue
            above, below = self._lines_of_sum_label(joined, row, rows[index + 1 :])
            lines = [*joined[len(joined) - above :], row, *rows[index + 1 : index + 1 + below]]
            del joined[len(joined) - above :]
            joined.append(merge_rows(lines, row) if len(lines) > 1 else row)
            taken = index + 1 + below
        return joined

    def _lines_of_sum_label(
        self, above: Sequence[FlowRow], row: FlowRow, below: Sequence[FlowRow]
    ) -> tuple[int, int]:
        """Return how many lines above and below an amount are the label of its sum."""
        key = "".join(row.texts[column] for column in self._roles.key if column < len(row.texts))
        if not self.has_amount(row) or parse_gemeinde_ags(key) is not None:
            return 0, 0
        begins = 0 if row.speaks_of_sum else _beginning_of_sum(above, row)
        label = "\n".join(line.label for line in (*above[len(above) - begins :], row))
        for count, line in enumerate([row, *below[:MOST_LABEL_LINES]]):
            if count:
                if line.has_figure or not LABEL_GOES_ON.search(plain(label)):
                    break
                label = f"{label}\n{line.label}"
            found = sum_label(label) if begins or row.speaks_of_sum else None
            if found and found.ebene is not None:
                return begins, count
        return 0, 0

    def is_unit_of(self, row: FlowRow, above: FlowRow) -> bool:
        """Return True if a line is nothing but units that numbers above it lack."""
        is_units = len(row.cells) == len(above.cells) and bool(row.filled)
        if not is_units or not all(cell.is_unit for cell in row.cells if cell.text):
            return False
        return self._are_numbers(merge_rows([above, row], above), above)

    def _would_take_headings(self, fragments: Sequence[FlowRow], main: FlowRow) -> bool:
        """Return True if one of the lines is more likely a heading: it names a Kreis.

        It is not one where Kreise have a column, where the row has no name without it, or where a
        unit stands next to it.
        """
        if self._roles.kreis is not None or not self.is_named(main):
            return False
        return any(
            _names_kreis(row) and not any(cell.is_unit for cell in row.cells) for row in fragments
        )

    def is_named(self, row: FlowRow) -> bool:
        """Return True if a row has a whole name, that of its key if it has one."""
        name = row.cells[self._roles.name]
        if self._roles.numbered:
            name = classify(without_number(name.text))
        whole = () if name.beside else name.named.whole
        if not whole or _is_begun(name):
            return False
        printed = "".join(row.texts[column] for column in self._roles.key) or name.key or ""
        key = parse_gemeinde_ags(printed)
        return key is None or key in {gemeinde.gemeinde_ags for gemeinde in whole}

    def _is_kreis(self, joined: FlowRow, alone: FlowRow, *, around: bool) -> bool:
        """Return True if the Kreis is whole; a blank one is not filled from one side only.

        A Kreis on a line of its own is a heading of the rows below, or stands in the middle of
        a cell over many rows.
        """
        column = self._roles.kreis
        if column is None or joined.texts[column] == alone.texts[column]:
            return True
        filled = bool(alone.texts[column]) or around
        return filled and bool(load_gazetteer().find_kreise(joined.texts[column]))

    def continues(self, above: FlowRow, row: FlowRow) -> bool:
        """Return True if a line at the head of a page is the end of the row on the page before.

        A row that has a name is not given one that stands by itself.
        """
        return self._is_cut(above, row) and self.completes([above, row], above)

    def as_name(self, line: FlowRow, above: FlowRow) -> FlowRow | None:
        """Return a line as one of a row's table if it stands straight below the name there."""
        cells, name = [Cell("")] * len(above.row.cells), above.row.cells[self._roles.name]
        box = line.row.cells[0].bbox
        if len(line.row.cells) != 1 or box is None or name.bbox is None:
            return None
        if abs(box[0] - name.bbox[0]) > EVENLY_SPACED:
            return None
        cells[self._roles.name] = line.row.cells[0]
        return replace(line, row=replace(line.row, cells=tuple(cells)), model=above.model)

    def is_begun_by(self, row: FlowRow, above: FlowRow) -> bool:
        """Return True if a line at the foot of a page is the beginning of the row on the next."""
        return self._is_cut(row, above) and self.completes([above, row], row)

    def _is_cut(self, main: FlowRow, line: FlowRow) -> bool:
        """Return True if a page may have ended between a row, which is not whole, and a line."""
        if not self.has_amount(main) or self._is_nameless(main) or not self.is_fragment(line):
            return False
        name = main.cells[self._roles.name]
        are_two = name.is_name and not _is_begun(name) and line.cells[self._roles.name].is_name
        return not are_two and not self._would_take_headings([line], main)

    def has_amount(self, row: FlowRow) -> bool:
        """Return True if a line has digits or signs in the column of amounts."""
        cells = row.cells
        if len(cells) <= self._roles.betrag:
            return False
        betrag = cells[self._roles.betrag]
        return bool(betrag.text) and not betrag.has_letters and not betrag.is_unit

    def is_fragment(self, row: FlowRow) -> bool:
        """Return True if a line has no number and no key, and is not a row of its own."""
        roles = self._roles
        if len(row.cells) <= max(roles.numbers) or not any(row.texts):
            return False
        if any(row.texts[column] for column in roles.key):
            return False
        if any(row.texts[column] and not row.cells[column].is_unit for column in roles.numbers):
            return False
        return not row.speaks_of_sum or _names_kreis(row) or sum_label(row.label) is None


def join_wrapped(rows: Sequence[FlowRow], tables: Tables) -> list[FlowRow]:
    """Return the rows of the document with wrapped ones put together, table by table.

    Where amounts stand beside no name and one of them is left without, a page may have ended
    between a name and its amount, and all that follow could have their neighbours' names.
    """
    wrapped = {model: WrappedRows(roles) for model, roles in tables.understood.items()}
    pages = [
        joins.page(stretch) if (joins := wrapped.get(stretch[0].model)) else _Page(stretch)
        for stretch in _stretches(rows)
    ]
    doubtful = {page.model for page in pages if page.has_nameless}
    joined = [row for page in pages for row in page.joined(likely=page.model not in doubtful)]
    return _joined_over_pages(joined, tables, wrapped)


def _stretches(rows: Sequence[FlowRow]) -> Iterator[list[FlowRow]]:
    """Yield runs of rows of one table on one page."""
    stretch: list[FlowRow] = []
    for row in rows:
        if stretch and (row.model, row.row.page) != (stretch[-1].model, stretch[-1].row.page):
            yield stretch
            stretch = []
        stretch.append(row)
    if stretch:
        yield stretch


def _joined_over_pages(
    rows: Sequence[FlowRow], tables: Tables, wrapped: Mapping[int | None, WrappedRows]
) -> list[FlowRow]:
    """Return the rows with those put together that began on one page and end on the next.

    Titles printed again may stand between their lines.
    """
    result: list[FlowRow | None] = list(rows)
    ends: dict[int | None, int] = {}
    for index, row in enumerate(rows):
        joins = wrapped.get(row.model)
        if joins is None:
            _join_loose(result, index, ends, wrapped)
            continue
        if row.texts in tables.headers[row.model]:
            continue
        end = ends.get(row.model)
        ends[row.model] = index
        above = result[end] if end is not None else None
        if end is None or above is None or above.row.page != row.row.page - 1:
            continue
        if joins.is_unit_of(row, above) or joins.continues(above, row):
            result[end], result[index] = merge_rows([above, row], above), None
            ends[row.model] = end
        elif joins.is_begun_by(row, above):
            result[index], result[end] = merge_rows([above, row], row), None
    return [row for row in result if row is not None]


def _join_loose(
    rows: list[FlowRow | None],
    index: int,
    ends: Mapping[int | None, int],
    wrapped: Mapping[int | None, WrappedRows],
) -> None:
    """Join a line alone on its page, in no table, to the name above it on the page before."""
    row = rows[index]
    for model, end in ends.items():
        above = rows[end]
        if row is None or above is None or above.row.page != row.row.page - 1:
            continue
        line = wrapped[model].as_name(row, above)
        if line is not None and wrapped[model].continues(above, line):
            rows[end], rows[index] = merge_rows([above, line], above), None
            return


def _beginning_of_sum(above: Sequence[FlowRow], row: FlowRow) -> int:
    """Return how many lines of text above an amount begin with a word for sums; 0 if none do."""
    below = row
    for count, line in enumerate(above[: -MOST_LABEL_LINES - 1 : -1], start=1):
        if line.has_figure or not line.label or not adjacent(line, below):
            return 0
        if line.speaks_of_sum:
            return count
        below = line
    return 0


def _is_begun(name: CellText) -> bool:
    """Return True if a name ends in a word that must be followed by another: "Freiburg im"."""
    text = plain(name.name)
    begun = ENDS_IN_SMALL_WORD.sub("", text)
    return begun != text and load_gazetteer().find_gemeinden(begun) != NONE


def _names_kreis(row: FlowRow) -> bool:
    bare = letters(KREIS_WORDS.sub("", plain(row.label)))
    return bool(bare and load_gazetteer().find_kreise(row.label))


def _best(plans: Sequence[_Plan]) -> _Plan:
    """Return the plan that leaves least over; of several as good, what they have in common."""
    best = min(plans, key=lambda plan: (plan.left_over, plan.apart, plan.points))
    good = [plan.groups for plan in plans if plan.is_as_good_as(best)]
    common = {
        main: lines
        for main, lines in best.groups.items()
        if all(groups.get(main) == lines for groups in good)
    }
    return replace(best, groups=common)


def _stand_near(rows: Sequence[FlowRow], main: int, lines: range) -> bool:
    """Return True if lines above or below an amount are nearer to it than to the row beyond."""
    edges = list(_edges(rows, main, lines))
    return bool(edges) and all(_nearer(edge, inner, beyond) for edge, inner, beyond in edges)


def _stand_apart(rows: Sequence[FlowRow], main: int, lines: range) -> bool:
    """Return True if the outermost of these lines stands nearer to the row beyond it.

    The lines of one row stand no farther apart than rows do.
    """
    edges = _edges(rows, main, lines)
    return any(_nearer(edge, beyond, inner) for edge, inner, beyond in edges)


def _edges(
    rows: Sequence[FlowRow], main: int, lines: range
) -> Iterator[tuple[FlowRow, FlowRow, FlowRow]]:
    """Yield the outermost line on each side of the amount, the one within, and the row beyond."""
    first, last = lines[0], lines[-1]
    if 0 < first < main:
        yield rows[first], rows[first + 1], rows[first - 1]
    if main < last < len(rows) - 1:
        yield rows[last], rows[last - 1], rows[last + 1]


def _nearer(line: FlowRow, one: FlowRow, other: FlowRow) -> bool:
    """Return True if a line is plainly nearer to one row than to another."""
    return _distance(line, one) < _distance(line, other) - EVENLY_SPACED


def _distance(one: FlowRow, other: FlowRow) -> float:
    """Between the middles of two lines, in points."""
    (_, y0, _, y1), (_, other_y0, _, other_y1) = one.row.bbox, other.row.bbox
    return abs(y0 + y1 - other_y0 - other_y1) / 2
