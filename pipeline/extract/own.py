"""Our own reader: one layout over the whole document, whichever source gives its glyphs.

glyphs, paths -> pages -> `layout` -> rows, numbered and placed on the pages as shown
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pypdfium2

from pipeline.boxes import union_box
from pipeline.errors import BrokenPdfError
from pipeline.extract.glyphs.pages import PDFIUM, PDFPLUMBER, SeenPage, Source, read_pages
from pipeline.extract.layout.document import pages_to_rows
from pipeline.extract.layout.level_numbers import numbers_beside_names
from pipeline.extract.layout.rows import PlacedRow
from pipeline.extract.omissions import with_omissions
from pipeline.model import Cell, RawRow, RawTable, Reading


class OwnEngine(ABC):
    """Reads a PDF's tables with our own layout; its name is that of its source of glyphs."""

    name: ClassVar[str]

    @property
    @abstractmethod
    def version(self) -> str:
        """The version of the library that decodes the glyphs."""

    def read(self, path: Path) -> Reading:
        """Read the whole document.

        Raises:
            BrokenPdfError: pdfium cannot open the file or one of its pages, or the source cannot.
        """
        try:
            with pypdfium2.PdfDocument(path) as document, Source(path, self.name) as source:
                # A source may see no page where pdfium sees some.
                read = list(read_pages(document, source))
                pages, seen = [page for page, _ in read], [page for _, page in read]
                del read
                metadata = document.get_metadata_dict(skip_empty=True)
                count = source.count_pages(document)
        except pypdfium2.PdfiumError as error:
            raise BrokenPdfError(path.name, f"pdfium says: {error}") from error
        placed, level = pages_to_rows(pages), numbers_beside_names(pages)
        # Their words take more memory than all else; the rows as shown come in their place.
        del pages
        rows = _numbered(placed, seen)
        reading = Reading(
            engine=self.name,
            engine_version=self.version,
            page_count=count,
            tables=_raw_tables(rows),
            outside=tuple(row for placed, row in rows if placed.table is None),
            metadata=metadata,
            notes=_notes(seen),
            level=level,
        )
        return with_omissions(reading, [omission for page in seen for omission in page.omissions])


class PdfiumEngine(OwnEngine):
    """Takes the glyphs from pdfium, and from pdfplumber on pages that pdfium cannot decode."""

    name = PDFIUM

    @property
    def version(self) -> str:
        """The versions of pdfium and of what binds it."""
        info = pypdfium2.version
        return f"pypdfium2 {info.PYPDFIUM_INFO}, pdfium {info.PDFIUM_INFO}"


class PdfplumberEngine(OwnEngine):
    """Takes the glyphs from pdfplumber."""

    name = PDFPLUMBER

    @property
    def version(self) -> str:
        """The version of pdfplumber."""
        from pipeline.extract.glyphs.pdfplumber import VERSION

        return VERSION


DIGITS = re.compile(r"[\d,]+")
NOTES_OF_A_KIND = 3
"""A document with a bad font on every page need not say so page by page."""

_NumberedRow = tuple[PlacedRow, RawRow]
"""A row in the reading frame of its page, and as shown."""


def _numbered(placed: Sequence[PlacedRow], seen: Sequence[SeenPage]) -> list[_NumberedRow]:
    """Number the rows page by page and give them boxes on the page as shown."""
    rows: list[_NumberedRow] = []
    number = page = 0
    for found in placed:
        number = number + 1 if found.page == page else 1
        page = found.page
        source = seen[page - 1]
        shown = source.frame.shown
        cells = tuple([Cell(text, shown(box) if box else None) for text, box in found.texts])
        around = union_box([cell.bbox for cell in cells if cell.bbox])
        row = RawRow(page, number, cells, around, source.engine)
        rows.append((found, row))
    return rows


def _raw_tables(rows: Sequence[_NumberedRow]) -> tuple[RawTable, ...]:
    """Gather rows into one table per page, section, panel and column model."""
    gathered: dict[tuple[int, int, tuple[float, ...]], list[_NumberedRow]] = {}
    for placed, row in rows:
        if placed.table is not None:
            part = (row.page, placed.table, placed.order[:-1])
            gathered.setdefault(part, []).append((placed, row))
    tables: list[RawTable] = []
    for (page, table, _), table_rows in gathered.items():
        number = tables[-1].number + 1 if tables and tables[-1].page == page else 1
        spans = [
            replace(span, row=place)
            for place, (placed, _) in enumerate(table_rows)
            for span in placed.spans
        ]
        tables.append(
            RawTable(page, number, table, tuple(row for _, row in table_rows), tuple(spans))
        )
    return tuple(tables)


def _notes(seen: Sequence[SeenPage]) -> tuple[str, ...]:
    """Say what of the text could not be decoded or painted, and what was done about it."""
    unsound = sum(page.unsound for page in seen if not page.notes)
    count = [f"{unsound} characters without a sound meaning"] if unsound else []
    return (*count, *_alike([note for page in seen for note in page.notes]))


def _alike(notes: Sequence[str]) -> list[str]:
    """Return the first of the notes that differ in numbers only, and how many more there are."""
    kinds: dict[str, list[str]] = {}
    for note in notes:
        kinds.setdefault(DIGITS.sub("#", note), []).append(note)
    told: list[str] = []
    for kind in kinds.values():
        told.extend(kind[:NOTES_OF_A_KIND])
        if len(kind) > NOTES_OF_A_KIND:
            told.append(f"{len(kind) - NOTES_OF_A_KIND} more pages like these")
    return told
