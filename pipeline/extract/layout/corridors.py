"""Where the columns of a table are parted.

A corridor is a vertical strip that no row's text enters. On a page alone there are many by
chance; over all rows of a document only those between columns remain. Spaces inside a text are no
corridors, even where they stand at the same place in every row ("08 3 36 050"): the gap there is
never wider than a space. Such a gap may be all that is left between two columns. It is, where the
texts on its right begin at one place and two things hold: those differ, numbers end on its left,
what ends there fills its column to a varying degree; or, behind numbers, a title begins there.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice, pairwise
from math import ceil, inf, isfinite
from operator import itemgetter
from typing import NamedTuple

from pipeline.extract.layout.blocks import Outline, Rows
from pipeline.extract.layout.geometry import RowWord, clusters
from pipeline.extract.layout.lines import RowLine, RowPhrase, is_number
from pipeline.extract.layout.settings import SETTINGS

THREE_DIGITS = re.compile(r"\d{3}(?!\d)")
"""How a word begins that may end a number whose thousands are set apart."""


@dataclass(frozen=True)
class Corridor:
    """A strip between two columns."""

    x0: float
    x1: float
    ruled: bool
    tight: bool = False
    """Whether there may be no more than a space."""

    @property
    def middle(self) -> float:
        """Where the columns are parted."""
        return (self.x0 + self.x1) / 2

    def overlaps(self, other: "Corridor") -> bool:
        """Return True if it has a place in common with another."""
        return self.x0 <= other.x1 and other.x0 <= self.x1


END = Corridor(inf, inf, ruled=False)
"""What stands behind the last column."""


def find_corridors(blocks: Sequence[Outline]) -> list[Corridor]:
    """Return the corridors between the columns of some blocks' rows, from left to right."""
    lines = Rows(blocks)
    drawn = blocks[0].drawn
    rules = [Corridor(x, x, ruled=True) for x in drawn]
    ruled = rules[1:-1]
    if not lines:
        return ruled
    starts, stops = zip(*(block.ends for block in blocks if block.count), strict=True)
    ends = min(starts), max(stops)
    if not drawn:
        rules = ruled = _ruled_corridors(blocks, ends, len(lines))
    body = Rows(blocks, body=True) or lines
    white = _white_corridors(lines, ends, rules, body)
    corridors = sorted([*ruled, *white], key=lambda c: c.x0)
    corridors = _with_inhabited_columns(corridors, body, are_drawn=bool(drawn))
    around = zip([None, *corridors], corridors, [*corridors[1:], END], strict=False)
    return [c for before, c, after in around if not _parts_one_column(before, c, after, lines)]


def _parts_one_column(
    before: Corridor | None, corridor: Corridor, after: Corridor, lines: Rows
) -> bool:
    """Return True if a narrow strip has text on one side or the other, never on both.

    Zeros may be set elsewhere than the other numbers of their column.
    """
    if corridor.ruled or corridor.x1 - corridor.x0 > SETTINGS.one_column:
        return False
    start, end = before.x1 - 0.5 if before else -inf, after.x0 + 0.5
    left, right = corridor.x0 + 0.5, corridor.x1 - 0.5
    return not any(
        any(w.x1 > start and w.x1 <= left for w in words)
        and any(w.x0 >= right and w.x0 < end for w in words)
        for words in (line.words for line in lines)
    )


def _white_corridors(
    lines: Rows, ends: tuple[float, float], rules: Sequence[Corridor], body: Rows
) -> Iterator[Corridor]:
    """Yield the clear parts of strips of white space that part columns.

    Between two rules they do so only if many rows say so.
    """
    column = -inf
    for strip, is_empty in _quiet_strips(lines, *ends):
        for part in [strip] if is_empty else _clear_parts(strip, lines):
            found = _between_columns(part, lines, rules, body, column)
            if found and (strip.x1 < ends[1] or _is_inhabited(found, END, body)):
                column = found.x1
                yield found


def _with_inhabited_columns(
    corridors: Sequence[Corridor], lines: Rows, *, are_drawn: bool
) -> list[Corridor]:
    """Drop the narrower of two neighbouring corridors where no column stands between them.

    A column of drawn cells may be empty.
    """
    kept = list(corridors[:1])
    for corridor in corridors[1:]:
        is_drawn = are_drawn and corridor.ruled and kept[-1].ruled
        if is_drawn or _is_inhabited(kept[-1], corridor, lines):
            kept.append(corridor)
        else:
            kept[-1] = max(kept[-1], corridor, key=lambda c: (c.ruled, c.x1 - c.x0))
    return kept


