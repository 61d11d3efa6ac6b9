"""The watch over a scheduled job: what was tried, what succeeded and how long ago, what waits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.app import cli
from pipeline.errors import NoWarehouseError, WarehouseDamagedError
from pipeline.run.status import read_status, status_text
from pipeline.store.runs import write_run_record
from pipeline.store.warehouse import Warehouse
from tests.builders.faulty import Desk, print_few, spoil
from tests.builders.frames import snapshot_draft, vorlaeufig_draft, warehouse_with
from tests.builders.lists import population, print_list
from tests.builders.rereadings import Shelf, failing
from tests.paths import ROOT, SAMPLES

NOW = datetime(2024, 3, 11, 12, tzinfo=UTC)
FINAL = SAMPLES / "endgueltig-2018-01_synthetic.pdf"


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return warehouse_with(tmp_path / "warehouse", vorlaeufig_draft(), snapshot_draft())


def record(warehouse: Warehouse, days_ago: float, **changes: object) -> None:
    """A run so long ago; a test says how it ended."""
    started = NOW - timedelta(days=days_ago)
    valid = {
        "outcome": "unchanged",
        "exit_code": 0,
        "message": "the document is known",
        "command": "refresh",
        "version": "1",
        "started": started.isoformat(),
        "seconds": 1.5,
        "snapshot": None,
        "held": None,
        "warnings": [],
    }
    write_run_record(warehouse, {**valid, **changes}, started)


def status(warehouse: Warehouse, *options: str) -> Result:
    return CliRunner().invoke(cli, ["status", "--warehouse", str(warehouse.root), *options])


def test_the_last_success_counts_not_the_last_try(warehouse: Warehouse) -> None:
    record(warehouse, 8)
    record(warehouse, 2, outcome="held", exit_code=3, message="held", warnings=["gone"])
    record(warehouse, 1, command="withdraw", outcome="withdrawn", message="withdrawn")
    found = read_status(warehouse.root, NOW)
    assert (found.age_days, found.is_older_than(7), found.is_older_than(9)) == (8.0, True, False)
    assert status_text(found, warehouse.root) == (
        "newest edition   endgueltig-2018-01-5d2dced1: 4 rows, 404,409 EUR, synthetic\n"
        "last run         2024-03-10 12:00 UTC withdraw: withdrawn (exit code 0)\n"
        "last try         2024-03-09 12:00 UTC refresh: held (exit code 3)\n"
        "last success     2024-03-03 12:00 UTC, 8.0 days ago\n"
        "held             none that waits for a person\n"
        "warning          gone\n"
    )


def test_who_watches_is_told_by_the_exit_code(warehouse: Warehouse) -> None:
    assert status(warehouse, "--max-age", "7").exit_code == 5
    record(warehouse, -36_500)
    assert status(warehouse, "--max-age", "7").exit_code == 0
    assert status(warehouse).exit_code == 0


def test_machines_get_json(warehouse: Warehouse) -> None:
    record(warehouse, 3, outcome="interrupted", exit_code=1, message="the run did not end")
    found = json.loads(status(warehouse, "--json").stdout)
    assert found["last_try"] == {
        "outcome": "interrupted",
        "exit_code": 1,
        "message": "the run did not end",
        "command": "refresh",
        "version": "1",
        "started": "2024-03-08T12:00:00+00:00",
        "seconds": 1.5,
        "snapshot": None,
        "held": None,
        "warnings": [],
    }
    assert (found["last_success"], found["age_days"], found["held"]) == (None, None, [])
    assert (found["rows"], found["total_eur"], found["synthetic"]) == (4, 404_409, True)


def test_a_page_of_another_edition_than_the_newest_is_noticed(warehouse: Warehouse) -> None:
    assert read_status(warehouse.root, NOW).page is None
    index = warehouse.site / "daten" / "index.json"
    index.parent.mkdir(parents=True)
    for shown, said in (
        ("endgueltig-2018-01-5d2dced1", "of edition endgueltig-2018-01-5d2dced1"),
        ("2017-07-01-0a1b2c3d", "of edition 2017-07-01-0a1b2c3d, not the newest: build it anew"),
    ):
        index.write_text(json.dumps({"snapshot_id": shown}))
        lines = status_text(read_status(warehouse.root, NOW), warehouse.root).splitlines()
        assert f"{'page':15}  {said}" in lines
        assert json.loads(status(warehouse, "--json").stdout)["page"] == shown
    index.write_text("[]")
    assert read_status(warehouse.root, NOW).page is None


def test_a_record_that_cannot_be_read_is_named(warehouse: Warehouse) -> None:
    record(warehouse, 1, started="yesterday")
    with pytest.raises(WarehouseDamagedError, match=r"runs/.*to move it away, run: mv "):
        read_status(warehouse.root, NOW)


def test_what_is_held_waits_until_somebody_decides(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    held = desk.ingest(print_few(tmp_path / "few_synthetic.pdf", spoil))
    assert held.held is not None
    id = Path(held.held).name
    found = read_status(desk.root)
    assert (found.held, found.held_for_good) == ((id,), ())
    line = (
        f"held             {id}: why is in {held.held}/bericht.md; to publish it all the same, "
        f"run: planungsrahmen accept {id} --reason '…' --warehouse {desk.root}\n"
    )
    assert line in status_text(found, desk.root)
    desk.accept(id)
    assert read_status(desk.root).held == ()


@pytest.mark.slow
def test_what_nobody_can_accept_waits_for_nobody(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    pdf = print_list(
        population(), tmp_path / "inhabitants.pdf", "Einwohner der Gemeinden, erfunden"
    )
    held = desk.ingest(pdf)
    assert (held.outcome, held.rows_if_accepted) == ("held", 0)
    id = Path(str(held.held)).name
    found = read_status(desk.root)
    assert (found.held, found.held_for_good) == ((), (id,))
    assert status_text(found, desk.root).endswith(
        "held             none that waits for a person\n"
        f"                 nothing to decide about: {id}\n"
    )


def test_what_was_published_since_waits_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path, monkeypatch)
    old = shelf.publish({"08111000": 111})
    shelf.read_today(old, failing())
    shelf.reprocess()
    assert read_status(shelf.root).held == (old.id,)
    shelf.read_today(old)
    shelf.reprocess()
    assert read_status(shelf.root).held == ()


def test_the_age_of_a_success_is_exact(warehouse: Warehouse) -> None:
    record(warehouse, 30 / 86_400, message="unchanged: these bytes are snapshot x")
    found = read_status(warehouse.root, NOW)
    assert (found.is_older_than(0), found.is_older_than(0.001)) == (True, False)
    text = status_text(found, warehouse.root)
    assert "refresh: unchanged (exit code 0): these bytes are snapshot x\n" in text
    assert "UTC, 0.0 hours ago\n" in text


def test_where_there_is_no_warehouse_there_was_no_success(tmp_path: Path) -> None:
    nothing = Warehouse(tmp_path / "nothing")
    watched = status(nothing, "--max-age", "7")
    assert (watched.exit_code, watched.stdout) == (5, "")
    assert watched.stderr.startswith(f"error: no run has ended well: {nothing.root}: expected a ")
    assert isinstance(status(nothing).exception, NoWarehouseError)
    nothing.root.mkdir()
    assert status(nothing, "--max-age", "7").exit_code == 5
    assert status(nothing).exit_code == 0


def test_a_run_that_is_killed_is_on_record(tmp_path: Path) -> None:
    root = tmp_path / "warehouse"
    words = ("ingest", FINAL, "--warehouse", root, "--readings", "own")
    run = subprocess.Popen(
        [sys.executable, "-m", "pipeline", *map(str, words)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.stderr is not None
    assert "acquire" in run.stderr.readline()
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    run.stderr.close()
    last = read_status(root).last_try
    assert last is not None
    assert (last.outcome, last.command, last.exit_code) == ("interrupted", "ingest", 1)
