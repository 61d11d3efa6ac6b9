"""Printed by wkhtmltopdf (Qt WebKit): web pages as PDF, the way of the 2010s."""

from __future__ import annotations

from pathlib import Path

from tests.builders.matrix import columns as c
from tests.builders.matrix import html
from tests.builders.matrix.content import build_table
from tests.builders.notation import euro_sign, euro_word_no_break
from tests.builders.rows import Rows
from tests.builders.synthetic import NOTICE


def _print(body: str, path: Path, *css: str) -> None:
    """Print with the notice above and below the table: this build knows no running feet."""
    source = html.document(f"{html.title_block()}{body}<p>{NOTICE}</p>", *css)
    html.with_source(source, lambda page: ["wkhtmltopdf", "-q", "-s", "A4", page, path])


def grid(rows: Rows, path: Path) -> None:
    """Ruled grid, 12-digit keys, names and Kreise wrapped; one row goes on on the next page.

    Rules are thin filled boxes; the last line of a Kreis name stands at the head of a page.
    """
    table = build_table(
        rows, [c.key_regional(), c.name(), c.kreis(), c.personen(), c.betrag(euro_sign)]
    )
    _print(html.table_html(table), path, html.GRID_CSS, "table { width: 150mm }")


def separate_borders(rows: Rows, path: Path) -> None:
    """Each cell in a box of its own with a gap between boxes; shaded header.

    Two rules between neighbouring cells.
    """
    columns = [c.key(), c.name(c.without_title), c.personen(), c.betrag(euro_word_no_break)]
    css = """table { border-collapse: separate; border-spacing: 2px; width: 150mm }
    td, th { border: 0.5pt solid #777 } th { background: #ddd }"""
    _print(html.table_html(build_table(rows, columns)), path, css)
