"""Lists that repeat figures of the table: the largest towns, all above a threshold.

A list all of whose figures stand elsewhere in the document with the same amounts says nothing new;
its rows are read once. A row printed twice within one list is none: it is an error.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import RowPlace, Zeile

LEAST_ROWS = 3
"""Fewer repeated rows are no list but a fault."""

Section = tuple[int | None, int]
"""A column model, and how many texts outside tables had been printed before."""


@dataclass(frozen=True)
class Excerpts:
    """The rows of lists that only repeat others."""

    places: frozenset[RowPlace]
    sums: frozenset[tuple[RowPlace, Decimal]]
    """The last row of each such list, and the sum of the list."""


def find_excerpts(zeilen: Sequence[Zeile], sections: Mapping[RowPlace, Section]) -> Excerpts:
    """Return the lists that repeat others: those without persons first, then the shorter ones."""
    lists: dict[Section, list[Zeile]] = {}
    for zeile in zeilen:
        lists.setdefault(sections[zeile.herkunft.place], []).append(zeile)
    of_model = Counter(model for model, _ in (sections[z.herkunft.place] for z in zeilen))
    held = Counter(figure for rows in lists.values() for figure in {*map(_figure, rows)})
    repeated: list[list[Zeile]] = []

    def weight(section: Section) -> tuple[int, int, int]:
        rows = lists[section]
        return sum(z.personen is not None for z in rows), of_model[section[0]], len(rows)

    for section in sorted(lists, key=weight):
        figures = {*map(_figure, lists[section])}
        if len(figures) >= LEAST_ROWS and all(held[figure] > 1 for figure in figures):
            held.subtract(figures)
            repeated.append(lists[section])
    return Excerpts(
        frozenset(zeile.herkunft.place for rows in repeated for zeile in rows),
        frozenset(
            (rows[-1].herkunft.place, sum((z.betrag_eur for z in rows), Decimal(0)))
            for rows in repeated
        ),
    )


def _figure(zeile: Zeile) -> tuple[str, Decimal]:
    return zeile.gemeinde_ags, zeile.betrag_eur
