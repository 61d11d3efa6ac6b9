"""What is known about one municipality: its figure in every edition, its rank, where it is printed.

This module is a leaf: it knows no stage.
"""

from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct


class TownFigure(Struct, frozen=True):
    """What an edition that counts today says of a municipality, and where."""

    snapshot_id: str
    edition_label: str | None
    """Its name; None where that is not known."""
    veroeffentlicht: str | None
    """ISO date or month."""
    stand_am: date
    """The day from which it counts."""
    zeitraum: str | None
    """What the amount covers; None where that is not known."""
    ist_aktuell: bool
    """Whether the edition is the newest one."""
    betrag_eur: Decimal
    personen: int | None
    """As printed."""
    personen_errechnet: int | None
    antragsberechtigt: bool | None
    """Whether the annual amount reaches the threshold; None where it is no annual amount."""
    rang_kreis: int
    """The place of the amount in its Kreis, the largest first."""
    gemeinden_kreis: int
    rang_land: int
    gemeinden_land: int
    korrektur: str | None
    """Why the amount is another than the one printed."""
    beanstandet: str | None
    """The checks that fault the row, if any."""
    angenommen_von: str | None
    """Who published the edition although checks failed."""
    gelesen_von: str
    """The readings that have this figure."""
    text_gedruckt: str
    original_name: str
    """Of the document."""
    document_sha256: str
    url: str | None
    gesehen_seit_utc: datetime
    page: int
    row_on_page: int
    x0: float
    """The box of the row, in points from the upper left corner of the page."""
    y0: float
    x1: float
    y1: float
    synthetisch: bool

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """Return the box of the row."""
        return (self.x0, self.y0, self.x1, self.y1)

    @property
    def edition(self) -> str:
        """Return what to call the edition: its name, or the day from which it counts."""
        return self.edition_label or f"ab {self.stand_am.isoformat()}"


class Town(Struct, frozen=True):
    """A municipality with its figures, those of the newest edition first."""

    gemeinde_ags: str
    gemeinde_name: str
    kreis: str
    """With its kind: Landkreis Lörrach."""
    verband: str | None
    """The association that it belongs to; None for one that belongs to none."""
    figures: tuple[TownFigure, ...]

    @property
    def newest(self) -> TownFigure | None:
        """Return its figure in the newest edition; None where that has none."""
        return next((figure for figure in self.figures if figure.ist_aktuell), None)
