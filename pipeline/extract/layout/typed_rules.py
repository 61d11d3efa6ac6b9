"""Rules that are typed: lines of dashes, and bars between columns. They are no text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pipeline.extract.layout.geometry import Segment, Word, word_parts
from pipeline.extract.layout.lines import Line

ACROSS = r"-–—−=_.*+|\u2500-\u257f"
TYPED = re.compile(f"[{ACROSS}]+")
SEVERAL = re.compile(f"[{ACROSS}]{{4}}")
"""Fewer may be figures: a dash is zero."""
BAR = re.compile(r"[|¦\u2502\u2503\u2551]")
ANY_RULE = re.compile(f"{SEVERAL.pattern}|{BAR.pattern}")
ONE_PLACE = 1.0
"""Points between bars that stand at one place."""
MOST_LINES = 0.5
"""Share of a page's lines in which a bar stands at one place if it is a rule."""
LEAST_LINES = 2
MIDDLE = 0.25
"""Font heights above the baseline at which dashes stand."""


def read_typed_rules(words: Sequence[Word]) -> tuple[list[Word], list[Segment], list[Segment]]:
    """Return a page's words without bars that are rules, and the horizontal and vertical rules.

    Lines of dashes stay among the words: they hold together the lines around them.
    """
    if not ANY_RULE.search(" ".join(word.text for word in words)):
        return list(words), [], []
    lines = [list(line) for _, line in groupby(sorted(words, key=_height), key=_height)]
    horizontal: list[Segment] = []
    texts: list[list[Word]] = []
    for line in lines:
        if _is_typed_rule(line):
            horizontal.extend(Segment(w.baseline - MIDDLE * w.size, w.x0, w.x1) for w in line)
        else:
            texts.append(line)
    vertical = [bar for line in texts for word in line for bar in _bars(word)]
    if not _stand_at_one_place(vertical, len(texts)):
        return list(words), horizontal, []
    return [part for word in words for part in word_parts(word, BAR)], horizontal, vertical


def without_typed_rules(lines: Iterable[Line]) -> list[Line]:
    """Return the lines that are more than a typed rule."""
    return [
        line
        for line in lines
        if not _is_typed_rule([word for phrase in line.phrases for word in phrase.words])
    ]


def _height(word: Word) -> int:
    return round(word.baseline)


def _is_typed_rule(line: Sequence[Word]) -> bool:
    """Say whether the words of a line are nothing but dashes, several in a row."""
    return all(TYPED.fullmatch(word.text) for word in line) and any(
        SEVERAL.match(word.text) for word in line
    )


def _bars(word: Word) -> Iterator[Segment]:
    """Yield the bars in a word as short rules; their places are exact in a typewriter's font."""
    letter = (word.x1 - word.x0) / len(word.text)
    for bar in BAR.finditer(word.text):
        yield Segment(word.x0 + (bar.start() + 0.5) * letter, word.y0, word.y1)


def _stand_at_one_place(bars: Sequence[Segment], lines: int) -> bool:
    """Say whether bars stand one above the other in most of so many lines."""
    straights: list[list[float]] = []
    for bar in sorted(bars):
        if straights and bar.at - straights[-1][0] <= ONE_PLACE:
            straights[-1].append(bar.at)
        else:
            straights.append([bar.at])
    most = max(map(len, straights), default=0)
    return most >= max(LEAST_LINES, MOST_LINES * lines)
