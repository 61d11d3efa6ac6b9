"""A document's pages as words and rules in the reading frame, whichever source gives its glyphs.

The reading frame has the text upright, whatever the page's /Rotate says and however the text was
turned; boxes that leave the reader are those of the page as a viewer shows it. Both have their
origin at the top left, y downwards.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as raw
from msgspec import Struct

from pipeline.boxes import rounded, union_box
from pipeline.errors import BrokenPdfError
from pipeline.extract.budget import end_page
from pipeline.extract.glyphs.objects import transformed, turning
from pipeline.extract.glyphs.page_parts import PageParts
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.glyphs.words_and_rules import RawWord, count_unsound
from pipeline.extract.layout.cleaning import without_doubles, without_leaders
from pipeline.extract.layout.geometry import Page, Segment, Word, join_segments
from pipeline.extract.layout.typed_rules import without_typed_rules
from pipeline.extract.painted.canvas import Painter
from pipeline.extract.painted.sight import look
from pipeline.model import Bbox, Omission, OmissionKind

if TYPE_CHECKING:
    from pipeline.extract.glyphs.pdfplumber import Document, DrawnPage

PDFIUM, PDFPLUMBER = "pdfium", "pdfplumber"
NEAR = 4.0
"""Points; where pdfium has a word, a glyph of pdfplumber's begins about as near as this."""


class Frame(Struct, frozen=True):
    """Turns boxes of PDF space into the reading frame, and those into the page as shown."""

    crop: Bbox
    """The visible part of the page in PDF space: left, bottom, right, top."""
    shown_turns: int
    """/Rotate in quarter turns clockwise."""
    text_turns: int
    """Quarter turns clockwise that bring the text upright."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the reading frame."""
        width, height = self.crop[2] - self.crop[0], self.crop[3] - self.crop[1]
        return (height, width) if self.text_turns % 2 else (width, height)

    def box(self, left: float, bottom: float, right: float, top: float) -> Bbox:
        """Return a box of PDF space in the reading frame."""
        if self.text_turns:
            return transformed((left, bottom, right, top), turning(self.crop, self.text_turns))
        crop_left, _, _, crop_top = self.crop  # the same, for the many rules of upright pages
        return left - crop_left, crop_top - top, right - crop_left, crop_top - bottom

    def words(self, words: Iterable[RawWord]) -> list[Word]:
        """Return words of PDF space in the reading frame."""
        left, _, _, top = self.crop
        found: list[Word] = []
        for word in words:
            (x0, y1, x1, y0), baseline = word.box, top - word.origin_y
            x0, y0, x1, y1 = x0 - left, top - y0, x1 - left, top - y1
            if self.text_turns:
                x0, y0, x1, y1 = self.box(*word.box)
                baseline = self.box(word.origin_x, word.origin_y, word.origin_x, word.origin_y)[1]
            order, is_cut = word.order, word.is_cut
            found.append(Word(word.text, x0, x1, y0, y1, baseline, y1 - y0, order, (), is_cut))
        return found

    def shown(self, box: Bbox) -> Bbox:
        """Return a box of the reading frame on the page as shown, rounded to 1/100 point."""
        if turns := self.shown_turns - self.text_turns:
            (width, height), (x0, y0, x1, y1) = self.size, box
            upwards = (x0, height - y1, x1, height - y0)
            box = transformed(upwards, turning((0, 0, width, height), turns))
        return rounded(box)


class SeenPage(Struct, frozen=True):
    """What is known of a page beside its words: the way back to it as shown, what was left out."""

    frame: Frame
    engine: str
    """The source of its glyphs."""
    omissions: tuple[Omission, ...]
    unsound: int
    """Characters without a sound meaning."""
    notes: tuple[str, ...]
    """What was done about a page that could not be decoded or painted."""


class Source(ExitStack):
    """Where the glyphs of a document come from: pdfium, or pdfplumber.

    pdfplumber is asked, too, for single pages that pdfium cannot decode; it is imported then.
    """

    def __init__(self, path: Path, engine: str) -> None:
        super().__init__()
        self.engine = engine
        self._path = path

    def count_pages(self, document: pypdfium2.PdfDocument) -> int:
        """Return how many pages the source sees; where pdfium has others, `preflight` refuses."""
        return len(self.pdfplumber) if self.engine == PDFPLUMBER else len(document)

    @cached_property
    def pdfplumber(self) -> "Document":
        """The document as pdfplumber has it.

        Raises:
            BrokenPdfError: pdfplumber cannot open it.
        """
        from pipeline.extract.glyphs.pdfplumber import Document

        return self.enter_context(Document(self._path))


def read_pages(document: pypdfium2.PdfDocument, source: Source) -> Iterator[tuple[Page, SeenPage]]:
    """Read all pages in order, each closed before the next so that memory stays flat.

    What is painted is told by pdfium, whatever the source of the glyphs.
    """
    painter = Painter(document)
    for number in range(1, min(len(document), source.count_pages(document)) + 1):
        page = document[number - 1]
        try:
            yield _read_page(PageParts(page, number), painter, source)
        finally:
            page.close()
            end_page()


