"""The third reading: camelot as it is, with its own text and its own tables.

    page -> camelot's text lines -> what of them is seen and has a meaning
         -> camelot's tables (`lattice` where rules close cells, else `stream`) -> rows of cells

All it shares with the other readings is what the picture of a page says is seen (`painted`). It
agrees where it can and abstains elsewhere: where a glyph has no meaning, is turned, not plainly
seen, or too near to another one, U+FFFD stands in its place, which is part of no figure.
Importing camelot costs much time and address space: only the child process does it, only here, and
without what camelot imports and this reading does not use.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from itertools import chain, islice, pairwise, repeat
from math import atan2, degrees
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias
from warnings import catch_warnings, simplefilter

import playa
import pypdfium2
from playa.cmapdb import ToUnicodeMap
from playa.font import CIDFont, Font
from playa.miner import LTAnno, LTChar, LTTextLineHorizontal
from playa.pdftypes import Matrix
from playa.utils import intersect_rects, mult_matrix, transform_bbox

from pipeline.boxes import rounded, union_box
from pipeline.errors import BrokenPdfError, CopyingForbiddenError, UnreadableDocumentError
from pipeline.extract.budget import end_page
from pipeline.extract.engine import Engine
from pipeline.extract.glyphs.words_and_rules import UNREADABLE
from pipeline.extract.omissions import omission_notes, with_omissions
from pipeline.extract.painted.sight import PageSight, page_sights
from pipeline.model import Bbox, Cell, RawRow, RawTable, Reading
from pipeline.values import replace


class _Frame:
    """What camelot makes of each table beside its cells, without pandas."""

    def __init__(self, rows: Sequence[Sequence[str]] = ()) -> None:
        self.shape = len(rows), max(map(len, rows), default=0)


class _Unused(ModuleType):
    """A library that camelot imports: no picture is made, and of a frame only its shape is asked.

    pandas and OpenCV take longer to import than three pages take to read.
    """

    DataFrame = _Frame


_UNUSED = [name for name in ("cv2", "pandas") if name not in sys.modules]
sys.modules.update({name: _Unused(name) for name in _UNUSED})
try:
    from camelot.handlers import PARSERS, PDFHandler
    from camelot.utils import get_table_index
finally:
    for _name in _UNUSED:
        del sys.modules[_name]

NAME = "camelot"
LAYOUT = {"boxes_flow": None, "detect_vertical": False}
"""The order of boxes of text is not asked for, and finding it takes most of the time. Digits that
stand alone below each other would be taken for a line that runs down the page."""
UNMAPPED = re.compile(r"\(cid:\d+\)|[\0-\x08\x0e-\x1f\x7f-\x9f]|^$")
"""What playa writes where a font does not say what its glyph means."""
LEVEL = 5.0
"""Degrees by which text may be turned and still is drawn on a line."""
LAP = 0.3
"""Widths by which a letter may reach over the one before it: kerned, or in italics."""
SPACE = 0.4
"""Font heights: digits nearer to each other are of one figure, or of two too near to tell."""
WIDE = 0.6
"""Font heights: words further apart than this are of two texts."""
SMALLER, RAISED = 0.8, 0.15
"""Font heights: a smaller digit that is raised is a footnote mark."""
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
BAND = 4.0
"""Points: lines whose lower ends differ by less than half of it are compared."""
MARGIN = 2.0
"""Points by which the middle of a line may be outside of its table, as camelot has it."""
MOST_FIGURES = 2
"""A cell with more of them below each other holds several rows; a key may wrap."""

Columns: TypeAlias = Sequence[tuple[float, float]]
"""Where each column begins and ends."""
Home: TypeAlias = tuple[int, int]
"""The row and the column of a cell, from 0 on."""
Place: TypeAlias = Callable[[Bbox], Bbox]
"""From a box as camelot reads a page (y upwards) to that on the page as shown."""


class _UnmappedAsUnreadable(dict[bytes, str]):
    """What glyphs mean, by code; U+FFFD where their font does not say it.

    playa would give the bare code, which may be that of another digit.
    """

    def __contains__(self, code: object) -> bool:
        return True

    def __missing__(self, code: bytes) -> str:
        return UNREADABLE


class _HonestMap(ToUnicodeMap):
    """A map from codes to text that does not make up what it lacks."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes2unicode = _UnmappedAsUnreadable()


# Fonts and font files make their maps by these names.
playa.cmapdb.ToUnicodeMap = playa.fontprogram.ToUnicodeMap = _HonestMap  # type: ignore[attr-defined, misc]


