"""The two known editions and their apportionment, in exact integer arithmetic."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the Planungsrahmen: what was shared out, and among how many."""

    name: str
    budget_eur: int
    personen: int
    """Persons counted in the whole Land."""

    def betrag_eur(self, personen: int) -> int:
        """Return persons × budget / all persons, rounded half up to a whole euro."""
        return (2 * personen * self.budget_eur + self.personen) // (2 * self.personen)

    def nearest_personen(self, betrag_eur: int) -> int:
        """Return the head count whose amount is nearest to an amount in euros."""
        return (2 * betrag_eur * self.personen + self.budget_eur) // (2 * self.budget_eur)


VORLAEUFIG = Edition("vorlaeufig-2017-07", budget_eur=34_800_000, personen=46_828)
ENDGUELTIG = Edition("endgueltig-2018-01", budget_eur=58_000_000, personen=72_857)
EDITIONS = (VORLAEUFIG, ENDGUELTIG)
