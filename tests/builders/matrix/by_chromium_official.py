"""Printed by Chromium: habits of official statistics, and statements that are no amounts."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from pipeline.values import replace
from tests.builders.matrix import columns as c
from tests.builders.matrix import html
from tests.builders.matrix.by_chromium import print_html
from tests.builders.matrix.content import Kind, Line, Table, build_table
from tests.builders.notation import dotted, euro_sign, plain, zero_as
from tests.builders.register import kreise
from tests.builders.rows import DocumentRow, Rows, by_kreis, total_eur, total_personen


def _print(path: Path, body: str, *css: str) -> None:
    print_html(html.document(html.title_block() + body, html.page_css(), *css), path)


def sums_above(rows: Rows, path: Path) -> None:
    """Official statistics: each Kreis is a row with key and sum above its indented municipalities.

    A row with a 5-digit key is a sum, printed before what it sums up; so is the Land's, first.
    """
    table = build_table(rows, [c.key(), c.name(), c.personen(), c.betrag()])
    lines = [_sum_row("08", "Baden-Württemberg", rows)]
    start = 0
    for kreis_ags, part in by_kreis(rows).items():
        entry = kreise()[kreis_ags]
        if entry.art == "Landkreis":
            lines.append(_sum_row(kreis_ags, f"{entry.name}, Landkreis", part))
        lines.extend(table.lines[start : start + len(part)])
        start += len(part)
    css = ".row td:nth-child(2) { padding-left: 5mm } .subtotal td { padding-top: 2mm }"
    _print(path, html.table_html(replace(table, lines=tuple(lines))), css)


def _sum_row(key: str, label: str, rows: Rows) -> Line:
    sums = dotted(total_personen(rows)), dotted(total_eur(rows))
    return Line(Kind.SUBTOTAL, (key, label, *sums))


def stadtkreise_alone(rows: Rows, path: Path) -> None:
    """A Stadtkreis is one bold row "Stadtkreis Ulm"; Landkreise have a heading and a sum row.

    A row that looks like a sum is a municipality's figure.
    """
    table = build_table(
        rows,
        [c.name(c.without_title), c.personen(), c.betrag(euro_sign)],
        heading=str,
        subtotal=lambda label: f"Summe {label}",
    )
    kept = tuple(_without_stadtkreis_frame(table.lines))
    _print(path, html.table_html(replace(table, lines=kept)), html.RULES_CSS)


def _without_stadtkreis_frame(lines: tuple[Line, ...]) -> Iterator[Line]:
    label = ""
    for line in lines:
        if line.kind is Kind.HEADING:
            label = line.cells[0]
        if not label.startswith("Stadtkreis"):
            yield line
        elif line.kind is Kind.ROW:
            yield Line(Kind.TOTAL, (label, *line.cells[1:]))


def statements(rows: Rows, path: Path) -> None:
    """Some amounts are `x`, `.`, `…`, `/` or blank; the others plain; zero is `–`; ruled grid.

    These signs are statements of their own and never zero: their rows are refused.
    """
    signs = ("x", ".", "…", "/", "")
    number = zero_as("–", dotted)

    def amount(row: DocumentRow) -> str:
        place = rows.index(row)
        return signs[place // 7] if place % 7 == 3 else number(row.betrag_eur)

    betrag = replace(c.betrag(), text=amount)
    table = build_table(rows, [c.key(), c.name(), c.kreis(), c.personen(number), betrag])
    _print(path, html.table_html(table), html.GRID_CSS)


def thousands_by_comma(rows: Rows, path: Path) -> None:
    """Amounts with a comma for thousands, as a spreadsheet in English prints them: `218,922`.

    In German a comma is decimal; whoever read 218 thousand here would guess.
    """
    columns = [c.key(), c.name(), c.personen(plain), c.betrag("{:,}".format)]
    table = build_table(rows, columns)
    _print(path, html.table_html(table), html.GRID_CSS)


def in_thousands(rows: Rows, path: Path) -> None:
    """Amounts in thousands of euros with one decimal: `218,9` under "Betrag in Tsd. Euro".

    Rounded amounts are not the figures that were granted.
    """

    def number(value: int) -> str:
        return f"{value / 1000:.1f}".replace(".", ",")

    table = build_table(
        rows, [c.key(), c.name(), c.personen(), c.betrag(number, "Betrag in Tsd. Euro")]
    )
    _print(path, html.table_html(table), html.GRID_CSS)


def carried_forward(rows: Rows, path: Path) -> None:
    """Sums carried forward: "Übertrag" in the last row of a page and in the first of the next.

    Growing sums between the rows that no row's figure may take up.
    """
    columns = [c.key(), c.name(), c.kreis(), c.personen(), c.betrag(euro_sign)]
    parts = [rows[start : start + 25] for start in range(0, len(rows), 25)]
    body, done = "", 0
    for part in parts:
        above = [_carried(rows[:done])] if done else []
        done += len(part)
        below = [_carried(rows[:done])] if done < len(rows) else []
        table = build_table(part, columns)
        page = replace(table, lines=(*above, *table.lines, *below))
        body += f'<div class="page">{html.table_html(page)}</div>'
    _print(path, body, html.GRID_CSS, ".page { break-after: page }")


def _carried(rows: Rows) -> Line:
    sums = dotted(total_personen(rows)), euro_sign(total_eur(rows))
    return Line(Kind.TOTAL, ("", "Übertrag", "", *sums))


def bezirk_tables(rows: Rows, path: Path) -> None:
    """Totals per Regierungsbezirk in a small table after the main one, of the same columns' widths.

    The same columns, but "Freiburg" there is a Regierungsbezirk, not the town.
    """
    columns = [c.name(c.without_title), c.personen(), c.betrag()]
    table = build_table(rows, columns, heading=str)
    bezirke: dict[str, list[DocumentRow]] = {}
    for row in rows:
        bezirke.setdefault(c.bezirk().text(row), []).append(row)
    lines = [_bezirk_line(name, tuple(part)) for name, part in bezirke.items()]
    sums = Table(("Regierungsbezirk", *table.header[1:]), table.align, tuple(lines))
    style = "table { width: 150mm; table-layout: fixed } th:first-child { width: 90mm }"
    body = html.table_html(table) + "<p>&nbsp;</p>" + html.table_html(sums)
    _print(path, body, html.RULES_CSS, style)


def _bezirk_line(name: str, rows: Rows) -> Line:
    return Line(Kind.ROW, (name, dotted(total_personen(rows)), dotted(total_eur(rows))))


def indented(rows: Rows, path: Path) -> None:
    """One column for Kreis and municipality: Kreise bold with their sum, names indented below.

    Indentation alone parts what is summed from what sums.
    """
    table = build_table(
        rows, [c.name(c.without_title, "Kreis / Gemeinde"), c.personen(), c.betrag(euro_sign)]
    )
    lines: list[Line] = []
    start = 0
    for kreis_ags, part in by_kreis(rows).items():
        sums = dotted(total_personen(part)), euro_sign(total_eur(part))
        lines.append(Line(Kind.SUBTOTAL, (c.kreis_label(kreis_ags), *sums)))
        lines.extend(table.lines[start : start + len(part)])
        start += len(part)
    css = ".row td:first-child { padding-left: 6mm }"
    _print(path, html.table_html(replace(table, lines=tuple(lines))), html.RULES_CSS, css)


def turned_titles(rows: Rows, path: Path) -> None:
    """Column titles turned by 90 degrees to save width; ruled grid; columns of posts and people.

    Titles run upwards while the rows stand upright.
    """
    columns = [
        c.key(),
        c.name(),
        c.einwohner(),
        c.personen(header="gezählte Personen"),
        c.posts("Stellenanteil"),
        c.betrag(header="Betrag in Euro"),
    ]
    table = build_table(rows, columns)
    titles = "".join(f"<th><div>{escape(title)}</div></th>" for title in table.header)
    body = f"<table><thead><tr>{titles}</tr></thead>{html.body_html(table)}</table>"
    css = "th { height: 26mm; vertical-align: bottom } th div { writing-mode: sideways-lr }"
    _print(path, body, html.GRID_CSS, css)