class CamelotEngine(Engine):
    """Reads with camelot: its text lines, in the tables that it finds."""

    def parts(self, path: Path, *, places: bool = False) -> Iterator[Reading]:
        """Yield what each page has, when all are read; at the end what is of no page.

        Raises:
            BrokenPdfError: camelot, or playa below it, fails on the file or on one of its pages.
            CopyingForbiddenError: its owner forbids taking text from it.
        """
        # A file that playa opens itself stays open where it fails.
        with (
            _failing_as_broken(path),
            path.open("rb") as file,
            pypdfium2.PdfDocument(path) as painted,
        ):
            document = playa.Document(file, space="page")
            if not document.is_extractable:
                raise CopyingForbiddenError(path.name, NAME)
            nothing = Reading(NAME, version("camelot-py"), len(document.pages), (), ())
            parts: list[Reading] = []
            models: list[Columns] = []
            # Where pdfium sees other pages, `preflight` refuses the reading.
            sights = chain(page_sights(painted), repeat(PageSight()))
            for page, sight in zip(document.pages, sights, strict=False):
                tables, outside = _read_page(page, sight, models)
                part = replace(nothing, tables=tuple(tables), outside=tuple(outside))
                parts.append(with_omissions(part, sight.omissions))
                end_page()
            notes = omission_notes(omission for part in parts for omission in part.omissions)
            metadata = painted.get_metadata_dict(skip_empty=True)
            parts.append(replace(nothing, metadata=metadata, notes=tuple(notes)))
        yield from parts


@contextmanager
def _failing_as_broken(path: Path) -> Iterator[None]:
    """Turn whatever camelot raises on a damaged file (any type at all) into one error."""
    try:
        yield
    except UnreadableDocumentError:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {error}"[:300]
        raise BrokenPdfError(path.name, f"camelot fails on it: {said}") from error


def _read_page(
    page: playa.Page, sight: PageSight, models: list[Columns]
) -> tuple[list[RawTable], list[RawRow]]:
    """Return the tables of a page and its rows outside them; add new columns to the models."""
    layout, place = _lay_out(page)
    lines = _readable_lines(layout[4], place, sight)
    number = page.page_idx + 1
    tables = _find_tables(number, layout, lines)
    boxes, outside = _put_into_cells(tables, lines)
    filled = [
        (table.cols, own)
        for table, placed in zip(tables, boxes, strict=True)
        if (own := list(_rows(table, placed, place)))
    ]
    loose = [(Cell(line.get_text().strip(), place(_box(line))),) for line in outside]
    rows = iter(_numbered(number, [*chain.from_iterable(own for _, own in filled), *loose]))
    found = [
        RawTable(number, ordinal, _model(models, columns), tuple(islice(rows, len(own))))
        for ordinal, (columns, own) in enumerate(filled, start=1)
    ]
    return found, list(rows)


# From a page to camelot's text lines


def _lay_out(page: playa.Page) -> tuple[Any, Place]:
    """Return camelot's layout of a page, with most of its text upright, and where it stands."""
    rotation = page.rotate
    screen = page.set_initial_ctm("screen", rotation)
    left, top, _, _ = transform_bbox(screen, intersect_rects(page.mediabox, page.cropbox))
    reading = page.set_initial_ctm("page", rotation)
    layout = PDFHandler("")._get_layout(page, **LAYOUT)
    if turns := _quarter_turns(layout[4]):
        reading = page.set_initial_ctm("page", rotation + 90 * turns)
        layout = PDFHandler("")._get_layout(page, **LAYOUT)
    matrix = mult_matrix(_inverse(reading), screen)

    def place(box: Bbox) -> Bbox:
        x0, y0, x1, y1 = transform_bbox(matrix, box)
        return rounded((x0 - left, y0 - top, x1 - left, y1 - top))

    return layout, place


def _quarter_turns(lines: Iterable[Any]) -> int:
    """Return by how many quarters most of a page's text is turned against the clock."""
    turns: Counter[int] = Counter()
    directions = Counter(glyph.matrix[:2] for line in lines for glyph in _glyphs(line))
    for direction, glyphs in directions.items():
        turns[round(_turn(*direction) / 90) % 4] += glyphs
    return max(turns, key=lambda turn: turns[turn], default=0)


def _turn(a: float, b: float) -> float:
    return degrees(atan2(b, a))


def _glyphs(line: Iterable[Any]) -> list[LTChar]:
    return [item for item in line if isinstance(item, LTChar)]


