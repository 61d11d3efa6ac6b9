"""Names and Kreise printed over several lines, put together where the register proves it.

A reader without rules to go by gives each printed line as a row. A line of text without an
amount belongs to the row above or below if, and only if, the texts joined are a name.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.interpret.flow import FlowRow, merge_rows
from pipeline.interpret.labels import sum_label
from pipeline.interpret.notation import parse_gemeinde_ags
from pipeline.interpret.roles import Roles
from schemas.names import KREIS_WORDS, NameIndex, letters, plain
from schemas.register import Register

MAX_DISTANCE = 2.0
"""Line heights between lines of one row."""
SHAPES = ((0, 1), (1, 0), (1, 1), (0, 2), (2, 0))
"""Lines above and below the one with the amount, the likelier first."""


class WrappedRows:
    """Joins the lines of wrapped rows of one table."""

    def __init__(self, roles: Roles, names: NameIndex, register: Register) -> None:
        """Keep what decides: the columns and the register."""
        self._roles, self._names, self._register = roles, names, register

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
        if not all(_adjacent(a, b) for a, b in pairwise(group)):
            return False
        joined = merge_rows(group, main).texts
        return self._is_name(joined) and self._is_kreis(joined, main.texts)

    def _is_name(self, texts: Sequence[str]) -> bool:
        name = texts[self._roles.name]
        whole, _ = self._names.find_gemeinden(name)
        key = parse_gemeinde_ags("".join(texts[column] for column in self._roles.key))
        return bool(whole) and (key is None or key in {g.gemeinde_ags for g in whole})

    def _is_kreis(self, joined: Sequence[str], alone: Sequence[str]) -> bool:
        column = self._roles.kreis
        if column is None or joined[column] == alone[column]:
            return True
        return bool(self._names.find_kreise(joined[column]))

    def _has_amount(self, row: FlowRow) -> bool:
        return len(row.row.cells) > self._roles.betrag and bool(row.texts[self._roles.betrag])

    def _is_fragment(self, row: FlowRow) -> bool:
        """Say whether a line has text in the columns of names only, and is not a row of its own."""
        columns = {self._roles.name, self._roles.kreis}
        filled = {index for index, text in enumerate(row.texts) if text}
        if not filled or not filled <= columns or len(row.row.cells) == 1:
            return False
        text = plain(row.label)
        if letters(KREIS_WORDS.sub("", text)) and self._names.find_kreise(row.label):
            return self._roles.kreis in filled
        return sum_label(row.label, self._names, self._register) is None


def join_wrapped(
    rows: Sequence[FlowRow], tables: dict[int, Roles], names: NameIndex, register: Register
) -> list[FlowRow]:
    """Return the rows of the document with wrapped ones put together, table by table."""
    joined: list[FlowRow] = []
    for stretch in _stretches(rows):
        roles = tables.get(stretch[0].model) if stretch[0].model is not None else None
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


def _adjacent(above: FlowRow, below: FlowRow) -> bool:
    """Say whether one line follows the other within the spacing of one text."""
    height = min(r.row.bbox[3] - r.row.bbox[1] for r in (above, below))
    return below.row.bbox[1] - above.row.bbox[3] <= (MAX_DISTANCE - 1) * height
