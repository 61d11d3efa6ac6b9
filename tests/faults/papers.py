"""Documents of five kinds that faults are printed into: with persons, totals, both, or neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.check.readings import Compared, compare
from pipeline.check.stage import References
from pipeline.extract.layout.geometry import Page, Word
from pipeline.extract.layout.level_numbers import numbers_beside_names
from pipeline.interpret.stage import interpret
from pipeline.model import Interpretation, Reading
from pipeline.values import replace
from tests.builders.editions import ENDGUELTIG, Edition
from tests.builders.lines import words
from tests.builders.matrix import columns as c
from tests.builders.matrix.by_typst import print_typst
from tests.builders.matrix.content import TITLE, Column, Table, build_table
from tests.builders.matrix.reportlab_story import (
    GRID,
    RULES,
    Style,
    flowing_table,
    print_story,
    title_story,
)
from tests.builders.readings import NEW_PAGE, Item, reading
from tests.builders.rows import Rows, edition_rows, of_kreise, total_personen
from tests.builders.synthetic import NOTICE
from tests.faults.sheet import (
    BETRAG,
    KEY,
    KREIS,
    LINES_ON_PAGE,
    NAME,
    PERSONEN,
    Sheet,
    table_to_sheet,
)
from tests.faults.verdict import holding, references_for

PART = ("08115", "08116")
"""Böblingen and Esslingen, with an Altdorf each."""
UNKNOWN = Edition("2019 (erfunden)", budget_eur=41_300_000, personen=61_487)
NEW_TITLE = "Planungsrahmen VwV-Integrationsmanagement 2019"
NO_LINES = "columns: t.width, stroke: none, inset: (x: 4pt, y: 2pt)"
COLUMN = 400.0
"""Points from one column to the next; no text is as wide."""
WIDTH_OF_PAPER = 7 * COLUMN
Print = Callable[[Table, Path, str], None]


def by_reportlab(style: Style) -> Print:
    """Print with lines, by ReportLab."""

    def printer(table: Table, path: Path, title: str) -> None:
        widths = [24 if align == "right" else 45 for align in table.align]
        print_story([*title_story(title), flowing_table(table, widths, style)], path)

    return printer


def by_typst(table: Table, path: Path, title: str) -> None:
    """Print without any line, by Typst."""
    body = f"""#text(size: 14pt, weight: "bold", content.title)
    #table(align: aligned, {NO_LINES}, table.header(..t.header.map(strong)), ..all-cells)"""
    print_typst(body, table, path, title=title)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document."""

    name: str
    columns: tuple[tuple[str, Column], ...]
    """What each holds, and how it is written."""
    printer: Print
    sums: bool = False
    """Whether it prints sums of Kreise and of all."""
    edition: Edition = ENDGUELTIG
    title: str = TITLE

    def table(self, rows: Rows, edition: Edition) -> Table:
        """Write rows as this kind of document does, their amounts as this edition shares them."""
        shared = tuple(replace(row, betrag_eur=edition.betrag_eur(row.personen)) for row in rows)
        return build_table(
            shared,
            [column for _, column in self.columns],
            heading=str if self.sums else None,
            subtotal="Summe {}".format if self.sums else None,
            total="Gesamtsumme" if self.sums else None,
            label_in=[role for role, _ in self.columns].index(NAME),
        )


_KEY, _NAME, _BARE = (KEY, c.key()), (NAME, c.name()), (NAME, c.name(c.without_title))
_PERSONEN, _BETRAG = (PERSONEN, c.personen()), (BETRAG, c.betrag())
ALONE = (_KEY, _NAME, _BETRAG)
KINDS = (
    Kind("persons", (_KEY, _NAME, (KREIS, c.kreis()), _PERSONEN, _BETRAG), by_reportlab(GRID)),
    Kind("totals", (_BARE, _BETRAG), by_typst, sums=True),
    Kind("persons and totals", (_KEY, _NAME, _PERSONEN, _BETRAG), by_reportlab(RULES), sums=True),
    Kind("amounts alone", ALONE, by_typst),
    Kind("amounts alone, new edition", ALONE, by_typst, edition=UNKNOWN, title=NEW_TITLE),
)


@dataclass(frozen=True, slots=True)
class Paper:
    """One document without a fault, and what is understood of it."""

    kind: Kind
    table: Table
    sheet: Sheet
    understood: Interpretation
    references: References
    held_by: frozenset[str]
    """The checks that hold even the faultless document."""


def write_paper(kind: Kind, *kreise: str) -> Paper:
    """A document of these Kreise as if they were a Land of their own; without any, of the Land."""
    rows = edition_rows(ENDGUELTIG.name)
    edition = kind.edition
    if kreise:
        rows = of_kreise(rows, *kreise)
        edition = _share(edition, total_personen(rows)) if edition is ENDGUELTIG else edition
    table = kind.table(rows, edition)
    understood = interpret(table_to_reading(table, kind.title), kind.name)
    references = references_for(understood, edition)
    held_by = holding(alike(understood), references)
    sheet = table_to_sheet(table, [role for role, _ in kind.columns])
    return Paper(kind, table, sheet, understood, references, held_by)


def _share(edition: Edition, personen: int) -> Edition:
    """An edition of nearly the same rate for fewer persons."""
    return Edition(edition.name, edition.betrag_eur(personen), personen)


def alike(understood: Interpretation) -> Compared:
    """What comes of readings that all say the same: nothing that a second one could add."""
    return compare([understood])


def table_to_reading(table: Table, title: str) -> Reading:
    """A table as a faultless engine would read it, its titles on each page."""
    items: list[Item] = [title, NOTICE]
    for first in range(0, len(table.lines), LINES_ON_PAGE):
        lines = table.lines[first : first + LINES_ON_PAGE]
        items += [NEW_PAGE] if first else []
        items += [table.header, *(line.cells for line in lines)]
    return _with_witness(reading(*items))


def _with_witness(document: Reading) -> Reading:
    """The reading with what the witness of place sees on such pages."""
    found: dict[int, list[Word]] = defaultdict(list)
    for row in (row for one in document.tables for row in one.rows):
        texts = [(COLUMN * n, cell.text) for n, cell in enumerate(row.cells) if cell.text]
        found[row.page] += words(row.bbox[3], texts)
    pages = (Page(page, WIDTH_OF_PAPER, tuple(there), (), ()) for page, there in found.items())
    return replace(document, level=numbers_beside_names(pages))
