"""The API installed from a wheel and from the checkout: it works, and its types are told.

Without a network: an environment without packages of its own finds those of this one beside it.
"""

import filecmp
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.paths import ROOT, SAMPLES

pytestmark = pytest.mark.slow

USER = """
from decimal import Decimal

import planungsrahmen

table: planungsrahmen.Table = planungsrahmen.read_tables("sample.pdf", 1)[0]
print(planungsrahmen.__file__)
print(table, len(table.picture) > 0)
print(planungsrahmen.read_figures("sample.pdf").betrag_eur.sum() == Decimal(58000008))
"""
WRONG = """
import planungsrahmen

planungsrahmen.read_tables(7)
planungsrahmen.read_figures(b"", errors="ignore")
planungsrahmen.open_warehouse().history("x").to_nothing()
"""


class Place:
    """A folder outside the checkout, and an environment to work in there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        venv.create(folder / "venv", with_pip=False)
        self.python = folder / "venv" / "bin" / "python"
        [packages] = (folder / "venv" / "lib").glob("python*/site-packages")
        self.packages = packages
        # A line of a file of paths: what is installed there counts, its own files of paths do not.
        here = [entry for entry in sys.path if entry.endswith("site-packages")]
        (packages / "beside.pth").write_text("\n".join(here))

    def run(self, *words: str | Path, code: int = 0) -> str:
        done = subprocess.run(
            [str(word) for word in words],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def install(self, *what: str | Path) -> None:
        """Install without dependencies and without an index, in the place's own environment."""
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", self.python)
        self.run(*pip, "install", "--no-index", "--no-deps", "--no-build-isolation", *what)


@pytest.fixture(params=["wheel", "editable"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    place = Place(tmp_path)
    if request.param == "editable":
        place.install("--editable", ROOT)
    else:
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        place.install(*tmp_path.glob("*.whl"))
    return place


def test_a_program_of_a_user_runs(place: Place) -> None:
    (place.folder / "sample.pdf").symlink_to(SAMPLES / "endgueltig-2018-01_synthetic.pdf")
    (place.folder / "user.py").write_text(USER)
    path, *said = place.run(place.python, "user.py").splitlines()
    assert said == ["<Table 1 on page 1: 56 rows, 5 columns> True", "True"]
    assert Path(path).parent in (place.packages, ROOT)


def test_the_types_are_told(place: Place) -> None:
    check = (sys.executable, "-m", "mypy", "--strict", "--python-executable", place.python)
    (place.folder / "user.py").write_text(USER)
    (place.folder / "wrong.py").write_text(WRONG)
    assert place.run(*check, "user.py") == "Success: no issues found in 1 source file\n"
    found = place.run(*check, "wrong.py", code=1)
    assert [line.rpartition("[")[2] for line in found.splitlines()[:-1]] == [
        "arg-type]",
        "arg-type]",
        "operator]",
    ]


@pytest.mark.parametrize("place", ["wheel"], indirect=True)
def test_the_command_has_all_that_it_needs_beside_its_code(place: Place) -> None:
    """Register, names, areas, source, statements, messages and templates come with the wheel."""
    command = place.folder / "venv" / "bin" / "planungsrahmen"
    sample = SAMPLES / "endgueltig-2018-01_synthetic.pdf"
    assert "34 of 34 checks passed" in place.run(command, "ingest", sample)
    shown = place.run(command, "show", "Loerrach", "--receipt", "row.png")
    assert shown.startswith("Lörrach, Stadt (08 3 36 050), Landkreis Lörrach\n")
    assert (place.folder / "row.png").read_bytes().startswith(b"\x89PNG")
    assert "Wembach" in place.run(command, "partners", "Aitern")
    place.run(command, "export")
    files = {path.name for path in (place.folder / "warehouse" / "exports").iterdir()}
    assert {"planungsrahmen_synthetisch.geojson", "planungsrahmen_synthetisch.xlsx"} <= files
    place.run(command, "verify")
    place.run(command, "site")
    site = place.folder / "warehouse" / "site"
    assert "Lörrach" in (site / "gemeinde" / "08336050.html").read_text("utf-8")
    parts = ROOT / "pipeline" / "publish" / "site" / "assets"
    compared = filecmp.dircmp(parts, site / "teile")
    assert (compared.left_only, compared.right_only, compared.diff_files) == ([], [], [])
