"""The figures that newspapers and members of parliament published: truth made by nobody here."""

import csv
from pathlib import Path
from typing import Literal

from schemas.settings import Count, NonBlank, SettingsTable, as_settings

PRESS_FIGURES = Path(__file__).parent / "reference" / "press_figures.csv"
Kind = Literal["single", "group"]
Precision = Literal["exact", "rounded", "uncertain"]


class PressFigure(SettingsTable, frozen=True, kw_only=True):
    """One published figure."""

    edition: NonBlank
    """Id of the edition it belongs to."""
    place: NonBlank
    """The municipality, or the group, as printed."""
    ort: str = ""
    """The group in German; empty for a municipality."""
    kreis: str = ""
    keys: tuple[str, ...]
    """How the keys of its municipalities begin; none where nobody knows for certain which they are:
    groups named after constituencies or parts of a Kreis."""
    betrag_eur: Count
    personen: Count | None = None
    """Counted persons where printed."""
    kind: Kind
    """One municipality, or the sum of several."""
    precision: Precision
    """To the euro, rounded, or evidently a misprint."""
    published_on: str = ""
    """ISO date or month; empty where unknown."""
    source: NonBlank
    """Where it was published."""


class _File(SettingsTable, frozen=True):
    figures: tuple[PressFigure, ...]


def load_press(path: Path = PRESS_FIGURES) -> tuple[PressFigure, ...]:
    """Read the published figures in the order of the file; raises WrongSettingsError."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = [
            {column: text for column, text in row.items() if text} for row in csv.DictReader(file)
        ]
    figures = [{**line, "keys": line.get("keys", "").split()} for line in lines]
    return as_settings(path, {"figures": figures}, _File, strict=False).figures
