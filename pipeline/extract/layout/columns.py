"""The column model of one table over all its pages.

Knows where columns are parted and where the text in each begins or ends, and with that sorts the
phrases of any line into columns, also where two columns come so near that they read as one phrase.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain
from typing import NamedTuple, TypeAlias, TypeVar

from msgspec.structs import replace

from pipeline.boxes import union_box
from pipeline.extract.layout.blocks import Outline, Rows, passes
from pipeline.extract.layout.corridors import Corridor
from pipeline.extract.layout.geometry import RowWord, Segment, Word
from pipeline.extract.layout.lines import Line, Phrase, RowPhrase, is_number, phrase_of
from pipeline.extract.layout.settings import SETTINGS
from pipeline.model import Bbox

WITHIN = 0.5
"""Points by which a text may reach over the edge of its column."""


_Halves: TypeAlias = tuple[Phrase, Phrase]
AnyWord = TypeVar("AnyWord", bound=RowWord)


class SortedLine(NamedTuple):
    """A line, its phrases sorted into columns."""

    line: Line
    cells: dict[int, list[Phrase]]

    @property
    def phrases(self) -> Iterator[Phrase]:
        """What stands in any column."""
        return chain.from_iterable(self.cells.values())

    def text_in(self, column: int) -> str:
        """Return what stands in a column."""
        return " ".join(phrase.text for phrase in self.cells.get(column, ()))


Band = list[SortedLine]
"""Lines that stand together: between two rules, or of one row."""


def filled_columns(band: Band) -> set[int]:
    """Return the columns that have a text."""
    return {column for line in band for column in line.cells}


def phrases_of(band: Band) -> list[Phrase]:
    """Return all texts, line by line."""
    return [phrase for line in band for phrase in line.phrases]


def box_around(band: Band) -> Bbox:
    """Return the box around all texts."""
    return union_box([phrase.bbox for phrase in phrases_of(band)])


@dataclass(frozen=True)
class Columns:
    """Where the columns of a table are parted, and how each is aligned."""

    corridors: Sequence[Corridor]
    lefts: Sequence[float | None]
    """Per column: where its text begins, if left-aligned."""
    rights: Sequence[float | None]
    """Per column: where its text ends, if right-aligned."""

    @cached_property
    def _middles(self) -> list[float]:
        return [corridor.middle for corridor in self.corridors]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.corridors) + 1

    def column_at(self, x: float) -> int:
        """Return the column that a place belongs to."""
        return bisect_left(self._middles, x)

    def extent(self, column: int, ends: tuple[float, float]) -> tuple[float, float]:
        """Return where a column begins and ends, given the table's left and right end."""
        edges = [ends[0], *self._middles, ends[1]]
        return edges[column], edges[column + 1]

    def sort_line(self, line: Line, rules: Sequence[Segment]) -> SortedLine:
        """Sort a line's phrases into columns, cut where they run over a boundary."""
        cells: dict[int, list[Phrase]] = {}
        for phrase in line.phrases:
            column = self.column_at(phrase.x0)
            if column == self.column_at(phrase.x1):
                cells.setdefault(column, []).append(phrase)
                continue
            beside = [rule.at for rule in rules if passes(rule, line)]
            for piece in self._cut(phrase, beside):
                cells.setdefault(self._column_of(piece, cells), []).append(piece)
        return SortedLine(line, cells)

    def _cut(self, phrase: Phrase, beside: Sequence[float]) -> list[Phrase]:
        """Cut a phrase at the boundaries that it runs over.

        It is cut where a rule passes between two words, where the text after a rule begins at
        its column's edge, and, without a rule, where both sides meet their column's edge.
        """
        for corridor in self.corridors:
            if not phrase.x0 < corridor.middle < phrase.x1:
                continue
            for halves in self._ways_to_halve(phrase, corridor):
                are_aligned = all(self._is_aligned(half, *self._reach(half)) for half in halves)
                if are_aligned or self._is_ruled_off(halves, beside):
                    return [piece for half in halves for piece in self._cut(half, beside)]
        return [phrase]

    def _ways_to_halve(self, phrase: Phrase, corridor: Corridor) -> Iterator[_Halves]:
        """Yield the ways to part a phrase at a corridor, the likeliest first.

        They are: before the number that ends it, for a name may run up to that; at the corridor,
        also within a word whose pieces are of two columns; behind the right edge before it, for a
        title may be wider than the numbers below it.
        """
        words = phrase.words
        if count := _words_before_number(phrase):
            yield phrase_of(words[:count]), phrase_of(words[count:])
        if (start := self.lefts[self.column_at(corridor.middle) + 1]) is not None:
            words = tuple(part for word in words for part in _parted(word, start))
        if halves := _halves(words, corridor):
            yield phrase_of(halves[0]), phrase_of(halves[1])
        edge = self.rights[self.column_at(corridor.middle)]
        for count, word in enumerate(phrase.words[:-1], start=1):
            if _meets(edge, word.x1):
                yield phrase_of(phrase.words[:count]), phrase_of(phrase.words[count:])

    def _is_ruled_off(self, halves: _Halves, beside: Iterable[float]) -> bool:
        before, after = halves
        at_edge = _meets(self.lefts[self.column_at((after.x0 + after.x1) / 2)], after.x0)
        reach = after.x0 + SETTINGS.over_rule
        return any(
            before.x0 < rule <= reach and (at_edge or before.x1 - SETTINGS.over_rule <= rule)
            for rule in beside
        )

    def _is_aligned(self, piece: Phrase, first: int, last: int) -> bool:
        """Return True if a text begins at the edge of one column or ends at that of the other."""
        return _meets(self.lefts[first], piece.x0) or _meets(self.rights[last], piece.x1)

    def _reach(self, piece: Phrase) -> tuple[int, int]:
        """Return the columns that a text begins and ends in."""
        return self.column_at(piece.x0 + WITHIN), self.column_at(piece.x1 - WITHIN)

    def _column_of(self, piece: Phrase, taken: Container[int]) -> int:
        """Return a piece's column; text too wide for one belongs where it is aligned or begins.

        What begins between two columns is of the second, and so it is behind the texts of one that
        has one already.
        """
        first, last = self._reach(piece)
        if first < last:
            end = self.rights[first] if first in taken else None
            first += piece.x0 >= self.corridors[first].x0 or (end is not None and piece.x0 > end)
        is_of_last = self._is_aligned(piece, last, last) and not self._is_aligned(
            piece, first, first
        )
        return last if is_of_last else first


