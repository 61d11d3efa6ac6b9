"""The third reading: camelot's text elements, put into the tables that camelot finds.

    text elements of all pages -> lattice where rules part rows and columns
                               -> stream elsewhere, told the columns of the whole document

Importing camelot costs seconds and address space: only the child process does it, and only here.
Pages pass through in small batches, for the layout of a page takes megabytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar, Literal

from camelot.io import read_pdf

from pipeline.errors import BrokenPdfError, CopyingForbiddenError
from pipeline.extract.camelot_document import Facts, document_facts, element_letters
from pipeline.extract.camelot_grid import Grid
from pipeline.extract.camelot_page import Sheet, read_sheet
from pipeline.extract.camelot_rows import grids_to_rows
from pipeline.extract.camelot_tables import BY_RULES, Region, open_regions, ruled_grids
from pipeline.extract.camelot_text import usual_shift
from pipeline.extract.omissions import with_omissions
from pipeline.extract.painted.document import page_sights
from pipeline.extract.painted.sight import PageSight
from pipeline.model import Reading

NAME = "camelot"
BATCH = 8
"""So many pages are laid out at a time."""
ROW_TOLERANCE = 0.5
"""In text sizes: lower ends so near each other are one row to stream; marks are raised by less."""
WHOLE_PAGE = "-100000,100000,100000,-100000"


class CamelotEngine:
    """Reads with camelot: lattice on ruled pages, stream with the document's columns elsewhere."""

    name: ClassVar[str] = NAME

    @property
    def version(self) -> str:
        """The version of camelot."""
        return version("camelot-py")

    def read(self, path: Path) -> Reading:
        """Return every printed line of the document, in tables or outside them.

        Raises:
            BrokenPdfError: camelot, or playa below it, fails on the file or on one of its pages.
            CopyingForbiddenError: its owner forbids taking text from it.
        """
        with _failing_as_broken(path, "opening it"):
            facts = document_facts(path)
        if not facts.readable:
            raise CopyingForbiddenError(path.name, NAME)
        sights = page_sights(path)
        with _failing_as_broken(path, "reading its text"):
            sheets = _sheets(path, facts, sights)
        with _failing_as_broken(path, "finding its tables"):
            grids = _grids(path, sheets)
        tables, outside = grids_to_rows(sheets, grids, NAME)
        reading = Reading(
            engine=NAME,
            engine_version=self.version,
            page_count=len(facts.places),
            tables=tables,
            outside=outside,
            metadata=facts.metadata,
            notes=tuple(note for sheet in sheets for note in sheet.notes),
        )
        return with_omissions(reading, [lack for sight in sights for lack in sight.omissions])


@contextmanager
def _failing_as_broken(path: Path, doing: str) -> Iterator[None]:
    """Whatever camelot raises on a damaged file (any type at all) becomes one error."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {error}"[:300]
        raise BrokenPdfError(path.name, f"camelot fails {doing}: {said}") from error


def _read_pdf(
    path: Path,
    pages: Iterable[int],
    flavor: Literal["lattice", "stream"],
    vertical: bool,
    **settings: Any,
) -> Iterator[Any]:
    """Yield camelot's tables on these pages, a batch at a time."""
    wanted = sorted(pages)
    for start in range(0, len(wanted), BATCH):
        yield from read_pdf(
            str(path),
            pages=",".join(map(str, wanted[start : start + BATCH])),
            flavor=flavor,
            suppress_stdout=True,
            # The order of boxes of text is not asked for, and finding it takes most of the time.
            layout_kwargs={"boxes_flow": None, "detect_vertical": vertical},
            **settings,
        )


def _sheets(path: Path, facts: Facts, sights: Sequence[PageSight]) -> list[Sheet]:
    """The text of all pages that hold any."""
    numbers = range(1, len(facts.places) + 1)
    first = _read_text(path, facts, sights, numbers, vertical=True)
    sheets = {sheet.page: sheet for sheet in first}
    # Figures of one digit below each other look like a line that runs down a turned page.
    mistaken = {page for page, sheet in sheets.items() if sheet.turn and not sheet.phrases}
    mistaken |= {*numbers} - sheets.keys()
    for sheet in _read_text(path, facts, sights, mistaken, vertical=False):
        sheets[sheet.page] = sheet
    return [sheets[page] for page in sorted(sheets)]


