"""The register as the builders need it, read straight from the reference tables."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).parents[2] / "schemas" / "reference"


@dataclass(frozen=True, slots=True)
class Kreis:
    """A Landkreis or Stadtkreis."""

    ags: str
    name: str
    art: str

    @property
    def label(self) -> str:
        """The Kreis as a heading prints it: "Landkreis Lörrach", "Ortenaukreis"."""
        return self.name if "kreis" in self.name else f"{self.art} {self.name}"


@dataclass(frozen=True, slots=True)
class Gemeinde:
    """A municipality and where it belongs."""

    ags: str
    name: str
    """Official name, with its title."""
    art: str
    kreis_ags: str
    verband_ars: str

    @property
    def bare_name(self) -> str:
        """The name without title and addition: "Lörrach", "Gutach"."""
        return bare_name(self.name)


def bare_name(name: str) -> str:
    """Cut what stands after the name: ", Stadt", " (Schwarzwaldbahn)"."""
    return name.partition(",")[0].partition(" (")[0]


@cache
def gemeinden() -> dict[str, Gemeinde]:
    """All 1,101 municipalities by key, in the order of their keys."""
    columns = ("gemeinde_ags", "gemeinde_name", "art", "kreis_ags", "verband_ars")
    rows = (tuple(row[column] for column in columns) for row in read_reference("gemeinden.csv"))
    return {row[0]: Gemeinde(*row) for row in rows}


@cache
def kreise() -> dict[str, Kreis]:
    """All 44 Kreise by key, in the order of their keys."""
    rows = read_reference("kreise.csv")
    return {
        row["kreis_ags"]: Kreis(row["kreis_ags"], row["kreis_name"], row["kreis_art"])
        for row in rows
    }


def read_reference(name: str) -> list[dict[str, str]]:
    """Return the rows of one reference table, every value as text."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
