"""A reading understood: the order of the steps, and what is taken back at the end.

Figures are taken back where the Kreis that decided them is in doubt, where their persons are
missing, where one line of a wrapped number may have been taken for the whole, or where something on
their line was seen but not read: ink as large as print that no text explains, or text turned
against the page that is a figure, a key or a name by itself.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from pipeline.boxes import union_box
from pipeline.errors import LayoutError
from pipeline.interpret.cells import classify
from pipeline.interpret.flow import FlowRow, lines_next_to, reading_to_flow
from pipeline.interpret.labels import kreis_heading
from pipeline.interpret.notation import may_be_one, parse_gemeinde_ags
from pipeline.interpret.printed_sums import settle_sums
from pipeline.interpret.roles import Tables, find_tables
from pipeline.interpret.row_classes import DocumentReader
from pipeline.interpret.row_figure import RowCells
from pipeline.interpret.wrapped import join_wrapped
from pipeline.model import (
    Bbox,
    Ebene,
    Interpretation,
    Omission,
    OmissionKind,
    Reading,
    RowClass,
    RowError,
    RowPlace,
    Zeile,
)
from schemas.headers import role_of_header
from schemas.names import load_gazetteer

THOUSANDS = re.compile(r"[Tt]sd|[Tt]ausend|T ?(?:EUR|Euro|€)|Mio|Million|in 1[. ]?000")
"""The units that `headers.csv` refuses, in the case they are printed in; a lone t is no unit."""
SUM_CLASS = dict.fromkeys(Ebene, RowClass.SUBTOTAL) | {Ebene.LAND: RowClass.TOTAL}
SYNTHETIC_WORDS = ("synthetic", "synthetisch")
LEAST_AMOUNT = 1_000
"""Euros: numbers of pages, and nearly all head counts, are smaller."""
SMALL = 1.6
"""Heights of a row: slanted text that is higher is a watermark or a stamp."""
BESIDE = 18.0
"""Points left and right of a page's figures that still are of its table."""


def interpret(reading: Reading, name: str = "document") -> Interpretation:
    """Understand a reading: which rows are figures, sums, headings, and which are not understood.

    Every printed row is counted in exactly one class of `Interpretation.row_classes`.

    Raises:
        LayoutError: no table of municipalities and amounts is recognised in it.
    """
    tables, reader = _read_document(reading, name)
    doubts = [
        *_unread_errors(reader.zeilen, reading.omissions),
        *_uncounted_errors(reader.zeilen),
        *_doubtful_errors(reader),
        *_contradicted_errors(reader),
    ]
    taken_back = {error.herkunft.place: error for error in doubts}
    counted = [zeile for zeile in reader.zeilen if zeile.herkunft.place not in taken_back]
    summen, of_associations, misfits = settle_sums(reader.sums, reader.zeilen, counted)
    by_key = {zeile.gemeinde_ags: zeile for zeile in counted}
    strays = filter(None, (stray.error(by_key) for stray in reader.stray))
    read = {*(zeile.herkunft.place for zeile in counted), *(s.herkunft.place for s in summen)}
    known = read.union(reader.page_texts)
    split = {e.herkunft.place: e for e in _split_errors(reader.rows, tables, read, known)}
    summen = [summe for summe in summen if summe.herkunft.place not in split]
    errors = (*reader.errors, *taken_back.values(), *strays, *misfits, *split.values())
    return Interpretation(
        zeilen=tuple(zeile for zeile in counted if zeile.herkunft.place not in split),
        summen=tuple(summen),
        errors=errors,
        row_classes={
            **reader.classes,
            **{summe.herkunft.place: SUM_CLASS[summe.ebene] for summe in summen},
            **dict.fromkeys(of_associations, RowClass.SUBTOTAL),
            **{error.herkunft.place: RowClass.ERROR for error in errors},
        },
        columns=tuple(r for m, roles in tables.understood.items() for r in roles.explained(m)),
        synthetic=_is_synthetic(reading),
        above=tuple(reader.above),
        reading=reading,
    )


def _read_document(reading: Reading, name: str) -> tuple[Tables, DocumentReader]:
    flow = reading_to_flow(reading)
    try:
        tables = find_tables(name, flow, reading.notes)
    except LayoutError:
        _refuse_thousands(name, (row.row.text for row in flow))
        raise
    reader = DocumentReader(join_wrapped(flow, tables.understood), tables)
    _refuse_thousands(name, (row.text for row in reader.above))
    _refuse_thousands(name, (row.text for row in reading.outside))
    return tables, reader


def _refuse_thousands(name: str, texts: Iterable[str]) -> None:
    """Refuse a document that says outside its table that it prints thousands of euros."""
    for text in texts:
        if THOUSANDS.search(text) and role_of_header(text) == "refused":
            reason = f"it says {text!r}: amounts in thousands are rounded, not the figures"
            raise LayoutError(name, reason)


def _is_synthetic(reading: Reading) -> bool:
    """Return True if the document calls itself synthetic, in its information or on a page."""
    rows = chain(reading.outside, *(table.rows for table in reading.tables))
    cells = (text for row in rows for cell in row.cells for text in (cell.text, cell.cut))
    texts = map(str.lower, chain(reading.metadata.values(), cells))
    return any(word in text for text in texts for word in SYNTHETIC_WORDS)


