"""Read a document: extract, then interpret; whether it is to be trusted is asked in `checked`."""

import time
from pathlib import Path

from msgspec.structs import astuple

from pipeline.check.identity import document_identified, identify
from pipeline.errors import LayoutError, NoSuchPageError, UnreadableDocumentError
from pipeline.extract.sandbox import draw, look_at_digits, read
from pipeline.interpret.stage import interpret
from pipeline.logs import log_event, seconds_since
from pipeline.marks import Drawing, page_marks
from pipeline.model import CheckResult, DigitShapes, Interpretation, Reading, RowError, Zeile
from schemas.messages import messages
from schemas.names import load_gazetteer
from schemas.settings import pattern_of
from schemas.source import load_source


def load_knowledge() -> None:
    """Load what any document is held against: who waits for the first reading has time for it."""
    load_gazetteer()
    for phrases in astuple(load_source().identity):
        if isinstance(phrases, tuple):
            pattern_of(phrases)
    for language in ("de", "en"):
        messages(language)


def read_figures(path: Path, name: str, engine: str, *, places: bool = False) -> Interpretation:
    """Read a PDF with one engine, in a child process, and understand its rows.

    With `places` they can be held against where names and numbers stand (the check `lage`).

    Of an error its kind is logged: what it says ends the run, or is in the report.

    Raises:
        UnreadableDocumentError: no reading, or no table of municipalities in it.
    """
    started = time.monotonic()
    try:
        reading = read(path, engine, name=name, places=places)
        interpretation = interpret(reading, name)
    except UnreadableDocumentError as error:
        failed, seconds = type(error).__name__, seconds_since(started)
        log_event("extract", engine=engine, error=failed, seconds=seconds)
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


def read_shapes(path: Path, name: str) -> DigitShapes:
    """Look at the digits of a PDF, in a child process; a PDF that cannot be painted says why."""
    started, failed = time.monotonic(), None
    try:
        shapes = look_at_digits(path, name=name)
    except UnreadableDocumentError as error:
        shapes, failed = DigitShapes(0, failure=str(error)), type(error).__name__
    log_event(
        "shapes",
        digits=shapes.digits,
        compared=shapes.compared,
        contradictions=len(shapes.contradictions),
        error=failed,
        seconds=seconds_since(started),
    )
    return shapes


def identify_document(interpretation: Interpretation) -> CheckResult:
    """Ask a document by itself, without its other checks, whether it is the one of the source."""
    source = load_source()
    return document_identified(identify(interpretation, source), source)


def sound_rows(interpretation: Interpretation) -> tuple[list[Zeile], list[RowError]]:
    """Return the figures, and the rows in error: those that give a municipality twice among them.

    Where its rows give different figures, which of them is its own is not known.
    """
    rows_of: dict[str, list[Zeile]] = {}
    for zeile in interpretation.zeilen:
        rows_of.setdefault(zeile.gemeinde_ags, []).append(zeile)
    errors = list(interpretation.errors)
    doubtful: set[str] = set()
    for key, [first, *others] in rows_of.items():
        if any((z.personen, z.betrag_eur) != (first.personen, first.betrag_eur) for z in others):
            doubtful.add(key)
            errors.append(_twice(first, others[0]))
        errors += (_twice(other, first) for other in others)
    return [z for z in interpretation.zeilen if z.gemeinde_ags not in doubtful], errors


def _twice(zeile: Zeile, other: Zeile) -> RowError:
    place = f"one row for {zeile.gemeinde_ags}; page {other.herkunft.page}, "
    expected = f"{place}row {other.herkunft.row} has it too"
    return RowError("row_twice", zeile.herkunft.text, expected, zeile.herkunft)


def draw_understanding(pdf: Path, reading: Reading, page: int) -> bytes:
    """Return a page as PNG, with the columns, rows and cells that were found on it.

    A layout that is not understood is drawn too, without the meaning of its rows.

    Raises:
        UnreadableDocumentError: the page cannot be drawn.
        NoSuchPageError: the document has no such page.
    """
    if not 1 <= page <= reading.page_count:
        raise NoSuchPageError(pdf.name, page, reading.page_count)
    try:
        interpretation = interpret(reading, pdf.name)
    except LayoutError:
        interpretation = None
    [[picture]] = draw(pdf, [Drawing(page, page_marks(reading, page, interpretation))])
    return picture
