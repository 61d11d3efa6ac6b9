"""What is given as a folder, and a warehouse in which nothing is published yet."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from pipeline.cli.app import cli
from pipeline.errors import WarehouseDamagedError
from pipeline.run.look import query
from tests.paths import ROOT


@pytest.mark.parametrize("option", ["--warehouse", "--raw-dir"])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "expected the name of a folder, found none"),
        (" ", "expected the name of a folder, found none"),
        ("/", "expected a folder of its own, found /"),
        ("//tmp/..", "expected a folder of its own, found //tmp/.."),
        ("a\nb", "expected a name without control characters, found 'a\\nb'"),
        ("\x1b[2J", "expected a name without control characters"),
        (str(ROOT / "README.md"), "is a file"),
        (str(ROOT / "README.md/w"), "cannot be used: Not a directory"),
        ("x" * 10_000, "cannot be used: File name too long"),
    ],
)
def test_what_is_no_name_of_a_folder_is_wrong_usage(option: str, given: str, said: str) -> None:
    result = CliRunner().invoke(cli, ["verify", option, given])
    assert (result.exit_code, said in result.output) == (2, True), result.output
    assert max(map(len, result.output.splitlines())) < 500


@pytest.mark.parametrize("options", [[], ["--raw-dir", "raw"]])
def test_a_link_to_itself_is_wrong_usage(tmp_path: Path, options: list[str]) -> None:
    link = tmp_path / "w"
    link.symlink_to(link)
    result = CliRunner().invoke(cli, ["verify", "--warehouse", str(link), *options])
    assert (result.exit_code, "Too many levels" in result.output) == (2, True)


def test_an_empty_database_is_never_shown_as_ours(tmp_path: Path) -> None:
    path = tmp_path / "planungsrahmen.duckdb"
    with pytest.raises(WarehouseDamagedError, match="expected the database, found no such file"):
        query(tmp_path, "SELECT 1", "csv")
    path.touch()
    with pytest.raises(WarehouseDamagedError):
        query(tmp_path, "SELECT 1", "csv")
    path.unlink()
    duckdb.connect(str(path)).close()
    with pytest.raises(WarehouseDamagedError, match=r"found one without its views; .*rebuild"):
        query(tmp_path, "SELECT 1", "csv")
