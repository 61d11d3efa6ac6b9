"""What is known about one municipality: its figures in every edition, and its partners.

A partner is somebody with whom it reaches the amount from which an application is possible. A group
of them is *minimal* if no member but the municipality itself can leave it. Only such groups are
told: in any other, somebody is not needed. This module is a leaf: it knows no stage.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from msgspec import Struct

from schemas.register import Gemeinde, Register, load_neighbours, load_register

MOST_MEMBERS = 4
MOST_GROUPS = 10


class TownFigure(Struct, frozen=True):
    """What an edition that counts today says of a municipality, and where."""

    snapshot_id: str
    edition_label: str | None
    """Its name; None where that is not known."""
    veroeffentlicht: str | None
    """ISO date or month."""
    stand_am: date
    """The day from which it counts."""
    zeitraum: str | None
    """What the amount covers; None where that is not known."""
    ist_aktuell: bool
    """Whether the edition is the newest one."""
    betrag_eur: Decimal
    personen: int | None
    """As printed."""
    personen_errechnet: int | None
    antragsberechtigt: bool | None
    """Whether the annual amount reaches the threshold; None where it is no annual amount."""
    rang_kreis: int
    """The place of the amount in its Kreis, the largest first."""
    gemeinden_kreis: int
    rang_land: int
    gemeinden_land: int
    korrektur: str | None
    """Why the amount is another than the one printed."""
    beanstandet: str | None
    """The checks that fault the row, if any."""
    angenommen_von: str | None
    """Who published the edition although checks failed."""
    gelesen_von: str
    """The readings that have this figure."""
    text_gedruckt: str
    original_name: str
    """Of the document."""
    document_sha256: str
    url: str | None
    gesehen_seit_utc: datetime
    page: int
    row_on_page: int
    x0: float
    """The box of the row, in points from the upper left corner of the page."""
    y0: float
    x1: float
    y1: float
    synthetisch: bool

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """Return the box of the row."""
        return (self.x0, self.y0, self.x1, self.y1)

    @property
    def edition(self) -> str:
        """Return what to call the edition: its name, or the day from which it counts."""
        return self.edition_label or f"ab {self.stand_am.isoformat()}"


class Town(Struct, frozen=True):
    """A municipality with its figures, those of the newest edition first."""

    gemeinde_ags: str
    gemeinde_name: str
    kreis: str
    """With its kind: Landkreis Lörrach."""
    verband: str | None
    """The association that it belongs to; None for one that belongs to none."""
    figures: tuple[TownFigure, ...]

    @property
    def newest(self) -> TownFigure | None:
        """Return its figure in the newest edition; None where that has none."""
        return next((figure for figure in self.figures if figure.ist_aktuell), None)


class Group(Struct, frozen=True):
    """Municipalities that reach the threshold together."""

    members: tuple[str, ...]
    """Keys: the municipality that asks, then the others by falling amount."""
    sum_eur: Decimal
    excess_eur: Decimal
    """By how much the sum is over the threshold."""


class Relation(StrEnum):
    """What makes somebody a candidate for a partner."""

    VERBAND = "Verband"
    NACHBAR = "Nachbar"
    KREIS = "Kreis"


class Partners(Struct, frozen=True):
    """With whom a municipality reaches the threshold."""

    gemeinde_ags: str
    betrag_eur: Decimal | None
    """Of the newest edition, if that is for one year; else None."""
    threshold_eur: Decimal
    synthetic: bool
    verband: str
    """The name of its association."""
    association: Group | None
    """All of its association together; None for a municipality in none."""
    relations: dict[str, tuple[Relation, ...]]
    """Of each candidate: how it is related to the municipality."""
    groups: tuple[Group, ...]
    """The first ten minimal ones; none where none reaches the threshold, or none is needed."""
    eligible: frozenset[str]
    """The candidates that reach the threshold alone."""

    @property
    def is_needed(self) -> bool:
        """Return True if the municipality alone does not reach the threshold."""
        return self.betrag_eur is not None and self.betrag_eur < self.threshold_eur


def find_partners(
    gemeinde_ags: str, amounts: Mapping[str, Decimal], threshold_eur: Decimal, synthetic: bool
) -> Partners:
    """Return with whom a municipality reaches the threshold.

    `amounts` are annual amounts in euros by key. Candidates are in its association, next to it, or
    in its Kreis.
    """
    register = load_register()
    gemeinde = register.gemeinden[gemeinde_ags]
    relations = _relations(gemeinde, register)
    amount = amounts.get(gemeinde_ags)
    needed = amount is not None and amount < threshold_eur
    joined = (gemeinde_ags, *(key for key, why in relations.items() if Relation.VERBAND in why))
    together = sum((amounts.get(key, Decimal(0)) for key in joined), Decimal(0))
    return Partners(
        gemeinde_ags,
        amount,
        threshold_eur,
        synthetic,
        gemeinde.verband_name,
        Group(joined, together, together - threshold_eur) if needed and len(joined) > 1 else None,
        relations,
        minimal_groups(gemeinde_ags, amounts, relations, threshold_eur) if needed else (),
        frozenset(key for key in relations if amounts.get(key, 0) >= threshold_eur),
    )


def _relations(gemeinde: Gemeinde, register: Register) -> dict[str, tuple[Relation, ...]]:
    """Return all candidates by key, and why they are; an association is within one Kreis."""
    next_to = load_neighbours()[gemeinde.gemeinde_ags]
    around = {one.gemeinde_ags for one in register.gemeinden_of(gemeinde.kreis_ags)} | next_to
    return {
        key: tuple(
            relation
            for relation, applies in (
                (Relation.VERBAND, register.gemeinden[key].verband_ars == gemeinde.verband_ars),
                (Relation.NACHBAR, key in next_to),
                (Relation.KREIS, register.gemeinden[key].kreis_ags == gemeinde.kreis_ags),
            )
            if applies
        )
        for key in sorted(around - {gemeinde.gemeinde_ags})
    }


def minimal_groups(
    gemeinde_ags: str,
    amounts: Mapping[str, Decimal],
    candidates: Iterable[str],
    threshold_eur: Decimal,
) -> tuple[Group, ...]:
    """Return the first ten minimal groups of at most four that reach the threshold.

    Those of fewest members come first, of these the ones with the smallest excess, then by keys.
    `amounts` are annual amounts in euros by key; a candidate without one is left aside.
    """
    missing = threshold_eur - amounts[gemeinde_ags]
    others = sorted(
        (key for key in set(candidates) - {gemeinde_ags} if amounts.get(key)),
        key=lambda key: (-amounts[key], key),
    )
    found: list[Group] = []
    for size in range(1, MOST_MEMBERS):
        found += sorted(
            (
                Group((gemeinde_ags, *keys), threshold_eur + total - missing, total - missing)
                for keys in combinations(others, size)
                if (total := sum(amounts[key] for key in keys)) >= missing
                # Sorted by amount: if the smallest is needed, all are.
                if total - amounts[keys[-1]] < missing
            ),
            key=lambda group: (group.excess_eur, group.members),
        )
        if len(found) >= MOST_GROUPS:
            break
    return tuple(found[:MOST_GROUPS])
