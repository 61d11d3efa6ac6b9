"""Printed by LibreOffice, as a spreadsheet or as a text document."""

from __future__ import annotations

from pathlib import Path

from tests.builders.matrix import by_libreoffice, by_libreoffice_writer
from tests.builders.matrix.content import Table
from tests.builders.matrix.flat_xml import Sheet
from tests.builders.unseen.measure import fit_columns
from tests.builders.unseen.table import in_one_line, kreis_column, make_level_table
from tests.builders.unseen.traits import Traits

BORDERS = {"grid": "grid", "columns": "grid", "rows": "rules", "three": "rules"}


def print_calc(traits: Traits, path: Path) -> None:
    """Print a spreadsheet."""
    table = in_one_line(make_level_table(traits, 45))
    merged = kreis_column(table, traits) if traits.kreis == "merged" else None
    sheet = _sheet(table, traits, merged)
    by_libreoffice.calc(table, sheet, path, header=traits.header != "nowhere")


def print_writer(traits: Traits, path: Path) -> None:
    """Print a text document; its type has one size."""
    table = in_one_line(make_level_table(traits, 45))
    by_libreoffice_writer.writer(table, _sheet(table, traits), path)


def _sheet(table: Table, traits: Traits, merged: int | None = None) -> Sheet:
    fit = fit_columns(table, traits)
    return Sheet(
        widths=fit.widths,
        border=BORDERS.get(traits.rules, "none"),
        landscape=fit.landscape,
        wrap=traits.narrow,
        vertical=traits.vertical,
        size=fit.size,
        merged=merged,
        repeat_header=traits.header == "every page",
        margin="12mm",
    )