def _inverse(matrix: Matrix) -> Matrix:
    """Return what takes back turns by quarters and a shift."""
    a, b, c, d, e, f = matrix
    return a, c, b, d, -a * e - b * f, -c * e - d * f


# What is read of the glyphs


def _readable_lines(lines: Iterable[Any], place: Place, sight: PageSight) -> list[Any]:
    """Return the lines of which something is seen, with U+FFFD for what is in doubt."""
    glyphs = [glyph for line in lines for glyph in _glyphs(line)]
    for glyph in glyphs:
        glyph._text = _meaning(glyph.get_text(), glyph.graphicstate.font, glyph.matrix[:2])
    if sight.unseen:
        placed = [(glyph.get_text(), place(glyph.bbox)) for glyph in glyphs]
        for index, text in sight.stand_ins_for(placed, sight.shown).items():
            glyphs[index]._text = text if text == UNREADABLE else ""
    kept = [line for line in lines if line.get_text().strip()]
    for line in kept:
        _mark_doubts(line)
    parts = [part for line in kept for part in _parts(line)]
    _mark_near_figures(parts)
    return parts


@lru_cache(maxsize=4096)
def _meaning(text: str, font: Font | None, direction: tuple[float, float]) -> str:
    if text.isspace():
        return " "
    # Without a map playa gives the bare numbers of glyphs.
    mapped = not isinstance(font, CIDFont) or font.tounicode or font.unicode_map
    known = mapped and abs(_turn(*direction)) < LEVEL
    return UNMAPPED.sub(UNREADABLE, text) if known else UNREADABLE


def _mark_doubts(line: Any) -> None:
    """Mark letters that run into each other, gaps in figures, and digits of another size."""
    tallest = max(glyph.height for glyph in _glyphs(line))
    before: LTChar | None = None
    gap: LTAnno | None = None
    for item in line:
        if isinstance(item, LTAnno):
            gap = item
        elif item.get_text().strip():
            if before is not None:
                _mark_pair(before, gap, item, tallest)
            before, gap = item, None


def _mark_pair(before: LTChar, gap: LTAnno | None, glyph: LTChar, tallest: float) -> None:
    distance = glyph.x0 - before.x1
    if distance < -LAP * min(before.width, glyph.width):
        before._text = glyph._text = UNREADABLE
    elif gap and distance > SPACE * tallest and _are_digits(before, glyph):
        gap._text = UNREADABLE
    elif glyph.height < SMALLER * tallest and _are_digits(glyph):
        raised = glyph.y0 > before.y0 + RAISED * tallest or before.get_text() in SUPERSCRIPTS
        glyph._text = SUPERSCRIPTS[int(glyph.get_text())] if raised else UNREADABLE


def _parts(line: Any) -> list[Any]:
    """Return the texts of a line that wide gaps part.

    camelot lets a letter reach as far for the next one as it is wide: a W after a key reaches
    over the space between two columns, and so would the key belong to the name.
    """
    glyphs = [glyph for glyph in _glyphs(line) if glyph.get_text().strip()]
    widest = WIDE * max((glyph.height for glyph in glyphs), default=0)
    gaps = [
        (before, glyph)
        for before, glyph in pairwise(glyphs)
        if glyph.x0 - before.x1 > widest and not _are_digits(before, glyph)
    ]
    if not gaps:
        return [line]
    items = list(line)
    begins = [0, *(items.index(glyph) for _, glyph in gaps)]
    ends = [*(items.index(before) + 1 for before, _ in gaps), len(items) - 1]
    return [_line(items[begin:end]) for begin, end in zip(begins, ends, strict=True)]


def _line(items: Sequence[LTChar | LTAnno]) -> LTTextLineHorizontal:
    line = LTTextLineHorizontal()
    for item in items:
        if isinstance(item, LTChar):
            line.add(item)
        else:
            line._objs.append(item)
    line._objs.append(LTAnno("\n"))
    return line


def _are_digits(*glyphs: LTChar) -> bool:
    return all(glyph.get_text().isdecimal() for glyph in glyphs)


def _mark_near_figures(lines: Sequence[Any]) -> None:
    """Mark digits of two lines nearer than a space: they are of one figure, or of two."""
    for shift in (0.0, 0.5):
        by_height = sorted(lines, key=lambda line: (round(line.y0 / BAND + shift), line.x0))
        for left, right in pairwise(by_height):
            level = abs(left.y0 - right.y0) < SPACE * left.height
            near = right.x0 - left.x1 < SPACE * left.height and left.x0 < right.x1
            if level and near:
                last, first = _glyphs(left)[-1], _glyphs(right)[0]
                if _are_digits(last, first):
                    last._text = first._text = UNREADABLE


