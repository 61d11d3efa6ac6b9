"""Texts that are cut off end where their cell does, not where their last letter would.

A spreadsheet that prints long texts into narrow columns clips them at their cell's edge, and the
next cell begins there.
"""

from collections.abc import Sequence

from pipeline.extract.painted.allowlist import clip_box
from pipeline.extract.pdfium.characters import RawWord
from pipeline.extract.pdfium.objects import PageObject


def within_cells(words: Sequence[RawWord], objects: Sequence[PageObject]) -> Sequence[RawWord]:
    """Return a page's words; those that are cut off reach no farther than what clips them."""
    if not any(word.is_cut for word in words):
        return words
    return [_within(word, objects[word.order[0]]) if word.is_cut else word for word in words]


def _within(word: RawWord, found: PageObject) -> RawWord:
    box = clip_box(found)
    if box is None:
        return word
    return word._replace(
        left=max(word.left, box[0]),
        bottom=max(word.bottom, box[1]),
        right=min(word.right, box[2]),
        top=min(word.top, box[3]),
    )
