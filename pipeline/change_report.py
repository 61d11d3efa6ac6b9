"""What differs between two snapshots: the types of a change report.

This module is a leaf: it knows no stage.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

PERCENT = 100
_YEAR = re.compile(r"\b20\d\d\b")


class ChangeKind(StrEnum):
    """How a municipality's figure changed; missing is never taken for deleted."""

    NEU = "fehlt in der älteren"
    FEHLT = "fehlt in der neueren"
    GEAENDERT = "geändert"


@dataclass(frozen=True, slots=True)
class Decided:
    """A person's decision about a snapshot."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two snapshots compared."""

    snapshot_id: str
    edition_id: str | None
    """Id in the source file; None for an edition nobody knows."""
    edition_label: str | None
    """Its name, for an edition nobody knows as its title says; None where that is not known."""
    zeitraum: str | None
    """What its amounts cover; None where that is not known."""
    stand_am: date
    """The day from which it counts."""
    rows: int
    total_eur: Decimal
    document_sha256: str
    synthetic: bool
    status: str
    """How it stands among the others, as the table `snapshots` has it."""
    superseded: bool
    """Whether a better reading of its document stands in its place."""
    accepted: Decided | None
    """That it was accepted although checks failed; None where none did."""
    withdrawn: Decided | None
    """That it was taken out of the views; None where it was not."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one snapshot says of a municipality."""

    betrag_eur: Decimal
    personen: int | None
    """As printed, else as computed; None where neither is known."""
    antragsberechtigt: bool | None
    """Whether the annual amount reaches the threshold; None where it is no annual amount."""


@dataclass(frozen=True, slots=True)
class Change:
    """A municipality whose figures differ, or that only one snapshot has."""

    gemeinde_ags: str
    gemeinde_name: str
    kreis_ags: str
    kreis_name: str
    alt: Figure | None
    neu: Figure | None

    @property
    def kind(self) -> ChangeKind:
        """How it changed."""
        if self.alt is None:
            return ChangeKind.NEU
        return ChangeKind.FEHLT if self.neu is None else ChangeKind.GEAENDERT

    @property
    def differenz_eur(self) -> Decimal | None:
        """New less old; None where one is missing."""
        if self.alt is None or self.neu is None:
            return None
        return self.neu.betrag_eur - self.alt.betrag_eur

    @property
    def differenz_personen(self) -> int | None:
        """New less old; None where one is not known."""
        if self.alt is None or self.neu is None:
            return None
        if self.alt.personen is None or self.neu.personen is None:
            return None
        return self.neu.personen - self.alt.personen


@dataclass(frozen=True, slots=True)
class KreisChange:
    """The figures of a Kreis in both snapshots."""

    kreis_ags: str
    kreis_label: str
    """Its name with its kind: Heilbronn is a Stadtkreis and a Landkreis."""
    gemeinden_alt: int
    gemeinden_neu: int
    geaendert: int
    """How many of its municipalities are among the changes."""
    summe_alt_eur: Decimal
    summe_neu_eur: Decimal
    personen_alt: int | None
    """None where those of one of its municipalities are not known."""
    personen_neu: int | None

    @property
    def differenz_eur(self) -> Decimal:
        """New less old."""
        return self.summe_neu_eur - self.summe_alt_eur


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """All that differs between two snapshots."""

    alt: Side
    neu: Side
    changes: tuple[Change, ...]
    """By key."""
    kreise: tuple[KreisChange, ...]
    """Every Kreis that either has, by key."""

    @property
    def comparable(self) -> bool:
        """Whether the amounts of both are known to cover the same time."""
        known = self.alt.edition_id is not None and self.neu.edition_id is not None
        return same_period(self.alt.zeitraum, self.neu.zeitraum, known=known)

    @property
    def same_document(self) -> bool:
        """Whether both are readings of the same bytes."""
        return self.alt.document_sha256 == self.neu.document_sha256

    def count(self, kind: ChangeKind) -> int:
        """How many municipalities changed in this way."""
        return sum(change.kind is kind for change in self.changes)


def same_period(alt: str | None, neu: str | None, *, known: bool) -> bool:
    """Whether two periods, in words, are known to be the same.

    In titles of editions that the source file does not know (`known`: it knows both) a "zweite
    Tranche" may be any year's: equal words are enough only where they name the year.
    """
    return alt is not None and alt == neu and (known or _YEAR.search(alt) is not None)


def percent(alt: Decimal, neu: Decimal) -> Decimal | None:
    """The change in percent, to a tenth; None from nothing."""
    return round(PERCENT * (neu - alt) / alt, 1) if alt else None
