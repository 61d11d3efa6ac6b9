"""Printed by Typst: columns without a line, leaders, multi-column pages, rotated pages."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import typst

from tests.builders.matrix import columns as c
from tests.builders.matrix.content import (
    DATE,
    TITLE,
    Table,
    add_running_numbers,
    blank_repeats,
    build_table,
)
from tests.builders.notation import (
    dotted,
    dotted_from_five_digits,
    euro_sign_thin,
    euro_word_no_break,
    plain,
    with_dash_for_cents,
    zero_as,
)
from tests.builders.rows import Rows
from tests.builders.synthetic import KEYWORDS, NOTICE, SUBJECT

PREAMBLE = """
#let content = json(bytes(sys.inputs.content))
#let t = content.table
#set document(title: content.title, description: content.subject, keywords: content.keywords)
#let foot = text(size: 7pt)[#content.notice #h(1fr) #context counter(page).display()]
#set page(paper: "a4", margin: (x: 20mm, y: 18mm), footer: foot)
#set text(lang: "de", size: 9pt, hyphenate: false)
#let aligned = t.align.map(side => (left: left, right: right, center: center).at(side))
#let heading-cell(line) = table.cell(colspan: t.width, align: left, strong(line.cells.first()))
#let line-cells(line) = if line.kind == "heading" { (heading-cell(line),) } else if (
  line.kind == "row") { line.cells } else { line.cells.map(strong) }
#let all-cells = t.lines.map(line-cells).flatten()
#let titles = text(size: 14pt, weight: "bold", content.title) + parbreak() + content.date
"""


def print_typst(body: str, table: Table, path: Path, *, title: str = TITLE) -> None:
    """Print a template's body with the texts of a table."""
    content: dict[str, object] = {
        "title": title,
        "date": DATE,
        "notice": NOTICE,
        "subject": SUBJECT,
        "keywords": KEYWORDS,
        "table": {
            "header": table.header,
            "align": table.align,
            "width": table.width,
            "lines": [{"kind": line.kind, "cells": line.cells} for line in table.lines],
        },
    }
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "document.typ"
        template.write_text(PREAMBLE + body, encoding="utf-8")
        typst.compile(
            template,
            output=path,
            ignore_system_fonts=True,
            sys_inputs={"content": json.dumps(content)},
            timestamp=946_684_800,
            pdf_tags=False,
        )


def _table(options: str, *, repeat: bool = True) -> str:
    return f"""#table(align: aligned, {options},
      table.header(repeat: {str(repeat).lower()}, ..t.header.map(strong)), ..all-cells)"""


def hyphenated(rows: Rows, path: Path) -> None:
    """No lines; names hyphenated at the line's end in a narrow column, ragged right.

    A hyphen at the end of a line may be part of the name or not.
    """
    table = build_table(rows, [c.key(), c.name(c.without_title), c.personen(), c.betrag()])
    body = "#set text(hyphenate: true)\n#titles\n" + _table(
        "columns: (auto, 22mm, auto, auto), stroke: none, inset: (x: 4pt, y: 3pt)"
    )
    print_typst(body, table, path)


def dot_leaders(rows: Rows, path: Path) -> None:
    """Name, dots, amount on each line under headings per Kreis; no table at all.

    The dots fill the gap that would part the columns.
    """
    table = build_table(rows, [c.name(c.without_title), c.betrag()], heading=str)
    body = """#titles
    #for line in t.lines [#if line.kind == "heading" [
      #v(4pt) #strong(line.cells.first()) #linebreak()] else [
      #line.cells.at(0) #box(width: 1fr, repeat[. ]) #line.cells.at(1) #linebreak()]]"""
    print_typst(body, table, path)


def two_columns(rows: Rows, path: Path) -> None:
    """A page of two text columns that the table flows through; rules; heading rows in capitals.

    The header stands over both columns; a Kreis goes on from the left column to the right.
    """
    number = zero_as("–", dotted_from_five_digits)
    columns = [c.name(c.without_title), c.personen(number), c.betrag(number)]
    table = build_table(rows, columns, heading=str.upper)
    body = "#set page(columns: 2)\n" + _table(
        "columns: (1fr, auto, auto), stroke: (x: none, y: 0.3pt), inset: 2.5pt"
    )
    print_typst(body, table, path)


