"""Phrases and printed lines of a page, whichever text elements they come from.

    Phrase (no more than a space between its words) -> Line

Phrases of different elements that overlap stay apart; pieces that only meet are joined. Distances
are in font sizes, y runs downwards.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.model import Bbox

UNREADABLE = "\ufffd"
WORD_GAP = 0.15
"""A wider gap without a blank parts words."""
SPACE = 0.45
"""The widest gap between two words of one phrase where no blank is drawn."""
LAP = 0.25
"""What overlaps by more was not meant to be read in one go."""
SHIFT = 0.3
"""Text whose middle is further off is of another line."""
WIDE_SHIFT = 0.55
"""The same in documents that set columns lower than their neighbours."""
JOINED_SHARE = 0.8
"""Fewer lines than this share are left where the wide measure is right."""
CROWDED_SHARE = 0.02
"""Share of lines in which it may put texts above each other."""
SMALLER = 0.8
"""Beside larger print, print smaller than this ratio is a mark, no digit."""
MARK_LAP = 0.6
"""Share of a footnote mark's height beside its line."""
RAISED = 0.1
"""A footnote mark ends so far above its word."""
DOUBLED = 0.12
"""The same letter so near itself was printed twice to look bold."""

FIGURE = re.compile(
    r"[-+−–]?\d[\d.,'’\s]*(?:,?[-–]+)?\s*(?:€|EUR|Euro|%)?|[-–—./x…]|-,-+|(?:€|EUR|Euro)\s*[\d.,\s]+",
    re.IGNORECASE,
)


UNIT = re.compile(r"€|EUR|Euro", re.IGNORECASE)
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a gap."""

    text: str
    bbox: Bbox


@dataclass(frozen=True)
class Phrase:
    """Words with no more than a space between them."""

    words: tuple[Word, ...]

    @cached_property
    def bbox(self) -> Bbox:
        """Box around all words."""
        return union(word.bbox for word in self.words)

    @cached_property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def size(self) -> float:
        """Height of its highest word."""
        return max(word.bbox[3] - word.bbox[1] for word in self.words)

    @property
    def middle(self) -> float:
        """Vertical middle."""
        return (self.bbox[1] + self.bbox[3]) / 2

    @property
    def is_figure(self) -> bool:
        """Whether it is a number, an amount, or a sign that stands for one."""
        return is_figure(self.text)


@dataclass(frozen=True)
class Line:
    """Phrases on one height, from left to right."""

    phrases: tuple[Phrase, ...]

    @cached_property
    def bbox(self) -> Bbox:
        """Box around all phrases."""
        return union(phrase.bbox for phrase in self.phrases)

    @property
    def middle(self) -> float:
        """Vertical middle of its largest print."""
        return max(self.phrases, key=lambda phrase: phrase.size).middle

    @cached_property
    def is_row(self) -> bool:
        """Whether it has the form of a row: several phrases, a figure among them."""
        return len(self.phrases) > 1 and any(phrase.is_figure for phrase in self.phrases)


def is_figure(text: str) -> bool:
    """Whether the text is a number, an amount, or a sign that stands for one."""
    return FIGURE.fullmatch(text) is not None


def union(boxes: Iterable[Bbox]) -> Bbox:
    """The smallest box around all of at least one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def phrases_to_lines(phrases: Iterable[Phrase], shift: float = SHIFT) -> list[Line]:
    """Gather what stands on one height, from top to bottom; what only meets becomes one.

    `shift` is how far apart, in font sizes, the middles of one line may be.
    """
    return [Line(tuple(_joined(line))) for line in group_by_height(phrases, shift)]


def group_by_height(phrases: Iterable[Phrase], shift: float) -> list[list[Phrase]]:
    """The phrases of each line, from top to bottom."""
    lines: list[list[Phrase]] = []
    for phrase in sorted(phrases, key=lambda phrase: (phrase.middle, phrase.bbox[0])):
        if lines and _on_line(lines[-1], phrase, shift):
            lines[-1].append(phrase)
        else:
            lines.append([phrase])
    return lines


