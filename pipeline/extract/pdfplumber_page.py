"""What is kept of one page: its lines, its ruled tables, and notes on what was odd.

characters, cells, edges in the document's own space -> Place -> as on the page shown -> Sheet
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from pipeline.extract.pdfplumber_open import OpenPage, row_bands
from pipeline.extract.pdfplumber_ruled import Grid, ruled_tables, true_grids
from pipeline.extract.pdfplumber_text import (
    DraftTable,
    Glyph,
    Line,
    Run,
    Word,
    glyphs_to_runs,
    runs_to_lines,
    union,
)
from pipeline.model import Bbox

OVERSIZE = 2.5
"""Times the page's usual font size: a watermark or a cover title, never a table's text."""
DOUBLED = 0.1
"""In font sizes: the same character so near itself is one, printed twice to look bold."""
UNMAPPED = re.compile(r"\(cid:\d+\)|\ufffd")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the visible page lies within the sheet of paper, both turned as a viewer shows them."""

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def of(cls, media: Bbox, crop: Bbox, rotation: int) -> "Place":
        """From the page's boxes (y upwards) and its clockwise rotation in degrees.

        The part of the crop box beyond the media box is not shown (ISO 32000-2, 14.11.2.1).
        """
        media, crop = _upright(media), _upright(crop)
        x0, y0 = max(media[0], crop[0]), max(media[1], crop[1])
        x1, y1 = min(media[2], crop[2]), min(media[3], crop[3])
        margins = (x0 - media[0], media[3] - y1, media[2] - x1, y0 - media[1])
        turns = rotation // 90 % 4
        # Turned clockwise, what was at the bottom comes to the left.
        left, top = (margins * 2)[4 - turns], (margins * 2)[5 - turns]
        width, height = (x1 - x0, y1 - y0) if turns % 2 == 0 else (y1 - y0, x1 - x0)
        return cls(left, top, width, height)

    def shown(self, box: Bbox) -> Bbox:
        """A box on the sheet of paper (y downwards), measured from the visible page's corner."""
        return box[0] - self.left, box[1] - self.top, box[2] - self.left, box[3] - self.top


def _upright(box: Bbox) -> Bbox:
    """Any two opposite corners may be given (ISO 32000-2, 7.9.5)."""
    (x0, x1), (y0, y1) = sorted((box[0], box[2])), sorted((box[1], box[3]))
    return x0, y0, x1, y1


@dataclass(frozen=True)
class Sheet:
    """What is kept of one page."""

    page: int
    open: OpenPage
    """The lines outside ruled tables, and the rules that may part them."""
    ruled: tuple[DraftTable, ...]
    loose: tuple[Line, ...]
    """Turned or oversized text: never part of a table."""
    notes: tuple[str, ...]

    @property
    def may_have_open_table(self) -> bool:
        """Whether its lines may form a table: on a ruled page they are titles and footers."""
        return not self.ruled


def usual_size(glyphs: Iterable[Glyph]) -> float:
    """The median font size."""
    return median([glyph.size for glyph in glyphs] or [0.0])


def has_doubles(glyphs: Sequence[Glyph]) -> bool:
    """Whether some character is printed on (almost) the same place twice."""
    limit = DOUBLED * usual_size(glyphs)
    by_place = sorted(glyphs, key=lambda glyph: (glyph.text, round(glyph.y0), glyph.x0))
    return any(
        here.text == there.text and here.text.strip() and _near(here, there, limit)
        for here, there in pairwise(by_place)
    )


def _near(here: Glyph, there: Glyph, limit: float) -> bool:
    return abs(here.x0 - there.x0) <= limit and abs(here.y0 - there.y0) <= limit


def read_sheet(
    page: int,
    glyphs: Sequence[Glyph],
    grids: Sequence[Grid],
    edges: Sequence[Bbox],
    doubled: int,
) -> Sheet:
    """Part the page's text into ruled tables, lines, and what belongs to neither.

    `doubled` is how many characters were left out because they were printed twice.
    """
    largest = OVERSIZE * usual_size(glyphs)
    level = [glyph for glyph in glyphs if glyph.angle == 0 and glyph.size <= largest]
    other = [glyph for glyph in glyphs if glyph.angle != 0 or glyph.size > largest]
    runs = glyphs_to_runs(level)
    loose = _loose_lines(other)
    lines = runs_to_lines(runs)
    true = true_grids(grids, runs, lines)
    tables, outside = ruled_tables(true, runs) if true else ([], lines)
    turned = _count(line.text for line in loose)
    counts = {
        "characters printed twice were taken once": doubled,
        "characters have no known meaning in their font": _count_unmapped(glyphs),
        "characters are turned or oversized and were not read as a table": turned,
    }
    notes = tuple(f"page {page}: {count} {what}" for what, count in counts.items() if count)
    open_page = OpenPage(tuple(outside), row_bands(edges, lines))
    return Sheet(page, open_page, tuple(tables), tuple(loose), notes)


def _count(texts: Iterable[str]) -> int:
    """How many characters that are not blank."""
    return sum(len("".join(text.split())) for text in texts)


def _count_unmapped(glyphs: Iterable[Glyph]) -> int:
    return sum(1 for glyph in glyphs if UNMAPPED.search(glyph.text))


def _loose_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Oversized text as usual, turned text as it is drawn, as long as its direction stays."""
    lines: list[Line] = []
    for angle, grouped in groupby(glyphs, key=lambda glyph: glyph.angle):
        group = list(grouped)
        if angle == 0:
            lines += runs_to_lines(glyphs_to_runs(group))
        elif text := " ".join("".join(glyph.text for glyph in group).split()):
            box = union([glyph[1:5] for glyph in group])
            lines.append(Line((Run((Word(text, box),), group[0].size),)))
    return lines
