"""Run a warehouse job in processes that are killed at named steps, as by `kill -9` or a power cut.

    python -m tests.builders.crash ROOT JOB STEP...

Each STEP is the name of a function; the job dies the moment it enters it, or, with `name:3`, enters
it for the third time. ROOT/base must be a warehouse with the earlier edition; ROOT/<step> becomes
what the job killed there left behind. All
jobs are forks of one process that has already loaded the libraries, so that many cost little. The
step `disk-full` kills nothing but lets no file grow beyond 300 kB. What became of each job is
printed, one line each: the step, and `killed` or the error that ended it.
"""

import os
import resource
import shutil
import signal
import sys
from functools import partial
from pathlib import Path
from types import FrameType

import pytest

from pipeline.errors import PlanungsrahmenError, RecordsLostError
from pipeline.manifest import Manifest
from pipeline.publish.edition import Export
from pipeline.publish.exports import new_exports
from pipeline.publish.site.folder import write_folder
from pipeline.run.publish import publish, rebuild
from pipeline.store.database import load_comments
from pipeline.store.duck import open_published
from pipeline.store.held import write_held
from pipeline.store.history import readings_of
from pipeline.store.new_snapshot import write_snapshot
from pipeline.store.publication import mark_unpublished
from pipeline.store.query import export_parquet, newest_edition
from pipeline.store.warehouse import Warehouse, lock_warehouse
from tests.builders.database import build_database
from tests.builders.frames import held_draft, snapshot_draft

DISK_FULL = "disk-full"
_LARGEST_FILE_BYTES = 300_000


def publish_second_edition(warehouse: Warehouse) -> None:
    """The whole of what a run writes: snapshot, database, exports, and a held run."""
    with lock_warehouse(warehouse):
        snapshot = _keep(warehouse)
        build_database(warehouse)
        write_all_exports(warehouse, snapshot)
        write_held(warehouse, held_draft())


def publish_by_run(warehouse: Warehouse) -> None:
    """What a run does with an edition that it accepts: keep it, then publish it."""
    with lock_warehouse(warehouse):
        mark_unpublished(warehouse)
        _keep(warehouse)
        publish(warehouse)


def _keep(warehouse: Warehouse) -> Manifest:
    """What a run keeps of a document, unless an earlier one did."""
    draft = snapshot_draft()
    kept = readings_of(warehouse, draft.document.sha256)
    return kept[-1].manifest if kept else write_snapshot(warehouse, draft)


def forget_all(warehouse: Warehouse) -> None:
    """What a person does who gives up all that is lost."""
    with pytest.raises(RecordsLostError) as lost:
        rebuild(warehouse.root)
    ids = {loss.snapshot for loss in lost.value.losses}
    rebuild(warehouse.root, sorted(ids), by="mia")


def write_page(warehouse: Warehouse, text: bytes = b"new") -> None:
    """What puts a page in place: one file is as it was, one changes."""
    with lock_warehouse(warehouse):
        write_folder(warehouse.site, [("a/same.html", b"same"), ("index.html", text)])


JOBS = {
    "keep": publish_second_edition,
    "publish": publish_by_run,
    "forget": forget_all,
    "page": write_page,
}


def write_all_exports(warehouse: Warehouse, snapshot: Manifest) -> None:
    """The files of the newest edition."""
    with open_published(warehouse.database) as connection:
        export = Export(newest_edition(connection), snapshot, load_comments())
        with new_exports(warehouse.exports, export, partial(export_parquet, connection)):
            pass


def _die_on_entering(step: str) -> None:
    name, _, times = step.partition(":")
    left = int(times or 1)

    def watch(frame: FrameType, event: str, _: object) -> None:
        nonlocal left
        if event == "call" and frame.f_code.co_name == name:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)


def _run(root: Path, job: str, step: str) -> None:
    """In the forked process: set the trap, do the job, and never return."""
    try:
        if step == DISK_FULL:
            limit = (_LARGEST_FILE_BYTES, _LARGEST_FILE_BYTES)
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        else:
            _die_on_entering(step)
        JOBS[job](Warehouse(root / step))
        sys.stdout.write(f"{step} nothing happened\n")
    except PlanungsrahmenError as error:
        sys.stdout.write(f"{step} {type(error).__name__} exit {int(error.exit_code)}\n")
    finally:
        sys.stdout.flush()
        os._exit(0)


def main(root: Path, job: str, steps: list[str]) -> None:
    """Run the job once for each step, one after the other."""
    for step in steps:
        shutil.copytree(root / "base", root / step)
        child = os.fork()
        if child == 0:
            _run(root, job, step)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            sys.stdout.write(f"{step} killed\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
