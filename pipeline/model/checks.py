"""What checks say of figures, of whom each was read, and what is left out."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pipeline.model.interpretations import Herkunft, Zeile


@dataclass(frozen=True, slots=True)
class Reader:
    """What one engine made of a document, beside the others; kept with its figures."""

    engine: str
    version: str
    """Of the library below it; empty where it gave no reading."""
    figures: int
    """How many municipalities it gives a figure for."""
    abstained: tuple[str, ...]
    """Keys of the figures it does not give, or not wholly; none are listed where it failed."""
    failure: str = ""
    """Why it gave no reading at all; empty where it gave one."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A municipality for which readings give valid but different figures."""

    gemeinde_ags: str
    gemeinde_name: str
    zeilen: tuple[Zeile, ...]
    """What each engine read, in the order of the engines; an engine may have read two rows."""


class Severity(StrEnum):
    """What a failed check means."""

    ERROR = "fehler"
    """The run is held."""
    WARNING = "warnung"
    """Published, with the warning beside it."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of one check; kept with the snapshot or the held run."""

    name: str
    severity: Severity
    passed: bool
    message: str
    """English, for logs."""
    meldung: str
    """German, for reports and the database."""
    rows: tuple[Herkunft, ...] = ()
    """The printed rows concerned, if any."""

    @property
    def holds(self) -> bool:
        """Whether this result keeps the document from being published."""
        return not self.passed and self.severity is Severity.ERROR

    @property
    def warns(self) -> bool:
        """Whether this result is published beside the figures."""
        return not self.passed and self.severity is Severity.WARNING


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something read that is not published although a person accepts the document."""

    check: str
    """Name of the check that it failed."""
    gemeinde_ags: str | None
    """The key as read; None where the row was not understood."""
    message: str
    """English: where it stands and why it is left out."""
    meldung: str
    """The same in German."""
    rows: tuple[Herkunft, ...]
    """The printed rows; several where readings or rows contradict each other."""


@dataclass(frozen=True, slots=True)
class PreviousFigure:
    """One municipality's figure in the edition published last."""

    gemeinde_name: str
    betrag_eur: Decimal
    personen: int | None
    """As printed; None where that document prints none."""
