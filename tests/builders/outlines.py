"""Rebuild the map's outlines from the areas of the municipalities, simplified by mapshaper.

Borders are cut together, so that neighbours still meet after simplification; mapshaper does that
(npm, MPL-2.0; it is used here only, nothing of it is passed on):

    python -m tests.builders.outlines --geojson > areas.geojson
    npx mapshaper@0.7.70 areas.geojson name=gemeinden -clean \
        -proj +proj=utm +zone=32 +ellps=GRS80 \
        -each 'km2 = this.originalArea / 1e6' -simplify visvalingam weighted keep-shapes 15% \
        -dissolve kreis + name=kreise copy-fields= sum-fields=km2 \
        -o outlines.topojson format=topojson target=gemeinden,kreise no-quantization
    python -m tests.builders.outlines --outlines outlines.topojson
"""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from schemas.register import REFERENCE, load_shapes

METRES = 100
"""One unit of the map: less than a pixel where the whole map is shown."""
KREIS_DIGITS = 5
Point = tuple[int, int]


@click.command()
@click.option("--geojson", is_flag=True, help="Print the areas, for mapshaper.")
@click.option("--outlines", type=click.Path(exists=True, path_type=Path), help="What it made.")
@click.option("--out", type=click.Path(path_type=Path), default=REFERENCE / "karte.tsv")
def main(geojson: bool, outlines: Path | None, out: Path) -> None:
    """Print the areas for mapshaper, or write the map of its answer."""
    if geojson:
        click.echo(_collection())
    if outlines:
        out.write_text("".join(_lines(json.loads(outlines.read_bytes()))), "utf-8", newline="\n")


def _collection() -> str:
    features = (
        f'{{"type":"Feature","properties":{{"key":"{key}","kreis":"{key[:KREIS_DIGITS]}"}},'
        f'"geometry":{shape}}}'
        for key, shape in load_shapes().items()
    )
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def _lines(topology: Any) -> Iterator[str]:
    """Yield width and height of the map, then a line for each municipality and each Kreis."""
    west, north, width, height = _frame(topology)
    arcs = [
        [(round(x / METRES) - west, north - round(y / METRES)) for x, y in arc]
        for arc in topology["arcs"]
    ]
    yield f"{width}\t{height}\n"
    for layer, name in (("gemeinden", "key"), ("kreise", "kreis")):
        for shape in sorted(
            topology["objects"][layer]["geometries"], key=lambda one: one["properties"][name]
        ):
            facts = shape["properties"]
            yield f"{facts[name]}\t{facts['km2']:.2f}\t{_path(shape, arcs)}\n"


def _frame(topology: Any) -> tuple[int, int, int, int]:
    """Return the west and north edge, and how wide and high the map is, in its units."""
    points = [point for arc in topology["arcs"] for point in arc]
    xs, ys = ([round(value / METRES) for value in axis] for axis in zip(*points, strict=True))
    return min(xs), max(ys), max(xs) - min(xs), max(ys) - min(ys)


def _path(shape: Any, arcs: list[list[Point]]) -> str:
    """Return a shape as the commands of an SVG path."""
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    rings = (_ring(indices, arcs) for polygon in polygons for indices in polygon)
    return "".join(_commands(ring) for ring in rings if len(set(ring)) > 2)


def _ring(indices: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Join arcs to a ring without its last point; those with a negative index run backwards."""
    points: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += [point for place, point in enumerate(arc) if not (points and place == 0)]
    turned = [one for place, one in enumerate(points) if place == 0 or one != points[place - 1]]
    return turned[:-1]


def _commands(ring: list[Point]) -> str:
    steps = (f"{x1 - x0} {y1 - y0}" for (x0, y0), (x1, y1) in pairwise(ring))
    start = f"M{ring[0][0]} {ring[0][1]}l"
    return f"{start}{' '.join(steps)}z".replace(" -", "-")


if __name__ == "__main__":
    main()
