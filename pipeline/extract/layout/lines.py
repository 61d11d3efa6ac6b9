"""Words gathered into phrases and printed lines.

A phrase is what one would read in one breath: words of one baseline with no more than a space
between them. Phrases are built along the content stream and only then put in order from left to
right, so that text overflowing into the next cell is never interleaved with what stands there.
"""

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import pairwise
from math import inf
from operator import attrgetter
from statistics import median_low

from msgspec import Struct
from msgspec.structs import replace

from pipeline.boxes import union_box
from pipeline.extract.glyphs.words_and_rules import UNREADABLE
from pipeline.extract.layout.geometry import RowWord, Word
from pipeline.extract.layout.settings import SETTINGS
from pipeline.model import Bbox

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
NUMBER = re.compile(
    r"[-–−+]?(?:[$£€]\s?)?[.,]?\d[\d.,'’\s]*(?:\s?(?:[€¿]|EUR|Euro|%|,-|,–|,−))*|[-–—−]",
    re.IGNORECASE,
)

SPACED = 3
"""So many letters with spaces between them may be as many words."""
SPACED_LETTERS = re.compile(r"[^\W\d_](?:\n[^\W\d_A-ZÄÖÜ])+")


class RowPhrase(Struct, frozen=True, eq=False, gc=False, array_like=True):
    """What columns are told by: words that belong together, and where they begin and end."""

    x0: float
    x1: float
    is_number: bool
    """Whether it has the shape of a number."""
    words: tuple[RowWord, ...]


class RowLine(Struct, frozen=True, eq=False, gc=False, array_like=True):
    """The phrases of one line, from left to right."""

    phrases: tuple[RowPhrase, ...]

    @property
    def words(self) -> Sequence[RowWord]:
        """The words of all phrases."""
        return [word for phrase in self.phrases for word in phrase.words]


class Phrase(RowPhrase, frozen=True, eq=False, gc=False, array_like=True):
    """Words of one line that belong together unless a column boundary says otherwise.

    What is asked of every phrase, and often, is worked out at once.
    """

    words: tuple[Word, ...]
    text: str
    """The words with single spaces."""
    bbox: Bbox
    """The box around them all."""


def phrase_of(words: tuple[Word, ...]) -> Phrase:
    """Put words together, which are in the order in which they are read."""
    if len(words) == 1:
        text, box = words[0].text, words[0].bbox
    else:
        text, box = " ".join([word.text for word in words]), union_box([w.bbox for w in words])
    return Phrase(box[0], box[2], is_number(text), words, text, box)


class Line(RowLine, frozen=True, eq=False, gc=False, array_like=True):
    """Phrases on one baseline, from left to right."""

    phrases: tuple[Phrase, ...]
    page: int
    baseline: float
    size: float
    """Height of the tallest font box in the line."""
    y0: float
    """Upper edge."""

    @property
    def middle(self) -> float:
        """That of its small letters."""
        return self.baseline - 0.25 * self.size

    @property
    def foot(self) -> float:
        """From where on a rule is below its text rather than through it."""
        return self.baseline - 0.2 * self.size

    @property
    def head(self) -> float:
        """Up to where a rule is above its text."""
        return self.baseline - 0.4 * self.size

    @property
    def text(self) -> str:
        """The line as one string."""
        return " ".join([phrase.text for phrase in self.phrases])


def line_of(page: int, baseline: float, phrases: tuple[Phrase, ...]) -> Line:
    """Put phrases together."""
    size = max([word.size for phrase in phrases for word in phrase.words])
    return Line(phrases, page, baseline, size, min([phrase.bbox[1] for phrase in phrases]))


def is_number(text: str) -> bool:
    """Return True if a text has the shape of a number (strict parsing is left to others)."""
    return NUMBER.fullmatch(text) is not None


def has_digits(phrase: Phrase) -> bool:
    """Return True for a number that is no mere dash: zeros may be set apart from numbers."""
    return phrase.is_number and any(map(str.isdigit, phrase.text))


def share_edge(one: Bbox, other: Bbox) -> bool:
    """Return True if two texts begin, end or have their middle at one place."""
    left, right = one[0] - other[0], one[2] - other[2]
    return min(abs(left), abs(right), abs(left + right) / 2) <= SETTINGS.same_edge


def words_to_lines(page: int, words: Iterable[Word]) -> list[Line]:
    """Gather a page's words into lines, from top to bottom.

    Words much larger than most have lines of their own: a watermark behind a row is no text of it.
    """
    words = sorted(words, key=attrgetter("baseline"))
    if not words:
        return []
    groups: list[list[Word]] = []
    for some in without_oversized(words):
        top = -inf
        for word in some:
            if word.baseline - top > SETTINGS.same_baseline * word.size:
                groups.append([])
                top = word.baseline
            groups[-1].append(word)
    lines = [
        line_of(page, median_low([word.baseline for word in group]), tuple(_phrases(group)))
        for group in groups
    ]
    return sorted(lines, key=attrgetter("baseline"))


