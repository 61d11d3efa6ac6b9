"""Printed by WeasyPrint: what stands around the rows of an official table."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.builders.matrix import columns as c
from tests.builders.matrix import html
from tests.builders.matrix.content import Column, build_table
from tests.builders.notation import dotted, euro_sign, zero_as
from tests.builders.register import kreise
from tests.builders.rows import Rows

weasyprint = import_module("weasyprint")  # not a dependency of the project


def _print(path: Path, body: str, *css: str) -> None:
    source = html.document(html.title_block() + body, html.page_css(), *css)
    weasyprint.HTML(string=source).write_pdf(path)


def column_numbers(rows: Rows, path: Path) -> None:
    """Three header rows: titles, units (Anzahl, EUR), and the numbers of the columns 1 2 3 4 5.

    Numbers in the header are no figures.
    """
    table = build_table(rows, [c.key(), c.name(), c.kreis(), c.personen(), c.betrag()])
    levels = [
        ("Schlüssel", "Gemeinde", "Kreis", "Personen", "Planungsrahmen"),
        ("", "", "", "Anzahl", "EUR"),
        ("1", "2", "3", "4", "5"),
    ]
    head = html.header_html(levels, ("center",) * 5)
    _print(path, f"<table>{head}{html.body_html(table)}</table>", html.GRID_CSS)


def legend(rows: Rows, path: Path) -> None:
    """A legend of signs and a note on the threshold after the table; Kreise with their keys.

    The legend's lines have a sign and a text in columns of their own; the note names amounts.
    """
    number = zero_as("–", dotted)
    kreis = c.kreis(lambda ags: f"{ags[2:]} {kreise()[ags].name}", "Kreis")
    table = build_table(
        rows, [kreis, c.name(c.without_title), c.personen(number), c.betrag(number)], total="Summe"
    )
    notes = """<p class="legend"><b>Zeichenerklärung</b></p><table class="legend">
    <tr><td>–</td><td>nichts vorhanden</td></tr>
    <tr><td>0</td><td>weniger als die Hälfte von 1</td></tr>
    <tr><td>x</td><td>Tabellenfach gesperrt</td></tr></table>
    <p class="legend">Gemeinden ab 51.000 EUR (65 Personen: 51.745 EUR) können allein beantragen.
    Auskunft: Telefon 0711 904-0, Zimmer 218.</p>"""
    css = ".legend { margin-top: 3mm; width: auto } .legend tr { border: none }"
    _print(path, html.table_html(table) + notes, html.RULES_CSS, css)


def tranche(rows: Rows, path: Path) -> None:
    """The first tranche of 60 % beside the whole amount, which is the figure; no keys; grid.

    Both columns fit a rate; only the titles say which is which.
    """
    tranche_column = Column(
        "davon 1. Tranche (60 %)", lambda row: euro_sign((row.betrag_eur * 6 + 5) // 10), "right"
    )
    columns = [
        c.kreis(),
        c.name(),
        c.personen(),
        c.betrag(euro_sign, "Planungsrahmen"),
        tranche_column,
    ]
    _print(path, html.table_html(build_table(rows, columns)), html.GRID_CSS)


def amount_per_head(rows: Rows, path: Path) -> None:
    """The amount per head, `796,08`, beside each amount; persons after it; horizontal rules.

    The same amount in every row is nobody's figure.
    """
    per_head = Column("Betrag je Person", lambda _row: "796,08", "right")
    columns = [c.key_6(), c.name(), per_head, c.betrag(header="Betrag"), c.personen()]
    _print(path, html.table_html(build_table(rows, columns)), html.RULES_CSS)


def blank_amounts(rows: Rows, path: Path) -> None:
    """No lines; names wrap around amounts in the middle of their row; some amounts are blank.

    A row without an amount must not get its neighbour's.
    """
    places = {row.gemeinde_ags: place for place, row in enumerate(rows)}
    amount = Column(
        "Betrag in Euro",
        lambda row: "" if places[row.gemeinde_ags] % 9 == 4 else dotted(row.betrag_eur),
        "right",
    )
    css = "table { width: 52mm } td, th { vertical-align: middle }"
    _print(path, html.table_html(build_table(rows, [c.name(), amount])), css)


def two_amounts(rows: Rows, path: Path) -> None:
    """Two columns "2018" and "2019" of amounts that differ by a few euros; no total; grid.

    Neither year is said to be the figure, and their sum is not printed.
    """
    columns = [c.key(), c.name(), c.first_year(header="2018"), c.second_year(header="2019")]
    _print(path, html.table_html(build_table(rows, columns)), html.GRID_CSS)
