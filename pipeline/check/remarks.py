"""What is said of the figures elsewhere than in the title above the first of them.

Remarks may stand under the table or within it, at the edges of pages, in a watermark or in a column
of their own. What else is said there is of all kinds, so only what is known to take figures back,
or to make them others, counts. What stands above the table where a page goes on with it is a title
like the first one.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from pipeline.check.passages import FINITE_VERB, LONGEST_TITLE, Passage, lines_to_passages
from pipeline.model import Interpretation, OmissionKind, RawRow, RowClass
from schemas.headers import plain_words
from schemas.settings import Phrases, pattern_of
from schemas.source import Identity

TEXT = (RowClass.OUTSIDE, RowClass.HEADER, RowClass.CONTINUATION)
"""What rows are that are neither figures, nor sums, nor names of Kreise."""
NO_YEAR = re.compile(r"\b(?!20\d\d\b)\d+\b")
BESIDE = (OmissionKind.TURNED, OmissionKind.SLANTED, OmissionKind.NOTE)


def find_remark(document: Interpretation, identity: Identity) -> str | None:
    """Return the words that make the figures of a document others, if it says such a thing."""
    for text in _texts(document):
        if found := _first(text.words, identity.retractions, identity):
            return found
        is_prose = FINITE_VERB.search(text.text) or len(text.text) > LONGEST_TITLE
        if not is_prose and (found := _first(text.words, identity.other_sums, identity)):
            return found
    # In the rows of figures stand names and numbers, and nothing that goes on in the next one.
    rows = plain_words("\n".join(zeile.herkunft.text for zeile in document.zeilen))
    return _first(rows, (*identity.retractions, *identity.other_sums), identity)


def later_titles(document: Interpretation) -> list[Passage]:
    """Return the titles above the table on later pages, but for those that the first one has."""
    begins: dict[int, int] = {}
    for zeile in document.zeilen:
        begins.setdefault(zeile.herkunft.page, zeile.herkunft.row)
    known = {_without_counts(line) for row in document.above for line in row.text.splitlines()}
    above = (
        row
        for row in _rows(document)
        if row.number < begins.get(row.page, 0) and row.page > min(begins)
    )
    lines = ((page, line) for page, line in _lines(above) if _without_counts(line) not in known)
    return [passage for passage in lines_to_passages(lines) if passage.is_title]


def has_picture(document: Interpretation, *, above: bool) -> bool:
    """Return True if marks that may be text stand among the titles of columns, or `above` them."""
    marks = [o for o in document.reading.omissions if o.kind is OmissionKind.UNREAD]
    if not marks or not document.zeilen:
        return False
    first = document.zeilen[0].herkunft
    headers = [(row.page, row.bbox[1], row.bbox[3]) for row in _rows(document, RowClass.HEADER)]
    if above:
        headers.append((first.page, 0.0, first.bbox[1]))
    return any(
        mark.page == page and mark.bbox[1] < bottom and mark.bbox[3] > top
        for mark in marks
        for page, top, bottom in headers
    )


def _texts(document: Interpretation) -> Iterator[Passage]:
    yield from lines_to_passages(_lines(_rows(document)))
    omissions = document.reading.omissions
    yield from (Passage(o.page, o.text) for o in omissions if o.kind in BESIDE)


def _rows(document: Interpretation, *classes: RowClass) -> list[RawRow]:
    """Return the rows of some classes, else those of text, from the first page to the last."""
    reading = document.reading
    rows = chain(reading.outside, *(table.rows for table in reading.tables))
    kinds = classes or TEXT
    found = [row for row in rows if document.row_classes.get(row.place) in kinds]
    return sorted(found, key=lambda row: row.place)


def _lines(rows: Iterable[RawRow]) -> Iterator[tuple[int, str]]:
    """Yield the lines of rows of one text, with their pages."""
    for row in rows:
        texts = [cell.text for cell in row.cells if cell.text]
        if len(texts) == 1:
            yield from ((row.page, line) for line in texts[0].splitlines())


def _without_counts(line: str) -> str:
    return NO_YEAR.sub("", plain_words(line)).strip()


def _first(words: str, phrases: Phrases, identity: Identity) -> str | None:
    """Return the first phrase that is not said to be what is not so."""
    for found in pattern_of(phrases).finditer(words):
        [before] = words[: found.start()].split()[-1:] or [""]
        if not pattern_of(identity.exclusions).fullmatch(before):
            return found[0]
    return None