def _doubtful_errors(reader: DocumentReader) -> Iterator[RowError]:
    """Yield errors for figures that only the Kreis carried along decided, where that is in doubt.

    All of them, if any row contradicts its Kreis; those that could be the next Kreis's too, if
    the Kreis of some rows was printed below them.
    """
    conflict = any(error.code == "kreis_conflict" for error in reader.errors)
    expected = "a key or Kreis of its own: the Kreis of the rows around it is in doubt"
    for zeile, is_nearby in reader.decided_by_context:
        if conflict or (is_nearby and reader.looked_ahead):
            yield RowError("name_ambiguous", zeile.name_gedruckt, expected, zeile.herkunft)


def _contradicted_errors(reader: DocumentReader) -> Iterator[RowError]:
    """Yield errors for figures of which a row that is not understood may be a correction.

    It names their municipality, and has another amount.
    """
    by_key = {zeile.gemeinde_ags: zeile for zeile in reader.zeilen}
    for row in reader.not_understood:
        place, text = row.herkunft, row.row.text
        expected = f"no other amount on page {place.page}, row {place.row}, which reads {text!r}"
        keys = {cell: ags for cell in row.cells if (ags := parse_gemeinde_ags(cell.text)) in by_key}
        numbers = (cell.number for cell in row.cells if cell.number and cell not in keys)
        amounts = {number for number in numbers if number >= LEAST_AMOUNT}
        named = (cell.as_name.named.one() for cell in row.cells if not kreis_heading(cell.text))
        for ags in (*keys.values(), *(gemeinde.gemeinde_ags for gemeinde in named if gemeinde)):
            zeile = by_key.get(ags or "")
            if zeile and not amounts <= {zeile.betrag_eur, zeile.personen}:
                yield RowError("row_contradicts", zeile.herkunft.text, expected, zeile.herkunft)


def _uncounted_errors(zeilen: Sequence[Zeile]) -> list[RowError]:
    """Return errors for figures without persons in a document that prints them.

    Nobody is counted where there is nothing: rows without an amount may leave the place blank.
    """
    lacking = [zeile for zeile in zeilen if zeile.personen is None]
    if 2 * len(lacking) >= len(zeilen):
        return []
    expected = "the persons, which most rows of this document print"
    return [
        RowError("persons_missing", zeile.herkunft.text, expected, zeile.herkunft)
        for zeile in lacking
        if zeile.betrag_eur
    ]


def _unread_errors(zeilen: Sequence[Zeile], omissions: Iterable[Omission]) -> Iterator[RowError]:
    """Yield errors for figures on whose line something is that was seen but not read."""
    for omission in filter(_may_be_of_a_row, omissions):
        here = [zeile for zeile in zeilen if zeile.herkunft.page == omission.page]
        left, _, right, _ = union_box([z.herkunft.bbox for z in here]) if here else omission.bbox
        found = f"{omission.text!r}, turned" if omission.text else "marks that are no text"
        x0, y0, x1, y1 = omission.bbox
        expected = f"only text that can be read on this line; see {x0:g}, {y0:g}, {x1:g}, {y1:g}"
        for zeile in here if x0 < right + BESIDE and x1 > left - BESIDE else ():
            if _is_level(zeile.herkunft.bbox, omission):
                text = f"{found} beside {zeile.herkunft.text}"
                yield RowError("print_unread", text, expected, zeile.herkunft)


def _split_errors(
    rows: Sequence[FlowRow], tables: Tables, read: Collection[RowPlace], known: Collection[RowPlace]
) -> Iterator[RowError]:
    """Yield errors for rows that were read whose numbers may go on in a line that is not known.

    That is a line next to them that names nothing and has nothing but their other parts.
    """
    for index, line in enumerate(rows):
        roles = tables.understood.get(line.model)
        if roles is None or line.row.place in known:
            continue
        filled = [c.index for c in roles.numbers.ours if line.texts[c.index]]
        if not filled or RowCells(line, roles).is_of_municipality:
            continue
        for step in (-1, 1):
            near = lines_next_to(rows, index, step, roles.headers)
            row = next((row for row in near if any(row.texts[c] for c in filled)), line)
            begun, end = (row, line) if step < 0 else (line, row)
            parts = [(begun.texts[c], end.texts[c]) for c in filled]
            if row.row.place in read and all(may_be_one(*part) for part in parts):
                both = " ".join(text for part in parts for text in part)
                yield RowError("amount_unreadable", both, "each number on one line", row.herkunft)


def _may_be_of_a_row(omission: Omission) -> bool:
    if omission.kind is OmissionKind.UNREAD:
        return True
    if omission.kind not in (OmissionKind.TURNED, OmissionKind.SLANTED):
        return False
    cell = classify(omission.text)
    is_name = cell.is_name and not load_gazetteer().find_kreise(omission.text)
    return cell.is_figure or cell.as_name.key is not None or is_name


def _is_level(row: Bbox, omission: Omission) -> bool:
    _, y0, _, y1 = omission.bbox
    _, top, _, bottom = row
    if omission.kind is OmissionKind.SLANTED and y1 - y0 > SMALL * (bottom - top):
        return False
    return y0 <= (top + bottom) / 2 <= y1 or top <= (y0 + y1) / 2 <= bottom
