"""A model of the counted persons per municipality: true where the press is, plausible elsewhere.

1. Municipalities with a press figure get its head count (`press.fixed_personen`).
2. Kreise and associations with a printed total get the persons of that total, less those of 1.
3. What remains of the edition's known total goes to all others.

In 2 and 3 persons are shared out by weight with largest remainders, so every sum is exact. A weight
is the typical count of the municipality's kind times a log-normal factor (many small, few large);
some Gemeinden have none. It is drawn from the key, so it is the same in every process and for both
editions, which differ by a second, smaller factor. No figure here is a real one unless the press
printed it.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from fractions import Fraction
from functools import cache

from tests.builders.editions import Edition
from tests.builders.press import GROUPS, fixed_personen
from tests.builders.register import Gemeinde, gemeinden

SEED = "planungsrahmen-2017"
TYPICAL_PERSONEN = {"Stadtkreis": 1_000, "Stadt": 65, "Gemeinde": 17}
SPREAD = {"Stadtkreis": 0.4, "Stadt": 0.7, "Gemeinde": 0.8}
GEMEINDEN_WITHOUT_PERSONS = 0.06
SPREAD_BETWEEN_EDITIONS = 0.25
# Weights are whole numbers: a last bit that differs between platforms must not move a person.
WEIGHT_UNITS = 1_000


@cache
def personen_by_gemeinde(edition: Edition) -> Mapping[str, int]:
    """Map every municipality's key to its head count; they sum to the edition's known total."""
    personen = fixed_personen(edition)
    for group in GROUPS:
        if group.edition == edition:
            personen |= _fill(edition, group.members, group.personen, personen)
    personen |= _fill(edition, gemeinden(), edition.personen, personen)
    return {ags: personen[ags] for ags in gemeinden()}


def _fill(
    edition: Edition, members: Collection[str], total: int, known: Mapping[str, int]
) -> dict[str, int]:
    """Share what is left of a total among the members not known yet."""
    left = total - sum(known.get(ags, 0) for ags in members)
    return largest_remainder(
        left, {ags: weight(gemeinden()[ags], edition) for ags in members if ags not in known}
    )


def largest_remainder(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share `total` by weight in whole numbers that sum to it exactly.

    Each gets the whole part of its quota; the rest goes, one each, to the largest remainders, of
    equals to the smaller key. Raises ValueError where there is less than nothing to share.
    """
    if total < 0:
        raise ValueError(f"cannot share {total} among {len(weights)}: parts exceed their total")
    quotas = {key: Fraction(total * part, sum(weights.values())) for key, part in weights.items()}
    shares = {key: int(quota) for key, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda key: (shares[key] - quotas[key], key))
    return shares | {key: shares[key] + 1 for key in by_remainder[: total - sum(shares.values())]}


def weight(gemeinde: Gemeinde, edition: Edition) -> int:
    """Draw a municipality's weight in an edition, always the same for the same key."""
    lasting = random.Random(f"{SEED}/{gemeinde.ags}")
    passing = random.Random(f"{SEED}/{gemeinde.ags}/{edition.name}")
    if gemeinde.art == "Gemeinde" and lasting.random() < GEMEINDEN_WITHOUT_PERSONS:
        return 0
    factor = lasting.lognormvariate(0, SPREAD[gemeinde.art])
    factor *= passing.lognormvariate(0, SPREAD_BETWEEN_EDITIONS)
    return round(TYPICAL_PERSONEN[gemeinde.art] * factor * WEIGHT_UNITS)
