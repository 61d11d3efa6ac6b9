"""Reading and understanding a document: extract, then interpret, then check."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import LayoutError, NoSuchPageError, UnreadableDocumentError
from pipeline.logs import log_event, seconds_since

if TYPE_CHECKING:
    from pipeline.check import Checked, Compared, PreviousEdition
    from pipeline.model import (
        CheckResult,
        DigitShapes,
        Interpretation,
        Reading,
        RowError,
        Zeile,
    )
    from schemas.corrections import Correction

OWN_ENGINE = "pdfium"
ALL_ENGINES = (OWN_ENGINE, "pdfplumber", "camelot")
"""Whom to ask, first whose rows to take."""


def read_figures(path: Path, name: str, engine: str) -> "Interpretation":
    """Read a PDF with one engine, in a child process, and understand its rows.

    Raises:
        UnreadableDocumentError: no reading, or no table of municipalities in it.
    """
    from pipeline.extract import read

    started = time.monotonic()
    try:
        reading = read(path, engine, name=name)
        interpretation = understand(reading, name)
    except UnreadableDocumentError as error:
        log_event("extract", engine=engine, error=str(error), seconds=seconds_since(started))
        raise
    log_event(
        "extract",
        engine=engine,
        pages=reading.page_count,
        rows=len(interpretation.zeilen),
        rows_in_error=len(interpretation.errors),
        seconds=seconds_since(started),
    )
    return interpretation


def understand(reading: "Reading", name: str) -> "Interpretation":
    """Understand the rows of a reading.

    Raises:
        LayoutError: no table of municipalities and amounts is recognised in it.
    """
    from pipeline.interpret import interpret

    return interpret(reading, name)


def read_compared(path: Path, name: str, engines: Sequence[str]) -> "Compared":
    """Read a PDF with several engines side by side, understand each reading and compare them.

    The first engine that gives a reading gives the rows. Where several are asked, so is the
    picture: whether each digit looks like the character that the file says it is.

    Raises:
        UnreadableDocumentError: no engine gives a reading; the error is that of the first.
    """
    from concurrent.futures import ThreadPoolExecutor

    from pipeline.check import compare

    with ThreadPoolExecutor(max_workers=len(engines) + 1) as pool:
        pending = {engine: pool.submit(read_figures, path, name, engine) for engine in engines}
        looking = pool.submit(read_shapes, path, name) if len(engines) > 1 else None
    errors = {engine: result.exception() for engine, result in pending.items()}
    for error in errors.values():
        if error is not None and not isinstance(error, UnreadableDocumentError):
            raise error
    readings = [result.result() for engine, result in pending.items() if errors[engine] is None]
    if not readings:
        pending[engines[0]].result()
    failures = {engine: str(error) for engine, error in errors.items() if error is not None}
    return compare(readings, failures, looking.result() if looking else None)


def read_shapes(path: Path, name: str) -> "DigitShapes":
    """Look at the digits of a PDF, in a child process; a PDF that cannot be painted says why."""
    from pipeline.extract import look_at_digits
    from pipeline.model import DigitShapes

    started = time.monotonic()
    try:
        shapes = look_at_digits(path, name=name)
    except UnreadableDocumentError as error:
        shapes = DigitShapes(0, failure=str(error))
    log_event(
        "shapes",
        digits=shapes.digits,
        compared=shapes.compared,
        contradictions=len(shapes.contradictions),
        error=shapes.failure or None,
        seconds=seconds_since(started),
    )
    return shapes


def check_figures(
    compared: "Compared",
    corrections: "Sequence[Correction]" = (),
    last: "PreviousEdition | None" = None,
) -> "Checked":
    """Test figures against register, source file, published figures and each other.

    The corrections are those that may concern the document; `last` is what is published so far.
    """
    from pipeline.check import References, check
    from schemas.press import load_press
    from schemas.register import load_register
    from schemas.source import load_source

    references = References(load_source(), load_register(), load_press(), corrections, last)
    return check(compared, references)


def identify_document(interpretation: "Interpretation") -> "CheckResult":
    """Ask a document by itself, without its other checks, whether it is the one of the source."""
    from pipeline.check import document_identified, identify
    from schemas.source import load_source

    source = load_source()
    return document_identified(identify(interpretation, source), source)


def read_tables(pdf: Path, engine: str) -> "Reading":
    """Read the tables of any PDF as printed, in a child process.

    Raises:
        UnreadableDocumentError: the document cannot be read.
    """
    from pipeline.extract import read

    return read(pdf, engine)


def read_as_printed(pdf: Path, engine: str) -> "Reading":
    """Read the tables of any PDF, each row of several lines as one.

    Raises:
        UnreadableDocumentError: the document cannot be read.
    """
    from pipeline.extract import tables_with_whole_rows

    reading = read_tables(pdf, engine)
    return replace(reading, tables=tuple(tables_with_whole_rows(reading)))


def draw_understanding(pdf: Path, reading: "Reading", page: int) -> bytes:
    """Return a page as PNG, with the columns, rows and cells that were found on it.

    A layout that is not understood is drawn too, without the meaning of its rows.

    Raises:
        UnreadableDocumentError: the page cannot be drawn.
        NoSuchPageError: the document has no such page.
    """
    from pipeline.extract import draw
    from pipeline.marks import page_marks

    if not 1 <= page <= reading.page_count:
        raise NoSuchPageError(pdf.name, page, reading.page_count)
    try:
        interpretation = understand(reading, pdf.name)
    except LayoutError:
        interpretation = None
    return draw(pdf, page, page_marks(reading, page, interpretation))


def rows_in_error(interpretation: "Interpretation") -> "list[RowError]":
    """Return the rows that are not understood, those that give a municipality twice among them."""
    from pipeline.model import RowError

    first: dict[str, Zeile] = {}
    errors = list(interpretation.errors)
    for zeile in interpretation.zeilen:
        other = first.setdefault(zeile.gemeinde_ags, zeile)
        if other is not zeile:
            place = f"one row for {zeile.gemeinde_ags}; page {other.herkunft.page}, "
            expected = f"{place}row {other.herkunft.row} has it too"
            errors.append(RowError("row_twice", zeile.herkunft.text, expected, zeile.herkunft))
    return errors
