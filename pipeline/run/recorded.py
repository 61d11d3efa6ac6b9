"""One run at a time in a warehouse, and a record of how each ended."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.errors import UnreachableError, UnreadableDocumentError
from pipeline.run.publication import finish_publication, publications
from pipeline.summary import RunSummary, summary_record, unreachable, unreadable

if TYPE_CHECKING:
    from pipeline.store import Warehouse


def recorded(warehouse: "Warehouse", run: "Callable[[Warehouse, float], RunSummary]") -> RunSummary:
    """Run as the only writer of a warehouse, and keep a record of how it ended there.

    `run` gets the warehouse and the moment it began, as `time.monotonic` counts. That a document
    cannot be had or read is an end like others. What a killed run left open is published first,
    however this one ends.

    Raises:
        WarehouseError: the warehouse cannot be used; nothing is recorded.
    """
    from pipeline.store import lock_warehouse, write_run_record

    started = time.monotonic()
    with lock_warehouse(warehouse):
        before = publications()
        finish_publication(warehouse)
        try:
            summary = run(warehouse, started)
        except UnreadableDocumentError as error:
            summary = unreadable(error, started)
        except UnreachableError as error:
            summary = unreachable(error, started)
        summary = replace(summary, changed=publications() > before)
        write_run_record(warehouse, summary_record(summary))
    return summary
