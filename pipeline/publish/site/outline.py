"""The map of the municipalities as shapes, and the classes by which it is coloured.

A class has about as many municipalities as any other, and its limits are numbers that one can
remember: amounts are spread so widely that equal steps would put nearly all into the lowest.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise

from msgspec import Struct

from pipeline.boxes import wider
from pipeline.model import Bbox
from pipeline.publish.site.figures import number
from pipeline.town import Town
from schemas.register import Outline

CLASSES = 6
NO_FIGURE, NOTHING = "x", "0"
"""Classes of a municipality without a figure, and of one that gets nothing."""
MISSING = "keine Zeile"


class Step(Struct, frozen=True):
    """One class of a legend."""

    name: str
    """A sign, also part of the names in the style sheet."""
    label: str
    count: int


@dataclass(frozen=True)
class Scale:
    """A value of each municipality in classes."""

    of: Mapping[str, str]
    """The class of each municipality by key."""
    steps: Sequence[Step]


def eligibility(towns: Iterable[Town]) -> Scale:
    """Put municipalities into classes by whether their annual amount reaches the threshold."""
    classes = {True: "j", False: "n", None: "u"}
    of = {
        town.gemeinde_ags: classes[town.newest.antragsberechtigt] if town.newest else NO_FIGURE
        for town in towns
    }
    labels = {"j": "möglich", "n": "nicht möglich", "u": "nicht zu sagen", NO_FIGURE: MISSING}
    return _scale(of, labels)


def scale(values: Mapping[str, Decimal], keys: Iterable[str]) -> Scale:
    """Put values into classes of about equal size, with round limits.

    `keys` are all municipalities; those without a value, or with none above zero, are classes of
    their own.
    """
    limits = _limits(sorted(value for value in values.values() if value > 0))
    of = {
        key: NOTHING if value <= 0 else str(1 + sum(value >= limit for limit in limits))
        for key, value in values.items()
    }
    of = {key: of.get(key, NO_FIGURE) for key in keys}
    return _scale(of, {NO_FIGURE: MISSING, NOTHING: "0", **_labels(limits)})


def _scale(of: Mapping[str, str], labels: Mapping[str, str]) -> Scale:
    """Return the classes of a scale in the order of their labels, without those of nobody."""
    counts = Counter(of.values())
    steps = [Step(name, label, counts[name]) for name, label in labels.items() if counts[name]]
    return Scale(of, steps)


def _limits(ordered: Sequence[Decimal]) -> list[Decimal]:
    """Return the lower limits of all classes but the first."""
    if not ordered:
        return []
    places = (len(ordered) * place // CLASSES for place in range(1, CLASSES))
    return sorted({_rounded(ordered[place]) for place in places})


def _rounded(value: Decimal) -> Decimal:
    """Return a number with two digits that count."""
    digits = 1 - math.floor(value.log10())
    return Decimal(f"{round(value, digits):f}")


def _labels(limits: Sequence[Decimal]) -> dict[str, str]:
    if not limits:
        return {"1": "über 0"}
    texts = list(map(number, limits))
    inner = {
        str(place): f"{low} bis unter {high}"
        for place, (low, high) in enumerate(pairwise(texts), start=2)
    }
    return {"1": f"unter {texts[0]}", **inner, str(len(texts) + 1): f"{texts[-1]} und mehr"}


@cache
def box_of(outline: Outline) -> Bbox:
    """Return the box around a shape, with a margin: left, top, width and height."""
    left, top, right, bottom = outline.box
    margin = max(right - left, bottom - top) // 20
    return with_size(wider((left, top, right, bottom), margin, margin))


def with_size(box: Bbox) -> Bbox:
    """Return left, top, width and height of a box, as SVG has it."""
    left, top, right, bottom = box
    return (left, top, round(right - left, 2), round(bottom - top, 2))
