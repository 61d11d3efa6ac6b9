"""One published figure beside the rows it is about: do they agree?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.findings import Text, shown
from pipeline.check.press_places import Places
from pipeline.check.recognition import Counted
from schemas.press import PressFigure, german_labels

TEN = 10


@dataclass(frozen=True, slots=True)
class Placed:
    """A published figure, and the rows it is about."""

    figure: PressFigure
    keys: tuple[str, ...]
    """The municipalities; none where it is not known which they are."""
    rows: tuple[Counted, ...]

    @property
    def name(self) -> Text:
        """Whom it is about, as the file names it, and for groups in German too."""
        place = self.figure.place
        return Text(shown(place), shown(german_labels().get(place, place)))

    @property
    def is_group(self) -> bool:
        """Whether it is a sum of several municipalities."""
        return self.figure.kind == "group"

    @property
    def found(self) -> bool:
        """Whether all its municipalities have a row; each of a group just one."""
        if not self.is_group:
            return bool(self.rows)
        return bool(self.keys) and sorted(r.gemeinde_ags for r in self.rows) == sorted(self.keys)

    @property
    def total_eur(self) -> Decimal:
        """What the rows add up to."""
        return sum((row.betrag_eur for row in self.rows), Decimal(0))

    @property
    def agrees(self) -> bool:
        """Whether every row is the figure, or rounds to it; of a group, the sum of the rows."""
        if self.is_group:
            return self.found and abs(self.total_eur - self.figure.betrag_eur) <= self._tolerance
        return self.found and all(
            _amount_agrees(self.figure, row) and _persons_agree(self.figure, row)
            for row in self.rows
        )

    @property
    def _tolerance(self) -> Decimal:
        """Half a euro a row, as a total may be that of the budget and not of the rounded rows."""
        if self.figure.precision == "exact":
            return Decimal(len(self.rows)) / 2
        return Decimal(_unit(self.figure.betrag_eur) - 1)

    @property
    def differing(self) -> Counted:
        """The row of a single figure that differs in its amount; the first where none does."""
        differ = (row for row in self.rows if not _amount_agrees(self.figure, row))
        return next(differ, self.rows[0])


def place_figure(figure: PressFigure, places: Places, rows: Sequence[Counted]) -> Placed:
    """Find the rows that a published figure is about."""
    keys = places.keys(figure)
    return Placed(figure, keys, tuple(row for row in rows if row.gemeinde_ags in keys))


def _amount_agrees(figure: PressFigure, row: Counted) -> bool:
    """Papers round up, down or to the nearest: a rounded figure is less than a unit away."""
    if figure.precision != "rounded":
        return row.betrag_eur == figure.betrag_eur
    return abs(row.betrag_eur - figure.betrag_eur) < _unit(figure.betrag_eur)


def _unit(rounded: int) -> int:
    """The place that a number was rounded to: 100 for 115,200."""
    unit = 1
    while rounded and rounded % (unit * TEN) == 0:
        unit *= TEN
    return unit


def _persons_agree(figure: PressFigure, row: Counted) -> bool:
    return figure.personen is None or row.personen in (None, figure.personen)
