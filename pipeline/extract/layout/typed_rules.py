"""Rules that are typed: a list printed by a mainframe or from a text file has no others.

A word of dashes is a horizontal rule. A bar is a piece of a vertical one if bars stand below each
other; that rule goes on as long as each line has a bar or dashes there. Where one line has bars
at other places than the next, other cells begin: there a horizontal rule is understood.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.extract.layout.cleaning import LEVEL
from pipeline.extract.layout.geometry import Segment, Word, clusters

DASHES = re.compile(r"[|+¦]*(?:[-–—−=*─═][|+¦┼]*){4,}")
"""Fewer stand for nothing, in the place of a number."""
BAR = re.compile(r"[|¦│║]")
ANY_RULE = re.compile(rf"{BAR.pattern}|[-–—−=*─═]{{4}}")
LEAST_BARS = 3
"""Below each other; one or two stand between the words of a line."""
SAME_PLACE = 2.0
"""Points between bars that stand below each other."""
FAR = 3.0
"""Font heights between two lines that no rule goes on over."""
MIDDLE = 0.3
"""Font heights above the baseline where dashes stand."""


class _Bar(NamedTuple):
    line: int
    word: Word
    place: int
    """Its index in the word."""
    x: float


class _Line(NamedTuple):
    """The words of a line, and those of them that are rules."""

    top: float
    """Up to where it reaches: half way to the line above, or to the dashes there."""
    bottom: float
    words: Sequence[Word]
    dashes: Sequence[Word]


def without_typed_rules(
    words: Sequence[Word],
) -> tuple[Sequence[Word], list[Segment], list[Segment]]:
    """Return a page's words without typed rules, and these: horizontal and vertical ones."""
    if not ANY_RULE.search(" ".join([word.text for word in words])):
        return words, [], []
    across: list[Segment] = []
    down: list[Segment] = []
    typed: dict[int, list[int]] = {}
    for lines in _blocks(words):
        bars = chain.from_iterable(_bars(number, line) for number, line in enumerate(lines))
        columns = clusters(bars, attrgetter("x"), SAME_PLACE)
        columns = [column for column in columns if len(column) >= LEAST_BARS]
        across += [
            Segment(_middle(word), word.x0, word.x1) for line in lines for word in line.dashes
        ]
        across += _understood(columns, lines)
        down += [rule for column in columns for rule in _down(column, lines)]
        for bar in chain.from_iterable(columns):
            typed.setdefault(id(bar.word), []).append(bar.place)
    printed = (word for word in words if not DASHES.fullmatch(word.text))
    parts = (_without(word, sorted(typed.get(id(word), ()))) for word in printed)
    return list(chain.from_iterable(parts)), across, down


def _blocks(words: Iterable[Word]) -> Iterator[list[_Line]]:
    """Yield the lines, block by block."""
    lines = clusters(words, attrgetter("baseline"), LEVEL)
    far = [n for n, (a, b) in enumerate(pairwise(lines), start=1) if _are_far(a[0], b[0])]
    for start, end in pairwise([0, *far, len(lines)]):
        block = lines[start:end]
        dashes = [[word for word in line if DASHES.fullmatch(word.text)] for line in block]
        edges = [_edge(above, below) for above, below in pairwise(block)]
        tops, bottoms = [block[0][0].y0, *edges], [*edges, block[-1][0].y1]
        yield [_Line(*line) for line in zip(tops, bottoms, block, dashes, strict=True)]


def _edge(above: Iterable[Word], below: Iterable[Word]) -> float:
    """Return where one line ends and the next begins: half way, or at the dashes of one."""
    (*_, last), (first, *_) = above, below
    dashes = (word for word in (*above, *below) if DASHES.fullmatch(word.text))
    return next(map(_middle, dashes), (last.y1 + first.y0) / 2)


def _are_far(above: Word, below: Word) -> bool:
    return below.baseline - above.baseline > FAR * min(above.size, below.size)


def _middle(word: Word) -> float:
    return word.baseline - MIDDLE * word.size


def _bars(number: int, line: _Line) -> Iterator[_Bar]:
    for word in line.words:
        letter = (word.x1 - word.x0) / len(word.text)
        for bar in BAR.finditer(word.text) if word not in line.dashes else ():
            yield _Bar(number, word, bar.start(), word.x0 + (bar.start() + 0.5) * letter)


def _down(column: Sequence[_Bar], lines: Sequence[_Line]) -> Iterator[Segment]:
    """Yield the rules of which bars below each other are pieces."""
    x = sum(bar.x for bar in column) / len(column)
    barred = {bar.line for bar in column}
    ruled = [
        n
        for n, line in enumerate(lines)
        if n in barred or any(w.x0 - 1 <= x <= w.x1 + 1 for w in line.dashes)
    ]
    together = ([n for _, n in run] for _, run in groupby(enumerate(ruled), lambda e: e[1] - e[0]))
    for run in together:
        if not barred.isdisjoint(run):
            yield Segment(x, lines[run[0]].top, lines[run[-1]].bottom)


def _understood(columns: Sequence[Sequence[_Bar]], lines: Sequence[_Line]) -> Iterator[Segment]:
    """Yield horizontal rules between lines next to each other with bars at other places."""
    places: dict[int, list[int]] = {}
    for number, column in enumerate(columns):
        for bar in column:
            places.setdefault(bar.line, []).append(number)
    xs = [column[0].x for column in columns]
    for line, here in places.items():
        below = places.get(line + 1, here)
        if below != here:
            yield Segment(lines[line].bottom, xs[min(*here, *below)], xs[max(*here, *below)])


def _without(word: Word, bars: Sequence[int]) -> Iterator[Word]:
    """Yield what of a word is left without its bars; boxes in proportion to the text."""
    if not bars:
        yield word
        return
    letter = (word.x1 - word.x0) / len(word.text)
    for start, end in pairwise([-1, *bars, len(word.text)]):
        if text := word.text[start + 1 : end]:
            x0, x1 = word.x0 + (start + 1) * letter, word.x0 + end * letter
            yield replace(word, text=text, x0=x0, x1=x1, joints=())
