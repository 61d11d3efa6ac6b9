"""Dot leaders between a name and its number: they guide the eye and are no text."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.extract.layout.geometry import Word, word_parts

DOTS = ".·…_"
LEADER = re.compile(rf"[{DOTS}]+")
WITHIN_WORD = re.compile(rf"[{DOTS}]{{4,}}")
ANY_LEADER = re.compile(rf"[{DOTS}]{{4}}")
LEAST_DOTS = 4
"""Fewer are a text of their own: "." and "..." are statements in German tables."""
NEAR = 0.3
"""Font heights between a leader's dots; an abbreviation's full stop has a space behind it."""
LEVEL = 1.0
"""Points between baselines that are one."""


def without_leaders(words: Sequence[Word]) -> list[Word]:
    """Return a page's words, in the order of the content stream, without dot leaders."""
    if not ANY_LEADER.search("".join(word.text for word in words)):
        return list(words)
    return [part for word in _without_runs(words) for part in word_parts(word, WITHIN_WORD)]


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
        return word._replace(text=text, x1=word.x1 - dots)
    return word._replace(text=text, x0=word.x0 + dots)
