"""What is printed and is no text of its own: second prints that look bold, and dot leaders."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise

from msgspec.structs import replace

from pipeline.extract.layout.geometry import Word

OFFSET = 0.12
"""Font heights by which the second print is moved at most."""
WITHIN_ITSELF = 0.5
"""Of its own width: moved farther, it is the same letter again ("ll" in a narrow typeface)."""
DOTS = ".·…_"
LEADER = re.compile(rf"[{DOTS}]+")
DOTS_WITHIN = re.compile(rf"[{DOTS}]{{4,}}")
ANY_LEADER = re.compile(rf"[{DOTS}]{{4}}")
LEAST_DOTS = 4
"""Fewer are a text of their own: "." and "..." are statements in German tables."""
NEAR = 0.3
"""Font heights between a leader's dots; an abbreviation's full stop has a space behind it."""
LEVEL = 1.0
"""Points between baselines that are one."""


def without_doubles(words: Sequence[Word]) -> Sequence[Word]:
    """Return words without those that repeat another one at nearly the same place.

    Where nothing is left out, here and below, the words themselves are returned.
    """
    printed: dict[str, list[Word]] = {}
    for word in words:
        printed.setdefault(word.text, []).append(word)
    doubles = {id(word) for alike in printed.values() if len(alike) > 1 for word in _doubles(alike)}
    return [word for word in words if id(word) not in doubles] if doubles else words


def _doubles(alike: Sequence[Word]) -> Iterator[Word]:
    """Yield those of some words of one text that stand where an earlier one does."""
    reach = OFFSET * max([word.size for word in alike])
    heights = sorted([word.baseline for word in alike])
    if all(below - above > reach for above, below in pairwise(heights)):
        return
    kept: dict[int, list[Word]] = {}
    for word in alike:
        height = round(word.baseline / word.size) if word.size else 0
        near = (kept.get(height + step, ()) for step in (-1, 0, 1))
        down = OFFSET * word.size
        aside = min(down, WITHIN_ITSELF * (word.x1 - word.x0))
        if any(
            abs(word.x0 - other.x0) <= aside and abs(word.baseline - other.baseline) <= down
            for other in chain.from_iterable(near)
        ):
            yield word
        else:
            kept.setdefault(height, []).append(word)


def without_leaders(words: Sequence[Word]) -> Sequence[Word]:
    """Return a page's words, in the order of the content stream, without dot leaders."""
    if not ANY_LEADER.search("".join(word.text for word in words)):
        return words
    return [part for word in _without_runs(words) for part in _parts(word)]


def _without_runs(words: Iterable[Word]) -> Iterator[Word]:
    """Yield the words, and runs of dots only if they are too short for a leader.

    A leader's first and last dot may be drawn as one word with the text beside it.
    """
    before: Word | None = None
    dots: list[Word] = []
    for word in [*words, None]:
        if word and LEADER.fullmatch(word.text):
            dots.append(word)
            continue
        if sum(len(dot.text) for dot in dots) >= LEAST_DOTS:
            before = before and _stripped(before, dots[0], str.rstrip)
            word = word and _stripped(word, dots[-1], str.lstrip)
            dots = []
        yield from ([before] if before else [])
        yield from dots
        before, dots = word, []


def _stripped(word: Word, dot: Word, strip: Callable[[str, str], str]) -> Word:
    """Return a word without the dots at the end where it touches a leader's dot."""
    gap = max(dot.x0 - word.x1, word.x0 - dot.x1)
    text = strip(word.text, DOTS)
    if text == word.text or gap > NEAR * word.size or abs(dot.baseline - word.baseline) > LEVEL:
        return word
    dots = (word.x1 - word.x0) * (1 - len(text) / len(word.text))
    if word.text.startswith(text):
        return replace(word, text=text, x1=word.x1 - dots)
    return replace(word, text=text, x0=word.x0 + dots)


def _parts(word: Word) -> Iterator[Word]:
    """Part a word at the leaders within; boxes in proportion to the text."""
    letter = (word.x1 - word.x0) / len(word.text)
    start = 0
    for dots in [*DOTS_WITHIN.finditer(word.text), None]:
        end = dots.start() if dots else len(word.text)
        if end > start:
            x0, x1 = word.x0 + start * letter, word.x0 + end * letter
            yield replace(word, text=word.text[start:end], x0=x0, x1=x1)
        start = dots.end() if dots else end
