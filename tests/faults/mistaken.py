"""Rows misunderstood: figures given to other municipalities, sums taken for figures, rows lost."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal

from pipeline.model import Interpretation, Summe, Zeile
from pipeline.values import replace
from schemas.register import load_register
from tests.builders.interpretations import with_amount
from tests.builders.register import bare_name
from tests.faults.cells import SLIPS, change_digit
from tests.faults.meaning import (
    MeaningFault,
    lower_amounts,
    neighbours,
    part_for_amount,
    persons_for_amount,
    shift_amount,
    slip_amounts,
    slip_in_amount,
    slip_in_persons,
    slipped,
    swap_amounts,
    with_zeilen,
)


def swap_municipalities(understood: Interpretation, rng: random.Random) -> Interpretation | None:
    """Two neighbours have each other's persons and amount."""
    one, other = neighbours(understood, rng)
    if one.betrag_eur == other.betrag_eur:
        return None
    swapped = {
        one.gemeinde_ags: keyed(one, other.gemeinde_ags),
        other.gemeinde_ags: keyed(other, one.gemeinde_ags),
    }
    return with_zeilen(understood, swapped)


def key_of_neighbour(understood: Interpretation, rng: random.Random) -> Interpretation | None:
    """One figure taken for its neighbour's."""
    one, other = neighbours(understood, rng)
    return with_zeilen(understood, {one.gemeinde_ags: keyed(one, other.gemeinde_ags)})


def any_other_key(understood: Interpretation, rng: random.Random) -> Interpretation | None:
    """One figure taken for that of any municipality of the Land."""
    row = rng.choice(understood.zeilen)
    other = rng.choice(sorted(load_register().gemeinden))
    if other == row.gemeinde_ags:
        return None
    return with_zeilen(understood, {row.gemeinde_ags: keyed(row, other)})


def carry_kreis_wrongly(understood: Interpretation, rng: random.Random) -> Interpretation | None:
    """All figures of a Kreis whose names another Kreis has too are taken for that one's."""
    register = load_register()
    namesakes: dict[str, list[str]] = {}
    for gemeinde in register.gemeinden.values():
        name = bare_name(gemeinde.gemeinde_name)
        namesakes.setdefault(name, []).append(gemeinde.gemeinde_ags)
    moved: dict[str, dict[str, Zeile]] = {}
    for row in understood.zeilen:
        for ags in namesakes[bare_name(row.gemeinde_name)]:
            if ags[:5] != row.kreis_ags:
                moved.setdefault(row.kreis_ags, {})[row.gemeinde_ags] = keyed(row, ags)
    return with_zeilen(understood, moved[rng.choice(sorted(moved))]) if moved else None


def lose_row(understood: Interpretation, rng: random.Random) -> Interpretation | None:
    """One figure less."""
    index = rng.randrange(len(understood.zeilen))
    rows = understood.zeilen
    return replace(understood, zeilen=(*rows[:index], *rows[index + 1 :]))


def double_row(understood: Interpretation, rng: random.Random) -> Interpretation | None:
    """One figure twice, from the same printed row."""
    row = rng.choice(understood.zeilen)
    return replace(understood, zeilen=(*understood.zeilen, row))


def lose_page(understood: Interpretation, rng: random.Random) -> Interpretation | None:
    """All figures of one page less."""
    page = rng.choice(understood.zeilen).herkunft.page
    left = tuple(row for row in understood.zeilen if row.herkunft.page != page)
    return replace(understood, zeilen=left) if left else None


def sum_as_figure(understood: Interpretation, rng: random.Random) -> Interpretation | None:
    """A printed sum taken for a further figure of a municipality that it sums up."""
    found = [summe for summe in understood.summen if summe.betrag_eur is not None]
    if not found:
        return None
    summe = rng.choice(found)
    members = [z for z in understood.zeilen if z.gemeinde_ags.startswith(summe.schluessel)]
    row = _figure_of(summe, rng.choice(members or understood.zeilen))
    summen = tuple(entry for entry in understood.summen if entry is not summe)
    return replace(understood, zeilen=(*understood.zeilen, row), summen=summen)


def sum_for_figure(understood: Interpretation, rng: random.Random) -> Interpretation | None:
    """A printed sum taken for the figure of a municipality, whose own row is lost."""
    added = sum_as_figure(understood, rng)
    if added is None:
        return None
    wrong = added.zeilen[-1]
    left = (row for row in understood.zeilen if row.gemeinde_ags != wrong.gemeinde_ags)
    return replace(added, zeilen=(*left, wrong))


def _figure_of(summe: Summe, row: Zeile) -> Zeile:
    betrag = summe.betrag_eur or Decimal(0)
    persons = summe.personen if row.personen is not None else None
    return replace(with_amount(row, betrag), personen=persons, herkunft=summe.herkunft)


def slip_in_sum(understood: Interpretation, rng: random.Random) -> Interpretation | None:
    """Another digit in a printed sum."""
    if not understood.summen:
        return None
    index = rng.randrange(len(understood.summen))
    summe = understood.summen[index]
    wrong = slipped(int(summe.betrag_eur or 0), change_digit, rng)
    if wrong == summe.betrag_eur:
        return None
    summen = list(understood.summen)
    summen[index] = replace(summe, betrag_eur=Decimal(wrong))
    return replace(understood, summen=tuple(summen))


def keyed(row: Zeile, ags: str) -> Zeile:
    """The row as that of another municipality."""
    register = load_register()
    gemeinde = register.gemeinden[ags]
    kreis = register.kreis_of(gemeinde)
    return replace(
        row,
        gemeinde_ags=ags,
        gemeinde_name=gemeinde.gemeinde_name,
        kreis_ags=kreis.kreis_ags,
        kreis_name=kreis.kreis_name,
    )


MEANING_FAULTS: Mapping[str, MeaningFault] = {
    **{f"{name}, amount": slip_in_amount(slip) for name, slip in SLIPS.items()},
    **{f"{name}, persons": slip_in_persons(slip) for name, slip in SLIPS.items()},
    "digit changed, sum": slip_in_sum,
    "decimal sign shifted": shift_amount,
    "amounts of neighbours swapped": swap_amounts,
    "all values of neighbours swapped": swap_municipalities,
    "figure of the neighbour": key_of_neighbour,
    "figure of any other municipality": any_other_key,
    "Kreis carried wrongly": carry_kreis_wrongly,
    "row lost": lose_row,
    "row doubled": double_row,
    "page lost": lose_page,
    "amounts slipped by a row": slip_amounts,
    "all amounts one row too low": lower_amounts,
    "persons and amounts exchanged on one page": persons_for_amount(everywhere=False),
    "persons and amounts exchanged everywhere": persons_for_amount(everywhere=True),
    "another amount taken on one page": part_for_amount(everywhere=False),
    "another amount taken everywhere": part_for_amount(everywhere=True),
    "sum taken for one more figure": sum_as_figure,
    "sum taken for a figure": sum_for_figure,
}
"""By the name that the tables print."""
