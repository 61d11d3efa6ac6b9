"""How wide columns have to be, for producers that must be told."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth

from pipeline.values import replace
from tests.builders.matrix.content import Kind, Table
from tests.builders.unseen.table import make_level_table
from tests.builders.unseen.traits import Traits

MM = 72 / 25.4
SMALLEST = 5.5
SLACK = 1.06
NARROW_SHARE = 0.55
"""Of a name's longest text, in a column in which names wrap."""


WIDE = {"groff": 0.95, "latex": 1.12}
"""How much wider than Helvetica the type of a producer is."""
BESIDE = {"calc": 1.5, "writer": 1.5}
"""Millimetres that a cell needs beside its text and the padding."""
WRITER_SIZE = 9.0
"""The only size that this producer prints, in points."""
PORTRAIT, LANDSCAPE = 178.0, 265.0
"""Millimetres that a table may be wide."""
SMALLEST_UPRIGHT = 7.0


@dataclass(frozen=True, slots=True)
class Fit:
    """A size of type, the widths of columns in millimetres, and the paper that takes them."""

    size: float
    widths: tuple[float, ...]
    landscape: bool

    @property
    def fits(self) -> bool:
        """Whether the table stands on its page."""
        return sum(self.widths) <= (LANDSCAPE if self.landscape else PORTRAIT)


def narrowed(traits: Traits) -> Traits:
    """Leave out what lets a table be wider than the page, one thing after the other."""
    kreis = "none" if traits.kreis == "none" else "short column"
    plain = replace(traits, extra="none")
    less = (
        traits,
        plain,
        replace(plain, panels=min(traits.panels, 2)),
        replace(plain, panels=1),
        replace(plain, panels=1, kreis=kreis),
    )
    return next((t for t in less if fit_columns(make_level_table(t, 1), t).fits), less[-1])


def fit_columns(table: Table, traits: Traits) -> Fit:
    """Find widths that take every text, on upright paper if possible."""
    for landscape in sorted({traits.landscape, True}):
        size = WRITER_SIZE if traits.producer == "writer" else traits.size
        while size >= (SMALLEST if landscape else SMALLEST_UPRIGHT):
            widths = tuple(_width(table, at, size, traits) for at in range(table.width))
            fit = Fit(size, widths, landscape)
            if fit.fits or traits.producer == "writer":
                break
            size -= 0.5
        if fit.fits:
            break
    return fit


def _width(table: Table, at: int, size: float, traits: Traits) -> float:
    size *= WIDE.get(traits.producer, 1.0)
    rows = [line.cells[at] for line in table.lines if line.kind is Kind.ROW]
    longest = max(stringWidth(text, "Helvetica", size) for text in rows)
    if traits.narrow and table.header[at] == dict(traits.titles)["name"]:
        longest *= NARROW_SHARE
    texts = table.header[at].split("\n")
    sums = [line.cells[at] for line in table.lines if line.kind not in (Kind.ROW, Kind.HEADING)]
    texts += [] if table.align[at] == "left" else sums
    bold = max(stringWidth(text, "Helvetica-Bold", size) for text in texts)
    width: float = max(longest, bold) * SLACK + 2 * traits.padding
    return width / MM + BESIDE.get(traits.producer, 0.0)
