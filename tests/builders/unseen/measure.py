"""How wide columns have to be, for producers that must be told."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.builders.matrix.content import Kind, Table
from tests.builders.unseen.traits import Traits

MM = 72 / 25.4
SMALLEST = 5.5
SLACK = 1.06
NARROW_SHARE = 0.55
"""Of a name's longest text, in a column in which names wrap."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A size of type, the widths of columns in millimetres, and the paper that takes them."""

    size: float
    widths: tuple[float, ...]
    landscape: bool


def fit_columns(table: Table, traits: Traits, *, wide: float = 1.0) -> Fit:
    """Find widths that take every text; `wide` is how much wider than Helvetica the type is."""
    for landscape in sorted({traits.landscape, True}):
        size = traits.size
        while size >= (SMALLEST if landscape else 7):
            widths = tuple(_width(table, at, size * wide, traits) for at in range(table.width))
            if sum(widths) <= (265 if landscape else 178):
                return Fit(size, widths, landscape)
            size -= 0.5
    return Fit(size, widths, landscape=True)


def _width(table: Table, at: int, size: float, traits: Traits) -> float:
    texts = table.header[at].split("\n")
    rows = [line.cells[at] for line in table.lines if line.kind is Kind.ROW]
    longest = max(stringWidth(text, "Helvetica", size) for text in rows)
    if traits.narrow and table.header[at] == dict(traits.titles)["name"]:
        longest *= NARROW_SHARE
    titles = max(stringWidth(text, "Helvetica-Bold", size) for text in texts)
    sums = [line.cells[at] for line in table.lines if line.kind not in (Kind.ROW, Kind.HEADING)]
    if table.align[at] != "left":
        longest = max([longest, *(stringWidth(t, "Helvetica-Bold", size) for t in sums)])
    width: float = max(longest, titles) * SLACK + 2 * traits.padding
    return width / MM
