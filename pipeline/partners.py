"""Who a municipality can join to reach the amount from which an application is possible.

A group is *minimal* if no member but the municipality itself can leave it. Only such groups are
told: in any other, somebody is not needed.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from msgspec import Struct

from schemas.register import Gemeinde, Register, load_neighbours, load_register

MOST_MEMBERS = 4
MOST_GROUPS = 10


class Group(Struct, frozen=True):
    """Municipalities that reach the threshold together."""

    members: tuple[str, ...]
    """Keys: the municipality that asks, then the others by falling amount."""
    sum_eur: Decimal
    excess_eur: Decimal
    """By how much the sum is over the threshold."""


class Relation(StrEnum):
    """Why somebody comes into question as a partner."""

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
    """Of everybody who comes into question: what relations it to the municipality."""
    groups: tuple[Group, ...]
    """The first ten minimal ones; none where none reaches the threshold, or none is needed."""
    eligible: frozenset[str]
    """Of those who come into question: who reaches the threshold alone."""

    @property
    def is_needed(self) -> bool:
        """Return True if the municipality alone does not reach the threshold."""
        return self.betrag_eur is not None and self.betrag_eur < self.threshold_eur


def find_partners(
    gemeinde_ags: str, amounts: Mapping[str, Decimal], threshold_eur: Decimal, synthetic: bool
) -> Partners:
    """Return with whom a municipality reaches the threshold.

    `amounts` are annual amounts in euros by key. Who comes into question is in its association,
    next to it, or in its Kreis.
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
    """Return all who come into question by key, and why; an association is within one Kreis."""
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
