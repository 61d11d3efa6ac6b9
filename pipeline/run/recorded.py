"""One run at a time in a warehouse, and a record of each.

A record is begun with its run, so that one that was killed is on record too, as interrupted.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from os.path import realpath
from pathlib import Path

from pipeline.commands import EVENTS
from pipeline.errors import (
    ExitCode,
    PlanungsrahmenError,
    SharedFolderError,
    UnreachableError,
    UnreadableDocumentError,
)
from pipeline.files import write_file
from pipeline.jsonfiles import record_bytes
from pipeline.store.publication import publications, unpublished_because
from pipeline.store.runs import write_run_record
from pipeline.store.warehouse import Warehouse, lock_warehouse
from pipeline.summary import RunSummary, failure_summary, summary_record
from pipeline.values import replace

_command = ""


def name_command(command: str) -> None:
    """Say by which command this process runs; its records name it."""
    global _command
    _command = command


def recorded(warehouse: Warehouse, run: Callable[[Warehouse], RunSummary]) -> RunSummary:
    """Run as the only writer of a warehouse, and keep a record of how it ended there.

    That a document cannot be fetched or read is an end like others. What a killed run left open is
    published first, however this one ends.

    Raises:
        WarehouseError: the warehouse cannot be used; nothing is recorded.
        WrongSettingsError: a file under `schemas/` has a mistake; nothing is recorded.
    """
    started = datetime.now(UTC)
    with lock_warehouse(warehouse), begun_record(warehouse, started) as record:
        before = publications()
        if unpublished_because(warehouse) is not None:
            # What publishes loads DuckDB, which a run without news does not need.
            from pipeline.run.publish import finish_publication

            finish_publication(warehouse)
        try:
            summary = run(warehouse)
        except (UnreadableDocumentError, UnreachableError) as error:
            summary = failure_summary(error)
        summary = replace(stamped(summary, started), changed=publications() > before)
        write_file(record, record_bytes(summary_record(summary)))
    return summary


@contextmanager
def begun_record(warehouse: Warehouse, started: datetime) -> Iterator[Path]:
    """Give the record of a run that has begun, to be written at its end.

    Where the warehouse cannot be used, or what was asked for cannot be done, none is left.
    """
    message = "the run did not end, or has not yet"
    begun = RunSummary(outcome="interrupted", exit_code=ExitCode.BUG, message=message)
    record = write_run_record(warehouse, summary_record(stamped(begun, started)), started)
    try:
        yield record
    except (PlanungsrahmenError, OSError):
        record.unlink(missing_ok=True)
        raise


def stamped(summary: RunSummary, started: datetime) -> RunSummary:
    """Return a summary with the command, when it was started, and how long it took."""
    seconds = round((datetime.now(UTC) - started).total_seconds(), 3)
    return replace(summary, command=_command, started=started, seconds=max(0.0, seconds))


def check_apart(root: Path, raw_dir: Path) -> None:
    """Look whether warehouse and raw store keep no file, and no lock, in the same folder.

    Raises:
        SharedFolderError: they do.
    """
    warehouse, raw = Warehouse(Path(realpath(root))), Path(realpath(raw_dir))
    own = (warehouse.snapshots, warehouse.held, warehouse.runs, warehouse.exports)
    of_raw = (raw, raw / EVENTS)
    if warehouse.root in of_raw or any(raw.is_relative_to(folder) for folder in own):
        raise SharedFolderError(root, raw_dir)
