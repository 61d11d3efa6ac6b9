"""From single characters, as pdfplumber lists them, to printed lines of text.

    Glyph -> Run (drawn in one go, no more than a space between its words) -> Line -> Draft (row)

Runs are built in the order in which the document draws, and only whole runs are put in order from
left to right. Text that overflows into its neighbour is thus never mixed with it letter by letter.
Distances are in units of the font size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pipeline.model import Bbox, Cell

WORD_GAP = 0.18
"""A gap without a blank that parts words; kerning is smaller."""
PLAIN_GAP = 0.42
"""The widest gap between words of one run where no blank is drawn."""
BLANK_GAP = 0.75
"""The same across one drawn blank (0.6 in a typewriter font)."""
OVERLAP = 0.3
"""A character starting this far before the end of the last one starts a new run."""
LINE_SHIFT = 0.35
"""Middles further apart than this are two lines; a raised footnote mark is not."""
SMALL_PRINT = 0.8
"""A change of size beyond this ratio parts words: a footnote mark is no digit of its figure."""


class Glyph(NamedTuple):
    """One character and its box on the page as shown."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    angle: int = 0
    """Degrees its line is turned; slanted letters on a level line are not turned."""


@dataclass(frozen=True)
class Word:
    """Characters without a gap."""

    text: str
    bbox: Bbox
    apart: bool = False
    """Whether a gap without a drawn blank parts it from the word before."""


@dataclass(frozen=True)
class Run:
    """Words in the order they were drawn, no more than a space between them."""

    words: tuple[Word, ...]
    size: float

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def bbox(self) -> Bbox:
        """Box around all words."""
        return union([word.bbox for word in self.words])

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.bbox[0]

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.bbox[2]

    @property
    def middle(self) -> float:
        """Vertical middle."""
        return (self.bbox[1] + self.bbox[3]) / 2


@dataclass(frozen=True)
class Line:
    """Runs on one height, from left to right."""

    runs: tuple[Run, ...]

    @cached_property
    def bbox(self) -> Bbox:
        """Box around all runs."""
        return union([run.bbox for run in self.runs])

    @property
    def middle(self) -> float:
        """Vertical middle."""
        return (self.bbox[1] + self.bbox[3]) / 2

    @property
    def text(self) -> str:
        """The runs with single spaces."""
        return " ".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Draft:
    """One row before it has its number."""

    cells: tuple[Cell, ...]

    @cached_property
    def bbox(self) -> Bbox:
        """Box around all text of the row."""
        return union([cell.bbox for cell in self.cells if cell.bbox is not None])


@dataclass(frozen=True)
class DraftTable:
    """One table on one page before it knows its continuation."""

    lefts: tuple[float, ...]
    """Where its columns begin."""
    rows: tuple[Draft, ...]


def union(boxes: Sequence[Bbox]) -> Bbox:
    """The smallest box around all."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


@dataclass(slots=True)
class _Letters:
    """A word while it is gathered."""

    glyphs: list[Glyph]
    apart: bool = False


def glyphs_to_runs(glyphs: Iterable[Glyph]) -> list[Run]:
    """Part the characters, in drawing order, into runs of words; blanks only part."""
    runs: list[list[_Letters]] = []
    previous: Glyph | None = None
    blanks = 0
    for glyph in glyphs:
        if not glyph.text.strip():
            blanks += 1
            continue
        if previous is None or _starts_run(previous, glyph, blanks):
            runs.append([_Letters([glyph])])
        elif blanks or _starts_word(previous, glyph):
            runs[-1].append(_Letters([glyph], apart=not blanks))
        else:
            runs[-1][-1].glyphs.append(glyph)
        previous, blanks = glyph, 0
    return [_run(words) for words in runs]


def _starts_run(previous: Glyph, glyph: Glyph, blanks: int) -> bool:
    em = max(previous.size, glyph.size)
    shift = abs(glyph.y0 + glyph.y1 - previous.y0 - previous.y1) / 2
    gap = glyph.x0 - previous.x1
    widest = BLANK_GAP if blanks == 1 else PLAIN_GAP
    return shift > LINE_SHIFT * em or gap > widest * em or gap < -OVERLAP * em


def _starts_word(previous: Glyph, glyph: Glyph) -> bool:
    small, large = sorted((previous.size, glyph.size))
    return glyph.x0 - previous.x1 > WORD_GAP * large or small < SMALL_PRINT * large


def _run(words: list[_Letters]) -> Run:
    size = max(glyph.size for word in words for glyph in word.glyphs)
    return Run(tuple(_word(word) for word in words), size)


def _word(letters: _Letters) -> Word:
    box = union([glyph[1:5] for glyph in letters.glyphs])
    x0, y0, x1, y1 = (round(value, 2) for value in box)
    text = "".join(glyph.text for glyph in letters.glyphs)
    return Word(text, (x0, y0, x1, y1), letters.apart)


def runs_to_lines(runs: Iterable[Run]) -> list[Line]:
    """Gather runs on one height, top to bottom; runs that meet without a gap become one."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.middle, run.x0)):
        if lines and _same_line(lines[-1], run):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [Line(_joined(sorted(line, key=lambda run: run.x0))) for line in lines]


def _same_line(line: list[Run], run: Run) -> bool:
    # The largest run carries the line: marks beside it are set higher or lower.
    carrier = max(line, key=lambda run: run.size)
    return abs(run.middle - carrier.middle) <= LINE_SHIFT * max(run.size, carrier.size)


def _joined(runs: list[Run]) -> tuple[Run, ...]:
    joined = [runs[0]]
    for run in runs[1:]:
        last = joined[-1]
        em = max(last.size, run.size)
        gap = run.x0 - last.x1
        if -OVERLAP * em <= gap <= PLAIN_GAP * em:
            alike = min(last.size, run.size) >= SMALL_PRINT * em
            joined[-1] = _join(last, run, apart=gap > WORD_GAP * em or not alike)
        else:
            joined.append(run)
    return tuple(joined)


def _join(left: Run, right: Run, *, apart: bool) -> Run:
    size = max(left.size, right.size)
    last, first = left.words[-1], right.words[0]
    seam: tuple[Word, ...]
    if apart:
        seam = (last, Word(first.text, first.bbox, apart=True))
    else:
        seam = (Word(last.text + first.text, union([last.bbox, first.bbox]), last.apart),)
    return Run((*left.words[:-1], *seam, *right.words[1:]), size)


def loose_row(line: Line) -> Draft:
    """A line outside any table."""
    return draft_row([[line]])


def draft_row(cells: Sequence[Sequence[Line]]) -> Draft:
    """A row from the lines in each of its cells."""
    return Draft(tuple(_cell(lines) for lines in cells))


def _cell(lines: Sequence[Line]) -> Cell:
    if not lines:
        return Cell("")
    return Cell("\n".join(line.text for line in lines), union([line.bbox for line in lines]))
