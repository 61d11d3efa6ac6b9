"""Numbers misunderstood: a reading's texts are right, what was made of them is not.

A fault takes what was understood and a source of chance, and returns it with one fault, or None
where it finds no place for it. What is said to be printed goes along with the figure, so that
nothing but the figure itself is left to notice.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import TypeAlias

from pipeline.model import Interpretation, Zeile
from pipeline.values import replace
from tests.builders.interpretations import with_amount
from tests.faults.cells import TRIES, Slip

MeaningFault: TypeAlias = Callable[[Interpretation, random.Random], Interpretation | None]
SHIFTS = (Decimal(10), Decimal(100), Decimal(1000), Decimal("0.1"), Decimal("0.01"))
LONGEST_SLIP = 20


def slip_in_amount(slip: Slip) -> MeaningFault:
    """A slip in one amount; it is still a number as German tables write them."""

    def fault(understood: Interpretation, rng: random.Random) -> Interpretation | None:
        for _ in range(TRIES):
            index = rng.randrange(len(understood.zeilen))
            row = understood.zeilen[index]
            euros = int(row.betrag_eur)
            wrong = slipped(euros, slip, rng)
            if wrong != euros:
                return with_zeile(understood, index, with_amount(row, wrong))
        return None

    return fault


def slip_in_persons(slip: Slip) -> MeaningFault:
    """A slip in one number of persons."""

    def fault(understood: Interpretation, rng: random.Random) -> Interpretation | None:
        counted = [n for n, row in enumerate(understood.zeilen) if row.personen is not None]
        for _ in range(TRIES if counted else 0):
            index = rng.choice(counted)
            row = understood.zeilen[index]
            wrong = slipped(row.personen or 0, slip, rng)
            if wrong != row.personen:
                return with_zeile(understood, index, replace(row, personen=wrong))
        return None

    return fault


def shift_amount(understood: Interpretation, rng: random.Random) -> Interpretation | None:
    """One amount ten, a hundred or a thousand times too large or too small."""
    index = rng.randrange(len(understood.zeilen))
    row = understood.zeilen[index]
    wrong = (row.betrag_eur * rng.choice(SHIFTS)).to_integral_value(rounding="ROUND_DOWN")
    return with_zeile(understood, index, with_amount(row, wrong)) if row.betrag_eur else None


def swap_amounts(understood: Interpretation, rng: random.Random) -> Interpretation | None:
    """The amounts of two neighbours exchanged."""
    one, other = neighbours(understood, rng)
    if one.betrag_eur == other.betrag_eur:
        return None
    swapped = {
        one.gemeinde_ags: with_amount(one, other.betrag_eur),
        other.gemeinde_ags: with_amount(other, one.betrag_eur),
    }
    return with_zeilen(understood, swapped)


def slip_amounts(understood: Interpretation, rng: random.Random) -> Interpretation | None:
    """The amounts one row lower, for some rows: the last of them loses its own."""
    rows = understood.zeilen
    first = rng.randrange(max(1, len(rows) - 1))
    stretch = rows[first : first + rng.randint(2, LONGEST_SLIP)]
    if stretch[0].betrag_eur == stretch[-1].betrag_eur:
        return None  # no amount is lost: they have only changed places
    changed = {
        below.gemeinde_ags: with_amount(below, above.betrag_eur)
        for above, below in pairwise(stretch)
        if above.betrag_eur != below.betrag_eur
    }
    return with_zeilen(understood, changed) if changed else None


def lower_amounts(understood: Interpretation, _rng: random.Random) -> Interpretation | None:
    """Every amount one row lower, in the whole document: the first is there twice."""
    changed = {
        below.gemeinde_ags: with_amount(below, above.betrag_eur)
        for above, below in pairwise(understood.zeilen)
    }
    return with_zeilen(understood, changed)


def persons_for_amount(everywhere: bool) -> MeaningFault:
    """The columns of persons and amounts exchanged, on one page or on all."""

    def exchanged(row: Zeile) -> Zeile | None:
        if row.personen is None:
            return None
        return replace(with_amount(row, row.personen), personen=int(row.betrag_eur))

    return _on_pages(exchanged, everywhere)


def part_for_amount(everywhere: bool) -> MeaningFault:
    """Another column of amounts (a year, a tranche) taken for the figure."""

    def other(row: Zeile) -> Zeile | None:
        parts = [part for part in row.teilbetraege if part != row.betrag_eur]
        return with_amount(row, parts[0]) if parts else None

    return _on_pages(other, everywhere)


def _on_pages(change: Callable[[Zeile], Zeile | None], everywhere: bool) -> MeaningFault:
    def fault(understood: Interpretation, rng: random.Random) -> Interpretation | None:
        page = rng.choice(understood.zeilen).herkunft.page
        here = [z for z in understood.zeilen if everywhere or z.herkunft.page == page]
        changed = {row.gemeinde_ags: new for row in here if (new := change(row))}
        return with_zeilen(understood, changed) if changed else None

    return fault


def slipped(number: int, slip: Slip, rng: random.Random) -> int:
    """The number after a slip; unchanged where that would have no digit or a leading zero."""
    digits = slip(str(number), rng)
    return int(digits) if digits and str(int(digits)) == digits else number


def neighbours(understood: Interpretation, rng: random.Random) -> tuple[Zeile, ...]:
    """Two figures that follow each other, in either order."""
    first = rng.randrange(len(understood.zeilen) - 1)
    pair = understood.zeilen[first : first + 2]
    return pair if rng.random() < 0.5 else pair[::-1]


def with_zeile(understood: Interpretation, index: int, row: Zeile) -> Interpretation:
    """The same with another figure at one place."""
    rows = understood.zeilen
    return replace(understood, zeilen=(*rows[:index], row, *rows[index + 1 :]))


def with_zeilen(understood: Interpretation, changed: Mapping[str, Zeile]) -> Interpretation:
    """The same with other figures for the municipalities of these keys."""
    rows = tuple(changed.get(row.gemeinde_ags, row) for row in understood.zeilen)
    return replace(understood, zeilen=rows)
