"""The figures that newspapers and members of parliament published: truth made by nobody here."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

PRESS_FIGURES = Path(__file__).parent / "reference" / "press_figures.csv"
Kind = Literal["single", "group"]
Precision = Literal["exact", "rounded", "uncertain"]


class PressFileError(Exception):
    """A line of the file of published figures cannot be used."""

    def __init__(self, file: Path, line: int, column: str, found: str, expected: str) -> None:
        """Keep file, line and column, what stands there and what should."""
        self.file, self.line, self.column = file, line, column
        self.found, self.expected = found, expected
        super().__init__(
            f"{file.name}, line {line}, column {column}: found {found!r}, expected {expected}; "
            "correct the file"
        )


@dataclass(frozen=True, slots=True)
class PressFigure:
    """One published figure."""

    edition: str
    """Id of the edition it belongs to."""
    place: str
    """The municipality, or the group, as printed."""
    ort: str
    """The group in German; empty for a municipality."""
    kreis: str
    keys: tuple[str, ...]
    """How the keys of its municipalities begin; none where nobody knows for certain which they are:
    groups named after constituencies or parts of a Kreis."""
    betrag_eur: int
    personen: int | None
    """Counted persons where printed."""
    kind: Kind
    """One municipality, or the sum of several."""
    precision: Precision
    """To the euro, rounded, or evidently a misprint."""
    published_on: str
    """ISO date or month; empty where unknown."""
    source: str
    """Where it was published."""


def load_press(path: Path = PRESS_FIGURES) -> tuple[PressFigure, ...]:
    """Read the published figures in the order of the file; raises PressFileError."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        expected = list(PressFigure.__slots__)
        if reader.fieldnames != expected:
            found = ",".join(reader.fieldnames or ())
            raise PressFileError(path, 1, "(all)", found, ",".join(expected))
        return tuple(_figure(path, reader.line_num, row) for row in reader)


def _figure(path: Path, line: int, row: Mapping[str, str]) -> PressFigure:
    for column, known in (("kind", get_args(Kind)), ("precision", get_args(Precision))):
        if row[column] not in known:
            raise PressFileError(path, line, column, row[column], " or ".join(known))
    numbers: dict[str, int | None] = {"personen": None}
    for column in ("betrag_eur", *(["personen"] if row["personen"] else [])):
        if not (row[column].isascii() and row[column].isdigit()):
            raise PressFileError(path, line, column, row[column], "digits only")
        numbers[column] = int(row[column])
    values: dict[str, Any] = {**row, **numbers, "keys": tuple(row["keys"].split())}
    return PressFigure(**values)
