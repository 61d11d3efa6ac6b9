"""One document whose digits are looked at, page by page."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2

from pipeline.errors import EngineLimitError
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.painted.canvas import Painter
from pipeline.extract.painted.parts import page_parts
from pipeline.extract.painted.sight import PageSight, look
from pipeline.extract.shapes.contradictions import find_contradictions
from pipeline.extract.shapes.glyphs import NOTHING_HIDDEN, Hidden, Kinds, Sheet, page_glyphs
from pipeline.extract.shapes.painting import choose_scale, paint_glyphs, usual_pictures
from pipeline.model import DigitShapes, OmissionKind

NO_SIGNS = "\0 \t\r\n"
"""Characters that leave no ink, seen or not."""


def look_at_digits(path: Path) -> DigitShapes:
    """Look at the shapes of all digits of a document.

    All pages are painted at one scale, so that glyphs of one kind give one picture everywhere.

    Raises:
        EngineLimitError: pdfium cannot load or paint one of its pages.
    """
    document = pypdfium2.PdfDocument(path)
    try:
        return _Look(document, path).shapes()
    finally:
        document.close()


class _Look:
    """Judges the digits of an open document.

    To find what is hidden takes longer than all else, and on few pages it matters: where digits
    are covered, and where they seem to contradict what the file says.
    """

    def __init__(self, document: pypdfium2.PdfDocument, path: Path) -> None:
        self._document, self._path = document, path
        self._painter = Painter(document)
        self._hidden: dict[int, Hidden] = {}

    def shapes(self) -> DigitShapes:
        """Judge all digits, and once more where hidden ones may be among the contradictions."""
        shapes = self._judged()
        contradicted = {digit.page - 1 for digit in shapes.contradictions} - self._hidden.keys()
        for number in contradicted:
            with self._page(number) as page:
                self._hidden[number] = _find_hidden(self._painter, page, number + 1)
        again = any(self._hidden[number].texts for number in contradicted)
        return self._judged() if again else shapes

    def _judged(self) -> DigitShapes:
        totals: Kinds = Counter()
        sheets = []
        for number in range(len(self._document)):
            with self._page(number) as page:
                sheets.append(self._sheet(page, number, totals))
                totals.update(sheets[-1].kinds)
        scale = choose_scale([glyph for sheet in sheets for glyph in sheet.glyphs])
        painted = []
        for number, sheet in enumerate(sheets):
            if sheet.glyphs:
                with self._page(number) as page:
                    painted.extend(paint_glyphs(page, sheet, scale))
        return find_contradictions(painted, totals, usual_pictures)

    def _sheet(self, page: pypdfium2.PdfPage, number: int, before: Kinds) -> Sheet:
        """Return the glyphs of a page, without its hidden texts where these may cover digits."""
        sheet = page_glyphs(page, number, before, self._hidden.get(number, NOTHING_HIDDEN))
        if not sheet.has_covered_digits or number in self._hidden:
            return sheet
        hidden = self._hidden[number] = _find_hidden(self._painter, page, number + 1)
        return page_glyphs(page, number, before, hidden) if hidden.texts else sheet

    @contextmanager
    def _page(self, number: int) -> Iterator[pypdfium2.PdfPage]:
        """Load a page, and name it where pdfium cannot."""
        try:
            page = self._document[number]
            try:
                yield page
            finally:
                page.close()
        except pypdfium2.PdfiumError as error:
            where = f"page {number + 1}"
            raise EngineLimitError(self._path.name, "pdfium", f"{where}: {error}") from error


def _find_hidden(painter: Painter, page: pypdfium2.PdfPage, number: int) -> Hidden:
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