# Tables


def _find_tables(number: int, layout: Any, lines: Sequence[Any]) -> list[Any]:
    """Return camelot's tables: by the page's rules where they close cells, else by its text."""
    drawn, size, images, *_ = layout

    def parse(parser: Any) -> list[Any]:
        parser.prepare_page_parse("", drawn, size, number, images, lines, [], "", LAYOUT)
        with catch_warnings():
            simplefilter("ignore")
            found = parser.extract_tables()
        return [table for table in found if len(table.cols) > 1]

    ruled = parse(PARSERS["lattice"](engine="vector", use_fallback=False)) if lines else []
    return ruled if _close_cells(ruled, lines) else parse(PARSERS["stream"]())


def _close_cells(tables: Sequence[Any], lines: Sequence[Any]) -> bool:
    """Return True if rules enclose most of a page's text, and each of its figures by itself."""
    inside = sum(any(_is_inside(line, table._bbox) for table in tables) for line in lines)
    cells = (cell for table in tables for row in table.data for cell in row)
    figures = max((sum(map(_is_figure, cell.split("\n"))) for cell in cells), default=0)
    return 2 * inside >= len(lines) and figures <= MOST_FIGURES


def _is_figure(text: str) -> bool:
    return any(map(str.isdigit, text)) and not any(map(str.isalpha, text))


def _is_inside(line: Any, frame: Bbox) -> bool:
    left, bottom, right, top = line.bbox
    across = frame[0] - MARGIN <= (left + right) / 2 <= frame[2] + MARGIN
    return bool(across and frame[1] - MARGIN <= (bottom + top) / 2 <= frame[3] + MARGIN)


def _put_into_cells(
    tables: Sequence[Any], lines: Iterable[Any]
) -> tuple[list[dict[Home | None, list[Bbox]]], list[Any]]:
    """Return the boxes of the text of each table's cells, and the lines outside of all tables."""
    boxes: list[dict[Home | None, list[Bbox]]] = [{} for _ in tables]
    outside = []
    for line in lines:
        homes = ((own, _home(table, line)) for own, table in zip(boxes, tables, strict=True))
        own, home = next(((own, home) for own, home in homes if home), ({}, None))
        own.setdefault(home, []).append(_box(line))
        if home is None:
            outside.append(line)
    return boxes, outside


def _box(line: Any) -> Bbox:
    """Return the box around what is read of a line."""
    return union_box([glyph.bbox for glyph in _glyphs(line) if glyph.get_text().strip()])


def _home(table: Any, line: Any) -> Home | None:
    """Return the row and column in which camelot puts a line."""
    if not _is_inside(line, table._bbox):
        return None
    flavour: Any = PARSERS[table.flavor]
    found, _ = get_table_index(table, line, "horizontal")  # type: ignore[no-untyped-call]
    found = flavour._reduce_index(table, found, shift_text=["l", "t"])
    return next(((row, column) for row, column, _ in found if column >= 0), None)


def _rows(
    table: Any, boxes: Mapping[Home | None, Sequence[Bbox]], place: Place
) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows that are whole: tables that overlap have the same text."""
    for row, texts in enumerate(table.data):
        homes = [(row, column) for column, text in enumerate(texts) if text]
        if homes and all(home in boxes for home in homes):
            yield tuple(
                Cell(text, place(union_box(boxes[row, column]))) if text else Cell("")
                for column, text in enumerate(texts)
            )


def _numbered(page: int, rows: Sequence[tuple[Cell, ...]]) -> list[RawRow]:
    """Number the rows of a page from top to bottom, those side by side from the left."""
    boxes = [union_box([cell.bbox for cell in cells if cell.bbox]) for cells in rows]
    order = sorted(range(len(rows)), key=lambda row: (round(boxes[row][1]), boxes[row][0]))
    numbers = {row: number for number, row in enumerate(order, start=1)}
    return [RawRow(page, numbers[row], cells, boxes[row], NAME) for row, cells in enumerate(rows)]


def _model(models: list[Columns], columns: Columns) -> int:
    """Return the number of the columns that these continue, or a new one."""
    for number, known in enumerate(models, start=1):
        if _continue(known, columns):
            return number
    models.append(columns)
    return len(models)


def _continue(known: Columns, columns: Columns) -> bool:
    """Return True if the middle of each column is in that of the others."""
    return len(known) == len(columns) and all(
        begin <= (left + right) / 2 <= end
        for (begin, end), (left, right) in zip(known, columns, strict=True)
    )