def _meets(edge: float | None, x: float) -> bool:
    return edge is not None and abs(x - edge) <= SETTINGS.same_edge


def blocks_to_columns(blocks: Sequence[Outline], corridors: Sequence[Corridor]) -> Columns:
    """Return the column model of some blocks, given where their columns are parted."""
    bare = Columns(corridors, (), ())
    tight = [corridor for corridor in corridors if corridor.tight]
    phrases = (phrase for line in Rows(blocks) for phrase in line.phrases)
    edges = Counter(
        piece
        for phrase in phrases
        for piece in (_tightly_cut(phrase, tight) if tight else ((phrase.x0, phrase.x1),))
    )
    lefts: list[Counter[float]] = [Counter() for _ in range(bare.width)]
    rights: list[Counter[float]] = [Counter() for _ in range(bare.width)]
    for (x0, x1), count in edges.items():
        column = bare.column_at(x0 + WITHIN)
        if column == bare.column_at(x1 - WITHIN):
            lefts[column][x0] += count
            rights[column][x1] += count
    return Columns(corridors, tuple(map(_common, lefts)), tuple(map(_common, rights)))


def _tightly_cut(phrase: RowPhrase, tight: Sequence[Corridor]) -> list[tuple[float, float]]:
    """Return where a phrase begins and ends, cut where no more than a space parts two columns."""
    pieces: list[Sequence[RowWord]] = [phrase.words]
    for corridor in tight:
        pieces = [half for piece in pieces for half in _halves(piece, corridor) or [piece]]
    if len(pieces) == 1:
        return [(phrase.x0, phrase.x1)]
    return [(min(word.x0 for word in words), max(word.x1 for word in words)) for words in pieces]


def _common(edges: Counter[float]) -> float | None:
    """Return the edge that most texts share, if enough do."""
    if not edges:
        return None
    points: Counter[int] = Counter()
    for edge, count in edges.items():
        points[round(edge)] += count
    [(best, _)] = points.most_common(1)
    near = sorted(edge for edge in edges if abs(edge - best) <= SETTINGS.same_edge)
    reached = [*accumulate(edges[edge] for edge in near)]
    if not reached or reached[-1] < SETTINGS.mostly * edges.total():
        return None
    return near[bisect_left(reached, (reached[-1] + 1) // 2)]


def _halves(
    words: Sequence[AnyWord], corridor: Corridor
) -> tuple[tuple[AnyWord, ...], tuple[AnyWord, ...]] | None:
    """Part the words of a phrase at a corridor; None where a word stands across it."""
    before = tuple(word for word in words if word.middle < corridor.middle)
    after = tuple(word for word in words if word.middle >= corridor.middle)
    if not before or not after:
        return None
    overlap = max(word.x1 for word in before) - min(word.x0 for word in after)
    return (before, after) if overlap <= SETTINGS.over_cell else None


def _words_before_number(phrase: Phrase) -> int:
    """Return how many words stand before the number that ends a phrase; 0 if it is all, or none."""
    words = [word.text for word in phrase.words]
    counts = range(1, len(words))
    return next((count for count in counts if is_number(" ".join(words[count:]))), 0)


def _parted(word: Word, start: float) -> list[Word]:
    """Return a word in two where one of its pieces begins exactly where a column's texts do.

    Where each glyph was drawn on its own, or digits stand on both sides, it is one word.
    """
    if len(word.text) < SETTINGS.piece_length * (len(word.joints) + 1):
        return [word]
    for x, index in word.joints:
        are_digits = word.text[index - 1 : index + 1].isdigit()
        is_start = abs(x - start) <= SETTINGS.exact_start and x > word.x0 + SETTINGS.same_edge
        if is_start and not are_digits:
            before = replace(word, text=word.text[:index], x1=min(x, word.x1), joints=())
            return [before, replace(word, text=word.text[index:], x0=x, joints=())]
    return [word]
