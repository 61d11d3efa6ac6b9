"""Words gathered into phrases and printed lines.

A phrase is what one would read in one breath: words of one baseline with no more than a space
between them. Phrases are built along the content stream and only then put in order from left to
right, so that text overflowing into the next cell is never interleaved with what stands there.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from statistics import median_low

from pipeline.boxes import union_box
from pipeline.extract.layout.geometry import Word
from pipeline.extract.layout.settings import SETTINGS

# All distances are in units of the font box's height, which is about 1.15 times the font size.
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


NUMBER = re.compile(r"[-–−]?\d[\d.,'\s]*(?:€|EUR|Euro|%|,-|,–|,−)*|[-–−]", re.IGNORECASE)


class Phrase:
    """Words of one line that belong together unless a column boundary says otherwise.

    What is asked of every phrase, and often, is worked out at once.
    """

    __slots__ = ("bbox", "is_number", "text", "words", "x0", "x1")

    def __init__(self, words: tuple[Word, ...]) -> None:
        """Put words together, which are in the order in which they are read."""
        self.words = words
        if len(words) == 1:
            self.text, self.bbox = words[0].text, words[0].bbox
        else:
            self.text = " ".join([word.text for word in words])
            self.bbox = union_box([word.bbox for word in words])
        """The words with single spaces, and the box around them all."""
        self.x0, _, self.x1, _ = self.bbox
        """Left and right edge."""
        self.is_number = is_number(self.text)
        """Whether it has the shape of a number."""


class Line:
    """Phrases on one baseline, from left to right."""

    __slots__ = ("baseline", "middle", "page", "phrases", "size", "words", "y0")

    def __init__(self, page: int, baseline: float, phrases: tuple[Phrase, ...]) -> None:
        """Put phrases together."""
        self.page, self.baseline, self.phrases = page, baseline, phrases
        self.words = [word for phrase in phrases for word in phrase.words]
        self.size = max([word.size for word in self.words])
        """Height of the tallest font box in the line."""
        self.middle = baseline - 0.25 * self.size
        """Of its small letters."""
        self.y0 = min([phrase.bbox[1] for phrase in phrases])
        """Upper edge."""

    @property
    def text(self) -> str:
        """The line as one string."""
        return " ".join(phrase.text for phrase in self.phrases)


def is_number(text: str) -> bool:
    """Return True if a text has the shape of a number (strict parsing is left to others)."""
    return NUMBER.fullmatch(text) is not None


def words_to_lines(page: int, words: Iterable[Word]) -> list[Line]:
    """Gather a page's words into lines, from top to bottom."""
    ordinary, oversized = _by_size(list(words))
    groups = _with_marks_attached(list(_by_baseline(ordinary)))
    lines = [_line(page, group) for group in [*_level(groups), *_by_baseline(oversized)]]
    return sorted(lines, key=attrgetter("baseline"))


def _line(page: int, words: list[Word]) -> Line:
    return Line(page, median_low(word.baseline for word in words), tuple(_phrases(words)))


def _by_size(words: list[Word]) -> tuple[list[Word], list[Word]]:
    """Part words much larger than most: a watermark behind a row is none of its text."""
    if not words:
        return [], []
    limit = SETTINGS.oversized * median_low(word.size for word in words)
    ordinary = [word for word in words if word.size <= limit]
    return ordinary, [word for word in words if word.size > limit]


