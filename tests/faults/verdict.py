"""What became of a fault: held, visible, harmless, or missed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from pipeline.check.readings import Compared
from pipeline.check.stage import References, check
from pipeline.model import Interpretation
from pipeline.values import replace
from schemas.register import Register, load_register
from schemas.source import SourceEdition, load_source
from tests.builders.editions import Edition

Said: TypeAlias = tuple[str, int | None, Decimal, int, tuple[Decimal, ...]]
"""Of a figure: key, persons, amount, page, its parts."""


class Outcome(StrEnum):
    """What became of a fault."""

    CAUGHT = "caught"
    """The document is held, or right figures are published and the comparison shows the fault."""
    HARMLESS = "harmless"
    """What is published is right, and what the faulty reading says of it is right too."""
    MISSED = "missed"
    """A wrong figure would be published, or nothing anywhere shows that a reading is wrong."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one fault, and by what that is known."""

    outcome: Outcome
    why: str
    """The checks that hold, or what shows the fault, or what is wrong."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """All that a reading says of the document: what would be wrong if it differed."""

    figures: tuple[Said, ...]
    sums: tuple[tuple[str, str, int | None, Decimal | None], ...]
    errors: int


def meaning(understood: Interpretation) -> Meaning:
    """What a reading says, in an order of its own."""
    return Meaning(
        figures=said(understood),
        sums=tuple(
            sorted(
                (
                    (s.ebene.value, s.schluessel, s.personen, s.betrag_eur)
                    for s in understood.summen
                ),
                key=str,
            )
        ),
        errors=len(understood.errors),
    )


def said(understood: Interpretation) -> tuple[Said, ...]:
    """The figures of a reading, by key."""
    return tuple(
        sorted(
            (
                (
                    z.gemeinde_ags,
                    z.personen,
                    z.betrag_eur,
                    z.herkunft.page,
                    z.teilbetraege,
                )
                for z in understood.zeilen
            ),
            key=str,
        )
    )


def references_for(figures: Interpretation, edition: Edition | None = None) -> References:
    """What to test a document of these municipalities against, as if they were the whole Land.

    `edition` is what was shared out among them, where a known edition is thought smaller. Nothing
    published elsewhere is among the references: these documents were made from that.
    """
    register, source = load_register(), load_source()
    if edition is not None:
        source = replace(source, editions=tuple(_as(edition, one) for one in source.editions))
    keys = {row.gemeinde_ags for row in figures.zeilen}
    if keys == set(register.gemeinden):
        return References(source, register, ())
    bounds = replace(source.expectations, rows=len(keys), total_min_eur=1)
    few = {key: register.gemeinden[key] for key in sorted(keys)}
    return References(replace(source, expectations=bounds), Register(few, register.kreise), ())


def _as(edition: Edition, known: SourceEdition) -> SourceEdition:
    if known.id != edition.name:
        return known
    return replace(known, budget_eur=edition.budget_eur, personen_gesamt=edition.personen)


def holding(compared: Compared, references: References) -> frozenset[str]:
    """The checks that keep a document from being published."""
    return frozenset(result.name for result in check(compared, references).results if result.holds)
