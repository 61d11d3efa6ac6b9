"""Text printed twice with a small offset, to look bold: read once."""

from collections.abc import Iterator, Sequence

from pipeline.extract.layout.geometry import Word

OFFSET = 0.12
"""Font heights by which the second print is moved at most."""
WITHIN_ITSELF = 0.5
"""Of its own width: moved farther, it is the same letter again ("ll" in a narrow typeface)."""


def without_doubles(words: Sequence[Word]) -> list[Word]:
    """Return words without those that repeat another one at nearly the same place."""
    printed: dict[str, list[Word]] = {}
    for word in words:
        printed.setdefault(word.text, []).append(word)
    doubles = {id(word) for alike in printed.values() if len(alike) > 1 for word in _doubles(alike)}
    return [word for word in words if id(word) not in doubles] if doubles else list(words)


def _doubles(alike: Sequence[Word]) -> Iterator[Word]:
    """Yield those of some words of one text that stand where an earlier one does."""
    kept: dict[int, list[Word]] = {}
    for word in alike:
        height = round(word.baseline / word.size) if word.size else 0
        near = (kept.get(height + step, ()) for step in (-1, 0, 1))
        if any(_is_double(word, other) for others in near for other in others):
            yield word
        else:
            kept.setdefault(height, []).append(word)


def _is_double(one: Word, other: Word) -> bool:
    reach = OFFSET * one.size
    aside = min(reach, WITHIN_ITSELF * (one.x1 - one.x0))
    return abs(one.x0 - other.x0) <= aside and abs(one.baseline - other.baseline) <= reach
