"""What becomes of the characters that a page's readers do not plainly see.

A text of which only the end is hidden is cut off: it is read as far as it is seen, and what is
cut off is kept beside it. A number is read whole or not at all.
"""

import re
from collections.abc import Container, Iterator, Mapping
from typing import NamedTuple

from pipeline.boxes import union_box
from pipeline.extract.glyphs.drawn import UNREADABLE, UNSEEN
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.painted.closer import Sight
from pipeline.extract.painted.places import STAND_INS
from pipeline.model import Bbox, OmissionKind

KINDS = {Sight.HIDDEN: OmissionKind.HIDDEN, Sight.DOUBTFUL: OmissionKind.DOUBTFUL}
NUMERIC = re.compile(rf"[\d{UNREADABLE}]")
"""A digit, or what may be one."""
CUT_NUMBER = re.compile(rf"{NUMERIC.pattern}[\d.,{UNREADABLE}]|[.,]{NUMERIC.pattern}")
TOUCHING = 0.12
"""Font heights between two characters of one word or number."""


class Unseen(NamedTuple):
    """Characters of one text that follow each other, all hidden, cut off, or in doubt."""

    kind: OmissionKind
    text: str
    """With the blanks between them, and before them where these part them from what is seen."""
    characters: str
    """The same without blanks."""
    indexes: tuple[int, ...]
    """Of the characters in pdfium's text page."""
    boxes: tuple[Bbox, ...]
    """In PDF space, as wide as each character moves the pen."""
    box: Bbox
    """Around them all, in PDF space; of what is cut off from the end of what is seen."""

    is_repeated: bool = False
    """Whether the same text is seen there, of which pdfium has no characters of its own."""

    @property
    def stand_ins(self) -> dict[int, str]:
        """What is read in place of its characters, by index."""
        return {} if self.is_repeated else dict.fromkeys(self.indexes, STAND_INS[self.kind])


def unseen_runs(sights: Mapping[int, Sight], text: TextPage) -> Iterator[Unseen]:
    """Yield the characters that are not plainly seen, together as they follow each other.

    `sights` has those of which anything may be hidden; all others are seen.
    """
    for run in _runs(sights, text, KINDS):
        before = run[0] - 1
        begun = sights.get(before) is Sight.CLIPPED and _continues(before, run[0], text)
        yield from _judged([before, *run] if begun else run, sights, text)
    for run in _runs(sights, text, {Sight.REPEATED}):
        yield _unseen(OmissionKind.HIDDEN, run, text, start=run[0])._replace(is_repeated=True)


def _runs(
    sights: Mapping[int, Sight], text: TextPage, kinds: Container[Sight]
) -> Iterator[list[int]]:
    """Yield the characters of some kinds, together as they follow each other in one text."""
    run: list[int] = []
    for index in sorted(index for index, sight in sights.items() if sight in kinds):
        if run and not _continues(run[-1], index, text):
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _continues(last: int, index: int, text: TextPage) -> bool:
    between = text.characters[last + 1 : index]
    return not between.strip() and text.place_of(last) == text.place_of(index)


def _judged(run: list[int], sights: Mapping[int, Sight], text: TextPage) -> Iterator[Unseen]:
    """Yield a run as one thing, or as its hidden and its doubtful stretches."""
    printed = text.characters[run[0] : run[-1] + 1]
    number = any(_is_cut_number(pair, text) for pair in _seams(run, text))
    begun = _seen_before(run[0], text)
    if begun is not None and not number and not NUMERIC.search(printed):
        _, bottom, end, top = text.advance_box(begun)
        cut = _unseen(OmissionKind.CUT, run, text, start=begun + 1)
        yield cut._replace(box=union_box([cut.box, (end, bottom, end, top)]))
        return
    if number or (
        begun is None and any(_is_one_word(pair, run, text) for pair in _seams(run, text))
    ):
        yield _unseen(OmissionKind.DOUBTFUL, run, text, start=run[0])
        return
    for sight, kind in KINDS.items():
        if stretch := [index for index in run if sights[index] is sight]:
            yield _unseen(kind, stretch, text, start=stretch[0])


def _unseen(kind: OmissionKind, run: list[int], text: TextPage, start: int) -> Unseen:
    boxes = tuple(map(text.advance_box, run))
    characters = "".join(text.characters[index] for index in run)
    said = text.characters[start : run[-1] + 1]
    return Unseen(kind, said, characters, tuple(run), boxes, union_box(boxes))


def _seams(run: list[int], text: TextPage) -> Iterator[tuple[int, int]]:
    """Yield where a run meets characters that are seen, without a blank between."""
    last = len(text.characters)
    for here, beside in ((run[0], run[0] - 1), (run[-1], run[-1] + 1)):
        if 0 <= beside < last and text.characters[beside].strip("\0 \t\r\n"):
            yield here, beside


def _is_cut_number(pair: tuple[int, int], text: TextPage) -> bool:
    """Return True if a seam goes through a number: what is left would be another one."""
    signs = "".join(text.characters[index] for index in pair)
    return CUT_NUMBER.fullmatch(signs) is not None and _touch(*pair, text)


def _is_one_word(pair: tuple[int, int], run: list[int], text: TextPage) -> bool:
    """Return True if a seam goes through a word of one text, or one drawn letter by letter."""
    one_text = text.place_of(pair[0]) == text.place_of(pair[1])
    return (one_text or len(run) == 1) and _touch(*pair, text)


def _touch(here: int, beside: int, text: TextPage) -> bool:
    """Return True if two characters stand next to each other on one line, in either order."""
    one, other = sorted((text.advance_box(here), text.advance_box(beside)))
    height = min(one[3] - one[1], other[3] - other[1])
    level = min(one[3], other[3]) - max(one[1], other[1]) > height / 2
    return level and abs(other[0] - one[2]) <= TOUCHING * height


def _seen_before(index: int, text: TextPage) -> int | None:
    """Return the last character before one in its own text, which is seen; None without any."""
    before = index - 1
    while before >= 0 and text.characters[before].isspace():
        before -= 1
    same_text = before >= 0 and text.place_of(before) == text.place_of(index)
    return before if same_text and text.characters[before] != UNSEEN else None
