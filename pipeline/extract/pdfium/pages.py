"""A document's pages as words and rules in the reading frame (steps 1 and 2 together)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import pypdfium2
import pypdfium2.raw as raw

from pipeline.boxes import union_box
from pipeline.extract.layout.geometry import Page, Segment, Word, join_segments
from pipeline.extract.painted.canvas import Painter
from pipeline.extract.painted.parts import PageParts, page_parts
from pipeline.extract.painted.sight import look
from pipeline.extract.pdfium.cell_edges import within_cells
from pipeline.extract.pdfium.characters import RawWord, TextPage
from pipeline.extract.pdfium.doubles import without_doubles
from pipeline.extract.pdfium.fallback import Again, SecondReader, Undecoded, read_again
from pipeline.extract.pdfium.frame import Frame, text_turns
from pipeline.extract.pdfium.heights import with_font_heights
from pipeline.extract.pdfium.leaders import without_leaders
from pipeline.extract.pdfium.paths import Stretch
from pipeline.extract.pdfium.signs import Signs
from pipeline.model import Omission, OmissionKind


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page, the way back to its coordinates as shown, and what was left out of it."""

    page: Page
    frame: Frame
    omissions: tuple[Omission, ...]
    signs: Signs
    engine: str | None
    """Who read its words, where it was not pdfium."""
    notes: tuple[str, ...]
    """What was done about signs of trouble."""


def read_pages(document: pypdfium2.PdfDocument, second: SecondReader) -> Iterator[SeenPage]:
    """Read all pages in order, each closed before the next so that memory stays flat.

    `second` is asked where pdfium cannot decode a page.
    """
    painter = Painter(document)
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        try:
            yield _read_page(page_parts(page, number), painter, second)
        finally:
            page.close()


def _read_page(parts: PageParts, painter: Painter, second: SecondReader) -> SeenPage:
    with TextPage(parts.handle, parts.objects) as text:
        every_word, signs = text.read(), text.signs
        sight = look(painter, parts, text, every_word)
        again = Again(text.read(sight.stand_ins) if sight.unseen else every_word, None, "")
    if signs.in_trouble:
        undecoded = Undecoded(parts.number, every_word, signs)
        again = read_again(undecoded, sight.runs(as_shown=False), parts.objects, second)
    shown_turns = raw.FPDFPage_GetRotation(parts.page.raw) % 4
    seen = with_font_heights(within_cells(again.words, parts.objects), parts.objects)
    frame = Frame(parts.visible, shown_turns, text_turns(seen, shown_turns))
    upright = [word for word in seen if word.quarter_turns == frame.text_turns]
    turned = [word for word in seen if word.quarter_turns != frame.text_turns]
    words, dropped = _printed_words([frame.word(word) for word in upright], parts.number, frame)
    horizontal, vertical = _segments(parts.stretches, frame)
    across = tuple(frame.word(word) for word in turned if word.quarter_turns is not None)
    return SeenPage(
        Page(parts.number, *frame.size, tuple(words), horizontal, vertical, across),
        frame,
        (*sight.omissions, *_turned(turned, parts.number, frame), *dropped),
        signs,
        again.engine,
        tuple(filter(None, (sight.note, again.note))),
    )


def _printed_words(
    words: Sequence[Word], page: int, frame: Frame
) -> tuple[list[Word], list[Omission]]:
    """Return words without those printed twice and without dot leaders, and what these were."""
    single = without_doubles(words)
    printed = without_leaders(single)
    return printed, [
        *_dropped(OmissionKind.REPEATED, words, single, page, frame),
        *_dropped(OmissionKind.MARK, single, printed, page, frame),
    ]


def _dropped(
    kind: OmissionKind, before: Iterable[Word], after: Iterable[Word], page: int, frame: Frame
) -> Iterator[Omission]:
    """Yield what of a page's words a step drops, together as it follows on one line."""
    left: dict[tuple[int, int], int] = {}
    for word in after:
        left[word.order] = left.get(word.order, 0) + len(word.text)
    lost = (word for word in before if left.get(word.order, 0) < len(word.text))
    for _, grouped in groupby(lost, key=lambda word: round(word.baseline)):
        group = list(grouped)
        box = frame.shown(union_box([word.bbox for word in group]))
        yield Omission(kind, page, " ".join(word.text for word in group), box)


def _turned(words: Iterable[RawWord], page: int, frame: Frame) -> Iterator[Omission]:
    """Yield the texts that run in another direction than that of the page, line by line."""
    for (turns, _), grouped in groupby(words, key=_line_of):
        group = list(grouped)
        box = union_box([frame.box(*word[1:5]) for word in group])
        text = " ".join(word.text for word in group)
        kind = OmissionKind.SLANTED if turns is None else OmissionKind.TURNED
        yield Omission(kind, page, text, frame.shown(box))


def _line_of(word: RawWord) -> tuple[int | None, int]:
    """Return a word's direction, and where its line is across that; slanted text by its object."""
    if word.quarter_turns is None:
        return None, word.order[0]
    return word.quarter_turns, round(word.origin_x if word.quarter_turns % 2 else word.origin_y)


def _segments(
    stretches: Iterable[Stretch], frame: Frame
) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Sort the rules among stretches into horizontal and vertical ones of the reading frame."""
    horizontal: list[Segment] = []
    vertical: list[Segment] = []
    for stretch in stretches:
        x0, y0, x1, y1 = frame.box(*stretch[:4])
        if stretch.is_rule and x1 - x0 >= y1 - y0:
            horizontal.append(Segment((y0 + y1) / 2, x0, x1))
        elif stretch.is_rule:
            vertical.append(Segment((x0 + x1) / 2, y0, y1))
    return join_segments(horizontal), join_segments(vertical)
