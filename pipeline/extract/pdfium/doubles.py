"""Text printed twice with a small offset, to look bold: read once."""

from collections.abc import Iterable

from pipeline.extract.pdfium.geometry import Word

OFFSET = 0.12
"""Font heights by which the second print is moved at most."""
GRID = 2.0
"""Points; words are looked for in the cells of a grid around their place."""


def without_doubles(words: Iterable[Word]) -> list[Word]:
    """Return words without those that repeat another one at nearly the same place."""
    kept: list[Word] = []
    seen: dict[tuple[str, int, int], Word] = {}
    for word in words:
        column, row = int(word.x0 / GRID), int(word.baseline / GRID)
        near = (
            seen.get((word.text, column + dx, row + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)
        )
        if any(other is not None and _is_double(word, other) for other in near):
            continue
        seen[word.text, column, row] = word
        kept.append(word)
    return kept


def _is_double(one: Word, other: Word) -> bool:
    reach = OFFSET * one.size
    return abs(one.x0 - other.x0) <= reach and abs(one.baseline - other.baseline) <= reach