def _read_text(
    path: Path, facts: Facts, sights: Sequence[PageSight], pages: Iterable[int], vertical: bool
) -> Iterator[Sheet]:
    for table in _read_pdf(path, pages, "stream", vertical, table_areas=[WHOLE_PAGE]):
        height = table.pdf_size[1]
        elements = [element_letters(element, height) for element in table.textlines]
        index = table.page - 1
        # Where pdfium sees other pages, `preflight` refuses the reading.
        sight = sights[index] if index < len(sights) else PageSight()
        unseen = sight.runs(as_shown=True)
        yield read_sheet(table.page, facts.places[index], table.rotation, elements, unseen)


def _grids(path: Path, sheets: Sequence[Sheet]) -> dict[int, list[Grid]]:
    """The tables of each page: lattice where rules decide, stream elsewhere."""
    ruled = _read_ruled(path, sheets)
    grids: dict[int, list[Grid]] = {}
    regions: list[Region] = []
    rest = {}
    for sheet in sheets:
        kept, by_rules, rest[sheet.page] = ruled_grids(sheet, ruled.get(sheet.page, []))
        grids[sheet.page] = kept
        regions += by_rules
    shift = usual_shift(list(rest.values()))
    regions += open_regions(rest, shift)
    for grid in _read_regions(path, sheets, regions, shift):
        grids[grid.page].append(grid)
    return grids


def _by_direction(sheets: Iterable[Sheet]) -> dict[bool, dict[int, Sheet]]:
    """The pages to be read with and without text that runs up or down, by number."""
    found: dict[bool, dict[int, Sheet]] = {}
    for sheet in sheets:
        found.setdefault(bool(sheet.turn), {})[sheet.page] = sheet
    return found


def _read_ruled(path: Path, sheets: Sequence[Sheet]) -> dict[int, list[Grid]]:
    found: dict[int, list[Grid]] = {}
    for vertical, pages in _by_direction(sheets).items():
        for table in _read_pdf(
            path,
            pages,
            "lattice",
            vertical,
            engine="vector",
            backend="pdfium",
            use_fallback=False,
        ):
            found.setdefault(table.page, []).append(_ruled_grid(table))
    return found


def _ruled_grid(table: Any) -> Grid:
    walls, floors, frame = _geometry(table)
    merged = {}
    for row, cells in enumerate(table.cells):
        for column in range(len(cells)):
            first = _first_of(table.cells, row, column)
            if first != (row, column):
                merged[row, column] = first
    return Grid(table.page, walls, floors, frame, merged, ruled=True)


def _first_of(cells: Any, row: int, column: int) -> tuple[int, int]:
    """The cell that one without a wall on its left or above it is part of."""
    while column > 0 and not cells[row][column].left:
        column -= 1
    while row > 0 and not cells[row][column].top:
        row -= 1
    return row, column


def _geometry(table: Any) -> tuple[tuple[float, ...], tuple[float, ...], Any]:
    height = table.pdf_size[1]
    walls = tuple(right for _, right in table.cols[:-1])
    floors = tuple(height - bottom for _, bottom in table.rows)
    frame = (table.cols[0][0], height - table.rows[0][0], table.cols[-1][1], floors[-1])
    return walls, floors, frame


def _read_regions(
    path: Path, sheets: Sequence[Sheet], regions: Sequence[Region], shift: float
) -> Iterator[Grid]:
    on_page: dict[int, list[Region]] = {}
    for region in regions:
        on_page.setdefault(region.page, []).append(region)
    for areas in on_page.values():
        # camelot numbers areas by their lower ends.
        areas.sort(key=lambda region: region.box[3])
    for vertical, pages in _by_direction(sheets).items():
        wanted = {page: on_page[page] for page in pages if page in on_page}
        size = max((pages[page].size for page in wanted), default=0.0)
        settings = {
            page: {
                "table_areas": [_area(region, pages[page]) for region in areas],
                "columns": [",".join(map(str, region.walls)) for region in areas],
            }
            for page, areas in wanted.items()
        }
        tables = _read_pdf(
            path, wanted, "stream", vertical, per_page=settings, row_tol=ROW_TOLERANCE * size
        )
        for table in tables:
            yield _open_grid(table, wanted[table.page][table.order - 1], shift)


def _area(region: Region, sheet: Sheet) -> str:
    """The region's left, top, right and bottom in camelot's words (y upwards)."""
    left, top, right, bottom = region.box
    return f"{left},{sheet.height - top},{right},{sheet.height - bottom}"


def _open_grid(table: Any, region: Region, shift: float) -> Grid:
    _, floors, _ = _geometry(table)
    return Grid(
        region.page,
        region.walls,
        floors,
        region.box,
        merged={},
        ruled=region.family == BY_RULES,
        soft=region.soft,
        family=region.family,
        shift=shift,
    )
