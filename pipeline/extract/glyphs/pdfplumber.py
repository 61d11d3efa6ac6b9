"""One page's glyphs and paths as pdfplumber's own library, pdfminer, decodes them.

pdfplumber opens the document and knows its pages; what it makes of a page's content is left aside,
for it keeps neither which glyphs are of one text nor by how much they are raised.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import pairwise
from math import atan2, copysign, hypot
from pathlib import Path
from typing import Any, NamedTuple

import pdfplumber
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.utils import Matrix, apply_matrix_pt

from pipeline.errors import BrokenPdfError
from pipeline.extract.glyphs.words_and_rules import (
    ASCENT,
    CUT_OFF,
    DESCENT,
    NUMBER,
    SWAPPED,
    UNREADABLE,
    WORD,
    RawWord,
    Step,
    are_crowded,
    path_to_rules,
    quarter_turns,
)
from pipeline.model import Bbox

VERSION = pdfplumber.__version__
MENDED = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
    | {"\xad": "-", "\u2010": "-", "\u2011": "-"}
    | SWAPPED
)
"""Ligatures; and what looks like a hyphen: a font's table does not say which of them is meant."""
CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no font can mean."""
WITHIN_WORD = 0.1
"""Font sizes; a smaller gap lies inside a word, spaces are 0.2 and more."""
BACK = 0.3
"""Font sizes; a glyph that begins so far before the end of the last one is of another word."""


class Glyph(NamedTuple):
    """One glyph in PDF space."""

    text: str
    """One or more letters; U+FFFD where its meaning is not known."""
    box: Bbox
    x: float
    y: float
    """Where it begins on its line."""
    quarter_turns: int | None
    start: float
    end: float
    """Where it begins and ends in the direction of its text."""
    size: float
    string: int
    """Number of the text that it is drawn with."""


class DrawnPage(NamedTuple):
    """All glyphs of a page in drawing order, and its rules."""

    glyphs: Sequence[Glyph]
    rules: Sequence[Bbox]

    @property
    def characters(self) -> list[tuple[str, Bbox]]:
        """The text and the place of each glyph."""
        return [(glyph.text, glyph.box) for glyph in self.glyphs]

    def read(
        self, stand_ins: Mapping[int, str], inked_blanks: Collection[Bbox]
    ) -> tuple[RawWord, ...]:
        """Return the words that readers of the page see.

        `stand_ins` are read in place of glyphs, by index; `inked_blanks` are the places of glyphs
        that leave ink though their font calls them blanks.
        """
        replaced = {**stand_ins}
        for index, glyph in enumerate(self.glyphs):
            if glyph.text.isspace() and any(_holds(box, glyph.box) for box in inked_blanks):
                replaced[index] = UNREADABLE
        return tuple(glyphs_to_words(self.glyphs, replaced))


class Document(AbstractContextManager["Document"]):
    """The pages of a document, drawn one by one."""

    def __init__(self, path: Path) -> None:
        """Open the document.

        Raises:
            BrokenPdfError: pdfplumber fails on it.
        """
        self._path = path
        with _failing_as_broken(path, "opening it"):
            self._pdf = pdfplumber.open(path)
        with _failing_as_broken(path, "listing its pages"):
            self._pages = self._pdf.pages

    def __exit__(self, *_: object) -> None:
        self._pdf.stream.close()

    def __len__(self) -> int:
        return len(self._pages)

    def draw(self, number: int) -> DrawnPage:
        """Return what is drawn on a page.

        Raises:
            BrokenPdfError: pdfplumber fails on this page.
        """
        device = _Device(self._pdf.rsrcmgr)
        with _failing_as_broken(self._path, f"on page {number}"):
            page = self._pages[number - 1].page_obj
            interpreter = PDFPageInterpreter(self._pdf.rsrcmgr, device)
            interpreter.render_contents(page.resources, page.contents)
        return DrawnPage(device.glyphs, device.rules)


@contextmanager
def _failing_as_broken(path: Path, doing: str) -> Iterator[None]:
    """Whatever pdfplumber raises on a damaged file (any type at all) becomes one error."""
    try:
        yield
    except Exception as error:
        said = f"{type(error).__name__}: {error}"[:300]
        raise BrokenPdfError(path.name, f"pdfplumber fails {doing}: {said}") from error


class _Device(PDFTextDevice):
    """Writes down what the content of a page draws, in PDF space."""

    def __init__(self, manager: Any) -> None:
        super().__init__(manager)
        self.glyphs: list[Glyph] = []
        self.rules: list[Bbox] = []
        self._string = 0

    def render_string(self, *arguments: Any) -> None:
        """Draw a text glyph by glyph."""
        self._string += 1
        super().render_string(*arguments)

    def render_char(
        self,
        matrix: Any,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        *_: Any,
    ) -> float:
        """Write down a glyph; return how far it moves the pen."""
        advance: float = font.char_width(cid) * fontsize * scaling
        a, b, c, d, e, f = matrix
        raised = (a, b, c, d, e + c * rise, f + d * rise)
        if not fontsize * scaling or a * d == b * c:
            # It has no extent on the page: nobody sees it, and pdfium has none either.
            return advance
        glyph = _placed(_meaning(font, cid), raised, advance, fontsize * _em(font), self._string)
        upright = not font.is_vertical()
        self.glyphs.append(glyph if upright else glyph._replace(quarter_turns=None))
        return advance

    def paint_path(
        self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        """Write down the rules that a path is."""
        self.rules.extend(path_to_rules(_steps(path, self.ctm), stroked=stroke))


def _placed(text: str, matrix: Matrix, advance: float, em: float, string: int) -> Glyph:
    """Return a glyph that begins at the origin of its matrix and moves the pen by so much."""
    a, b, c, d, x, y = matrix
    lean = (a * c + b * d) / (a * a + b * b)
    c, d = c - lean * a, d - lean * b  # As far as the pen moves, however far the letters lean.
    along = (a * advance, b * advance)
    up, down = (c * em * ASCENT, d * em * ASCENT), (-c * em * DESCENT, -d * em * DESCENT)
    box = (
        x + min(0.0, along[0]) + min(up[0], down[0]),
        y + min(0.0, along[1]) + min(up[1], down[1]),
        x + max(0.0, along[0]) + max(up[0], down[0]),
        y + max(0.0, along[1]) + max(up[1], down[1]),
    )
    forward = copysign(1.0, advance)
    cos, sin = a * forward, b * forward
    start = (x * cos + y * sin) / (hypot(cos, sin) or 1.0)
    turns, size = quarter_turns(atan2(sin, cos)), abs(em) * hypot(c, d)
    return Glyph(text, box, x, y, turns, start, start + hypot(*along), size, string)


def _em(font: Any) -> float:
    """Return how high a font is in its sizes; one drawn glyph by glyph (Type 3) says so itself."""
    if not isinstance(font, PDFType3Font):
        return 1.0
    _, bottom, _, top = font.bbox
    return (top - bottom) * font.vscale / (ASCENT + DESCENT) or 1.0


def _meaning(font: Any, cid: int) -> str:
    try:
        text: str = font.to_unichr(cid)
    except PDFUnicodeNotDefined:
        return UNREADABLE
    return CONTROL.sub(UNREADABLE, text).translate(MENDED) or UNREADABLE


def _steps(path: Iterable[Any], transform: Any) -> Iterator[Step]:
    for operator, *numbers in path:
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        yield operator == "m", [apply_matrix_pt(transform, pair) for pair in pairs]


def glyphs_to_words(glyphs: Sequence[Glyph], replaced: Mapping[int, str]) -> Iterator[RawWord]:
    """Gather glyphs of one text without a blank or a gap between them; some may be replaced."""
    texts = [replaced.get(index, glyph.text) for index, glyph in enumerate(glyphs)]
    firsts = "".join(text[0] for text in texts)
    for stretch in WORD.finditer(firsts):
        start, end = stretch.span()
        starts = [i for i in range(start + 1, end) if _starts_word(glyphs[i - 1], glyphs[i])]
        for first, last in pairwise([start, *starts, end]):
            if number := NUMBER.search(firsts, first, last):
                drawn = glyphs[slice(*number.span())]
                if are_crowded([glyph.start for glyph in drawn], drawn[0].size):
                    texts[slice(*number.span())] = UNREADABLE * len(drawn)
            is_cut = last == end and firsts[end : end + 2].lstrip()[:1] == CUT_OFF
            yield _word(glyphs[first:last], "".join(texts[first:last]), first, is_cut)


def _starts_word(before: Glyph, glyph: Glyph) -> bool:
    gap = glyph.start - before.end
    return before.string != glyph.string or not (
        -BACK * glyph.size <= gap <= WITHIN_WORD * glyph.size
    )


def _word(glyphs: Sequence[Glyph], text: str, number: int, is_cut: bool) -> RawWord:
    first = glyphs[0]
    lefts, bottoms, rights, tops = zip(*(glyph.box for glyph in glyphs), strict=True)
    right = max(rights)
    if is_cut and first.quarter_turns == 0:
        right = (lefts[-1] + rights[-1]) / 2
    box = (min(lefts), min(bottoms), right, max(tops))
    turns, order = first.quarter_turns, (first.string, number)
    return RawWord(text, box, first.x, first.y, turns, order, is_cut)


def _holds(box: Bbox, other: Bbox) -> bool:
    """Return True if a box holds the middle of another."""
    x, y = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
