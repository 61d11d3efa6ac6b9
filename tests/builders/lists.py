"""Lists of all municipalities that are not the Planungsrahmen, and one that is: synthetic figures.

They are printed with title and headings alone, by two producers, as other offices print theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from tests.builders.matrix.by_typst import print_typst
from tests.builders.matrix.content import Kind, Line, Table
from tests.builders.matrix.reportlab_story import BODY, BOLD, FONT, GRID, Style
from tests.builders.notation import dotted
from tests.builders.rows import edition_rows
from tests.builders.synthetic import NOTICE

ROWS = edition_rows("endgueltig-2018-01")
NEW_TITLE = "Planungsrahmen zur VwV-Integrationsmanagement 2019"

Texts = list[tuple[str, ...]]
"""Rows of texts, the header first."""


def population() -> Texts:
    """Inhabitants by sex, with their total: no euro, no programme."""
    texts: Texts = [("Schlüssel", "Gemeinde", "insgesamt", "männlich", "weiblich")]
    sums = [0, 0]
    for number, row in enumerate(ROWS):
        parts = (4_000 + 37 * (number % 211) + number, 4_100 + 41 * (number % 199) + number)
        sums = [total + part for total, part in zip(sums, parts, strict=True)]
        texts.append((row.gemeinde_ags, row.gemeinde_name, *_with_sum(parts)))
    return [*texts, ("", "Baden-Württemberg", *_with_sum(sums))]


def shared_out(heading: str, rate: int) -> Texts:
    """Euros of another programme or edition: persons times a rate of its own, with their total."""
    texts = [("AGS", "Gemeinde", "Geflüchtete", heading)]
    texts.extend(
        (r.gemeinde_ags, r.gemeinde_name, dotted(r.personen), dotted(rate * r.personen))
        for r in ROWS
    )
    persons = sum(row.personen for row in ROWS)
    return [*texts, ("", "Summe", dotted(persons), dotted(rate * persons))]


def print_list(texts: Texts, path: Path, *titles: str) -> Path:
    """Print a list by ReportLab, in a grid."""
    style: Style = [
        ("FONT", (0, 0), (-1, -1), FONT, 7.5),
        ("FONT", (0, 0), (-1, 0), BOLD, 7.5),
        ("ALIGN", (2, 0), (-1, -1), "RIGHT"),
        *GRID,
    ]
    table = LongTable(texts, repeatRows=1, style=TableStyle(style))
    story = [*(Paragraph(title, BODY) for title in titles), Spacer(0, 3 * mm), table]
    SimpleDocTemplate(str(path), invariant=1, subject=NOTICE).build(story)
    return path


def print_list_unruled(texts: Texts, path: Path, title: str) -> Path:
    """Print a list by Typst, without a line."""
    header, *rows = texts
    align = ("left", "left", *["right"] * (len(header) - 2))
    lines = tuple(Line(Kind.ROW, row) for row in rows)
    body = """#text(size: 14pt, weight: "bold", content.title)
    #table(align: aligned, columns: t.width, stroke: none, inset: (x: 4pt, y: 2pt),
      table.header(..t.header.map(strong)), ..all-cells)"""
    print_typst(body, Table(header, align, lines), path, title=title)
    return path


def _with_sum(parts: Sequence[int]) -> tuple[str, ...]:
    return tuple(map(dotted, (sum(parts), *parts)))
