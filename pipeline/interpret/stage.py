"""A reading understood: the order of the steps."""

import re
from collections.abc import Collection, Iterable, Sequence

from pipeline.errors import LayoutError
from pipeline.interpret.document import DocumentReader
from pipeline.interpret.flow import join_flowing_kreise, reading_to_flow
from pipeline.interpret.guards import find_excerpts, without_unread
from pipeline.interpret.sums import PrintedSum, settle_sums, stadtkreis_figures
from pipeline.interpret.tables import find_tables
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
    reader = DocumentReader(join_wrapped(flow, tables), tables)
    _refuse_thousands(name, (row.text for row in reader.above))
    excerpts = find_excerpts(reader.zeilen, reader.sections)
    printed = [
        entry
        for entry in reader.sums
        if (reader.place_above(entry), entry.betrag_eur) not in excerpts.sums
    ]
    figures = stadtkreis_figures(printed, reader.zeilen)
    sums = [entry for index, entry in enumerate(printed) if index not in figures]
    sound, doubtful = _without_doubtful(reader)
    listed = [zeile for zeile in sound if zeile.herkunft.place not in excerpts.places]
    whole, uncounted = _without_uncounted([*listed, *figures.values()], reader.uncounted)
    counted, unread = without_unread(whole, reading.omissions)
    summen, misfits = settle_sums(sums, reader.zeilen, counted)
    read = {zeile.gemeinde_ags: zeile for zeile in counted}
    strays = filter(None, (stray.error(read) for stray in reader.stray))
    errors = (*reader.errors, *doubtful, *uncounted, *unread, *strays, *misfits)
    return Interpretation(
        zeilen=tuple(counted),
        summen=tuple(summen),
        errors=errors,
        row_classes=reader.classes
        | dict.fromkeys(excerpts.places, RowClass.OUTSIDE)
        | _settled_classes(figures.values(), reader.sums, summen, errors),
        columns=tuple(role for roles in tables.understood.values() for role in roles.explained),
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


def _without_doubtful(reader: DocumentReader) -> tuple[list[Zeile], list[RowError]]:
    """Take back figures that only the Kreis carried along decided, where that is in doubt.

    All of them, if any row contradicts its Kreis; those that could be the next Kreis's too, if
    the Kreis of some rows was printed below them.
    """
    conflict = any(error.code == "kreis_conflict" for error in reader.errors)
    nearby = reader.relying_nearby if reader.looked_ahead else []
    doubtful = {id(zeile): zeile for zeile in (reader.relying if conflict else nearby)}
    expected = "a key or Kreis of its own: the Kreis of the rows around it is in doubt"
    errors = [
        RowError("name_ambiguous", zeile.name_gedruckt, expected, zeile.herkunft)
        for zeile in doubtful.values()
    ]
    return [zeile for zeile in reader.zeilen if id(zeile) not in doubtful], errors


def _without_uncounted(
    zeilen: Sequence[Zeile], uncounted: Collection[RowPlace]
) -> tuple[list[Zeile], list[RowError]]:
    """Take back figures without persons in a document that prints them, or they are lost unseen.

    Nobody is counted where there is nothing: rows without an amount may leave the place blank,
    unless it is missing from their whole table (`uncounted`).
    """
    counted = sum(zeile.personen is not None for zeile in zeilen)
    if 2 * counted <= len(zeilen):
        return list(zeilen), []
    lost = [
        zeile
        for zeile in zeilen
        if zeile.personen is None and (zeile.betrag_eur or zeile.herkunft.place in uncounted)
    ]
    expected = "the persons, which most rows of this document print"
    errors = [RowError("persons_missing", z.herkunft.text, expected, z.herkunft) for z in lost]
    places = {zeile.herkunft.place for zeile in lost}
    return [zeile for zeile in zeilen if zeile.herkunft.place not in places], errors


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
