"""Rows of a synthetic edition as the texts of a small table, and what should be read from them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from tests.builders.interpretations import FINAL
from tests.builders.notation import dotted
from tests.builders.readings import Figure, Row, Sum
from tests.builders.rows import (
    DocumentRow,
    Rows,
    edition_rows,
    of_kreise,
    total_eur,
    total_personen,
)

EDITION = edition_rows(FINAL)
KEYED = ("AGS", "Gemeinde", "Personen", "Planungsrahmen in EUR")
NAMED = KEYED[1:]
WITH_KREIS = ("Kreis", *NAMED)


def members(*kreise: str, limit: int | None = None) -> Rows:
    """The rows of these Kreise, of each at most `limit`."""
    return tuple(row for kreis in kreise for row in of_kreise(EDITION, kreis)[:limit])


def keyed(row: DocumentRow) -> Row:
    """Key, name, persons, amount."""
    return (row.gemeinde_ags, *named(row))


def named(row: DocumentRow) -> Row:
    """Name, persons, amount."""
    return (row.gemeinde_name, str(row.personen), dotted(row.betrag_eur))


def first_with_kreis(rows: Iterable[DocumentRow], kreis: str) -> list[Row]:
    """Kreis, name, persons, amount; the Kreis on the first row only."""
    return [("" if number else kreis, *named(row)) for number, row in enumerate(rows)]


def sum_row(label: str, rows: Rows, before: Row = ()) -> Row:
    """A label with the sums of persons and amounts; `before` are cells in front of it."""
    return (*before, label, str(total_personen(rows)), dotted(total_eur(rows)))


def expected(rows: Iterable[DocumentRow], persons: bool = True) -> list[Figure]:
    """What should be read: key, persons, amount."""
    return [
        (row.gemeinde_ags, row.personen if persons else None, Decimal(row.betrag_eur))
        for row in rows
    ]


def expected_sum(ebene: str, key: str, rows: Rows) -> Sum:
    """What should be read of a sum row."""
    return (ebene, key, total_personen(rows), Decimal(total_eur(rows)))
