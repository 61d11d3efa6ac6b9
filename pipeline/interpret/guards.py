"""Figures that are taken back, for what the rest of the document says, and lists read once.

- A list all of whose figures stand elsewhere in the document with the same amounts says nothing
  new; its rows are read once. A row printed twice within one list is an error.
- Ink as large as print that no text explains may be a digit or a name; so may text that is turned
  against the page, where it is a figure, a key or a name by itself.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from pipeline.boxes import union_box
from pipeline.interpret.cells import classify
from pipeline.interpret.document import DocumentReader, Section
from pipeline.model import Bbox, Omission, OmissionKind, RowError, RowPlace, Zeile
from schemas.names import load_gazetteer

LEAST_ROWS = 3
"""Fewer repeated rows are no list but a fault."""
SMALL = 1.6
"""Heights of a row: slanted text that is higher is a watermark or a stamp."""
BESIDE = 18.0
"""Points left and right of a page's figures that still are of its table."""


def find_excerpts(reader: DocumentReader) -> list[list[Zeile]]:
    """Return the lists that repeat others: those without persons first, then the shorter ones."""
    lists: dict[Section, list[Zeile]] = {}
    for zeile in reader.zeilen:
        lists.setdefault(reader.sections[zeile.herkunft.place], []).append(zeile)
    of_model = Counter(model for model, _ in reader.sections.values())
    figures = {key: {(z.gemeinde_ags, z.betrag_eur) for z in rows} for key, rows in lists.items()}
    held = Counter(figure for each in figures.values() for figure in each)
    repeated: list[list[Zeile]] = []

    def weight(section: Section) -> tuple[int, int, int]:
        rows = lists[section]
        return sum(z.personen is not None for z in rows), of_model[section[0]], len(rows)

    for section in sorted(lists, key=weight):
        here = figures[section]
        if len(here) >= LEAST_ROWS and all(held[figure] > 1 for figure in here):
            held.subtract(here)
            repeated.append(lists[section])
    return repeated


def doubtful_errors(reader: DocumentReader) -> Iterator[RowError]:
    """Yield errors for figures that only the Kreis carried along decided, where that is in doubt.

    All of them, if any row contradicts its Kreis; those that could be the next Kreis's too, if
    the Kreis of some rows was printed below them.
    """
    conflict = any(error.code == "kreis_conflict" for error in reader.errors)
    expected = "a key or Kreis of its own: the Kreis of the rows around it is in doubt"
    for zeile, is_nearby in reader.relying:
        if conflict or (is_nearby and reader.looked_ahead):
            yield RowError("name_ambiguous", zeile.name_gedruckt, expected, zeile.herkunft)


def uncounted_errors(zeilen: Sequence[Zeile], uncounted: Collection[RowPlace]) -> list[RowError]:
    """Return errors for figures without persons in a document that prints them.

    Nobody is counted where there is nothing: rows without an amount may leave the place blank,
    unless it is missing from their whole table (`uncounted`).
    """
    lacking = [zeile for zeile in zeilen if zeile.personen is None]
    if 2 * len(lacking) >= len(zeilen):
        return []
    expected = "the persons, which most rows of this document print"
    return [
        RowError("persons_missing", zeile.herkunft.text, expected, zeile.herkunft)
        for zeile in lacking
        if zeile.betrag_eur or zeile.herkunft.place in uncounted
    ]


def unread_errors(zeilen: Sequence[Zeile], omissions: Iterable[Omission]) -> Iterator[RowError]:
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


def _may_be_of_a_row(omission: Omission) -> bool:
    if omission.kind is OmissionKind.UNREAD:
        return True
    if omission.kind not in (OmissionKind.TURNED, OmissionKind.SLANTED):
        return False
    cell = classify(omission.text)
    is_name = cell.is_name and not load_gazetteer().find_kreise(omission.text)
    return cell.is_figure or cell.key is not None or is_name


def _is_level(row: Bbox, omission: Omission) -> bool:
    _, y0, _, y1 = omission.bbox
    _, top, _, bottom = row
    if omission.kind is OmissionKind.SLANTED and y1 - y0 > SMALL * (bottom - top):
        return False
    return y0 <= (top + bottom) / 2 <= y1 or top <= (y0 + y1) / 2 <= bottom