def without_oversized(words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """Return the words that are about as high as most of them, and those that are much higher."""
    limit = SETTINGS.oversized * median_low([word.size for word in words] or [0.0])
    return [w for w in words if w.size <= limit], [w for w in words if w.size > limit]


def _phrases(words: list[Word]) -> list[Phrase]:
    """Build phrases from left to right.

    Where texts overlap, each is first put together along the content stream, so that their
    words are not interleaved.
    """
    words.sort(key=attrgetter("x0"))
    runs = [[word] for word in words]
    if _overlap(words):
        drawn = _joined([[word] for word in sorted(words, key=attrgetter("order"))])
        runs = sorted(drawn, key=lambda run: run[0].x0)
    return [phrase_of(tuple(_whole_words(run))) for run in _joined(runs)]


def _overlap(words: Sequence[Word]) -> bool:
    """Return True if any two words, sorted from left to right, overlap."""
    reached = -inf
    for word in words:
        if reached - word.x0 > SETTINGS.overlap * word.size:
            return True
        reached = max(reached, word.x1)
    return False


def _joined(runs: Iterable[list[Word]]) -> list[list[Word]]:
    """Join the stretches of words that continue each other."""
    joined: list[list[Word]] = []
    for run in runs:
        if joined and _continues(joined[-1][-1], run[0]):
            joined[-1].extend(run)
        else:
            joined.append(run)
    return joined


def _continues(before: Word, after: Word) -> bool:
    """Return True if a word follows another with no more than a space between them.

    Where a text is cut off its cell ends, so what follows is of another one.
    """
    if before.is_cut or after.x0 + after.x1 <= before.x0 + before.x1:
        return False
    size, gap = min(before.size, after.size), after.x0 - before.x1
    if gap <= SETTINGS.within_phrase * size:
        return gap >= -SETTINGS.overlap * size
    return _is_space_of_one_width(gap, before, after)


def _is_space_of_one_width(gap: float, before: Word, after: Word) -> bool:
    """Return True if a gap is as wide as the letters on both sides, as fonts of one width have it.

    Typewriters' spaces are wider than those of other fonts.
    """
    width = (before.x1 - before.x0) / len(before.text)
    other = (after.x1 - after.x0) / len(after.text)
    return gap <= SETTINGS.one_space * width and abs(width - other) <= SETTINGS.one_width * width


def _whole_words(run: list[Word]) -> list[Word]:
    """Join the pieces of words that were drawn as several objects, and set marks apart.

    So are letters that are set apart, as German has it for emphasis.
    """
    whole = run[:1]
    for word in run[1:]:
        before = whole[-1]
        if _is_mark(before, word):
            whole.append(replace(word, text=word.text.translate(SUPERSCRIPTS)))
        elif not before.is_cut and word.x0 - before.x1 < SETTINGS.within_word * min(
            before.size, word.size
        ):
            whole[-1] = _merged(before, word)
        else:
            whole.append(word)
    return [reduce(_merged, whole)] if len(whole) > SPACED and _are_letters(whole) else whole


def _are_letters(words: Sequence[Word]) -> bool:
    """Return True for the letters of one word, as far from each other all along."""
    gaps = [after.x0 - before.x1 for before, after in pairwise(words)]
    is_even = max(gaps) <= 2 * min(gaps)
    return is_even and SPACED_LETTERS.fullmatch("\n".join([w.text for w in words])) is not None


def _is_mark(before: Word, word: Word) -> bool:
    """Return True if small raised characters after a word are a footnote mark, not its digits."""
    size, gap = before.size, word.x0 - before.x1
    return (
        SETTINGS.mark_raised * size < before.baseline - word.baseline < size
        and -SETTINGS.overlap * size <= gap <= SETTINGS.mark_gap * size
        and word.size < SETTINGS.mark_smaller * size
        and len(word.text) <= SETTINGS.mark_length
    )


def _are_of_two_numbers(first: Word, second: Word) -> bool:
    """Return True if digits that touch cannot be of one number: they are raised, or smaller.

    Marks of footnotes may stand before a number, below its line, or be nearly as large.
    """
    if not (first.text[-1].isdigit() and second.text[0].isdigit()):
        return False
    smaller, larger = sorted((first.size, second.size))
    is_moved = abs(first.baseline - second.baseline) > SETTINGS.one_number_moved * larger
    return is_moved or smaller < SETTINGS.one_number_size * larger


def _merged(first: Word, second: Word) -> Word:
    x0, y0, x1, y1 = union_box([first.bbox, second.bbox])
    size = max(first.size, second.size)
    joints = (*first.joints, (second.x0, len(first.text)))
    between = UNREADABLE if _are_of_two_numbers(first, second) else ""
    text = first.text + between + second.text
    return Word(text, x0, x1, y0, y1, first.baseline, size, first.order, joints, second.is_cut)
