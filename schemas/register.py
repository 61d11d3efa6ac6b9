"""The municipalities and Kreise of Baden-Württemberg, as `schemas/reference` holds them."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from itertools import accumulate, groupby
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

REGISTER_CREDIT = (
    "© GeoBasis-DE / BKG, GeoNutzV (Daten verändert); Statistische Ämter des Bundes und der "
    "Länder, dl-de/by-2-0; datenguidepy, © 2019 CorrelAid e.V., MIT"
)
"""Whom to name wherever the register is published; `reference/README.md` says why."""

REFERENCE = Path(__file__).with_name("reference")
LAND = "08"
KEY_DIGITS = 8
"""Of a municipality's key; that of a Kreis has five of them."""
ALONE = "einzeln"
"""The kind of association of a municipality that is in none."""


class Gemeinde(NamedTuple):
    """One municipality."""

    gemeinde_ags: str
    """Amtlicher Gemeindeschlüssel, 8 digits."""
    ars: str
    """Amtlicher Regionalschlüssel, 12 digits."""
    gemeinde_name: str
    """Official name with its title, e.g. ``Lörrach, Stadt``."""
    art: str
    """``Stadtkreis``, ``Stadt`` or ``Gemeinde``."""
    kreis_ags: str
    verband_ars: str
    """Key of its association, 9 digits: those before the municipality's own in `ars`."""
    verband_name: str
    verband_art: str
    """``Gemeindeverwaltungsverband``, ``Verwaltungsgemeinschaft``, or ``einzeln`` for one alone."""


class Kreis(NamedTuple):
    """One Landkreis or Stadtkreis."""

    kreis_ags: str
    """5 digits."""
    kreis_name: str
    """Short form, e.g. ``Lörrach``; Heilbronn and Karlsruhe are each two Kreise."""
    kreis_art: str
    """``Landkreis`` or ``Stadtkreis``."""
    regierungsbezirk_ags: str
    regierungsbezirk_name: str

    @property
    def label(self) -> str:
        """The name with its kind, unless it says so itself: ``Landkreis Lörrach``."""
        is_in_name = self.kreis_name.lower().endswith("kreis")
        return self.kreis_name if is_in_name else f"{self.kreis_art} {self.kreis_name}"


@dataclass(frozen=True)
class Register:
    """All municipalities and Kreise by key."""

    gemeinden: Mapping[str, Gemeinde]
    kreise: Mapping[str, Kreis]

    def named(self, gemeinde_ags: str) -> str:
        """Return a municipality's official name with its key; the key alone where none has it."""
        gemeinde = self.gemeinden.get(gemeinde_ags)
        return f"{gemeinde.gemeinde_name} ({gemeinde_ags})" if gemeinde else gemeinde_ags

    def described(self, gemeinde: Gemeinde) -> str:
        """Return a municipality's official name with its Kreis and its key."""
        kreis = self.kreis_of(gemeinde).label
        return f"{gemeinde.gemeinde_name}, {kreis} ({gemeinde.gemeinde_ags})"

    def gemeinden_of(self, kreis_ags: str) -> tuple[Gemeinde, ...]:
        """Return the municipalities of a Kreis, by key."""
        return self._by_kreis[kreis_ags]

    @cached_property
    def _by_kreis(self) -> Mapping[str, tuple[Gemeinde, ...]]:
        grouped = groupby(self.gemeinden.values(), key=lambda one: one.kreis_ags)
        return {kreis_ags: tuple(gemeinden) for kreis_ags, gemeinden in grouped}

    def kreis_of(self, gemeinde: Gemeinde) -> Kreis:
        """Return the Kreis a municipality belongs to."""
        return self.kreise[gemeinde.kreis_ags]


@cache
def load_register() -> Register:
    """Read the register: 1,101 municipalities in 44 Kreise."""
    gemeinden = {row[0]: Gemeinde._make(row) for row in _rows("gemeinden.csv", Gemeinde._fields)}
    kreise = {row[0]: Kreis._make(row) for row in _rows("kreise.csv", Kreis._fields)}
    return Register(MappingProxyType(gemeinden), MappingProxyType(kreise))


@cache
def load_neighbours() -> Mapping[str, frozenset[str]]:
    """Return the keys of the municipalities next to each; Büsingen, an exclave, has none."""
    found: dict[str, set[str]] = {key: set() for key in load_register().gemeinden}
    for one, other in _rows("nachbarn.csv"):
        found[one].add(other)
        found[other].add(one)
    return MappingProxyType({key: frozenset(keys) for key, keys in found.items()})


@dataclass(frozen=True, slots=True)
class Outline:
    """The simplified shape of a municipality or a Kreis on the map."""

    km2: Decimal
    """Its area before it was simplified, as it follows from the borders."""
    path: str
    """Commands of an SVG path, in whole units of the map."""

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom edge."""
        points = [point for ring in self.path.split("M")[1:] for point in _points(ring)]
        xs, ys = zip(*points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)


def _points(ring: str) -> Iterator[tuple[int, int]]:
    """Yield the points of a ring: the first as it stands, each other from the one before."""
    numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
    steps = zip(numbers[::2], numbers[1::2], strict=True)
    return accumulate(steps, lambda point, step: (point[0] + step[0], point[1] + step[1]))


@dataclass(frozen=True, slots=True)
class Map:
    """The map of all municipalities and Kreise."""

    size: tuple[int, int]
    """Width and height, in units of 100 metres."""
    gemeinden: Mapping[str, Outline]
    kreise: Mapping[str, Outline]


@cache
def load_map() -> Map:
    """The outlines by key, as `tests/builders/outlines.py` made them."""
    text = (REFERENCE / "karte.tsv").read_text("utf-8")
    size, *lines = (line.split("\t") for line in text.splitlines())
    outlines = {key: Outline(Decimal(km2), path) for key, km2, path in lines}
    gemeinden = {key: outline for key, outline in outlines.items() if len(key) == KEY_DIGITS}
    kreise = {key: outline for key, outline in outlines.items() if key not in gemeinden}
    width, height = map(int, size)
    return Map((width, height), MappingProxyType(gemeinden), MappingProxyType(kreise))


@cache
def load_shapes() -> Mapping[str, str]:
    """The area of each municipality by its key, as the text of a GeoJSON geometry."""
    text = (REFERENCE / "flaechen.tsv").read_text("utf-8")
    return MappingProxyType(dict(line.split("\t") for line in text.splitlines()))


def _rows(name: str, columns: Sequence[str] = ()) -> Iterator[list[str]]:
    """Return the rows of a table; its columns are the fields of what they become, in this order."""
    titles, *rows = csv.reader((REFERENCE / name).read_text("utf-8").splitlines())
    if columns and titles != [*columns]:
        raise ValueError(f"{name} has the columns {', '.join(titles)}")
    return iter(rows)
