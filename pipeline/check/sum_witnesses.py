"""What can say whether a printed sum or its rows are wrong: rows, other sums, register and rate."""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.rate import Rate
from pipeline.check.recognition import Counted
from pipeline.model import Summe
from schemas.register import Register

LAND = "08"
KREIS_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Witnesses:
    """All that is known beside a printed sum."""

    rows: tuple[Counted, ...]
    summen: tuple[Summe, ...]
    """All printed sums that should be those of the rows."""
    register: Register
    rate: Rate | None
    """What all rows should follow; None where it is not known."""
    persons_printed: bool
    """Where they are, an amount that follows the rate is right."""

    def members(self, key: str) -> list[Counted]:
        """The rows that a sum is the sum of."""
        return [row for row in self.rows if row.gemeinde_ags.startswith(key)]

    def gap(self, summe: Summe) -> Decimal | None:
        """By how much more a printed sum is than its rows; None where it has no amount."""
        if summe.betrag_eur is None:
            return None
        members = self.members(summe.schluessel)
        return summe.betrag_eur - sum((row.betrag_eur for row in members), Decimal(0))

    def area(self, key: str) -> str:
        """A Kreis, a Regierungsbezirk or the Land in words."""
        if key == LAND:
            return "Baden-Württemberg"
        if key in self.register.kreise:
            return f"{self.register.kreise[key].label} ({key})"
        for kreis in self.register.kreise.values():
            if kreis.regierungsbezirk_ags == key:
                return f"Regierungsbezirk {kreis.regierungsbezirk_name} ({key})"
        return key

    def covered(self, key: str) -> bool:
        """Whether the sums printed within an area are those of all its rows.

        A Kreis that is one municipality needs no sum of its own.
        """
        parts = tuple(one.schluessel for one in self.summen if is_part(one.schluessel, key))
        others = [row for row in self.members(key) if not row.gemeinde_ags.startswith(parts)]
        return all(len(self.members(row.gemeinde_ags[:KREIS_DIGITS])) == 1 for row in others)


def is_part(key: str, whole: str) -> bool:
    """Whether one area lies within another, told by their keys."""
    return len(key) > len(whole) and key.startswith(whole)
