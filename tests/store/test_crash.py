"""Killed at any step, or out of space: readers see old or new, and the next run converges."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from pipeline.errors import RecordsLostError
from pipeline.run import publish
from pipeline.store.new_snapshot import write_snapshot
from pipeline.store.proof import verify_files
from pipeline.store.publication import unpublished_because
from pipeline.store.query import run_query
from pipeline.store.records import Forgetting, find_facts, load_manifests
from pipeline.store.warehouse import Warehouse, lock_warehouse
from tests.builders.crash import (
    DISK_FULL,
    publish_by_run,
    publish_second_edition,
    write_all_exports,
)
from tests.builders.database import build_database
from tests.builders.frames import snapshot_draft, vorlaeufig_draft, warehouse_with

OLD, NEW = "vorlaeufig-2017-07", "endgueltig-2018-01"


@dataclass(frozen=True)
class Step:
    """A function at whose entry the job dies, and which edition readers then see."""

    function: str
    in_database: str
    in_exports: str
    slow: bool = False
    """Another step shows the same state of the warehouse, but for a temporary file."""


STEPS = (
    Step("loaded", OLD, OLD, slow=True),  # the lock is held, nothing is written
    Step("_manifest", OLD, OLD),  # Parquet is written, the manifest is not
    Step("in_place", OLD, OLD, slow=True),  # the snapshot is complete, under its temporary name
    Step("load_statuses", OLD, OLD, slow=True),  # the snapshot is in place, the database not begun
    Step("add_comments", OLD, OLD, slow=True),  # within the transaction
    Step("_verify", OLD, OLD),  # built, not yet verified
    Step("set_stale_wal_aside", OLD, OLD, slow=True),  # verified, not yet in place
    Step("write_all_exports", NEW, OLD),  # in place, exports not begun
    Step("write_liesmich", NEW, OLD, slow=True),  # some files of the exports are written
    Step("_exchange", NEW, OLD),  # all are written, not yet in place
    Step("write_report", NEW, NEW),  # everything is in place, a held run follows
)


Aftermath = tuple[Path, dict[str, str]]
"""The warehouses that killed jobs left behind, and how each job ended."""


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Aftermath]:
    """Those of the steps that are slow, or of the others; each time only once."""

    @cache
    def killed_at(slow: bool) -> Aftermath:
        root = tmp_path_factory.mktemp("crash")
        base = warehouse_with(root / "base", vorlaeufig_draft())
        write_all_exports(base, load_manifests(base)[0])
        steps = [step.function for step in STEPS if step.slow is slow]
        command = [sys.executable, "-m", "tests.builders.crash", str(root), "keep", *steps]
        command += [] if slow else [DISK_FULL]
        output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
        return root, dict(line.split(" ", 1) for line in output.splitlines())

    return killed_at


def edition_in_database(warehouse: Warehouse) -> str:
    result = run_query(
        warehouse.database, "SELECT snapshot_id, count(*) FROM planungsrahmen GROUP BY ALL"
    )
    ((id, rows),) = result.rows
    assert rows == 4
    return str(id)[: -len("-01234567")]


def edition_in_exports(warehouse: Warehouse) -> str:
    table = (warehouse.exports / "planungsrahmen_synthetisch.csv").read_text(encoding="utf-8")
    assert table.count("\n") == 5
    assert len(list((warehouse.exports / "gemeinden_synthetisch").iterdir())) == 4
    index = json.loads((warehouse.exports / "index.json").read_bytes())
    for name, checksum in index["dateien"].items():
        content = (warehouse.exports / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == checksum["sha256"], name
    (edition,) = {name for name in (OLD, NEW) if name in table}
    assert index["snapshot_id"].startswith(edition)
    return edition


def assert_converges(warehouse: Warehouse) -> None:
    publish_second_edition(warehouse)
    assert (edition_in_database(warehouse), edition_in_exports(warehouse)) == (NEW, NEW)
    assert [snapshot.sequence for snapshot in load_manifests(warehouse)] == [1, 2]
    assert verify_files(warehouse).differences == []
    assert [path for path in warehouse.root.rglob("*") if path.name.startswith(".tmp")] == []


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(step, id=step.function, marks=[pytest.mark.slow] if step.slow else [])
        for step in STEPS
    ],
)
def test_a_killed_job_leaves_old_or_new_and_the_next_one_converges(
    aftermath: Callable[[bool], Aftermath], step: Step
) -> None:
    root, endings = aftermath(step.slow)
    assert endings[step.function] == "killed"
    warehouse = Warehouse(root / step.function)
    assert edition_in_database(warehouse) == step.in_database
    assert edition_in_exports(warehouse) == step.in_exports
    assert_converges(warehouse)


def test_a_full_disk_ends_with_its_exit_code_and_nothing_half_written(
    aftermath: Callable[[bool], Aftermath],
) -> None:
    root, endings = aftermath(False)
    assert endings[DISK_FULL] == "WarehouseNotWritableError exit 6"
    warehouse = Warehouse(root / DISK_FULL)
    assert [path.name for path in warehouse.root.iterdir() if "tmp" in path.name] == []
    assert (edition_in_database(warehouse), edition_in_exports(warehouse)) == (OLD, OLD)
    assert_converges(warehouse)


@dataclass(frozen=True)
class Killed:
    """A job of a run, killed at a step, and which edition readers then see."""

    step: str
    in_database: str
    in_exports: str


PUBLISHING = (
    Killed("new_database", OLD, OLD),  # the snapshot is kept
    Killed("write_publication", OLD, NEW),  # the exports are in place
    Killed("place_file:4", OLD, NEW),  # the record tells of a database that is not there yet
    Killed("mark_published", NEW, NEW),
)
FORGETTING = (
    Killed("forget", OLD, OLD),
    Killed("mark_unpublished", OLD, OLD),  # it is recorded who gave up what
    Killed("keep_copy", OLD, NEW),  # the old database is to be kept next
    Killed("write_publication", OLD, NEW),
)


def killed(root: Path, base: Warehouse, job: str, steps: Iterable[Killed]) -> Path:
    """Let a job be killed at each step, beside copies of a warehouse."""
    shutil.copytree(base.root, root / "base")
    names = [killed.step for killed in steps]
    command = [sys.executable, "-m", "tests.builders.crash", str(root), job, *names]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert output.splitlines() == [f"{name} killed" for name in names]
    return root


@pytest.mark.slow
def test_a_run_killed_while_it_publishes_is_finished_by_the_next(tmp_path: Path) -> None:
    base = warehouse_with(tmp_path / "published", vorlaeufig_draft())
    publish.rebuild(base.root)
    root = killed(tmp_path / "killed", base, "publish", PUBLISHING)
    for case in PUBLISHING:
        warehouse = Warehouse(root / case.step)
        seen = edition_in_database(warehouse), edition_in_exports(warehouse)
        assert seen == (case.in_database, case.in_exports), case.step
        publish_by_run(warehouse)
        assert (edition_in_database(warehouse), edition_in_exports(warehouse)) == (NEW, NEW)
        assert (verify_files(warehouse).differences, unpublished_because(warehouse)) == ([], None)
        assert [path.name for path in warehouse.root.glob("*.aside")] == []


@pytest.mark.slow
def test_who_gives_something_up_and_is_killed_has_lost_nothing_else(tmp_path: Path) -> None:
    base = warehouse_with(tmp_path / "published", snapshot_draft(), vorlaeufig_draft())
    publish.rebuild(base.root)
    [lost, _] = load_manifests(base)
    shutil.rmtree(base.snapshots / lost.id)
    # The newest edition is lost, so that the one before it is the newest once it is given up.
    old, new = edition_in_database(base), OLD
    root = killed(tmp_path / "killed", base, "forget", FORGETTING)
    for case in FORGETTING:
        warehouse = Warehouse(root / case.step)
        seen = edition_in_database(warehouse), edition_in_exports(warehouse)
        expected = {OLD: old, NEW: new}
        assert seen == (expected[case.in_database], expected[case.in_exports]), case.step
        if case.step == "forget":
            with pytest.raises(RecordsLostError):
                publish.export(warehouse.root)
            continue
        publish.export(warehouse.root)
        assert (edition_in_database(warehouse), edition_in_exports(warehouse)) == (new, new)
        assert (verify_files(warehouse).differences, unpublished_because(warehouse)) == ([], None)
        [forgetting] = find_facts(warehouse, lost.id, Forgetting)
        assert forgetting.by == "mia"
        aside = Warehouse(tmp_path / "aside" / case.step.partition(":")[0])
        aside.root.mkdir(parents=True)
        shutil.copy(f"{warehouse.database}.aside", aside.database)
        assert edition_in_database(aside) == old


READ = """
import sys
from pathlib import Path
from pipeline.store.query import run_query
from pipeline.store.warehouse import Warehouse
warehouse, seen, reads = Warehouse(Path(sys.argv[1])), set(), 0
print("reading", flush=True)
while not Path(sys.argv[2]).exists():
    sql = "SELECT count(*), count(DISTINCT snapshot_id) FROM figures"
    seen.add(run_query(warehouse.database, sql).rows)
    reads += 1
print(reads, sorted(seen))
"""


@contextmanager
def reader(warehouse: Warehouse, end: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", READ, str(warehouse.root), str(end)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "reading\n"
        yield process


def test_a_reader_never_waits_and_never_sees_half(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path / "warehouse", vorlaeufig_draft())
    with reader(warehouse, tmp_path / "end") as process, lock_warehouse(warehouse):
        build_database(warehouse)
        write_snapshot(warehouse, snapshot_draft())
        for _ in range(3):
            build_database(warehouse)
        (tmp_path / "end").touch()
        output, _ = process.communicate(timeout=10)
    reads, _, seen = output.strip().partition(" ")
    assert process.returncode == 0
    assert int(reads) > 3
    assert seen == "[((4, 1),), ((8, 2),)]"
