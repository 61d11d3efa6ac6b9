"""The printed sums of independent readings, by their places: do they say the same?

What a sum is the sum of, each reading settles by its own rows, and the checks of sums test it for
the first. Here only the numbers are compared: a sum that one reading gets wrong shows in no figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.boxes import same_row
from pipeline.model import Interpretation, Summe


@dataclass(frozen=True, slots=True)
class SumConflict:
    """One printed sum for which readings give valid but different numbers."""

    summen: tuple[Summe, ...]
    """What each engine read, in the order of the engines."""


@dataclass(frozen=True, slots=True)
class ComparedSums:
    """The printed sums of a document, and what each reading has to do with them."""

    count: int = 0
    """How many there are, read by whomever."""
    conflicts: tuple[SumConflict, ...] = ()
    missing: Mapping[str, int] = field(default_factory=dict)
    """For each engine that gave a reading, how many of them it does not give."""


def compare_sums(readings: Sequence[Interpretation]) -> ComparedSums:
    """Compare the printed sums of readings of one document, one for each engine."""
    places: list[dict[str, Summe]] = []
    for reading in readings:
        for summe in reading.summen:
            _place_of(summe, reading.engine, places)[reading.engine] = summe
    conflicts = tuple(
        SumConflict(tuple(place.values())) for place in places if _contradict(tuple(place.values()))
    )
    missing = {
        reading.engine: sum(reading.engine not in place for place in places) for reading in readings
    }
    return ComparedSums(len(places), conflicts, missing)


def _place_of(summe: Summe, engine: str, places: list[dict[str, Summe]]) -> dict[str, Summe]:
    """Return what other engines read where a sum stands; a new place where none did."""
    for place in places:
        if engine not in place and any(_is_same(summe, other) for other in place.values()):
            return place
    places.append({})
    return places[-1]


def _is_same(one: Summe, other: Summe) -> bool:
    here, there = one.herkunft, other.herkunft
    return here.page == there.page and same_row(here.bbox, there.bbox)


def _contradict(summen: Sequence[Summe]) -> bool:
    """Say whether not all can be right; what a reading does not give contradicts nothing."""
    amounts = {summe.betrag_eur for summe in summen} - {None}
    persons = {summe.personen for summe in summen} - {None}
    return len(amounts) > 1 or len(persons) > 1
