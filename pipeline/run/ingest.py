"""A local PDF the whole way, from its bytes to the published figures, or to a held run."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.run.folders import check_apart
from pipeline.run.keeping import take
from pipeline.run.progress import Progress
from pipeline.run.reading import ALL_ENGINES
from pipeline.run.recorded import recorded
from pipeline.summary import RunSummary

if TYPE_CHECKING:
    from pipeline.store import Warehouse

INGEST_STEPS = 4
"""How often `ingest` reports progress."""


def ingest(
    pdf: Path, root: Path, raw_dir: Path, progress: Progress, engines: Sequence[str] = ALL_ENGINES
) -> RunSummary:
    """Take one local PDF the whole way; how it ended is recorded in the warehouse too.

    The first of the engines that gives a reading gives the rows, the others are compared with it.

    Raises:
        SharedFolderError: warehouse and raw store would keep files in one folder.
        WarehouseError: the warehouse cannot be used; nothing is recorded.
        WrongSettingsError: a file under `schemas/` has a mistake; nothing is recorded.
    """
    from pipeline.acquire.rawstore import store_file
    from pipeline.store import Warehouse

    check_apart(root, raw_dir)

    def run(warehouse: "Warehouse", started: float) -> RunSummary:
        progress("acquire")
        return take(warehouse, store_file(pdf, raw_dir), engines, progress, started)

    return recorded(Warehouse(root), run)