def _read_page(parts: PageParts, painter: Painter, source: Source) -> tuple[Page, SeenPage]:
    with TextPage(parts) as text:
        every_word = text.read()
        sight = look(painter, parts, text, every_word)
        words = text.read(sight.stand_ins) if sight.unseen else every_word
        inked_blanks = text.advance_boxes(text.inked_blanks)
    rules, engine, note = parts.rules, PDFIUM, ""
    if source.engine == PDFPLUMBER or text.in_trouble:
        again, note = _draw_again(parts.number, text.characters, every_word, source)
        if again:
            words = again.read(sight.stand_ins_for(again.characters), inked_blanks)
            rules, engine = again.rules, PDFPLUMBER
    shown_turns = raw.FPDFPage_GetRotation(parts.page.raw) % 4
    frame = Frame(parts.visible, shown_turns, _text_turns(words, shown_turns))
    upright = frame.words(word for word in words if word.quarter_turns == frame.text_turns)
    turned = [word for word in words if word.quarter_turns != frame.text_turns]
    single = without_doubles(upright)
    printed, *typed = without_typed_rules(without_leaders(single))
    page = Page(
        parts.number,
        frame.size[0],
        tuple(printed),
        *_segments(rules, frame, *typed),
        tuple(frame.words(word for word in turned if word.quarter_turns is not None)),
    )
    return page, SeenPage(
        frame,
        engine,
        (
            *sight.omissions,
            *_turned(turned, parts.number, frame),
            *_dropped(OmissionKind.REPEATED, upright, single, parts.number, frame),
            *_dropped(OmissionKind.MARK, single, printed, parts.number, frame),
        ),
        count_unsound("".join(word.text for word in words)),
        tuple(filter(None, (sight.note, note))),
    )


def _draw_again(
    number: int, text: str, words: Sequence[RawWord], source: Source
) -> tuple["DrawnPage | None", str]:
    """Return a page as pdfplumber has it, and a note; None where pdfium has more of it.

    Raises:
        BrokenPdfError: pdfplumber fails on the page, and is the source of the document.
    """
    if source.engine == PDFPLUMBER:
        return source.pdfplumber.draw(number), ""
    unsound = count_unsound(text)
    undecoded = f"{unsound:,} of {sum(map(len, text.split())):,} characters"
    stays = f"page {number}: {undecoded} have no meaning for {PDFIUM}"
    try:
        again = source.pdfplumber.draw(number)
    except BrokenPdfError as error:
        return None, f"{stays}; {error.reason}"
    left = count_unsound("".join(glyph.text for glyph in again.glyphs))
    if left >= unsound:
        return None, f"{stays}, {left:,} for {PDFPLUMBER}: neither could decode them"
    if not _has_all(again, words):
        return None, f"{stays}; {PDFPLUMBER} sees less of the page"
    note = f"page {number} was read by {PDFPLUMBER}: {undecoded} had no meaning for {PDFIUM}"
    return again, note + (f", {left:,} have none for {PDFPLUMBER}" if left else "")


def _has_all(drawn: "DrawnPage", words: Iterable[RawWord]) -> bool:
    """Return True if a glyph begins wherever pdfium has a word, or nearly there."""
    begun = {(round(glyph.x / NEAR), round(glyph.y / NEAR)) for glyph in drawn.glyphs}
    steps = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    places = ((round(w.origin_x / NEAR), round(w.origin_y / NEAR)) for w in words)
    return all(any((x + dx, y + dy) in begun for dx, dy in steps) for x, y in places)


def _dropped(
    kind: OmissionKind, before: Sequence[Word], after: Sequence[Word], page: int, frame: Frame
) -> Iterator[Omission]:
    """Yield what of a page's words a step drops, together as it follows on one line."""
    if after is before:
        return
    left: Counter[tuple[int, int]] = Counter()
    for word in after:
        left[word.order] += len(word.text)
    lost = (word for word in before if left[word.order] < len(word.text))
    for _, grouped in groupby(lost, key=lambda word: round(word.baseline)):
        group = list(grouped)
        box = frame.shown(union_box([word.bbox for word in group]))
        yield Omission(kind, page, " ".join(word.text for word in group), box)


def _turned(words: Iterable[RawWord], page: int, frame: Frame) -> Iterator[Omission]:
    """Yield the texts that run in another direction than that of the page, line by line."""
    for (turns, _), grouped in groupby(words, key=_line_of):
        group = list(grouped)
        box = union_box([frame.box(*word.box) for word in group])
        text = " ".join(word.text for word in group)
        kind = OmissionKind.SLANTED if turns is None else OmissionKind.TURNED
        yield Omission(kind, page, text, frame.shown(box))


def _line_of(word: RawWord) -> tuple[int | None, int]:
    """Return a word's direction, and where its line is across that; slanted text by its object."""
    if word.quarter_turns is None:
        return None, word.order[0]
    return word.quarter_turns, round(word.origin_x if word.quarter_turns % 2 else word.origin_y)


def _segments(
    rules: Iterable[Bbox], frame: Frame, across: Sequence[Segment], down: Sequence[Segment]
) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Return the horizontal and the vertical rules of the reading frame: drawn and typed ones.

    `across` and `down` are those that are typed.
    """
    horizontal, vertical = [*across], [*down]
    for rule in rules:
        x0, y0, x1, y1 = frame.box(*rule)
        if x1 - x0 >= y1 - y0:
            horizontal.append(Segment((y0 + y1) / 2, x0, x1))
        else:
            vertical.append(Segment((x0 + x1) / 2, y0, y1))
    return join_segments(horizontal), join_segments(vertical)


def _text_turns(words: Sequence[RawWord], shown_turns: int) -> int:
    """Return the quarter turns that bring most of the page's text upright."""
    directions = {word.quarter_turns for word in words} - {None}
    if len(directions) == 1:
        return next(iter(directions)) or 0
    votes: Counter[int] = Counter()
    for word in words:
        if word.quarter_turns is not None:
            votes[word.quarter_turns] += len(word.text)
    return max(votes, key=lambda turns: (votes[turns], turns == shown_turns), default=shown_turns)
