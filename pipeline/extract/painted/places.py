"""The unseen characters of a page, found among the characters of another library by their places.

Libraries agree on where a character stands and in which order a text is drawn, not always on what
it means or how high its box is.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.extract.glyphs.drawn import CUT_OFF, UNREADABLE, UNSEEN
from pipeline.model import Bbox, OmissionKind

FIELD = 8.0
"""Points; characters are looked for by the fields of the page that their middles lie in."""
ASIDE, ABOVE = 0.4, 0.5
"""Widths and heights by which the places of one character differ at most."""

STAND_INS = {
    OmissionKind.DOUBTFUL: UNREADABLE,
    OmissionKind.HIDDEN: UNSEEN,
    OmissionKind.CUT: CUT_OFF,
}
"""What is read in place of a character that is not plainly seen."""

Placed = tuple[str, Bbox]
"""A character and its box."""


class UnseenRun(NamedTuple):
    """Characters of one text that follow each other, all hidden, cut off, or in doubt."""

    glyphs: tuple[Placed, ...]
    """With boxes in the space of the other library."""
    kind: OmissionKind


def stand_ins(characters: Sequence[Placed], runs: Iterable[UnseenRun]) -> dict[int, str]:
    """Return what is read in place of a page's characters that are not plainly seen, by index.

    Each unseen character is found once, and with those that follow it in its text where that can
    be: so what is printed over hidden text stays, even where both have the same letters.
    """
    replaced: dict[int, str] = {}
    fields = _fields(characters)
    for run in runs:
        for index in _found(run, characters, fields):
            replaced[index] = STAND_INS[run.kind]
            fields[_field(characters[index][1])].remove(index)
    return replaced


def _fields(characters: Sequence[Placed]) -> dict[tuple[int, int], list[int]]:
    """Return the indexes of characters that are no blanks, by the field of the page."""
    fields: dict[tuple[int, int], list[int]] = {}
    for index, (text, box) in enumerate(characters):
        if text.strip() or not text:
            fields.setdefault(_field(box), []).append(index)
    return fields


def _found(
    run: UnseenRun, characters: Sequence[Placed], fields: dict[tuple[int, int], list[int]]
) -> list[int]:
    """Return the characters that a run is: as they follow each other, or else one by one."""
    first, *others = run.glyphs
    starts = sorted(_near(first, characters, fields))
    for _, start in starts:
        following = [start]
        for glyph in others:
            index = _next(following[-1], characters)
            if index is None or _distance(glyph, characters[index]) is None:
                break
            following.append(index)
        else:
            return following
    nearest = (min(_near(glyph, characters, fields), default=None) for glyph in run.glyphs)
    return list(dict.fromkeys(near[1] for near in nearest if near))


def _near(
    glyph: Placed, characters: Sequence[Placed], fields: dict[tuple[int, int], list[int]]
) -> Iterator[tuple[float, int]]:
    """Yield the characters that a glyph may be, with how far they are from it."""
    column, line = _field(glyph[1])
    for field in ((column + dx, line + dy) for dx in (0, -1, 1) for dy in (0, -1, 1)):
        for index in fields.get(field, ()):
            distance = _distance(glyph, characters[index])
            if distance is not None:
                yield round(distance, 2), index


def _next(index: int, characters: Sequence[Placed]) -> int | None:
    """Return the next character that is no blank."""
    rest = range(index + 1, len(characters))
    return next((place for place in rest if characters[place][0].strip()), None)


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
    return aside


def _field(box: Bbox) -> tuple[int, int]:
    x, y = _middle(box)
    return int(x // FIELD), int(y // FIELD)


def _middle(box: Bbox) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _is_undecoded(text: str) -> bool:
    """Return True for what is no single character: nothing, a code, a ligature taken apart."""
    return len(text) != 1 or text == UNREADABLE
