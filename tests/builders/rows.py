"""The rows a synthetic edition prints, and small ways to take part of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from functools import cache
from itertools import groupby
from pathlib import Path

from tests.builders.editions import EDITIONS, Edition
from tests.builders.persons import personen_by_gemeinde
from tests.builders.register import gemeinden, kreise


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One municipality's row in a document; the fields are the columns of the golden files."""

    gemeinde_ags: str
    gemeinde_name: str
    """Official name, with its title."""
    kreis_ags: str
    kreis_name: str
    personen: int
    betrag_eur: int


Rows = tuple[DocumentRow, ...]
COLUMNS = tuple(field.name for field in fields(DocumentRow))


@cache
def edition_rows(edition_name: str) -> Rows:
    """Return the 1,101 rows of an edition ("endgueltig-2018-01"), in the order of their keys."""
    edition = find_edition(edition_name)
    personen = personen_by_gemeinde(edition)
    return tuple(
        DocumentRow(
            gemeinde_ags=gemeinde.ags,
            gemeinde_name=gemeinde.name,
            kreis_ags=gemeinde.kreis_ags,
            kreis_name=kreise()[gemeinde.kreis_ags].name,
            personen=personen[gemeinde.ags],
            betrag_eur=edition.betrag_eur(personen[gemeinde.ags]),
        )
        for gemeinde in gemeinden().values()
    )


def find_edition(name: str) -> Edition:
    """Return the edition of that name; raises KeyError for any other."""
    return {edition.name: edition for edition in EDITIONS}[name]


def of_kreise(rows: Iterable[DocumentRow], *kreis_ags: str) -> Rows:
    """Keep the rows of these Kreise."""
    return tuple(row for row in rows if row.kreis_ags in kreis_ags)


def of_gemeinden(rows: Iterable[DocumentRow], *gemeinde_ags: str) -> Rows:
    """Keep the rows of these municipalities."""
    return tuple(row for row in rows if row.gemeinde_ags in gemeinde_ags)


def by_kreis(rows: Iterable[DocumentRow]) -> dict[str, Rows]:
    """Group rows by Kreis key, in the order the Kreise come; rows must be sorted by Kreis."""
    return {kreis: tuple(group) for kreis, group in groupby(rows, key=lambda row: row.kreis_ags)}


def total_personen(rows: Iterable[DocumentRow]) -> int:
    """Sum the persons of rows."""
    return sum(row.personen for row in rows)


def total_eur(rows: Iterable[DocumentRow]) -> int:
    """Sum the rounded amounts of rows: near the budget, not exactly at it."""
    return sum(row.betrag_eur for row in rows)


def write_rows(path: Path, rows: Iterable[DocumentRow]) -> None:
    """Write rows as a golden file: UTF-8, comma, line feeds."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(astuple(row) for row in rows)


def read_rows(path: Path) -> Rows:
    """Read a golden file back."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            DocumentRow(ags, name, kreis_ags, kreis_name, int(personen), int(betrag_eur))
            for ags, name, kreis_ags, kreis_name, personen, betrag_eur in list(csv.reader(file))[1:]
        )