def _is_inhabited(before: Corridor, after: Corridor, lines: Rows) -> bool:
    """Return True if enough rows have a phrase that lies wholly between two corridors.

    Titles alone make no column: set left over numbers set right, they stand beside them. Nor do
    the few numbers of sums that stand askew.
    """
    left, right = before.x1 - 0.5, after.x0 + 0.5
    # Columns that a rule or no more than a space parts may be one phrase.
    by_word = before.tight or after.tight or (before.ruled and after.ruled)
    texts: Iterable[RowPhrase | RowWord] = (
        text for line in lines for text in (line.words if by_word else line.phrases)
    )
    within = (text for text in texts if text.x0 >= left and text.x1 <= right)
    few = len(lines) < SETTINGS.enough_rows
    needed = 1 if few else max(2, ceil(SETTINGS.stray_share * len(lines)))
    inside = list(islice(within, needed))
    if len(inside) == needed:
        return True
    edges = (Counter(round(p.x0) for p in inside), Counter(round(p.x1) for p in inside))
    return any(count >= SETTINGS.enough_aligned for edge in edges for count in edge.values())


def _ruled_corridors(
    blocks: Sequence[Outline], ends: tuple[float, float], count: int
) -> list[Corridor]:
    """Return the vertical rules that stand between the texts of enough of so many rows."""
    left, right = ends
    passed = (rule for block in blocks for rule in block.rules if left < rule[0] < right)
    return [
        Corridor(cluster[0][0], cluster[-1][0], ruled=True)
        for cluster in clusters(passed, itemgetter(0), SETTINGS.one_vertical)
        if sum(rows for _, rows in cluster) >= SETTINGS.half * count
    ]


def _quiet_strips(lines: Rows, start: float, end: float) -> Iterator[tuple[Corridor, bool]]:
    """Yield the strips within the outermost texts that few words enter, and whether none does.

    A rarely filled column at one side is part of such a strip.
    """
    allowed = int(SETTINGS.stray_share * len(lines)) or (1 if len(lines) > 5 else 0)
    words = (word for line in lines for phrase in line.phrases for word in phrase.words)
    stretches = _stretches(words, start, end)
    for is_quiet, found in groupby(stretches, key=lambda stretch: stretch[0] <= allowed):
        strip = list(found)
        if is_quiet:
            yield Corridor(strip[0][1], strip[-1][2], ruled=False), not any(n for n, _, _ in strip)


def _stretches(
    words: Iterable[RowWord], left: float, right: float
) -> Iterator[tuple[int, float, float]]:
    """Yield how many words there are in each stretch of a width, from where to where."""
    steps: defaultdict[float, int] = defaultdict(int, {left: 0, right: 0})
    for (x0, x1), count in Counter((word.x0, word.x1) for word in words).items():
        if x1 > left and x0 < right:
            steps[max(left, x0)] += count
            steps[min(right, x1)] -= count
    depth = 0
    for x0, x1 in pairwise(sorted(steps)):
        depth += steps[x0]
        yield depth, x0, x1


def _clear_parts(strip: Corridor, lines: Rows) -> list[Corridor]:
    """Return the parts of a strip that the fewest words enter, mostly none.

    Rows whose phrase crosses it all are left out; a heading and a title may meet in it.
    """
    left, right = strip.x0, strip.x1
    words = (
        word
        for line in lines
        for p in line.phrases
        if p.x1 > left and p.x0 < right and (p.x0 > left or p.x1 < right)
        for word in p.words
    )
    parts: dict[int, list[Corridor]] = {}
    for depth, found in groupby(_stretches(words, left, right), key=itemgetter(0)):
        part = list(found)
        if part[-1][2] - part[0][1] >= SETTINGS.corridor:
            parts.setdefault(depth, []).append(Corridor(part[0][1], part[-1][2], ruled=False))
    return parts[min(parts)] if parts else [strip]


def _between_columns(
    corridor: Corridor, lines: Rows, rules: Sequence[Corridor], body: Rows, column: float
) -> Corridor | None:
    """Return a corridor if rows with text on both sides part there, rather than merely space.

    `column` is where the column on its left begins, as far as that is known.
    """
    if any(corridor.x0 - 1 <= rule.middle <= corridor.x1 + 1 for rule in rules):
        return None
    low = max((rule.middle for rule in rules if rule.middle < corridor.x0), default=-inf)
    high = min((rule.middle for rule in rules if rule.middle > corridor.x1), default=inf)
    parted, tight = _parted_and_tight(corridor, lines, low, high)
    needed = SETTINGS.enough_rows if isfinite(high - low) else 1
    if parted + tight < needed or _parts_units(corridor, body):
        return None
    is_tight = tight > 0 and _parts_tightly(corridor, lines, body, max(low, column))
    mostly_apart = tight <= SETTINGS.tight_share * (parted + tight) and parted >= needed
    return replace(corridor, tight=is_tight) if is_tight or mostly_apart else None


def _parted_and_tight(corridor: Corridor, lines: Rows, low: float, high: float) -> tuple[int, int]:
    """Count the rows with a phrase on each side of a corridor, and those with one across it."""
    parted = tight = 0
    for line in lines:
        before = after = crossing = False
        for phrase in line.phrases:
            if phrase.x1 <= low or phrase.x0 >= high:
                continue
            if phrase.x1 <= corridor.x0 + 0.5:
                before = True
            elif phrase.x0 >= corridor.x1 - 0.5:
                after = True
            else:
                crossing = True
        parted += before and after
        tight += crossing
    return parted, tight


