"""What an error says to type can be typed as it stands, and does what it says."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.app import cli
from pipeline.run import look, publish
from pipeline.store.records import load_manifests
from pipeline.store.warehouse import Warehouse
from tests.builders.frames import snapshot_draft, vorlaeufig_draft, warehouse_with
from tests.paths import CALLED, ROOT


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """Two published editions, in a folder whose name a shell would take apart."""
    root = tmp_path / "it's a warehouse"
    warehouse = warehouse_with(root, vorlaeufig_draft(), snapshot_draft())
    publish.rebuild(root)
    return warehouse


def typed(line: str) -> tuple[int, str, str]:
    """Type a line into a shell: exit code, and both outputs."""
    ours = f'planungsrahmen() {{ {sys.executable} -m pipeline "$@"; }}; {line}'
    done = subprocess.run(
        ["bash", "-c", ours], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def remedy(error: str) -> str:
    """The command with which an error ends."""
    return error.rstrip("\n").rpartition("run: ")[2]


def in_shell(warehouse: Warehouse) -> str:
    return "'" + str(warehouse.root).replace("'", "'\"'\"'") + "'"


def test_giving_up_what_is_lost(warehouse: Warehouse) -> None:
    first, second = load_manifests(warehouse)
    warehouse.snapshots.rename(warehouse.root / "elsewhere")
    code, out, err = typed(f"planungsrahmen export --warehouse {in_shell(warehouse)}")
    assert (code, out) == (6, "")
    assert (first.id in err, second.id in err, str(warehouse.snapshots) in err) == (True,) * 3
    code, out, err = typed(f"{remedy(err)} --by mia --reason 'verbrannt'")
    assert code == 0, err
    assert out.splitlines() == [
        *(
            f"given up by mia: {id}: the snapshot, expected at {warehouse.snapshots / id}, found "
            "no such folder"
            for id in sorted([first.id, second.id])
        ),
        f"built from 0 snapshots: {warehouse.database}",
    ]
    assert "was kept as planungsrahmen.duckdb.aside" in err
    code, out, err = typed(f"planungsrahmen snapshots --warehouse {in_shell(warehouse)}")
    assert (code, out) == (
        0,
        "no snapshots yet; to make one, run: "
        f"{CALLED} ingest PDF --warehouse {in_shell(warehouse)}\n",
    )


@pytest.mark.slow
def test_several_are_given_up_with_one_option(warehouse: Warehouse) -> None:
    ids = [snapshot.id for snapshot in load_manifests(warehouse)]
    shutil.rmtree(warehouse.snapshots)
    places = f"--warehouse {in_shell(warehouse)}"
    code, _, err = typed(f"planungsrahmen rebuild {ids[0]} {places}")
    assert (code, "IDs, --reason and --by go with --forget" in err) == (2, True)
    code, _, err = typed(f"planungsrahmen rebuild --forget {ids[0]} {places}")
    assert (code, ids[1] in err) == (6, True)
    assert typed(f"planungsrahmen rebuild --forget {' '.join(ids)} {places}")[0] == 0


def test_who_gives_nothing_up_need_not_be_known(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    words = ["rebuild", "--warehouse", str(warehouse.root)]
    assert CliRunner().invoke(cli, words).exit_code == 0
    id = load_manifests(warehouse)[0].id
    shutil.rmtree(warehouse.snapshots / id)
    refused = CliRunner().invoke(cli, [*words, "--forget", id])
    assert (refused.exit_code, "say who decides" in refused.output) == (2, True)
    assert CliRunner().invoke(cli, [*words, "--forget", id, "--by", "mia"]).exit_code == 0


@pytest.mark.slow
def test_building_anew_what_cannot_be_opened(warehouse: Warehouse) -> None:
    warehouse.database.write_bytes(b"cut")
    code, _, err = typed(f"planungsrahmen query 'SELECT 1' --warehouse {in_shell(warehouse)}")
    assert code == 6
    assert typed(remedy(err))[:2] == (0, f"built from 2 snapshots: {warehouse.database}\n")
    assert len(look.list_snapshots(warehouse.root)) == 2


@pytest.mark.slow
def test_moving_away_what_is_in_the_place_of_the_database(warehouse: Warehouse) -> None:
    warehouse.database.unlink()
    warehouse.database.mkdir()
    code, _, err = typed(f"planungsrahmen export --warehouse {in_shell(warehouse)}")
    assert code == 6
    assert typed(remedy(err)) == (0, "", "")
    assert typed(f"planungsrahmen export --warehouse {in_shell(warehouse)}")[0] == 0
