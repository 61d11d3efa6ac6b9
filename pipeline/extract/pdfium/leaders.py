"""Dot leaders between a name and its number: they guide the eye and are no text."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.extract.pdfium.geometry import Word

DOTS = ".·…_"
LEADER = re.compile(rf"[{DOTS}]+")
WITHIN_WORD = re.compile(rf"[{DOTS}]{{4,}}")
ANY_LEADER = re.compile(rf"[{DOTS}]{{4}}")
LEAST_DOTS = 4
"""Fewer are a text of their own: "." and "..." are statements in German tables."""


def without_leaders(words: Sequence[Word]) -> list[Word]:
    """Return a page's words, in the order of the content stream, without dot leaders."""
    if not ANY_LEADER.search("".join(word.text for word in words)):
        return list(words)
    return [part for run in _runs(words) for word in run for part in _parts(word)]


def _runs(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Yield words one by one, and runs of dots only if they are too short for a leader."""
    dots: list[Word] = []
    for word in words:
        if LEADER.fullmatch(word.text):
            dots.append(word)
            continue
        if sum(len(dot.text) for dot in dots) < LEAST_DOTS:
            yield dots
        dots = []
        yield [word]
    if sum(len(dot.text) for dot in dots) < LEAST_DOTS:
        yield dots


def _parts(word: Word) -> Iterator[Word]:
    """Part a word at the leaders it was drawn together with; boxes in proportion to the text."""
    width = (word.x1 - word.x0) / len(word.text)
    start = 0
    for leader in [*WITHIN_WORD.finditer(word.text), None]:
        end = leader.start() if leader else len(word.text)
        if end > start:
            x0, x1 = word.x0 + start * width, word.x0 + end * width
            yield word._replace(text=word.text[start:end], x0=x0, x1=x1)
        start = leader.end() if leader else end
