"""One run at a time in a warehouse, a record of how each ended, and how often was published.

Publications are counted because a run may publish more than its end tells of: what a killed run
left open, or editions before an error.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from os.path import realpath
from pathlib import Path

from pipeline.errors import (
    SharedFolderError,
    UnreachableError,
    UnreadableDocumentError,
    WrongSettingsError,
)
from pipeline.logs import seconds_since
from pipeline.store.publication import unpublished_because
from pipeline.store.warehouse import Warehouse, lock_warehouse, write_run_record
from pipeline.summary import RunSummary, failed, summary_record
from schemas.settings import SettingsFileError

_published = 0


def publications() -> int:
    """Return how often this process has published, in any warehouse."""
    return _published


def count_publication() -> None:
    """Count that this process has published."""
    global _published
    _published += 1


def recorded(warehouse: Warehouse, run: Callable[[Warehouse], RunSummary]) -> RunSummary:
    """Run as the only writer of a warehouse, and keep a record of how it ended there.

    That a document cannot be had or read is an end like others. What a killed run left open is
    published first, however this one ends.

    Raises:
        WarehouseError: the warehouse cannot be used; nothing is recorded.
        WrongSettingsError: a file under `schemas/` has a mistake; nothing is recorded.
    """
    started = time.monotonic()
    with lock_warehouse(warehouse):
        before = publications()
        if unpublished_because(warehouse) is not None:
            # What publishes loads DuckDB, which a run without news does not need.
            from pipeline.run.publish import finish_publication

            finish_publication(warehouse)
        try:
            summary = run(warehouse)
        except SettingsFileError as error:
            raise WrongSettingsError(str(error)) from error
        except (UnreadableDocumentError, UnreachableError) as error:
            summary = failed(error)
        summary = replace(summary, changed=publications() > before, seconds=seconds_since(started))
        write_run_record(warehouse, summary_record(summary))
    return summary


def check_apart(root: Path, raw_dir: Path) -> None:
    """Look whether warehouse and raw store keep no file, and no lock, in the same folder.

    Raises:
        SharedFolderError: they do.
    """
    warehouse, raw = Warehouse(Path(realpath(root))), Path(realpath(raw_dir))
    own = (warehouse.snapshots, warehouse.held, warehouse.runs, warehouse.exports)
    of_raw = (raw, raw / "events")
    if warehouse.root in of_raw or any(raw.is_relative_to(folder) for folder in own):
        raise SharedFolderError(root, raw_dir)
