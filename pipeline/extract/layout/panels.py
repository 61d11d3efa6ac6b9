"""Tables printed side by side under one another's columns.

Two tables side by side look like one with twice the columns. They are told by repetition: the
same kinds of columns at the same distances, or beginning with the same header. Where a document
shows so once how many stand side by side, the same kinds of columns are enough: on its other pages
columns may be as wide as what stands there, and without a header.
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, pairwise
from math import nan
from typing import NamedTuple

from pipeline.extract.layout.columns import Columns, SortedLine
from pipeline.extract.layout.lines import is_number
from pipeline.extract.layout.settings import SETTINGS

WORD = re.compile(r"[^\W\d_]{2,}")


class TextCounts(NamedTuple):
    """How many texts the columns of a table have."""

    lines: int
    """How many lines it has."""
    texts: Sequence[int]
    """How many of them have a text in each column."""
    numeric: Sequence[int]
    """The columns that hold mostly numbers."""
    is_text: bool
    """Whether more lines run over columns as a text does than have several."""


def count_texts(lines: Iterable[SortedLine], columns: Columns) -> TextCounts:
    """Count the texts in each column."""
    width = columns.width
    count, texts, numbers, balance = 0, [0] * width, [0] * width, 0
    for line in lines:
        count += 1
        balance += -1 if _runs_over(line, columns) else len(line.cells) > 1
        for column, phrases in line.cells.items():
            texts[column] += 1
            numbers[column] += (
                phrases[0].is_number if len(phrases) == 1 else is_number(line.text_in(column))
            )
    least = [SETTINGS.numeric_share * max(1, count) for count in texts]
    numeric = [c for c in range(width) if numbers[c] >= least[c]]
    return TextCounts(count, texts, numeric, balance < 0)


def _runs_over(line: SortedLine, columns: Columns) -> bool:
    """Return True if a text of many words goes on behind the column that it begins in."""
    return any(
        column < len(columns.corridors)
        and len(phrase.words) >= SETTINGS.text_words
        and phrase.x1 > columns.corridors[column].x1
        for column, phrases in line.cells.items()
        for phrase in phrases
    )


def find_panels(
    columns: Columns,
    pages: Callable[[], Iterable[Sequence[SortedLine]]],
    counts: TextCounts,
    known: set[int],
) -> list[range]:
    """Return the columns of each panel of a table; all of them where it does not repeat.

    A column that few rows fill (remarks, headings beside the others) may be missing in a panel.
    `known` is how many panels tables before had; a new number is added.
    """
    every = list(range(columns.width))
    filled = [c for c in every if counts.texts[c] >= SETTINGS.well_filled * counts.lines]
    for some in (every, filled):
        kinds = [column in counts.numeric for column in some]
        numbers = [column for column in some if column in counts.numeric]
        are_filled = all(counts.texts[column] >= SETTINGS.enough_aligned for column in some)
        for count in range(SETTINGS.most_panels, 1, -1):
            size, rest = divmod(len(some), count)
            if rest or size < 2 or kinds[:size] * count != kinds or len(set(kinds)) < 2:
                continue
            is_alike = (
                are_filled
                and _same_distances(columns, some, size)
                and not _other_titles(chain.from_iterable(pages()), numbers, sum(kinds[:size]))
            )
            starts = some[::size]
            if is_alike or count in known or any(_same_header(page, starts) for page in pages()):
                known.add(count)
                return [range(a, b) for a, b in pairwise([0, *starts[1:], columns.width])]
    return [range(columns.width)]


def _same_distances(columns: Columns, some: Sequence[int], size: int) -> bool:
    """Return True if each column lies at one and the same distance from its likeness."""
    distances: list[list[float]] = []
    for column, likeness in zip(some, some[size:], strict=False):
        pair = [(edges[column], edges[likeness]) for edges in (columns.lefts, columns.rights)]
        distances.append([b - a for a, b in pair if a is not None and b is not None])
    first = next(iter(distances[0]), nan)
    return all(any(abs(d - first) <= SETTINGS.same_distance for d in known) for known in distances)


def _same_header(page: Sequence[SortedLine], starts: Sequence[int]) -> bool:
    """Return True if what stands above the first row of numbers repeats panel by panel.

    A title may be set over several columns, but not over those of two panels.
    """
    titles = [""] * len(starts)
    for line in page:
        texts = [""] * len(starts)
        for column in sorted(line.cells):
            texts[max(0, bisect(starts, column) - 1)] += f" {line.text_in(column)}"
        if len(set(texts)) > 1 and any(is_number(line.text_in(column)) for column in line.cells):
            break
        titles = [above + text for above, text in zip(titles, texts, strict=True)]
    return len(set(titles)) == 1 and WORD.search(titles[0]) is not None


def _other_titles(lines: Iterable[SortedLine], numbers: Sequence[int], size: int) -> bool:
    """Return True if a line that titles all numbers titles one otherwise than its likeness."""
    for line in lines:
        texts = [line.text_in(column) for column in numbers]
        titles = [set() if any(map(str.isdigit, t)) else set(WORD.findall(t)) for t in texts]
        pairs = zip(titles, titles[size:], strict=False)
        if all(titles) and any(one.isdisjoint(other) for one, other in pairs):
            return True
    return False
