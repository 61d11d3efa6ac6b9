"""A list of as many rows as wanted, written without a library that sets type: in seconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, count, cycle, islice

from tests.builders.hostile import CATALOG, raw_pdf, stream
from tests.builders.notation import dotted
from tests.builders.register import bare_name
from tests.builders.rows import DocumentRow, edition_rows

ROWS_ON_PAGE = 60
EDGES = (50, 110, 330, 430)
HEADER = ("AGS", "Gemeinde", "Personen", "Planungsrahmen")
FONT = b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>"


def long_list(rows: int) -> bytes:
    """The rows of the final edition, again and again; the same keys each time."""
    texts = list(map(_texts, islice(cycle(edition_rows("endgueltig-2018-01")), rows)))
    starts = range(0, rows, ROWS_ON_PAGE)
    pages = [_content(texts[start : start + ROWS_ON_PAGE]) for start in starts]
    numbers = range(3, 3 + 2 * len(pages), 2)
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    node = b"<</Type/Pages/Kids[%s]/Count %d/Resources%s>>" % (kids, len(pages), FONT)
    pairs = zip(map(_page, numbers), pages, strict=True)
    return raw_pdf([CATALOG, node, *chain.from_iterable(pairs)])


def _texts(row: DocumentRow) -> tuple[str, ...]:
    name = bare_name(row.gemeinde_name)
    return (row.gemeinde_ags, name, dotted(row.personen), dotted(row.betrag_eur))


def _page(number: int) -> bytes:
    box = b"/MediaBox[0 0 595 842]"
    return b"<</Type/Page/Parent 2 0 R%s/Contents %d 0 R>>" % (box, number + 1)


def _content(rows: Sequence[Sequence[str]]) -> bytes:
    return stream(b"\n".join(chain.from_iterable(map(_line, count(), (HEADER, *rows)))))


def _line(number: int, texts: Sequence[str]) -> Iterator[bytes]:
    for edge, text in zip(EDGES, texts, strict=True):
        shown = text.encode("cp1252").replace(b"(", rb"\(").replace(b")", rb"\)")
        yield b"BT /F 8 Tf %d %d Td (%s) Tj ET" % (edge, 790 - 12 * number, shown)
