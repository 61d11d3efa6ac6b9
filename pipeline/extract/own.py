"""Our own reader: one layout over the whole document, whichever source gives its glyphs.

glyphs, paths -> pages -> `layout` -> rows, numbered and placed on the pages as shown
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import pypdfium2

from pipeline.boxes import union_box
from pipeline.errors import BrokenPdfError
from pipeline.extract.engine import Engine
from pipeline.extract.layout.document import pages_to_rows
from pipeline.extract.layout.geometry import Page
from pipeline.extract.layout.rows import PlacedRow
from pipeline.extract.omissions import omission_notes, with_omissions
from pipeline.extract.packed import PageStore
from pipeline.extract.pages import PDFIUM, PDFPLUMBER, SeenPage, Source, read_pages
from pipeline.model import Cell, LevelNumbers, Omission, RawRow, RawTable, Reading, Span
from pipeline.values import replace

DIGITS = re.compile(r"[\d,]+")
NOTES_OF_A_KIND = 3
"""A document with a bad font on every page need not say so page by page."""

_NumberedRow = tuple[PlacedRow, RawRow]
"""A row in the reading frame of its page, and as shown."""
_Level = tuple[LevelNumbers, ...]


class OwnEngine(Engine):
    """Reads a PDF's tables with our own layout; its name is that of its source of glyphs."""

    name: ClassVar[str]

    def parts(self, path: Path, *, places: bool = False) -> Iterator[Reading]:
        """Yield what each page has, when all are seen; at the end what is of no page.

        Raises:
            BrokenPdfError: pdfium cannot open the file or one of its pages, or the source cannot.
        """
        seen: list[SeenPage] = []
        level, numbers_beside_names = PageStore(_Level), _witness(places)

        def pages() -> Iterator[Page]:
            for page, more in read_pages(document, source):
                seen.append(more)
                level.add(numbers_beside_names([page]))
                yield page

        try:
            with pypdfium2.PdfDocument(path) as document, Source(path, self.name) as source:
                rows_by_page = pages_to_rows(pages())
                metadata = document.get_metadata_dict(skip_empty=True)
                # A source may see no page where pdfium sees some.
                count = source.count_pages(document)
        except pypdfium2.PdfiumError as error:
            raise BrokenPdfError(path.name, f"pdfium says: {error}") from error
        nothing = Reading(self.name, _version(self.name), count, (), ())
        omissions: list[Omission] = []
        for place, (rows, page) in enumerate(zip(rows_by_page, seen, strict=True)):
            numbered = _numbered(rows, page)
            part = replace(
                nothing,
                tables=_raw_tables(numbered),
                outside=tuple([row for placed, row in numbered if placed.table is None]),
                level=level[place],
            )
            part = with_omissions(part, page.omissions)
            omissions += part.omissions
            yield part
        notes = (*omission_notes(omissions), *_notes(seen))
        yield replace(nothing, metadata=metadata, notes=notes)


class PdfiumEngine(OwnEngine):
    """Takes the glyphs from pdfium, and from pdfplumber on pages that pdfium cannot decode."""

    name = PDFIUM


class PdfplumberEngine(OwnEngine):
    """Takes the glyphs from pdfplumber."""

    name = PDFPLUMBER


def _version(source: str) -> str:
    """Return the version of the library that decodes the glyphs."""
    if source == PDFPLUMBER:
        from pipeline.extract.glyphs.pdfplumber import VERSION

        return VERSION
    info = pypdfium2.version
    return f"pypdfium2 {info.PYPDFIUM_INFO}, pdfium {info.PDFIUM_INFO}"


def _witness(places: bool) -> Callable[[Iterable[Page]], _Level]:
    """Return what tells of the numbers beside names, and loads the register; nothing if unasked."""
    if not places:
        return lambda _: ()
    from pipeline.extract.layout.level_numbers import numbers_beside_names

    return numbers_beside_names


def _numbered(placed: Sequence[PlacedRow], page: SeenPage) -> list[_NumberedRow]:
    """Number the rows of a page and give them boxes on the page as shown."""
    shown = page.frame.shown
    rows: list[_NumberedRow] = []
    for number, found in enumerate(placed, start=1):
        cells = tuple([Cell(text, shown(box) if box else None) for text, box in found.texts])
        around = union_box([cell.bbox for cell in cells if cell.bbox])
        rows.append((found, RawRow(found.page, number, cells, around, page.engine)))
    return rows


def _raw_tables(placed_rows: Sequence[_NumberedRow]) -> tuple[RawTable, ...]:
    """Gather the rows of a page into one table per section, panel and column model."""
    gathered: dict[tuple[int, tuple[float, ...]], list[_NumberedRow]] = {}
    for placed, row in placed_rows:
        if placed.table is not None:
            gathered.setdefault((placed.table, placed.order[:-1]), []).append((placed, row))
    tables = []
    for number, ((model, _), table_rows) in enumerate(gathered.items(), start=1):
        rows = tuple([row for _, row in table_rows])
        spans = [
            _span_with_text(span._replace(row=place), rows)
            for place, (placed, _) in enumerate(table_rows)
            for span in placed.spans
        ]
        tables.append(RawTable(rows[0].page, number, model, rows, tuple(spans)))
    return tuple(tables)


def _span_with_text(span: Span, rows: Sequence[RawRow]) -> Span:
    places = slice(span.column, span.column + span.columns)
    covered = (cell for row in rows[span.row :][: span.rows] for cell in row.cells[places])
    return span._replace(text=next(cell.text for cell in covered if cell.text))


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