def _on_line(line: Sequence[Phrase], phrase: Phrase, shift: float) -> bool:
    largest = max(line, key=lambda other: other.size)
    small, large = sorted((largest, phrase), key=lambda other: other.size)
    if abs(small.middle - large.middle) <= shift * large.size:
        return True
    lap = min(small.bbox[3], large.bbox[3]) - max(small.bbox[1], large.bbox[1])
    return small.size < SMALLER * large.size and lap >= MARK_LAP * small.size


def _joined(phrases: Iterable[Phrase]) -> list[Phrase]:
    joined: list[Phrase] = []
    for phrase in sorted(phrases, key=lambda phrase: phrase.bbox[0]):
        if joined and _is_printed_twice(joined[-1], phrase):
            continue
        if joined and _meets(joined[-1], phrase):
            joined[-1] = _join(joined[-1], phrase)
        else:
            joined.append(phrase)
    return joined


def _is_printed_twice(left: Phrase, right: Phrase) -> bool:
    limit = DOUBLED * left.size
    near = abs(left.bbox[0] - right.bbox[0]) <= limit and abs(left.middle - right.middle) <= limit
    return near and left.text == right.text


def _meets(left: Phrase, right: Phrase) -> bool:
    em = max(left.size, right.size)
    return -LAP * em <= right.bbox[0] - left.bbox[2] <= SPACE * em


def _join(left: Phrase, right: Phrase) -> Phrase:
    last, first = left.words[-1], right.words[0]
    small, large = sorted((last.bbox[3] - last.bbox[1], first.bbox[3] - first.bbox[1]))
    apart = first.bbox[0] - last.bbox[2] > WORD_GAP * large or small < SMALLER * large
    if is_mark(last, first):
        return Phrase((*left.words, as_mark(first), *right.words[1:]))
    if apart or abs(last.bbox[3] - first.bbox[3]) > SHIFT * large:
        return Phrase((*left.words, *right.words))
    seam = Word(last.text + first.text, union((last.bbox, first.bbox)))
    return Phrase((*left.words[:-1], seam, *right.words[1:]))


def is_mark(before: Word, word: Word) -> bool:
    """Whether a word is small and raised behind another: a footnote mark, not its digits."""
    size = before.bbox[3] - before.bbox[1]
    smaller = word.bbox[3] - word.bbox[1] < SMALLER * size
    return smaller and before.bbox[3] - word.bbox[3] > RAISED * size


def as_mark(word: Word) -> Word:
    """The word with raised digits, as it is printed."""
    return Word(word.text.translate(SUPERSCRIPTS), word.bbox)


def atoms(phrase: Phrase) -> list[Phrase]:
    """The phrase parted between text and figure, which never share a column; units stay."""
    parts: list[list[Word]] = []
    before = None
    for word in phrase.words:
        figure = is_figure(word.text) and word.text[-1:].isdigit()
        if parts and (figure == before or UNIT.fullmatch(word.text)):
            parts[-1].append(word)
        else:
            parts.append([word])
            before = figure
    return [Phrase(tuple(words)) for words in parts]


def usual_shift(pages: Sequence[Sequence[Phrase]]) -> float:
    """How far apart the middles of one line may be in this document.

    Where columns are set lower than their neighbours, the wider measure joins many lines, and
    never two texts that stand above each other.
    """
    narrow = [line for page in pages for line in phrases_to_lines(page)]
    wide = [line for page in pages for line in phrases_to_lines(page, WIDE_SHIFT)]
    crowded = sum(_has_texts_above_each_other(line) for line in wide)
    joins = len(wide) <= JOINED_SHARE * len(narrow) and crowded <= CROWDED_SHARE * len(wide)
    return WIDE_SHIFT if joins else SHIFT


def _has_texts_above_each_other(line: Line) -> bool:
    return any(
        right.bbox[0] < left.bbox[2] - LAP * left.size for left, right in pairwise(line.phrases)
    )
