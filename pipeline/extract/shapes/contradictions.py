"""Digits whose shape contradicts what the file says they are.

No text of a document says which of its fonts lies. But within one document, the same picture is
never two characters; within one font, a digit looks like itself; and no digit is a dash. Where a
picture bears two names, the rarer one is wrong; where neither is clearly rarer, nobody knows.
Where a font draws some digits as usual fonts draw each other's, it has exchanged their names.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.shapes.glyphs import DIGITS, Glyph, Kind, Picture
from pipeline.model import Abstention, DigitShapes, MisshapenDigit

KNOWN = 5
"""A picture seen so often is that of a glyph; fewer may be an accident."""
MANY_TIMES = 3
"""A name that a picture bears so many times as often as all others is right."""
FLAT = 1.5
"""No digit is so many times as wide as it is tall; dashes are."""
SPECK = 0.4
"""No digit is so small, as a share of the usual height of its font's digits; dots are."""
CLEARLY = 0.55
"""A shape is that of another character where that is so much nearer than its own."""
CLEARLY_BOTH = 0.75
"""The same where digits are swapped in a cycle: the other's shape is a third's, and so on."""

ROWS, COLUMNS = 16, 12
BLUR = 1.0
"""Width of the blur, in cells of the grid."""
ASPECT_WEIGHT = 0.25
"""How much the ratio of width to height counts: twice as wide is a distance of 0.17."""
ALIKE = ("0OoQDCU", "1lIi|!/Tt", "2Zz", "3", "4", "5Ss", "6bG", "7T/", "8B&", "9gq")
"""Letters and signs that some fonts draw much like a digit, without any fault."""
TWINS = {"0": "0Oo", "1": "1lI|"}
"""Those that some fonts draw with the very picture of one."""

Features: TypeAlias = NDArray[np.float64]
"""What a picture looks like, whatever its size, as a point. Between two sizes of one glyph, or with
the edge of a neighbour in its picture, lie some hundredths; between digits of one font a tenth."""
Named: TypeAlias = tuple[str, Picture]
"""A character and a picture of it."""
Verdict: TypeAlias = str | Abstention | None
"""What a digit looks like instead (empty for no digit), why nothing is said, or nothing wrong."""


def find_contradictions(
    glyphs: Sequence[Glyph],
    printed_counts: Mapping[Kind, int],
    usual: Callable[[], Sequence[Named]],
) -> DigitShapes:
    """Hold all digits of a document against each other.

    Other characters are among the glyphs to know their shapes; `printed_counts` says how many of
    each kind there are. `usual` paints the usual shapes of characters, where they are needed.
    """
    shapes = _Shapes([glyph for glyph in glyphs if not glyph.hindrance], printed_counts, usual)
    digits = [glyph for glyph in glyphs if glyph.is_digit]
    abstained: Counter[Abstention] = Counter()
    contradictions: list[MisshapenDigit] = []
    for digit in digits:
        verdict = digit.hindrance or shapes.verdict(digit)
        if isinstance(verdict, Abstention):
            abstained[verdict] += len(digit.shown)
        elif verdict is not None:
            says = digit.character
            found = (MisshapenDigit(digit.page, box, says, verdict) for box in digit.shown)
            contradictions.extend(found)
    return DigitShapes(
        digits=sum(len(digit.shown) for digit in digits),
        contradictions=tuple(
            sorted(contradictions, key=lambda one: (one.page, one.bbox[1], one.bbox[0]))
        ),
        abstained=abstained,
    )


@dataclass(frozen=True, slots=True)
class _Font:
    """What the digits of one font usually look like."""

    known: Mapping[str, Sequence[Picture]]
    """The pictures of each digit that are seen often."""
    height: float
    """As a share of the text's size."""


