"""The texts of a page of which no reader sees anything.

They would cover digits that are plainly seen, and lend them their ink where all text is black.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2

from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.painted.canvas import Painter
from pipeline.extract.painted.parts import page_parts
from pipeline.extract.painted.sight import PageSight, look
from pipeline.model import OmissionKind

NO_SIGNS = "\0 \t\r\n"
"""Characters that leave no ink, seen or not."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Texts of one page that are not seen at all."""

    texts: frozenset[int] = frozenset()
    """Their places in drawing order."""
    characters: frozenset[int] = frozenset()
    """All of theirs, by their index in pdfium's text page."""


NOTHING_HIDDEN = Hidden()


def find_hidden(painter: Painter, page: pypdfium2.PdfPage, number: int) -> Hidden:
    """Return the hidden texts of a page; what is in doubt, or seen in part, is none."""
    parts = page_parts(page, number)
    with TextPage(parts.handle, parts.objects) as text:
        unseen = set(_unseen(look(painter, parts, text, text.read())))
        return _of_whole_texts(unseen, text) if unseen else NOTHING_HIDDEN


def _unseen(sight: PageSight) -> Iterator[int]:
    for run in sight.unseen:
        if run.kind is not OmissionKind.DOUBTFUL:
            yield from run.stand_ins


def _of_whole_texts(unseen: set[int], text: TextPage) -> Hidden:
    signs = [index for index, sign in enumerate(text.characters) if sign not in NO_SIGNS]
    seen = {text.place_of(index) for index in signs if index not in unseen}
    places = {index: text.place_of(index) for index in unseen}
    hidden = {index: place for index, place in places.items() if place not in seen}
    return Hidden(
        frozenset(place for place in hidden.values() if place is not None), frozenset(hidden)
    )
