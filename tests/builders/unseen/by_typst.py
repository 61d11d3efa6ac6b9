"""Printed by Typst."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.builders.editions import VORLAEUFIG
from tests.builders.matrix.content import TITLE, TITLE_VORLAEUFIG
from tests.builders.unseen.table import kreis_column, make_level_table, make_table
from tests.builders.unseen.traits import Traits

FONTS = {
    "sans": "Libertinus Serif",
    "serif": "New Computer Modern",
    "narrow": "Libertinus Serif",
    "mono": "DejaVu Sans Mono",
    "wide": "New Computer Modern",
}
STROKES = {
    "grid": "0.4pt",
    "rows": "(x: none, y: 0.3pt)",
    "three": "(x, y) => if y == 0 { (y: 0.8pt) }",
    "fifth": "(x, y) => if calc.rem(y, 5) == 0 { (bottom: 0.4pt) }",
    "columns": "(x: 0.4pt, y: none)",
}
MERGED = """
#let at = %d
#let starts = range(t.lines.len()).filter(i => t.lines.at(i).cells.at(at) != "")
#let span(i) = {
  let next = starts.find(s => s > i)
  (if next == none { t.lines.len() } else { next }) - i }
#let all-cells = range(t.lines.len()).map(i => t.lines.at(i).cells.enumerate().map(((j, c)) =>
  if j != at { (c,) } else if i in starts { (table.cell(rowspan: span(i), c),) } else { () }
  ).flatten()).flatten()
"""


def print_typst(traits: Traits, path: Path) -> None:
    """Print a document; panels are columns of the page or of the table."""
    level = traits.level or traits.panels == 1
    table = make_level_table(traits, 44) if level else make_table(traits)
    merged = traits.kreis == "merged" and traits.sums not in ("subtotals", "both")
    columns = ", ".join(
        "20mm" if traits.narrow and text == dict(traits.titles)["name"] else "auto"
        for text in table.header
    )
    title_cells = f"table.header(repeat: {str(traits.header == 'every page').lower()}, ..titled),"
    body = f"""
#set page(flipped: {str(traits.landscape).lower()}, margin: (x: 14mm, y: 16mm)
  {f", columns: {traits.panels}" if not level else ""}
  {", background: rotate(-40deg, text(80pt, fill: luma(225))[ENTWURF])" if traits.watermark else ""}
  {f", header: text(7pt)[{traits.running}]" if traits.running else ""})
#set text(size: {traits.size}pt, font: "{FONTS[traits.font]}"
  {', number-type: "old-style"' if traits.figures == "old style" else ""}
  {", discretionary-ligatures: true" if traits.figures == "ligatures" else ""})
{MERGED % kreis_column(table, traits) if merged else ""}
#let titled = t.header.map(strong)
#titles
#{"block(stroke: 0.6pt, " if traits.rules == "frame" else "("}table(
  columns: ({columns},), align: (x, y) => aligned.at(x) + {_vertical(traits)},
  stroke: {STROKES.get(traits.rules, "none")}, inset: (x: {traits.padding}pt, y: 1.8pt),
  {"fill: (x, y) => if calc.odd(y) { luma(230) }," if traits.rules == "zebra" else ""}
  {title_cells if traits.header != "nowhere" else ""} ..all-cells))
"""
    title = TITLE_VORLAEUFIG if traits.edition == VORLAEUFIG.name else TITLE
    by_typst = import_module("tests.builders.matrix.by_typst")
    by_typst.print_typst(body, table, path, title=title)


def _vertical(traits: Traits) -> str:
    return {"top": "top", "middle": "horizon", "bottom": "bottom"}[traits.vertical]
