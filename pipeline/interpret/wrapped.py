"""Names and Kreise printed over several lines, put together where the register proves it.

A reader without rules to go by gives each printed line as a row. A line of text without an
amount belongs to the row above or below if, and only if, the texts joined are a name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from pipeline.interpret.flow import FlowRow, adjacent, is_number, merge_rows
from pipeline.interpret.labels import Labels
from pipeline.interpret.notation import parse_gemeinde_ags
from pipeline.interpret.roles import Roles
from pipeline.interpret.wrapped_plans import Groups, best_groups, stand_near
from schemas.names import KREIS_WORDS, SMALL_WORD, NameIndex, letters, plain
from schemas.register import Register

ENDS_IN_SMALL_WORD = re.compile(rf" (?:{SMALL_WORD.pattern})$")


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


class WrappedRows:
    """Joins the lines of wrapped rows of one table."""

    def __init__(self, roles: Roles, names: NameIndex, register: Register) -> None:
        """Keep what decides: the columns and the register."""
        self._roles, self._names = roles, names
        self._labels = Labels(names, register)

    def page(self, rows: Sequence[FlowRow]) -> _Page:
        """Say which lines of a page belong together."""
        groups: Groups = {}
        if any(map(self._is_fragment, rows)):
            groups = best_groups(rows, self._is_incomplete, partial(self._belong_together, rows))
        likely = {
            main: lines for main, lines in groups.items() if self._is_likely(rows, main, lines)
        }
        nameless = (self._is_nameless(row) for i, row in enumerate(rows) if i not in groups)
        proved = {main: lines for main, lines in groups.items() if main not in likely}
        return _Page(rows, proved, likely, any(nameless))

    def _is_likely(self, rows: Sequence[FlowRow], main: int, lines: range) -> bool:
        """Say whether an amount could as well have a neighbour's name.

        It cannot where a key or a part of the name stands beside it, or lines on both sides, or
        where its lines are plainly nearer to it.
        """
        around = lines[0] < main < lines[-1]
        return not around and self._is_nameless(rows[main]) and not stand_near(rows, main, lines)

    def _is_nameless(self, row: FlowRow) -> bool:
        """Say whether a line is an amount without a key, a part of a name, or words of a sum."""
        named = any(row.texts[column] for column in (self._roles.name, *self._roles.key))
        of_a_sum = bool(row.label) and self._labels.sum_label(row.label) is not None
        return self._has_amount(row) and not named and not of_a_sum

    def _belong_together(self, rows: Sequence[FlowRow], first: int, main: int, last: int) -> bool:
        row, fragments = rows[main], [*rows[first:main], *rows[main + 1 : last + 1]]
        return (
            self._has_amount(row)
            and not self._is_fragment(row)
            and all(map(self._is_fragment, fragments))
            and self._completes(rows[first : last + 1], row)
            and not self._would_take_headings(fragments, row)
        )

    def _is_incomplete(self, row: FlowRow) -> bool:
        """Say whether a line alone is no row, or one without a name."""
        if self._is_fragment(row):
            return True
        return self._has_amount(row) and not self._is_name(row.texts)

    def _completes(self, group: Sequence[FlowRow], main: FlowRow) -> bool:
        if not all(adjacent(a, b) for a, b in pairwise(group)):
            return False
        joined = merge_rows(group, main).texts
        around = group[0] is not main and group[-1] is not main
        return self._is_name(joined) and self._is_kreis(joined, main.texts, around=around)

    def _would_take_headings(self, fragments: Sequence[FlowRow], main: FlowRow) -> bool:
        """Say whether one of the lines is more likely a heading: it names a Kreis.

        Where Kreise have a column, it is none, nor where the row has no name without it.
        """
        if self._roles.kreis is not None or not self._is_name(main.texts):
            return False
        return any(map(self._names_kreis, fragments))

    def _is_name(self, texts: Sequence[str]) -> bool:
        name = texts[self._roles.name]
        whole, _ = self._names.find_gemeinden(name)
        if self._is_begun(plain(name)):
            return False
        key = parse_gemeinde_ags("".join(texts[column] for column in self._roles.key))
        return bool(whole) and (key is None or key in {g.gemeinde_ags for g in whole})

    def _is_begun(self, name: str) -> bool:
        """Say whether a name ends in a word that must be followed by another: "Freiburg im"."""
        begun = ENDS_IN_SMALL_WORD.sub("", name)
        return begun != name and any(self._names.find_gemeinden(begun))

    def _is_kreis(self, joined: Sequence[str], alone: Sequence[str], *, around: bool) -> bool:
        """Say whether the Kreis is whole now; a blank one is not filled from one side only.

        A Kreis on a line of its own is a heading of the rows below, or stands in the middle of
        a cell over many rows.
        """
        column = self._roles.kreis
        if column is None or joined[column] == alone[column]:
            return True
        return bool(alone[column] or around) and bool(self._names.find_kreise(joined[column]))

    def _has_amount(self, row: FlowRow) -> bool:
        if len(row.row.cells) <= self._roles.betrag:
            return False
        return is_number(row.texts[self._roles.betrag])

    def _is_fragment(self, row: FlowRow) -> bool:
        """Say whether a line has text in the columns of texts only, and is not a row of its own."""
        filled = {index for index, text in enumerate(row.texts) if text}
        if not filled or len(row.row.cells) == 1:
            return False
        if not filled.isdisjoint((*self._roles.key, *self._roles.numbers)):
            return False
        return self._names_kreis(row) or self._labels.sum_label(row.label) is None

    def _names_kreis(self, row: FlowRow) -> bool:
        bare = letters(KREIS_WORDS.sub("", plain(row.label)))
        return bool(bare and self._names.find_kreise(row.label))


def join_wrapped(
    rows: Sequence[FlowRow],
    tables: Mapping[int | None, Roles],
    names: NameIndex,
    register: Register,
) -> list[FlowRow]:
    """Return the rows of the document with wrapped ones put together, table by table.

    Where amounts stand beside no name and one of them is left without, a page may have ended
    between a name and its amount, and all that follow could have their neighbours' names.
    """
    wrapped = {model: WrappedRows(roles, names, register) for model, roles in tables.items()}
    pages = [
        joins.page(stretch) if (joins := wrapped.get(stretch[0].model)) else _Page(stretch)
        for stretch in _stretches(rows)
    ]
    doubtful = {page.model for page in pages if page.has_nameless}
    return [row for page in pages for row in page.joined(likely=page.model not in doubtful)]


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
