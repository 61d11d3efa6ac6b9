"""What becomes of the characters that a page's readers do not plainly see.

A text of which only the end is hidden is cut off: it is read as far as it is seen, and what is
cut off is kept beside it. A number is read whole or not at all. In the text of another library
they are found by their places.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.boxes import union_box
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.glyphs.words_and_rules import CUT_OFF, UNREADABLE, UNSEEN
from pipeline.extract.painted.letters import Sight
from pipeline.model import Bbox, OmissionKind

KINDS = {
    Sight.HIDDEN: OmissionKind.HIDDEN,
    Sight.DOUBTFUL: OmissionKind.DOUBTFUL,
}
STAND_INS = {
    OmissionKind.DOUBTFUL: UNREADABLE,
    OmissionKind.HIDDEN: UNSEEN,
    OmissionKind.CUT: CUT_OFF,
}
"""What is read in place of a character that is not plainly seen."""
NUMERIC = re.compile(rf"[\d{UNREADABLE}]")
"""A digit, or what may be one."""
CUT_NUMBER = re.compile(rf"{NUMERIC.pattern}[\d.,{UNREADABLE}]|[.,]{NUMERIC.pattern}")
TOUCHING = 0.12
"""Font heights between two characters of one word or number."""
FIELD = 8.0
"""Points; characters are looked for by the fields of the page that their middles lie in."""
MOST_FIELDS = 20
"""So far on each side, for characters of any size."""
ASIDE, ABOVE = 0.4, 0.5
"""Widths and heights by which the places of one character differ at most between libraries."""

Placed = tuple[str, Bbox]
"""A character and its box."""
_Fields = Mapping[int, Mapping[int, Sequence[int]]]
"""Which of some characters lie in a field, by its line and its column."""


class Unseen(NamedTuple):
    """Characters of one text that follow each other, all hidden, cut off, or in doubt."""

    kind: OmissionKind
    text: str
    """With the blanks between them, and before them where these part them from what is seen."""
    indexes: tuple[int, ...]
    """Of the characters in pdfium's text page."""
    glyphs: tuple[Placed, ...]
    """In PDF space, as wide as each character moves the pen."""
    box: Bbox
    """Around them all, in PDF space; of what is cut off from the end of what is seen."""


def unseen_runs(sights: Mapping[int, Sight], text: TextPage) -> Iterator[Unseen]:
    """Yield the characters that are not plainly seen, together as they follow each other.

    `sights` has those of which anything may be hidden; all others are seen.
    """
    run: list[int] = []
    for index in sorted(index for index, sight in sights.items() if sight in KINDS):
        if run and not _continues(run[-1], index, text):
            yield from _judged(run, sights, text)
            run = []
        if (
            not run
            and sights.get(index - 1) is Sight.CLIPPED
            and _continues(index - 1, index, text)
        ):
            run = [index - 1]
        run.append(index)
    if run:
        yield from _judged(run, sights, text)


def _continues(last: int, index: int, text: TextPage) -> bool:
    between = text.characters[last + 1 : index]
    return not between.strip() and text.place_of(last) == text.place_of(index)


def _judged(run: list[int], sights: Mapping[int, Sight], text: TextPage) -> Iterator[Unseen]:
    """Yield a run as one thing, or as its hidden and its doubtful stretches."""
    seams = list(_seams(run, text))
    number = any(_is_cut_number(seam, text) for seam in seams)
    begun = _seen_before(run[0], text)
    printed = text.characters[run[0] : run[-1] + 1]
    if begun is not None and not number and not NUMERIC.search(printed):
        _, bottom, end, top = text.advance_box(begun)
        cut = _unseen(OmissionKind.CUT, run, text, start=begun + 1)
        yield cut._replace(box=union_box([cut.box, (end, bottom, end, top)]))
    elif number or (begun is None and any(_is_one_word(seam, run, text) for seam in seams)):
        yield _unseen(OmissionKind.DOUBTFUL, run, text, start=run[0])
    else:
        for sight, kind in KINDS.items():
            if stretch := [index for index in run if sights[index] is sight]:
                yield _unseen(kind, stretch, text, start=stretch[0])


def _unseen(kind: OmissionKind, run: list[int], text: TextPage, start: int) -> Unseen:
    glyphs = tuple(zip(map(text.characters.__getitem__, run), text.advance_boxes(run), strict=True))
    said = text.characters[start : run[-1] + 1]
    return Unseen(kind, said, tuple(run), glyphs, union_box([box for _, box in glyphs]))


