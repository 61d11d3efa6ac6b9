"""What differs between two snapshots, in the words of the database.

This module is a leaf: it knows no stage.
"""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from pipeline.tabular import Record, ResultTable

_YEAR = re.compile(r"\b20\d\d\b")


class ChangeReport(Struct, frozen=True):
    """All that differs between two snapshots; columns as `store/sql` names them."""

    alt: Record
    """What is said of the older one (see `side.sql`)."""
    neu: Record
    vergleichbar: bool
    """Whether the amounts of both are known to cover the same time."""
    gemeinden: ResultTable
    """Each municipality that changed, or that only one of them has, by key."""
    kreise: Sequence[Record]
    """Every Kreis that either has, by key."""

    limit: int | None = None
    """How many municipalities to show, those that changed most; None for all."""

    @property
    def shown(self) -> Sequence[Record]:
        """Return the municipalities to show."""
        return self.gemeinden.records if self.limit is None else self.largest(self.limit)

    @property
    def differing(self) -> Sequence[Record]:
        """Return the municipalities for which something differs that can be compared.

        Another period alone is no difference: 0 stays 0. Where amounts cannot be compared, it is
        the persons who must differ, or one side has no row.
        """
        compared = ("betrag_eur", "personen") if self.vergleichbar else ("personen",)
        return [
            row
            for row in self.gemeinden.records
            if (row["betrag_eur_alt"] is None) != (row["betrag_eur_neu"] is None)
            or any(row[f"{name}_alt"] != row[f"{name}_neu"] for name in compared)
        ]

    def of_kreis(self, kreis_ags: str) -> "ChangeReport":
        """Return what differs in one Kreis."""
        kreise = [kreis for kreis in self.kreise if kreis["kreis_ags"] == kreis_ags]
        rows = [row for row in self.gemeinden.records if row["kreis_ags"] == kreis_ags]
        kept = replace(self.gemeinden, rows=tuple(tuple(row.values()) for row in rows))
        return replace(self, gemeinden=kept, kreise=kreise)

    def largest(self, count: int) -> Sequence[Record]:
        """Return the municipalities that differ most, the largest difference first.

        Where the amounts cannot be compared, it is the difference of persons.
        """
        by = "differenz_eur" if self.vergleichbar else "differenz_personen"
        rows = [row for row in self.gemeinden.records if row[by]]
        return sorted(rows, key=lambda row: (-abs(row[by]), row["gemeinde_ags"]))[:count]


def same_period(alt: str | None, neu: str | None, *, known: bool) -> bool:
    """Whether two periods, in words, are known to be the same.

    In titles of editions that the source file does not know (`known`: it knows both) a "zweite
    Tranche" may be any year's: equal words are enough only where they name the year.
    """
    return alt is not None and alt == neu and (known or _YEAR.search(alt) is not None)
