"""Names and Kreise printed over several lines, put together where the register proves it.

A reader without rules to go by gives each printed line as a row. A line of text without an
amount belongs to the row above or below if, and only if, the texts joined are a name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.interpret.flow import FlowRow, adjacent, merge_rows
from pipeline.interpret.labels import Labels
from pipeline.interpret.notation import parse_gemeinde_ags
from pipeline.interpret.roles import Roles
from schemas.names import KREIS_WORDS, SMALL_WORD, NameIndex, letters, plain
from schemas.register import Register

ENDS_IN_SMALL_WORD = re.compile(rf" (?:{SMALL_WORD.pattern})$")
SHAPES = ((1, 1), (0, 2), (2, 0), (0, 1), (1, 0))
"""Lines above and below the one with the amount; of more lines first, for none may be left over."""


class WrappedRows:
    """Joins the lines of wrapped rows of one table."""

    def __init__(self, roles: Roles, names: NameIndex, register: Register) -> None:
        """Keep what decides: the columns and the register."""
        self._roles, self._names = roles, names
        self._labels = Labels(names, register)

    def join(self, rows: Sequence[FlowRow]) -> list[FlowRow]:
        """Return the rows with the lines of wrapped ones put together."""
        if not any(map(self._is_fragment, rows)):
            return list(rows)
        taken: set[int] = set()
        whole: dict[int, FlowRow] = {}
        for index, row in enumerate(rows):
            if self._is_fragment(row) or not self._has_amount(row):
                continue
            parts = self._parts(rows, index, taken)
            if parts:
                taken.update(parts)
                whole[index] = merge_rows([rows[i] for i in sorted({*parts, index})], row)
        return [whole.get(i, row) for i, row in enumerate(rows) if i not in taken]

    def _parts(self, rows: Sequence[FlowRow], index: int, taken: set[int]) -> list[int]:
        """Return the indexes of the lines that complete the row's name or Kreis."""
        for above, below in SHAPES:
            parts = [*range(index - above, index), *range(index + 1, index + below + 1)]
            if not parts or parts[0] < 0 or parts[-1] >= len(rows) or taken.intersection(parts):
                continue
            group = [rows[i] for i in sorted({*parts, index})]
            if all(self._is_fragment(rows[i]) for i in parts) and self._completes(
                group, rows[index]
            ):
                return parts
        return []

    def _completes(self, group: Sequence[FlowRow], main: FlowRow) -> bool:
        if not all(adjacent(a, b) for a, b in pairwise(group)):
            return False
        joined = merge_rows(group, main).texts
        around = group[0] is not main and group[-1] is not main
        return self._is_name(joined) and self._is_kreis(joined, main.texts, around=around)

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
        return len(row.row.cells) > self._roles.betrag and bool(row.texts[self._roles.betrag])

    def _is_fragment(self, row: FlowRow) -> bool:
        """Say whether a line has text in the columns of texts only, and is not a row of its own."""
        filled = {index for index, text in enumerate(row.texts) if text}
        if not filled or len(row.row.cells) == 1:
            return False
        if not filled.isdisjoint((*self._roles.key, *self._roles.numbers)):
            return False
        text = plain(row.label)
        if letters(KREIS_WORDS.sub("", text)) and self._names.find_kreise(row.label):
            return self._roles.kreis in filled
        return self._labels.sum_label(row.label) is None


def join_wrapped(
    rows: Sequence[FlowRow],
    tables: Mapping[int | None, Roles],
    names: NameIndex,
    register: Register,
) -> list[FlowRow]:
    """Return the rows of the document with wrapped ones put together, table by table."""
    joined: list[FlowRow] = []
    for stretch in _stretches(rows):
        roles = tables.get(stretch[0].model)
        joined.extend(WrappedRows(roles, names, register).join(stretch) if roles else stretch)
    return joined


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
