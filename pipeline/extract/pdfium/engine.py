"""Our own reader: one column model over the whole document, found from pdfium's characters.

characters, paths -> pages -> `layout` -> rows, numbered and placed on the pages as shown
"""

import re
from collections.abc import Sequence
from pathlib import Path

import pypdfium2

from pipeline.errors import BrokenPdfError
from pipeline.extract.layout.document import PlacedRow, pages_to_rows
from pipeline.extract.layout.witness import numbers_beside_names
from pipeline.extract.omissions import with_omissions
from pipeline.extract.pdfium.fallback import SecondReader
from pipeline.extract.pdfium.pages import SeenPage, read_pages
from pipeline.model import Cell, RawRow, RawTable, Reading

NAME = "pdfium"


class PdfiumEngine:
    """Reads a PDF's tables with pdfium's characters and our own column model."""

    name = NAME
    version = f"pypdfium2 {pypdfium2.version.PYPDFIUM_INFO}, pdfium {pypdfium2.version.PDFIUM_INFO}"

    def read(self, path: Path) -> Reading:
        """Read the whole document.

        Raises:
            BrokenPdfError: pdfium cannot open the file or one of its pages.
        """
        try:
            document = pypdfium2.PdfDocument(path)
            try:
                with SecondReader(path) as second:
                    seen = list(read_pages(document, second))
                metadata = document.get_metadata_dict(skip_empty=True)
            finally:
                document.close()
        except pypdfium2.PdfiumError as error:
            raise BrokenPdfError(path.name, str(error)) from error
        return _reading(seen, metadata, self.version)


DIGITS = re.compile(r"[\d,]+")
NOTES_OF_A_KIND = 3
"""A document with a bad font on every page need not say so page by page."""


_NumberedRow = tuple[int | None, tuple[int, int], RawRow]
"""A row with its table, None outside any, and the part of the document that it stands in."""


def _reading(seen: Sequence[SeenPage], metadata: dict[str, str], version: str) -> Reading:
    rows = _numbered(pages_to_rows([page.page for page in seen]), seen)
    reading = Reading(
        engine=NAME,
        engine_version=version,
        page_count=len(seen),
        tables=_raw_tables(rows),
        outside=tuple(row for table, _, row in rows if table is None),
        metadata=metadata,
        notes=_notes(seen),
        level=numbers_beside_names(page.page for page in seen),
    )
    return with_omissions(reading, [omission for page in seen for omission in page.omissions])


def _numbered(placed: Sequence[PlacedRow], seen: Sequence[SeenPage]) -> list[_NumberedRow]:
    """Number the rows page by page and give them boxes on the page as shown."""
    rows: list[_NumberedRow] = []
    number = page = 0
    for found in placed:
        number = number + 1 if found.page == page else 1
        page = found.page
        source = seen[page - 1]
        shown = source.frame.shown
        cells = tuple(
            Cell(cell.text, shown(cell.bbox) if cell.bbox else None) for cell in found.cells
        )
        row = RawRow(page, number, cells, shown(found.bbox), source.engine or NAME)
        rows.append((found.table, found.part, row))
    return rows


def _raw_tables(rows: Sequence[_NumberedRow]) -> tuple[RawTable, ...]:
    """Gather rows into one table per page, section, panel and column model."""
    gathered: dict[tuple[int, int, tuple[int, int]], list[RawRow]] = {}
    for table, part, row in rows:
        if table is not None:
            gathered.setdefault((row.page, table, part), []).append(row)
    tables: list[RawTable] = []
    for (page, table, _), table_rows in gathered.items():
        number = tables[-1].number + 1 if tables and tables[-1].page == page else 1
        tables.append(RawTable(page, number, table, tuple(table_rows)))
    return tuple(tables)


def _notes(seen: Sequence[SeenPage]) -> tuple[str, ...]:
    """Say what of the text could not be decoded or painted, and what was done about it."""
    unsound = sum(page.signs.unsound for page in seen if not page.notes)
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