class _Shapes:
    """The pictures of a document's glyphs, and which characters they are said to be."""

    def __init__(
        self,
        sound: Sequence[Glyph],
        printed_counts: Mapping[Kind, int],
        usual: Callable[[], Sequence[Named]],
    ) -> None:
        self._paint_usual = usual
        self._names = _names(sound, printed_counts)
        self._fonts = _fonts(glyph for glyph in sound if glyph.is_digit)
        self._verdicts: dict[tuple[str, str, Picture], Verdict] = {}

    def verdict(self, glyph: Glyph) -> Verdict:
        """Say what is wrong with a digit, if anything."""
        picture = _seen(glyph)
        if _is_flat(glyph, picture) or self._is_speck(glyph):
            return ""
        kind = (glyph.manner.font, glyph.character, picture)
        if kind not in self._verdicts:
            rival = self._rival(glyph.character, picture) or self._exchanged(*kind)
            self._verdicts[kind] = rival or self._compared(*kind)
        return self._verdicts[kind]

    def _is_speck(self, glyph: Glyph) -> bool:
        """Return True for a dot, in a font whose sizes can be told."""
        font = glyph.manner.font
        usual = self._fonts[font].height * glyph.em
        return bool(font) and max(glyph.height, glyph.width) < SPECK * usual

    def _rival(self, digit: str, picture: Picture) -> str | None:
        """Return the other character that the same picture is said to be, unless that is rare."""
        names = self._names[picture]
        rivals = {name: n for name, n in names.items() if name not in TWINS.get(digit, digit)}
        if sum(names.values()) < KNOWN or names[digit] >= MANY_TIMES * sum(rivals.values()):
            return None
        return max(rivals, key=lambda name: rivals[name])

    def _exchanged(self, font: str, digit: str, picture: Picture) -> str | None:
        """Return the digit that a font shows instead, if it has exchanged the two, or more.

        One digit of an unusual face may look like another, but that one does not look like it.
        """
        known = self._fonts[font].known
        if picture not in known.get(digit, ()):
            return None
        instead = at = self._misfit(digit, [picture])
        passed: set[str] = set()
        while at and at != digit and at in known and at not in passed:
            passed.add(at)
            at = self._misfit(at, known[at])
        return instead if at == digit else None

    def _misfit(self, digit: str, pictures: Sequence[Picture]) -> str | None:
        """Return the other digit that pictures clearly look like, as usual fonts draw it."""
        names, points = self._usual
        away = np.min([np.linalg.norm(points - _features(p), axis=1) for p in pictures], axis=0)
        nearest = {d: away[[name == d for name in names]].min() for d in sorted(DIGITS)}
        other = min(nearest.keys() - {digit}, key=lambda d: nearest[d])
        return other if nearest[other] < CLEARLY_BOTH * nearest[digit] else None

    def _compared(self, font: str, digit: str, picture: Picture) -> Verdict:
        """Compare a picture with those that its font, and fonts in general, have of each digit.

        Where its font has no other one, all fonts of the document have to say what it shows.
        """
        known = self._fonts[font].known
        is_known = picture in known.get(digit, ())
        is_rare = not any(other != picture for other in known.get(digit, ()))
        if is_rare and is_known:
            return None
        others = [
            (name, other)
            for here in (self._fonts.values() if is_rare else [self._fonts[font]])
            for name, pictures in here.known.items()
            for other in pictures
            if other != picture or is_rare
        ]
        names = [*(name for name, _ in others), *self._usual[0]]
        points = np.vstack([*(_features(other) for _, other in others), self._usual[1]])
        away = np.linalg.norm(points - _features(picture), axis=1).tolist()
        own = min(d for name, d in zip(names, away, strict=True) if name == digit)
        other, nearest = min(
            (d, name)
            for name, d in zip(names, away, strict=True)
            if name not in ALIKE[int(digit)] and (name in DIGITS or not is_rare)
        )
        if other < CLEARLY * own:
            return nearest
        if is_rare:
            return Abstention.RARE
        return None if is_known or own <= other else Abstention.UNLIKE

    @cached_property
    def _usual(self) -> tuple[list[str], NDArray[np.float64]]:
        usual = self._paint_usual()
        return [name for name, _ in usual], np.array([_features(picture) for _, picture in usual])


def _seen(glyph: Glyph) -> Picture:
    assert glyph.picture is not None, "what is not seen is not compared"
    return glyph.picture


def _is_flat(glyph: Glyph, picture: Picture) -> bool:
    """Return True for a dash: by its outline, for what is cut off is low too, and by its ink."""
    return glyph.width >= FLAT * glyph.height and picture[1] >= FLAT * picture[0]


def _names(
    sound: Iterable[Glyph], printed_counts: Mapping[Kind, int]
) -> Mapping[Picture, Counter[str]]:
    """Return how often each picture is said to be which character.

    Of characters that are not digits only some are painted; all of a kind are taken for such.
    """
    names: dict[Picture, Counter[str]] = defaultdict(Counter)
    others = {
        (glyph.character, glyph.manner, _seen(glyph)) for glyph in sound if not glyph.is_digit
    }
    for character, manner, picture in others:
        names[picture][character] += printed_counts[character, manner]
    for glyph in sound:
        if glyph.is_digit:
            names[_seen(glyph)][glyph.character] += len(glyph.shown)
    return names


def _fonts(digits: Iterable[Glyph]) -> Mapping[str, _Font]:
    of_font: dict[str, list[Glyph]] = defaultdict(list)
    for glyph in digits:
        of_font[glyph.manner.font].append(glyph)
    return {font: _Font(_known(glyphs), _height(glyphs)) for font, glyphs in of_font.items()}


def _height(digits: Sequence[Glyph]) -> float:
    heights = [digit.height / digit.em for digit in digits]
    return float(np.median(np.repeat(heights, [len(digit.shown) for digit in digits])))


def _known(digits: Iterable[Glyph]) -> Mapping[str, Sequence[Picture]]:
    counts: Counter[Named] = Counter()
    for glyph in digits:
        counts[glyph.character, _seen(glyph)] += len(glyph.shown)
    known: dict[str, list[Picture]] = defaultdict(list)
    for (digit, picture), count in counts.most_common():
        if count >= KNOWN:
            known[digit].append(picture)
    return known


@lru_cache(maxsize=4096)
def _features(picture: Picture) -> Features:
    """Return what a picture looks like, as a point: the closer two points, the more alike."""
    height, width, levels = picture
    ink = np.frombuffer(levels, np.uint8).reshape(height, width)
    grid = _weights(height, ROWS) @ (ink / ink.max()) @ _weights(width, COLUMNS).T
    aspect = ASPECT_WEIGHT * log(width / height)
    return np.append(grid.ravel() / (ROWS * COLUMNS) ** 0.5, aspect)


@lru_cache(maxsize=256)
def _weights(pixels: int, cells: int) -> NDArray[np.float64]:
    """Return how much of each pixel goes into each cell of a blurred grid."""
    edges = np.arange(cells + 1) * pixels / cells
    begins = np.arange(pixels)
    reach = np.minimum(edges[1:, None], begins + 1) - np.maximum(edges[:-1, None], begins)
    share = np.clip(reach, 0, None) * cells / pixels
    apart = np.subtract.outer(np.arange(cells), np.arange(cells))
    blur = np.exp(-(apart**2) / (2 * BLUR**2))
    blurred: NDArray[np.float64] = blur / blur[cells // 2].sum() @ share
    return blurred
