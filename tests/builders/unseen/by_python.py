"""Printed by ReportLab's flowing tables and by fpdf2's cells."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import Flowable, PageBreak

from pipeline.values import replace
from tests.builders.matrix import reportlab_story as story
from tests.builders.matrix.content import Kind, Line, Table, cut, spans
from tests.builders.unseen.measure import fit_columns
from tests.builders.unseen.table import (
    in_one_line,
    kreis_column,
    kreis_sums,
    make_level_table,
    make_table,
)
from tests.builders.unseen.traits import Traits

RULES: dict[str, story.Style] = {
    "grid": story.GRID,
    "rows": story.RULES,
    "three": [
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, colors.black),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
    ],
    "zebra": [("ROWBACKGROUNDS", (0, 0), (-1, -1), (colors.lightgrey, colors.white))],
    "columns": [("LINEAFTER", (0, 0), (-2, -1), 0.4, colors.black)],
    "frame": [("BOX", (0, 0), (-1, -1), 0.6, colors.black)],
}
LINE_HEIGHT = 4.6
BORDERS = {"grid": 1, "rows": "B", "columns": "LR"}


def print_reportlab(traits: Traits, path: Path) -> None:
    """Lay a table out, after a page of sums where there is one."""
    table = make_level_table(traits, 44)
    fit = fit_columns(table, traits)
    style = _style(table, traits, fit.size)
    if traits.header == "nowhere":
        laid = story.headless_table(table, fit.widths, style)
    else:
        wrap = table.header.index(dict(traits.titles)["name"]) if traits.narrow else None
        repeat = int(traits.header == "every page")
        laid = story.flowing_table(table, fit.widths, style, repeat=repeat, wrap=wrap)
    before: list[Flowable] = []
    if traits.sums_before:
        sums = story.flowing_table(kreis_sums(traits), (70, 25, 45), story.GRID)
        before = [*story.title_story("Summen je Kreis"), sums, PageBreak()]
    paper = story.Paper(landscape(A4) if fit.landscape else A4)
    story.print_story([*before, *story.title_story(), laid], path, paper)


def _style(table: Table, traits: Traits, size: float) -> story.Style:
    style: story.Style = [
        ("FONTSIZE", (0, 0), (-1, -1), size),
        ("LEFTPADDING", (0, 0), (-1, -1), traits.padding),
        ("RIGHTPADDING", (0, 0), (-1, -1), traits.padding),
        ("VALIGN", (0, 0), (-1, -1), traits.vertical.upper()),
        *RULES.get(traits.rules, []),
    ]
    if traits.rules == "fifth":
        fifths = range(0, len(table.lines), 5)
        style += [("LINEBELOW", (0, n), (-1, n), 0.4, colors.black) for n in fifths]
    if traits.kreis == "merged":
        at, titled = kreis_column(table, traits), int(traits.header != "nowhere")
        runs = spans(make_table(replace(traits, kreis="column")), at)
        style += [
            ("SPAN", (at, start + titled), (at, start + length - 1 + titled))
            for start, length in runs
            if length > 1
        ]
    return style


def print_fpdf2(traits: Traits, path: Path) -> None:
    """Put cell after cell; panels of one table each, or columns of it."""
    plain = replace(traits, narrow=False)
    whole = in_one_line(make_level_table(plain, 34) if traits.level else make_table(plain))
    panels = 1 if traits.level else traits.panels
    fit = fit_columns(make_level_table(plain, 34) if panels > 1 else whole, plain)
    widths = fit.widths[: whole.width]
    by_fpdf2 = import_module("tests.builders.matrix.by_fpdf2")
    document = by_fpdf2.new_document("landscape" if fit.landscape else "portrait")
    top, step = document.get_y() + 2, sum(widths) + 6
    for number, part in enumerate(cut(whole, 34 if fit.landscape else 52)):
        if number and number % panels == 0:
            document.add_page()
        left = 10 + step * (number % panels)
        document.set_left_margin(left)
        document.set_xy(left, top)
        first = traits.header == "first page" and number < panels
        if traits.header == "every page" or first:
            document.set_font("Helvetica", "B", fit.size)
            _put(document, Line(Kind.ROW, part.header), part, widths, traits, 1)
        for at, line in enumerate(part.lines):
            document.set_font("Helvetica", "" if line.kind is Kind.ROW else "B", fit.size)
            _put(document, line, part, widths, traits, at)
    document.output(path)


def _put(
    document: Any, line: Line, table: Table, widths: Sequence[float], traits: Traits, at: int
) -> None:
    latin = import_module("tests.builders.matrix.by_fpdf2").latin
    border = BORDERS.get(traits.rules, 0)
    if traits.rules == "three" or (traits.rules == "fifth" and at % 5 == 4):
        border = "B" if line.cells == table.header or traits.rules == "fifth" else 0
    shaded = traits.rules == "zebra" and at % 2 == 0
    document.set_fill_color(225)
    if line.kind is Kind.HEADING:
        text = latin(line.cells[0])
        document.cell(sum(widths), LINE_HEIGHT, text, border=border, fill=shaded)
    else:
        for text, width, side in zip(line.cells, widths, table.align, strict=True):
            align = side[0].upper()
            document.cell(width, LINE_HEIGHT, latin(text), align=align, border=border, fill=shaded)
    document.ln()
