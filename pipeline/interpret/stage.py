"""A reading understood: the order of the steps."""

import re
from collections.abc import Iterable

from pipeline.errors import LayoutError
from pipeline.interpret.document import DocumentReader
from pipeline.interpret.flow import join_flowing_kreise, reading_to_flow
from pipeline.interpret.guards import (
    doubtful_errors,
    find_excerpts,
    uncounted_errors,
    unread_errors,
)
from pipeline.interpret.roles import find_tables
from pipeline.interpret.sums import PrintedSum, settle_sums, stadtkreis_figures
from pipeline.interpret.wrapped import join_wrapped
from pipeline.model import (
    Ebene,
    Interpretation,
    Reading,
    RowClass,
    RowError,
    RowPlace,
    Summe,
    Zeile,
)
from schemas.headers import role_of_header

THOUSANDS = re.compile(r"[Tt]sd|[Tt]ausend|T ?(?:EUR|Euro|€)|Mio|Million|in 1[. ]?000")
"""The units that `headers.csv` refuses, in the case they are printed in; a lone t is no unit."""
SYNTHETIC_WORDS = ("synthetic", "synthetisch")


def interpret(reading: Reading, name: str = "document") -> Interpretation:
    """Understand a reading: which rows are figures, sums, headings, and which are not understood.

    Every printed row is counted in exactly one class of `Interpretation.row_classes`.

    Raises:
        LayoutError: no table of municipalities and amounts is recognised in it.
    """
    flow = join_flowing_kreise(reading_to_flow(reading))
    try:
        tables = find_tables(name, flow, reading.notes)
    except LayoutError:
        _refuse_thousands(name, (row.row.text for row in flow))
        raise
    reader = DocumentReader(join_wrapped(flow, tables.understood), tables)
    _refuse_thousands(name, (row.text for row in reader.above))
    repeated = find_excerpts(reader)
    excerpts = {zeile.herkunft.place for rows in repeated for zeile in rows}
    their_sums = {(rows[-1].herkunft.place, sum(z.betrag_eur for z in rows)) for rows in repeated}
    printed = [s for s in reader.sums if (reader.place_above(s), s.betrag_eur) not in their_sums]
    figures = stadtkreis_figures(printed, reader.zeilen)
    sums = [entry for index, entry in enumerate(printed) if index not in figures]
    listed = [zeile for zeile in reader.zeilen if zeile.herkunft.place not in excerpts]
    listed += figures.values()
    taken_back = {
        error.herkunft.place: error
        for error in (
            *unread_errors(listed, reading.omissions),
            *uncounted_errors(listed, reader.uncounted),
            *doubtful_errors(reader),
        )
    }
    counted = [zeile for zeile in listed if zeile.herkunft.place not in taken_back]
    summen, misfits = settle_sums(sums, reader.zeilen, counted)
    read = {zeile.gemeinde_ags: zeile for zeile in counted}
    strays = filter(None, (stray.error(read) for stray in reader.stray))
    errors = (*reader.errors, *taken_back.values(), *strays, *misfits)
    return Interpretation(
        zeilen=tuple(counted),
        summen=tuple(summen),
        errors=errors,
        row_classes=reader.classes
        | dict.fromkeys(excerpts, RowClass.OUTSIDE)
        | _settled_classes(figures.values(), reader.sums, summen, errors),
        columns=tuple(r for m, roles in tables.understood.items() for r in roles.explained(m)),
        engine=reading.engine,
        engine_version=reading.engine_version,
        page_count=reading.page_count,
        synthetic=_is_synthetic(reading),
        information=reading.metadata,
        above=tuple(reader.above),
        notes=reading.notes,
        omissions=reading.omissions,
        level=reading.level,
    )


def _refuse_thousands(name: str, texts: Iterable[str]) -> None:
    """Refuse a document that says above its table that it prints thousands of euros."""
    for text in texts:
        if THOUSANDS.search(text) and role_of_header(text) == "refused":
            reason = f"it says {text!r}: amounts in thousands are rounded, not the figures"
            raise LayoutError(name, reason)


def _settled_classes(
    figures: Iterable[Zeile],
    printed: Iterable[PrintedSum],
    summen: Iterable[Summe],
    errors: Iterable[RowError],
) -> dict[RowPlace, RowClass]:
    """Return the class of each row that turned out to be another thing than it looked like.

    Sums of pages and associations are not kept.
    """
    kinds = {True: RowClass.TOTAL, False: RowClass.SUBTOTAL}
    return (
        {entry.herkunft.place: RowClass.OUTSIDE for entry in printed}
        | {summe.herkunft.place: kinds[summe.ebene is Ebene.LAND] for summe in summen}
        | {figure.herkunft.place: RowClass.FIGURE for figure in figures}
        | {error.herkunft.place: RowClass.ERROR for error in errors}
    )


def _is_synthetic(reading: Reading) -> bool:
    """Return True if the document calls itself synthetic, in its information or on a page."""
    rows = [*reading.outside, *(row for table in reading.tables for row in table.rows)]
    texts = "\n".join([*reading.metadata.values(), *(row.text for row in rows)]).lower()
    return any(word in texts for word in SYNTHETIC_WORDS)