class _Gap(NamedTuple):
    """What stands on both sides of a strip in one line."""

    words: Sequence[RowWord]
    """Those up to the strip."""
    before: RowWord
    """The last of these."""
    after: RowWord
    phrase: RowPhrase
    """That of the word behind it."""

    @property
    def text(self) -> str:
        """The text behind it; none for numbers, which may go on with what stands before."""
        if is_number(self.after.text):
            return ""
        return " ".join([word.text for word in self.phrase.words if word.x0 >= self.after.x0])

    @property
    def ends_number(self) -> bool:
        """Whether a number ends here, with its unit; the day of a date does not ("1. Juli")."""
        text = self.before.text
        is_end = (is_number(text) and not text.endswith(".")) or _goes_on_with(text)
        return is_end and not self.may_be_in_number

    @property
    def may_be_in_number(self) -> bool:
        """Whether the words could be parts of one number or key, or a number and its unit."""
        before, after = self.before.text, self.after.text
        is_begun = before.isdigit() if after[0].isdigit() else is_number(before)
        return is_begun and _goes_on_with(after) and not self._is_next_unit

    @property
    def _is_next_unit(self) -> bool:
        """Whether what is behind it is the unit of the number that it is printed with."""
        unit, *behind = self.phrase.words
        is_with_number = any(_has_digit(word.text) for word in behind[:1])
        return unit is self.after and is_with_number and not _has_digit(unit.text)

    def start_of_number(self, column: float) -> float:
        """Return where the number begins that ends before it, or else the word."""
        start, text = self.before.x0, self.before.text
        for word in reversed(self.words[:-1]):
            text = f"{word.text} {text}"
            if word.x0 < column or not is_number(text):
                break
            start = word.x0
        return start


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _goes_on_with(text: str) -> bool:
    """Return True if a word goes on with the number before it: as its unit or three digits."""
    is_end = THREE_DIGITS.match(text) is not None or not _has_digit(text)
    return is_end and is_number(f"0 {text}")


def _parts_units(strip: Corridor, lines: Rows) -> bool:
    """Return True if a strip parts numbers from their units; some rows spread over all tell."""
    some = lines.every(1 + len(lines) // SETTINGS.telling_rows)
    gaps = [gap for line in some if (gap := _gap_at(strip, line))]
    units = [gap for gap in gaps if gap.may_be_in_number and not gap.after.text[0].isdigit()]
    return bool(gaps) and len(units) >= SETTINGS.nearly_all * len(gaps)


def _parts_tightly(strip: Corridor, lines: Rows, body: Rows, column: float) -> bool:
    """Return True if a strip that is no wider than a space parts two columns all the same.

    Two things must tell so: the texts behind it differ, numbers end before it, what ends there is
    of varying width; or numbers end before it, and a title begins behind it.
    """
    count = close = ends = 0
    texts: set[str] = set()
    befores: Counter[int] = Counter()
    starts: Counter[int] = Counter()
    for gap in filter(None, (_gap_at(strip, line) for line in body)):
        if gap.after.x0 - strip.x1 <= SETTINGS.one_place:
            close += 1
            if gap.may_be_in_number:
                return False
        count += 1
        texts.add(gap.text)
        ends += gap.ends_number
        befores[round(gap.before.x1)] += 1
        starts[round(gap.start_of_number(column))] += 1
    most = SETTINGS.nearly_all * count
    if count < SETTINGS.enough_rows or close < most:
        return False
    differ = len(texts) >= min(SETTINGS.distinct * count, SETTINGS.enough_rows)
    vary = _vary(befores) or _vary(starts)
    if ends < most:
        return differ and vary
    return differ or vary or any(_begins_text(strip, line) for line in lines)


def _begins_text(strip: Corridor, line: RowLine) -> bool:
    """Return True if a text begins right behind a strip, apart from one before it."""
    return any(
        before.x1 <= strip.x0
        and not after.is_number
        and abs(after.x0 - strip.x1) <= SETTINGS.one_place
        for before, after in pairwise(line.phrases)
    )


def _gap_at(strip: Corridor, line: RowLine) -> _Gap | None:
    """Return what is next to a strip if a line has words on both its sides, and one near it.

    What stands farther behind may be of another column, where this line has none.
    """
    words = line.words
    for place, (before, after) in enumerate(pairwise(words), start=1):
        if before.x1 <= strip.x0 + 0.5 and after.x0 >= strip.x1 - 0.5:
            phrase = next(phrase for phrase in line.phrases if phrase.x1 >= after.x1)
            is_near = after.x0 - strip.x1 <= SETTINGS.one_place
            is_one = is_near or phrase.x0 <= before.x0
            return _Gap(words[:place], before, after, phrase) if is_one else None
    return None


def _vary(edges: Counter[int]) -> bool:
    """Return True if enough of some edges, to the point, are elsewhere than most."""
    [(usual, _)] = edges.most_common(1)
    elsewhere = sum(count for edge, count in edges.items() if abs(edge - usual) > 1)
    return elsewhere >= SETTINGS.varying * edges.total()
