"""What was published last, to hold a new edition against.

Whoever knows a list notices what is missing in the next one, and what cannot have changed so much.
That proves no row and is no part of any figure: a document read again gives the same rows, whatever
was published in between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pipeline.changes import same_period
from pipeline.check.findings import Text
from pipeline.model import NO_CLAIMS, Claims, ColumnRole, LastFigure, Zeile
from schemas.source import SourceEdition

NOT_THERE = Text(
    "not applicable: no edition of the kind was published before",
    "Nicht anwendbar: Davor ist keine Ausgabe dieser Art veröffentlicht.",
)


@dataclass(frozen=True, slots=True)
class LastEdition:
    """The edition published before a document; synthetic for a synthetic one, else real."""

    id: str
    """Of its snapshot."""
    edition: str | None
    """Id in the source file; None for an edition nobody knows."""
    zeitraum: str | None
    """What its amounts cover; None where that is not known."""
    figures: Mapping[str, LastFigure]
    """By key."""
    columns: tuple[ColumnRole, ...]
    """What the columns of its document were taken for."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row, and what the edition before lets one expect of it."""

    zeile: Zeile
    before_eur: Decimal
    expected_eur: Fraction
    """The amount before, set to the sum of today's amounts where the two are of unlike periods."""

    @property
    def gap_eur(self) -> Fraction:
        """How far the amount is from what was expected; never negative."""
        return abs(Fraction(self.zeile.betrag_eur) - self.expected_eur)

    @property
    def factor(self) -> Fraction | None:
        """How many times the one is the other, 1 or more; None where one of them is nothing."""
        small, large = sorted((Fraction(self.zeile.betrag_eur), self.expected_eur))
        return large / small if small > 0 else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows and the last edition's, municipality by municipality."""

    last: LastEdition
    zeitraum: str | None
    """What the rows' amounts cover; None where that is not known."""
    alike: bool
    """Whether both are known to cover the same period; else only shares can be compared."""
    pairs: tuple[Pair, ...]
    """Of the municipalities that both have."""

    @property
    def totals_eur(self) -> tuple[Decimal, Decimal]:
        """What the amounts of these municipalities add up to, before and now."""
        return (
            sum((pair.before_eur for pair in self.pairs), Decimal(0)),
            sum((pair.zeile.betrag_eur for pair in self.pairs), Decimal(0)),
        )


def compare_with_last(
    zeilen: Sequence[Zeile],
    last: LastEdition,
    edition: SourceEdition | None,
    claims: Claims = NO_CLAIMS,
) -> Comparison:
    """Put each row beside the last edition's figure for its municipality."""
    zeitraum = edition.zeitraum if edition else claims.zeitraum
    known = edition is not None and last.edition is not None
    alike = same_period(last.zeitraum, zeitraum, known=known)
    both = [
        (row, last.figures[row.gemeinde_ags]) for row in zeilen if row.gemeinde_ags in last.figures
    ]
    before = sum((figure.betrag_eur for _, figure in both), Decimal(0))
    now = sum((row.betrag_eur for row, _ in both), Decimal(0))
    scale = Fraction(now) / Fraction(before) if before and not alike else Fraction(1)
    return Comparison(
        last,
        zeitraum,
        alike,
        tuple(
            Pair(row, figure.betrag_eur, Fraction(figure.betrag_eur) * scale)
            for row, figure in both
        ),
    )