def _by_baseline(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Part words where the distance of their baselines is too large for one line."""
    group: list[Word] = []
    for word in sorted(words, key=attrgetter("baseline")):
        far = group and word.baseline - group[0].baseline > SETTINGS.same_baseline * word.size
        if far and word.baseline - group[-1].baseline > SETTINGS.level:
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _with_marks_attached(groups: list[list[Word]]) -> list[list[Word]]:
    """Put high footnote marks, which make a line of their own, into the line they belong to."""
    kept: list[list[Word]] = []
    marks: list[Word] = []
    for group in groups:
        small = SETTINGS.mark_smaller * max(word.size for word in group)
        candidates = (mark for mark in marks if mark.size < small)
        hosts = [mark for mark in candidates if any(_is_mark(word, mark) for word in group)]
        group.extend(hosts)
        if kept and hosts:
            kept[-1] = [word for word in kept[-1] if word not in hosts]
        kept.append(group)
        marks = [word for word in group if len(word.text) <= SETTINGS.mark_length]
    return [group for group in kept if group]


def _level(groups: list[list[Word]]) -> list[list[Word]]:
    """Join two lines that stand clearly nearer to each other than to their neighbours.

    Cells of one row may be set a little higher or lower; nothing in them then overlaps.
    """
    heights = [median_low(word.baseline for word in group) for group in groups]
    joined: list[list[Word]] = []
    skip = False
    for index, group in enumerate(groups):
        if skip:
            skip = False
            continue
        if index + 1 < len(groups) and _belongs_below(index, heights, groups):
            group = [*group, *groups[index + 1]]
            skip = True
        joined.append(group)
    return joined


def _belongs_below(index: int, heights: list[float], groups: list[list[Word]]) -> bool:
    """Return True if a line and the next are one line, set unevenly."""
    here, below = groups[index], groups[index + 1]
    distance = heights[index + 1] - heights[index]
    size = min(max(word.size for word in group) for group in (here, below))
    if distance > SETTINGS.uneven * size:
        return False
    others = [
        abs(heights[a] - heights[b])
        for a, b in ((index - 1, index), (index + 1, index + 2))
        if a >= 0 and b < len(heights)
    ]
    return all(distance < SETTINGS.uneven_nearer * other for other in others) and not any(
        a.x0 < b.x1 and b.x0 < a.x1 for a in here for b in below
    )


def _phrases(words: list[Word]) -> list[Phrase]:
    """Build phrases from left to right.

    Where texts overlap, each is first put together along the content stream, so that their
    words are not interleaved.
    """
    words.sort(key=attrgetter("x0"))
    runs = _runs_as_drawn(words) if _overlap(words) else [[word] for word in words]
    joined: list[list[Word]] = []
    for run in runs:
        if joined and _continues(joined[-1][-1], run[0]):
            joined[-1].extend(run)
        else:
            joined.append(run)
    return [Phrase(tuple(_whole_words(run))) for run in joined]


def _overlap(words: Sequence[Word]) -> bool:
    """Return True if any two words, sorted from left to right, overlap."""
    reached = float("-inf")
    for word in words:
        if reached - word.x0 > SETTINGS.overlap * word.size:
            return True
        reached = max(reached, word.x1)
    return False


def _runs_as_drawn(words: Iterable[Word]) -> list[list[Word]]:
    """Return stretches of words that follow each other in the content stream, by left edge."""
    runs: list[list[Word]] = []
    for word in sorted(words, key=attrgetter("order")):
        if runs and _continues(runs[-1][-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    return sorted(runs, key=lambda run: run[0].x0)


def _continues(before: Word, after: Word) -> bool:
    """Return True if a word follows another with no more than a space between them.

    Where a text is cut off its cell ends, so what follows is of another one.
    """
    if before.is_cut:
        return False
    size = min(before.size, after.size)
    gap = after.x0 - before.x1
    if after.x0 + after.x1 <= before.x0 + before.x1:
        return False
    return -SETTINGS.overlap * size <= gap <= SETTINGS.within_phrase * size


def _whole_words(run: list[Word]) -> list[Word]:
    """Join the pieces of words that were drawn as several objects, and set marks apart."""
    if len(run) == 1:
        return run
    whole: list[Word] = []
    for word in run:
        if whole and _is_mark(whole[-1], word):
            whole.append(word._replace(text=word.text.translate(SUPERSCRIPTS)))
        elif whole and _is_same_word(whole[-1], word):
            whole[-1] = _merged(whole[-1], word)
        else:
            whole.append(word)
    return whole


def _is_mark(before: Word, word: Word) -> bool:
    """Return True if small raised characters after a word are a footnote mark, not its digits."""
    raised = SETTINGS.mark_raised * before.size < before.baseline - word.baseline < before.size
    near = -SETTINGS.overlap * before.size <= word.x0 - before.x1 <= SETTINGS.mark_gap * before.size
    return (
        raised
        and near
        and word.size < SETTINGS.mark_smaller * before.size
        and len(word.text) <= SETTINGS.mark_length
    )


def _is_same_word(before: Word, after: Word) -> bool:
    gap = after.x0 - before.x1
    return not before.is_cut and gap < SETTINGS.within_word * min(before.size, after.size)


def _merged(first: Word, second: Word) -> Word:
    x0, y0, x1, y1 = union_box([first.bbox, second.bbox])
    size = max(first.size, second.size)
    joints = (*first.joints, (second.x0, len(first.text)))
    text = first.text + second.text
    return Word(text, x0, y0, x1, y1, first.baseline, size, first.order, joints, second.is_cut)