def _seams(run: list[int], text: TextPage) -> Iterator[tuple[int, int]]:
    """Yield where a run meets characters that are seen, without a blank between."""
    last = len(text.characters)
    for here, beside in ((run[0], run[0] - 1), (run[-1], run[-1] + 1)):
        if 0 <= beside < last and text.characters[beside].strip("\0 \t\r\n"):
            yield here, beside


def _is_cut_number(seam: tuple[int, int], text: TextPage) -> bool:
    """Return True if a seam goes through a number: what is left would be another one."""
    signs = "".join(text.characters[index] for index in seam)
    return CUT_NUMBER.fullmatch(signs) is not None and _touch(*seam, text)


def _is_one_word(seam: tuple[int, int], run: list[int], text: TextPage) -> bool:
    """Return True if a seam goes through a word of one text, or one drawn letter by letter."""
    one_text = text.place_of(seam[0]) == text.place_of(seam[1])
    return (one_text or len(run) == 1) and _touch(*seam, text)


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


def seen_beside(runs: Iterable[Unseen], text: TextPage) -> Iterator[Placed]:
    """Yield the characters that are seen where the same ones are not."""
    runs = list(runs)
    unseen = {index for run in runs for index in run.indexes}
    signs = {sign for run in runs for sign, _ in run.glyphs}
    fields = _fields([glyph for run in runs for glyph in run.glyphs])
    same = [i for i, sign in enumerate(text.characters) if sign in signs and i not in unseen]
    for index, box in zip(same, text.advance_boxes(same), strict=True):
        if next(_around(box, fields), None) is not None:
            yield text.characters[index], box


def find_unseen(
    characters: Sequence[Placed],
    runs: Sequence[Unseen],
    seen: Iterable[Placed],
    place: Callable[[Bbox], Bbox],
) -> dict[int, str]:
    """Return what is read in place of the characters of another library, by index among these.

    Libraries agree on where a character stands, not always on what it means or how high its box
    is. So each is the one of pdfium that stands nearest to it; of two as near, the one that no
    other is yet. What is drawn several times at one place pdfium has once: it is seen each time,
    or never. `place` turns boxes of PDF space into those of that library.
    """
    stand_ins = [STAND_INS[run.kind] for run in runs for _ in run.glyphs]
    known = [*(glyph for run in runs for glyph in run.glyphs), *seen]
    known = [(sign, place(box)) for sign, box in known]
    fields, taken, found = _fields(known), set[int](), dict[int, str]()
    for index, character in enumerate(characters):
        near = [
            (distance, number in taken, number)
            for number in _around(character[1], fields)
            if (distance := _distance(known[number], character)) is not None
        ]
        if near:
            *_, nearest = min(near)
            taken.add(nearest)
            if nearest < len(stand_ins):
                found[index] = stand_ins[nearest]
    return found


def _fields(characters: Sequence[Placed]) -> _Fields:
    fields: dict[int, dict[int, list[int]]] = {}
    for index, (sign, box) in enumerate(characters):
        if sign.strip() or not sign:
            x, y = _middle(box)
            line = fields.setdefault(int(y // FIELD), {})
            line.setdefault(int(x // FIELD), []).append(index)
    return fields


def _around(box: Bbox, fields: _Fields) -> Iterator[int]:
    x, y = _middle(box)
    column, line = int(x // FIELD), int(y // FIELD)
    # As far as the same character may stand, which is farther for large ones.
    across = 1 + min(MOST_FIELDS, int(ASIDE * (box[2] - box[0]) / FIELD))
    upright = 1 + min(MOST_FIELDS, int(ABOVE * (box[3] - box[1]) / FIELD))
    for here in filter(None, map(fields.get, range(line - upright, line + upright + 1))):
        for place in range(column - across, column + across + 1):
            yield from here.get(place, ())


def _distance(glyph: Placed, character: Placed) -> float | None:
    """Return how far a glyph and a character stand apart; None where it is another one."""
    (text, box), (other_text, other) = glyph, character
    (x, y), (other_x, other_y) = _middle(box), _middle(other)
    width = max(box[2] - box[0], other[2] - other[0])
    height = max(box[3] - box[1], other[3] - other[1])
    # A library may not know how wide a glyph is, but where it begins.
    aside = min(abs(x - other_x), abs(box[0] - other[0]))
    if aside > ASIDE * width or abs(y - other_y) > ABOVE * height:
        return None
    if text != other_text and not (_is_undecoded(text) or _is_undecoded(other_text)):
        return None
    return round(aside, 2)


def _middle(box: Bbox) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _is_undecoded(text: str) -> bool:
    """Return True for what is no single character: nothing, a code, a ligature taken apart."""
    return len(text) != 1 or text == UNREADABLE
