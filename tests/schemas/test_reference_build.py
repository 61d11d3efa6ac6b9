"""The register is built from both packages, and refuses to be built where they disagree."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.builders import reference as build


@pytest.mark.parametrize(
    ("printed", "official"),
    [
        ("Heilbronn, Stadtkreis", "Heilbronn, Stadt"),
        ("Stuttgart, Landeshauptstadt, Stadtkreis", "Stuttgart, Landeshauptstadt"),
        ("Konstanz, Universitätsstadt", "Konstanz, Universitätsstadt"),
        ("Aidlingen", "Aidlingen"),
    ],
)
def test_stadtkreis_is_a_kreis_and_no_title(printed: str, official: str) -> None:
    assert build.official_name(printed) == official


def area(
    rs: str, gen: str, bez: str, x: int = 0, kind: str = "Polygon", **overrides: Any
) -> dict[str, Any]:
    """An area as wide as one, from x on."""
    ags = rs if len(rs) < 9 else rs[:5] + rs[9:]
    properties = {"RS": rs, "AGS": ags, "GEN": gen, "BEZ": bez, "IBZ": 64, "GF": 4}
    ring = [[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]
    shape = {"type": kind, "coordinates": [ring] if kind == "Polygon" else [[ring]]}
    return {"type": "Feature", "properties": {**properties, **overrides}, "geometry": shape}


def write_packages(folder: Path, regions: str, **layers: Any) -> list[str]:
    """Write both packages in miniature and return the arguments that name them."""
    members = {f"package/{layer}.geo.json": json.dumps(layers[layer]) for layer in layers}
    csv_name = "datenguidepy-0/datenguidepy/package_data/regions.csv"
    for archive, content in (("d.tgz", {csv_name: regions}), ("a.tgz", members)):
        with tarfile.open(folder / archive, "w:gz") as tar:
            for name, text in content.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(text.encode())
                tar.addfile(entry, io.BytesIO(text.encode()))
    return [f"--datenguidepy={folder / 'd.tgz'}", f"--areas={folder / 'a.tgz'}", f"--out={folder}"]


REGIONS = """region_id,name,level,parent
081,"Stuttgart, Regierungsbezirk",nuts2,08
08115,"Böblingen, Landkreis",nuts3,081
08115001,Aidlingen,lau,08115
08115003,"Böblingen, Stadt",lau,08115
08237008,Betzweiler-Wälde,lau,08237
09162000,"München, Landeshauptstadt",lau,09162
"""
LAYERS = {
    "kreise": [area("08115", "Böblingen", "Landkreis")],
    "verwaltungsgemeinschaften": [
        area("081155001", "Aidlingen/Grafenau", "Verwaltungsverband", AGS="--------"),
        area("081155002", "Böblingen", "Verwaltungsgemeinschaft", AGS="--------"),
    ],
    "gemeinden": [
        {"type": "FeatureCollection", "features": [area("081155001001", "Aidlingen", "Gemeinde")]},
        area("081155002003", "Böblingen", "Stadt", x=1, kind="MultiPolygon", IBZ=61),
        area("081155002003", "Bodensee", "Gemeinde", GF=2),
    ],
}


@pytest.fixture
def small_land(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "GEMEINDEN_EXPECTED", 2)
    monkeypatch.setattr(build, "KREISE_EXPECTED", 1)


def run_build(folder: Path, regions: str, **layers: Any) -> Result:
    return CliRunner().invoke(build.main, write_packages(folder, regions, **layers))


@pytest.mark.usefixtures("small_land")
def test_build_writes_all_files(tmp_path: Path) -> None:
    result = run_build(tmp_path, REGIONS, **LAYERS)
    assert (result.exit_code, result.stdout) == (0, "2 Gemeinden, 1 Kreise; names differing: 0\n")
    assert (tmp_path / "gemeinden.csv").read_bytes().decode() == (
        "gemeinde_ags,ars,gemeinde_name,art,kreis_ags,verband_ars,verband_name,verband_art\n"
        "08115001,081155001001,Aidlingen,Gemeinde,08115,081155001,Aidlingen/Grafenau,"
        "Gemeindeverwaltungsverband\n"
        '08115003,081155002003,"Böblingen, Stadt",Stadt,08115,081155002,Böblingen,'
        "Verwaltungsgemeinschaft\n"
    )
    assert (tmp_path / "kreise.csv").read_bytes().decode() == (
        "kreis_ags,kreis_name,kreis_art,regierungsbezirk_ags,regierungsbezirk_name\n"
        "08115,Böblingen,Landkreis,081,Stuttgart\n"
    )
    assert (tmp_path / "nachbarn.csv").read_bytes().decode() == (
        "gemeinde_ags,nachbar_ags\n08115001,08115003\n"
    )
    assert (tmp_path / "flaechen.tsv").read_bytes().decode() == (
        '08115001\t{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,1],[0,0]]]]}\n'
        '08115003\t{"type":"MultiPolygon","coordinates":[[[[1,0],[2,0],[2,1],[1,1],[1,0]]]]}\n'
    )


@pytest.mark.usefixtures("small_land")
def test_areas_are_rounded_turned_and_freed_of_what_is_too_small(tmp_path: Path) -> None:
    outer = [[0, 0], [0, 1], [0.00001, 1], [1, 1], [1, 0], [0, 0]]
    hole = [[0.2, 0.2], [0.5, 0.2], [0.5, 0.54321], [0.2, 0.2]]
    dot = [[5, 5], [5, 5.00001], [5.00001, 5], [5, 5]]
    shape = {"type": "MultiPolygon", "coordinates": [[outer, hole, dot], [dot]]}
    gemeinden = [{**area("081155001001", "Aidlingen", "Gemeinde"), "geometry": shape}]
    run_build(tmp_path, REGIONS, **{**LAYERS, "gemeinden": [*gemeinden, LAYERS["gemeinden"][1]]})
    first = (tmp_path / "flaechen.tsv").read_text("utf-8").splitlines()[0]
    assert json.loads(first.partition("\t")[2])["coordinates"] == [
        [
            [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]],
            [[0.2, 0.2], [0.5, 0.5432], [0.5, 0.2], [0.2, 0.2]],
        ]
    ]


@pytest.mark.usefixtures("small_land")
def test_build_reports_a_name_that_differs(tmp_path: Path) -> None:
    result = run_build(tmp_path, REGIONS.replace("Aidlingen", "Aitlingen"), **LAYERS)
    assert (result.exit_code, result.stdout.splitlines()[1:]) == (
        0,
        ["08115001: 'Aitlingen' in datenguidepy, Aidlingen (Gemeinde) in areas"],
    )


@pytest.mark.usefixtures("small_land")
def test_build_stops_on_a_key_only_one_source_has(tmp_path: Path) -> None:
    result = run_build(tmp_path, REGIONS.replace("08115001", "08115002"), **LAYERS)
    assert result.exit_code == 1
    assert "only in datenguidepy ['08115002'], only in areas ['08115001']" in result.stderr
    assert not (tmp_path / "gemeinden.csv").exists()


def test_build_stops_when_both_sources_lack_municipalities(tmp_path: Path) -> None:
    result = run_build(tmp_path, REGIONS, **LAYERS)
    assert result.exit_code == 1
    assert "Gemeinden: found 2, expected 1101" in result.stderr


def test_build_names_the_file_a_package_lacks(tmp_path: Path) -> None:
    result = run_build(tmp_path, REGIONS, gemeinden=[])
    assert result.exit_code == 1
    assert "a.tgz holds no verwaltungsgemeinschaften.geo.json" in result.stderr
