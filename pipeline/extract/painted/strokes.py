"""Strokes and dots at a number that are no rule of the table: a minus, a digit made another one.

What is small, at the height of a number and next to it or in it says something of it, unless it is
one of the dots and dashes of a rule.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipeline.boxes import overlaps
from pipeline.model import Bbox

TALLEST_DIGIT = 1.15
"""Usual words high: a longer stroke is a rule."""
CORE = 0.25
"""Share of a word's height above and below which a rule may touch it, or a clip may cut its box."""
EDGE = 0.1
"""The same of a number, for what is smaller than a digit."""
MARGIN = 0.1
"""Heights by which a word's box may stick out of what clips it: boxes are larger than glyphs."""
BESIDE = 1.5
"""Usual words high: what stands so near a number may be its sign."""
DOTTED, OF_RULE = 0.5, 3
"""Usual words high between the dots of a rule, and how many make one."""

PlacedBox = tuple[Bbox, int, int]
"""The box of a word, the place of its text in drawing order, and its own among the words."""


def touched(
    words: Sequence[PlacedBox],
    rules: Iterable[Bbox],
    areas: Iterable[tuple[int, Bbox]] = (),
    edge: float = CORE,
) -> Iterator[int]:
    """Yield the words that a rule goes through, and those over which an area is drawn.

    At `edge`, a share of its height above and below, a rule goes along a word, not through it.
    """
    words = sorted(words, key=lambda word: word[0][1])
    cores = [(*_core(box, edge), index) for box, _, index in words]
    bottoms = [box[1] for box, _, _ in words]
    tallest = max([box[3] - box[1] for box, _, _ in words], default=0.0)

    def as_high_as(box: Bbox) -> slice:
        return slice(bisect(bottoms, box[1] - tallest), bisect(bottoms, box[3]))

    for rule in rules:
        x0, y0, x1, y1 = rule
        for left, bottom, right, top, index in cores[as_high_as(rule)]:
            if x0 < right and left < x1 and y0 < top and bottom < y1:
                yield index
    for drawn, area in areas:
        for box, order, index in words[as_high_as(area)]:
            if drawn > order and overlaps(area, box):
                yield index


def _core(word: Bbox, edge: float) -> Bbox:
    """Return the part of a word that no rule along it or below its neighbour goes into."""
    left, bottom, right, top = word
    core, rim = CORE * (top - bottom), edge * (top - bottom)
    return left + core, bottom + rim, right - MARGIN * core, top - rim


def marked(numbers: Sequence[Bbox], small: Iterable[Bbox], usual_height: float) -> set[int]:
    """Return which numbers, given by their boxes, have small ink in them or next to them.

    What is next to one must be at half its height, as signs are and marks in corners are not.
    """
    if not numbers:
        return set()
    reach, loose = BESIDE * usual_height, [*_loose([*small], usual_height)]
    inside = [(box, 0, place) for place, box in enumerate(numbers)]
    around = [((x0 - reach, y0, x1 + reach, y1), 0, n) for (x0, y0, x1, y1), _, n in inside]
    middles = [(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2) for x0, y0, x1, y1 in loose]
    return {*touched(inside, loose, edge=EDGE), *touched(around, middles)}


def is_short(box: Bbox, usual_height: float) -> bool:
    """Return True for what is no longer than a stroke of a digit."""
    return max(box[2] - box[0], box[3] - box[1]) <= TALLEST_DIGIT * usual_height


def _loose(small: Sequence[Bbox], usual_height: float) -> Iterator[Bbox]:
    """Yield the strokes and dots that make no rule together."""
    of_rules: set[Bbox] = set()
    for along in (0, 1):
        lines = defaultdict[tuple[int, int], list[Bbox]](list)
        for box in small:
            lines[round(box[1 - along]), round(box[3 - along])].append(box)
        for line in lines.values():
            run: list[Bbox] = []
            for box in sorted(line, key=lambda box: box[along]):
                if run and box[along] - run[-1][along + 2] > DOTTED * usual_height:
                    run = []
                run.append(box)
                if len(run) >= OF_RULE:
                    of_rules.update(run[-OF_RULE:])
    yield from (box for box in small if box not in of_rules)