def thin_spaces(rows: Rows, path: Path) -> None:
    """Rules above and below each row; amounts with thin spaces and €; persons left of the key.

    Spaces within an amount against spaces between columns.
    """
    table = build_table(rows, [c.personen(), c.key_parted(), c.name(), c.betrag(euro_sign_thin)])
    body = "#titles\n" + _table(
        "columns: 4, stroke: (x: none, y: 0.3pt), inset: (x: 6pt, y: 2pt), column-gutter: 1pt"
    )
    print_typst(body, table, path)


def merged_kreis_top(rows: Rows, path: Path) -> None:
    """Grid; a cell over all rows of a Kreis holds its name, top; amounts `218 922 Euro`.

    The cell breaks over the page, its text stays above.
    """
    columns = [c.kreis(c.kreis_short), c.name(), c.personen(), c.betrag(euro_word_no_break)]
    table = blank_repeats(build_table(rows, columns), 0)
    body = """#titles
    #let starts = range(t.lines.len()).filter(i => t.lines.at(i).cells.first() != "")
    #let span(i) = {
      let next = starts.find(s => s > i)
      (if next == none { t.lines.len() } else { next }) - i }
    #table(columns: (35mm, 1fr, auto, auto), align: aligned, stroke: 0.4pt, inset: 2.5pt,
      table.header(..t.header),
      ..range(t.lines.len()).map(i => if i in starts {
        (table.cell(rowspan: span(i), t.lines.at(i).cells.first()),)
      } else { () } + t.lines.at(i).cells.slice(1)).flatten())"""
    print_typst(body, table, path)


def no_header_no_kreis(rows: Rows, path: Path) -> None:
    """Key and amount and name only, no header, no lines, zero as `0`; amounts `218.922,- EUR`.

    Nothing says what the columns are but what is in them.
    """
    table = build_table(rows, [c.key(), c.name(), c.betrag(with_dash_for_cents)])
    body = """#titles
    #table(columns: (auto, 1fr, auto), align: aligned, stroke: none, inset: 2.2pt, ..all-cells)"""
    print_typst(body, table, path)


def turned_text(rows: Rows, path: Path) -> None:
    """Tables printed sideways on upright pages: the text runs upwards, the page has no /Rotate.

    The header and the footer's notice stand upright.
    """
    columns = [c.key(), c.name(), c.kreis(), c.personen(), c.betrag()]
    table = build_table(rows, columns)
    body = """#set page(footer: foot)
    #for part in t.lines.chunks(30) [
      #rotate(-90deg, reflow: true, table(columns: (22mm, 60mm, 60mm, auto, auto), align: aligned,
        stroke: 0.4pt, inset: 2.4pt, ..t.header.map(strong), ..part.map(line-cells).flatten()))
      #pagebreak(weak: true) ]"""
    print_typst(body, table, path)


def sorted_by_name(rows: Rows, path: Path) -> None:
    """Sorted by name, with a running number and the Regierungsbezirk; zebra; three-line table.

    The order of rows proves nothing.
    """
    ordered = tuple(sorted(rows, key=lambda row: row.gemeinde_name))
    columns = [c.name(), c.kreis(c.kreis_short), c.bezirk(), c.personen(plain), c.betrag(dotted)]
    table = add_running_numbers(build_table(ordered, columns))
    body = "#titles\n" + _table(
        'columns: 6, inset: 2.5pt, stroke: none, fill: (x, y) => if calc.odd(y) { rgb("eef") }'
    )
    print_typst(body, table, path)


def split_key(rows: Rows, path: Path) -> None:
    """The key in four cells of its own: Land, Bezirk, Kreis, Gemeinde; grid.

    Only together they are a key.
    """
    key = [
        c.key(lambda ags: ags[:2], "Land"),
        c.key(lambda ags: ags[2], "RB"),
        c.key(lambda ags: ags[3:5], "Kreis"),
        c.key(lambda ags: ags[5:], "Gem."),
    ]
    table = build_table(rows, [*key, c.name(c.without_title), c.personen(), c.betrag()])
    body = "#titles\n" + _table(
        "columns: (auto, auto, auto, auto, 1fr, auto, auto), stroke: 0.4pt, inset: 2.5pt"
    )
    print_typst(body, table, path)
