"""The exports of the demo in the programs that they are for, by the recipes of the German page."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders.demo import copy_demo
from tests.paths import ROOT

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs" / "journalismus.md").read_text("utf-8")
LARGEST = ["Mannheim, Stadt", "Freiburg im Breisgau, Stadt", "Heidelberg, Stadt", "Ulm, Stadt"]


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports under the names that those of a real edition have."""
    root = tmp_path_factory.mktemp("demo") / "warehouse"
    copy_demo(root)
    folder = root / "exports"
    for path in [*folder.iterdir()]:
        path.rename(folder / path.name.replace("_synthetisch", ""))
    return folder


def recipe(language: str, file: str) -> str:
    """The one block of code in a language that opens a file."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    [code] = [block for block in blocks if file in block]
    return str(code)


def shown(exports: Path, *command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not here")
    done = subprocess.run(command, cwd=exports, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize(
    ("language", "program"),
    [("python", [sys.executable, "-c"]), ("r", ["Rscript", "-e"])],
)
def test_the_recipe_shows_the_largest(exports: Path, language: str, program: list[str]) -> None:
    printed = shown(exports, *program, recipe(language, "planungsrahmen.csv"))
    assert [name for name in LARGEST if name not in printed] == []
    assert "2275993" in printed


def test_the_recipe_for_the_database_finds_a_municipality(exports: Path) -> None:
    code = recipe("python", "duckdb.connect")
    code = code.replace("warehouse/demo/", f"{exports.parent}/")
    assert shown(exports, sys.executable, "-c", code) == (
        "[('Lörrach, Stadt', Decimal('218922.00'))]\n"
    )


def test_gdal_reads_areas_and_figures(exports: Path) -> None:
    where = "gemeinde_ags = '08336050'"
    told = shown(exports, "ogrinfo", "-al", "-where", where, "planungsrahmen.geojson")
    for fact in (
        "Geometry: Multi Polygon",
        "Feature Count: 1",
        'GEOGCRS["WGS 84"',
        "gemeinde_name (String) = Lörrach, Stadt",
        "betrag_eur (Integer) = 218922",
    ):
        assert fact in told
