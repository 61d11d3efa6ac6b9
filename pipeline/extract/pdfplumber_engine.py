"""The second reading: pdfplumber's characters and rules, and its own table finding.

Ruled pages are read by its line strategy, page by page. The others are read twice over: first all
their lines, then columns that hold for all of them. Other engines share none of this; they may ask
for the characters of a page that they cannot decode (`PageCharacters`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import version
from itertools import zip_longest
from math import atan2, degrees
from pathlib import Path
from typing import Any, ClassVar

import pdfplumber
from pdfplumber.page import Page

from pipeline.errors import BrokenPdfError
from pipeline.extract.omissions import with_omissions
from pipeline.extract.painted.document import page_sights
from pipeline.extract.painted.places import seen_texts
from pipeline.extract.painted.sight import PageSight
from pipeline.extract.pdfplumber_characters import (
    LIGATURES,
    DrawnCharacter,
    draw_characters,
    page_transform,
)
from pipeline.extract.pdfplumber_page import (
    DOUBLED,
    Place,
    Sheet,
    has_doubles,
    read_sheet,
    usual_size,
)
from pipeline.extract.pdfplumber_rows import sheets_to_rows
from pipeline.extract.pdfplumber_ruled import Grid
from pipeline.extract.pdfplumber_text import Glyph
from pipeline.model import Bbox, Reading

NAME = "pdfplumber"
LEVEL = 5
"""In degrees: text turned by less is drawn on a level line."""


class PdfplumberEngine:
    """Reads with pdfplumber: exact on ruled tables, slow (a page takes about 0.3 s)."""

    name: ClassVar[str] = NAME

    @property
    def version(self) -> str:
        """The version of pdfplumber."""
        return version("pdfplumber")

    def read(self, path: Path) -> Reading:
        """Return every printed line of the document, in tables or outside them.

        Raises:
            BrokenPdfError: pdfplumber fails on the file or on one of its pages.
        """
        with _failing_as_broken(path, "opening it"):
            document = pdfplumber.open(path)
        sights = page_sights(path)
        try:
            with _failing_as_broken(path, "listing its pages"):
                pages, metadata = document.pages, dict(document.metadata)
            # Where pdfium sees other pages, `preflight` refuses the reading.
            sheets = [
                _read_page(page, path, sight or PageSight())
                for page, sight in zip_longest(pages, sights[: len(pages)])
            ]
        finally:
            document.stream.close()
        tables, outside = sheets_to_rows(sheets, NAME)
        reading = Reading(
            engine=NAME,
            engine_version=self.version,
            page_count=len(sheets),
            tables=tables,
            outside=outside,
            metadata=_as_text(metadata),
            notes=tuple(note for sheet in sheets for note in sheet.notes),
        )
        return with_omissions(reading, [lack for sight in sights for lack in sight.omissions])


class PageCharacters(AbstractContextManager["PageCharacters"]):
    """The characters of single pages, for a reader who finds no meaning in its own."""

    def __init__(self, path: Path) -> None:
        """Open the document.

        Raises:
            BrokenPdfError: pdfplumber fails on it.
        """
        self._path = path
        with _failing_as_broken(path, "opening it"):
            self._document = pdfplumber.open(path)

    def __exit__(self, *_: object) -> None:
        self._document.stream.close()

    def of(self, number: int) -> list[DrawnCharacter]:
        """Return the characters of a page in drawing order; what is kept of it is let go.

        Raises:
            BrokenPdfError: pdfplumber fails on this page.
        """
        with _failing_as_broken(self._path, f"on page {number}"):
            page = self._document.pages[number - 1]
            transform = page_transform(page.page_obj.mediabox, page.page_obj.rotate)
            characters = draw_characters(page.chars, transform, page.mediabox[0])
            page.close()
        return characters


@contextmanager
def _failing_as_broken(path: Path, doing: str) -> Iterator[None]:
    """Whatever pdfplumber raises on a damaged file (any type at all) becomes one error."""
    try:
        yield
    except Exception as error:
        # It also wraps running out of memory, which says nothing about the file.
        if isinstance(error, MemoryError) or any(
            isinstance(argument, MemoryError) for argument in error.args
        ):
            raise MemoryError from error
        said = f"{type(error).__name__}: {error}"[:300]
        raise BrokenPdfError(path.name, f"pdfplumber fails {doing}: {said}") from error


def _as_text(metadata: Mapping[str, Any]) -> dict[str, str]:
    return {
        str(key): value if isinstance(value, str) else str(value)
        for key, value in metadata.items()
        if value is not None
    }


def _read_page(page: Page, path: Path, sight: PageSight) -> Sheet:
    """All that is needed of one page; what pdfplumber keeps of it is let go at once."""
    with _failing_as_broken(path, f"on page {page.page_number}"):
        place = Place.of(page.page_obj.mediabox, page.page_obj.cropbox, page.rotation)
        glyphs = _glyphs(page.chars, page, place, sight)
        doubled = 0
        if has_doubles(glyphs):
            single = page.dedupe_chars(tolerance=DOUBLED * usual_size(glyphs))
            doubled = len(glyphs) - len(single.chars)
            glyphs = _glyphs(single.chars, page, place, sight)
        grids = [_grid(table.rows, page, place) for table in page.find_tables()]
        edges = [_box(edge, page, place) for edge in page.horizontal_edges]
        page.close()
    return read_sheet(page.page_number, glyphs, grids, edges, doubled)


def _glyphs(
    chars: Sequence[Mapping[str, Any]], page: Page, place: Place, sight: PageSight
) -> list[Glyph]:
    """Return the characters that a reader of the page sees."""
    placed = [(char["text"], _box(char, page, place)) for char in chars]
    texts = seen_texts(placed, sight.runs(as_shown=True))
    return [
        Glyph(text.translate(LIGATURES), *box, char["size"], _angle(char["matrix"]))
        for char, (_, box), text in zip(chars, placed, texts, strict=True)
        if text is not None
    ]


def _angle(matrix: Sequence[float]) -> int:
    """Degrees from the first column of the text matrix (ISO 32000-2, 9.4.4)."""
    angle = round(degrees(atan2(matrix[1], matrix[0])))
    return 0 if abs(angle) < LEVEL else angle


def _grid(rows: Iterable[Any], page: Page, place: Place) -> Grid:
    keys = ("x0", "top", "x1", "bottom")
    return tuple(
        tuple(
            _box(dict(zip(keys, cell, strict=True)), page, place) if cell else None
            for cell in row.cells
        )
        for row in rows
    )


def _box(thing: Mapping[str, Any], page: Page, place: Place) -> Bbox:
    """Its box on the page as shown; pdfplumber adds the corner of the media box to all."""
    left, top = page.mediabox[:2]
    return place.shown(
        (thing["x0"] - left, thing["top"] - top, thing["x1"] - left, thing["bottom"] - top)
    )
