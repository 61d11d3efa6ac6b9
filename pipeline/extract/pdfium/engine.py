"""Our own reader: one column model over the whole document, found from pdfium's characters.

characters, paths -> pages -> lines -> blocks -> corridors, columns, panels -> grid -> rows
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from pipeline.boxes import union_box
from pipeline.errors import BrokenPdfError
from pipeline.extract.layout.agreement import same_columns
from pipeline.extract.layout.blocks import group_blocks, page_to_blocks
from pipeline.extract.layout.lines import Line, words_to_lines
from pipeline.extract.layout.rows import TableRows, group_to_rows
from pipeline.extract.layout.running import part_running_lines
from pipeline.extract.layout.typed_rules import without_typed_rules
from pipeline.extract.omissions import with_omissions
from pipeline.extract.pdfium.fallback import SecondReader
from pipeline.extract.pdfium.pages import SeenPage, read_pages
from pipeline.model import Bbox, Cell, RawRow, RawTable, Reading

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


@dataclass(frozen=True)
class _Entry:
    """A row on its way out: where it stands decides its number."""

    page: int
    part: tuple[int, int]
    """Section of the document, and panel."""
    top: float
    table: int | None
    """Index of its table, None outside any."""
    cells: tuple[Cell, ...]
    bbox: Bbox


_NumberedRow = tuple[int | None, tuple[int, int], RawRow]
"""A row with its table, None outside any, and the part of the document that it stands in."""


def _reading(seen: Sequence[SeenPage], metadata: dict[str, str], version: str) -> Reading:
    pages = [page.page for page in seen]
    lines, running = part_running_lines([words_to_lines(p.number, p.words) for p in pages])
    blocks = [
        block
        for page, page_lines in zip(pages, lines, strict=True)
        for block in page_to_blocks(page, page_lines)
    ]
    groups, rest = group_blocks(blocks)
    tables = [group_to_rows(part, pages) for group in groups for part in same_columns(group)]
    outside = [*without_typed_rules(running), *(line for block in rest for line in block.lines)]
    rows = _numbered(_entries(tables, outside), seen)
    reading = Reading(
        engine=NAME,
        engine_version=version,
        page_count=len(seen),
        tables=_raw_tables(rows),
        outside=tuple(row for table, _, row in rows if table is None),
        metadata=metadata,
        notes=_notes(seen),
    )
    return with_omissions(reading, [omission for page in seen for omission in page.omissions])


def _entries(tables: Sequence[TableRows], outside: Sequence[Line]) -> list[_Entry]:
    """Return all rows of all tables and all lines outside them, in reading order."""
    sections = sorted(section for table in tables for section in table.sections)
    entries = [
        _Entry(
            row.page,
            (bisect_right(sections, (row.page, row.bbox[1])), row.panel),
            row.bbox[1],
            models[row.panel],
            row.cells,
            row.bbox,
        )
        for table, models in zip(tables, _model_numbers(tables), strict=True)
        for row in table.rows
    ]
    loose = [line for table in tables for line in table.leftover]
    entries.extend(_loose_entry(line, sections) for line in [*loose, *outside])
    return sorted(entries, key=lambda entry: (entry.page, entry.part, entry.top))


def _model_numbers(tables: Sequence[TableRows]) -> list[list[int]]:
    """Return per table the column model of each panel: one for all, unless some lack a column."""
    numbers: list[list[int]] = []
    following = 0
    for table in tables:
        uneven = len({len(panel.columns) for panel in table.panels}) > 1
        count = len(table.panels) if uneven else 1
        numbers.append([following + panel.number % count for panel in table.panels])
        following += count
    return numbers


def _loose_entry(line: Line, sections: Sequence[tuple[int, float]]) -> _Entry:
    box = union_box([phrase.bbox for phrase in line.phrases])
    section = bisect_right(sections, (line.page, line.y0))
    return _Entry(line.page, (section, 0), line.y0, None, (Cell(line.text, box),), box)


def _numbered(entries: Sequence[_Entry], seen: Sequence[SeenPage]) -> list[_NumberedRow]:
    """Number the rows page by page and give them boxes on the page as shown."""
    rows: list[_NumberedRow] = []
    number = page = 0
    for entry in entries:
        number = number + 1 if entry.page == page else 1
        page = entry.page
        source = seen[page - 1]
        shown = source.frame.shown
        cells = tuple(
            Cell(cell.text, shown(cell.bbox) if cell.bbox else None) for cell in entry.cells
        )
        row = RawRow(page, number, cells, shown(entry.bbox), source.engine or NAME)
        rows.append((entry.table, entry.part, row))
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
